"""Excel workbooks (.xlsx, .xlsm) to tables: values as stored; nothing is ever run."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.archives import attribute, elements, local, member
from cds.ingest.faults import RefusedError, fault
from cds.ingest.number_formats import BUILT_IN, number_cell, raised
from cds.ingest.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    SPARE_ROWS,
    Cell,
    Flaw,
    MergedCells,
    Number,
    RawTable,
    SheetBuilder,
)

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_STRINGS = 3_000_000
_MOST_SPANS = 100_000
_TRUE = frozenset(("1", "true"))
_NO_HEIGHT = frozenset(("0", "0.0"))


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of one workbook share."""

    strings: Sequence[str]
    formats: Sequence[str]  # number format of each cell style
    struck: frozenset[str]  # cell styles whose letters are crossed out
    from_1904: bool


def read_xlsx(archive: ZipFile) -> tuple[RawTable, ...]:
    """Return a table for each visible sheet that holds anything.

    Hidden sheets that hold something are named in an issue of each table, never read.
    """
    tree = fromstring(archive.read(member(archive, "xl/workbook.xml")))  # noqa: S314 - no entities, see archives
    paths, strings, styles = _paths(archive)
    book = _Book(_strings(archive, strings), *_styles(archive, styles), _is_1904(tree))
    tables: list[SheetBuilder] = []
    hidden: list[str] = []
    for sheet in (each for each in tree.iter() if local(each.tag) == "sheet"):
        path = paths.get(attribute(sheet, "id"))
        if path is None:
            continue
        name = sheet.get("name", "")
        found = _sheet(archive, path, SheetBuilder(name), book)
        if found.rows and sheet.get("state", "visible") != "visible":
            hidden.append(name)
        elif found.rows:
            tables.append(found)
    for found in tables:
        found.issues += [hidden_sheet(name) for name in hidden]
    return tuple(found.table() for found in tables)


def hidden_sheet(name: str) -> Issue:
    """Return the remark that a hidden sheet was left unread."""
    return fault(IssueCode.HIDDEN_ROWS, value=name, found=name, severity=Severity.WARNING)


def _is_1904(tree: Element) -> bool:
    properties = (each for each in tree.iter() if local(each.tag) == "workbookPr")
    return any(each.get("date1904", "") in _TRUE for each in properties)


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


def _strings(archive: ZipFile, path: str) -> list[str]:
    found: list[str] = []
    if not path:
        return found
    with archive.open(path) as file:
        for _, element in elements(file, frozenset(("si",))):
            if len(found) >= _MOST_STRINGS:
                raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
            found.append(_text(element))
            element.clear()
    return found


def _text(element: Element) -> str:
    """Return a plain or rich text; guides to pronunciation are left out, raised digits raised."""
    if len(element) == 1 and element[0].tag.endswith("}t"):  # nearly all
        text = element[0].text or ""
        return _ESCAPE.sub(_unescaped, text) if "_x" in text else text
    parts: list[str] = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            text = "".join(each.text or "" for each in child if local(each.tag) == "t")
            parts.append(raised(text) if _is_raised(child) else text)
    text = "".join(parts)
    return _ESCAPE.sub(_unescaped, text) if "_x" in text else text


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _is_raised(run: Element) -> bool:
    marks = (each for each in run.iter() if local(each.tag) == "vertAlign")
    return any(each.get("val") == "superscript" for each in marks)


def _styles(archive: ZipFile, path: str) -> tuple[list[str], frozenset[str]]:
    """Return the number format of each cell style, and the styles that cross out."""
    if not path:
        return [], frozenset()
    fonts: set[str] = set()
    struck: frozenset[str] = frozenset()
    own: dict[str, str] = {}
    found: list[str] = []
    with archive.open(path) as file:
        for name, element in elements(file, frozenset(("numFmt", "fonts", "cellXfs"))):
            if name == "fonts":
                fonts = {str(n) for n, font in enumerate(element) if any(map(_is_strike, font))}
            elif name == "numFmt":
                own[element.get("numFmtId", "")] = element.get("formatCode", "")
            else:
                keys = [each.get("numFmtId", "0") for each in element]
                found = [own.get(key) or BUILT_IN.get(int(key), "General") for key in keys]
                styles = enumerate(element)
                struck = frozenset(str(n) for n, each in styles if each.get("fontId") in fonts)
    return found, struck


def _is_strike(mark: Element) -> bool:
    return local(mark.tag) == "strike" and mark.get("val", "1") in _TRUE


def _sheet(archive: ZipFile, path: str, sheet: SheetBuilder, book: _Book) -> SheetBuilder:
    """Read the cells that are there; the sheet's own claim about its size is not believed."""
    _refuse_many(archive, path)
    line = 0
    with archive.open(path) as file:
        for name, element in elements(file, frozenset(("row", "col", "mergeCell"))):
            if name == "row":
                line = int(element.get("r") or line + 1)
                if element.get("hidden") in _TRUE or element.get("ht") in _NO_HEIGHT:
                    sheet.hidden_lines.add(line)
                sheet.add(line, _cells(element, line, book, sheet))
                element.clear()
            elif name == "col":
                sheet.hidden_columns.update(_hidden_columns(element))
            else:
                found = span(element.get("ref", ""))
                sheet.spans += found if len(sheet.spans) < _MOST_SPANS else ()
    return sheet


def _refuse_many(archive: ZipFile, path: str) -> None:
    """Count before parsing: rows that hold values beyond the limit need no look at each."""
    if archive.getinfo(path).file_size > MOST_ROWS * len("<row><c><v></v></c></row>"):
        text = archive.read(path)
        rows, values = text.count(b"</row>"), text.count(b"</v>") + text.count(b"</is>")
        if rows > MOST_ROWS + SPARE_ROWS and values >= rows:
            raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))


def _hidden_columns(element: Element) -> range:
    if element.get("hidden") not in _TRUE and element.get("width") not in _NO_HEIGHT:
        return range(0)
    first = int(element.get("min", "1"))
    return range(first, min(int(element.get("max", first)), MOST_COLUMNS) + 1)


def span(reference: str) -> Iterator[MergedCells]:
    """Yield the block that a reference such as A1:C3 names."""
    ends = [_REFERENCE.fullmatch(end) for end in reference.replace("$", "").split(":")]
    if len(ends) == 2 and ends[0] and ends[1]:
        yield MergedCells(
            int(ends[0][2]), _column(ends[0][1]), int(ends[1][2]), _column(ends[1][1])
        )


_COLUMNS: dict[str, int] = {}


def _column(letters: str) -> int:
    found = _COLUMNS.get(letters)
    if found is None:
        found = 0
        for letter in letters:
            found = found * 26 + ord(letter) - 64
        _COLUMNS[letters] = found
    return found


def _cells(row: Element, line: int, book: _Book, sheet: SheetBuilder) -> list[Cell]:
    cells: list[Cell] = []
    for element in row:
        place = _column(element.get("r", "").rstrip("0123456789")) or len(cells) + 1
        value, has_formula = _value(element, book)
        if has_formula and isinstance(value, Number):
            sheet.note_formula(line, place, is_nought=not value.value)
        if value == "" and place > len(cells):
            continue
        if place > MOST_COLUMNS:
            raise RefusedError(fault(IssueCode.TOO_MANY_COLUMNS, line=line, limit=MOST_COLUMNS))
        if book.struck and element.get("s") in book.struck:
            sheet.struck.add((line, place))
        if place > len(cells):
            cells += [""] * (place - len(cells))
        cells[place - 1] = value
    return cells


def _value(cell: Element, book: _Book) -> tuple[Cell, bool]:
    """Return the cell, and whether a formula gave it."""
    kind, text, has_formula = cell.get("t", "n"), None, False
    for child in cell:
        name = child.tag[child.tag.rfind("}") + 1 :]
        if name == "v":
            text = child.text
        elif name == "f":
            has_formula = True
        elif name == "is":
            return _text(child), False
    if not text:
        is_blank = not has_formula or kind == "str"
        return "" if is_blank else Flaw(IssueCode.FORMULA_WITHOUT_VALUE, "="), has_formula
    if kind == "s":
        return book.strings[int(text)], False
    if kind == "n":
        return _number(text, cell.get("s"), book), has_formula
    if kind == "e":
        return Flaw(IssueCode.EXCEL_ERROR, text), has_formula
    if kind == "b":
        return "TRUE" if text in _TRUE else "FALSE", has_formula
    return date.fromisoformat(text[:10]).isoformat() if kind == "d" else text, has_formula


def _number(text: str, style: str | None, book: _Book) -> Cell:
    number_format = book.formats[int(style)] if style and book.formats else "General"
    value = int(text) if text.isdecimal() else float(text)
    return number_cell(value, number_format, from_1904=book.from_1904)
