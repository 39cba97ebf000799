"""Sentences that misled strangers: each says what stands in the file, and nothing else."""

from decimal import Decimal

import pytest

from cds.domain.periods import parse_period
from tests.factories import unit_id
from tests.ingest.corpus import world
from tests.ingest.test_second_reading import FIVE, read, told

TEAMS = "Số Tổ công nghệ số cộng đồng"


@pytest.mark.parametrize("time", ["Quý II/2024", "Năm 2023", "6 tháng đầu năm 2024"])
def test_a_community_is_no_sum(time):
    figures, reasons, result = read(TEAMS, time, "Xã;Số tổ", *FIVE)
    assert len(figures) == len(FIVE)
    assert reasons == []
    assert {o.cumulative_since for o in result.observations} == {None}


def test_a_sum_is_still_one():
    title = "Lượt tập huấn kỹ năng số cộng dồn"
    assert read(title, "Quý II/2024", "Xã;Số lượt", *FIVE)[1] != []


@pytest.mark.parametrize("level", ["cấp huyện quý III/2023", "cấp huyện Quý III/2023"])
def test_a_level_of_districts_is_no_place(level):
    title = f"Tỷ lệ hồ sơ công việc xử lý trên môi trường mạng {level}"
    assert "province" not in read(title, "Huyện;Tỷ lệ (%)", "Huyện Bến Lức;91,5")[1]


def test_a_code_beside_the_name_of_another_is_told_once_with_both():
    head = "Đơn vị;Mã chỉ tiêu;Chỉ tiêu;Kỳ;Giá trị"
    rows = (f"{row.split(';')[0]};mobile_bts_count;Lượt tập huấn kỹ năng số;2023;5" for row in FIVE)
    _, reasons, result = read(head, *rows)
    assert reasons == ["code"]
    [sentence] = told(result, "code")
    assert "Mã “mobile_bts_count” là của chỉ tiêu Số trạm thu phát sóng" in sentence
    assert "ghi tên Lượt tập huấn kỹ năng số" in sentence
    assert result.is_blocked


def test_a_fraction_is_quoted_and_held_against_what_was_published():
    unit, [known] = (
        unit_id("28108"),
        [key for key in world().indicators if key == "online_filing_rate"],
    )
    past = {known: {unit: {parse_period("2024-Q3"): Decimal("83.5")}}}
    rows = ("Quý IV/2024", "Xã;Tỷ lệ hồ sơ nộp trực tuyến (%)", "Xã Bình Quới;0,92")
    [sentence] = told(read(*rows, current=past)[2], "before")
    assert "ví dụ 0,92 (dòng 3), trong khi số đã công bố ở mức khoảng 83,5%" in sentence


@pytest.mark.parametrize(("year", "reasons"), [("2023", ["years"]), ("2024", [])])
def test_a_quarter_with_its_year_beside_a_column_of_years_is_held_against_it(year, reasons):
    rows = (f"{row.split(';')[0]};Q2/2024;{year};5" for row in FIVE[:2])
    figures, found, result = read("Đơn vị;Quý;Năm;Số trạm BTS", *rows)
    assert {figure[3] for figure in figures} == {"2024-Q2"}
    assert found == reasons
    assert len(told(result, "years")) == len(reasons)


def test_a_total_of_shares_is_told_as_no_sum_of_them():
    rows = ["Thị trấn Tầm Vu;71", "Xã Bình Quới;72", "Tổng cộng;96,5"]
    _, reasons, result = read("NĂM 2023", "Đơn vị;Tỷ lệ dân số được phủ sóng 4G", *rows)
    assert reasons == ["between"]
    assert "nằm ngoài các tỷ lệ của các dòng (71 đến 72)" in told(result, "between")[0]


def test_a_title_of_two_periods_is_told_as_such():
    title = "SỐ TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG QUÝ IV VÀ NĂM 2023"
    _, reasons, result = read(title, f"Đơn vị;{TEAMS}", *FIVE)
    assert reasons == ["two"]
    assert "Quý IV/2023 (dòng 1) và năm 2023 (dòng 1)" in told(result, "two")[0]
    title = "SỐ TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG QUÝ II, QUÝ III VÀ NĂM 2023"
    result = read(title, f"Đơn vị;{TEAMS}", *FIVE)[2]
    assert "từ hai kỳ trở lên" in told(result, "several")[0]


def test_columns_of_persons_are_told_once():
    rows = ["Thị trấn Tầm Vu;0912345678;3", "Xã Bình Quới;0912345679;4"]
    _, reasons, _ = read("NĂM 2023", f"Đơn vị;Số điện thoại;{TEAMS}", *rows)
    assert reasons == ["personal_data"]


def test_an_office_in_letterhead_head_and_rows_is_one_question():
    rows = ["BHXH TP. Tân An;71", "BHXH huyện Bến Lức;72"]
    head = "BHXH huyện;Số hồ sơ TTHC tiếp nhận"
    _, reasons, _ = read("BHXH TỈNH LONG AN", "SỐ HỒ SƠ TTHC TIẾP NHẬN NĂM 2023", head, *rows)
    assert reasons == ["office"]


def test_blank_names_and_periods_are_told_as_blank():
    _, reasons, result = read(f"Đơn vị;Kỳ;{TEAMS}", "Thị trấn Tầm Vu;;3", "Xã Bình Quới;2023;4")
    assert reasons == ["blank"]
    assert "ô kỳ để trống" in told(result, "blank")[0]


def test_the_head_of_a_second_table_is_one_of_unknown_figures():
    rows = ["1;Huyện Bến Lức;71", "2;Huyện Cần Đước;72"]
    second = ["STT;Huyện;Tình hình chung", *rows]
    head = "STT;Huyện;Số hồ sơ TTHC tiếp nhận"
    _, reasons, result = read("NĂM 2023", head, *rows, *second)
    assert reasons == ["unknown_indicator"]
    assert [issue.value for issue in result.issues][1:] == ["Tình hình chung"]


@pytest.mark.parametrize(
    ("name", "beside"),
    [("Thu nhập bình quân đầu người/tháng", "người/tháng"), ("Dân số nam", "nam")],
)
def test_a_guess_says_what_its_name_leaves_out(name, beside):
    lines = ["STT;Chỉ tiêu;ĐVT;Kết quả", f"1;{name};;41"]
    _, reasons, result = read("XÃ BÌNH QUỚI, HUYỆN CHÂU THÀNH NĂM 2023", *lines)
    assert reasons == ["guessed_but"]
    assert f"không có “{beside}”" in told(result, "guessed_but")[0]


def test_spending_is_no_income():
    lines = ["STT;Chỉ tiêu;Kết quả", "1;Chi tiêu bình quân đầu người;41"]
    _, reasons, _ = read("TỈNH LONG AN NĂM 2023", *lines)
    assert "guessed" not in reasons
