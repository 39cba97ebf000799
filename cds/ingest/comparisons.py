"""Figures held against each other, against their parents and against those that count now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.indicators import Aggregation, Indicator, IndicatorKind
from cds.domain.issues import Issue, IssueCode
from cds.domain.observations import percentage
from cds.domain.periods import Period
from cds.ingest.fields import Field
from cds.ingest.fractions import small_shares
from cds.ingest.parsing import ParsedRow
from cds.ingest.scope import Rule, RuleScope
from cds.ingest.wholes import Wholes

_FEWEST = 3  # figures, below which what they have in common may be chance
_FEWEST_EQUAL = 5
_FACTORS = tuple(Decimal(factor) for factor in ("0.001", "0.01", "0.1", "10", "100", "1000"))
_NEAR = (Decimal("0.8"), Decimal("1.25"))  # of a factor: what a year of growth may add
_SHARP_POINTS = Decimal(20)  # of a share within one step
_SHARP_TIMES = Decimal(3)
_SMALL = Decimal(20)  # counts below jump by chance
_LONGEST_STEP = 400  # days back to the figure compared with
_SHARE_TOLERANCE = Decimal("0.5")  # points. Source: methods, section 1
_SUM_TOLERANCE = Decimal("0.01")


def shifted_column(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """A whole column ten, a hundred or a thousand times its former size was scaled."""
    ratios: defaultdict[str, list[tuple[ParsedRow, Decimal]]] = defaultdict(list)
    for entry in entries:
        value, former = entry.observation.value, _former(entry, scope)
        if former and value and former > 0:
            ratios[entry.observation.indicator_id].append((entry, value / former))
    for found in ratios.values():
        middle = Decimal(median(ratio for _, ratio in found))
        factor = _factor(middle)
        if len(found) >= _FEWEST and factor is not None:
            entry = found[0][0]
            yield scope.fault(
                IssueCode.SUSPICIOUS_SCALE,
                entry,
                Field.VALUE,
                value=entry.observation.value,
                indicator=scope.indicator(entry).name,
                factor=factor,
                reason="factor",
            )


def _factor(ratio: Decimal) -> Decimal | None:
    low, high = _NEAR
    return next((f for f in _FACTORS if low <= ratio / f <= high), None)


def odd_households(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """Denominators that are census households or people, but for a factor, were scaled."""
    ratios: defaultdict[str, list[tuple[ParsedRow, Decimal]]] = defaultdict(list)
    for entry in entries:
        denominator = entry.observation.denominator
        expected = _census(entry, scope) if denominator else None
        if denominator and expected:
            ratios[entry.observation.indicator_id].append((entry, denominator / expected))
    for found in ratios.values():
        factor = _factor(Decimal(median(ratio for _, ratio in found)))
        if len(found) >= _FEWEST and factor is not None:
            entry = found[0][0]
            yield scope.fault(
                IssueCode.SUSPICIOUS_SCALE,
                entry,
                Field.DENOMINATOR,
                value=entry.observation.denominator,
                indicator=scope.indicator(entry).name,
                factor=factor,
                reason="census",
            )


def _census(entry: ParsedRow, scope: RuleScope) -> Decimal | None:
    weight = scope.indicator(entry).weight
    if weight is None:
        return None
    unit = scope.unit(entry)
    facts = scope.catalogue.facts(unit, scope.catalogue.vintage_for(unit, entry.observation.period))
    found: Decimal | None = getattr(facts, weight.value)
    return found


def sharp_change(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """A leap since the last figure of the same kind of period is asked about."""
    for entry in entries:
        value, former = entry.observation.value, _former(entry, scope)
        indicator = scope.indicator(entry)
        if value is None or former is None or not _is_leap(indicator, former, value):
            continue
        code, decimals = IssueCode.SHARP_CHANGE, indicator.decimals
        field = Field.VALUE if Field.VALUE in entry.block.columns else Field.NUMERATOR
        yield scope.fault(code, entry, field, value=value, previous=former, decimals=decimals)


def _is_leap(indicator: Indicator, former: Decimal, value: Decimal) -> bool:
    if indicator.kind in (IndicatorKind.RANK, IndicatorKind.MILESTONE):
        return False
    if indicator.is_share:
        return abs(value - former) > _SHARP_POINTS
    small, large = sorted((abs(former), abs(value)))
    return large - small > _SMALL and large > _SHARP_TIMES * small


def _former(entry: ParsedRow, scope: RuleScope) -> Decimal | None:
    """Return the latest value before the entry's period, or of it, that may be compared."""
    observation = entry.observation
    known = scope.context.current.get(observation.indicator_id, {}).get(observation.unit_id)
    if not known:
        return None
    end = observation.period.end
    before = [
        period
        for period in known
        if period.kind is observation.period.kind and 0 <= (end - period.end).days <= _LONGEST_STEP
    ]
    return known[max(before, key=_end)] if before else None


def _end(period: Period) -> int:
    return period.end.toordinal()


def constant_column(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """The same figure for every unit looks copied, unless it is nothing or all."""
    for found in _by_figure(entries, scope).values():
        values = {entry.observation.value for entry in found}
        if len(found) < _FEWEST_EQUAL or len(values) > 1:
            continue
        value, indicator = next(iter(values)), scope.indicator(found[0])
        if value in (None, 0, indicator.maximum) or indicator.kind is IndicatorKind.MILESTONE:
            continue
        field = Field.VALUE if Field.VALUE in found[0].block.columns else Field.NUMERATOR
        yield scope.fault(
            IssueCode.SUSPICIOUS_CONSTANT,
            found[0],
            field,
            value=value,
            indicator=indicator.name,
            count=len(found),
        )


def _by_figure(
    entries: Sequence[ParsedRow], scope: RuleScope
) -> Mapping[tuple[str, Period, AdminLevel], list[ParsedRow]]:
    groups: defaultdict[tuple[str, Period, AdminLevel], list[ParsedRow]] = defaultdict(list)
    for entry in entries:
        observation = entry.observation
        level = scope.unit(entry).level
        groups[observation.indicator_id, observation.period, level].append(entry)
    return groups


def children_and_parent(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """A unit's own figure must be about what those below add up to, where all are there."""
    by_unit = {
        (e.observation.indicator_id, e.observation.period, e.observation.unit_id): e
        for e in entries
    }
    parents = [e for e in by_unit.values() if scope.unit(e).level is not AdminLevel.COMMUNE]
    if len(parents) == len(by_unit):
        parents = [e for e in parents if scope.unit(e).level is not AdminLevel.DISTRICT]
    known: dict[tuple[str, str], tuple[AdminUnit, ...]] = {}
    for entry in parents:
        unit, period = scope.unit(entry), entry.observation.period
        indicator_id = entry.observation.indicator_id
        vintage = scope.catalogue.vintage_for(unit, period)
        below = known.get((entry.observation.unit_id, vintage.name))
        if below is None:
            below = scope.catalogue.children(unit, vintage)
            known[entry.observation.unit_id, vintage.name] = below
        parts = [by_unit.get((indicator_id, period, child.unit_id)) for child in below]
        present = [part for part in parts if part is not None]
        if not present or len(present) < len(parts):
            continue
        indicator, value = scope.indicator(entry), entry.observation.value
        expected = _added(indicator, present)
        if expected is None or value is None or _agrees(indicator, value, expected):
            continue
        code, decimals = IssueCode.AGGREGATE_MISMATCH, indicator.decimals
        field = Field.VALUE if Field.VALUE in entry.block.columns else Field.NUMERATOR
        yield scope.fault(code, entry, field, value=value, expected=expected, decimals=decimals)


def _added(indicator: Indicator, parts: Sequence[ParsedRow]) -> Decimal | None:
    """Return what the parts make together, from counts; None where they make nothing."""
    values = [part.observation.value for part in parts]
    if indicator.aggregation is Aggregation.SUM:
        return None if None in values else sum((v for v in values if v is not None), Decimal(0))
    if not indicator.is_share:
        return None
    numerators = [part.observation.numerator for part in parts]
    denominators = [part.observation.denominator for part in parts]
    if None in numerators or None in denominators:
        return None
    return percentage(
        sum((n for n in numerators if n is not None), Decimal(0)),
        sum((d for d in denominators if d is not None), Decimal(0)),
    )


def _agrees(indicator: Indicator, value: Decimal, expected: Decimal) -> bool:
    if indicator.is_share:
        return abs(value - expected) <= _SHARE_TOLERANCE
    return abs(value - expected) <= _SUM_TOLERANCE * max(abs(value), abs(expected))


def incomplete(entries: Sequence[ParsedRow], scope: RuleScope) -> Iterator[Issue]:
    """Units of the same whole that the file leaves out are counted, and the first named.

    The whole is the smallest unit that holds all units of the file.
    """
    wholes = Wholes(scope.catalogue)
    for (_, period, level), found in _by_figure(entries, scope).items():
        if level not in (AdminLevel.DISTRICT, AdminLevel.COMMUNE) or len(found) == 1:
            continue  # a figure sent alone is a correction
        sent = {entry.observation.unit_id: scope.unit(entry) for entry in found}
        missing = wholes.missing(sent, period)
        if missing:
            field = (
                Field.UNIT_CODE if Field.UNIT_CODE in found[0].block.columns else Field.UNIT_NAME
            )
            yield scope.fault(
                IssueCode.INCOMPLETE,
                found[0],
                field,
                value=scope.indicator(found[0]).name,
                missing=len(missing),
                units="; ".join(unit.name for unit in missing[:_SHOWN_UNITS]),
                period=str(period),
            )


_SHOWN_UNITS = 5


COMPARISONS: tuple[Rule, ...] = (
    small_shares,
    shifted_column,
    odd_households,
    sharp_change,
    constant_column,
    children_and_parent,
    incomplete,
)
