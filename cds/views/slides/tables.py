"""Rows of the scorecard as the tables of slides."""

from collections.abc import Sequence

from cds.charts.theme import STANDING_COLOURS
from cds.domain.indicators import IndicatorKind
from cds.export.content import SlideCell, SlideTable, SlideTableRow
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.screens import say
from cds.views.unit_standing import title

MOST_ROWS = 11  # of 24 px type on one slide


def standing_table(rows: Sequence[Row], first: str, most: int | None = MOST_ROWS) -> SlideTable:
    """Value, target, gap and standing by row; `first` tells what a row is named by.

    `first`: target, target_unit (of several units), title (among others) or unit. Of more rows
    than fit the last line tells how many.
    """
    columns = ("value", "aim", "gap", "status", "period")
    return SlideTable(
        columns=tuple(say(f"slide.col_{name}") for name in (first, *columns)),
        rows=fitted([_standing(row, name_of(row, first, rows)) for row in rows], most),
        widths=(0.30, 0.11, 0.12, 0.17, 0.18, 0.12),
    )


def fitted(
    rows: Sequence[SlideTableRow], most: int | None = MOST_ROWS, count: int | None = None
) -> tuple[SlideTableRow, ...]:
    """Return as many rows as fit; the last then tells how many more there are of `count`."""
    if most is None or len(rows) <= most:
        return tuple(rows)
    more = say("slide.more", count=(count or len(rows)) - most + 1)
    empty = (SlideCell(""),) * (len(rows[0].cells) - 1)
    return (*rows[: most - 1], SlideTableRow((SlideCell(more), *empty)))


def text_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: tuple[float, ...],
    count: int | None = None,
    most: int = MOST_ROWS,
) -> SlideTable:
    """A table of a page's own texts; `count` tells how many rows there are if not all are given."""
    lines = [SlideTableRow(tuple(map(SlideCell, row))) for row in rows]
    return SlideTable(tuple(columns), fitted(lines, most, count), widths)


def standing_cell(row: Row) -> SlideCell:
    """The standing in a word, with its colour."""
    if row.target is None:
        return SlideCell(numbers.MISSING)
    return SlideCell(figures.badge(row.assessment).word, STANDING_COLOURS[row.assessment.standing])


def value_text(row: Row) -> str:
    """The latest value with its unit; of a milestone its steps; a generated one with its mark."""
    return figures.value(row.assessment, row.indicator)


def gap_text(row: Row) -> str:
    """What is missing: things where they can be counted, else the gap."""
    judged = row.assessment
    if row.target is None:
        return numbers.MISSING
    is_counted = row.indicator.is_share or row.indicator.kind is IndicatorKind.MILESTONE
    if judged.still_to_do and is_counted:
        return numbers.things(judged.still_to_do, row.indicator)
    return figures.missing(judged, row.indicator) if judged.gap else numbers.MISSING


def name_of(row: Row, first: str, rows: Sequence[Row]) -> str:
    """What a row is called in a table of targets, indicators or units."""
    if first == "unit":
        return row.unit.name
    if first == "target" and row.target:
        return figures.target_name(row.target)
    if first == "target_unit" and row.target:
        return say("slide.at_unit", name=figures.target_name(row.target), unit=row.unit.name)
    return title(row, rows)


def _standing(row: Row, name: str) -> SlideTableRow:
    point = row.assessment.latest
    cells = (
        SlideCell(name),
        SlideCell(value_text(row)),
        SlideCell(figures.target(row.assessment, row.indicator, row.target)),
        SlideCell(gap_text(row)),
        standing_cell(row),
        SlideCell(figures.when(point)),
    )
    return SlideTableRow(cells, row.unit.unit_id)
