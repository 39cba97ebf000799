"""The column of levels: every word in it is understood, or named."""

import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.issues import IssueCode
from cds.ingest.words.names import level_of_head, level_of_title, levels_named
from cds.text.issues import message
from tests.ingest.forms import checked, form

HEAD = "unit_code,unit_name,level,indicator_id,period,value"
COMMUNE, DISTRICT = AdminLevel.COMMUNE, AdminLevel.DISTRICT
PROVINCE, NATION = AdminLevel.PROVINCE, AdminLevel.NATION


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Xã", {COMMUNE}),
        ("cấp xã", {COMMUNE}),
        ("Xã, phường, thị trấn", {COMMUNE}),
        ("Đặc khu", {COMMUNE}),
        ("commune", {COMMUNE}),
        ("Thị xã", {DISTRICT}),
        ("Huyện/TX/TP", {DISTRICT, PROVINCE}),
        ("Thành phố", {DISTRICT, PROVINCE}),
        ("Cấp tỉnh", {PROVINCE}),
        ("Trung ương", {NATION}),
        ("", set()),
        ("xã nọ", set()),
        ("2", set()),
    ],
)
def test_a_word_tells_its_levels(text, levels):
    assert levels_named(text) == levels


@pytest.mark.parametrize("level", ["", "Xã", "cấp xã", "Phường", "commune"])
def test_a_level_that_fits_is_no_issue(level):
    result = checked(form(f"1022,,{level},coverage,2024-Q3,80.5", head=HEAD))

    assert len(result.observations) == 1
    assert not result.is_blocked


@pytest.mark.parametrize(
    ("level", "said"),
    [("liên xã", "Không hiểu cấp"), ("7", "Không hiểu cấp"), ("Huyện", "không thuộc cấp đó")],
)
def test_a_level_that_says_nothing_or_another_is_named(level, said):
    result = checked(form(f"1022,,{level},coverage,2024-Q3,80.5", head=HEAD))

    assert [(i.code, i.line, i.column, i.value) for i in result.issues] == [
        (IssueCode.WRONG_LEVEL, 2, 3, level)
    ]
    assert said in message(result.issues[0])


def test_the_level_tells_a_ward_from_its_town():
    result = checked(form(",Trung Tâm,Thị xã,coverage,2024-Q3,80.5", head=HEAD))

    assert [o.unit_id[:3] for o in result.observations] == ["101"]


@pytest.mark.parametrize(
    ("head", "level"),
    [
        ("Xã, phường, thị trấn", COMMUNE),
        ("Xã thuộc huyện", COMMUNE),
        ("Huyện/TX/TP", DISTRICT),
        ("UBND cấp huyện", DISTRICT),
        ("Quận", DISTRICT),
        ("Huyện, xã", None),
        ("Địa phương", None),
        ("Cơ quan, đơn vị", None),
        ("Đơn vị quản lý", None),
        ("Phương tiện", None),
    ],
)
def test_a_head_tells_the_level_of_the_units_below(head, level):
    assert level_of_head(head) is level


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("KẾT QUẢ CỦA CÁC HUYỆN, THỊ XÃ, THÀNH PHỐ", DISTRICT),
        ("KẾT QUẢ CẤP HUYỆN", DISTRICT),
        ("SỐ LIỆU CÁC XÃ CỦA HUYỆN CẦN ĐƯỚC", COMMUNE),
        ("KẾT QUẢ TẠI 188 XÃ, PHƯỜNG, THỊ TRẤN", COMMUNE),
        ("CÁC XÃ CỦA CÁC HUYỆN", None),
        ("HỘI NGHỊ TRUYỀN HÌNH ĐẾN CẤP XÃ", None),
        ("XÃ NÔNG THÔN MỚI HUYỆN CẦN ĐƯỚC", None),
        ("KẾT QUẢ THÁNG 6 HUYỆN CẦN ĐƯỚC", None),
        ("CÁC VẤN ĐỀ XÃ HỘI", None),
    ],
)
def test_a_title_tells_a_level_of_several_units_alone(title, level):
    assert level_of_title(title) is level
