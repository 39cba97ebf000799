"""What is proposed for the columns of a form that could not be read by itself."""

from dataclasses import replace

import pytest

from cds.domain.indicators import IndicatorKind
from cds.domain.periods import parse_period
from cds.ingest.checking import Context, check
from cds.ingest.mapping import Column
from cds.ingest.words.fields import Field
from tests.factories import indicator
from tests.ingest.containers import Grid, as_xlsx
from tests.ingest.forms import CATALOGUE, TODAY, checked

FIBRE = indicator("fibre", name="Tỷ lệ hộ gia đình có Internet cáp quang", denominator_name="số hộ")
CLOSE = indicator("close", name="Tỷ lệ hộ nghèo có cáp quang riêng", denominator_name="số hộ")
STATIONS = indicator("bts", name="Số trạm thu phát sóng di động (BTS)", kind=IndicatorKind.COUNT)
UNREAD = Column(None)


def proposal(*rows, indicators=(FIBRE, STATIONS), **context):
    known = replace(CATALOGUE, indicators={each.indicator_id: each for each in indicators})
    result = check(as_xlsx(Grid([*rows])), "f", known, Context(today=TODAY, **context))
    assert result.is_blocked
    assert result.observations == ()
    return result.preview.meanings


def test_an_office_form_is_proposed_by_its_cells_and_the_words_of_its_head():
    columns = proposal(
        ["TT", "Tên các nơi trong huyện", "Tổng số hộ", "Số hộ có cáp quang", "Đạt (%)", "Khác"],
        ["1", "Phường Trung Tâm", 100, 80, 80, "tốt"],
        ["2", "Xã Đồng Xa", 100, 90, 90, ""],
        ["", "Tổng", 200, 170, 85, ""],
    )
    assert columns == (
        Column(Field.ORDINAL),
        Column(Field.UNIT_NAME),
        Column(Field.DENOMINATOR, "fibre"),
        Column(Field.NUMERATOR, "fibre"),
        Column(Field.RATE, "fibre"),
        UNREAD,
    )


@pytest.mark.parametrize(
    ("head", "indicators", "column"),
    [
        ("Số hộ gia đình có cáp quang", [FIBRE], Column(Field.NUMERATOR, "fibre")),
        ("Hộ gia đình có cáp quang", [FIBRE], Column(Field.VALUE, "fibre")),
        ("Số trạm phát sóng", [FIBRE, STATIONS], Column(Field.VALUE, "bts")),
        ("Tổng số hộ trên địa bàn", [FIBRE], Column(Field.DENOMINATOR)),
        ("Số hộ", [FIBRE], Column(Field.DENOMINATOR)),
        ("Số hộ có cáp quang", [FIBRE, CLOSE], Column(Field.NUMERATOR, "fibre")),  # not the poor
        ("Số cáp quang có hộ", [FIBRE], Column(Field.NUMERATOR, "fibre")),  # in any order
        ("Số có quang", [FIBRE], UNREAD),  # too few words
        ("Số hộ có cáp quang", [FIBRE, replace(FIBRE, indicator_id="twin")], UNREAD),
    ],
)
def test_a_column_of_numbers_is_proposed_by_the_nearest_indicator(head, indicators, column):
    rows = [["TT", "Đơn vị", head], ["1", "Xã Đồng Xa", 5], ["2", "Phường 4", 6]]
    assert proposal(*rows, indicators=indicators)[2] == column


def test_the_lowest_words_of_two_rows_are_enough():
    upper = ["TT", "Nơi", "Viễn thông", "", ""]
    lower = ["", "", "Tổng số hộ", "Số hộ gia đình có cáp quang", "Đạt (%)"]
    columns = proposal(upper, lower, ["1", "Xã Đồng Xa", 10, 5, 50], indicators=[FIBRE])
    assert columns[1:4] == (
        Column(Field.UNIT_NAME),
        Column(Field.DENOMINATOR, "fibre"),
        Column(Field.NUMERATOR, "fibre"),
    )


def test_a_second_row_of_the_head_that_was_missed_still_tells_its_columns():
    upper = ["TT", "Đơn vị", "Cáp quang", "Cáp quang", "Cáp quang", "Trạm"]
    lower = ["", "", "Tổng số hộ", "Số hộ gia đình có cáp quang", "Tỷ lệ (%)", "Số trạm di động"]
    columns = proposal(upper, lower, ["1", "Xã Đồng Xa", 10, 5, 50, 3])
    assert columns[2:] == (
        Column(Field.DENOMINATOR, "fibre"),
        Column(Field.NUMERATOR, "fibre"),
        Column(Field.RATE, "fibre"),
        Column(Field.VALUE, "bts"),
    )


def test_communes_beside_their_districts_are_proposed_as_the_units():
    rows = [["Huyện", "Nơi", "Số hộ"], ["Thị xã Trung Tâm", "Phường 4", 5]]
    columns = proposal(*rows, period=parse_period("2024"))
    assert columns[:2] == (Column(Field.DISTRICT), Column(Field.UNIT_NAME))


def test_a_column_found_by_what_it_holds_is_shown_as_read():
    content = "Nơi;Số dịch vụ;Điểm\nXã Đồng Xa;5;0,7\n".encode()
    result = checked(content, period=parse_period("2024"))
    assert not result.is_blocked
    assert result.preview.meanings[0] == Column(Field.UNIT_NAME)


YEARLY = "Mã đơn vị;Chỉ tiêu;{};Giá trị\n1011;coverage;2023;61,5\n1012;coverage;2022;62,5\n"


@pytest.mark.parametrize("head", ["Năm", "NĂM", "Năm báo cáo", "Year"])
def test_a_column_of_years_is_that_of_periods(head):
    result = checked(YEARLY.format(head).encode())
    assert not result.is_blocked
    assert [str(each.period) for each in result.observations] == ["2023", "2022"]
    assert result.preview.meanings[2] == Column(Field.PERIOD)


def test_a_title_of_a_year_says_no_more_than_the_column_of_years():
    result = checked(f"BÁO CÁO NĂM 2023\n{YEARLY.format('Năm')}".encode())
    assert [str(each.period) for each in result.observations] == ["2023", "2022"]


@pytest.mark.parametrize(
    ("title", "head", "context", "periods"),
    [
        ("BÁO CÁO QUÝ 3 NĂM 2023", "Năm", {}, ["2023-Q3", "2023-Q3"]),
        ("BÁO CÁO", "Năm", {"period": parse_period("2023-Q3")}, ["2023-Q3", "2023-Q3"]),
        ("BÁO CÁO", "Kỳ", {}, ["2023", "2022"]),
        ("BÁO CÁO QUÝ 3", "Năm", {}, []),  # asked for the period
        ("BÁO CÁO 9 THÁNG NĂM 2023", "Năm", {}, ["2023-Q3", "2023-Q3"]),  # asked
    ],
)
def test_years_are_no_periods_where_a_part_of_the_year_is_said(title, head, context, periods):
    result = checked(f"{title}\n{YEARLY.format(head)}".encode(), **context)
    assert [str(each.period) for each in result.observations] == periods


def test_years_beside_another_column_of_years_are_asked_about():
    text = "Mã đơn vị;Chỉ tiêu;Năm;Năm báo cáo;Giá trị\n1011;coverage;2023;3;61,5\n"
    assert [i.code for i in checked(text.encode()).issues][:1] == ["missing_column"]
