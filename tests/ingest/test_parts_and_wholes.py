"""Parts that are more than their whole, or not all of it, are asked about with their place."""

from decimal import Decimal

import pytest

from cds.domain.periods import parse_period
from cds.text.issues import cell_name
from tests.ingest.test_second_reading import read, told

YEAR = parse_period("2023")
NETWORKS = "Xã;Tỷ lệ dân số được phủ sóng 4G;Tỷ lệ dân số được phủ sóng 5G"
SETTLED = ("Hồ sơ đã giải quyết", *(f"Hồ sơ giải quyết {w} hạn" for w in ("trước", "đúng", "trễ")))
FILED = "Xã;Tổng số hồ sơ;Trực tuyến;Trực tiếp;Tỷ lệ hồ sơ nộp trực tuyến (%)"
STATIONS = "Xã;Số trạm BTS;Viettel;VNPT"


def asked(*lines, period=YEAR, **context):
    """Cell, reason and sentence of each question, of a file of which figures are kept."""
    figures, _, result = read(*lines, period=period, **context)
    assert figures
    assert not result.is_blocked
    questions = result.unconfirmed(frozenset())
    reasons = [(i, dict(i.details).get("reason", "")) for i in questions]
    return [(cell_name(i.line, i.column), r, told(result, r)[0]) for i, r in reasons]


@pytest.mark.parametrize(
    ("rows", "told_at"),
    [
        (("86,3;20", "83,9;83,9"), []),
        (("86;86,4", "83,9;84"), []),  # rounded
        (("86,3;90", "83,9;20"), [("C2", "ở 1 đơn vị (dòng 2), ví dụ Thị trấn Tầm Vu: 90,0")]),
        (("86,3;20", "83,9;85"), [("C3", "ở 1 đơn vị (dòng 3), ví dụ Xã Bình Quới: 85,0")]),
        (("6,3;90", "3,9;20"), [("C2", "ở 2 đơn vị (dòng 2, 3), ví dụ Thị trấn Tầm Vu: 90,0")]),
    ],
)
def test_a_network_reaches_no_more_than_the_one_it_is_built_on(rows, told_at):
    names = ("Thị trấn Tầm Vu", "Xã Bình Quới")
    found = asked(NETWORKS, *(f"{n};{r}" for n, r in zip(names, rows, strict=True)))
    assert [(cell, reason) for cell, reason, _ in found] == [(at, "part") for at, _ in told_at]
    assert all(words in sentence for (_, words), (*_, sentence) in zip(told_at, found, strict=True))


@pytest.mark.parametrize(("share", "reasons"), [("70", ["part"]), ("60", [])])
def test_a_part_alone_is_held_against_the_whole_that_counts_now(share, reasons):
    lines = ("Xã;Tỷ lệ dân số được phủ sóng 5G", f"Thị trấn Tầm Vu;{share}")
    [town] = read(*lines, period=YEAR)[2].observations
    current = {"mobile_4g_pop_coverage": {town.unit_id: {YEAR: Decimal(65)}}}
    assert [reason for _, reason, _ in asked(*lines, current=current)] == reasons


@pytest.mark.parametrize(
    ("rows", "told_at"),
    [
        ((100, 50, 35, 15), []),
        ((100, 50, 35), []),  # one is not told
        ((100, 50, 45, 15), ["parts"]),
        ((100, 50, 35, 14), ["parts"]),
        ((100, 60, 45), ["parts"]),  # more than all
        ((100, 120), ["part"]),
    ],
)
def test_parts_that_are_all_of_a_figure_add_up_to_it(rows, told_at):
    lines = [f"{name};{value}" for name, value in zip(SETTLED, rows, strict=False)]
    found = asked("THỊ TRẤN TẦM VU", "Chỉ tiêu;Giá trị", *lines)
    assert [reason for _, reason, _ in found] == told_at
    if told_at == ["parts"]:
        assert found[0][0] == "B3"
        assert f"cộng được {sum(rows[1:])}, bảng ghi 100" in found[0][2]


def test_figures_of_other_times_and_units_are_no_parts():
    rows = ("Thị trấn Tầm Vu;2022;86;", "Thị trấn Tầm Vu;2023;;90", "Xã Bình Quới;2022;;95")
    assert asked(NETWORKS.replace("Xã;", "Xã;Kỳ;"), *rows, period=None) == []


FILED_ROWS = ("100;60;40;60", "200;150;50;75", "200;150;50;75", "100;50;50;50")


@pytest.mark.parametrize(
    ("head", "rows", "cell", "words"),
    [
        (FILED, ("200;150;60;75",), "D2", "Các cột “Trực tiếp”, “Trực tuyến” cộng lại"),
        (STATIONS, ("20;15;6",), "C2", "Các cột “Viettel”, “VNPT” cộng lại bằng cột “Số trạm BTS”"),
    ],
)
def test_columns_that_add_up_but_in_few_rows_are_asked_about_with_these(head, rows, cell, words):
    names = ("Thị trấn Tầm Vu", "Xã Bình Quới", "Xã Hòa Phú", "Xã Phú Ngãi Trị", "Xã Vĩnh Công")
    sound = [row if head == FILED else row.rpartition(";")[0] for row in FILED_ROWS]
    assert asked(head, *(f"{n};{r}" for n, r in zip(names, sound, strict=False))) == []
    lines = [f"{n};{r}" for n, r in zip(names, (*sound, *rows), strict=True)]
    [(at, reason, sentence)] = asked(head, *lines)
    assert (at, reason) == (cell, "sum")
    assert words in sentence
    assert "trừ ở dòng 6:" in sentence


def test_a_column_that_is_the_rest_of_a_part_by_the_register_says_nothing_new():
    head = "Tỉnh;Tổng số dịch vụ công;Số dịch vụ công trực tuyến toàn trình;Còn lại"
    figures, reasons, _ = read(
        head, "Tỉnh Long An;100;60;40", "Tỉnh Tây Ninh;200;150;50", period=YEAR
    )
    assert len(figures) == 4
    assert reasons == []
