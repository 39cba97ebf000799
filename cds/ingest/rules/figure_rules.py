"""RULES: what must hold of the figures of a file; each rule yields the issues it finds."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from cds.domain.indicators import IndicatorKind
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import Period
from cds.ingest.faults import fault, plain
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.head.titles import LAST_DAY, parted_name
from cds.ingest.rules.comparisons import (
    children_and_parent,
    copied_period,
    filled_columns,
    incomplete,
)
from cds.ingest.rules.parts import contrary_shares, parts_of_periods, parts_of_wholes, sums_so_far
from cds.ingest.rules.sizes import (
    above_predecessors,
    above_year,
    far_figures,
    odd_households,
    people_for_households,
    sharp_change,
    shifted_column,
    small_shares,
)
from cds.ingest.words.dates import title_part, title_period
from cds.ingest.words.fields import COUNTS, Field

Rule = Callable[[Sequence[ParsedRow], Registers], Iterator[Issue]]
_INFINITE = "\u221e"


def out_of_range(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """A value as given must lie in its indicator's range; counts are never negative.

    A share above its maximum because of its counts is another rule's.
    """
    for entry in entries:
        given, low, high = entry.given_value, entry.indicator.minimum, entry.indicator.maximum
        counts = (entry.observation.numerator, entry.observation.denominator)
        beyond = [
            (field, number, "0", _INFINITE)
            for field, number in zip(COUNTS, counts, strict=True)
            if number is not None and number < 0
        ]
        exceeds = given is not None and high is not None and given > high
        is_told = exceeds and _has_excess(entry)
        if given is not None and not entry.indicator.holds(given) and not is_told:
            least = "\u2212" + _INFINITE if low is None else plain(low)
            most = _INFINITE if high is None else plain(high)
            beyond.append((Field.VALUE, given, least, most))
        for field, number, least, most in beyond:
            code = IssueCode.OUT_OF_RANGE
            yield entry.fault(code, field, value=number, minimum=least, maximum=most)


def _has_excess(entry: ParsedRow) -> bool:
    numerator, denominator = entry.observation.numerator, entry.observation.denominator
    return numerator is not None and denominator is not None and numerator > denominator


def numerator_exceeds_denominator(
    entries: Sequence[ParsedRow], registers: Registers
) -> Iterator[Issue]:
    """Kept, shown and flagged once confirmed. Source: methods, section 1."""
    for entry in entries:
        observation = entry.observation
        if _has_excess(entry) and entry.indicator.is_share:
            counts = f"{plain(observation.numerator)} > {plain(observation.denominator)}"
            told = {"numerator": observation.numerator, "denominator": observation.denominator}
            code = IssueCode.NUMERATOR_EXCEEDS_DENOMINATOR
            yield entry.fault(code, Field.NUMERATOR, value=counts, severity=None, **told)


def nothing_of_nothing(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """No unit is without homes and people: nought of nought of them is no figure yet."""
    for entry in entries:
        seen = entry.observation
        if seen.denominator == 0 and seen.numerator == 0 and entry.indicator.weight:
            asks = partial(entry.fault, IssueCode.MISSING_VALUE, Field.DENOMINATOR, value="0/0")
            yield asks(severity=Severity.CONFIRM, reason="nothing")


def value_mismatch(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """A share given beside its counts must be their rounding to the digits given."""
    for entry in entries:
        observation, given = entry.observation, entry.given_value
        has_counts = observation.numerator is not None and observation.denominator is not None
        if given is None or not has_counts or not entry.indicator.is_share:
            continue
        half = Decimal(5).scaleb(-entry.decimals - 1)
        if observation.value is None or abs(given - observation.value) > half + _ROUNDING:
            found = observation.value
            is_cut = found is not None and abs(given - found) < 2 * half + _ROUNDING
            severity = Severity.CONFIRM if is_cut else None  # cut off, not rounded
            expected = "\u2013" if found is None else round(found, max(entry.decimals, 0))
            code = IssueCode.VALUE_MISMATCH
            yield entry.fault(code, Field.VALUE, value=given, severity=severity, expected=expected)


def parts_among_shares(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """A spreadsheet makes a day of 7.11; "07/11" among percentages may be such a day."""
    groups: defaultdict[tuple[int, str], list[ParsedRow]] = defaultdict(list)
    for entry in entries:
        groups[id(entry.block), entry.observation.indicator_id].append(entry)
    for found in groups.values():
        parts = [entry for entry in found if entry.is_of_whole]
        for entry in parts if len(parts) < len(found) else ():
            counts = entry.observation.numerator, entry.observation.denominator
            shown, other = (mark.join(map(plain, counts)) for mark in "/.")
            asks = partial(entry.fault, IssueCode.AMBIGUOUS_NUMBER, Field.VALUE, value=shown)
            yield asks(reading=entry.observation.value, other=other, reason="day")


def broken_wholes(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Things are counted whole: 1.745 beside 640 is one thousand and more, typed into a number.

    Told once for each column, with how many of its numbers have decimals. Hectares and money have
    them, but of three digits they may be thousands.
    """
    broken: defaultdict[tuple[int, Field, str], list[tuple[ParsedRow, Decimal]]] = defaultdict(list)
    for entry in entries:
        observation, indicator = entry.observation, entry.indicator
        counted = observation.value if indicator.kind in _COUNTED else None
        for field, number, places in (
            (Field.NUMERATOR, observation.numerator, 0),
            (Field.DENOMINATOR, observation.denominator, 0),
            (Field.VALUE, counted, indicator.decimals),
        ):
            is_whole = number is None or number == round(number, places)
            if number is not None and not (is_whole or entry.is_converted):
                key = id(entry.block), field, observation.indicator_id
                broken[key].append((entry, number))
    for (_, field, _), found in broken.items():
        entry, number = found[0]
        is_value, indicator = field is Field.VALUE, entry.indicator
        name = indicator.unit_name if is_value else indicator.denominator_name
        exponents = (each.normalize().as_tuple().exponent for _, each in found)
        may_be_thousands = -len("745") in exponents
        if not (may_be_thousands or registers.headings.measures.counts_single(name or "")):
            continue
        code, count = IssueCode.SUSPICIOUS_SCALE, len(found)
        yield entry.fault(code, field, value=number, reason="decimals", count=count)


_COUNTED = frozenset((IndicatorKind.COUNT, IndicatorKind.RANK, IndicatorKind.MILESTONE))
_ROUNDING = Decimal("0.00000001")  # derived percentages are kept to 8 decimals


def duplicates(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """One figure per indicator, unit and period; the same figure twice is only noted."""
    first: dict[tuple[str, str, Period], Observation] = {}
    for entry in entries:
        observation = entry.observation
        other = first.setdefault(observation.key, observation)
        if other is observation:
            continue
        same = _figure(other) == _figure(observation)
        is_beside = not same and other.line == observation.line
        code = IssueCode.DUPLICATE_ROW if same else IssueCode.DUPLICATE_KEY
        asks = partial(entry.fault, code, entry.figure, value=observation.value)
        asks = partial(asks, first=other.line, other_line=other.line)
        yield asks(reason="beside", other_column=other.column or "") if is_beside else asks()


def _figure(observation: Observation) -> tuple[object, ...]:
    return (observation.value, observation.numerator, observation.denominator, observation.status)


def future_period(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """A period not begun cannot have a figure; one not closed is asked about."""
    today = registers.context.today
    if today is None:
        return
    periods = dict.fromkeys(entry.observation.period for entry in entries)
    closing = {each: each.end.replace(day=LAST_DAY + 1) for each in periods}
    unclosed = {
        each for each, day in closing.items() if today < max(each.start, min(each.end, day))
    }
    late = [e for e in entries if unclosed and e.observation.period in unclosed]
    estimates = Counter(e.observation.period for e in late if _is_begun_estimate(e, today))
    for period, count in estimates.items():  # what they all say is asked about once
        first = next(e for e in late if e.observation.period == period)
        asks = partial(first.fault, IssueCode.FUTURE_PERIOD, Field.PERIOD, value=period)
        yield asks(reason="estimate", severity=Severity.CONFIRM, today=today, count=count)
    for entry in (each for each in late if not _is_begun_estimate(each, today)):
        period = entry.observation.period
        severity = Severity.ERROR if today < period.start else Severity.CONFIRM
        asks = partial(entry.fault, IssueCode.FUTURE_PERIOD, Field.PERIOD, value=period)
        yield asks(severity=severity, today=today)


def _is_begun_estimate(entry: ParsedRow, today: date) -> bool:
    seen = entry.observation
    return seen.status is ObservationStatus.ESTIMATED and seen.period.start <= today


def named_for_another_time(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """The name of a file that tells another period, of their kind, than all figures is asked of.

    So is one that ends before all of them; a later one may be that of sending.
    """
    name = _REPORT.sub("b\u00e1o c\u00e1o", parted_name(registers.file_name))
    named, _ = title_period((name,))
    part = title_part((name,), None) if named is None else None
    if part and entries:
        named = part.of(entries[0].observation.period.end.year)
    periods = {entry.observation.period for entry in entries if named}
    alike = [
        each
        for each in periods
        if named and each != named and (each.kind is named.kind or named.end < each.end)
    ]
    if not registers.context.period and alike and len(alike) == len(periods):
        code, period = IssueCode.PERIOD_CONFLICT, entries[0].observation.period
        asks = partial(fault, code, value=period, severity=Severity.CONFIRM, reason="file")
        yield asks(name=registers.file_name, former=named)


_REPORT = re.compile(r"^bc\b", re.IGNORECASE)


def out_of_scope(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """A sender may send what falls to him; who may send what is decided elsewhere."""
    units, indicators = registers.context.units_in_scope, registers.context.indicators_in_scope
    for entry in entries:
        observation = entry.observation
        if units is not None and observation.unit_id not in units:
            yield entry.fault(IssueCode.OUT_OF_SCOPE, entry.block.unit, value=entry.unit.name)
        elif indicators is not None and observation.indicator_id not in indicators:
            name, at = entry.indicator.name, Field.INDICATOR_ID
            yield entry.fault(IssueCode.OUT_OF_SCOPE, at, value=name)


def already_published(_: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """The very same file counts already."""
    snapshot_id = registers.context.published_as
    if snapshot_id:
        yield fault(IssueCode.ALREADY_PUBLISHED, value=snapshot_id, found=snapshot_id)


OF_ROWS: tuple[Rule, ...] = (out_of_range, value_mismatch)  # errors, whatever other rows say
RULES: tuple[Rule, ...] = (
    *OF_ROWS,
    numerator_exceeds_denominator,
    nothing_of_nothing,
    parts_among_shares,
    broken_wholes,
    duplicates,
    future_period,
    named_for_another_time,
    small_shares,
    shifted_column,
    odd_households,
    people_for_households,
    sharp_change,
    above_year,
    filled_columns,
    copied_period,
    children_and_parent,
    incomplete,
    parts_of_wholes,
    parts_of_periods,
    contrary_shares,
    sums_so_far,
    above_predecessors,
    far_figures,
    already_published,
)
