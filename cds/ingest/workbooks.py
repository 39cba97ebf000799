"""Workbooks to tables: values as stored, with number formats minded; nothing is ever run."""

import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.archives import BROKEN, SheetScan, scan_workbook
from cds.ingest.delimited import character_faults
from cds.ingest.faults import RefusedError, fault
from cds.ingest.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Cell,
    Flaw,
    Number,
    Row,
    Table,
    clean,
)

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_UNREADABLE = (
    *BROKEN,
    ElementTree.ParseError,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    ArithmeticError,
)
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def read_workbook(content: bytes) -> tuple[Table, ...]:
    """Return a table for each visible sheet that holds anything.

    Raises RefusedError when the workbook is broken, locked, over a limit or blank.
    """
    scans = scan_workbook(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of features it skips; we want values
        try:
            tables = tuple(_tables(content, scans))
        except _UNREADABLE as error:
            found = type(error).__name__
            raise RefusedError(fault(IssueCode.CORRUPT_FILE, found=found)) from error
    if not tables:
        raise RefusedError(fault(IssueCode.EMPTY_FILE))
    return tables


def _tables(content: bytes, scans: Mapping[str, SheetScan]) -> Iterator[Table]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    filled = [sheet for sheet in book.worksheets if _is_filled(scans, sheet.title)]
    hidden = [sheet.title for sheet in filled if sheet.sheet_state != "visible"]
    for sheet in filled:
        if sheet.title not in hidden:
            yield _table(sheet, scans[sheet.title], hidden)  # pyright: ignore[reportArgumentType] # read-only sheets, as asked


def _is_filled(scans: Mapping[str, SheetScan], title: str) -> bool:
    return title in scans and (scans[title].is_filled or bool(scans[title].bare_formulas))


def _table(sheet: "ReadOnlyWorksheet", scan: SheetScan, hidden_sheets: list[str]) -> Table:
    issues = [_hidden_sheet(title) for title in hidden_sheets]
    rows = tuple(_rows(sheet, scan, issues))
    return Table(
        rows,
        sheet=sheet.title,
        hidden_lines=scan.hidden_lines,
        hidden_columns=scan.hidden_columns,
        issues=tuple(issues),
    )


def _hidden_sheet(title: str) -> Issue:
    return fault(IssueCode.HIDDEN_ROWS, value=title, found=title, severity=Severity.WARNING)


def _rows(sheet: "ReadOnlyWorksheet", scan: SheetScan, issues: list[Issue]) -> Iterator[Row]:
    """Yield the non-blank rows; the sheet's own claim about its size is not believed."""
    sheet.reset_dimensions()
    bare = scan.bare_formulas
    for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        if not any(cell.value is not None for cell in cells) and not bare:
            continue
        values = [_value(cell, bare) for cell in cells]  # pyright: ignore[reportArgumentType] # read-only cells, as asked
        while values and values[-1] == "":
            values.pop()
        if values:
            issues.extend(_cell_faults(line, values))
            yield Row(line, tuple(values))


def _cell_faults(line: int, cells: list[Cell]) -> Iterator[Issue]:
    if len(cells) > MOST_COLUMNS:
        raise RefusedError(fault(IssueCode.TOO_MANY_COLUMNS, line=line, limit=MOST_COLUMNS))
    for column, cell in enumerate(cells, start=1):
        if not isinstance(cell, str):
            continue
        yield from character_faults(line, column, cell)
        if len(cell) > LONGEST_CELL:
            place = {"line": line, "column": column, "value": cell}
            yield fault(IssueCode.FIELD_TOO_LONG, **place, found=len(cell), limit=LONGEST_CELL)


def _value(cell: "ReadOnlyCell | EmptyCell", bare: frozenset[str]) -> Cell:
    value = cell.value
    if value is None or isinstance(cell, EmptyCell):
        if bare and not isinstance(cell, EmptyCell) and cell.coordinate in bare:
            return Flaw(IssueCode.FORMULA_WITHOUT_VALUE, "=")
        return ""
    if isinstance(value, str):
        return Flaw(IssueCode.EXCEL_ERROR, value) if cell.data_type == "e" else clean(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return _moment(value, cell.number_format) if isinstance(value, date) else str(value)


def _number(value: float, number_format: str) -> Cell:
    """Excel keeps 15 significant digits; the rest is the machine's, not the writer's."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if not exact.is_finite():
        return Flaw(IssueCode.EXCEL_ERROR, str(value))
    if "%" in _LITERALS.sub("", number_format):
        return Number(exact * 100, is_percent=True)
    return Number(exact)


def _moment(value: date, number_format: str) -> str:
    """Excel turns "03/2024" into a day; a format without days tells that a month was meant."""
    day = value.date() if isinstance(value, datetime) else value
    if "d" in _LITERALS.sub("", number_format).lower():
        return day.isoformat()
    return f"{day.year:04d}-{day.month:02d}"
