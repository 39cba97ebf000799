"""The upload form, filled with units and indicators: what goes out comes back in unchanged."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, Tier
from cds.domain.periods import Period
from cds.export.spreadsheets import harmless, text_cell
from cds.text import template as words

_FIELDS = tuple(words.HEAD)
_TEXT_FIELDS = ("unit_code", "indicator_id", "period")
_COUNT_FIELDS = ("numerator", "denominator")
_WIDE_KEYS = ("unit_code", "unit_name", "district", "period")
_WIDTHS = {"unit_name": 26, "district": 22, "indicator_id": 28, "indicator_name": 48}
_USUAL_WIDTH = 13
_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_HEAD_FONT = Font(bold=True, color="FFFFFF")


@dataclass(frozen=True, slots=True)
class UploadForm:
    """The head of a form and its rows; `fields` say what each column holds."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]


def last_day_of(catalogue: Catalogue, level: AdminLevel, day: date) -> date:
    """Return the day when the level has units on it, else the last day before on which it had.

    The day itself, too, for a level that never had any.
    """
    earlier = [one for one in catalogue.vintages if one.first <= day]
    for vintage in reversed(earlier):
        if _units(catalogue, vintage, level):
            return min(day, vintage.last or day)
    return day


def upload_form(
    catalogue: Catalogue,
    level: AdminLevel,
    on: date,
    *,
    indicator_ids: Sequence[str] = (),
    period: Period | None = None,
) -> UploadForm:
    """Return a long form, a row per unit and indicator, for the units of a level on a day.

    Without ids: the core indicators that the level reports. Where a code alone would not tell
    the unit, a column names the vintage. Raises KeyError for an unknown indicator.
    """
    vintage = catalogue.vintage_on(on)
    units = _units(catalogue, vintage, level)
    indicators = _indicators(catalogue, indicator_ids, level)
    is_unclear = any(_has_namesake(catalogue, unit, period) for unit in units)
    extra = (vintage.name,) if is_unclear else ()
    rows = (
        (*_row(catalogue, vintage, unit, indicator, period), *extra)
        for indicator in indicators
        for unit in units
        if catalogue.expects(unit, indicator)
    )
    fields = (*_FIELDS, *(("vintage",) if is_unclear else ()))
    return UploadForm(_head(fields), tuple(rows), fields)


def wide_form(
    catalogue: Catalogue,
    level: AdminLevel,
    on: date,
    *,
    indicator_ids: Sequence[str] = (),
    period: Period | None = None,
) -> UploadForm:
    """Return a wide form, a row per unit and columns per indicator, else like `upload_form`.

    A share asks for its two counts.
    """
    vintage = catalogue.vintage_on(on)
    units = _units(catalogue, vintage, level)
    indicators = tuple(_indicators(catalogue, indicator_ids, level))
    is_unclear = any(_has_namesake(catalogue, unit, period) for unit in units)
    keys = (*_WIDE_KEYS, *(("vintage",) if is_unclear else ()))
    asked = [(indicator, field) for indicator in indicators for field in _asked(indicator)]
    rows = (_wide_row(catalogue, vintage, unit, keys, period, len(asked)) for unit in units)
    names = (_wide_name(indicator, field) for indicator, field in asked)
    fields = (*keys, *(field for _, field in asked))
    return UploadForm((*_head(keys), *names), tuple(rows) if asked else (), fields)


def form_csv(form: UploadForm) -> bytes:
    """Return the form as CSV in UTF-8, with the mark by which Excel knows it."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(form.head)
    writer.writerows([harmless(cell) for cell in row] for row in form.rows)
    return text.getvalue().encode("utf-8-sig")


def form_xlsx(form: UploadForm) -> bytes:
    """Return the form as a workbook: sheet of figures, then a sheet of guidance."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(words.SHEET)
    for row in (form.head, *form.rows):
        sheet.append([text_cell(sheet, cell) if cell else None for cell in row])
    _style(sheet, form)
    _restrict(sheet, form)
    _guide(book.create_sheet(words.GUIDE_SHEET))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _units(catalogue: Catalogue, vintage: Vintage, level: AdminLevel) -> tuple[AdminUnit, ...]:
    found = (catalogue.units[unit_id] for unit_id in vintage.parents)
    return tuple(sorted((u for u in found if u.level is level), key=lambda unit: unit.code))


def _indicators(
    catalogue: Catalogue, indicator_ids: Sequence[str], level: AdminLevel
) -> Iterable[Indicator]:
    if indicator_ids:
        return [catalogue.indicators[indicator_id] for indicator_id in indicator_ids]
    register = catalogue.indicators.values()
    return [each for each in register if each.tier is Tier.CORE and level in each.levels]


def _has_namesake(catalogue: Catalogue, unit: AdminUnit, period: Period | None) -> bool:
    others = (u for u in catalogue.units_with_code(unit.code) if u != unit)
    return any(period is None or other.overlaps(period) for other in others)


def _row(
    catalogue: Catalogue,
    vintage: Vintage,
    unit: AdminUnit,
    indicator: Indicator,
    period: Period | None,
) -> tuple[str, ...]:
    known = {
        **_unit_cells(catalogue, vintage, unit, period),
        "indicator_id": indicator.indicator_id,
        "indicator_name": indicator.name,
    }
    return tuple(known.get(field, "") for field in _FIELDS)


def _unit_cells(
    catalogue: Catalogue, vintage: Vintage, unit: AdminUnit, period: Period | None
) -> dict[str, str]:
    parent = catalogue.parent(unit, vintage)
    return {
        "unit_code": unit.code,
        "unit_name": unit.name,
        "district": parent.name if parent and parent.level is AdminLevel.DISTRICT else "",
        "period": str(period) if period else "",
    }


def _head(fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(words.VINTAGE if field == "vintage" else words.HEAD[field] for field in fields)


def _asked(indicator: Indicator) -> tuple[str, ...]:
    return _COUNT_FIELDS if indicator.is_share else ("value",)


def _wide_name(indicator: Indicator, field: str) -> str:
    """The indicator's name, with which count it is in brackets."""
    return f"{indicator.name} ({words.HEAD[field]})" if indicator.is_share else indicator.name


def _wide_row(
    catalogue: Catalogue,
    vintage: Vintage,
    unit: AdminUnit,
    keys: Sequence[str],
    period: Period | None,
    blanks: int,
) -> tuple[str, ...]:
    known = {**_unit_cells(catalogue, vintage, unit, period), "vintage": vintage.name}
    return (*(known[key] for key in keys), *([""] * blanks))


def _style(sheet: Worksheet, form: UploadForm) -> None:
    last_row = len(form.rows) + 1
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    for place, field in enumerate(form.fields, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(field, _USUAL_WIDTH)
        if field in _TEXT_FIELDS:  # else Excel eats leading zeros and makes dates of periods
            for (cell,) in sheet[f"{letter}2:{letter}{max(last_row, 2)}"]:
                cell.number_format = "@"


def _restrict(sheet: Worksheet, form: UploadForm) -> None:
    last_row = len(form.rows) + 1
    choices = f'"{",".join(words.STATUS_CHOICES)}"'
    status = DataValidation("list", formula1=choices, allow_blank=True, showErrorMessage=True)
    status.error = words.STATUS_FAULT
    counts = DataValidation("decimal", formula1="0", operator="greaterThanOrEqual")
    counts.error, counts.allow_blank, counts.showErrorMessage = words.COUNT_FAULT, True, True
    for rule, fields in ((status, ("status",)), (counts, _COUNT_FIELDS)):
        places = [place for place, field in enumerate(form.fields, start=1) if field in fields]
        if places:
            sheet.add_data_validation(rule)
        for letter in map(get_column_letter, places):
            rule.add(f"{letter}2:{letter}{max(last_row, 2)}")


def _guide(sheet: Worksheet) -> None:
    for row in words.GUIDE:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
