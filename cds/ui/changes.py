"""What differs between two data versions as a value: standings, moves, corrections."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import plotly.graph_objects as go

from cds.charts.bars import Bar, bars
from cds.charts.theme import BLUE, RED
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction
from cds.domain.observations import Observation, ObservationStatus, Point
from cds.domain.places import AdminLevel
from cds.domain.progress import Status
from cds.scorecard import Row
from cds.store.changes import Change
from cds.text import figures, numbers
from cds.text.screens import LEVELS, OBSERVED, say
from cds.ui.trace import Figure

_Entry = TypeVar("_Entry")
MOST_ROWS = 300
_MOST_BARS = 15
_SCALE = (
    *(Status.ACHIEVED, Status.ON_TRACK, Status.NEEDS_ACCELERATION),
    *(Status.LIMITED, Status.MOVING_AWAY, Status.OVERDUE),
)  # best first; the other two are not on it
_WAYS = ("worse", "better", "otherwise", "gone", "added")
FLIP_COLUMNS = (
    *("unit", "place", "target", "status_before", "status_after", "way"),
    *("value_before", "period_before", "value_after", "period_after"),
)
MOVE_COLUMNS = (
    *("unit", "place", "indicator", "value_before", "period_before"),
    *("value_after", "period_after", "change", "relative", "source"),
)
CORRECTION_COLUMNS = (
    *("unit", "indicator", "period", "value_before", "value_after", "change"),
    *("kind_before", "kind_after", "line"),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of a table with the figures they show; `count` is how many there are in all."""

    rows: tuple[tuple[str, ...], ...]
    traced: tuple[Figure | None, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything the page shows of two versions. `moves_sentence` None: nothing moved."""

    sentence: str
    flips: Listing
    moves: Listing
    moves_figure: go.Figure | None
    moves_sentence: str | None
    corrections: Listing
    has_demo: bool


@dataclass(frozen=True, slots=True)
class _Move:
    """A unit's latest figure of an indicator in both versions."""

    row: Row
    before: Point
    after: Point

    @property
    def change(self) -> Decimal:
        return self.after.value - self.before.value

    @property
    def relative(self) -> Decimal | None:
        return self.change / abs(self.before.value) if self.before.value else None


def build(
    catalogue: Catalogue,
    before: Sequence[Row],
    after: Sequence[Row],
    figure_changes: Iterable[Change],
    unit_id: str,
    level: AdminLevel,
) -> ChangesPage:
    """Compare the standings of a level inside a unit, and the figures of that unit's parts."""
    was = {_key(row): row for row in before if _is_inside(catalogue, row, unit_id, level)}
    now = {_key(row): row for row in after if _is_inside(catalogue, row, unit_id, level)}
    flips = _flips(was, now)
    moves = _moves(was, now)
    inside = {key for key, unit in catalogue.units.items() if catalogue.is_within(unit, unit_id)}
    found = [one for one in figure_changes if one.unit_id in inside]
    corrections = [one for one in found if _nature(one) == "corrected"]
    shown = [row for row in (*was.values(), *now.values()) if row.assessment.latest]
    return ChangesPage(
        sentence=_sentence(catalogue, unit_id, level, flips, found),
        flips=_listing(flips, lambda pair: _flip_row(catalogue, *pair), _flip_figure),
        moves=_listing(moves, lambda move: _move_row(catalogue, move), _move_figure),
        moves_figure=_chart(moves),
        moves_sentence=_moves_sentence(moves),
        corrections=_listing(corrections, lambda c: _correction_row(catalogue, c), _own_figure),
        has_demo=any(row.assessment.latest.is_demo for row in shown if row.assessment.latest),
    )


def _key(row: Row) -> tuple[str, str, str | None]:
    target_id = row.target.target_id if row.target else None
    return row.unit.unit_id, row.indicator.indicator_id, target_id


def _is_inside(catalogue: Catalogue, row: Row, unit_id: str, level: AdminLevel) -> bool:
    return row.unit.level is level and catalogue.is_within(row.unit, unit_id)


_Pair = tuple[Row | None, Row | None]
_Keyed = Mapping[tuple[str, str, str | None], Row]


def _flips(was: _Keyed, now: _Keyed) -> list[_Pair]:
    """Targets whose standing differs, those that got worse first."""
    pairs = [(was.get(key), now.get(key)) for key in {**was, **now}]
    flips = [pair for pair in pairs if _has_target(pair) and _badge(pair[0]) != _badge(pair[1])]
    return sorted(flips, key=lambda pair: _WAYS.index(_way(pair)))


def _has_target(pair: _Pair) -> bool:
    return any(row is not None and row.target is not None for row in pair)


def _badge(row: Row | None) -> str:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING
    badge = figures.badge(row.assessment)
    return f"{badge.sign} {badge.word}"


def _way(pair: _Pair) -> str:
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


def _moves(was: _Keyed, now: _Keyed) -> list[_Move]:
    """Latest figures that differ: shares by points, then the others by relative change.

    A real figure in the place of a generated one is news, not a move.
    """
    found: dict[tuple[str, str], _Move] = {}
    for key, row in now.items():
        old = was.get(key)
        before, after = old and old.assessment.latest, row.assessment.latest
        if before and after and before.value != after.value and before.is_demo is after.is_demo:
            found.setdefault(key[:2], _Move(row, before, after))
    return sorted(found.values(), key=_size)


def _size(move: _Move) -> tuple[bool, Decimal, str, str]:
    is_share = move.row.indicator.is_share
    size = move.change if is_share else (move.relative or move.change)
    return not is_share, -abs(size), move.row.unit.code, move.row.indicator.indicator_id


def _sentence(
    catalogue: Catalogue,
    unit_id: str,
    level: AdminLevel,
    flips: Sequence[_Pair],
    found: Sequence[Change],
) -> str:
    ways = [_way(pair) for pair in flips]
    natures = Counter(_nature(one) for one in found)
    return say(
        "changes.sentence",
        unit=catalogue.units[unit_id].name,
        level=LEVELS[level],
        flips=len(flips),
        better=ways.count("better"),
        worse=ways.count("worse"),
        other=ways.count("otherwise"),
        first=ways.count("added"),
        lost=ways.count("gone"),
        added=natures["added"],
        corrected=natures["corrected"],
        gone=natures["gone"],
    )


def _nature(change: Change) -> str:
    """Whether a figure came, went or was corrected; a demonstration figure counts as none."""
    had, has = _is_real(change.before), _is_real(change.after)
    if had is has:
        is_both = change.before is not None and change.after is not None
        return "corrected" if is_both else "added" if change.before is None else "gone"
    return "added" if has else "gone"


def _is_real(figure: Observation | None) -> bool:
    return figure is not None and figure.status is not ObservationStatus.DEMO


def _listing(
    found: Sequence[_Entry],
    as_row: Callable[[_Entry], tuple[str, ...]],
    as_figure: Callable[[_Entry], Figure | None],
) -> Listing:
    shown = found[:MOST_ROWS]
    return Listing(
        tuple(as_row(one) for one in shown), tuple(as_figure(one) for one in shown), len(found)
    )


def _flip_row(catalogue: Catalogue, old: Row | None, new: Row | None) -> tuple[str, ...]:
    row = new or old
    assert row is not None  # noqa: S101 - one of the two is there
    return (
        row.unit.name,
        _place(catalogue, row),
        row.target.name if row.target else row.indicator.name,
        _badge(old),
        _badge(new),
        say(f"changes.{_way((old, new))}"),
        *_told(old),
        *_told(new),
    )


def _told(row: Row | None) -> tuple[str, str]:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING, numbers.MISSING
    latest = row.assessment.latest
    return numbers.figure(latest.value, row.indicator), numbers.period(latest.period)


def _place(catalogue: Catalogue, row: Row) -> str:
    latest = row.assessment.latest
    if latest is None:
        return numbers.MISSING
    above = catalogue.parent(row.unit, catalogue.vintage_for(row.unit, latest.period))
    return above.name if above else numbers.MISSING


def _flip_figure(pair: _Pair) -> Figure | None:
    for row in reversed(pair):
        if row is not None and row.assessment.latest is not None:
            return Figure(
                row.indicator.indicator_id, row.unit.unit_id, row.assessment.latest.period
            )
    return None


def _move_row(catalogue: Catalogue, move: _Move) -> tuple[str, ...]:
    indicator = move.row.indicator
    return (
        move.row.unit.name,
        _place(catalogue, move.row),
        indicator.name,
        numbers.figure(move.before.value, indicator),
        numbers.period(move.before.period),
        numbers.figure(move.after.value, indicator),
        numbers.period(move.after.period),
        _change(move),
        numbers.signed(numbers.share(move.relative, 1), move.relative),
        figures.source(move.after),
    )


def _change(move: _Move) -> str:
    return numbers.signed(numbers.difference(move.change, move.row.indicator), move.change)


def _move_figure(move: _Move) -> Figure:
    return Figure(move.row.indicator.indicator_id, move.row.unit.unit_id, move.after.period)


def _moves_sentence(moves: Sequence[_Move]) -> str | None:
    if not moves:
        return None
    move = moves[0]
    indicator = move.row.indicator
    sentence = say(
        "changes.moves_sentence",
        name=indicator.name,
        unit=move.row.unit.name,
        way=say("changes.up" if move.change > 0 else "changes.down"),
        before=numbers.figure(move.before.value, indicator),
        after=numbers.figure(move.after.value, indicator),
        period_before=move.before.period,
        period_after=move.after.period,
        change=_change(move),
    )
    if move.row.target is None:
        return sentence
    aim = figures.target(move.row.assessment, indicator, move.row.target)
    gap = figures.gap(move.row.assessment, indicator)
    return f"{sentence} {say('changes.moves_target', target=aim, gap=gap.lower())}"


def _chart(moves: Sequence[_Move]) -> go.Figure | None:
    shares = [move for move in moves if move.row.indicator.is_share]
    return bars([_bar(move) for move in shares[:_MOST_BARS]])


def _bar(move: _Move) -> Bar:
    indicator = move.row.indicator
    is_worse = (
        indicator.direction is not Direction.CONTEXT and indicator.direction.sign * move.change < 0
    )
    title = f"{move.row.unit.name} · {indicator.name}"
    return Bar(
        label=f"{move.row.unit.name}<br>{_clipped(indicator.name)}",
        value=move.change,
        text=_change(move),
        hover=figures.hover(title, move.after, indicator),
        colour=RED if is_worse else BLUE,
        is_marked=is_worse,
    )


def _clipped(name: str, limit: int = 26) -> str:
    return name if len(name) <= limit else f"{name[: limit - 1].rstrip()}…"


def _correction_row(catalogue: Catalogue, change: Change) -> tuple[str, ...]:
    old, new = change.before, change.after
    assert old is not None  # noqa: S101 - a correction has both
    assert new is not None  # noqa: S101 - a correction has both
    indicator = catalogue.indicators[change.indicator_id]
    moved = None if old.value is None or new.value is None else new.value - old.value
    return (
        catalogue.units[change.unit_id].name,
        indicator.name,
        numbers.period(change.period),
        numbers.figure(old.value, indicator),
        numbers.figure(new.value, indicator),
        numbers.signed(numbers.difference(moved, indicator), moved),
        OBSERVED[old.status],
        OBSERVED[new.status],
        numbers.number(new.line),
    )


def _own_figure(change: Change) -> Figure:
    return Figure(change.indicator_id, change.unit_id, change.period)
