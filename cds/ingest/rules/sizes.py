"""Figures of another size than they should be: by what counts now, the census, or all others."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from operator import itemgetter
from statistics import median

from cds.domain.accumulation import joins
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.indicators import Accumulation, Direction, Indicator, IndicatorKind, Weight
from cds.domain.issues import Issue, IssueCode
from cds.domain.observations import Point
from cds.domain.periods import Period, PeriodKind
from cds.ingest.faults import first_of
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.rules.comparisons import by_figure
from cds.ingest.words.fields import Field

_FEWEST = 3  # figures, below which what they have in common may be chance
_FACTORS = tuple(Decimal(factor) for factor in ("0.001", "0.01", "0.1", "10", "100", "1000"))
_NEAR = (Decimal("0.8"), Decimal("1.25"))  # of a factor: what a year of growth may add
_SHARP_POINTS = Decimal(20)  # of a share within one step
_SHARP_TIMES = Decimal(3)
SMALL = Decimal(20)  # counts below jump by chance
LONGEST_STEP = 400  # days back to the figure compared with


def shifted_column(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """A whole column ten, a hundred or a thousand times its former size was scaled."""
    values = [(entry, entry.observation.value, former_of(entry, registers)) for entry in entries]
    return _scaled(values, Field.VALUE, "factor")


def odd_households(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Denominators that are census households or people, but for a factor, were scaled."""
    counts = [(each, each.observation.denominator, census(each, registers)) for each in entries]
    return _scaled(counts, Field.DENOMINATOR, "census")


def people_for_households(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Denominators that are the people of their unit where households are meant, or the reverse.

    Told once of an indicator, with the rows; of most of them, since of a few it may be chance.
    """
    found: defaultdict[str, list[ParsedRow]] = defaultdict(list)
    compared = Counter[str]()
    for entry in entries:
        number, own = entry.observation.denominator, census(entry, registers)
        weight = entry.indicator.weight
        other = _known_of(entry, _OTHER[weight], registers) if weight and number and own else None
        compared[entry.indicator.indicator_id] += bool(other)
        if number and own and other and _is_near(number, other) and not _is_near(number, own):
            found[entry.indicator.indicator_id].append(entry)
    mostly = (r for i, r in found.items() if len(r) >= _FEWEST and len(r) * 2 > compared[i])
    for rows in mostly:
        asks = partial(rows[0].fault, IssueCode.SUSPICIOUS_SCALE, Field.DENOMINATOR)
        asks = partial(asks, value=rows[0].observation.denominator, reason="census_of_other")
        yield asks(lines=first_of(each.line for each in rows), count=len(rows))


_OTHER = {Weight.HOUSEHOLDS: Weight.POPULATION, Weight.POPULATION: Weight.HOUSEHOLDS}


def _is_near(number: Decimal, other: Decimal) -> bool:
    return _NEAR[0] * other <= number <= _NEAR[1] * other


def _scaled(
    compared: Sequence[tuple[ParsedRow, Decimal | None, Decimal | None]], field: Field, reason: str
) -> Iterator[Issue]:
    """Yield an issue for each indicator whose figures are mostly a power of ten from others."""
    ratios: defaultdict[str, list[Decimal]] = defaultdict(list)
    first: dict[str, tuple[ParsedRow, Decimal]] = {}
    for entry, number, other in compared:
        if number and other and other > 0:
            first.setdefault(entry.indicator.indicator_id, (entry, number))
            ratios[entry.indicator.indicator_id].append(number / other)
    for indicator_id, found in ratios.items():
        middle, (entry, value) = Decimal(median(found)), first[indicator_id]
        factor = next((f for f in _FACTORS if _is_near(middle, f)), None)
        is_of_whole = field is Field.DENOMINATOR and entry.is_of_whole  # "12/24" in a cell
        if is_of_whole and not _FACTORS[1] < middle < _FACTORS[-2]:
            factor = factor or _FACTORS[0 if middle < 1 else -1]  # of no unit's people or homes
        if len(found) >= _FEWEST and factor is not None:
            code = IssueCode.SUSPICIOUS_SCALE
            yield entry.fault(code, field, value=value, factor=factor, reason=reason)


def census(entry: ParsedRow, registers: Registers) -> Decimal | None:
    """Return how many households or people are known of a unit, if shares are weighed by them."""
    weight = entry.indicator.weight
    if weight is None or not entry.observation.denominator:
        return None
    return _known_of(entry, weight, registers)


def _known_of(entry: ParsedRow, weight: Weight, registers: Registers) -> Decimal | None:
    vintage = registers.catalogue.vintage_for(entry.unit, entry.observation.period)
    facts = registers.catalogue.facts(entry.unit, vintage)
    found: Decimal | None = getattr(facts, weight.value)
    return found


def sharp_change(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """A leap since the last figure that may be compared is asked about."""
    for entry in entries:
        value, former = entry.observation.value, former_of(entry, registers)
        indicator = entry.indicator
        if value is None or former is None or not _is_leap(indicator, former, value):
            continue
        asks = partial(entry.fault, IssueCode.SHARP_CHANGE, entry.figure, value=value)
        yield asks(previous=former, decimals=indicator.decimals)


def _is_leap(indicator: Indicator, former: Decimal, value: Decimal) -> bool:
    if indicator.kind in (IndicatorKind.RANK, IndicatorKind.MILESTONE):
        return False
    if indicator.is_share:
        return abs(value - former) > _SHARP_POINTS
    small, large = sorted((abs(former), abs(value)))
    return large - small > SMALL and large > _SHARP_TIMES * small


def former_of(entry: ParsedRow, registers: Registers) -> Decimal | None:
    """Return the latest value before the entry's period, or of it, that may be compared.

    Of two with one end that of the same kind of period.
    """
    observation = entry.observation
    known = registers.context.current.get(observation.indicator_id, {}).get(observation.unit_id)
    if not known:
        return None
    own = Point(observation.period, Decimal(0))
    before = [
        period
        for period, value in known.items()
        if 0 <= (own.period.end - period.end).days <= LONGEST_STEP
        and joins(own, Point(period, value), entry.indicator)
    ]
    nearest = max(before, key=lambda one: (one.end, one.kind is own.period.kind), default=None)
    return None if nearest is None else known[nearest]


def above_year(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """What a quarter or month has is no ten times what any known year has of the same unit."""
    first: dict[str, tuple[ParsedRow, Decimal, Period]] = {}
    for entry in entries:
        observation, indicator = entry.observation, entry.indicator
        known = registers.context.current.get(observation.indicator_id, {})
        years = {
            period: value
            for period, value in known.get(observation.unit_id, {}).items()
            if period.kind is PeriodKind.YEAR and value > 0
        }
        is_part = observation.period.kind not in (PeriodKind.YEAR, PeriodKind.DAY)
        if not years or not is_part or indicator.is_share or observation.value is None:
            continue
        year = max(years, key=lambda each: years[each])
        if observation.value > SMALL and observation.value >= TEN * years[year]:
            first.setdefault(indicator.indicator_id, (entry, years[year], year))
    for entry, former, year in first.values():
        asks = partial(entry.fault, IssueCode.SUSPICIOUS_SCALE, entry.figure, reason="year")
        yield asks(value=entry.observation.value, previous=former, former=year)


TEN = 10  # times


def above_predecessors(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Units without figures of their own have no ten times what those had that they were made of.

    Counts are held against the most that those had over a time as long; mostly so, of each
    indicator.
    """
    before = _Predecessors(registers)
    found = defaultdict[str, list[tuple[Decimal, ParsedRow, Decimal]]](list)
    for entry in entries:
        value = entry.observation.value
        if value is None or value <= SMALL or entry.indicator.is_share:
            continue
        if former := before.most(entry):
            found[entry.indicator.indicator_id].append((value / former, entry, former))
    for each in found.values():
        ratio, entry, former = sorted(each, key=itemgetter(0))[len(each) // 2]
        if ratio >= TEN:
            value, previous = entry.observation.value, round(former, entry.indicator.decimals)
            asks = partial(entry.fault, IssueCode.SUSPICIOUS_SCALE, entry.figure, value=value)
            yield asks(reason="predecessors", previous=previous)


class _Predecessors:
    """What is known of the units that others were made of."""

    def __init__(self, registers: Registers) -> None:
        self._catalogue = registers.catalogue
        self._current = registers.context.current
        self._made_of = cache(self._before)
        self._most = dict[tuple[str, str, int], Decimal | None]()

    def most(self, entry: ParsedRow) -> Decimal | None:
        """Return the most that they had, as many as are known for all; None for a known unit."""
        is_flow = entry.indicator.accumulation is Accumulation.FLOW
        length = entry.observation.period.months if is_flow else 0
        key = entry.indicator.indicator_id, entry.unit.unit_id, length
        if key not in self._most:  # of as many rows as there are periods
            self._most[key] = self._most_of(entry.indicator, entry.unit, length)
        return self._most[key]

    def _most_of(self, indicator: Indicator, unit: AdminUnit, length: int) -> Decimal | None:
        known = self._current.get(indicator.indicator_id, {})
        if not known or known.get(unit.unit_id):
            return None
        made_of = self._made_of(unit)
        each = [
            [v for period, v in known.get(one.unit_id, {}).items() if period.months >= length]
            for one in made_of
        ]
        most = [max(values) for values in each if values]
        return sum(most, Decimal(0)) * len(made_of) / len(most) if most else None

    def _before(self, unit: AdminUnit) -> tuple[AdminUnit, ...]:
        """Return what a unit was made of, a whole by what its communes were and lay in."""
        known, day = self._catalogue, unit.valid_from - timedelta(days=1)
        if found := known.in_place_of(unit, day):
            return found
        inside = known.descendants(unit, known.last_vintage(unit), AdminLevel.COMMUNE)
        former = {part for commune in inside for part in known.in_place_of(commune, day)}
        wholes = {above for part in former for above in self._above(part)}
        return tuple(above for above in wholes if above.level is unit.level)

    def _above(self, part: AdminUnit) -> Iterator[AdminUnit]:
        above = self._catalogue.above(part)
        while above:
            yield above
            above = self._catalogue.above(above)


_FEWEST_SMALL = 3  # of which nothing is known, where a share had better be low and may well be
_APART = 10  # times: beyond it a hundredfold of the smaller is nearer to the larger


def small_shares(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Shares of at most 1 that are out of all proportion look like 0.8 written for 80%.

    Held against what counts for the unit itself; where nothing does, all of them together against
    the other shares of the file, else of other units. Against nothing they are asked about too,
    but for those written with the sign and for one or two of what had better be low.
    """
    shares: defaultdict[str, list[ParsedRow]] = defaultdict(list)
    for entry in entries:
        if entry.observation.value and entry.indicator.is_share:
            shares[entry.observation.indicator_id].append(entry)
    for indicator_id, found in shares.items():
        if any(map(_is_small, found)):
            yield from _fractions(indicator_id, found, registers)


def _fractions(
    indicator_id: str, found: Sequence[ParsedRow], registers: Registers
) -> Iterator[Issue]:
    known = registers.context.current.get(indicator_id, {})
    doubted: list[ParsedRow] = []
    alone: list[ParsedRow] = []
    sound: list[ParsedRow] = []
    normal: list[Decimal] = []
    for entry in found:
        past = [value for value in known.get(entry.observation.unit_id, {}).values() if value]
        if not _is_small(entry):
            sound.append(entry)
        elif not past:
            alone.append(entry)
        elif _APART * _value(entry) < median(past):
            doubted.append(entry)
            normal += past
        else:
            sound.append(entry)
    indicator = found[0].indicator
    others = [*map(_value, sound)] or [v for own in known.values() for v in own.values() if v]
    is_apart = (
        _APART * median(map(_value, alone)) < median(others)
        if alone and others
        else (len(alone) >= _FEWEST_SMALL or indicator.direction is Direction.HIGHER_IS_BETTER)
        and not all(entry.is_percent for entry in alone)
    )
    if alone and is_apart:
        is_rare = 0 < len(sound) < len(alone) and not doubted
        has_proof = any(not _is_bare(e) or e.observation.unit_id in known for e in sound)
        doubted += sound if is_rare and not has_proof else alone
        normal += others
    reason = "beside" if alone and sound and is_apart else "before" if normal else "share"
    for entry in doubted[:1]:
        value, typical = entry.given_value, round(median(normal), 1) if normal else ""
        asks = partial(entry.fault, IssueCode.SUSPICIOUS_SCALE, Field.VALUE, value=value)
        asks = partial(asks, count=len(doubted), lines=first_of(each.line for each in doubted))
        reason = reason if _is_small(entry) else "rare"
        yield asks(percent=100 * (value or 0), typical=typical, reason=reason)


def _is_small(entry: ParsedRow) -> bool:
    return _is_bare(entry) and 0 < _value(entry) <= 1


def _is_bare(entry: ParsedRow) -> bool:
    """True for a share given without its counts, which would tell its size."""
    return entry.observation.numerator is None or entry.observation.denominator is None


def _value(entry: ParsedRow) -> Decimal:
    return entry.observation.value or Decimal(0)


_FEWEST_BESIDE = 5  # figures, of which one may be far from the others
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
    if len(ordered) < _FEWEST_BESIDE:
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
    return entry, asks(minimum=min(others), maximum=max(others))


def _far_wholes(wholes: _Figures, registers: Registers) -> Iterator[_Far]:
    """Yield the wholes that are of the households or people of their unit what no other is.

    Where these are not known of enough units, the one far from the others.
    """
    known = [(each, n, c) for each, n in wholes if (c := census(each, registers))]
    if len(known) < _FEWEST_BESIDE:
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
