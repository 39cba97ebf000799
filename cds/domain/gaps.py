"""What is missing to a target, which parts of a whole close it, and what if they did.

Rules: methods, sections 2 and 3. A whole that some parts would change is judged like any other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import accumulate

from cds.domain.indicators import Aggregation, Direction, Indicator, IndicatorKind
from cds.domain.observations import Origin, Point, Series, percentage, point_of
from cds.domain.targets import Operator


def is_met(value: Decimal, target: Decimal, operator: Operator, direction: Direction) -> bool:
    """True when the value, at stored precision, meets the target; strict for > and <."""
    ahead = direction.sign * (value - target)
    return ahead > 0 if operator.is_strict else ahead >= 0


def gap(value: Decimal, target: Decimal, direction: Direction) -> Decimal:
    """What is missing in the indicator's unit (percentage points for shares), never below 0."""
    return max(Decimal(0), direction.sign * (target - value))


def still_to_do(
    point: Point, target: Decimal, operator: Operator, indicator: Indicator
) -> int | None:
    """Count the things (households, communes, services) still missing to the target.

    For a share: ceil(T x H) - C, for a strict target floor(T x H) + 1 - C, at least 0; with
    fewer-is-better the things too many. None for figures without counts.
    """
    if indicator.kind is IndicatorKind.COUNT:
        return _missing(point.value, target, operator, indicator.direction)
    if not indicator.is_share or point.numerator is None or point.denominator is None:
        return None
    aimed = target * point.denominator / 100
    return _missing(point.numerator, aimed, operator, indicator.direction)


def _missing(count: Decimal, aimed: Decimal, operator: Operator, direction: Direction) -> int:
    """Whole things between a count and the first whole count that meets the aim."""
    rounding = ROUND_CEILING if direction.sign > 0 else ROUND_FLOOR
    first = aimed.to_integral_value(rounding)
    if operator.is_strict and first == aimed:
        first += direction.sign
    short = direction.sign * (first - count)
    return int(max(Decimal(0), short).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One unit of a plan with the things done when all units up to it are closed."""

    unit_id: str
    open: int
    running_total: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The smallest set of units that closes a gap; when not `is_reachable`, all open units."""

    still_to_do: int
    is_reachable: bool
    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Numerator and denominator of one unit."""

    numerator: Decimal
    denominator: Decimal


def least_set(open_by_unit: Mapping[str, int], still_to_do: int) -> Plan:
    """Return the fewest units that, closed whole, do what is still to do.

    `open_by_unit` is what is open in each by unit_id: things without, u = H - C. Largest first,
    ties by unit id. Exact for the number of units: no set of k units closes more than the k
    largest.
    """
    if still_to_do <= 0:
        return Plan(0, True, ())
    opens = [(unit_id, count) for unit_id, count in open_by_unit.items() if count > 0]
    opens.sort(key=lambda unit: (-unit[1], unit[0]))
    totals = list(accumulate(count for _, count in opens))
    size = next((i + 1 for i, total in enumerate(totals) if total >= still_to_do), None)
    steps = [PlanStep(*unit, total) for unit, total in zip(opens, totals, strict=True)]
    return Plan(still_to_do, size is not None, tuple(steps[:size]))


def what_if(counts: Mapping[str, Counts], raised_to_pct: Mapping[str, Decimal]) -> Counts:
    """Return the whole's counts if the chosen units rose to their percentages.

    A unit never loses what it has; things are whole, so a share is reached by rounding up.
    """
    whole = Counts(Decimal(0), Decimal(0))
    for unit_id, unit in counts.items():
        pct = raised_to_pct.get(unit_id, Decimal(0))
        aimed = (pct * unit.denominator / 100).to_integral_value(ROUND_CEILING)
        numerator = whole.numerator + max(unit.numerator, aimed)
        whole = Counts(numerator, whole.denominator + unit.denominator)
    return whole


@dataclass(frozen=True, slots=True)
class Basis:
    """A whole and its parts by counts, in one period. `points` are those of the parts."""

    series: Series
    points: Mapping[str, Point]
    counts: Mapping[str, Counts]

    @property
    def whole(self) -> Point:
        """The figure of the whole that would change."""
        return self.series.judged[-1]


def can_rise(indicator: Indicator) -> bool:
    """True when things done in the parts are things done in the whole, and more is better."""
    adds_up = (Aggregation.RATIO_OF_SUMS, Aggregation.SHARE_OF_COMMUNES)
    return indicator.aggregation in adds_up and indicator.direction is Direction.HIGHER_IS_BETTER


def basis_of(whole: Series, parts: Iterable[Series], indicator: Indicator) -> Basis | None:
    """Return the newest figures that can be counted; None when there are none.

    The whole's judged figure if it has counts, else the generated ones, which then stand alone:
    a published percentage without counts cannot tell what is still to do. A part counts by its
    figure of the same period.
    """
    series = _countable(whole) if can_rise(indicator) else None
    if series is None:
        return None
    period = series.judged[-1].period
    found = ((part.unit_id, point_of(part.points, period)) for part in parts)
    of_period = {unit_id: point for unit_id, point in found if point is not None}
    counts = {unit_id: c for unit_id, p in of_period.items() if (c := counts_of(p, indicator))}
    points = {unit_id: of_period[unit_id] for unit_id in counts}
    return Basis(series, points, counts) if counts else None


def counts_of(point: Point, indicator: Indicator) -> Counts | None:
    """Return a part's counts; of a commune that reaches or not, its share of one commune."""
    if point.numerator is not None and point.denominator is not None:
        return Counts(point.numerator, point.denominator)
    if indicator.aggregation is Aggregation.SHARE_OF_COMMUNES:
        return Counts(point.value / 100, Decimal(1))
    return None


def least_set_of(basis: Basis, still_to_do: int) -> Plan:
    """Return the fewest parts that, closed whole, do what is still to do; whole things only."""
    opens = {key: int(each.denominator - each.numerator) for key, each in basis.counts.items()}
    return least_set(opens, still_to_do)


def parts_short(
    basis: Basis, target: Decimal, operator: Operator, indicator: Indicator
) -> tuple[PlanStep, ...]:
    """Return the parts that do not meet the target themselves, most still to do first.

    What is open in each is what is still to do there; a part that reaches or not has itself to do.
    """
    short = {
        unit_id: still_to_do(point, target, operator, indicator) or 1
        for unit_id, point in basis.points.items()
        if not is_met(point.value, target, operator, indicator.direction)
    }
    return least_set(short, 2**62).steps


def gain(basis: Basis, raised_to_pct: Mapping[str, Decimal]) -> Decimal:
    """Return how many things more the whole would have."""
    return what_if(basis.counts, raised_to_pct).numerator - what_if(basis.counts, {}).numerator


def raised(basis: Basis, things: Decimal) -> Series:
    """Return the whole's series as it would be with so many things more."""
    whole = basis.whole
    assert whole.numerator is not None  # noqa: S101 - a basis has counts
    assert whole.denominator is not None  # noqa: S101 - as above
    numerator = whole.numerator + things
    value = percentage(numerator, whole.denominator)
    assert value is not None  # noqa: S101 - a value was there before
    changed = whole._replace(
        numerator=numerator,
        value=value,
        low=None,
        high=None,
        origin=Origin.ROLLED_UP,
        parts_value=None,
        snapshot_id=None,  # it stands in no file
        file_name=None,
        line=None,
    )
    kept = basis.series.judged[:-1]
    return Series(basis.series.indicator_id, basis.series.unit_id, (*kept, changed))


def _countable(whole: Series) -> Series | None:
    generated = tuple(point for point in whole.points if point.is_demo)
    for points in (whole.judged, generated):
        series = Series(whole.indicator_id, whole.unit_id, points)
        if points and series.judged[-1].numerator is not None and series.judged[-1].denominator:
            return series
    return None
