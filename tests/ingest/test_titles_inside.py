"""Words between the parts of a table are titles: plans are left out by name, times are read."""

import pytest

from cds.domain.issues import Severity
from tests.ingest.test_second_reading import FIVE, read, told

TITLE, HEAD = "Số trạm BTS quý III/2024", "Xã;Số trạm BTS"
MARKETS = "Số chợ áp dụng thanh toán không dùng tiền mặt quý III/2024"
FIRST, OTHERS = FIVE[:3], FIVE[3:]


def figures_and_reasons(*rows):
    figures, reasons, _ = read(*rows)
    return [(figure[3], figure[4]) for figure in figures], reasons


@pytest.mark.parametrize("again", [(), ("", HEAD)], ids=["section", "second table"])
@pytest.mark.parametrize(
    "words",
    [
        "Kế hoạch",
        "B. KẾ HOẠCH",
        "(Kế hoạch)",
        "Phần B: Kế hoạch giao",
        "Kế hoạch quý IV",
        "Nhiệm vụ được giao",
        "Mục tiêu",
        "Chỉ tiêu giao",
        "Chỉ tiêu phấn đấu",
        "Chỉ tiêu HĐND tỉnh giao",
        "2. Số được giao",
        "Dự kiến phát triển thêm",
        "Kế hoạch;Kế hoạch",
    ],
)
def test_a_part_that_is_a_plan_by_its_title_is_left_out_by_name(words, again):
    figures, reasons = figures_and_reasons(TITLE, HEAD, *FIRST, words, *again, *OTHERS)
    assert figures == [("2024-Q3", "5"), ("2024-Q3", "6"), ("2024-Q3", "7")]
    assert reasons == ["plans"]


def test_what_is_left_out_of_a_plan_is_counted_and_told_with_its_lines():
    result = read(TITLE, HEAD, *FIRST, "Mục tiêu", *OTHERS)[2]
    [sentence] = told(result, "plans")
    assert "dưới dòng “Mục tiêu” (từ dòng 6 đến dòng 8)" in sentence
    assert "2 số không được lấy" in sentence


def test_a_plan_ends_where_results_begin_again():
    plan = [row + "0" for row in FIRST]
    rows = (TITLE, HEAD, "A. Kế hoạch", *plan, "B. Kết quả thực hiện", *FIRST)
    assert figures_and_reasons(*rows) == (
        [("2024-Q3", "5"), ("2024-Q3", "6"), ("2024-Q3", "7")],
        ["plans"],
    )


@pytest.mark.parametrize(
    "rows",
    [
        ("Kế hoạch số trạm BTS năm 2024", HEAD, "I. Huyện Châu Thành", *FIVE),
        ("Số trạm BTS năm 2024", HEAD, "Kế hoạch được giao", *FIVE),
        ("Số trạm BTS năm 2024", HEAD, *FIRST, "Các chỉ tiêu", *OTHERS),
    ],
)
def test_a_plan_without_a_result_beside_it_is_asked_about(rows):
    figures, reasons = figures_and_reasons(*rows)
    assert len(figures) == len(FIVE)
    assert reasons == ["plan"]


@pytest.mark.parametrize("words", ["Quý IV/2024", "II. Quý IV/2024", "Số trạm BTS quý IV năm 2024"])
@pytest.mark.parametrize(
    ("title", "head"), [(TITLE, HEAD), (TITLE, "Xã;Số trạm"), (MARKETS, "Xã;Số chợ")]
)
def test_a_second_table_is_of_the_time_of_its_own_title(words, title, head):
    words = words.replace("Số trạm BTS", title.removesuffix(" quý III/2024"))
    figures, reasons = figures_and_reasons(title, head, *FIRST, "", words, head, *FIRST)
    assert [period for period, _ in figures] == ["2024-Q3"] * 3 + ["2024-Q4"] * 3
    assert reasons == []


def test_a_plan_below_a_head_that_only_names_what_is_counted_is_left_out():
    rows = (MARKETS, "Xã;Số chợ", *FIRST, "Kế hoạch quý IV/2024", "Xã;Số chợ", *FIRST)
    figures, reasons = figures_and_reasons(*rows)
    assert [period for period, _ in figures] == ["2024-Q3"] * 3
    assert reasons == ["plans"]


@pytest.mark.parametrize(
    ("head", "words", "reasons"),
    [
        ("Kết quả", "II. Mục tiêu xã hội số", []),
        ("Giá trị", "II. Chỉ tiêu về xã hội số", []),
        ("Giá trị", "II. Kế hoạch năm sau", ["plans"]),
    ],
)
def test_aims_that_head_groups_of_indicators_are_no_plans(head, words, reasons):
    title = "Xã Bình Quới - báo cáo năm 2023"
    rows = (title, f"STT;Chỉ tiêu;{head}", "1;Số trạm BTS;5", f";{words};", "2;Số trạm BTS;4")
    if not reasons:
        rows = (*rows[:-1], "2;Lượt tập huấn kỹ năng số;4")
    figures, found = figures_and_reasons(*rows)
    assert len(figures) == 2 - len(reasons)
    assert found == reasons


def test_a_part_below_is_of_the_unit_that_the_title_names():
    rows = ("Xã Bình Quới", "STT;Chỉ tiêu;Giá trị", "Quý I/2024", "1;Số trạm BTS;5")
    figures, reasons = figures_and_reasons(*rows, "Quý II/2024", "1;Số trạm BTS;4")
    assert figures == [("2024-Q1", "5"), ("2024-Q2", "4")]
    assert reasons == []


@pytest.mark.parametrize(
    "measure",
    [
        "trạm/km2",
        "trạm/100 km2",
        "trạm / 100km²",
        "trạm/1km2",
        "trạm/Km vuông",
        "trạm/ha",
        "trạm/10.000 dân",
        "trạm/nghìn dân",
        "trạm trên 1.000 dân",
        "trạm/tuần",
        "trạm/mỗi xã",
        "trạm trên mỗi xã",
        "trạm/tỷ đồng",
    ],
)
def test_a_count_over_something_is_another_measure(measure):
    for rows in (
        (TITLE, f"Xã;Trạm BTS ({measure})", *FIVE),
        (TITLE, f"ĐVT: {measure}", HEAD, *FIVE),
        (f"{TITLE} ({measure})", HEAD, *FIVE),
    ):
        conflicts = [i for i in read(*rows)[2].issues if i.code.value == "measure_conflict"]
        assert [i.value for i in conflicts] == [measure]


@pytest.mark.parametrize("measure", ["trạm", "trạm/điểm", "trạm/thiết bị"])
def test_a_name_beside_another_of_what_is_counted_is_no_mean(measure):
    assert figures_and_reasons(TITLE, f"Xã;Trạm BTS ({measure})", *FIVE)[1] == []


@pytest.mark.parametrize("measure", ["%/năm", "%/tháng", "% mỗi quý", "%/km2"])
def test_a_share_over_a_time_is_no_share(measure):
    result = read("Quý III/2024", f"Xã;Tỷ lệ hồ sơ nộp trực tuyến ({measure})", *FIVE)[2]
    conflicts = [i for i in result.issues if i.code.value == "measure_conflict"]
    assert [(i.value, i.severity) for i in conflicts] == [(measure, Severity.ERROR)]


@pytest.mark.parametrize(
    "head",
    [
        "Tỷ lệ (% so với quý trước)",
        "Tỷ lệ (tăng so với cùng kỳ)",
        "Tỷ lệ (%, kế hoạch)",
        "Tỷ lệ (chỉ tiêu giao)",
    ],
)
def test_the_first_words_of_an_indicator_beside_those_of_a_plan_are_no_result(head):
    figures, reasons = figures_and_reasons(
        "Tỷ lệ hồ sơ nộp trực tuyến quý III/2024", f"Xã;{head}", *FIVE
    )
    assert figures == []
    assert "plans" in reasons
