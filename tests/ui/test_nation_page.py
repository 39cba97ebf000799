"""The province among the provinces: no line across frameworks, a gap only where both are known."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.observations import has_demo
from cds.domain.periods import parse_period
from cds.domain.programme import Framework
from cds.domain.stories import Slide
from cds.views.nation import block, build, comparable, summary, years
from cds.views.reader import Reader
from tests.factories import admin_unit, catalogue, indicator
from tests.ui.leaders import TODAY, FiguresView, demo, only

SCORE = {"kind": IndicatorKind.SCORE, "unit_name": "điểm", "decimals": 4, "maximum": None}
FRAMEWORKS = (
    Framework("score", parse_period("2020"), "Bộ cũ"),
    Framework("score", parse_period("2022"), "Bộ mới"),
)


def world(others=(), **changes):
    made = catalogue(
        [indicator("score", **(SCORE | changes)), indicator("alone")],
        extra_units=[
            admin_unit("VN", AdminLevel.NATION, None, "Nước Ta", vintages=()),
            admin_unit("48", AdminLevel.PROVINCE, None, "Tỉnh Bạn", vintages=()),
            *(admin_unit(one, AdminLevel.PROVINCE, None, one, vintages=()) for one in others),
        ],
    )
    object.__setattr__(made, "frameworks", FRAMEWORKS)
    return made


def page(points, year="2022", **changes):
    home = world(**changes)
    return build(read(home, {"score": points}), "score", parse_period(year))


def read(home, points):
    return Reader(Path(), home, FiguresView(home, points), TODAY)


def test_a_gap_to_the_mean_is_told_with_what_is_needed():
    found = page({"10": [only(2022, "0.5")], "VN": [only(2022, "0.6")]})

    assert found.verdict.endswith("kém trung bình cả nước 0,1000 điểm (0,6 điểm)")


def test_without_our_score_the_page_says_so():
    found = page({"VN": [only(2022, "0.6")]})

    assert found.verdict.startswith("Chưa thu thập được số công bố của Thử Nghiệm năm 2022")
    assert found.notes[0] == "Chưa thu thập được số công bố của Thử Nghiệm: năm 2022."


def test_the_place_is_counted_among_published_provinces_only():
    found = page({"10": [only(2022, "0.5")], "48": [only(2022, "0.7")], "VN": [only(2022, "0.6")]})

    assert "thứ 2 trong 2 tỉnh có số" in found.verdict
    assert [row[:2] for row in found.near.rows] == [("1", "Tỉnh Bạn"), ("2", "▶ Tỉnh Thử Nghiệm")]


def test_a_slide_tells_its_figures_in_the_order_of_its_years():
    """The source named first is that of the newest, in every process the same."""
    known = [2014, 2022, 2016, 2019, 2021, 2015, 2018, 2020]
    reader = read(
        world(), {"score": {one: [only(y, "0.5") for y in known] for one in ("10", "VN")}}
    )

    years_told = [point.period.start.year for point in block(reader, Slide("nation")).points]

    assert years_told == sorted(2 * known, reverse=True)


def test_no_line_crosses_a_framework():
    values = [only(year, "0.5") for year in (2020, 2021, 2022, 2023)]

    found = page({"10": values})

    lines = [line for line in found.trend.lines if line.look.width]
    assert [[spot.day.year for spot in line.spots] for line in lines] == [
        [2020, 2021],
        [2022, 2023],
    ]


def test_generated_and_published_figures_are_not_joined():
    found = page({"10": [only(2022, "0.5")], "VN": [demo(only(2023, "0.6"))]})

    assert found.has_demo
    assert {line.look.dash for line in found.trend.lines if line.name == "Nước Ta"} == {"dot"}


def test_few_shares_stand_beside_each_other_the_homes_first_the_newest_first():
    share = {"kind": IndicatorKind.SHARE, "unit_name": "%", "decimals": 1}
    points = {"10": [only(2022, "95.2")], "VN": [only(2020, "70"), only(2021, "80")]}

    rows = page(points, **share).trend.rows

    assert [(one.name, one.label, one.share, one.is_beside) for one in rows] == [
        ("Tỉnh Thử Nghiệm", "năm 2022", 0.952, False),
        ("Nước Ta", "năm 2021", 0.8, True),
        ("Nước Ta", "năm 2020", 0.7, True),
    ]


def test_of_ranks_the_first_is_the_best():
    changes = {"kind": IndicatorKind.RANK, "direction": Direction.LOWER_IS_BETTER, "decimals": 0}

    ours = [only(2022, 21), only(2023, 11)]
    found = page({"10": ours, "48": [only(2023, 1), only(2024, 1)]}, "2023", **changes)

    assert found.verdict == (
        "Thử Nghiệm hạng 11 năm 2023 (công bố mới nhất) · tăng 10 bậc so với năm 2022"
    )
    assert found.notes[0].endswith(": năm 2024.")
    assert list(found.units.column("unit")) == ["Tỉnh Bạn", "Tỉnh Thử Nghiệm"]
    assert found.trend.is_reversed


def test_of_a_whole_ranking_the_best_and_those_about_the_home_are_drawn():
    changes = {"kind": IndicatorKind.RANK, "direction": Direction.LOWER_IS_BETTER, "decimals": 0}
    others = [str(code) for code in range(100, 130)]
    points = {one: [only(2022, place)] for place, one in enumerate(others, 1) if place != 20}
    home = world(others, **changes)

    found = build(
        read(home, {"score": points | {"10": [only(2022, 20)]}}), "score", parse_period("2022")
    )

    drawn = [int(spot.value) for spot in found.trend.lines[-1].spots]
    assert drawn == [1, 2, 3, 16, 17, 18, 19, 21, 22, 23, 24]


def test_only_what_is_known_of_others_is_compared():
    home = world()
    points = {"score": {"VN": [only(2022, 1)]}, "alone": {"10": [only(2022, 1)]}}

    assert comparable(read(home, points)) == ("score",)


def test_the_first_year_is_our_newest_real_one():
    home = world()
    points = {"10": [only(2021, 1), demo(only(2023, 1))], "VN": [only(2021, 1), only(2023, 1)]}

    found = years(read(home, {"score": points}), "score")

    assert [str(period) for period in found] == ["2021", "2023"]


def test_the_summary_takes_the_newest_common_year():
    home = world()
    points = {"10": [only(2021, "0.5"), only(2022, "0.6")], "VN": [only(2021, "0.4")]}

    found, shown = summary(read(home, {"score": points}))

    assert found.rows[0][1:5] == ("năm 2021", "0,5 điểm", "0,4 điểm", "+0,1000 điểm")
    assert found.rows[0][6] == "công bố / công bố"
    assert found.lines[0].figure.period == parse_period("2021")
    assert not has_demo(shown)


def test_a_generated_figure_of_ours_beside_the_nations_real_one_is_marked_wherever_it_counts():
    home = world()
    points = {"10": [demo(only(2022, "0.5"))], "VN": [only(2022, "0.4")]}

    found, shown = summary(read(home, {"score": points}))

    values = ("0,5 điểm (MH)", "0,4 điểm", "+0,1000 điểm (MH)")
    assert found.rows[0][2:5] == values
    assert found.rows[0][6] == "minh họa / công bố"
    assert has_demo(shown)
    assert page(points).years.rows[0][1:4] == values
    assert page(points).verdict.startswith("Thử Nghiệm 0,5 điểm (MH) năm 2022")


@given(st.decimals(0, 1, places=4), st.decimals(0, 1, places=4))
def test_the_sentence_and_the_table_agree(own, mean):
    found = page({"10": [only(2022, own)], "VN": [only(2022, mean)]})

    _, home, nation, gap, *_ = found.years.rows[0]
    assert f"{home} năm 2022" in found.verdict
    assert found.verdict.endswith(f"({nation})")
    assert own == mean or f" {gap.lstrip('+−')} (" in found.verdict


def test_the_break_lies_between_two_years():
    found = page({"10": [only(2020, 1), only(2022, 1)]})

    (mark,) = found.trend.marks
    days = [spot.day for line in found.trend.lines for spot in line.spots]
    assert days[0] < mark[0] < days[1]
