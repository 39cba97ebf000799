"""Data about persons, which no form of ours asks for: columns of it, and what looks like it."""

import re
from collections.abc import Iterator

from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import fault
from cds.ingest.head.layout import Layout
from cds.ingest.head.sheet import Sheet
from cds.ingest.tables import Cell
from cds.ingest.words.dates import MOMENT
from cds.ingest.words.fields import Field

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
_OF_STATE = ".gov.vn"  # addresses of its offices are no person's
_PHONE = re.compile(r"(?<![\d.,])(?:\+84|0)(?:[ .-]?\d){9,10}(?![\d.,%])")
_CITIZEN = re.compile(r"(?<![\d.,])0\d{11}(?![\d.,%])")
_FORMS = (_CITIZEN, _PHONE)
_TEXTS = (Field.NOTE, Field.STATUS, Field.SOURCE_TITLE)


def person_columns(layout: Layout) -> Iterator[Issue]:
    """Yield an issue for each column whose head asks for persons."""
    for place, meaning in enumerate(layout.meanings):
        if meaning.field is Field.PERSON:
            shown = layout.head.texts[place]
            yield fault(
                IssueCode.PERSONAL_DATA, line=layout.header_line, column=place + 1, value=shown
            )


def personal_cells(sheet: Sheet) -> Iterator[Issue]:
    """Yield an issue for each cell of words that holds an address, a number of a person."""
    rows, layout = sheet.rows, sheet.layout
    known = {layout.keys[f] for f in layout.keys if f not in _TEXTS}
    told = {at for at, meaning in enumerate(layout.meanings) if meaning.field is Field.PERSON}
    skipped = known | told | {*layout.figure_columns}
    width = max((len(row.cells) for row in rows), default=0)
    places = [place for place in range(width) if place not in skipped]
    harmless: set[Cell] = {""}
    for row in rows:
        for place in places:
            cell = row.cells[place] if place < len(row.cells) else ""
            if cell in harmless:
                continue
            if isinstance(cell, str) and _is_personal(cell):
                yield fault(
                    IssueCode.PERSONAL_DATA, line=row.line, column=place + 1, value=_veiled(cell)
                )
            else:
                harmless.add(cell)


def _is_personal(text: str) -> bool:
    if len(text) < len("0123456789"):
        return False
    bare = MOMENT.sub(" ", text)  # no phone number has a day and an hour
    mails = (found[0].lower() for found in _MAIL.finditer(bare))
    is_mail = any(not each.endswith(_OF_STATE) for each in mails)
    return is_mail or any(form.search(bare) for form in _FORMS)


def _veiled(text: str) -> str:
    """Return the text with numbers and addresses veiled: a report must not spread them.

    The first digits and the last stay, so that the sender knows which number is meant.
    """
    return _NUMBER.sub(_covered, _MAIL.sub("\u2022@\u2022", text))


_NUMBER = re.compile(r"\d(?:[ .-]?\d)*")
_SEEN = 2  # digits at either end


def _covered(found: re.Match[str]) -> str:
    text = found[0]
    inner = re.sub(r"\d", "\u2022", text[_SEEN:-_SEEN])
    return f"{text[:_SEEN]}{inner}{text[-_SEEN:]}" if len(text) > 2 * _SEEN else inner or "\u2022"
