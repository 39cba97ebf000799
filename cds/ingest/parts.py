"""The tables that stand one below the other in a sheet, each under its own title or head."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from cds.ingest.dates import periods_in
from cds.ingest.fields import COLUMN_FIGURES, Field
from cds.ingest.headings import HeadingReader
from cds.ingest.heads import Head, find_head, line_of
from cds.ingest.layout import Layout
from cds.ingest.numbers import is_figure, is_number
from cds.ingest.tables import RawRow, RawTable
from cds.ingest.units import UnitIndex

_MOST_TITLE_CELLS = 3  # a row with more is no title
_LONGEST_TITLE = 400
_MOST_PARTS = 200
_FIGURES = frozenset((*COLUMN_FIGURES, Field.PLAN))
Titles = tuple[tuple[int, str], ...]  # line and text of each row above a head


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a sheet with its head and titles."""

    table: RawTable
    head: Head
    titles: Titles


def parts(
    table: RawTable, layout: Layout, reader: HeadingReader, units: UnitIndex
) -> Iterator[Part]:
    """Part a sheet where a row below its head names another period or indicator, or is a head.

    A part without a head of its own stands under the one above it.
    """
    head, rows = layout.head, table.rows
    seeker = _Seeker(layout, reader, units)
    cuts = [*seeker.cuts(rows)][:_MOST_PARTS]
    first = replace(table, rows=rows[: cuts[0]] if cuts else rows)
    yield Part(first, head, tuple(map(line_of, rows[: head.first])))
    top = rows[head.first : head.last + 1]
    for cut, end in pairwise([*cuts, len(rows)]):
        below = replace(table, rows=rows[cut:end])
        own = find_head(below, reader, units.is_unit)
        if own:
            head, top = own, below.rows[own.first : own.last + 1]
            yield Part(below, own, tuple(map(line_of, below.rows[: own.first])))
            continue
        titles = tuple(takewhile(seeker.is_title, below.rows))
        under = replace(table, rows=(*top, *below.rows[len(titles) :]))
        moved = replace(head, first=0, last=len(top) - 1)
        yield Part(under, moved, tuple(map(line_of, titles)))


@dataclass(frozen=True, slots=True)
class _Seeker:
    """Tells titles and heads from the rows of one layout."""

    layout: Layout
    reader: HeadingReader
    units: UnitIndex

    def cuts(self, rows: tuple[RawRow, ...]) -> Iterator[int]:
        """Yield where a title or head begins that stands over figures; a repeated head is none."""
        first: int | None = None
        start = self.layout.head.last + 1
        seen = {row.cells for row in rows[self.layout.head.first : start]}
        figures = self.layout.figure_columns
        for place in range(start, len(rows)):
            cells = rows[place].cells
            if any(at < len(cells) and is_number(cells[at]) for at in figures):
                if first is not None:
                    yield first
                first = None
            elif first is None and cells not in seen:
                is_above = self.is_title(rows[place]) or self._is_head(rows[place])
                first = place if is_above else None

    def is_title(self, row: RawRow) -> bool:
        """True for a row of few texts that names a period, an indicator or a district."""
        texts = [str(cell) for cell in row.cells if str(cell)]
        line = " ".join(texts)
        is_long = len(texts) > _MOST_TITLE_CELLS or len(line) > _LONGEST_TITLE
        if is_long or any(map(is_figure, row.cells)) or any(map(self.units.is_unit, texts)):
            return False
        named = self.reader.indicator_in((line,)) or self.units.district_in((line,))
        return named is not None or any(periods_in(line))

    def _is_head(self, row: RawRow) -> bool:
        """True for a row of nothing but heads, some of figures and some of what they are of."""
        texts = dict.fromkeys(str(cell) for cell in row.cells if str(cell))
        meanings = [self.reader.read(text) for text in texts]
        fields = {each.field for each in meanings} - {None}
        says_all = all(each.says_something for each in meanings)
        return len(meanings) > 1 and says_all and not fields <= _FIGURES
