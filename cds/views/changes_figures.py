"""Figures that came, went, were corrected or moved between two versions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cds.blocks import FigureKey, Table, item_table, table
from cds.charts.values import ComparedRole, ComparedSpan, Spans
from cds.domain.accumulation import is_like
from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Flag
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, IndicatorKind
from cds.domain.observations import Point, percentage
from cds.domain.status_rule import figure_flags
from cds.scorecard import Row, governing_rows
from cds.store.view.changes import ChangeCount, FigureChange, is_real
from cds.text import figures, numbers
from cds.text.phrases import phrase, word
from cds.views.columns import figure_of, row_table, unit_above

MOST_LINES = 300  # of a table of changes
MOST_GROUPED = 40  # lines of a group in a column
_FEW_PLACES = 2  # named in a sentence
_NATURES = ("added", "added_demo", "corrected", "gone")
_COLUMNS = "unit indicator period value_before value_after change kind_before kind_after line"
_MOST_SPANS = 10
_WENT = ("better", "worse", "otherwise", "same")
Keyed = Mapping[tuple[str, str, str | None], Row]  # by unit, indicator and target


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One change in a column: what, with the words below it; `figure` leads to its page."""

    text: str
    detail: str
    figure: FigureKey | None = None


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes of one kind, as many as are shown; `rest` is how many more there are.

    `note` is what all of them have in common beside the head.
    """

    head: str
    lines: tuple[ChangedItem, ...]
    rest: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangeColumn:
    """A column of changes under its head, which says how many there are."""

    head: str
    groups: tuple[ChangeGroup, ...]

    def parted(self, most: int) -> tuple[list[ChangeGroup], list[ChangeGroup]]:
        """Return its groups up to so many lines in all, and what of them is left."""
        first, later = [], []
        for one in self.groups:
            kept, others = one.lines[:most], one.lines[most:]
            most -= len(kept)
            if kept:
                first.append(replace(one, lines=kept, rest=0))
            if others or one.rest:
                later.append(replace(one, lines=others))
        return first, later


def told_figures(
    catalogue: Catalogue, counts: Sequence[ChangeCount], *, is_by_unit: bool = False
) -> Iterator[str]:
    """Say how many figures came, were corrected and went, and whose; nothing of what is none.

    Communes are named by their district, unless `is_by_unit`.
    """
    for nature, found in _by_nature(counts).items():
        places = (
            catalogue.units[one.unit_id].name if is_by_unit else _place(catalogue, one)
            for one in found
        )
        names = list(dict.fromkeys(places))
        whose = phrase("changes.of_places", count=len({one.unit_id for one in found}))
        if len(names) <= _FEW_PLACES:
            whose = phrase("changes.of_named", names=names)
        yield phrase(f"changes.told_{nature}", count=_figures(found), whose=whose)


def figure_column(catalogue: Catalogue, counts: Sequence[ChangeCount]) -> ChangeColumn:
    """Return the figures that came, were corrected or went, by district."""
    groups, natures = [], _by_nature(counts)
    for nature, found in natures.items():
        places: dict[str, list[ChangeCount]] = {}
        for one in found:
            places.setdefault(_place(catalogue, one), []).append(one)
        ordered = sorted(places.items(), key=lambda pair: (-_figures(pair[1]), pair[0]))
        note = _only_indicator(catalogue, found)
        lines = []
        for name, own in ordered[:MOST_GROUPED]:
            alone, units = _only_indicator(catalogue, own), len({one.unit_id for one in own})
            whereof = phrase(
                "changes.whereof_one" if alone else "changes.whereof",
                name=alone,
                indicators=len({one.indicator_id for one in own}),
                units=units,
            )
            text = phrase("changes.line_figures", unit=name, count=_figures(own))
            lines.append(ChangedItem(text, "" if note else whereof))
        head = phrase(f"changes.column_{nature}", count=_figures(found))
        groups.append(ChangeGroup(head, tuple(lines), len(ordered) - len(lines), note))
    if len(groups) == 1:  # its head is that of the column
        return ChangeColumn(groups[0].head, (replace(groups[0], head=""),))
    return ChangeColumn(phrase("changes.column_figures", count=_figures(counts)), tuple(groups))


def elsewhere(catalogue: Catalogue, counts: Iterable[ChangeCount]) -> str | None:
    """Say what was published of units that are no part of the home; None for nothing real."""
    found = [
        one
        for one in counts
        if (is_real(one.before) or is_real(one.after)) and not catalogue.is_ours(one.unit_id)
    ]
    if not found:
        return None
    units = len({one.unit_id for one in found})
    home = catalogue.home.name
    return phrase("changes.elsewhere", home=home, units=units, count=_figures(found))


def correction_table(
    catalogue: Catalogue, corrected: Sequence[FigureChange], counts: Sequence[ChangeCount]
) -> Table:
    """Return what stands for another figure of the same kind: those shown, and how many of all."""
    rows = []
    for one in corrected:
        old, new = one.before, one.after
        assert old is not None  # noqa: S101 - a correction has both
        assert new is not None  # noqa: S101 - a correction has both
        moved, is_like = numbers.MISSING, old.cumulative_since == new.cumulative_since
        if is_like and old.value is not None and new.value is not None:
            indicator = catalogue.indicators[one.indicator_id]
            moved = _change(old.value, new.value, indicator)
        kinds = (word(old.status), word(new.status))
        rows.append((*change_line(one, catalogue), moved, *kinds, numbers.number(new.line)))
    keys = (FigureKey(one.indicator_id, one.unit_id, one.period) for one in corrected)
    count = sum(one.figures for one in counts if one.nature == "corrected")
    return table("changes", _COLUMNS, rows, keys, count)


def change_line(change: FigureChange, reference: Catalogue) -> tuple[str, ...]:
    """A figure as it was and is, with its place; ids of what the reference lacks."""
    indicator = reference.indicators.get(change.indicator_id)
    unit = reference.units.get(change.unit_id)
    if indicator is None or unit is None:
        return change.unit_id, change.indicator_id, str(change.period), "", ""
    ends = []
    for seen in (change.before, change.after):
        if seen and seen.value is None and indicator.is_share:  # a file gave counts alone
            seen = replace(seen, value=percentage(seen.numerator, seen.denominator))
        ends.append(seen)
    values = figures.apart(ends[0], ends[1], indicator)
    return unit.name, indicator.name, figures.when(change.after or change.before), *values


def _change(before: Decimal, after: Decimal, indicator: Indicator) -> str:
    """By how much a figure moved, in words; of one that did not, that it did not."""
    if before == after:
        return phrase("changes.unmoved")
    return numbers.change_between(before, after, indicator)


def _by_nature(counts: Iterable[ChangeCount]) -> dict[str, list[ChangeCount]]:
    """What differs by what became of it, those natures that there are."""
    found: dict[str, list[ChangeCount]] = {nature: [] for nature in _NATURES}
    for one in counts:
        found[one.nature].append(one)
    return {nature: own for nature, own in found.items() if own}


def _figures(counts: Iterable[ChangeCount]) -> int:
    return sum(one.figures for one in counts)


def _place(catalogue: Catalogue, one: ChangeCount) -> str:
    """The district of a commune; any other unit itself."""
    unit = catalogue.units[one.unit_id]
    above = catalogue.above(unit) if unit.level is AdminLevel.COMMUNE else None
    return (above or unit).name


def _only_indicator(catalogue: Catalogue, counts: Iterable[ChangeCount]) -> str:
    """The indicator that all figures are of; "" where they are of several."""
    ids = {one.indicator_id for one in counts}
    return catalogue.indicators[ids.pop()].name if len(ids) == 1 else ""


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
        return _change(self.before.value, self.after.value, self.row.indicator)

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
    def told(self) -> str:
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
            text=move.told,
            hover=figures.turn(*ends),
        )

    spans = [span(move) for move in found if move.row.indicator.is_share and move.change]
    return Spans(tuple(spans[:_MOST_SPANS]), "%") if spans else None


def newest_table(found: Sequence[FigureMove], rows: Iterable[Row]) -> Table:
    """Return every indicator's newest figure and its standing, in the order of the moves."""
    told = {move.row.key: move.told for move in found}
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
