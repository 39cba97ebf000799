"""Where a unit stands among its peers over all their targets.

The rule is ours: units are compared on the same targets only, those that at least half of them
have measured. More targets met comes first; of units with as many met, the higher mean attainment
(methods, section 8). Units equal in both share a place. A unit that lacks a figure of one of these
targets has no place: it would be compared on less than the others.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cds.domain.assessments import Rank


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
    scores = {
        unit_id: _score([of_unit[key] for key in shared])
        for unit_id, of_unit in results.items()
        if shared and shared <= of_unit.keys()
    }
    return Placing(shared, scores)


def _score(results: list[TargetResult]) -> UnitScore:
    total = sum((one.attainment for one in results), Decimal(0))
    return UnitScore(sum(one.is_met for one in results), total / len(results))
