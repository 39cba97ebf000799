"""The first rows of a table, and what columns that could not be read may hold, to agree to."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.ingest.context import FirstRows
from cds.ingest.head.headings import HeadingReader
from cds.ingest.head.layout import Layout
from cds.ingest.mapping import Column, signature
from cds.ingest.tables import RawTable
from cds.ingest.words.fields import COLUMN_FIGURES, INDICATORS, Field
from cds.ingest.words.numbers import is_number

_SHOWN_ROWS = 8
_SHOWN_COLUMNS = 60
_ROWS = 200  # looked at
_FEWEST_WORDS = 3  # that must be an indicator's own
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
    preview: FirstRows, table: RawTable, layout: Layout, reader: HeadingReader
) -> FirstRows:
    """Return the preview with what its unread columns may hold."""
    return replace(preview, meanings=_proposed(table, layout, reader)[:_SHOWN_COLUMNS])


def _proposed(table: RawTable, layout: Layout, reader: HeadingReader) -> tuple[Column, ...]:
    """Return what each column may hold: by its head, else by its cells and words of indicators.

    Where the words over its group, or all words, name one indicator alone, a figure is its.
    """
    columns, stacks = list(layout.columns), layout.head.stacks
    rows = table.rows[layout.head.last + 1 :][:_ROWS]
    for place in (at for at, column in enumerate(columns) if column == _UNREAD):
        cells = [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]]
        texts = {str(cell) for cell in cells}
        has_units = any(column.field is Field.UNIT_NAME for column in columns)
        if not has_units and sum(map(reader.is_unit, texts)) * 2 > len(texts):
            columns[place] = Column(Field.UNIT_NAME)
        elif any(map(is_number, cells)):
            lower = takewhile(lambda cell: not is_number(cell), cells)  # a row of the head, missed
            columns[place] = _figure([*stacks[place], *map(str, lower)], reader)
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


def _figure(words: Sequence[str], reader: HeadingReader) -> Column:
    """Tell a figure by the lowest words over it, else by all of them."""
    for text in (*words[-1:], " ".join(words)):
        said = reader.read(text)
        column = (
            said.column if said.is_figure else _worded(plain_words(text).split(), reader.catalogue)
        )
        if column:
            return column
    return _UNREAD


def _worded(words: Sequence[str], catalogue: Catalogue) -> Column | None:
    """Return the figure whose indicator's name holds all the words in their order.

    "So ..." of a share's thing is its numerator, the thing itself its denominator. None where no
    indicator, or more than one, is nearest.
    """
    text = " ".join(words)
    wholes = {
        plain_words(each.denominator_name)
        for each in catalogue.indicators.values()
        if each.denominator_name
    }
    whole = text.removeprefix("tong ")
    if whole in wholes or (whole != text and any(whole.startswith(f"{w} ") for w in wholes)):
        return Column(Field.DENOMINATOR)
    found: list[tuple[float, Column]] = []
    for each in catalogue.indicators.values():
        is_part = each.is_share and words[:1] == ["so"]
        asked, name = words[1:] if is_part else words, plain_words(each.name).split()
        if len(asked) >= _FEWEST_WORDS and _is_within(asked, name):
            field = Field.NUMERATOR if is_part else Field.VALUE
            found.append((len(asked) / len(name), Column(field, each.indicator_id)))
    most = max((share for share, _ in found), default=0)
    nearest = [column for share, column in found if share == most]
    return nearest[0] if len(nearest) == 1 else None


def _is_within(words: Iterable[str], name: Iterable[str]) -> bool:
    rest = iter(name)
    return all(word in rest for word in words)
