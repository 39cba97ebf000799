"""How much a latest figure moved: between two versions, or since the period before.

Also which standings a version changed, in a sentence each.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cds.blocks import Table, item_table
from cds.charts.values import ComparedRole, ComparedSpan, Spans
from cds.domain.accumulation import is_like
from cds.domain.assessments import Flag
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, IndicatorKind
from cds.domain.observations import Point
from cds.domain.status_rule import figure_flags
from cds.scorecard import Row, governing_rows
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.columns import figure_of, row_table, unit_above

MOST_LINES = 300  # of a table of changes
_MOST_SPANS = 10
_WENT = ("better", "worse", "otherwise", "same")
Turn = tuple[Row | None, Row]  # how a row stood and stands
Keyed = Mapping[tuple[str, str, str | None], Row]  # by unit, indicator and target


@dataclass(frozen=True, slots=True)
class FigureMove:
    """A unit's latest figure of an indicator in both versions, or in one with that before it."""

    row: Row
    before: Point
    after: Point

    @property
    def change(self) -> Decimal:
        """By how much, in the indicator's unit."""
        return self.after.value - self.before.value

    @property
    def text(self) -> str:
        """The change in words, as the two figures are shown."""
        return change_text(self.before.value, self.after.value, self.row.indicator)

    @property
    def values(self) -> tuple[str, str]:
        """Both figures in words, told apart where they differ."""
        return figures.apart(self.before, self.after, self.row.indicator)

    @property
    def way(self) -> str:
        """Say "better" or "worse" by what is wanted; "otherwise" without that, "same" unmoved."""
        direction = self.row.indicator.direction
        if not self.change:
            return "same"
        if direction is Direction.CONTEXT:
            return "otherwise"
        return "better" if direction.sign * self.change > 0 else "worse"

    @property
    def judged_text(self) -> str:
        """The change in words, and that it is for the worse where it is."""
        return phrase("changes.move_worse", change=self.text) if self.is_worse else self.text

    @property
    def is_worse(self) -> bool:
        """Whether the figure went away from what is wanted."""
        return self.way == "worse"

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


def newest(rows: Iterable[Row]) -> list[FigureMove]:
    """Return a unit's latest figures against its own of the period before.

    First those that got worse, then as `moves` orders.

    Left out: a sum that many have not reported to yet, which moves for no other reason, and a
    generated figure against a real one.
    """
    found = [
        FigureMove(row, judged.previous, judged.latest)
        for row in governing_rows(rows)
        if (judged := row.assessment).latest and judged.previous
    ]
    told = [
        move
        for move in found
        if move.before.is_demo is move.after.is_demo
        and not any(
            Flag.PROVISIONAL in figure_flags(end, move.row.indicator)
            for end in (move.before, move.after)
        )
    ]
    return sorted(told, key=lambda move: (not move.is_worse, *_size(move)))


def newest_told(found: Sequence[FigureMove]) -> str:
    """Count which way figures went since the period before; "" without any to compare."""
    ways = Counter(move.way for move in found)
    told = [phrase(f"changes.went_{way}", count=ways[way]) for way in _WENT if ways[way]]
    return phrase("changes.went", count=len(found), parts=", ".join(told)) if told else ""


def newest_chart(found: Sequence[FigureMove]) -> Spans | None:
    """Draw the first shares that moved since the period before; None where none did."""

    def span(move: FigureMove) -> ComparedSpan:
        indicator = move.row.indicator
        ends = [
            phrase("changes.at", value=value, period=figures.when(end))
            for value, end in zip(move.values, (move.before, move.after), strict=True)
        ]
        return ComparedSpan(
            label=indicator.name,
            role=ComparedRole.WORSE if move.is_worse else ComparedRole.MOVE,
            before=move.before.value,
            after=move.after.value,
            text=move.judged_text,
            hover=figures.turn(*ends),
        )

    spans = [span(move) for move in found if move.row.indicator.is_share and move.change]
    return Spans(tuple(spans[:_MOST_SPANS]), "%") if spans else None


def newest_table(found: Sequence[FigureMove], rows: Iterable[Row]) -> Table:
    """Return every indicator's newest figure and its standing, in the order of the moves."""
    told = {move.row.key: move.judged_text for move in found}
    others = [row for row in governing_rows(rows) if row.key not in told]
    return row_table(
        "changes_newest",
        "indicator status value period change aim",
        (*(move.row for move in found), *others),
        {"change": lambda row: told.get(row.key, numbers.MISSING)},
    )


def move_table(catalogue: Catalogue, moved: Sequence[FigureMove]) -> Table:
    """Return moves as a table, as many as are shown at once."""
    return item_table(
        "changes",
        moved[:MOST_LINES],
        {
            "unit": lambda move: move.row.unit.name,
            "place": lambda move: unit_above(catalogue, move.row),
            "indicator": lambda move: move.row.indicator.name,
            "value_before": lambda move: move.values[0],
            "period_before": lambda move: figures.when(move.before),
            "value_after": lambda move: move.values[1],
            "period_after": lambda move: figures.when(move.after),
            "change": lambda move: move.text,
            "relative": lambda m: numbers.signed(numbers.share(m.relative, 1), m.relative),
            "source": lambda move: figures.source(move.after),
        },
        lambda move: figure_of(move.row),
        len(moved),
    )


def moves_sentence(moves: Sequence[FigureMove]) -> str | None:
    """Say the largest move and how far it leaves from its target; None when nothing moved."""
    if not moves:
        return None
    move = moves[0]
    indicator = move.row.indicator
    is_up = (move.change < 0) is (indicator.kind is IndicatorKind.RANK)  # nearer to the first
    sentence = phrase(
        "changes.moves_sentence",
        name=indicator.name,
        unit=move.row.unit.name,
        way=phrase("changes.up" if is_up else "changes.down"),
        before=move.values[0],
        after=move.values[1],
        period_before=figures.when(move.before),
        period_after=figures.when(move.after),
        change=move.text,
    )
    if move.row.target is None:
        return sentence
    aim = figures.target(move.row.assessment, indicator, move.row.target)
    gap = figures.gap(move.row.assessment, indicator)
    return f"{sentence} {phrase('changes.moves_target', target=aim, gap=gap.lower())}"


def change_text(before: Decimal, after: Decimal, indicator: Indicator) -> str:
    """Say by how much a figure moved, in words; of one that did not, that it did not."""
    if before == after:
        return phrase("changes.unmoved")
    return numbers.change_between(before, after, indicator)


def standing_moves(rows: Iterable[Row], before: Iterable[Row]) -> tuple[Turn, ...]:
    """Return the standings whose value, period or status differ, with what they were."""
    was = {row.key: row for row in before}
    pairs = ((was.get(row.key), row) for row in rows)
    return tuple((old, new) for old, new in pairs if _stand(old) != _stand(new))


def move_sentences(pairs: Sequence[Turn], most: int, more: str) -> Iterator[str]:
    """Say what the first standings were and are, and by the phrase `more` how many are left."""
    for was, now in pairs[:most]:
        values = figures.values_apart(
            was.assessment if was else None, now.assessment, now.indicator
        )
        ends = {"before": _stand_text(was, values[0]), "after": _stand_text(now, values[1])}
        yield phrase("overview.change", name=now.indicator.name, **ends)
    if len(pairs) > most:
        yield phrase(more, count=len(pairs) - most)


def _stand(row: Row | None) -> tuple[object, ...] | None:
    if row is None or row.assessment.latest is None:
        return None
    return row.assessment.latest.value, row.assessment.latest.period, row.assessment.standing


def _stand_text(row: Row | None, value: str) -> str:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING
    latest = row.assessment.latest
    period = figures.when(latest)
    if row.target is None:
        return f"{value} ({period})"
    return f"{value} ({period}, {figures.badge(row.assessment).word})"
