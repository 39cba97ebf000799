"""A refused file as a workbook with the cells to mend marked, and a list of what is wrong."""

from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from cds.domain.folding import readable
from cds.domain.issues import Issue, Severity
from cds.export.spreadsheets import add_sheet, saved, write_text
from cds.ingest.faults import RefusedError
from cds.ingest.reading import read
from cds.ingest.xlsx import OWN_AUTHOR
from cds.text import issues as words
from cds.text.phrases import head, phrase

_FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="F6C1BC"),
    Severity.CONFIRM: PatternFill("solid", fgColor="FCE3A6"),
    Severity.WARNING: PatternFill("solid", fgColor="DCE6F4"),
}
_ZIP = b"PK"
_LARGEST_KEPT = 5_000_000  # bytes; larger workbooks are written anew, without their looks
_MOST_MARKS = 2_000
_LISTED = ("severity", "line", "cell", "message", "hint", "text")
_WIDTHS = (16, 10, 10, 60, 60, 30)


def marked_workbook(content: bytes, sheet: str | None, found: Sequence[Issue]) -> bytes:
    """Return the file as XLSX with every faulty cell filled and commented.

    A workbook keeps its sheets and looks, other files become one sheet. A file that could not
    be read at all gives the list alone. Lines and columns are those of the file.
    """
    book = _own_book(content) or _copied(content)
    target = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
    _mark(target, found)
    _list(book, found)
    return saved(book)


def _own_book(content: bytes) -> Workbook | None:
    if not content.startswith(_ZIP) or len(content) > _LARGEST_KEPT:
        return None
    try:
        read(content)  # refuses what is broken, locked or too large before it is unpacked
        return load_workbook(BytesIO(content))
    except (RefusedError, KeyError, ValueError, OSError):
        return None


def _copied(content: bytes) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    try:
        tables = read(content)
    except RefusedError:
        return book
    for row in tables[0].rows:
        for column, cell in enumerate(row.cells, start=1):
            if text := str(cell):
                write_text(sheet.cell(row.line, column), text)
    return book


def _mark(sheet: Worksheet, found: Sequence[Issue]) -> None:
    cells: defaultdict[tuple[int, int], list[Issue]] = defaultdict(list)
    for issue in found:
        if issue.line is not None:
            cells[issue.line, issue.column or 1].append(issue)
    for (line, column), here in list(cells.items())[:_MOST_MARKS]:
        cell = sheet.cell(line, column)
        worst = min(here, key=lambda issue: list(Severity).index(issue.severity))
        cell.fill = _FILLS[worst.severity]
        text = "\n".join(f"{words.message(issue)} {words.hint(issue)}" for issue in here)
        cell.comment = Comment(readable(text), OWN_AUTHOR, width=420, height=160)


def _list(book: Workbook, found: Sequence[Issue]) -> None:
    lines: list[list[object]] = [[head(name, "upload") for name in _LISTED]]
    for issue in found:
        cell = words.cell_name(issue.line, issue.column) if issue.line and issue.column else None
        place = (words.SEVERITIES[issue.severity], issue.line, cell)
        texts = (words.message(issue), words.hint(issue), issue.value or "")
        lines.append([*place, *texts])
    add_sheet(book, phrase("upload.issue_sheet"), lines, _WIDTHS)
