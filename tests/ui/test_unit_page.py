"""One unit on one page: targets, rank, silence, comparison."""

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Direction
from cds.domain.observations import Point
from cds.domain.stories import Slide
from cds.views.reader import Reader
from cds.views.unit import block, build, unit_changes
from cds.views.unit_profile import compare
from tests.factories import catalogue, indicator, target, unit_id
from tests.ui.leaders import TODAY, FiguresView, counted, only

HOME = catalogue([indicator(denominator_name="số hộ"), indicator("skills")], [target()])
PERIOD = "2025-Q2"


def page(points, code="1012", home=HOME):
    reader = Reader(Path(), home, FiguresView(home, {"coverage": points}), TODAY)
    return build(reader, unit_id(code))


def cells(page):
    (line,) = page.table.rows
    return dict(zip(page.table.columns, line, strict=True))


def test_a_unit_stands_against_its_target_and_its_peers():
    points = {
        "1012": [counted("2024-Q2", 400, 1000), counted(PERIOD, 600, 1000)],
        "1011": [counted(PERIOD, 900, 1000)],
        "1022": [counted(PERIOD, 100, 1000)],
    }

    line = page(points)

    assert cells(line)["rank"] == "2/3"
    assert cells(line)["change"] == "+20,0 điểm %"


def test_peers_are_ranked_in_the_same_period_only():
    points = {"1012": [counted(PERIOD, 600, 1000)], "1011": [counted("2024-Q2", 900, 1000)]}

    assert cells(page(points))["rank"] == "–"


def test_a_unit_without_peers_to_compare_with_is_told_without_a_place():
    found = page({"1012": [counted(PERIOD, 600, 1000)]})

    assert found.verdict == ("Xã Ven Thành: 1 mục tiêu chưa đạt; nặng nhất: Mục tiêu coverage")
    assert found.counts == "1 mục tiêu: 1 chưa đủ số liệu."
    assert (found.rule, found.peers.lines) == ("", ())


PEERS = {
    "1011": [counted(PERIOD, 900, 1000)],
    "1012": [counted(PERIOD, 600, 1000)],
    "1021": [counted(PERIOD, 800, 1000)],
    "1022": [counted(PERIOD, 100, 1000)],
}


def test_the_verdict_says_the_place_among_all_peers_and_the_worst_target():
    # 1011 and 1021 meet 80 %; 1012 is at 60 of 80 (0.75), 1022 at 10 of 80; 1023 is silent.
    found = page(PEERS)

    assert found.verdict == (
        "Xã Ven Thành hạng 3/4; 1 mục tiêu chưa đạt; nặng nhất: Mục tiêu coverage"
    )
    assert found.peers.rows == (
        ("1", "Phường Trung Tâm", "1/1", "100,0%"),
        ("1", "Thị trấn Bờ Sông", "1/1", "100,0%"),
        ("3", "Xã Ven Thành", "0/1", "75,0%"),
        ("4", "Xã Đồng Xa", "0/1", "12,5%"),
        ("–", "Xã Biên Giới", "–", "–"),
    )
    assert "1 mục tiêu mà ít nhất một nửa số đơn vị cấp xã có số liệu" in found.rule
    assert "mức đạt bình quân (tại đây 75,0%)" in found.rule


def test_a_shared_place_is_called_so_and_a_silent_unit_has_none():
    tied, silent = page(PEERS, code="1011"), page(PEERS, code="1023")

    assert tied.verdict == ("Phường Trung Tâm đồng hạng 1/4; cả 1 mục tiêu đo được đều đạt mức")
    assert "như 1 đơn vị khác ở đây" in tied.rule
    assert silent.rule.startswith("Chưa xếp hạng")


def test_slide_and_brief_open_with_the_verdict_of_the_page():
    reader = Reader(Path(), HOME, FiguresView(HOME, {"coverage": PEERS}), TODAY)
    asked = Slide("unit", {"unit": unit_id("1012")})
    assert block(reader, asked).title == page(PEERS).verdict


def test_targets_not_met_come_first_and_the_unmeasured_last():
    home = catalogue(
        [indicator("met"), indicator("near"), indicator("far"), indicator("silent")],
        [
            *(target(key) for key in ("met", "near", "far")),
            target("silent", level=AdminLevel.DISTRICT, scope_unit_id=unit_id("101")),
        ],
    )
    points = {
        key: {"101": [counted(PERIOD, value, 100)]}
        for key, value in (("met", 90), ("near", 70), ("far", 20))
    }
    reader = Reader(Path(), home, FiguresView(home, points), TODAY)

    found = build(reader, unit_id("101"))

    links = [parse_qs(line.link.partition("?")[2]) for line in found.targets]
    assert [asked["indicator"] for asked in links] == [["far"], ["near"], ["met"], ["silent"]]


def test_a_unit_without_figures_says_so_and_names_what_it_owes():
    found = page({})

    assert found.table.lines == ()
    assert found.verdict == "Xã Ven Thành: chưa có mục tiêu nào đặt cho đơn vị này"
    assert "Tỷ lệ coverage; Tỷ lệ skills" in found.silent


def test_context_figures_have_no_rank():
    home = catalogue([indicator(direction=Direction.CONTEXT)])
    points = {"1012": [only(PERIOD, 5)], "1011": [only(PERIOD, 9)]}

    assert cells(page(points, home=home))["rank"] == "–"


def test_a_district_leads_up_and_down():
    found = page({}, code="101")

    assert [unit.name for unit in found.above] == ["Tỉnh Thử Nghiệm"]
    assert [unit.name for unit in found.below] == ["Phường Trung Tâm", "Xã Ven Thành"]


def side_by_side(here: list[Point], there: list[Point], **changes):
    home = catalogue([indicator(**changes)], [target()])
    view = FiguresView(home, {"coverage": {"1012": here, "1011": there}})
    return compare(Reader(Path(), home, view, TODAY), unit_id("1012"), unit_id("1011"))


def test_two_units_are_compared_at_their_newest_common_period():
    found = side_by_side(
        [counted("2024-Q2", 40, 100), counted(PERIOD, 90, 100)], [counted("2024-Q2", 30, 100)]
    )

    assert found.table.rows[0][1:6] == (
        "Quý II/2024",
        "40,0%",
        "30,0%",
        "+10,0 điểm %",
        "Xã Ven Thành",
    )
    assert "Xã Ven Thành tốt hơn ở 1" in found.sentence


def test_where_fewer_is_better_fewer_wins():
    found = side_by_side(
        [only(PERIOD, 40)], [only(PERIOD, 30)], direction=Direction.LOWER_IS_BETTER
    )

    assert found.table.rows[0][5] == "Phường Trung Tâm"


def test_units_without_a_common_period_are_not_compared():
    found = side_by_side([only(PERIOD, 40)], [only("2024-Q2", 30)])

    assert found.table.rows == ()
    assert "chưa có chỉ tiêu nào cùng kỳ" in found.sentence


def test_without_an_earlier_version_nothing_can_have_changed():
    view = SimpleNamespace(version=0, snapshots=())
    assert unit_changes(Reader(Path(), HOME, view, TODAY), unit_id("1012")) == (
        "Chưa có lần công bố trước để so sánh.",
    )
