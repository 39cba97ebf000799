"""One unit on one page: targets, rank, silence, comparison, the printed sheet."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.indicators import Direction
from cds.domain.observations import Point
from cds.views.unit import COLUMNS, build
from cds.views.unit_changes import unit_changes
from cds.views.unit_comparison import compare
from cds.views.unit_place import SHEET_COLUMNS, sheet
from tests.factories import catalogue, indicator, target, unit_id
from tests.ui.leaders import FiguresView, counted, demo, only, row, shown_numbers

HOME = catalogue([indicator(denominator_name="số hộ"), indicator("skills")], [target()])
PERIOD = "2025-Q2"


def page(points, code="1012", home=HOME):
    view = FiguresView(home, {"coverage": points})
    return build(home, view, [row(home, code, points.get(code, ()))], unit_id(code))


def cells(line):
    return dict(zip(COLUMNS, line.cells, strict=True))


def test_a_unit_stands_against_its_target_and_its_peers():
    points = {
        "1012": [counted("2024-Q2", 400, 1000), counted(PERIOD, 600, 1000)],
        "1011": [counted(PERIOD, 900, 1000)],
        "1022": [counted(PERIOD, 100, 1000)],
    }

    (line,) = page(points).lines

    assert cells(line)["rank"] == "2/3"
    assert cells(line)["district_rank"] == "2/2"
    assert cells(line)["change"] == "+20,0 điểm %"
    assert (cells(line)["gap"], cells(line)["things"]) == ("20,0 điểm %", "200 hộ")


def test_peers_are_ranked_in_the_same_period_only():
    points = {"1012": [counted(PERIOD, 600, 1000)], "1011": [counted("2024-Q2", 900, 1000)]}

    assert cells(page(points).lines[0])["rank"] == "–"


def test_the_sentence_names_what_is_missing_and_who_answers():
    home = replace(HOME, targets={"t": replace(target(), responsible="Sở Thử")})

    found = page({"1012": [counted(PERIOD, 600, 1000)]}, home=home)

    assert found.summary.startswith("Xã Ven Thành: 1 mục tiêu, 1 chưa đủ số liệu. Xa mục tiêu nhất")
    assert "Còn thiếu 20,0 điểm %, tức 200 hộ. Phụ trách: Sở Thử." in found.summary
    assert found.gaps is not None


def test_a_value_equal_to_the_target_is_met():
    found = page({"1012": [counted(PERIOD, 800, 1000)]})

    assert found.summary == "Xã Ven Thành: 1 mục tiêu, 1 đạt."
    assert found.gaps is None


def test_a_unit_without_figures_says_so_and_names_what_it_owes():
    found = page({})

    assert found.lines == ()
    assert found.summary == "Xã Ven Thành: 1 mục tiêu, 1 chưa đủ số liệu."
    assert "Tỷ lệ coverage; Tỷ lệ skills" in found.silent


def test_context_figures_have_no_rank():
    home = catalogue([indicator(direction=Direction.CONTEXT)])
    points = {"1012": [only(PERIOD, 5)], "1011": [only(PERIOD, 9)]}

    assert cells(page(points, home=home).lines[0])["rank"] == "–"


def test_a_district_leads_up_and_down():
    found = page({}, code="101")

    assert [unit.name for unit in found.above] == ["Tỉnh Thử Nghiệm"]
    assert [unit.name for unit in found.below] == ["Phường Trung Tâm", "Xã Ven Thành"]


@given(st.integers(0, 2000), st.integers(1, 2000))
def test_every_number_of_the_sentence_stands_in_the_table(covered, households):
    found = page({"1012": [counted(PERIOD, min(covered, households), households)]})

    assert shown_numbers([found.summary]) <= shown_numbers(found.lines[0].cells)


def test_the_sheet_marks_generated_figures_and_numbers_its_sources():
    laid = sheet(page({"1012": [demo(counted(PERIOD, 600, 1000))]}))

    shown = dict(zip(SHEET_COLUMNS, laid.rows[0], strict=True))
    assert shown["value"] == "60,0 % (MH)"
    assert shown["source"] == "(1)"
    assert laid.sources == ("số liệu minh họa do hệ thống sinh ra",)
    assert laid.left_out == 0


def side_by_side(here: list[Point], there: list[Point], **changes):
    home = catalogue([indicator(**changes)], [target()])
    one, other = home.units[unit_id("1012")], home.units[unit_id("1011")]
    return compare(one, other, [row(home, "1012", here)], [row(home, "1011", there)])


def test_two_units_are_compared_at_their_newest_common_period():
    found = side_by_side(
        [counted("2024-Q2", 40, 100), counted(PERIOD, 90, 100)], [counted("2024-Q2", 30, 100)]
    )

    assert found.rows[0][1:6] == ("Quý II/2024", "40,0 %", "30,0 %", "+10,0 điểm %", "Xã Ven Thành")
    assert "Xã Ven Thành tốt hơn ở 1" in found.sentence


def test_where_fewer_is_better_fewer_wins():
    found = side_by_side(
        [only(PERIOD, 40)], [only(PERIOD, 30)], direction=Direction.LOWER_IS_BETTER
    )

    assert found.rows[0][5] == "Phường Trung Tâm"


def test_units_without_a_common_period_are_not_compared():
    found = side_by_side([only(PERIOD, 40)], [only("2024-Q2", 30)])

    assert found.rows == ()
    assert "chưa có chỉ tiêu nào cùng kỳ" in found.sentence


def test_without_an_earlier_version_nothing_can_have_changed():
    assert unit_changes([], None, None) == ("Chưa có lần công bố trước để so sánh.",)
