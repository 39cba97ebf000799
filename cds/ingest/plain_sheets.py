"""Worksheets written plainly, as nearly all are, taken apart without an element for each cell."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from typing import IO

_CHUNK = 1 << 20
_LONGEST_ROW = 1 << 23  # characters; a row of as many columns as may be holds less
_ATTRIBUTES = r'((?: [\w:.]+="[^"<]*")*) ?'
_ROW = re.compile(rf"<row{_ATTRIBUTES}(/?)>")
_NEXT = '<c r="'
_CELL = re.compile(
    r'(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?(?: s="([0-9]+)")?'
    r' ?(?:/>|>(?:(<f)(?: [\w:]+="[^"<]*")*(?: ?/>|>[^<]*</f>))?'
    r'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v ?/>|'
    r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
_ATTRIBUTE = re.compile(r' ([\w:.]+)="([^"]*)"')
_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# Style, type, whether a formula made it, value, text; None if not there.
PlainCell = tuple[str | None, str | None, bool, str | None, str | None]


class NotPlainError(Exception):
    """The sheet is written in another way, or is broken: let a parser of XML tell."""


def plain_rows(file: IO[bytes], frame: list[str]) -> Iterator[tuple[dict[str, str], Sequence[str]]]:
    """Yield the attributes and cells of each row; what stands around all rows goes to `frame`.

    A cell is its place, a quotation mark, and what `plain_cell` reads.

    Nothing is passed over: raises NotPlainError where a letter of the sheet is not understood.
    """
    pieces = _pieces(file)
    start, found, piece = next(pieces).partition("<sheetData>")
    if not found or ('encoding="' in start and 'encoding="utf-8"' not in start.lower()):
        raise NotPlainError
    frame.append(f"{start}{found}")
    for following in pieces:
        while (row := _ROW.match(piece)) and row[2]:
            yield dict(_ATTRIBUTE.findall(row[1])), ()
            piece = piece[row.end() :]
        if not row:
            raise NotPlainError
        between, *cells = piece[row.end() :].split(_NEXT)
        if between:
            raise NotPlainError
        yield dict(_ATTRIBUTE.findall(row[1])), cells
        piece = following
    frame.append(piece)


def _pieces(file: IO[bytes]) -> Iterator[str]:
    """Yield the text parted at the ends of rows."""
    decoder, text = getincrementaldecoder("utf-8")(), ""
    try:
        while chunk := file.read(_CHUNK):
            text += decoder.decode(chunk)
            if "\r" in text:  # a parser reads it as another letter
                raise NotPlainError
            *whole, text = text.split("</row>")
            yield from whole
            if len(text) > _LONGEST_ROW:
                raise NotPlainError
    except UnicodeDecodeError as error:
        raise NotPlainError from error
    yield text


def plain_cell(written: str) -> PlainCell:
    """Return what stands in a cell behind its place."""
    found = _CELL.fullmatch(written)
    if found is None or "_x" in written:  # escapes of a workbook's own are for others
        raise NotPlainError
    style, kind, other_style, formula, *texts = found.groups()
    value, text = (each and _meant(each) for each in texts)
    return style or other_style, kind, formula is not None, value, text


def _meant(text: str) -> str:
    """Return a text with the letters for which XML has names and numbers."""
    meant, count = _ENTITY.subn(_letter, text)
    if count != text.count("&"):
        raise NotPlainError
    return meant


def _letter(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1]) if found[1] else int(found[2], 16))
