"""The programme's own words in the delivered reference, typed here by hand from the sources."""

import pytest

from cds.domain.programme import TextKind, Wording
from cds.store.reference.loading import load_catalogue
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


def test_the_documents_carry_their_issuing_body_and_their_day(catalogue):
    found = [
        (each.text, each.issued_by, each.dated_as, each.dated_on.isoformat())
        for each in catalogue.programme.said(TextKind.DOCUMENT)
    ]

    assert found == [
        (
            "Nghị quyết 21-NQ/TU về chuyển đổi số tỉnh Long An đến năm 2025, "
            "định hướng đến năm 2030",
            "Ban Thường vụ Tỉnh ủy Long An",
            "ban hành",
            "2021-08-20",
        ),
        ("Chương trình 3288/CTr-UBND", "UBND tỉnh Long An", "ban hành", "2021-10-08"),
        (
            "Kế hoạch thí điểm chuyển đổi số cấp xã giai đoạn 2021-2022",
            "Sở Thông tin và Truyền thông tỉnh Long An",
            "trình phê duyệt",
            "2021-10-01",
        ),
    ]
    assert "23/08/2021" in catalogue.programme.said(TextKind.DOCUMENT)[0].note


def test_nothing_retold_passes_for_a_quote(catalogue):
    """The words of the article at hand are those of the motto, the sectors and the pillars."""
    assert {each.wording for each in catalogue.programme.texts} == {Wording.RETOLD}
    assert all(each.source_title for each in catalogue.programme.texts)
    assert all("Hà Lan" in group.source for group in (*catalogue.motto, *catalogue.sectors))


def test_the_eight_sectors_stand_in_the_order_of_the_article(catalogue):
    assert [group.name for group in catalogue.sectors] == [
        "Y tế",
        "Giáo dục",
        "Giao thông vận tải",
        "Nông nghiệp",
        "Tài nguyên và môi trường",
        "Tài chính ngân hàng",
        "Năng lượng",
        "Sản xuất công nghiệp",
    ]


def test_heads_of_offices_answer_and_the_director_is_named_as_of_the_article(catalogue):
    views = [each.text for each in catalogue.programme.said(TextKind.VIEWPOINT)]
    (person,) = catalogue.programme.said(TextKind.PERSON)

    assert any("Người đứng đầu chịu trách nhiệm trực tiếp" in text for text in views)
    assert person.text == "Nguyễn Bá Luân, Giám đốc Sở Thông tin và Truyền thông"
    assert person.source_dated == "năm 2021, không ghi ngày"


def test_each_of_the_three_pillars_has_tasks(catalogue):
    tasks = catalogue.programme.said(TextKind.TASK)

    assert {each.pillar for each in tasks} == {"government", "economy", "society"}
