"""Excel workbooks (.xlsx, .xlsm) to tables: values as stored; nothing is ever run."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from posixpath import join, normpath
from string import ascii_uppercase
from typing import IO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape

from cds.domain.issues import IssueCode
from cds.ingest.archives import attribute, elements, local, member
from cds.ingest.faults import RefusedError, fault
from cds.ingest.number_formats import BUILT_IN, number_cell, raised
from cds.ingest.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Flaw,
    MergedCells,
    Number,
    RawTable,
    SheetBuilder,
    visible,
)

_MOST_STRINGS = 3_000_000
_MOST_SPANS = 100_000
_MOST_KEPT = 50_000  # of values that come again and again
OWN_AUTHOR = "CDS"  # of comments in a file that was sent back with its issues
_DIGITS = "0123456789"
_STRUCK = "struck"  # in place of a cell's kind: letters of it are crossed out
_TRUE = frozenset(("1", "true"))
_NO_HEIGHT = frozenset(("0", "0.0"))

# Style, type, whether a formula made it, value, text; None if not there.
PlainCell = tuple[str | None, str | None, bool, str | None, str | None]


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of one workbook share."""

    strings: Sequence[str]
    struck_strings: frozenset[int]  # those of which letters are crossed out
    formats: Sequence[str]  # of numbers, by cell style
    struck: frozenset[str]  # cell styles whose letters are crossed out or unseen
    from_1904: bool

    def held(self, cell: PlainCell) -> "_Held":
        """Return what a cell holds, and what is to be noted of it."""
        style, kind, has_formula, text, inline = cell
        is_struck = style in self.struck or kind == _STRUCK
        if inline is not None:
            return inline, is_struck, False
        if kind == "s" and text:
            return self.strings[int(text)], is_struck or int(text) in self.struck_strings, False
        value = self._value(text or "", kind or "n", style or "", has_formula)
        return value, is_struck, has_formula and isinstance(value, Number)

    def _value(self, text: str, kind: str, style: str, has_formula: bool) -> Cell:
        if not text:
            is_blank = not has_formula or kind == "str"
            return "" if is_blank else Flaw(IssueCode.FORMULA_WITHOUT_VALUE, "=")
        if kind == "n":
            number_format = self.formats[int(style)] if style and self.formats else "General"
            value = int(text) if text.isdecimal() else float(text)
            return number_cell(value, number_format, from_1904=self.from_1904)
        if kind == "e":
            return Flaw(IssueCode.EXCEL_ERROR, text)
        if kind == "b":
            return "TRUE" if text in _TRUE else "FALSE"
        return date.fromisoformat(text[:10]).isoformat() if kind == "d" else text


_Held = tuple[Cell, bool, bool]  # whether crossed out, whether a formula's number


class _KnownCells(dict[str, _Held]):
    """What cells hold, by what stands behind their place; equal ones are read once.

    `are_values`: there is nothing else to be noted of any.
    """

    def __init__(self, book: _Book) -> None:
        self._book = book
        self.are_values = True

    def __missing__(self, written: str) -> _Held:
        if len(self) >= _MOST_KEPT:
            self.clear()
        found = self[written] = self._book.held(plain_cell(written))
        self.are_values = self.are_values and not any(found[1:])
        return found


def read_xlsx(archive: ZipFile) -> tuple[RawTable, ...]:
    """Return a table for each visible sheet that holds anything."""
    tree = fromstring(archive.read(member(archive, "xl/workbook.xml")))  # noqa: S314 - no entities, see archives
    paths, strings, styles = _paths(archive)
    formats, struck = _styles(archive, styles)
    texts, struck_texts = _strings(archive, strings)
    from_1904 = any(each.get("date1904", "") in _TRUE for each in tree.iter())
    book = _Book(texts, struck_texts, formats, struck, from_1904)
    found: list[SheetBuilder] = []
    seen: set[str] = set()
    for sheet in (each for each in tree.iter() if local(each.tag) == "sheet"):
        path = paths.get(attribute(sheet, "id"))
        if path is None:
            continue
        found.append(_sheet(archive, path, sheet.get("name", ""), book))
        found[-1].is_hidden = sheet.get("state", "visible") != "visible"
        _note_floating(archive, path, found[-1], seen)
    return visible(found)


def _note_floating(archive: ZipFile, path: str, sheet: SheetBuilder, seen: set[str]) -> None:
    """Note the comments, boxes, pictures and other files of a sheet; each part is read once."""
    folder, _, name = path.rpartition("/")
    relations = member(archive, f"{folder}/_rels/{name}.rels")
    for relation in fromstring(_small(archive, relations)) if relations else ():  # noqa: S314 - no entities, see archives
        kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
        part = member(archive, normpath(join("/", folder, target))) if kind in _FLOATING else ""
        if not part or part in seen:
            continue
        seen.add(part)
        if not _FLOATING[kind]:
            sheet.note_text("")
            continue
        authors: list[str] = []
        for tag, element in elements(BytesIO(_small(archive, part)), _FLOATING[kind]):
            texts = (each for each in element.iter() if local(each.tag) == "t")
            text = " ".join(each.text or "" for each in texts).strip()
            if tag == "author":
                authors.append(element.text or "")
            elif tag == "comment" and authors[int(element.get("authorId", "0")) :][:1] != [
                OWN_AUTHOR
            ]:
                place = coordinate_to_tuple(element.get("ref", "A1"))
                sheet.note_text(_GUIDE.sub("", text), *place)
            elif tag == "pic" or (tag in ("sp", "dataModel") and text):
                sheet.note_text(text)
            element.clear()
        _note_floating(archive, part, sheet, seen)


def _small(archive: ZipFile, part: str) -> bytes:
    """Return a part that is small unless it means harm."""
    if archive.getinfo(part).file_size > _MOST_PART_BYTES:
        found, most = "XML", f"{_MOST_PART_BYTES // 1_000_000} MB"
        raise RefusedError(fault(IssueCode.TOO_LARGE, value=part, found=found, limit=most))
    return archive.read(part)


_MOST_PART_BYTES = 10_000_000
_FLOATING = {  # kinds of parts, and what of them is looked at; nothing of files within the file
    "comments": frozenset(("author", "comment")),
    "drawing": frozenset(("sp", "pic")),
    "diagramData": frozenset(("dataModel",)),
    **dict.fromkeys(("package", "oleObject"), frozenset[str]()),
}
_GUIDE = re.compile(r"\[.*linkid=[0-9]+\s*[^:]*:\s*", re.DOTALL)  # of programs without threads


def _paths(archive: ZipFile) -> tuple[Mapping[str, str], str, str]:
    """Return the member that holds each sheet, and those of strings and styles, by relation.

    Charts and dialogs are no sheets; what is not there is "".
    """
    tree = fromstring(archive.read(member(archive, "xl/_rels/workbook.xml.rels")))  # noqa: S314 - as above
    sheets: dict[str, str] = {}
    others = {kind: member(archive, f"xl/{kind}.xml") for kind in ("sharedStrings", "styles")}
    for relation in tree:
        target, kind = relation.get("Target", ""), relation.get("Type", "").rpartition("/")[2]
        path = member(archive, target if target.startswith("/") else f"xl/{target}")
        if kind == "worksheet" and path:
            sheets[relation.get("Id", "")] = path
        elif kind in others:
            others[kind] = path
    return sheets, others["sharedStrings"], others["styles"]


def _strings(archive: ZipFile, path: str) -> tuple[list[str], frozenset[int]]:
    """Return the texts that sheets share, and which of them are crossed out in part."""
    found: list[str] = []
    struck: set[int] = set()
    if not path:
        return found, frozenset()
    with archive.open(path) as file:
        for _, element in elements(file, frozenset(("si",))):
            if len(found) >= _MOST_STRINGS:
                raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
            if len(element) > 1 and _crosses_out(element):
                struck.add(len(found))
            found.append(_text(element))
            element.clear()
    return found, frozenset(struck)


def _crosses_out(text: Element) -> bool:
    return any(map(_is_strike, text.iter()))


def _text(element: Element) -> str:
    """Return a plain or rich text; guides to pronunciation are left out, raised digits raised."""
    if len(element) == 1 and element[0].tag.endswith("}t"):  # nearly all
        return str(unescape(element[0].text or ""))
    parts: list[str] = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            text = "".join(each.text or "" for each in child if local(each.tag) == "t")
            parts.append(raised(text) if _is_raised(child) else text)
    return str(unescape("".join(parts)))


def _is_raised(run: Element) -> bool:
    marks = (each for each in run.iter() if local(each.tag) == "vertAlign")
    return any(each.get("val") == "superscript" for each in marks)


def _styles(archive: ZipFile, path: str) -> tuple[list[str], frozenset[str]]:
    """Return the number format of each cell style, and the styles that cross out or hide."""
    if not path:
        return [], frozenset()
    fonts: set[str] = set()
    letters: dict[str, str] = {}
    grounds: dict[str, str] = {}
    struck: frozenset[str] = frozenset()
    own: dict[str, str] = {}
    found: list[str] = []
    with archive.open(path) as file:
        for name, element in elements(file, frozenset(("numFmt", "fonts", "fills", "cellXfs"))):
            if name == "fonts":
                fonts = {str(n) for n, font in enumerate(element) if any(map(_is_strike, font))}
                letters = {str(n): _colour(font, "color") for n, font in enumerate(element)}
            elif name == "fills":
                grounds = {str(n): _colour(fill, "fgColor") for n, fill in enumerate(element)}
            elif name == "numFmt":
                own[element.get("numFmtId", "")] = element.get("formatCode", "")
            else:
                keys = [each.get("numFmtId", "0") for each in element]
                found = [own.get(key) or BUILT_IN.get(int(key), "General") for key in keys]
                struck = frozenset(
                    str(n)
                    for n, each in enumerate(element)
                    if each.get("fontId") in fonts
                    or found[n] == _SHOWS_NOTHING
                    or letters.get(each.get("fontId", ""))
                    == (grounds.get(each.get("fillId", "")) or _WHITE)
                )
    return found, struck


_SHOWS_NOTHING = ";;;"


def _colour(style: Element, of: str) -> str:
    """Return the colour of letters or of what is behind them; "" for the usual one."""
    found = (each for each in style.iter() if local(each.tag) == of)
    said = next((each.attrib for each in found), {})
    rgb = said.get("rgb", "")[2:].upper()
    named = " ".join(said.get(key, "") for key in ("theme", "indexed", "tint")).rstrip()
    return _WHITE if named in _WHITES else rgb or named


_WHITES = frozenset(("0", " 9", " 1"))
_WHITE = "FFFFFF"


def _is_strike(mark: Element) -> bool:
    return local(mark.tag) == "strike" and mark.get("val", "1") in _TRUE


def _sheet(archive: ZipFile, path: str, name: str, book: _Book) -> SheetBuilder:
    """Read the cells that are there; the sheet's own claim about its size is not believed."""
    with suppress(NotPlainError):
        return _plain(archive, path, SheetBuilder(name), book)
    sheet, line = SheetBuilder(name), 0
    with archive.open(path) as file:
        for tag, element in elements(file, _AROUND | {"row"}):
            if tag == "row":
                line = _line(element.attrib, line, sheet)
                written = (_written(cell) for cell in element)
                held = ((letters, book.held(cell)) for letters, cell in written)
                sheet.add(line, _cells(held, line, sheet))
                element.clear()
            else:
                _note_around(tag, element, sheet)
    return sheet


def _plain(archive: ZipFile, path: str, sheet: SheetBuilder, book: _Book) -> SheetBuilder:
    """Do the same for a sheet written as nearly all are, in a third of the time."""
    frame: list[str] = []
    line = 0
    known = _KnownCells(book)
    with archive.open(path) as file:
        for attributes, cells in plain_rows(file, frame):
            line = _line(attributes, line, sheet)
            if "".join([cell[0] for cell in cells]) == ascii_uppercase[: len(cells)]:
                end = len(f'A{line}"')
                read = [known[cell[end:]] for cell in cells]
                if known.are_values:
                    sheet.add(line, [value for value, _, _ in read])
                    continue
            parted = (cell.partition('"') for cell in cells)
            found = ((place.rstrip(_DIGITS), known[written]) for place, _, written in parted)
            sheet.add(line, _cells(found, line, sheet))
    for element in fromstring("".join(frame)).iter():  # noqa: S314 - no entities, see archives
        if (tag := local(element.tag)) in _AROUND:
            _note_around(tag, element, sheet)
    return sheet


_SHEETS_OF_PAPER = (f"{of}{end}" for of in ("odd", "even", "first") for end in ("Header", "Footer"))
_AROUND = frozenset(("col", "mergeCell", *_SHEETS_OF_PAPER))
_PRINTED = re.compile(r"""&(?:"[^"]*"|[0-9]+|K[0-9A-F]{6}|.)""")  # codes in heads of printed pages


def _line(attributes: Mapping[str, str], above: int, sheet: SheetBuilder) -> int:
    """Return the number of a row, and note whether it is hidden."""
    line = int(attributes.get("r") or above + 1)
    if attributes.get("hidden") in _TRUE or attributes.get("ht") in _NO_HEIGHT:
        sheet.hidden_lines.add(line)
    return line


def _note_around(tag: str, element: Element, sheet: SheetBuilder) -> None:
    if tag == "col":
        sheet.hidden_columns.update(_hidden_columns(element))
    elif tag != "mergeCell":
        if text := _PRINTED.sub(" ", element.text or "").strip():
            sheet.note_text(text)
    else:
        sheet.spans += span(element.get("ref", "")) if len(sheet.spans) < _MOST_SPANS else ()


def _hidden_columns(element: Element) -> range:
    if element.get("hidden") not in _TRUE and element.get("width") not in _NO_HEIGHT:
        return range(0)
    first = int(element.get("min", "1"))
    return range(first, min(int(element.get("max", first)), MOST_COLUMNS) + 1)


def span(reference: str) -> Iterator[MergedCells]:
    """Yield the block that a reference such as A1:C3 names."""
    with suppress(ValueError):
        left, top, right, bottom = range_boundaries(reference)
        if left and top and right and bottom:  # not whole columns or rows
            yield MergedCells(top, left, bottom, right)


_place = cache(column_index_from_string)


def _cells(row: Iterable[tuple[str, _Held]], line: int, sheet: SheetBuilder) -> list[Cell]:
    cells: list[Cell] = []
    for letters, (value, is_struck, is_formula) in row:
        width = len(cells)
        place = _place(letters) if letters else width + 1
        if is_formula and isinstance(value, Number):
            sheet.note_formula(line, place, is_nought=not value.value)
        if not value and place > width:
            continue
        if place > MOST_COLUMNS:
            raise RefusedError(fault(IssueCode.TOO_MANY_COLUMNS, line=line, limit=MOST_COLUMNS))
        if is_struck:
            sheet.struck.add((line, place))
        if place > width:
            cells += [""] * (place - width)
        cells[place - 1] = value
    return cells


def _written(cell: Element) -> tuple[str, PlainCell]:
    """Return a cell's column and what `plain_cell` tells of it."""
    text = inline = None
    kind, has_formula = cell.get("t"), False
    for child in cell:
        name = local(child.tag)
        if name == "v":
            text = child.text
        elif name == "f":
            has_formula = True
        elif name == "is":
            inline, kind = _text(child), _STRUCK if _crosses_out(child) else kind
    return cell.get("r", "").rstrip(_DIGITS), (cell.get("s"), kind, has_formula, text, inline)


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
