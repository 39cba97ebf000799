"""What the columns of a table that could not be read may hold, for a person to agree to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.ingest.fields import COLUMN_FIGURES, Field
from cds.ingest.headings import HeadingReader
from cds.ingest.layout import Layout
from cds.ingest.mapping import Column
from cds.ingest.numbers import is_number
from cds.ingest.tables import RawTable

_ROWS = 200  # looked at
_FEWEST_WORDS = 3  # that must be an indicator's own
_INDICATORS = frozenset((Field.INDICATOR_ID, Field.INDICATOR_NAME))
_UNREAD = Column(None)


def proposed(
    table: RawTable, layout: Layout, is_unit: Callable[[str], bool], reader: HeadingReader
) -> tuple[Column, ...]:
    """Return what each column may hold: by its head, else by its cells and words of indicators.

    Where the words over its group, or all words, name one indicator alone, a figure is its.
    """
    columns, stacks = list(layout.columns), layout.head.stacks
    rows = table.rows[layout.head.last + 1 :][:_ROWS]
    for place in (at for at, column in enumerate(columns) if column == _UNREAD):
        cells = [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]]
        texts = {str(cell) for cell in cells}
        has_units = any(column.field is Field.UNIT_NAME for column in columns)
        if not has_units and sum(map(is_unit, texts)) * 2 > len(texts):
            columns[place] = Column(Field.UNIT_NAME)
        elif any(map(is_number, cells)):
            lower = takewhile(lambda cell: not is_number(cell), cells)  # a row of the head, missed
            columns[place] = _figure([*stacks[place], *map(str, lower)], reader)
    if any(column.field in _INDICATORS for column in columns):
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
