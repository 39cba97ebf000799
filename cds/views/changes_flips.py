"""Targets whose standing differs between two versions, those that got worse first."""

from collections.abc import Sequence

from cds.blocks import FigureKey
from cds.domain.assessments import Standing
from cds.domain.catalogue import Catalogue
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.changes_rows import Keyed, Listing, listing, place
from cds.views.columns import figure_of

Pair = tuple[Row | None, Row | None]
_SCALE = (
    *(Standing.ACHIEVED, Standing.ON_TRACK, Standing.NEEDS_ACCELERATION),
    *(Standing.LIMITED, Standing.MOVING_AWAY, Standing.OVERDUE),
)  # best first
_ENDED = tuple(  # met, not met: comparable with each other only
    (met, short)
    for met, short in (
        (Standing.REACHED_AWAITING_FINAL, Standing.SHORT_AWAITING_FINAL),
        (Standing.CLOSED_REACHED, Standing.CLOSED_SHORT),
    )
)
_WAYS = ("worse", "better", "otherwise", "gone", "added")
FLIP_COLUMNS = (
    *("unit", "place", "target", "status_before", "status_after", "way"),
    *("value_before", "period_before", "value_after", "period_after"),
)


def flips(was: Keyed, now: Keyed) -> list[Pair]:
    """Targets whose standing differs, those that got worse first."""
    pairs = [(was.get(key), now.get(key)) for key in {**was, **now}]
    flips = [pair for pair in pairs if _has_target(pair) and _badge(pair[0]) != _badge(pair[1])]
    return sorted(flips, key=lambda pair: _WAYS.index(way(pair)))


def _has_target(pair: Pair) -> bool:
    return any(row is not None and row.target is not None for row in pair)


def _badge(row: Row | None) -> str:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING
    badge = figures.badge(row.assessment)
    return f"{badge.sign} {badge.word}"


def way(pair: Pair) -> str:
    """Whether a target's standing got better or worse, where both are on the scale."""
    ranks = [_standing(row) for row in pair]  # real counts for more than demonstration, than none
    if ranks[0] != ranks[1]:
        return "added" if ranks[1] > ranks[0] else "gone"
    stands = [row.assessment.standing for row in pair if row and row.assessment.latest]
    for scale in (_SCALE, *_ENDED):
        places = [scale.index(one) for one in stands if one in scale]
        if len(places) == 2 and places[0] != places[1]:
            return "better" if places[1] < places[0] else "worse"
    return "otherwise"


def _standing(row: Row | None) -> int:
    """0 without a figure, 1 with a generated one, 2 with a real one."""
    latest = row.assessment.latest if row else None
    return 0 if latest is None else 1 if latest.is_demo else 2


def flip_list(catalogue: Catalogue, found: Sequence[Pair]) -> Listing:
    """Return the pairs as finished text."""
    return listing(found, lambda pair: _row(catalogue, *pair), _figure)


def _row(catalogue: Catalogue, old: Row | None, new: Row | None) -> tuple[str, ...]:
    row = new or old
    assert row is not None  # noqa: S101 - one of the two is there
    return (
        row.unit.name,
        place(catalogue, row),
        figures.target_name(row.target) if row.target else row.indicator.name,
        _badge(old),
        _badge(new),
        phrase(f"changes.{way((old, new))}"),
        *_told(old),
        *_told(new),
    )


def _told(row: Row | None) -> tuple[str, str]:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING, numbers.MISSING
    latest = row.assessment.latest
    value = figures.value(row.assessment, row.indicator)
    return value, figures.when(latest)


def _figure(pair: Pair) -> FigureKey | None:
    return next((found for row in reversed(pair) if row and (found := figure_of(row))), None)
