"""Several indicators as one figure: attainment of each, their mean, and how many have data.

Rules: methods, section 8. A mean never goes without "n of m". Below it: where a unit stands among
its peers over all their targets.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.domain.assessments import Rank
from cds.domain.indicators import Direction, Indicator
from cds.domain.observations import Point, up_to
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


def newest_current(points: Sequence[Point], on: date) -> Point | None:
    """The last figure known on a day, if it was still current then; points oldest first."""
    known = up_to(points, on)
    return known[-1] if known and is_current(known[-1], on) else None


# The place of a unit, by a rule of ours: units are compared on the same targets only, those that at
# least half of them have measured. More targets met comes first; of units with as many met, the
# higher mean attainment. Units equal in both share a place. A unit that lacks a figure of one of
# these targets has no place: it would be compared on less than the others.


@dataclass(frozen=True, slots=True)
class TargetResult:
    """A measured target of one unit: whether the latest figure meets it, how far that is, 0..1."""

    is_met: bool
    attainment: Decimal


@dataclass(frozen=True, slots=True, order=True)
class UnitScore:
    """What a unit is placed by, in this order; the mean attainment is 0 to 1."""

    met: int
    mean: Decimal


@dataclass(frozen=True, slots=True)
class Placing:
    """The scores of peers on the targets they are compared by, by unit_id."""

    target_ids: frozenset[str]
    scores: Mapping[str, UnitScore]

    def rank(self, unit_id: str) -> Rank | None:
        """The place of a unit; None for one that lacks a figure, or where nobody is beside it."""
        own = self.scores.get(unit_id)
        if own is None or len(self.scores) < 2:
            return None
        return Rank(1 + sum(own < each for each in self.scores.values()), len(self.scores))

    def ties(self, unit_id: str) -> int:
        """How many others share a unit's place."""
        own = self.scores.get(unit_id)
        return sum(each == own for each in self.scores.values()) - 1 if own else 0


def placing(results: Mapping[str, Mapping[str, TargetResult]]) -> Placing:
    """Score peers by what each measured: unit_id to target_id to result; silent ones are given."""
    measured = Counter(target_id for of_unit in results.values() for target_id in of_unit)
    shared = frozenset(key for key, count in measured.items() if 2 * count >= len(results))
    scores = dict[str, UnitScore]()
    for unit_id, of_unit in results.items():
        if shared and shared <= of_unit.keys():
            own = [of_unit[key] for key in shared]
            mean = sum((one.attainment for one in own), _NONE) / len(own)
            scores[unit_id] = UnitScore(sum(one.is_met for one in own), mean)
    return Placing(shared, scores)
