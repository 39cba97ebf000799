"""How many targets stand how, in few words: what verdicts count together."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from cds.domain.assessments import UNDECIDED, Standing
from cds.scorecard import Row
from cds.text.phrases import phrase

_UNMEASURED = "unmeasured"
# The most severe first. What closed with its unit was judged for good and counts with the rest;
# what waits for its final figure is told apart.
_GROUPS: Mapping[str, Collection[Standing]] = {
    "overdue": (Standing.OVERDUE,),
    "behind": (Standing.MOVING_AWAY, Standing.LIMITED),
    "accelerate": (Standing.NEEDS_ACCELERATION,),
    "short": (Standing.SHORT_AWAITING_FINAL, Standing.CLOSED_SHORT),
    "once": (Standing.NOT_ASSESSABLE,),
    "on_track": (Standing.ON_TRACK, Standing.IN_PROGRESS),
    "awaiting": (Standing.REACHED_AWAITING_FINAL,),
    "reached": (Standing.ACHIEVED, Standing.CLOSED_REACHED),
    _UNMEASURED: UNDECIDED,
}


def clauses(rows: Iterable[Row]) -> str:
    """Count targets by how they stand, the most severe first and what is not measured last."""
    counts = Counter(_group(row) for row in rows if row.target)
    told = (phrase(f"counted.{key}", count=counts[key]) for key in _GROUPS if counts[key])
    return "; ".join(told)


def severity(row: Row) -> int:
    """Place of a target among those that verdicts count, 0 for what is most severe."""
    return list(_GROUPS).index(_group(row))


def is_measured(row: Row) -> bool:
    """True unless nothing can be said of how a target stands; one figure short of it says so."""
    return _group(row) != _UNMEASURED


def _group(row: Row) -> str:
    judged = row.assessment
    if judged.is_met is None and judged.standing in UNDECIDED:
        return _UNMEASURED
    return next(key for key, standings in _GROUPS.items() if judged.standing in standings)
