"""Texts in spreadsheets: a text stays a text, whatever it looks like."""

from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from cds.domain.folding import readable

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return a text for CSV that no spreadsheet takes for a formula; a sign alone is none."""
    shown = readable(text)
    return f"'{shown}" if _looks_like_formula(shown) and len(shown) > 1 else shown


def text_cell(sheet: Worksheet, text: str) -> Cell:
    """Return a cell to append that holds a text."""
    return write_text(WriteOnlyCell(sheet), text)


def write_text(cell: Cell, text: str) -> Cell:
    """Make a cell show a text as it is, and let it stay one when it is edited."""
    shown = readable(text)
    cell.value = shown
    cell.data_type = "s"  # else a text that looks like a formula or an error becomes one
    cell.quotePrefix = _looks_like_formula(shown)
    return cell


def without_formulas(workbook: bytes) -> bytes:
    """Return a workbook in which every formula is the text it was made from."""
    book = load_workbook(BytesIO(workbook))
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    formulas = [cell for cell in cells if cell.data_type == "f"]
    if not formulas:
        return workbook
    for cell in formulas:
        write_text(cell, cell.value)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _looks_like_formula(text: str) -> bool:
    return text.startswith(_FORMULA_STARTS)
