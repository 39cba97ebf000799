"""RULES: what must hold of the figures of a file; each rule yields the issues it finds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from cds.domain.indicators import IndicatorKind
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation
from cds.domain.periods import Period
from cds.ingest.comparisons import COMPARISONS
from cds.ingest.faults import fault
from cds.ingest.fields import Field
from cds.ingest.parsing import ParsedRow
from cds.ingest.scope import Rule, RuleScope, plain

_CLOSING_DAY = 15  # reports cover the 15th to the 14th: Decree 09/2019/ND-CP


def out_of_range(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """A value as given must lie in its indicator's range; counts are never negative.

    A share above its maximum because of its counts is another rule's.
    """
    for entry in entries:
        indicator = scope.indicator(entry)
        low, high = indicator.minimum, indicator.maximum
        for field, number in (
            (Field.NUMERATOR, entry.observation.numerator),
            (Field.DENOMINATOR, entry.observation.denominator),
        ):
            if number is not None and number < 0:
                yield _beyond(scope, entry, field, number, Decimal(0), None)
        given = entry.given_value
        exceeds = given is not None and high is not None and given > high
        if given is None or (exceeds and _has_excess(entry.observation)):
            continue
        if exceeds or (low is not None and given < low):
            yield _beyond(scope, entry, Field.VALUE, given, low, high)


def _beyond(
    scope: RuleScope,
    entry: ParsedRow,
    field: Field,
    value: Decimal,
    low: Decimal | None,
    high: Decimal | None,
) -> Issue:
    return scope.fault(
        IssueCode.OUT_OF_RANGE,
        entry,
        field,
        value=value,
        minimum="\u2212\u221e" if low is None else low,
        maximum="\u221e" if high is None else high,
    )


def _has_excess(observation: Observation) -> bool:
    numerator, denominator = observation.numerator, observation.denominator
    return numerator is not None and denominator is not None and numerator > denominator


def numerator_exceeds_denominator(
    entries: Sequence[ParsedRow], scope: RuleScope
) -> Iterator[Issue]:
    """Kept, shown and flagged once confirmed. Source: methods, section 1."""
    for entry in entries:
        observation = entry.observation
        if _has_excess(observation) and scope.indicator(entry).is_share:
            counts = f"{plain(observation.numerator)} > {plain(observation.denominator)}"
            yield scope.fault(
                IssueCode.NUMERATOR_EXCEEDS_DENOMINATOR,
                entry,
                Field.NUMERATOR,
                value=counts,
                numerator=observation.numerator,
                denominator=observation.denominator,
            )


def value_mismatch(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """A share given beside its counts must be their rounding to the digits given."""
    for entry in entries:
        observation, given = entry.observation, entry.given_value
        has_counts = observation.numerator is not None and observation.denominator is not None
        if given is None or not has_counts or not scope.indicator(entry).is_share:
            continue
        half = Decimal(5).scaleb(-entry.decimals - 1)
        if observation.value is None or abs(given - observation.value) > half + _ROUNDING:
            yield scope.fault(
                IssueCode.VALUE_MISMATCH,
                entry,
                Field.VALUE,
                value=given,
                expected="\u2013" if observation.value is None else observation.value,
            )


def parts_among_shares(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """A spreadsheet makes a day of 7.11; "07/11" among percentages may be such a day."""
    groups: defaultdict[tuple[int, str], list[ParsedRow]] = defaultdict(list)
    for entry in entries:
        groups[id(entry.block), entry.observation.indicator_id].append(entry)
    for found in groups.values():
        parts = [entry for entry in found if entry.is_of_whole]
        for entry in parts if len(parts) < len(found) else ():
            counts = entry.observation.numerator, entry.observation.denominator
            yield scope.fault(
                IssueCode.AMBIGUOUS_NUMBER,
                entry,
                Field.VALUE,
                value="/".join(str(plain(count)) for count in counts),
                reading=entry.observation.value,
                other=".".join(str(plain(count)) for count in counts),
                reason="day",
            )


def broken_wholes(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """Things are counted whole: 1.745 beside 640 is one thousand and more, typed into a number.

    Told once for each column, with how many of its numbers have decimals.
    """
    broken: defaultdict[tuple[int, Field, str], list[tuple[ParsedRow, Decimal]]] = defaultdict(list)
    for entry in entries:
        observation, indicator = entry.observation, scope.indicator(entry)
        counted = observation.value if indicator.kind in _COUNTED else None
        for field, number, places in (
            (Field.NUMERATOR, observation.numerator, 0),
            (Field.DENOMINATOR, observation.denominator, 0),
            (Field.VALUE, counted, indicator.decimals),
        ):
            if number is not None and number != round(number, places):
                key = id(entry.block), field, observation.indicator_id
                broken[key].append((entry, number))
    for (_, field, _), found in broken.items():
        entry, number = found[0]
        yield scope.fault(
            IssueCode.SUSPICIOUS_SCALE,
            entry,
            field,
            value=number,
            reason="decimals",
            indicator=scope.indicator(entry).name,
            count=len(found),
        )


_COUNTED = frozenset((IndicatorKind.COUNT, IndicatorKind.RANK, IndicatorKind.MILESTONE))
_ROUNDING = Decimal("0.00000001")  # derived percentages are kept to 8 decimals


def duplicates(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """One figure per indicator, unit and period; the same figure twice is only noted."""
    first: dict[tuple[str, str, Period], Observation] = {}
    for entry in entries:
        observation = entry.observation
        other = first.setdefault(key(observation), observation)
        if other is observation:
            continue
        same = _figure(other) == _figure(observation)
        yield scope.fault(
            IssueCode.DUPLICATE_ROW if same else IssueCode.DUPLICATE_KEY,
            entry,
            Field.VALUE if Field.VALUE in entry.block.columns else Field.NUMERATOR,
            value=observation.value,
            first=other.line,
            other_line=other.line,
        )


def key(observation: Observation) -> tuple[str, str, Period]:
    """Return what may occur once in a file."""
    return observation.indicator_id, observation.unit_id, observation.period


def _figure(observation: Observation) -> tuple[object, ...]:
    return (
        observation.value,
        observation.numerator,
        observation.denominator,
        observation.status,
    )


def future_period(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """A period not begun cannot have a figure; one not closed is asked about."""
    today = scope.context.today
    if today is None:
        return
    periods = dict.fromkeys(entry.observation.period for entry in entries)
    unclosed = {period for period in periods if today < _closes_on(period)}
    late = (e for e in entries if unclosed and e.observation.period in unclosed)
    for entry in late:
        period = entry.observation.period
        yield scope.fault(
            IssueCode.FUTURE_PERIOD,
            entry,
            Field.PERIOD,
            value=period,
            severity=Severity.ERROR if today < period.start else Severity.CONFIRM,
            today=today.strftime("%d/%m/%Y"),
        )


def _closes_on(period: Period) -> date:
    return max(period.start, min(period.end, period.end.replace(day=_CLOSING_DAY)))


def out_of_scope(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """A sender may send what falls to him; who may send what is decided elsewhere."""
    units, indicators = scope.context.units_in_scope, scope.context.indicators_in_scope
    for entry in entries:
        observation = entry.observation
        if units is not None and observation.unit_id not in units:
            name = scope.unit(entry).name
            field = Field.UNIT_CODE if Field.UNIT_CODE in entry.block.columns else Field.UNIT_NAME
            yield scope.fault(IssueCode.OUT_OF_SCOPE, entry, field, value=name)
        elif indicators is not None and observation.indicator_id not in indicators:
            name = scope.indicator(entry).name
            yield scope.fault(IssueCode.OUT_OF_SCOPE, entry, Field.INDICATOR_ID, value=name)


def already_published(_: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """The very same file counts already."""
    snapshot_id = scope.context.published_as
    if snapshot_id:
        yield fault(IssueCode.ALREADY_PUBLISHED, value=snapshot_id, found=snapshot_id)


RULES: tuple[Rule, ...] = (
    out_of_range,
    numerator_exceeds_denominator,
    value_mismatch,
    parts_among_shares,
    broken_wholes,
    duplicates,
    future_period,
    out_of_scope,
    *COMPARISONS,
    already_published,
)
