"""Texts around figures by which these do not stand yet, or no longer: drafts and corrections."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import NamedTuple

from cds.domain.folding import plain_words
from cds.ingest.head.sheet import Sheet
from cds.ingest.tables import LONGEST_CELL, RawRow
from cds.ingest.words.explained import says
from cds.ingest.words.fields import Field

DRAFT, _CORRECTED, _FIGURE = "draft", "corrected", "figure"
_REASONS = (DRAFT, _CORRECTED)  # also the sections of office language that tell them
_MOST_LOOKED_AT = 500  # rows; whatever stands below them is no note
_ROUNDED = tuple(map(Decimal, ("1", "0.1", "0.01")))
_LONGEST_NOTE = 1_000  # characters of a text in which figures are looked for
_SHARE = re.compile(r"(?<![\w/.,-])[0-9]{1,9}(?:,[0-9]{1,9}(?![\w/])|(?:[.,][0-9]{1,9})?(?=\s*%))")
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
    head, rows = sheet.layout.head, [*sheet.above, *sheet.asides, *sheet.after][:_MOST_LOOKED_AT]
    has_numbers = any(_SHARE.search(row.text[:_LONGEST_NOTE]) for row in rows)
    known = _by_unit(sheet) if has_numbers else {}
    for row in rows:
        said = [reason for reason in _REASONS if says(row.text[:LONGEST_CELL], reason)]
        yield from (_at(row, reason) for reason in said)
        if not said and _gives_another(row.text[:_LONGEST_NOTE], known):
            yield Doubt(_FIGURE, row.text[:LONGEST_CELL], row.line, None)
    heads = sheet.table.rows[head.first : head.last + 1]  # a title may be of them
    yield from (_at(row, DRAFT) for row in heads if says(row.text[:LONGEST_CELL], DRAFT))
    name = sheet.table.sheet or ""
    yield from (Doubt(reason, name, None, None) for reason in _REASONS if says(name, reason))
    for at, meaning in enumerate(sheet.layout.meanings):
        if meaning.field is Field.NOTE:
            told = ((row.line, str(row.cell(at))) for row in sheet.rows)
            found = (each for each in told if _CORRECTING.search(each[1]))
            marked = (each for each in found if says(each[1], _CORRECTED))
            yield from (Doubt(_CORRECTED, text, n, at + 1) for n, text in islice(marked, 1))


def _by_unit(sheet: Sheet) -> Mapping[str, set[Decimal]]:
    """Return the values of each unit by its name, also as a text may round them."""
    found: defaultdict[str, set[Decimal]] = defaultdict(set)
    for entry in sheet.entries:
        values = entry.observation.value, entry.given_value
        for value in (each for each in values if each is not None):
            rounded = (value.quantize(digits, ROUND_HALF_UP) for digits in _ROUNDED)
            found[entry.unit.name] |= {value, *rounded}
    return {f" {plain_words(name)} ": values for name, values in found.items()}


def _gives_another(text: str, known: Mapping[str, set[Decimal]]) -> bool:
    """True for a text that names units of the table with a share, or decimals, not in their rows.

    Nothing else need say that it corrects one: a paper is cited, and the figure.
    """
    said = f" {plain_words(text)} "
    own = [values for name, values in known.items() if name in said]
    given = [Decimal(each.replace(",", ".")) for each in _SHARE.findall(text)] if own else []
    return any(all(each not in values for values in own) for each in given)


def _at(row: RawRow, reason: str) -> Doubt:
    """Tell the one cell that says it; the row where only several together do."""
    cells = ((at, str(cell)[:LONGEST_CELL]) for at, cell in enumerate(row.cells, start=1))
    found = next(((at, text) for at, text in cells if says(text, reason)), (None, row.text))
    return Doubt(reason, found[1], row.line, found[0])
