"""The programme's own words in the delivered reference, typed here by hand from the sources."""

import pytest

from cds.store.reference import load_catalogue
from tests.homes import ROOT


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(ROOT / "data")


def test_the_motto_is_worded_as_in_the_article(catalogue):
    assert [group.name for group in catalogue.motto] == [
        "Làm việc không giấy tờ",
        "Hội họp không tập trung nhiều",
        "Dịch vụ công không gặp mặt",
        "Thanh toán không dùng tiền mặt",
        "Luôn có câu hỏi thông tin, dữ liệu được tiếp cận đã được số hóa chưa?",
    ]


def test_a_pilot_is_for_people_business_households_and_cooperatives(catalogue):
    told = {pilot.contents for pilot in catalogue.pilots}

    assert len(told) == 1
    assert "người dân, hộ kinh doanh, tổ hợp tác, hợp tác xã" in next(iter(told))
    assert "sản phẩm và đặc trưng của địa phương" in next(iter(told))


def test_the_pilot_plan_was_handed_in_on_its_day_for_its_two_years(catalogue):
    plans = {(p.submitted_on.isoformat(), p.first_year, p.last_year) for p in catalogue.pilots}

    assert plans == {("2021-10-01", 2021, 2022)}
    assert all("trình phê duyệt 01/10/2021" in pilot.source for pilot in catalogue.pilots)
