"""No cell, name or merged block makes work that grows with its square.

Not among the tests of the importer: their branches are measured, which takes most of the time.
"""

from datetime import date, timedelta
from time import process_time

import pytest
from openpyxl.styles import Font

from cds.domain.issues import IssueCode
from tests.ingest.containers import Grid, as_html, merged
from tests.ingest.forms import HEAD as FORM
from tests.ingest.forms import cells, checked, form, row, saved, workbook

pytestmark = pytest.mark.slow

BOUND_SECONDS = 3.0  # each took 20 s to minutes by the square
HEAD = ["Mã xã", "Số dịch vụ"]


def many(cell, count=40, **known):
    """A form whose rows differ in one long cell."""
    return form(*(row(**known, **{name: f"{text} {n}" for name, text in cell.items()})
                  for n in range(count)))  # fmt: skip


# Made when they are read, not where tests are gathered, which each worker does.
LABORIOUS = {
    "words of a name": lambda: many({"unit_name": "xa an " * 600}, unit_code=""),
    "short ones": lambda: many({"unit_name": "xa an " * 40}, count=500, unit_code=""),
    "words of a district": lambda: many({"district": "xa an " * 600}),
    "words of an indicator": lambda: many({"indicator_id": "ho dan " * 550}),
    "ones": lambda: many({"numerator": "1 " * 2_000}),
    "thousands": lambda: many({"numerator": "1" + " 000" * 1_000}),
    "spaces": lambda: many({"numerator": "1" + " " * 4_000}),
    "spaces after a letter": lambda: many({"numerator": "a" + " " * 4_000}),
    "periods": lambda: many({"period": "1 " * 2_000}),
    "digits in notes": lambda: many({"note": "09 " * 1_300}),
    "addresses without an end": lambda: many({"note": "a." * 2_000}, count=200),
    "addresses with one": lambda: many({"note": "a" * 4_000 + "@"}, count=200),
    "sums of all rows": lambda: form(*[row(), row(unit_code="", unit_name="Cộng")] * 8_000),
    "a sheet merged to its edge": lambda: merged([HEAD, ["1011", 5]], "A1:XFD1048576"),
    "blocks that overlap": lambda: merged(
        [HEAD, *[["1011", 5]] * 4_000], *(f"A{n}:A1048576" for n in range(2, 4_000))
    ),
    "cells of HTML merged far": lambda: as_html(
        Grid([HEAD, *[["1011", "5"]] * 3], [(n, 1, 1_001, 499) for n in range(2, 4)])
    ),
}


@pytest.mark.parametrize("kind", LABORIOUS)
def test_a_file_that_would_take_minutes_takes_a_moment(kind):
    content = LABORIOUS[kind]()
    before = process_time()

    checked(content)

    assert process_time() - before < BOUND_SECONDS


def test_names_are_looked_up_once_whatever_the_number_of_periods():
    days = [date(2012, 1, 1) + timedelta(n) for n in range(4_000)]
    names = [f"{n}. Phường Trung Tâm" for n in range(100)]
    rows = [row(unit_code="", unit_name=names[n % 100], period=day) for n, day in enumerate(days)]
    before = process_time()

    result = checked(form(*rows))

    assert process_time() - before < BOUND_SECONDS
    assert len(result.observations) == len(days)


@pytest.mark.parametrize(("head", "asked"), [("Trạng thái duyệt", [502]), ("Người lập", [])])
def test_of_thousands_of_texts_beside_figures_the_first_hundreds_are_looked_at(head, asked):
    days = [date(2012, 1, 1) + timedelta(n) for n in range(4_000)]
    said = "Đã duyệt theo báo cáo số {}, đã kiểm tra, đã đối chiếu, đã xác nhận số liệu của xã"
    rows = [row(period=day, more=f'"{said.format(n)}"') for n, day in enumerate(days)]
    before = process_time()

    result = checked(form(*rows, head=f"{FORM},{head}"))

    assert process_time() - before < BOUND_SECONDS
    assert [i.line for i in result.issues if i.code is IssueCode.UNCLEAR_HEADING] == asked


def test_rows_struck_through_are_left_out_by_one_look_at_all_rows():
    days = [date(2012, 1, 1) + timedelta(n) for n in range(3_000)]
    book = workbook(*(cells(period=day) for day in days * 2))
    for line in range(3_002, 6_002):
        book.worksheets[0].cell(line, 8).font = Font(strike=True)
    content, before = saved(book), process_time()

    result = checked(content)

    assert process_time() - before < BOUND_SECONDS
    assert len(result.observations) == 3_000
