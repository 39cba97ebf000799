"""The upload form that goes out, and a refused file that goes back with its faults marked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.folding import readable
from cds.domain.issues import Issue, Severity
from cds.domain.observations import ObservationStatus
from cds.domain.periods import Period
from cds.domain.reporting import asked_indicators, asked_units
from cds.export.files import csv_text
from cds.export.spreadsheets import add_sheet, new_book, saved, write_text
from cds.ingest.faults import RefusedError
from cds.ingest.reading import read
from cds.ingest.xlsx import OWN_AUTHOR
from cds.text import issues as words
from cds.text import numbers
from cds.text.phrases import family, head, phrase, word

_HEADS = family("form.head")  # of the long form, in its order
_STATUSES = [one for one in ObservationStatus if one is not ObservationStatus.DEMO]
_TEXT_FIELDS = ("unit_code", "indicator_id", "period")
_COUNT_FIELDS = ("numerator", "denominator")
_WIDE_KEYS = ("unit_code", "unit_name", "district", "period")
_WIDTHS = {"unit_name": 26, "district": 22, "indicator_id": 28, "indicator_name": 48}
_USUAL_WIDTH = 13
_FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="F6C1BC"),
    Severity.CONFIRM: PatternFill("solid", fgColor="FCE3A6"),
    Severity.WARNING: PatternFill("solid", fgColor="DCE6F4"),
}
_ZIP = b"PK"
_LARGEST_KEPT = 5_000_000  # bytes; larger workbooks are written anew, without their looks
_MOST_MARKS = 2_000
_LISTED = ("severity", "line", "cell", "message", "hint", "text")
_LISTED_WIDTHS = (16, 10, 10, 60, 60, 30)


@dataclass(frozen=True, slots=True)
class UploadForm:
    """The head of a form and its rows; `fields` say what each column holds."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]

    def without(self, field: str) -> "UploadForm":
        """The form without a column: the head that programs rely on has all of them."""
        kept = [place for place, name in enumerate(self.fields) if name != field]
        head, fields, *rows = (
            tuple(row[place] for place in kept) for row in (self.head, self.fields, *self.rows)
        )
        return UploadForm(head, tuple(rows), fields)


def upload_form(
    catalogue: Catalogue,
    level: AdminLevel,
    on: date,
    *,
    indicator_ids: Sequence[str] = (),
    period: Period | None = None,
    within: AdminUnit | None = None,
    is_wide: bool = False,
) -> UploadForm:
    """Return a form for the units of a level on a day: long, a row per unit and indicator.

    Wide: a row per unit and columns per indicator, where a share asks for its two counts. Without
    ids: the core indicators that the level reports; without `within`: all units. Where a code
    alone would not tell the unit, a column names the vintage. Raises KeyError for an unknown
    indicator.
    """
    vintage = catalogue.vintage_on(on)
    units = asked_units(catalogue, level, on, within)
    indicators = asked_indicators(catalogue, level, indicator_ids)
    is_unclear = any(  # its code means another unit as well
        other != unit and (period is None or other.overlaps(period))
        for unit in units
        for other in catalogue.units_with_code(unit.code)
    )
    fields = (*(_WIDE_KEYS if is_wide else _HEADS), *(("vintage",) if is_unclear else ()))
    districts = {unit: catalogue.district(unit, vintage) for unit in units}
    if is_wide and level is AdminLevel.COMMUNE and units and not any(districts.values()):
        fields = tuple(key for key in fields if key != "district")  # of a time that has none
    known = [
        {
            "unit_code": unit.code,
            "unit_name": unit.name,
            "district": above.name if above else "",
            "period": numbers.period(period) if period else "",
            "vintage": vintage.name,
        }
        for unit, above in districts.items()
    ]
    heads = {**_HEADS, **family("form.more")}
    head = tuple(heads[field] for field in fields)
    if not is_wide:
        rows = [
            tuple((cells | own).get(field, "") for field in fields)
            for one in indicators
            for own in [{"indicator_id": one.indicator_id, "indicator_name": one.name}]
            for unit, cells in zip(units, known, strict=True)
            if catalogue.expects(unit, one)
        ]
        return UploadForm(head, tuple(rows), fields)
    asked = [  # heads of the columns to fill in, and what each holds
        (f"{one.name} ({_HEADS[field]})" if one.is_share else one.name, field)
        for one in indicators
        for field in (_COUNT_FIELDS if one.is_share else ("value",))
    ]
    told = [(*(cells[field] for field in fields), *("" for _ in asked)) for cells in known if asked]
    names, holds = ([pair[place] for pair in asked] for place in (0, 1))
    return UploadForm((*head, *names), tuple(told), (*fields, *holds))


def form_csv(form: UploadForm) -> bytes:
    """Return the form as CSV in UTF-8, with the mark by which Excel knows it."""
    return csv_text(form.head, form.rows).encode("utf-8-sig")


def form_xlsx(form: UploadForm) -> bytes:
    """Return the form as a workbook: sheet of figures, then a sheet of guidance."""
    book = new_book()
    sheet = add_sheet(
        book,
        phrase("form.sheet"),
        [[cell or None for cell in row] for row in (form.head, *form.rows)],
        [_WIDTHS.get(field, _USUAL_WIDTH) for field in form.fields],
        # Else Excel eats leading zeros and makes dates of periods.
        {place: "@" for place, field in enumerate(form.fields, 1) if field in _TEXT_FIELDS},
    )
    choices = ",".join(word(one) for one in _STATUSES)
    status = DataValidation("list", formula1=f'"{choices}"')
    status.allow_blank = status.showErrorMessage = True
    status.error = phrase("form.status_fault")
    counts = DataValidation("decimal", formula1="0", operator="greaterThanOrEqual")
    counts.error = phrase("form.count_fault")
    counts.allow_blank = counts.showErrorMessage = True
    for rule, fields in ((status, ("status",)), (counts, _COUNT_FIELDS)):
        places = [place for place, field in enumerate(form.fields, start=1) if field in fields]
        if places:
            sheet.add_data_validation(rule)
        for letter in map(get_column_letter, places):
            rule.add(f"{letter}2:{letter}{max(len(form.rows) + 1, 2)}")
    add_sheet(book, phrase("form.guide_sheet"), family("form.guide").items(), (30, 90))
    return saved(book)


def marked_workbook(content: bytes, sheet: str | None, found: Sequence[Issue]) -> bytes:
    """Return the file as XLSX with every faulty cell filled and commented.

    A workbook keeps its sheets and looks, other files become one sheet. A file that could not
    be read at all gives the list alone. Lines and columns are those of the file.
    """
    book = _own_book(content) or _copied(content)
    target = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
    cells: defaultdict[tuple[int, int], list[Issue]] = defaultdict(list)
    for issue in found:
        if issue.line is not None:
            cells[issue.line, issue.column or 1].append(issue)
    for (line, column), here in list(cells.items())[:_MOST_MARKS]:
        marked = target.cell(line, column)
        worst = min(here, key=lambda issue: list(Severity).index(issue.severity))
        marked.fill = _FILLS[worst.severity]
        text = "\n".join(f"{words.message(issue)} {words.hint(issue)}" for issue in here)
        marked.comment = Comment(readable(text), OWN_AUTHOR, width=420, height=160)
    lines: list[list[object]] = [[head(name, "upload") for name in _LISTED]]
    for issue in found:
        cell = words.cell_name(issue.line, issue.column) if issue.line and issue.column else None
        place = (words.SEVERITIES[issue.severity], issue.line, cell)
        texts = (words.message(issue), words.hint(issue), issue.value or "")
        lines.append([*place, *texts])
    add_sheet(book, phrase("upload.issue_sheet"), lines, _LISTED_WIDTHS)
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
