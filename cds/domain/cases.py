"""One series against one target, brought to values that can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from cds.domain.assessments import Baseline
from cds.domain.indicators import Indicator
from cds.domain.observations import ObservationStatus, Point, Series
from cds.domain.periods import Period, year_fraction
from cds.domain.standing import is_closed
from cds.domain.targets import MilestoneStep, Target, TargetKind

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a judgement rests on beside the figures.

    `reference` is the series compared with in targets of kind above_reference. `steps` are a
    milestone's. `unit_started_on` tells a unit made by a reform from one that never reported.
    `unit_ended_on` is the unit's last day, None while it exists: no figure dated later counts.
    `last_figure_on` is the last day any figure of the series speaks of, also outside the view;
    None when the series itself holds it.
    """

    today: date
    programme_started_on: date
    reference: Series | None = None
    steps: tuple[MilestoneStep, ...] = ()
    unit_started_on: date | None = None
    last_figure_on: date | None = None
    unit_ended_on: date | None = None

    def closed(self, due_on: date) -> bool:
        """True when the unit ended before a target was due: judged once, as of its last day."""
        return is_closed(due_on, self.unit_ended_on, self.today)


@dataclass(frozen=True, slots=True)
class Case:
    """A series and what it is held against.

    `values` are the points; for above_reference their distances to the reference, to which
    `aim` and `target` are then brought too. `references` lead back to the indicator's terms.
    """

    points: tuple[Point, ...]
    values: tuple[Point, ...]
    indicator: Indicator
    target: Target
    aim: Decimal
    terms: Terms
    references: Mapping[Period, Point] = field(default_factory=dict[Period, Point])

    @property
    def latest(self) -> Point:
        """The figure that is judged."""
        return self.points[-1]

    @property
    def value(self) -> Decimal:
        """The value that is judged, in the terms of `aim`."""
        return self.values[-1].value

    @property
    def at(self) -> Decimal:
        """When the judged figure ends, in fractional years."""
        return self.latest.period.end_year

    @property
    def due(self) -> Decimal:
        """When the target is due, in fractional years."""
        return year_fraction(self.target.due_on)

    @property
    def sign(self) -> int:
        """+1 when more is better, -1 when less is."""
        return self.indicator.direction.sign

    @property
    def offset(self) -> Decimal:
        """What leads from `value` back to the figure itself: the reference, else 0."""
        return self.latest.value - self.value

    def with_value(self, value: Decimal) -> "Case":
        """Return the case as it would be with another latest value."""
        return replace(self, values=(*self.values[:-1], replace(self.values[-1], value=value)))

    def shown(self, baseline: Baseline) -> Baseline:
        """Return a baseline in the indicator's own terms."""
        reference = self.references.get(baseline.period)
        return replace(baseline, value=baseline.value + reference.value) if reference else baseline


def case_of(
    points: tuple[Point, ...], indicator: Indicator, target: Target, terms: Terms
) -> Case | None:
    """Return what is to be compared; None without figures, numeric aim or common period."""
    if not points:
        return None
    if target.kind is TargetKind.ABOVE_REFERENCE:
        return _beside_reference(points, indicator, target, terms)
    if target.value is None:
        return None
    return Case(points, points, indicator, target, target.value, terms)


def _beside_reference(
    points: tuple[Point, ...], indicator: Indicator, target: Target, terms: Terms
) -> Case | None:
    judged = terms.reference.judged if terms.reference else ()
    references = {point.period: point for point in judged}
    distances = _distances(points, references)
    if not distances or distances[-1].period != points[-1].period:
        return None
    aimed = _as_distance(target, references)
    return Case(points, distances, indicator, aimed, _ZERO, terms, references)


def _distances(points: Sequence[Point], references: Mapping[Period, Point]) -> tuple[Point, ...]:
    """Each figure less the reference's of the same period, where both exist."""
    pairs = ((point, references[point.period]) for point in points if point.period in references)
    return tuple(
        replace(
            point,
            value=point.value - reference.value,
            low=None if point.low is None else point.low - reference.value,
            high=None if point.high is None else point.high - reference.value,
            status=ObservationStatus.DEMO if reference.is_demo else point.status,
        )
        for point, reference in pairs
    )


def _as_distance(target: Target, references: Mapping[Period, Point]) -> Target:
    """The target with its baseline as a distance; a path in other terms is no path here."""
    period, value = target.baseline_period, target.baseline_value
    reference = references.get(period) if period else None
    if value is None or reference is None:
        return replace(target, path=(), baseline_period=None, baseline_value=None)
    return replace(target, path=(), baseline_value=value - reference.value)
