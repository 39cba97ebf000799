"""How many targets stand in each class: the one count behind every sentence, tile and slide."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cds.domain.assessments import Standing


@dataclass(frozen=True, slots=True)
class Tally:
    """Targets by standing, the most urgent class first; a class without targets is left out.

    `demo` are those among them whose judgement rests on generated figures.
    """

    counts: Mapping[Standing, int]
    demo: Mapping[Standing, int]

    @property
    def total(self) -> int:
        """All targets counted."""
        return sum(self.counts.values())

    def of(self, standings: Iterable[Standing]) -> int:
        """How many stand in any of some classes."""
        return sum(self.counts.get(one, 0) for one in standings)


def tally_of(standings: Iterable[tuple[Standing, bool]]) -> Tally:
    """Count standings; each comes with whether it rests on generated figures."""
    told = tuple(standings)
    found = Counter(one for one, _ in told), Counter(one for one, is_demo in told if is_demo)
    return Tally(*({one: each[one] for one in Standing if each[one]} for each in found))
