"""Rows that are no units, old names in brackets, prose above tables, groups of levels in heads."""

import pytest

from cds.domain.periods import parse_period
from tests.ingest.containers import Grid, as_xlsx
from tests.ingest.test_second_reading import FIVE, YEAR, read, told

OCTOBER = parse_period("2025-10")


def units(result):
    return [each.unit_id for each in result.observations]


@pytest.mark.parametrize(
    "name",
    [
        "Phường Khánh Hậu (Phường Tân Khánh, Xã Lợi Bình Nhơn, Phường Khánh Hậu cũ)",
        "Phường Khánh Hậu (Phường Tân Khánh, xã Lợi Bình Nhơn)",
    ],
)
def test_old_units_behind_a_name_tell_which_unit_it_is(name):
    _, reasons, result = read("Đơn vị\tSố trạm BTS", f"{name}\t5", period=OCTOBER)
    assert units(result) == ["27715@2025-07-01"]
    assert reasons == []


def test_a_unit_made_of_others_has_no_figures_before_it_was():
    name = "Phường Khánh Hậu (Phường Tân Khánh, Xã Lợi Bình Nhơn, Phường Khánh Hậu cũ)"
    figures, reasons, _ = read("Đơn vị\tSố trạm BTS", f"{name}\t5", period=YEAR)
    assert (figures, reasons) == ([], ["open"])


def test_a_listed_unit_that_was_no_part_is_asked_about():
    name = "Phường Khánh Hậu (Phường Tân Khánh, Xã Lợi Bình Nhơn, Xã Bình Quới cũ)"
    _, reasons, result = read("Đơn vị\tSố trạm BTS", f"{name}\t5", period=OCTOBER)
    assert units(result) == ["27715@2025-07-01"]
    assert reasons == ["parts"]


@pytest.mark.parametrize("parts", ["Xã Bình Quới, Xã Hòa Phú cũ", "ấp Bình An, ấp Bình Tả"])
def test_a_name_before_what_it_was_not_made_of_is_refused(parts):
    name = f"Phường Khánh Hậu ({parts})"
    assert read("Đơn vị\tSố trạm BTS", f"{name}\t5", period=OCTOBER)[1] == ["unknown_unit"]


@pytest.mark.parametrize("part", ["Ấp", "Khu phố", "Tổ dân phố"])
def test_parts_of_communes_are_left_out_with_one_question(part):
    rows = (FIVE[0], f"{part} 1;3", f"{part} 2;2", FIVE[1], f"{part} 1;5", f"{part} 2;1")
    figures, reasons, result = read("Đơn vị;Số trạm BTS", *rows, period=YEAR)
    assert [figure[0] for figure in figures] == [2, 5]
    assert reasons == ["detail"]
    assert (
        f"Có 4 dòng chi tiết dưới cấp xã, ví dụ “{part} 1” (dòng 3, 4, 6, 7)"
        in told(result, "detail")[0]
    )


def test_parts_of_communes_alone_are_refused():
    rows = ("Ấp 1;3", "Ấp 2;2")
    assert set(read("Đơn vị;Số trạm BTS", *rows, period=YEAR)[1]) == {"unknown_unit"}


@pytest.mark.parametrize(
    ("ordinal", "name"),
    [("VD", "Xã A"), ("", "(Ví dụ) Xã ABC"), ("", "Dòng mẫu"), ("A", "Kho dữ liệu Long An cũ")],
)
def test_samples_and_sums_of_what_is_no_group_are_left_out_with_a_question(ordinal, name):
    rows = [f"{number};{row}" for number, row in enumerate(FIVE, start=1)]
    heads = "STT;Đơn vị;Số trạm BTS"
    figures, reasons, _ = read(heads, f"{ordinal};{name};35", *rows, period=YEAR)
    assert [figure[0] for figure in figures] == [3, 4, 5, 6, 7]
    assert "row" in reasons
    assert "unknown_unit" not in reasons


def test_a_group_named_beside_the_column_of_units_is_left_out_with_a_question():
    rows = [f"{number};{row}" for number, row in enumerate(FIVE, start=1)]
    heads = "STT;Đơn vị;Số trạm BTS"
    _, reasons, result = read(heads, "A. Địa bàn huyện cũ;;35", *rows, period=YEAR)
    assert len(result.observations) == len(FIVE)
    assert reasons == ["row"]
    assert "“A. Địa bàn huyện cũ”" in told(result, "row")[0]
    assert read(heads, "6;;35", *rows, period=YEAR)[1] == ["blank"]


def test_prose_above_a_table_does_not_put_its_title_in_doubt():
    titles = (
        "Tình hình hạ tầng số quý III năm 2023",
        "1. Các doanh nghiệp phát triển mới 205 đường truyền so với quý II.",
    )
    figures, reasons, result = read(*titles, "Đơn vị;Số trạm BTS", *FIVE)
    assert {figure[3] for figure in figures} == {"2023-Q3"}
    assert reasons[0] == "prose"
    [question] = told(result, "prose")
    assert f"Quý III/2023, theo “{titles[0]}”" in question
    assert f"“{titles[1]}”" in question


@pytest.mark.parametrize("other", ["Quý II năm 2023", "So sánh với quý II năm 2023"])
def test_two_titles_of_two_periods_are_refused(other):
    titles = ("Hạ tầng số quý III năm 2023", other)
    assert "two" in read(*titles, "Đơn vị;Số trạm BTS", *FIVE)[1]


def test_a_bare_day_in_a_title_is_asked_about():
    heads = ("Đơn vị;Số trạm BTS", *FIVE)
    figures, reasons, _ = read("Hạ tầng số 30/6/2023", *heads)
    assert {figure[3] for figure in figures} == {"2023-06-30"}
    assert reasons == ["dated"]
    assert read("Hạ tầng số 30/6/2023, 31/7/2023", *heads)[0] == []
    assert read("Hạ tầng số, ngày 30/6/2023", *heads)[0] == []
    assert read("Hạ tầng số 31/2/2023", *heads)[0] == []


SHARE = "Tỷ lệ hồ sơ công việc xử lý trên môi trường mạng (%)"


@pytest.mark.parametrize("is_above", [True, False])
def test_a_level_over_or_below_a_head_is_part_of_its_name(is_above):
    levels, shares = ["Cấp huyện", "Cấp xã"], [SHARE, SHARE]
    two = [levels, shares] if is_above else [[SHARE, None], levels]
    heads = [["Đơn vị", *two[0]], [None, *two[1]]]
    spans = [(1, 1, 2, 1), *([] if is_above else [(1, 2, 1, 3)])]
    rows = [["Huyện Bến Lức", 75, 60], ["Huyện Cần Đước", 25, 50]]
    figures, reasons, _ = read(as_xlsx(Grid([*heads, *rows], spans)), period=YEAR)
    assert [figure[2:] for figure in figures[:2]] == [
        ("work_file_online_rate_district", "2023", "75"),
        ("work_file_online_rate_commune", "2023", "6E+1"),
    ]
    assert reasons == []


def test_a_level_does_not_make_figures_of_one_level_those_of_another():
    heads = [["Đơn vị", "Cấp huyện", "Cấp xã"], [None, "Số trạm BTS", "Số trạm BTS"]]
    rows = [["Huyện Bến Lức", 75, 60], ["Huyện Cần Đước", 25, 50]]
    table = as_xlsx(Grid([*heads, *rows], [(1, 1, 2, 1)]))
    assert read(table, period=YEAR)[0] == []


def test_columns_of_units_of_two_levels_stay_columns_of_units():
    heads = [["Đơn vị", None, "Số trạm BTS"], ["Cấp huyện", "Cấp xã", None]]
    rows = [["Huyện Châu Thành", "Xã Bình Quới", 6], ["Huyện Châu Thành", "Xã Hòa Phú", 7]]
    table = as_xlsx(Grid([*heads, *rows], [(1, 1, 1, 2), (1, 3, 2, 3)]))
    figures, reasons, _ = read(table, period=YEAR)
    assert [figure[4] for figure in figures] == ["6", "7"]
    assert reasons == []


@pytest.mark.parametrize("first", ["Row Labels", "Nhãn hàng", "Xã, thị trấn"])
def test_the_filter_over_a_pivot_table_is_no_head(first):
    figures, _, _ = read(
        "Kỳ;Tháng 10/2023;",
        "Huyện;Huyện Châu Thành;",
        ";;",
        f"{first};Sum of Tổng số hồ sơ tiếp nhận;Sum of Số hồ sơ nộp trực tuyến",
        *("Thị trấn Tầm Vu;100;50", "Xã Bình Quới;100;60", "Grand Total;200;110"),
    )
    assert [figure[2:4] for figure in figures] == [("online_filing_rate", "2023-10")] * 2


def test_numbers_between_the_names_of_indicators_and_units_are_their_figures():
    figures, reasons, _ = read(
        "Chỉ số chính;Điểm;Năm;Đơn vị",
        *("Chỉ số nhận thức số;0,72;2021;Tỉnh Long An", "Chỉ số thể chế số;0,65;2021;Tỉnh Long An"),
    )
    assert [figure[2:] for figure in figures] == [
        ("dti_awareness_score", "2021", "0.72"),
        ("dti_institution_score", "2021", "0.65"),
    ]
    assert reasons == ["values"]


def test_a_whole_in_the_first_words_of_its_part_is_the_shares():
    figures, reasons, _ = read(
        "Đơn vị;Tổng số cơ sở giáo dục;Số cơ sở giáo dục thu phí không dùng tiền mặt",
        *("Huyện Bến Lức;20;15", "Huyện Cần Đước;40;10"),
        period=YEAR,
    )
    assert [figure[2:] for figure in figures] == [
        ("cashless_school_share", "2023", "75"),
        ("cashless_school_share", "2023", "25"),
    ]
    assert reasons == ["pair"]


LATE = "Đơn vị;Số hồ sơ đã giải quyết;Số hồ sơ giải quyết trễ hạn;Tỷ lệ hồ sơ trễ hạn"


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        (("Thị trấn Tầm Vu;400;6;1,50%", "Xã Bình Quới;200;4;2,00%"), [("6", "400"), ("4", "200")]),
        (("Thị trấn Tầm Vu;400;6;2,50%", "Xã Bình Quới;200;4;3,00%"), [("None", "None")] * 2),
    ],
)
def test_counts_that_are_figures_of_their_own_are_also_those_of_the_share_they_give(rows, counts):
    figures, _, result = read(LATE, *rows, period=YEAR)
    shares = [each for each in result.observations if each.indicator_id == "dossier_late_rate"]
    assert [(str(each.numerator), str(each.denominator)) for each in shares] == counts
    assert {"dossier_late_count", "dossier_processed_count"} <= {figure[2] for figure in figures}
