"""No cell, name or merged block makes work that grows with its square."""

import zipfile
from datetime import date, timedelta
from io import BytesIO
from time import process_time

import pytest
from openpyxl.styles import Font

from cds.domain.issues import IssueCode, Severity
from tests.ingest.containers import Grid, as_html, as_xlsx
from tests.ingest.forms import HEAD as FORM
from tests.ingest.forms import cells, checked, form, row, saved, workbook

pytestmark = pytest.mark.slow

BOUND_SECONDS = 3.0  # each took 20 s to minutes by the square
HEAD = ["Mã xã", "Số dịch vụ"]


def merged(rows, *references):
    """A workbook whose merged blocks are only claimed: a library would write all their cells."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(as_xlsx(Grid(rows)))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            blocks = "".join(f'<mergeCell ref="{each}"/>' for each in references)
            told = f"</sheetData><mergeCells>{blocks}</mergeCells>"
            new.writestr(name, text.replace("</sheetData>", told))
    return file.getvalue()


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


def test_a_block_merged_beyond_the_cells_still_fills_its_rows():
    rows = [["Mã xã", "Kỳ", "Số dịch vụ"], ["1011", "2024", 5], ["1012", "", 6]]
    result = checked(merged(rows, "B2:B1048576"))

    assert [(o.line, str(o.period), str(o.value)) for o in result.observations] == [
        (2, "2024", "5"),
        (3, "2024", "6"),
    ]


def test_of_a_kind_of_fault_a_thousand_are_listed_and_the_rest_counted():
    lines = [row(unit_code="", unit_name=f"Xã Lạ {n}") for n in range(1_003)]
    result = checked(form(*lines, row(numerator="abc")))

    kinds = [issue.code for issue in result.issues]
    assert kinds.count(IssueCode.UNKNOWN_UNIT) == 1_000
    assert kinds.count(IssueCode.BAD_NUMBER) == 1
    more = result.issues[-1]
    assert (more.code, more.severity, more.count) == (IssueCode.MORE_ISSUES, Severity.ERROR, 3)
    assert dict(more.details) == {"like": "2", "more": "3"}
    assert sum(issue.count for issue in result.issues) == 1_004


def test_after_thousands_of_unknown_names_known_spellings_still_count():
    def named(name, period):
        return row(unit_code="", unit_name=name, period=period)

    lost = [row(unit_code="", unit_name=f"Xã Lạ {n}") for n in range(2_001)]
    late = [named("p. hoa moi", "2024-Q3"), named("Phường Hòa Mới", "2024-Q4")]
    result = checked(form(named("P. Trung Tam", "2024-Q4"), *lost, *late,
                          named("P. Trung Tam", "2024-Q3"), row(period="2024-Q2")))  # fmt: skip

    assert {(o.unit_id[:4], str(o.period)) for o in result.observations} == {
        ("1011", "2024-Q4"), ("2000", "2024-Q4"), ("1011", "2024-Q3"), ("1011", "2024-Q2"),
    }  # fmt: skip
    more = [issue for issue in result.issues if issue.code is IssueCode.MORE_ISSUES]
    assert [issue.count for issue in more] == [1_002]
    next_file = checked(form(named("Phường Hòa Mới", "2024-Q4")))  # what one file lacks is its own
    assert [o.unit_id[:4] for o in next_file.observations] == ["2000"]


def test_more_questions_of_a_kind_are_no_question_of_their_own():
    result = checked(form(*(row(numerator=200, denominator=100, value="") for _ in range(1_001))))

    more = [issue for issue in result.issues if issue.code is IssueCode.MORE_ISSUES]
    assert {issue.severity for issue in more} == {Severity.WARNING}
    assert "more_issues" not in {issue.code for issue in result.unconfirmed(frozenset())}


def test_suggestions_stop_where_nobody_reads_on():
    result = checked(form(*(row(indicator_id=f"coverag_{n}") for n in range(1_001))))

    listed = [issue for issue in result.issues if issue.code is IssueCode.UNKNOWN_INDICATOR]
    assert len(listed) == 1_000
    assert all("Tỷ lệ hộ có băng rộng" in dict(issue.details)["close"] for issue in listed)
    assert result.issues[-1].count == 1


def test_a_block_merged_under_a_row_that_ends_before_it_fills_nothing():
    rows = [["Số dịch vụ", "Mã xã", "Kỳ"], [5, "1011"], [6, "1012", "2024"]]
    result = checked(merged(rows, "C2:C3"))

    assert [(o.line, str(o.period)) for o in result.observations] == [(3, "2024")]


def test_rows_struck_through_are_left_out_by_one_look_at_all_rows():
    days = [date(2012, 1, 1) + timedelta(n) for n in range(3_000)]
    book = workbook(*(cells(period=day) for day in days * 2))
    for line in range(3_002, 6_002):
        book.worksheets[0].cell(line, 8).font = Font(strike=True)
    content, before = saved(book), process_time()

    result = checked(content)

    assert process_time() - before < BOUND_SECONDS
    assert len(result.observations) == 3_000
