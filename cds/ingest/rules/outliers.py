"""Figures far from all others: one of a file, its whole by the census, or a whole column."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from operator import itemgetter
from statistics import median

from cds.domain.indicators import IndicatorKind
from cds.domain.issues import Issue, IssueCode
from cds.domain.periods import Period
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.rules.comparisons import LONGEST_STEP, SMALL, by_figure, census, former_of
from cds.ingest.words.fields import Field

_FEWEST = 5  # figures, of which one may be far from the others
_TIMES = 8  # what the others reach
_ALIKE = 4  # times the middle of the others: beyond it one more may be as far
_MOSTLY = Decimal(50)  # per cent; a share of less may be anything in one place
_NEVER = Decimal("Infinity")

_Figures = Sequence[tuple[ParsedRow, Decimal]]
_Far = tuple[ParsedRow, Issue]
_Known = Mapping[str, Mapping[Period, Decimal]]  # of an indicator, by unit
_Bounds = Mapping[date, tuple[Decimal, Decimal]]


def far_figures(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Ask about a figure that is far from all others, where none before it tells of its unit.

    Counts that make up a share tell its size themselves, but one of the wholes may be far off. Up
    to 1 shares may be fractions, which another rule asks about.
    """
    bounds = dict[str, _Bounds]()
    for found in by_figure(entries).values():
        values = [(each, value) for each in found if (value := each.observation.value)]
        far = list[_Far]()
        if found[0].indicator.is_share:
            wholes = [(each, whole) for each in found if (whole := each.observation.denominator)]
            yield from (issue for _, issue in _far_wholes(wholes, registers))
            bare = [(e, v) for e, v in values if e.observation.denominator is None and v > 1]
            far += _far_one(bare, Field.VALUE, above=_NEVER, below=_MOSTLY)
            key = found[0].indicator.indicator_id
            if key not in bounds:
                bounds[key] = _bounds(registers.context.current.get(key, {}))
            far += _far_level(values, bounds[key])
        elif found[0].indicator.kind is IndicatorKind.COUNT:
            far += _far_one(values, Field.VALUE)
        yield from (issue for entry, issue in far if former_of(entry, registers) is None)


def _far_one(
    figures: _Figures, at: Field, above: Decimal = SMALL, below: Decimal = _NEVER
) -> Iterator[_Far]:
    """Yield the largest, if above the one bound, and the smallest, if no other is below the other.

    Only where the others are alike.
    """
    ordered = sorted(figures, key=itemgetter(1))
    if len(ordered) < _FEWEST:
        return
    small, large = ordered[0][1], ordered[-1][1]
    lower, upper = [each for _, each in ordered[:-1]], [each for _, each in ordered[1:]]
    if large > above and large >= _TIMES * lower[-1] and lower[-1] <= _ALIKE * median(lower):
        yield _far(ordered[-1][0], at, large, "apart", lower)
    if upper[0] >= below and small * _TIMES <= upper[0] and median(upper) <= _ALIKE * upper[0]:
        yield _far(ordered[0][0], at, small, "apart", upper)


def _far(
    entry: ParsedRow, at: Field, value: Decimal, reason: str, others: Sequence[Decimal]
) -> _Far:
    asks = partial(entry.fault, IssueCode.SUSPICIOUS_SCALE, at, value=value, reason=reason)
    asks = partial(asks, indicator=entry.indicator.name, unit=entry.unit.name)
    return entry, asks(minimum=min(others), maximum=max(others))


def _far_wholes(wholes: _Figures, registers: Registers) -> Iterator[_Far]:
    """Yield the wholes that are of the households or people of their unit what no other is.

    Where these are not known of enough units, the one far from the others.
    """
    known = [(each, n, c) for each, n in wholes if (c := census(each, registers))]
    if len(known) < _FEWEST:
        yield from _far_one(wholes, Field.DENOMINATOR)
        return
    usual = median(n / c for _, n, c in known)
    for entry, number, counted in known:
        expected = Decimal(round(counted * usual))
        is_far = not expected < number * _TIMES < expected * _TIMES**2
        if is_far and max(number, expected) > SMALL:
            yield _far(entry, Field.DENOMINATOR, number, "of_census", [expected])


def _bounds(known: _Known) -> _Bounds:
    """The least and the most that counts of an indicator, by the last day of its periods."""
    values = defaultdict[date, list[Decimal]](list)
    for own in known.values():
        for period, value in own.items():
            values[period.end].append(value)
    return {end: (min(each), max(each)) for end, each in values.items()}


def _far_level(values: _Figures, bounds: _Bounds) -> Iterator[_Far]:
    """Yield the first of shares whose middle no share of the indicator is near that counts by then.

    A column of late ones under the name of those in time has such a level.
    """
    if not values:
        return
    entry, end = values[0][0], values[0][0].observation.period.end
    near = [each for day, each in bounds.items() if abs((end - day).days) <= LONGEST_STEP]
    if not near:
        return
    least, most = min(low for low, _ in near), max(high for _, high in near)
    middle = median(value for _, value in values)
    is_low = least >= _MOSTLY and middle > 1 and middle * _TIMES <= least
    is_high = middle >= _MOSTLY and 0 < most * _TIMES <= middle
    if is_low or is_high:
        yield _far(entry, entry.figure, round(middle, 1), "level", [least, most])
