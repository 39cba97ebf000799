"""Excel 97-2003 workbooks (.xls) to tables; xlrd shows number formats and hidden rows."""

import io
import struct
from collections.abc import Iterator
from typing import Any

import xlrd  # type: ignore[import-untyped] # carries no types

from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import RefusedError, fault
from cds.ingest.number_formats import number_cell, raised
from cds.ingest.tables import Cell, Flaw, MergedCells, RawTable, SheetBuilder, visible

_UNREADABLE = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    NameError,
    TypeError,
    ValueError,
    ArithmeticError,
    MemoryError,
    RecursionError,
    NotImplementedError,
)
_WHITE = frozenset((1, 9))  # of the palette
_SUPERSCRIPT = 1  # xlrd's Font.escapement


def read_xls(content: bytes) -> tuple[RawTable, ...]:
    """Return a table for each visible sheet that holds anything; see `read_xlsx`."""
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO(), on_demand=False
        )
        found = [_sheet(book, sheet) for sheet in book.sheets()]
        for number, text in _boxes(content):
            sheet = found[min(number, len(found) - 1)]
            if text not in {each.text for each in sheet.floating}:  # as a comment's
                sheet.note_text(text)
        return visible(found)
    except _UNREADABLE as error:
        raise RefusedError(_refusal(error)) from error


def _boxes(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the text of each box with the number of its sheet; xlrd passes them over."""
    stream, start, length = xlrd.compdoc.CompDoc(content).locate_named_stream("Workbook")
    place, sheet, missing, text = start, -1, 0, ""
    has_any = stream is not None and _ANY_BOX in stream
    while has_any and place + _RECORD.size <= start + length:
        kind, size = _RECORD.unpack_from(stream, place)
        place += _RECORD.size
        data, place = stream[place : place + size], place + size
        if kind == _BEGIN:
            sheet += data[2:4] == _IS_SHEET
        elif kind == _BOX and size >= _BOX_LENGTH.stop:
            missing, text = int.from_bytes(data[_BOX_LENGTH], "little"), ""
        elif kind == _MORE and missing > 0:
            part = data[1:].decode("utf-16-le" if data[:1] == b"\1" else "cp1252", "replace")
            text, missing = text + part, missing - max(1, len(part))
            if missing <= 0 and sheet >= 0 and text.strip():
                yield sheet, text.strip()


_RECORD = struct.Struct("<HH")  # kind and size of what follows. Source: [MS-XLS], 2.3 and 2.4
_BEGIN, _BOX, _MORE = 0x0809, 0x01B6, 0x003C
_ANY_BOX = _RECORD.pack(_BOX, 18)
_IS_SHEET = b"\x10\0"
_BOX_LENGTH = slice(10, 12)  # where the number of letters stands


def _refusal(error: Exception) -> Issue:
    reason = str(error).lower()
    if "encrypted" in reason:
        return fault(IssueCode.ENCRYPTED_FILE)
    if "find workbook" in reason:
        return fault(IssueCode.UNSUPPORTED_FILE, value="OLE", found="OLE")
    return fault(IssueCode.CORRUPT_FILE, found=type(error).__name__)


def _sheet(book: Any, sheet: Any) -> SheetBuilder:  # noqa: ANN401 - xlrd carries no types
    found = SheetBuilder(sheet.name)
    found.is_hidden = bool(sheet.visibility)
    for row in range(sheet.nrows):
        info = sheet.rowinfo_map.get(row)
        if info is not None and (info.hidden or info.height == 0):
            found.hidden_lines.add(row + 1)
        width = range(sheet.row_len(row))
        found.struck.update((row + 1, at + 1) for at in width if _is_struck(book, sheet, row, at))
        found.add(row + 1, [_value(book, sheet, row, column) for column in width])
    found.hidden_columns.update(c + 1 for c, info in sheet.colinfo_map.items() if info.hidden)
    for (row, column), note in sorted(sheet.cell_note_map.items()):
        found.note_text(note.text, row + 1, column + 1)
    found.spans += [
        MergedCells(top + 1, left + 1, bottom, right)
        for top, bottom, left, right in sheet.merged_cells
    ]
    return found


def _is_struck(book: Any, sheet: Any, row: int, column: int) -> bool:  # noqa: ANN401 - as above
    """True for a cell of which letters are crossed out, or white on white."""
    runs = sheet.rich_text_runlist_map.get((row, column), ())
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    own = book.font_list[style.font_index]
    ground = style.background.pattern_colour_index if style.background.fill_pattern else None
    is_unseen = own.colour_index == ground or (ground is None and own.colour_index in _WHITE)
    return is_unseen or any(
        book.font_list[n].struck_out for n in (style.font_index, *dict(runs).values())
    )


def _value(book: Any, sheet: Any, row: int, column: int) -> Cell:  # noqa: ANN401 - as above
    """A text of no length is a formula's result; programs write it where none was computed."""
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        text = "".join(_runs(book, sheet, row, column, value))
        return text or Flaw(IssueCode.FORMULA_WITHOUT_VALUE, "=")
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        style = book.xf_list[sheet.cell_xf_index(row, column)]
        number_format = book.format_map[style.format_key].format_str
        return number_cell(value, number_format, from_1904=bool(book.datemode))
    if kind == xlrd.XL_CELL_ERROR:
        return Flaw(IssueCode.EXCEL_ERROR, xlrd.error_text_from_code.get(value, "#"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return str(bool(value)).upper()
    return ""


def _runs(book: Any, sheet: Any, row: int, column: int, text: str) -> Iterator[str]:  # noqa: ANN401 - as above
    """Yield the text by its fonts, raised digits raised."""
    start, is_raised = 0, False
    for first, font in (*sheet.rich_text_runlist_map.get((row, column), ()), (len(text), None)):
        yield raised(text[start:first]) if is_raised else text[start:first]
        is_raised = font is not None and book.font_list[font].escapement == _SUPERSCRIPT
        start = first
