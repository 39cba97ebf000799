import csv
import hashlib
import io
from decimal import Decimal
from functools import partial

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds.domain.targets import Operator
from cds.export.figure_files import GAP_HEADS, gaps_file
from cds.export.spreadsheets import add_sheet, new_book, saved
from cds.views import gaps
from tests.factories import COMMUNES, indicator, target
from tests.ui.small_world import TODAY, catalogue, demo, province, rows, usual_counts

NAMES = list(GAP_HEADS)


def file(kind, name="Mục tiêu", counts=None, *, generated=False):
    made = catalogue([indicator(pillar="society")], [target(name=name)])
    found = province(counts or usual_counts())
    judged = rows(made, [demo(one) for one in found] if generated else found)
    return gaps_file(made, gaps.lines(made, judged, TODAY), 7, TODAY, kind)


def read_csv(file):
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))


def test_numbers_are_numbers_and_dates_are_dates():
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx").content))
    page = book.worksheets[0]
    cells = dict(zip(NAMES, page[2], strict=True))
    for name in ("value", "numerator", "denominator", "aim", "gap", "still_to_do"):
        assert cells[name].data_type == "n", name
    assert (cells["value"].value, cells["aim"].value, cells["still_to_do"].value) == (50, 80, 3600)
    assert (cells["due_on"].is_date, cells["due_on"].number_format) == (True, "dd/mm/yyyy")
    assert cells["unit_code"].value == "10"
    assert (cells["unit_id"].value, cells["unit_valid_to"].value) == ("10@2004-08-31", None)
    assert (cells["unit_valid_from"].is_date, cells["unit_valid_from"].value.year) == (True, 2004)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (55.13513513513514, "#,##0.00"), (5700.67, "#,##0.00"), (69.5, "#,##0.0"),
        (Decimal("100.0"), "#,##0"), (0.7035, "#,##0.0000"), (-0.25, "#,##0.00"),
    ],
)  # fmt: skip
def test_a_figure_is_shown_with_few_decimals_and_held_with_all(value, shown):
    book = new_book()
    add_sheet(book, "A", [("Giá trị",), (value,)], ())

    (cell,) = openpyxl.load_workbook(io.BytesIO(saved(book))).worksheets[0][2]

    assert (cell.value, cell.number_format) == (float(value), shown)


def test_every_line_carries_period_source_completeness_and_version():
    line = read_csv(file("csv"))[0]
    told = {name: line[head] for name, head in GAP_HEADS.items()}
    assert (told["period"], told["source_title"]) == ("2025-Q2", "Báo cáo")
    assert (told["completeness_pct"], told["data_version"], told["kind"]) == ("100", "7", "công bố")


def test_the_name_holds_the_version_and_the_hash_of_the_content():
    first, same, other = file("csv"), file("csv"), file("csv", counts={"1011": (1, 5000)})
    assert first.name == same.name != other.name
    content = first.content.decode("utf-8-sig").encode()
    digest = hashlib.sha256(content).hexdigest()[:12]
    assert first.name == f"khoang-cach-muc-tieu-v7-{digest}.csv"
    assert file("xlsx").name.endswith(f"{digest}.xlsx")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula(kind, start):
    name = f"{start}cmd|'/c calc'!A1"
    made = file(kind, name=name)
    if kind == "csv":
        assert {line[GAP_HEADS["target_name"]] for line in read_csv(made)} == {f"'{name}"}
        return
    page = openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0]
    cells = [row[NAMES.index("target_name")] for row in page.iter_rows(min_row=2)]
    assert {(cell.value, cell.data_type, cell.quotePrefix) for cell in cells} == {(name, "s", True)}


@pytest.mark.parametrize("name", ["#N/A", "Mục\x00 tiêu\x0b \ud800\u202e1"])
def test_a_name_is_a_text_whatever_it_looks_like(name):
    page = openpyxl.load_workbook(io.BytesIO(file("xlsx", name=name).content))
    cell = page.worksheets[0].cell(2, NAMES.index("target_name") + 1)

    assert (cell.value, cell.data_type) in {("#N/A", "s"), ("Mục tiêu\n 1", "s")}
    assert read_csv(file("csv", name=name))[0][GAP_HEADS["target_name"]] == cell.value


def test_the_sign_of_a_target_stands_as_it_is():
    made = catalogue([indicator()], [target(operator=Operator.EQUAL)])
    lines = gaps.lines(made, rows(made, province(usual_counts())), TODAY)
    written = partial(gaps_file, made, lines, 1, TODAY)
    page = openpyxl.load_workbook(io.BytesIO(written("xlsx").content)).worksheets[0]

    assert page.cell(2, NAMES.index("operator") + 1).value == "="
    assert read_csv(written("csv"))[0][GAP_HEADS["operator"]] == "="


def test_the_workbook_says_what_it_is_a_view_of():
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx", generated=True).content))
    about = {row[0].value: row[1].value for row in book["Về tệp này"]}
    assert about["Phiên bản số liệu"] == 7
    assert "không phải số liệu thật" in about["Số liệu minh họa"]
    assert about["Mã nội dung (sha256)"][:12] in file("csv", generated=True).name


def test_an_empty_list_is_a_file_with_its_head():
    made = catalogue()
    empty = partial(gaps_file, made, (), 7, TODAY)
    assert read_csv(empty("csv")) == []
    page = openpyxl.load_workbook(io.BytesIO(empty("xlsx").content)).worksheets[0]
    assert [cell.value for cell in page[1]] == list(GAP_HEADS.values())


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries(
        {code: st.tuples(st.integers(0, h), st.just(h)) for code, (_, _, h) in COMMUNES.items()}
    )
)
def test_both_kinds_hold_the_numbers_of_the_page(counts):
    made = catalogue([indicator()], [target()])
    lines = gaps.lines(made, rows(made, province(counts)), TODAY)
    written = partial(gaps_file, made, lines, 1, TODAY)
    texts = read_csv(written("csv"))
    page = openpyxl.load_workbook(io.BytesIO(written("xlsx").content)).worksheets[0]
    for line, text, row in zip(lines, texts, page.iter_rows(min_row=2), strict=True):
        cells = dict(zip(NAMES, row, strict=True))
        assert abs(Decimal(text[GAP_HEADS["gap"]]) - line.row.assessment.gap) < Decimal("1e-8")
        assert text[GAP_HEADS["still_to_do"]] == str(line.things)
        assert cells["still_to_do"].value == line.things
        assert float(cells["gap"].value) == pytest.approx(float(line.row.assessment.gap), abs=1e-8)


def test_a_silent_unit_has_empty_cells_and_never_zero():
    counts = usual_counts()
    del counts["1023"]
    silent = next(
        line
        for line in read_csv(file("csv", counts=counts))
        if line[GAP_HEADS["unit_code"]] == "1023"
    )
    for name in ("value", "gap", "still_to_do", "source_title", "completeness_pct"):
        assert silent[GAP_HEADS[name]] == ""
