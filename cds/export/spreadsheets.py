"""Texts in spreadsheets: a text stays a text, whatever it looks like."""

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from cds.domain.writing import readable

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


def _looks_like_formula(text: str) -> bool:
    return text.startswith(_FORMULA_STARTS)
