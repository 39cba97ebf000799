"""Heads and cells that say a thing twice, in parts, or against each other."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds.domain.periods import parse_period
from cds.ingest.checking import Context, check
from tests.factories import catalogue, indicator
from tests.ingest.containers import SHEET, Grid, as_xlsx, repacked
from tests.ingest.forms import ALIASES, CATALOGUE, TODAY, checked, form, row, saved
from tests.ingest.test_office_habits import COUNT, SHARE, read
from tests.ingest.test_workbooks import book

YEAR = parse_period("2024")


def grid_read(grid, **context):
    """Line, column and value of what a grid says as a workbook, and its issue codes."""
    result = checked(as_xlsx(grid), **{"period": YEAR, **context})
    figures = [(o.line, o.column, str(o.period), str(o.value)) for o in result.observations]
    return figures, [issue.code.value for issue in result.issues]


def test_a_head_that_names_value_and_count_means_the_count():
    values, grave = read(f"Mã xã;{SHARE} - giá trị tử số;{SHARE} - mẫu số\n1011;80;100\n")
    assert values == [("1011", "2024", "80.00000000")]
    assert grave == []


def test_a_planned_count_is_no_figure():
    values, grave = read(f"Mã xã;Tử số kế hoạch;{COUNT}\n1011;9;5\n")
    assert values == [("1011", "2024", "5")]
    assert grave == []


def test_the_lowest_of_two_quarters_over_a_column_counts():
    rows = [["Mã xã", "Quý I", None], [None, "Quý II", "Quý III"], ["1011", 5, 6]]
    figures, _ = grid_read(
        Grid(rows, [(1, 1, 2, 1), (1, 2, 1, 3)]), indicator_id="services", period=YEAR
    )
    assert figures == [(3, 2, "2024-Q2", "5"), (3, 3, "2024-Q3", "6")]


def test_a_block_merged_both_ways_in_the_head_is_one_heading():
    rows = [
        ["Đơn vị", COUNT, None, "Ghi chú", None],
        [None, "Quý I", "Quý II", None, None],
        ["Xã Đồng Xa", 5, 6, "a", "b"],
    ]
    spans = [(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 5)]
    figures, codes = grid_read(Grid(rows, spans))
    assert figures == [(3, 2, "2024-Q1", "5"), (3, 3, "2024-Q2", "6")]
    assert codes == []


def test_a_heading_torn_over_two_rows_is_read_as_one():
    rows = [
        ["STT", None, None, "Tỷ lệ hộ có"],
        [None, "Mã xã", COUNT, "băng rộng"],
        [1, "1011", 5, 80],
    ]
    figures, codes = grid_read(Grid(rows))
    assert figures == [(3, 3, "2024", "5"), (3, 4, "2024", "80")]
    assert codes == []


def test_two_indicators_of_one_name_are_never_told_apart_by_a_head():
    twins = (indicator("one", name="Tỷ lệ chung"), indicator("two", name="Tỷ lệ chung"))
    known = replace(catalogue(twins), header_aliases=ALIASES)
    content = "Mã xã;Tỷ lệ chung\n1011;80\n".encode()
    result = check(content, "f", known, Context(today=TODAY, period=YEAR))
    assert result.observations == ()
    assert result.is_blocked


def test_a_rate_alone_is_the_value():
    values, grave = read("Mã xã;Chỉ tiêu;Tỷ lệ\n1011;coverage;80\n")
    assert values == [("1011", "2024", "80")]
    assert grave == []


def test_a_measure_that_is_no_thousand_asks_nothing():
    values, grave = read("Mã xã;Chỉ tiêu;ĐVT;Giá trị\n1011;services;dịch vụ;5\n")
    assert values == [("1011", "2024", "5")]
    assert grave == []


@pytest.mark.parametrize(("level", "code"), [("xã", "1021"), ("cấp huyện", "102")])
def test_a_column_of_levels_tells_units_of_one_name_apart(level, code):
    values, grave = read(f"Đơn vị;Cấp;Chỉ tiêu;Giá trị\nBờ Sông;{level};services;5\n")
    assert values == [(code, "2024", "5")]
    assert grave == []


def test_sections_without_subtotals_lend_their_district():
    text = (
        f"TT;Đơn vị;{COUNT}\nI;Huyện Bờ Sông;\n1;Xã Đồng Xa;5\n2;Xã Ven Thành;6\n"
        "II;Thị xã Trung Tâm;\n1;Xã Ven Thành;7\n"
    )
    values, grave = read(text)
    assert values == [("1022", "2024", "5"), ("2002", "2024", "6"), ("1012", "2024", "7")]
    assert grave == []


def test_a_dash_for_the_value_leaves_it_to_the_counts():
    result = checked(form(row(value="–", numerator=4, denominator=5)))
    assert [str(o.value) for o in result.observations] == ["80.00000000"]
    assert result.issues == ()


def test_the_measure_may_stand_after_every_number():
    named = replace(CATALOGUE.indicators["services"], unit_name="dịch vụ")
    known = replace(CATALOGUE, indicators={**CATALOGUE.indicators, "services": named})
    content = f"Mã xã;{COUNT}\n1011;5 dịch vụ\n1012;6 dịch vụ\n1022;7 hộ\n".encode()
    result = check(content, "f", known, Context(today=TODAY, period=YEAR))
    assert [str(o.value) for o in result.observations] == ["5", "6"]
    assert ("bad_number", 4) in [(issue.code.value, issue.line) for issue in result.issues]


def test_noughts_beyond_what_is_kept_are_no_loss():
    result = checked(form(row(value="80.5000000000")))
    assert [o.value for o in result.observations] == [Decimal("80.5")]
    assert result.issues == ()


def test_merged_cells_leave_what_stands_in_them():
    made = book(["1011", "coverage", "2024", 80], ["1012", "coverage", "2024", 70])
    merged = (
        b'</sheetData><mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A8:A9"/></mergeCells>'
    )
    result = checked(repacked(saved(made), SHEET, {"</sheetData>": merged}))
    assert [(o.unit_id[:4], str(o.value)) for o in result.observations] == [
        ("1011", "80"),
        ("1012", "70"),
    ]


def test_cells_out_of_order_and_beside_extensions_are_read_by_their_references():
    made = book(["1011", "coverage", "2024", 80])
    made.worksheets[0].column_dimensions["A"].width = 30
    cells = (
        b'<row r="3"><c r="D3"><v>70</v><extLst/></c><c r="A3" t="str"><v>1012</v></c>'
        b'<c r="C3"><v>2024</v></c><c r="B3" t="str"><v>coverage</v></c></row></sheetData>'
    )
    result = checked(repacked(saved(made), SHEET, {"</sheetData>": cells}))
    assert [(o.unit_id[:4], o.line, str(o.value)) for o in result.observations] == [
        ("1011", 2, "80"),
        ("1012", 3, "70"),
    ]
    assert {issue.code.value for issue in result.issues} == {"incomplete"}


def test_a_key_column_that_stands_twice_is_told():
    _, grave = read(f"Mã xã;{COUNT};Mã xã\n1011;5;1012\n")
    assert grave == [("duplicate_column", 1, 3)]


def test_a_total_that_stands_once_is_no_denominator_of_a_plain_figure():
    text = f"Mã xã;Tổng số hộ;{SHARE} (tử số);{COUNT}\n1011;100;80;7\n"
    values, grave = read(text)
    assert values == [("1011", "2024", "80.00000000"), ("1011", "2024", "7")]
    assert grave == []


def test_an_unknown_unit_is_told_once_for_all_figures_of_its_row():
    _, grave = read(f"Đơn vị;{SHARE};{COUNT}\nXã Đồng Xa;80;5\nXã Nào Đó;70;x6\n")
    assert grave == [("unknown_unit", 3, 1), ("bad_number", 3, 3)]


def test_a_code_tells_the_unit_whatever_follows_its_name():
    text = f"Mã xã;Đơn vị;{COUNT}\n1022;Xã Đồng Xa (cũ);5\n"
    assert read(text) == ([("1022", "2024", "5")], [])


def test_remarks_beside_the_units_are_neither_units_nor_figures():
    text = f"Nơi;Việc đã xong;{COUNT};Ghi chú\nXã Đồng Xa;mở lớp;5;\nXã Biên Giới;họp;6;\n"
    assert read(text) == ([("1022", "2024", "5"), ("1023", "2024", "6")], [])


def test_a_title_with_marks_between_its_words_is_read():
    rows = [["Số dịch vụ công a-b-c-d"], ["Đơn vị", "Số dịch vụ"], ["Xã Đồng Xa", 5]]
    assert grid_read(Grid(rows)) == ([(3, 2, "2024", "5")], [])


def test_numbers_right_of_two_tables_side_by_side_are_named():
    head = ["Đơn vị", "Số dịch vụ", "Đơn vị", "Số dịch vụ"]
    rows = [head, ["Xã Đồng Xa", 5, "Xã Biên Giới", 7, 8]]
    figures, codes = grid_read(Grid(rows))
    assert [value for _, _, _, value in figures] == ["5"]
    assert "column_count" in codes


@pytest.mark.parametrize("written", ["01-03-2024 00:00:00", "01/03/2024 08:15"])
def test_a_day_with_its_hour_in_a_column_of_its_own_is_no_figure(written):
    grid = [["Mã xã", COUNT, "Ngày cập nhật"], ["1011", 5, written]]
    assert grid_read(Grid(grid))[1] == []
