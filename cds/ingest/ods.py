"""OpenDocument sheets (.ods) to tables: typed values as stored; nothing is ever run."""

from collections.abc import Iterator
from decimal import Decimal
from typing import IO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from cds.domain.issues import IssueCode
from cds.ingest.archives import attribute, elements, local
from cds.ingest.faults import RefusedError, fault
from cds.ingest.number_formats import number_cell, raised
from cds.ingest.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Flaw,
    MergedCells,
    RawTable,
    SheetBuilder,
    visible,
)

_HIDDEN = frozenset(("collapse", "filter"))
_NUMBERS = frozenset(("float", "currency", "percentage"))
_ERRORS = ("#", "Err:")
_LINES_THROUGH = ("text-line-through-style", "text-line-through-type", "text-crossing-out")
_NO_LINE = frozenset(("", "none"))


def read_ods(archive: ZipFile) -> tuple[RawTable, ...]:
    """Return a table for each visible sheet that holds anything; see `read_xlsx`."""
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise RefusedError(fault(IssueCode.ENCRYPTED_FILE))
    with archive.open("content.xml") as file:
        return read_flat_ods(file)


def read_flat_ods(file: IO[bytes]) -> tuple[RawTable, ...]:
    """Return the same for a document in one XML file."""
    found: list[SheetBuilder] = []
    styles = _Styles()
    for name, element in elements(file, frozenset(("style", "table"))):
        if name == "style":
            styles.add(element)
            continue
        sheet = SheetBuilder(attribute(element, "name"))
        _read(element, sheet, styles)
        _note_floating(element, sheet)
        sheet.is_hidden = attribute(element, "style-name") in styles.unseen
        element.clear()
        found.append(sheet)
    return visible(found)


def _note_floating(table: Element, sheet: SheetBuilder) -> None:
    """Note comments, boxes and pictures; the picture of a chart repeats the cells."""
    waiting = [table]
    while waiting:
        element = waiting.pop()
        if not element.tag.endswith(_FLOATING):
            waiting.extend(element)
            continue
        lettered = (each for each in element.iter() if local(each.tag) in _LETTERED)
        texts = (part for each in lettered for part in (each.text, each.tail) if part)
        text, parts = " ".join(texts).strip(), {local(each.tag) for each in element}
        if text or ("image" in parts and "object" not in parts):
            sheet.note_text(text)


_LETTERED = frozenset(("p", "span", "a", "s", "tab", "line-break"))
_FLOATING = ("}annotation", "}frame", "}custom-shape")


class _Styles:
    """Names of the styles that hide a sheet, raise letters or cross them out."""

    def __init__(self) -> None:
        self.unseen: set[str] = set()
        self.raised: set[str] = set()
        self.struck: set[str] = set()

    def add(self, style: Element) -> None:
        for properties in style:
            if attribute(properties, "display") == "false":
                self.unseen.add(attribute(style, "name"))
            if attribute(properties, "text-position").startswith("super"):
                self.raised.add(attribute(style, "name"))
            letters = attribute(properties, "color").lower()
            if letters and letters == _ground(style):
                self.struck.add(attribute(style, "name"))
            if any(attribute(properties, kind) not in _NO_LINE for kind in _LINES_THROUGH):
                self.struck.add(attribute(style, "name"))

    def crosses_out(self, cell: Element) -> bool:
        """True for a cell of which letters are crossed out."""
        names = (attribute(each, "style-name") for each in cell.iter())
        return bool(self.struck) and any(name in self.struck for name in names)


def _ground(style: Element) -> str:
    """Return the colour behind a style's letters; "" where another style may give it one."""
    own = {attribute(properties, "background-color").lower() for properties in style}
    is_plain = attribute(style, "parent-style-name") in _PLAIN_STYLES
    return next(iter(own - {"", "transparent"}), _WHITE if is_plain else "")


_WHITE = "#ffffff"
_PLAIN_STYLES = frozenset(("", "Default"))


def _read(table: Element, sheet: SheetBuilder, styles: _Styles) -> None:
    line, column = 1, 1
    for element in table.iter():
        name = local(element.tag)
        if name == "table-column":
            repeats = _repeats(element, "number-columns-repeated", MOST_COLUMNS)
            if attribute(element, "visibility") in _HIDDEN:
                sheet.hidden_columns.update(range(column, column + repeats))
            column += repeats
        elif name == "table-row":
            line += _row(element, line, sheet, styles)


def _row(row: Element, line: int, sheet: SheetBuilder, styles: _Styles) -> int:
    """Read a row as often as it is repeated; a blank one is only counted."""
    repeats = _repeats(row, "number-rows-repeated", 1_048_576)
    cells = list(_cells(row, line, sheet, styles))
    if any(cell != "" for cell in cells):
        for each in range(line, line + min(repeats, MOST_ROWS * 2)):
            if attribute(row, "visibility") in _HIDDEN:
                sheet.hidden_lines.add(each)
            sheet.add(each, list(cells))
    return repeats


def _cells(row: Element, line: int, sheet: SheetBuilder, styles: _Styles) -> Iterator[Cell]:
    """Yield the cells; blank ones only where a filled one follows, so far ones are not lost."""
    place, blanks = 1, 0
    for element in row:
        if local(element.tag) not in ("table-cell", "covered-table-cell"):
            continue
        is_covered = local(element.tag) == "covered-table-cell"
        value = "" if is_covered else _value(element, styles)
        repeats = _repeats(element, "number-columns-repeated", 16_384)
        sheet.spans += _span(element, line, place)
        place += repeats
        if value == "":
            blanks += repeats
            continue
        if styles.crosses_out(element):
            sheet.struck.update((line, at) for at in range(place - repeats, place))
        yield from [""] * min(blanks, MOST_COLUMNS + 1)
        yield from [value] * min(repeats, MOST_COLUMNS + 1)
        if place > MOST_COLUMNS + 1:
            return  # enough to be refused
        blanks = 0


def _span(cell: Element, line: int, column: int) -> Iterator[MergedCells]:
    width = _repeats(cell, "number-columns-spanned", MOST_COLUMNS)
    height = _repeats(cell, "number-rows-spanned", MOST_ROWS)
    if width > 1 or height > 1:
        yield MergedCells(line, column, line + height - 1, column + width - 1)


def _repeats(element: Element, name: str, most: int) -> int:
    return max(1, min(int(attribute(element, name) or 1), most))


def _value(cell: Element, styles: _Styles) -> Cell:
    kind = attribute(cell, "value-type") or attribute(cell, "type")
    text = "\n".join(_paragraph(each, styles) for each in cell if local(each.tag) == "p")
    has_formula = bool(attribute(cell, "formula"))
    if attribute(cell, "value-type") == "error" or (has_formula and text.startswith(_ERRORS)):
        return Flaw(IssueCode.EXCEL_ERROR, text or "#")
    if kind in _NUMBERS and attribute(cell, "value"):
        return _number(attribute(cell, "value"), is_percent=kind == "percentage")
    if kind == "date":
        return _date(attribute(cell, "date-value"), text)
    if kind == "boolean":
        return attribute(cell, "boolean-value").upper()
    is_unset = has_formula and not kind
    return Flaw(IssueCode.FORMULA_WITHOUT_VALUE, "=") if is_unset else text


def _number(text: str, *, is_percent: bool) -> Cell:
    """Whole numbers stay exact; the rest has the digits a spreadsheet keeps."""
    value = Decimal(text)
    whole = value.is_finite() and value == value.to_integral_value()
    return number_cell(int(value) if whole else float(text), "0%" if is_percent else "0")


def _date(value: str, text: str) -> str:
    """A date shown without a day is a month, as in other workbooks."""
    day = value[:10]
    shows_day = text == "" or str(int(day[8:10] or 0)) in _digits(text)
    return day if shows_day else day[:7]


def _digits(text: str) -> list[str]:
    parts = "".join(letter if letter.isdecimal() else " " for letter in text).split()
    return [str(int(part)) for part in parts[: None if len(parts) > 2 else 0]]


def _paragraph(element: Element, styles: _Styles) -> str:
    """Return the text of a paragraph with its runs of blanks; comments are not part of it."""
    is_raised = attribute(element, "style-name") in styles.raised
    parts = [element.text or ""]
    for child in element:
        name = local(child.tag)
        if name == "s":
            parts.append(" " * _repeats(child, "c", 100))
        elif name in ("tab", "line-break"):
            parts.append("\n" if name == "line-break" else "\t")
        elif name in ("span", "a"):
            parts.append(_paragraph(child, styles))
        parts.append(child.tail or "")
    text = "".join(parts)
    return raised(text) if is_raised else text
