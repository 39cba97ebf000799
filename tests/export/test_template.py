"""What goes out as a form comes back, once filled, without an issue."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import IndicatorKind
from cds.domain.periods import parse_period
from cds.export.forms import form_csv, form_xlsx, upload_form
from cds.ingest.checking import Context, check
from tests.factories import catalogue, indicator
from tests.ingest.forms import ALIASES, TODAY

CATALOGUE = catalogue(
    indicators=(
        indicator("coverage", name="Tỷ lệ hộ có băng rộng"),
        indicator("services", name="Số dịch vụ", kind=IndicatorKind.COUNT, maximum=None),
    )
)
PERIOD = parse_period("2024-Q3")
IDS = ["coverage", "services"]


def checked(content):
    return check(content, "form", CATALOGUE, Context(today=TODAY, aliases=ALIASES))


def blank(is_wide):
    day, asked = date(2024, 9, 30), {"indicator_ids": IDS, "period": PERIOD}
    return upload_form(CATALOGUE, AdminLevel.COMMUNE, day, **asked, is_wide=is_wide)


@pytest.mark.parametrize("is_wide", [False, True])
def test_a_filled_workbook_comes_back_without_an_issue(is_wide):
    form = blank(is_wide)
    book = load_workbook(BytesIO(form_xlsx(form)))
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    for line in range(2, sheet.max_row + 1):
        for column, text in enumerate(head, start=1):
            is_share = is_wide or "coverage" in {cell.value for cell in sheet[line]}
            if "Tử số" in text and is_share:
                sheet.cell(line, column).value = 50 + line
            elif "Mẫu số" in text and is_share:
                sheet.cell(line, column).value = 100
            elif text in ("Số dịch vụ",) or (text == "Giá trị" and not is_share):
                sheet.cell(line, column).value = 10 + line
    file = BytesIO()
    book.save(file)

    result = checked(file.getvalue())

    assert result.issues == ()
    assert len(result.observations) == 10


@pytest.mark.parametrize("is_wide", [False, True])
def test_a_blank_form_is_understood_and_has_no_figure(is_wide):
    form = blank(is_wide)

    result = checked(form_csv(form))

    assert result.observations == ()
    assert {issue.code.value for issue in result.issues} == {"missing_value", "no_rows"}
