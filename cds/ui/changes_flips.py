"""Targets whose standing differs between two versions, those that got worse first."""

from collections.abc import Sequence

from cds.domain.catalogue import Catalogue
from cds.domain.progress import Status
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.screens import say
from cds.ui.changes_rows import Keyed, Listing, listing, place
from cds.ui.trace import Figure, figure_of

Pair = tuple[Row | None, Row | None]
_SCALE = (
    *(Status.ACHIEVED, Status.ON_TRACK, Status.NEEDS_ACCELERATION),
    *(Status.LIMITED, Status.MOVING_AWAY, Status.OVERDUE),
)  # best first; the other two are not on it
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
    places = [_SCALE.index(r.assessment.status) for r in pair if r and _is_on_scale(r)]
    if len(places) < 2 or places[0] == places[1]:
        return "otherwise"
    return "better" if places[1] < places[0] else "worse"


def _standing(row: Row | None) -> int:
    """0 without a figure, 1 with a generated one, 2 with a real one."""
    latest = row.assessment.latest if row else None
    return 0 if latest is None else 1 if latest.is_demo else 2


def _is_on_scale(row: Row) -> bool:
    return row.assessment.latest is not None and row.assessment.status in _SCALE


def flip_list(catalogue: Catalogue, found: Sequence[Pair]) -> Listing:
    """Return the pairs as finished text."""
    return listing(found, lambda pair: _row(catalogue, *pair), _figure)


def _row(catalogue: Catalogue, old: Row | None, new: Row | None) -> tuple[str, ...]:
    row = new or old
    assert row is not None  # noqa: S101 - one of the two is there
    return (
        row.unit.name,
        place(catalogue, row),
        row.target.name if row.target else row.indicator.name,
        _badge(old),
        _badge(new),
        say(f"changes.{way((old, new))}"),
        *_told(old),
        *_told(new),
    )


def _told(row: Row | None) -> tuple[str, str]:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING, numbers.MISSING
    latest = row.assessment.latest
    return figures.value(row.assessment, row.indicator), figures.when(latest)


def _figure(pair: Pair) -> Figure | None:
    return next((found for row in reversed(pair) if row and (found := figure_of(row))), None)
