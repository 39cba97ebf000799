"""Slips that random mutations found: each is asked about or refused, none loses a figure."""

import pytest

from cds.domain.issues import IssueCode, Severity
from cds.domain.periods import parse_period
from tests.ingest.containers import Grid, as_xlsx
from tests.ingest.forms import CATALOGUE, checked

YEAR = parse_period("2024")
HEAD = ["STT", "Đơn vị", "Số dịch vụ"]


def codes(result):
    return [(issue.code, issue.line, issue.column, issue.severity) for issue in result.issues]


def test_a_repeated_head_spelled_better_than_the_first_hides_no_rows():
    rows = [["STTq", *HEAD[1:]], ["1", "Xã Đồng Xa", 5], HEAD, ["2", "Xã Biên Giới", 6]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert [each.line for each in result.observations] == [2, 4]


def test_figures_above_the_only_head_are_named():
    rows = [["1", "Xã Đồng Xa", 5], ["2", "Phường 4", 7], HEAD, ["1", "Xã Biên Giới", 6]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert codes(result) == [(IssueCode.UNREAD_FIGURES, 1, 1, Severity.CONFIRM)]
    assert [each.line for each in result.observations] == [4]


def test_a_misspelled_head_of_values_is_asked_about():
    head = ["Mã đơn vị", "Chỉ tiêu", "Tử số", "Mẫu số", "Gzá trị"]
    rows = [head, ["1022", "coverage", 5, 10, None], ["1023", "services", None, None, 6]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    asked = (IssueCode.UNREAD_FIGURES, 3, 5, Severity.CONFIRM)
    assert asked in codes(result)


def test_a_column_of_ones_own_beside_every_figure_is_left_alone():
    head = ["Mã đơn vị", "Chỉ tiêu", "Giá trị", "Số công văn"]
    rows = [head, ["1022", "services", 5, 10], ["1023", "services", 6], ["1012", "services", 7, 9]]

    assert checked(as_xlsx(Grid(rows)), period=YEAR).unconfirmed(frozenset()) == ()


@pytest.mark.parametrize(
    "name",
    ["P. 4 - Thị xã Trung Tâm", "P.4 (Thị xã Trung Tâm)", "1. P. 4, Thị xã Trung Tâm"],
)
def test_a_type_word_in_short_is_no_letter_of_a_list(name):
    rows = [HEAD, ["1", name, 5]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert [o.unit_id[:4] for o in result.observations] == ["2003"]
    assert not result.is_blocked


def test_a_ward_named_as_its_town_is_found_by_its_type_word():
    rows = [HEAD, ["1", "P.Trung Tâm (Thị xã Trung Tâm)", 5], ["2", "Xã Đồng Xa, Bờ Sông", 6]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert [o.unit_id[:4] for o in result.observations] == ["1011", "1022"]


def test_a_row_without_its_unit_is_named_even_if_its_figure_is_hedged():
    rows = [["Đơn vị", "Số dịch vụ"], ["Xã Đồng Xa", 5], [None, "khoảng 7"], ["Phường 4", 6]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert [(issue.code, issue.line) for issue in result.issues if issue.line == 3] == [
        (IssueCode.UNKNOWN_UNIT, 3)
    ]


def test_a_first_row_without_its_unit_is_no_row_of_numbers_for_columns():
    rows = [HEAD, ["1", None, "4 255 630"], ["2", "Phường 4", "5 000 000"]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert [(issue.code, issue.line) for issue in result.issues][:1] == [
        (IssueCode.UNKNOWN_UNIT, 2)
    ]


@pytest.mark.parametrize("numbers", [["(1)", "(2)", "(3)"], ["A", "1", "2"], ["1", "2", "3=2/1"]])
def test_a_row_of_numbers_for_columns_is_left_out(numbers):
    rows = [HEAD, numbers, ["1", "Phường 4", 5]]

    assert not checked(as_xlsx(Grid(rows)), period=YEAR).is_blocked


def test_a_row_of_numbers_for_columns_may_stand_below_the_measures():
    rows = [HEAD, ["", "", "dịch vụ"], ["A", "1", "2"], ["1", "Phường 4", 5]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert [(str(o.value), o.line) for o in result.observations] == [("5", 4)]
    assert not result.is_blocked


def test_a_row_that_counts_up_among_figures_is_no_row_of_numbers_for_columns():
    rows = [HEAD, ["1", "Phường 4", 5], ["A", "1", "2"]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert [(i.code, i.line) for i in result.issues] == [(IssueCode.UNKNOWN_UNIT, 3)]


@pytest.mark.parametrize(
    "title", ["QUÝ zV NĂM 2021", "TzHÁNG 08 NĂM 2022", "Báo cáo tháng năm 2022"]
)
def test_a_misspelled_quarter_in_the_title_is_not_the_whole_year(title):
    result = checked(as_xlsx(Grid([[f"BÁO CÁO {title}"], HEAD, ["1", "Phường 4", 5]])))

    assert [(i.code, i.line) for i in result.issues] == [(IssueCode.BAD_PERIOD, 1)]


@pytest.mark.parametrize("title", ["Biểu số 08 năm 2022", "Mẫu 1 năm 2022", "Báo cáo năm 2022"])
def test_the_number_of_a_form_before_the_year_is_no_month(title):
    result = checked(as_xlsx(Grid([[title], HEAD, ["1", "Phường 4", 5]])))

    assert [str(o.period) for o in result.observations] == ["2022"]


def test_communes_under_a_misspelled_head_are_not_taken_for_their_districts():
    rows = [
        ["Huyện", "wã", "Số dịch vụ"],
        ["Thị xã Trung Tâm", "Phường 4", 5],
        ["Huyện Bờ Sông", "Xã Đồng Xa", 7],
    ]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert (IssueCode.UNCLEAR_HEADING, 1, 2, Severity.CONFIRM) in codes(result)
    found = {CATALOGUE.units[o.unit_id].name: o.value for o in result.observations}
    assert found == {"Phường 4": 5, "Xã Đồng Xa": 7}


def test_districts_beside_words_of_their_own_are_units():
    rows = [["Huyện", "Người gửi", "Số dịch vụ"], ["Thị xã Trung Tâm", "A", 5]]

    result = checked(as_xlsx(Grid(rows)), period=YEAR)

    assert [o.unit_id[:3] for o in result.observations] == ["101"]
