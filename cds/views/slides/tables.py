"""Rows of the scorecard as the tables of slides."""

from collections.abc import Sequence

from cds.export.content import SlideCell, SlideTable, SlideTableRow
from cds.text.phrases import phrase

MOST_ROWS = 11  # of 24 px type on one slide


def fitted(
    rows: Sequence[SlideTableRow], most: int | None = MOST_ROWS, count: int | None = None
) -> tuple[SlideTableRow, ...]:
    """Return as many rows as fit; the last then tells how many more there are of `count`."""
    if most is None or len(rows) <= most:
        return tuple(rows)
    more = phrase("slide.more", count=(count or len(rows)) - most + 1)
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
