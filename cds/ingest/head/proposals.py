"""The first rows of a table, and what columns that could not be read may hold, to agree to."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from cds.ingest.context import FirstRows
from cds.ingest.head.layout import Layout
from cds.ingest.head.registers import Registers
from cds.ingest.mapping import Column, signature
from cds.ingest.tables import RawTable
from cds.ingest.words.fields import COLUMN_FIGURES, INDICATORS, Field
from cds.ingest.words.numbers import counts

_SHOWN_ROWS = 8
_SHOWN_COLUMNS = 60
_ROWS = 200  # looked at
_UNREAD = Column(None)


def preview_of(table: RawTable, layout: Layout, said: Layout | None) -> FirstRows:
    """Return head and first rows; `said` is what the head alone says where a person answered."""
    head = layout.head
    rows = table.rows[head.last + 1 : head.last + 1 + _SHOWN_ROWS]
    return FirstRows(
        signature(head.texts),
        head.texts[:_SHOWN_COLUMNS],
        layout.columns[:_SHOWN_COLUMNS],
        (said or layout).columns[:_SHOWN_COLUMNS],
        tuple(tuple(str(cell) for cell in row.cells[:_SHOWN_COLUMNS]) for row in rows),
        is_answered=said is not None,
    )


def proposing(
    preview: FirstRows, table: RawTable, layout: Layout, registers: Registers
) -> FirstRows:
    """Return the preview with what its unread columns may hold."""
    return replace(preview, meanings=_proposed(table, layout, registers)[:_SHOWN_COLUMNS])


def _proposed(table: RawTable, layout: Layout, registers: Registers) -> tuple[Column, ...]:
    """Return what each column may hold: by its head, else by its cells and words of indicators.

    Where the words over its group, or all words, name one indicator alone, a figure is its.
    """
    columns, stacks = list(layout.columns), layout.head.stacks
    rows = table.rows[layout.head.last + 1 :][:_ROWS]
    for place in (at for at, column in enumerate(columns) if column == _UNREAD):
        cells = [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]]
        texts = {str(cell) for cell in cells}
        has_units = any(column.field is Field.UNIT_NAME for column in columns)
        if not has_units and sum(map(registers.units.is_unit, texts)) * 2 > len(texts):
            columns[place] = Column(Field.UNIT_NAME)
        elif any(map(counts, cells)):
            lower = takewhile(lambda cell: not counts(cell), cells)  # a row of the head, missed
            columns[place] = _figure([*stacks[place], *map(str, lower)], registers)
    if any(column.field in INDICATORS for column in columns):
        return tuple(columns)
    every = {column.indicator_id for column in columns} - {None}
    for place, column in enumerate(columns):
        beside = zip(columns, stacks, strict=True)
        near = {c.indicator_id for c, over in beside if over[:1] == stacks[place][:1]} - {None}
        ids = near or every
        if len(ids) == 1 and column.field in COLUMN_FIGURES:
            columns[place] = replace(column, indicator_id=next(iter(ids)))
    return tuple(columns)


def _figure(words: Sequence[str], registers: Registers) -> Column:
    """Tell a figure by the lowest words over it, else by all of them."""
    texts = dict.fromkeys((*words[-1:], " ".join(words)))
    said = [meaning for text in texts if (meaning := registers.headings.read(text)).is_figure]
    if said:
        return said[0].column
    for text in texts:
        if near := registers.nearest.find(text):
            field = Field.NUMERATOR if near.is_part else Field.VALUE
            return Column(field, near.indicator.indicator_id)
    known = registers.catalogue.indicators.values()
    is_whole = any(registers.nearest.is_whole(text, each) for text in texts for each in known)
    return Column(Field.DENOMINATOR) if is_whole else _UNREAD
