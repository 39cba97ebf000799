"""Latest figures that moved between two versions, the largest moves first, with chart and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.blocks import Table, table
from cds.charts.theme import BLUE, RED
from cds.charts.values import Bar, Bars
from cds.domain.accumulation import is_like
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.observations import Point
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.changes_figures import MOST_LINES
from cds.views.columns import figure_of, place

_MOST_BARS = 15
_LONGEST_NAME = 26
_COLUMNS = (
    "unit place indicator value_before period_before value_after period_after change relative"
    " source"
)
Keyed = Mapping[tuple[str, str, str | None], Row]  # by unit, indicator and target


@dataclass(frozen=True, slots=True)
class FigureMove:
    """A unit's latest figure of an indicator in both versions."""

    row: Row
    before: Point
    after: Point

    @property
    def change(self) -> Decimal:
        """By how much, in the indicator's unit."""
        return self.after.value - self.before.value

    @property
    def is_up(self) -> bool:
        """True for more; in a ranking for a place nearer to the first."""
        return (self.change < 0) is (self.row.indicator.kind is IndicatorKind.RANK)

    @property
    def relative(self) -> Decimal | None:
        """The change as a share of what was; None from nothing, and of places in a ranking."""
        is_rank = self.row.indicator.kind is IndicatorKind.RANK
        return None if is_rank or not self.before.value else self.change / abs(self.before.value)


def moves(was: Keyed, now: Keyed) -> list[FigureMove]:
    """Latest figures that differ: shares by points, then the others by relative change.

    Figures over periods of different lengths are not compared. A real figure in the place of a
    generated one is news, not a move.
    """
    found: dict[tuple[str, str], FigureMove] = {}
    for key, row in now.items():
        old = was.get(key)
        before, after = old.assessment.latest if old else None, row.assessment.latest
        if before is None or after is None or not is_like(before, after):
            continue
        if before.value != after.value and before.is_demo is after.is_demo:
            found.setdefault(key[:2], FigureMove(row, before, after))
    return sorted(found.values(), key=_size)


def _size(move: FigureMove) -> tuple[bool, Decimal, str, str]:
    is_share = move.row.indicator.is_share
    size = move.change if is_share else (move.relative or move.change)
    return not is_share, -abs(size), move.row.unit.code, move.row.indicator.indicator_id


def move_table(catalogue: Catalogue, moved: Sequence[FigureMove]) -> Table:
    """Return moves as a table, as many as are shown at once."""
    shown = moved[:MOST_LINES]
    rows = (
        (
            move.row.unit.name,
            place(catalogue, move.row),
            move.row.indicator.name,
            figures.marked(move.before, move.row.indicator),
            figures.when(move.before),
            figures.marked(move.after, move.row.indicator),
            figures.when(move.after),
            _change(move),
            numbers.signed(numbers.share(move.relative, 1), move.relative),
            figures.source(move.after),
        )
        for move in shown
    )
    return table("changes", _COLUMNS, rows, (figure_of(move.row) for move in shown), len(moved))


def moves_sentence(moves: Sequence[FigureMove]) -> str | None:
    """Say the largest move and how far it leaves from its target; None when nothing moved."""
    if not moves:
        return None
    move = moves[0]
    indicator = move.row.indicator
    sentence = phrase(
        "changes.moves_sentence",
        name=indicator.name,
        unit=move.row.unit.name,
        way=phrase("changes.up" if move.is_up else "changes.down"),
        before=figures.marked(move.before, indicator),
        after=figures.marked(move.after, indicator),
        period_before=figures.when(move.before),
        period_after=figures.when(move.after),
        change=_change(move),
    )
    if move.row.target is None:
        return sentence
    aim = figures.target(move.row.assessment, indicator, move.row.target)
    gap = figures.gap(move.row.assessment, indicator)
    return f"{sentence} {phrase('changes.moves_target', target=aim, gap=gap.lower())}"


def moves_chart(moves: Sequence[FigureMove]) -> Bars | None:
    """Draw the largest moves of shares."""
    shares = [move for move in moves if move.row.indicator.is_share]
    bars = tuple(map(_bar, shares[:_MOST_BARS]))
    return Bars(bars) if bars else None


def _change(move: FigureMove) -> str:
    between = numbers.between(move.before.value, move.after.value, move.row.indicator)
    return numbers.change(*between)


def _bar(move: FigureMove) -> Bar:
    indicator = move.row.indicator
    is_worse = (
        indicator.direction is not Direction.CONTEXT and indicator.direction.sign * move.change < 0
    )
    unit, name = move.row.unit.name, indicator.name
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    return Bar(
        label=f"{unit}<br>{short}",
        value=move.change,
        text=_change(move),
        hover=figures.hover(f"{unit} · {name}", move.after, indicator),
        colour=RED if is_worse else BLUE,
        is_marked=is_worse,
    )
