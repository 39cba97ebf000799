"""Data about persons, which no form of ours asks for: columns of it, and what looks like it."""

import re
from collections.abc import Iterator, Sequence

from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import fault
from cds.ingest.fields import Field
from cds.ingest.layout import Layout
from cds.ingest.tables import Row

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d.,])(?:\+84|0)(?:[ .-]?\d){9,10}(?![\d.,%])")
_CITIZEN = re.compile(r"(?<![\d.,])0\d{11}(?![\d.,%])")
_FORMS = (_MAIL, _CITIZEN, _PHONE)
_TEXTS = (Field.NOTE, Field.STATUS, Field.SOURCE_TITLE)


def person_columns(layout: Layout) -> Iterator[Issue]:
    """Yield an issue for each column whose head asks for persons."""
    for place, meaning in enumerate(layout.meanings):
        if meaning.field is Field.PERSON:
            shown = layout.head.texts[place]
            yield fault(
                IssueCode.PERSONAL_DATA, line=layout.header_line, column=place + 1, value=shown
            )


def personal_cells(rows: Sequence[Row], layout: Layout) -> Iterator[Issue]:
    """Yield an issue for each cell of words that holds an address, a number of a person."""
    known = {layout.keys[f] for f in layout.keys if f not in _TEXTS}
    skipped = known | {*layout.figure_columns}
    for row in rows:
        for place, cell in enumerate(row.cells):
            if place in skipped or not isinstance(cell, str) or len(cell) < len("0123456789"):
                continue
            if any(form.search(cell) for form in _FORMS):
                yield fault(
                    IssueCode.PERSONAL_DATA, line=row.line, column=place + 1, value=_veiled(cell)
                )


def _veiled(text: str) -> str:
    """Return the text without its digits and addresses: a report must not spread them."""
    return re.sub(r"\d", "\u2022", _MAIL.sub("\u2022@\u2022", text))
