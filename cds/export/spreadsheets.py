"""Workbooks: a text stays a text, whatever it looks like, and every head looks alike."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from types import MappingProxyType

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cds.domain.folding import readable
from cds.export.files import FORMULA_STARTS

_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_HEAD_FONT = Font(bold=True, color="FFFFFF")


def new_book() -> Workbook:
    """Return a workbook without any sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def add_sheet(
    book: Workbook,
    title: str,
    lines: Iterable[Sequence[object]],
    widths: Sequence[int],
    formats: Mapping[int, str] = MappingProxyType({}),
) -> Worksheet:
    """Add a sheet of lines, the head first, with its widths and, by place from 1, formats."""
    sheet = book.create_sheet(title)
    for line in lines:
        sheet.append(_cell(sheet, value) for value in line)
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    last = max(sheet.max_row, 2)
    for place, width in enumerate(widths, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        if place in formats:
            for (cell,) in sheet[f"{letter}2:{letter}{last}"]:
                cell.number_format = formats[place]
    return sheet


def _cell(sheet: Worksheet, value: object) -> Cell:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        return write_text(cell, value)
    cell.value = value
    if isinstance(value, float | Decimal):  # two decimals at most, four below 1; it holds them all
        figure = float(value)
        decimals = f"{figure:.{2 if abs(figure) >= 1 else 4}f}".rstrip("0").partition(".")[2]
        cell.number_format = f"#,##0.{'0' * len(decimals)}" if decimals else "#,##0"
    return cell


def write_text(cell: Cell, text: str) -> Cell:
    """Make a cell show a text as it is, and let it stay one when it is edited."""
    shown = readable(text)
    cell.value = shown
    cell.data_type = "s"  # else a text that looks like a formula or an error becomes one
    cell.quotePrefix = shown.startswith(FORMULA_STARTS)
    return cell


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def plain_workbook(title: str, lines: Sequence[Sequence[str]], widths: Sequence[int]) -> bytes:
    """Return lines of texts, the head first, as a workbook of one sheet."""
    book = new_book()
    add_sheet(book, title, lines, widths)
    return saved(book)


def without_formulas(workbook: bytes) -> bytes:
    """Return a workbook in which every formula is the text it was made from."""
    book = load_workbook(BytesIO(workbook))
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    formulas = [cell for cell in cells if cell.data_type == "f"]
    for cell in formulas:
        write_text(cell, cell.value)
    return saved(book) if formulas else workbook
