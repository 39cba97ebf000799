"""Texts around figures by which these do not stand yet, or no longer: drafts and corrections."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from cds.ingest.head.sheet import Sheet
from cds.ingest.tables import LONGEST_CELL, RawRow
from cds.ingest.words.explained import says
from cds.ingest.words.fields import Field

_DRAFT, CORRECTED = "draft", "corrected"
_REASONS = (_DRAFT, CORRECTED)  # also the sections of office language that tell them
_MOST_LOOKED_AT = 500  # rows; whatever stands below them is no note
_CORRECTING = re.compile(  # letters that a remark cannot be without
    "ch[i\u00ed\u1ec9]nh|thay|s[u\u1eed]a|[d\u0111][u\u00fa]ng|h[u\u1ee7][y\u1ef7]"
    "|thu h|nh[a\u1ea7]m|sai|l[o\u1ed7]i|hi[e\u1ec7]u l|gi[a\u00e1] tr",
    re.IGNORECASE,
)


class Doubt(NamedTuple):
    """A text that puts figures in doubt, why, and where it stands; no line for a sheet's name."""

    reason: str
    text: str
    line: int | None
    column: int | None


def doubts(sheet: Sheet) -> Iterator[Doubt]:
    """Yield what puts the figures of a sheet in doubt: above, between, beside and below them.

    Signatures below do not end what is looked at: what corrects figures is often added last.
    """
    head, rows = sheet.layout.head, [*sheet.above, *sheet.asides, *sheet.after]
    for row in rows[:_MOST_LOOKED_AT]:
        for reason in _REASONS:
            if says(row.text[:LONGEST_CELL], reason):
                yield _at(row, reason)
    heads = sheet.table.rows[head.first : head.last + 1]  # a title may be of them
    yield from (_at(row, _DRAFT) for row in heads if says(row.text[:LONGEST_CELL], _DRAFT))
    name = sheet.table.sheet or ""
    yield from (Doubt(reason, name, None, None) for reason in _REASONS if says(name, reason))
    for at, meaning in enumerate(sheet.layout.meanings):
        if meaning.field is Field.NOTE:
            told = ((row.line, str(row.cell(at))) for row in sheet.rows)
            found = (each for each in told if _CORRECTING.search(each[1]))
            marked = (each for each in found if says(each[1], CORRECTED))
            yield from (Doubt(CORRECTED, text, n, at + 1) for n, text in islice(marked, 1))


def _at(row: RawRow, reason: str) -> Doubt:
    """Tell the one cell that says it; the row where only several together do."""
    cells = ((at, str(cell)[:LONGEST_CELL]) for at, cell in enumerate(row.cells, start=1))
    found = next(((at, text) for at, text in cells if says(text, reason)), (None, row.text))
    return Doubt(reason, found[1], row.line, found[0])
