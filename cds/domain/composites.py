"""Several indicators as one figure: attainment of each, their mean, and how many have data.

Rules: methods, section 8. A mean never goes without "n of m".
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.domain.indicators import Direction, Indicator
from cds.domain.observations import Point
from cds.domain.periods import year_fraction
from cds.domain.targets import MilestoneStep, PublishedState

CURRENT_YEARS = Decimal(1)  # an older figure says nothing about today; ours
_NONE, _ALL = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Attained:
    """How far one indicator is, 0 to 1; None when it has no current figure or nothing to reach.

    `has_figure` tells these two apart.
    """

    indicator_id: str
    attainment: Decimal | None
    has_figure: bool = False


@dataclass(frozen=True, slots=True)
class Composite:
    """The members of a part or a sector; those without attainment count in `expected` alone."""

    members: tuple[Attained, ...]

    @property
    def value(self) -> Decimal | None:
        """Mean attainment over the members that have one, 0 to 1; None without any."""
        known = [one.attainment for one in self.members if one.attainment is not None]
        return sum(known, _NONE) / len(known) if known else None

    @property
    def known(self) -> int:
        """The n of "n of m"."""
        return sum(one.attainment is not None for one in self.members)

    @property
    def reported(self) -> int:
        """How many have a current figure, whether or not it can be held against an aim."""
        return sum(one.has_figure or one.attainment is not None for one in self.members)

    @property
    def expected(self) -> int:
        """The m of "n of m"."""
        return len(self.members)

    @property
    def basis(self) -> frozenset[str]:
        """Which indicators the value rests on: two values compare only on the same basis."""
        return frozenset(one.indicator_id for one in self.members if one.attainment is not None)


def attainment(
    value: Decimal, aim: Decimal, floor: Decimal, direction: Direction
) -> Decimal | None:
    """Return clamp((v - floor)/(T - floor), 0, 1).

    None when the floor is not on the worse side of the aim: then there is no way to measure.
    """
    if direction is Direction.CONTEXT or direction.sign * (aim - floor) <= 0:
        return None
    return min(_ALL, max(_NONE, (value - floor) / (aim - floor)))


def step_attainment(steps: Collection[MilestoneStep], on: date) -> Decimal | None:
    """Share of a milestone's steps that were done on a day; None without steps.

    A step done on an unknown day counts as done.
    """
    if not steps:
        return None
    done = (step.state is PublishedState.DONE and (step.done_on or on) <= on for step in steps)
    return Decimal(sum(done)) / len(steps)


def natural_limit(indicator: Indicator) -> Decimal | None:
    """The best value a share can take, for those without target; None for all other kinds."""
    if not indicator.is_share or indicator.direction is Direction.CONTEXT:
        return None
    return indicator.maximum if indicator.direction.sign > 0 else indicator.minimum


def is_current(point: Point, on: date) -> bool:
    """True when the figure's period ended at most a year before the day, or later."""
    return year_fraction(on) - point.period.end_year <= CURRENT_YEARS


def newest_current(points: Collection[Point], on: date) -> Point | None:
    """The last figure known on a day, if it was still current then; points oldest first."""
    known = [point for point in points if point.period.end <= on]
    return known[-1] if known and is_current(known[-1], on) else None
