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
