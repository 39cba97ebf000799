"""Figures held against each other, against their parents and against those that count now."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Accumulation, Aggregation, IndicatorKind
from cds.domain.issues import Issue, IssueCode
from cds.domain.periods import Period, PeriodKind
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.rows.totals import added, made_of
from cds.ingest.rules.expected_units import Wholes
from cds.ingest.words.fields import INDICATORS, Field
from cds.ingest.words.names import place_name

_Groups = Mapping[tuple[str, Period, AdminLevel], list[ParsedRow]]

_FEWEST = 3  # figures, below which what they have in common may be chance
_FEWEST_EQUAL = 5
_FEWEST_LISTED = 10  # units of a whole list: few may well have round wholes, or 1, 2 and 3
_LARGE = 1_000  # of which two counts do not both come again
_FEWEST_DIGITS = 3  # of a figure that does not come again by chance
_SHARE_TOLERANCE = Decimal("0.5")  # points. Source: methods, section 1
_SUM_TOLERANCE = Decimal("0.01")


def filled_columns(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Figures of a column that nobody counted: copied, filled in, numbered or dragged."""
    for found in by_figure(entries).values():
        for looks_so in (_constant, _one_whole, _ordinals, _dragged):
            yield from looks_so(found)


def _constant(found: Sequence[ParsedRow]) -> Iterator[Issue]:
    """The same figure for every unit looks copied, unless it is nothing, all, or one of each."""
    values, indicator = {entry.observation.value for entry in found}, found[0].indicator
    usual = {None, Decimal(0), indicator.maximum}
    usual |= {Decimal(1)} if indicator.kind is IndicatorKind.COUNT else set()
    is_usual = not values.isdisjoint(usual) or indicator.kind is IndicatorKind.MILESTONE
    if len(found) >= _FEWEST_EQUAL and len(values) == 1 and not is_usual:
        yield _copied(found[0], count=len(found))


def _copied(entry: ParsedRow, **told: object) -> Issue:
    code, value = IssueCode.SUSPICIOUS_CONSTANT, entry.observation.value
    return entry.fault(code, entry.figure, value=value, severity=None, **told)


def _one_whole(found: Sequence[ParsedRow]) -> Iterator[Issue]:
    """The same whole for every unit looks filled in, unless it is small, as communes are few."""
    wholes = {entry.observation.denominator for entry in found}
    whole = next(iter(wholes))
    is_one = len(wholes) == 1 and whole is not None and whole > _SMALL_WHOLE
    if is_one and len(found) >= _FEWEST_LISTED:
        asks = partial(found[0].fault, IssueCode.SUSPICIOUS_CONSTANT, Field.DENOMINATOR)
        yield asks(value=whole, reason="whole", count=len(found))


_SMALL_WHOLE = 100  # also of shares written as counts of a hundred


def _ordinals(found: Sequence[ParsedRow]) -> Iterator[Issue]:
    """1, 2, 3 in the order of the rows is the column of their ordinals, unless units are ranked."""
    values, entry = [each.observation.value for each in found], found[0]
    is_rank = entry.indicator.kind is IndicatorKind.RANK
    if len(found) >= _FEWEST_LISTED and not is_rank and values == [*range(1, len(found) + 1)]:
        yield _copied(entry, reason="ordinals", count=len(found))


def _dragged(found: Sequence[ParsedRow]) -> Iterator[Issue]:
    """The same figure in row after row, or as much more in each, is what dragging a cell leaves.

    All alike is told otherwise; figures of few digits come again by chance, so that more of them
    must. Ranks follow one another by themselves.
    """
    if found[0].indicator.kind is IndicatorKind.RANK:
        return
    values = [entry.observation.value or Decimal(0) for entry in found]
    counts = [entry.observation.numerator or Decimal(0) for entry in found]
    for field, own, runs in (
        (None, values, [*_grown(values, _FEWEST_DIGITS), *_same(values, found)]),
        (Field.NUMERATOR, counts, _grown(counts)),
    ):
        for first, count in runs:
            entry, last = found[first], found[first + count - 1].observation.line
            asks = partial(entry.fault, IssueCode.SUSPICIOUS_CONSTANT, field or entry.figure)
            yield asks(value=own[first], reason="dragged", count=count, last=last)


def _same(values: Sequence[Decimal], found: Sequence[ParsedRow]) -> Iterator[tuple[int, int]]:
    """Yield where a figure that comes again in row after row begins, and how many rows have it."""
    for first, count, step in _even(values):
        is_long = count >= _FEWEST_EQUAL or _are_one(found, first, count)
        if not step and is_long and count < len(found) and _digits(values[first]) >= _FEWEST_DIGITS:
            yield first, count


def _grown(values: Sequence[Decimal], most_digits: int = 99) -> Iterator[tuple[int, int]]:
    """Yield the same of those with as much more, or less, in each: of wholes, or last digits.

    Figures of at most so many digits may all be even, as of small forms: then others must stand
    beside them.
    """
    runs = [*_even(values)]
    others = len(values) - sum(count for _, count, step in runs if step)
    for first, count, step in runs:
        run = values[first : first + count]
        digits = max(map(_digits, run[:2]))
        is_last = step > 0 and step.normalize().as_tuple().digits == (1,) and not run[0] % step
        is_even = step % 1 == 0 and (step > 0 or digits > _FEWEST_DIGITS)
        fewest = max(_FEWEST_EQUAL, _FEWEST_GROWN - digits)
        is_apart = others >= _FEWEST_EQUAL or (digits > most_digits and is_even)
        if step and is_apart and (is_even or is_last) and digits > 1 and count >= fewest:
            yield first, count


_FEWEST_GROWN = 9  # rows and digits: five of 1.201, six of 61,4, seven of 25


def _even(values: Sequence[Decimal]) -> Iterator[tuple[int, int, Decimal]]:
    """Yield the place, number and step of figures that follow one another in one step."""
    steps = enumerate(b - a for a, b in pairwise(values))
    for step, run in groupby(steps, key=itemgetter(1)):
        at = [place for place, _ in run]
        if len(at) + 1 >= _FEWEST:
            yield at[0], len(at) + 1, step


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def copied_period(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Figures of a period that are nearly all those of one before it look copied.

    Of one before in the file, else of what counts now. So do two indicators that have the same
    figure for every unit, and half of a column.
    """
    groups, known_periods = by_figure(entries), _periods(entries, registers)
    yield from _twins(groups)
    yield from _halves(groups)
    own = {key: {e.observation.unit_id: e.observation.value for e in groups[key]} for key in groups}
    for (indicator_id, period, level), found in groups.items():
        known = registers.context.current.get(indicator_id, {})
        ordered = known_periods[indicator_id, period.kind]
        at = bisect_left(ordered, period.start, key=attrgetter("end"))
        is_long = len(own[indicator_id, period, level]) >= _FEWEST_EQUAL
        for former in reversed(ordered[max(0, at - _MOST_FORMER) : at] if is_long else ()):
            values = own.get((indicator_id, former, level), {})
            if not values:
                values = {unit_id: known.get(unit_id, {}).get(former) for unit_id in known}
            both = [e for e in found if values.get(e.observation.unit_id) is not None]
            same = [e for e in both if values[e.observation.unit_id] == e.observation.value]
            if not _are_copies(same, both):
                continue
            told = {"count": len(same), "whole": len(both), "former": former}
            yield _copied(same[0], reason="copied", **told)
            break


def _are_copies(same: Sequence[ParsedRow], both: Sequence[ParsedRow]) -> bool:
    """True where most figures that can be compared are the same, and none of it is chance.

    Small numbers come again, but not in a whole list and of a flow or after a year; of what flows
    not even half of the large ones do.
    """
    if len(same) * 2 <= len(both):
        return False
    is_flow = both[0].indicator.accumulation is Accumulation.FLOW
    if len(same) < _NEARLY_ALL * len(both):
        return is_flow and not both[0].indicator.is_share and _are_telling(same)
    is_year = both[0].observation.period.kind is PeriodKind.YEAR
    different = {entry.observation.value for entry in same}
    is_list = len(same) >= _FEWEST_LISTED and len(different) >= _FEWEST_EQUAL
    return _are_telling(same) or (is_list and (is_flow or is_year))


def _halves(groups: _Groups) -> Iterator[Issue]:
    """Ask about a column of which one half has the figures of the other, in their order."""
    for found in groups.values():
        half = len(found) // 2
        values = [each.observation.value for each in found]
        starts = [at for at in (half, len(found) - half) if values[:half] == values[at : at + half]]
        if starts and _are_telling(found[:half]):
            first = found[0].observation.line
            yield _copied(found[starts[0]], reason="halves", count=half, first=first)


def _twins(groups: _Groups) -> Iterator[Issue]:
    seen = dict[object, list[ParsedRow]]()
    for (_, period, level), found in groups.items():
        first = found[0]
        key = period, level, first.unit.unit_id, first.observation.value
        others = seen.setdefault(key, found)
        if others is found or len(others) != len(found):
            continue
        values = {e.observation.unit_id: e.observation.value for e in others}
        is_same = all(values.get(e.observation.unit_id) == e.observation.value for e in found)
        if is_same and _are_telling(found):
            other = others[0].indicator.name
            yield _copied(first, reason="twins", other=other, count=len(found))


def _periods(
    entries: Sequence[ParsedRow], registers: Registers
) -> Mapping[tuple[str, PeriodKind], Sequence[Period]]:
    """Return the periods of each indicator and kind, those of its units that count now as well."""
    found: defaultdict[tuple[str, PeriodKind], set[Period]] = defaultdict(set)
    units = {(each.observation.indicator_id, each.observation.unit_id) for each in entries}
    for indicator_id, unit_id in units:
        for period in registers.context.current.get(indicator_id, {}).get(unit_id, {}):
            found[indicator_id, period.kind].add(period)
    for entry in entries:
        period = entry.observation.period
        found[entry.observation.indicator_id, period.kind].add(period)
    return {key: sorted(periods, key=attrgetter("end")) for key, periods in found.items()}


def _are_telling(entries: Sequence[ParsedRow]) -> bool:
    """True for enough different figures that do not come again by chance."""
    numbers = ((e.observation.value, e.observation.numerator) for e in entries)
    telling = {
        value
        for value, count in numbers
        if len((count or value or Decimal(0)).normalize().as_tuple().digits) >= _FEWEST_DIGITS
    }
    return len(telling) >= _FEWEST_EQUAL


_NEARLY_ALL = 0.9
_MOST_FORMER = 12  # periods back to one that is copied


def _are_one(found: Sequence[ParsedRow], first: int, count: int) -> bool:
    """True for rows with the same two counts, the whole a large one."""
    rows = [each.observation for each in found[first : first + count]]
    return (
        len({(e.numerator, e.denominator) for e in rows}) == 1
        and (rows[0].denominator or 0) >= _LARGE
    )


def by_figure(entries: Sequence[ParsedRow]) -> _Groups:
    """Group figures by indicator, period and level of their units."""
    groups: defaultdict[tuple[str, Period, AdminLevel], list[ParsedRow]] = defaultdict(list)
    for entry in entries:
        observation = entry.observation
        groups[observation.indicator_id, observation.period, entry.unit.level].append(entry)
    return groups


def children_and_parent(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """A unit's own figure must be what all below add up to; the sum of a few is asked about.

    So is a town's that is the sum of the communes around it: its district bears the same name.
    """
    wholes, children = _wholes(entries, registers.catalogue), _children(registers.catalogue)
    groups: defaultdict[tuple[str, Period], dict[str, ParsedRow]] = defaultdict(dict)
    for entry in entries if wholes else ():
        groups[entry.observation.indicator_id, entry.observation.period][entry.unit.unit_id] = entry
    held = ((rows, rows[unit_id]) for rows in groups.values() for unit_id in rows.keys() & wholes)
    for rows, entry in held:
        unit, period, indicator = entry.unit, entry.observation.period, entry.indicator
        whole, value = wholes[unit.unit_id], entry.observation.value
        vintage = registers.catalogue.vintage_for(unit, period)
        others = (child for child in children(whole, vintage) if child != unit)
        parts = [rows.get(other.unit_id) for other in others]
        present = [part for part in parts if part is not None]
        is_town = whole != unit
        if is_town or len(present) < len(parts):
            is_sum = value is not None and len(present) > 1 and _is_sum_of(entry, present)
            is_below = not is_town and value is not None and _is_below(entry, present)
            if value is not None and (is_sum or is_below):
                yield entry.fault(
                    IssueCode.AGGREGATE_MISMATCH,
                    entry.block.unit if is_town else entry.figure,
                    value=None if is_town else round(value, indicator.decimals),
                    reason="town" if is_town else "partial" if is_sum else "below",
                    above=whole.name,
                    count=len(present),
                    missing=len(parts) - len(present),
                )
            continue
        expected = made_of(present) if present else None
        if expected is None or value is None:
            continue
        slack = _SHARE_TOLERANCE if indicator.is_share else _SUM_TOLERANCE
        slack *= 1 if indicator.is_share else max(abs(value), abs(expected))
        if abs(value - expected) <= slack:
            continue
        code, at, decimals = IssueCode.AGGREGATE_MISMATCH, entry.figure, indicator.decimals
        yield entry.fault(code, at, value=value, expected=expected, decimals=decimals)


def _wholes(entries: Sequence[ParsedRow], catalogue: Catalogue) -> Mapping[str, AdminUnit]:
    """Return, by unit, the one whose parts its figure may be the sum of: itself, or its namesake.

    Districts are not asked for theirs where no commune is in the file.
    """
    units = {entry.unit.unit_id: entry.unit for entry in entries}
    has_communes = any(unit.level is AdminLevel.COMMUNE for unit in units.values())
    found = dict[str, AdminUnit]()
    for key, unit in units.items():
        if unit.level is not AdminLevel.COMMUNE:
            found |= {key: unit} if has_communes or unit.level is not AdminLevel.DISTRICT else {}
            continue
        above = catalogue.district(unit, catalogue.last_vintage(unit))
        if above and place_name(unit.name).plain == place_name(above.name).plain:
            found[key] = above
    return found


def _children(catalogue: Catalogue) -> Callable[[AdminUnit, Vintage], Sequence[AdminUnit]]:
    """Return what tells the units below one in a vintage, each asked of the catalogue once."""
    known = dict[tuple[str, str], Sequence[AdminUnit]]()

    def below(unit: AdminUnit, vintage: Vintage) -> Sequence[AdminUnit]:
        at = unit.unit_id, vintage.name
        if at not in known:
            known[at] = catalogue.children(unit, vintage)
        return known[at]

    return below


def _is_sum_of(entry: ParsedRow, parts: Sequence[ParsedRow]) -> bool:
    """True for a figure that is to the last digit the sum of some of its parts."""
    own, figures = entry.observation, [part.observation for part in parts]
    if entry.indicator.is_share:
        whole = added(each.denominator for each in figures)
        return bool(whole) and whole == own.denominator
    whole = added(each.value for each in figures)
    return entry.indicator.aggregation is Aggregation.SUM and bool(whole) and whole == own.value


def _is_below(entry: ParsedRow, parts: Sequence[ParsedRow]) -> bool:
    """True for a figure below the sum of some of its parts, where parts add up to the whole."""
    value = entry.observation.value or Decimal(0)
    is_sum = entry.indicator.aggregation is Aggregation.SUM and not entry.indicator.is_share
    parts = parts if is_sum else ()
    return (added(part.observation.value for part in parts) or value) > value


def incomplete(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Units of the same whole of which no figure is read are counted, and the first named.

    The whole is the smallest unit that holds all units of the file. Apart from those that the file
    leaves out stand those that it names in a row of the figure.
    """
    wholes, named = Wholes(registers.catalogue), defaultdict[Period, set[str]](set)
    for (_, period), unit in registers.asked.items():
        if isinstance(unit, AdminUnit):
            named[period].add(unit.unit_id)
    of_period = defaultdict[Period, set[str]](set)
    for entry in entries:
        of_period[entry.observation.period].add(entry.observation.unit_id)
    for (_, period, level), found in by_figure(entries).items():
        if level not in (AdminLevel.DISTRICT, AdminLevel.COMMUNE) or len(found) == 1:
            continue  # a figure sent alone is a correction
        sent = {entry.observation.unit_id: entry.unit for entry in found}
        missing = wholes.missing(sent, period)
        rows = named[period]
        if INDICATORS.isdisjoint(found[0].block.constants):  # a row may be of another indicator
            rows = rows - of_period[period]
        there = [unit for unit in missing if unit.unit_id in rows]
        absent = [unit for unit in missing if unit.unit_id not in rows]
        for reason, units in (("", absent), ("named", there)):
            if not units:
                continue
            shown = "; ".join(unit.name for unit in units[:_SHOWN_UNITS])
            asks = partial(found[0].fault, IssueCode.INCOMPLETE, found[0].block.unit)
            name, count = found[0].indicator.name, len(units)
            yield asks(value=name, reason=reason, missing=count, units=shown)


_SHOWN_UNITS = 5
