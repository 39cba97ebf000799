"""The province among the provinces: no line across frameworks, a gap only where both are known."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.periods import parse_period
from cds.domain.programme import Framework
from cds.domain.stories import Slide
from cds.views.nation import (
    against_nation,
    block,
    build,
    comparable,
    ranks,
    years,
)
from cds.views.reader import Reader
from tests.factories import FOUNDED, admin_unit, catalogue, indicator, unit_id
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

    assert "thứ 2/2 tỉnh có số" in found.verdict
    assert [row[:2] for row in found.near.rows] == [("1", "Tỉnh Bạn"), ("2", "▶ Tỉnh Thử Nghiệm")]


def test_a_slide_tells_its_figures_in_the_order_of_its_years():
    """The source named first is that of the newest, in every process the same."""
    known = [2014, 2022, 2016, 2019, 2021, 2015, 2018, 2020]
    reader = read(
        world(), {"score": {one: [only(y, "0.5") for y in known] for one in ("10", "VN")}}
    )

    years_told = [point.period.start.year for point in block(reader, Slide("nation")).points]

    assert years_told == sorted(2 * known, reverse=True)


def joined(found):
    """The strips that a line leads on from, as whose it is and where it leads."""
    return {
        strip.label: [(one.role, one.onward) for one in strip.marks if one.onward is not None]
        for strip in found.strips.strips
    }


def test_no_line_crosses_a_framework():
    years_told = (2020, 2021, 2022, 2023)
    ours, mean = ([only(year, share) for year in years_told] for share in ("0.5", "0.4"))

    found = page({"10": ours, "VN": mean})

    is_joined = {label: bool(lines) for label, lines in joined(found).items()}
    assert is_joined == {"năm 2023": True, "năm 2022": False, "năm 2021": True, "năm 2020": False}
    assert [one.note for one in found.strips.strips] == ["", "", *["bộ chỉ số khác"] * 2]


def test_a_generated_figure_among_published_ones_is_told_from_them():
    found = page({"10": [only(2022, "0.5")], "VN": [demo(only(2022, "0.6"))]})

    assert found.has_demo
    assert [(one.role, one.is_demo) for one in found.strips.strips[0].marks] == [
        ("home", False),
        ("nation", True),
    ]


def test_the_newest_of_the_nation_stands_beside_ours_with_its_own_period():
    """Other periods than the one looked at are drawn where more than one is known in them."""
    share = {"kind": IndicatorKind.SHARE, "unit_name": "%", "decimals": 1}
    points = {"10": [only(2022, "95.2")], "VN": [only(2020, "70"), only(2021, "80.4")]}

    found = page(points, **share)

    (strip,) = found.strips.strips
    assert [(one.role, one.words, one.note) for one in strip.marks] == [
        ("home", "Thử Nghiệm 95,2%", ""),
        ("nation", "Ta 80,4%", "năm 2021"),
    ]
    assert found.verdict.endswith("tốt hơn mức cả nước 80,4% (năm 2021)")


def test_of_many_periods_the_one_looked_at_is_drawn_among_the_newest():
    known = [only(year, "0.5") for year in range(2014, 2023)]

    found = page({"10": known, "VN": known}, "2014")

    assert [one.label[-4:] for one in found.strips.strips] == ["2022", "2021", "2020", "2014"]


def test_nobody_to_stand_among_is_no_picture():
    assert page({"10": [only(2022, "0.5")]}).strips is None


def test_no_province_is_held_against_all_that_the_nation_has():
    total = {"kind": IndicatorKind.COUNT, "unit_name": "trạm", "decimals": 0}
    points = {"10": [only(2022, 245)], "VN": [only(2021, 9000), only(2022, 11591)]}

    found = page(points, **total)

    assert found.verdict.endswith("(công bố mới nhất) · cả nước 11.591 trạm")
    assert found.years.rows[0][3] == "–"
    assert found.strips is None
    of_each = page(points, **{**total, "unit_name": "thuê bao/100 dân"}).verdict
    assert "kém trung bình cả nước" in of_each


def reformed(points, **changes):
    """The home has just taken the place of two provinces, of which one bore its name."""
    home = world(**changes)
    bore_its_name = {"vintages": (), "valid_to": FOUNDED - timedelta(1)}
    was = admin_unit("09", AdminLevel.PROVINCE, None, home.home.name, **bore_its_name)
    units = {**home.units, was.unit_id: was}
    programmes = (
        replace(home.programme, programme_id="old", home_unit_id=unit_id("48")),
        replace(home.programme, programme_id="new", inherits="old"),
    )
    home = replace(home, units=units, programmes=programmes, programme=programmes[1])
    return read(home, {"score": points})


RANK = {
    **{"kind": IndicatorKind.RANK, "direction": Direction.LOWER_IS_BETTER, "decimals": 0},
    "unit_name": "hạng",
}


def test_where_the_home_has_no_figure_yet_those_it_came_from_stand_for_it():
    others = [str(code) for code in range(100, 130)]
    points = {one: [only(2022, place)] for place, one in enumerate(others, 1)}
    points |= {"48": [only(2021, 21), only(2022, 11)], "09": [only(2022, 24)]}
    points |= {"101": [only(2023, 1)]}  # a year without any of ours is offered after those with
    reader = reformed(points, others=others, **RANK)

    assert [str(one) for one in years(reader, "score")] == ["2022", "2021", "2023"]
    found = build(reader, "score", parse_period("2022"))

    told = "trước 31/08/2004: Bạn hạng 11, Thử Nghiệm cũ hạng 24 (năm 2022)"
    assert found.verdict == f"Thử Nghiệm chưa có số công bố; {told}"
    roles = [(one.words, one.role) for one in found.strips.strips[0].marks]
    assert roles[:2] == [("Bạn hạng 11", "past"), ("Thử Nghiệm cũ hạng 24", "past")]
    assert roles[2:] == [(" hạng 1", "one")]
    marked = [row[1] for row in found.near.rows if row[1].startswith("▶")]
    assert marked == ["▶ Tỉnh Bạn", "▶ Tỉnh Thử Nghiệm"]
    heading, found_ranks = ranks(reader)
    assert heading == "Thử Nghiệm chưa có xếp hạng công bố; trước 31/08/2004:"
    (strip,) = found_ranks.values()
    assert (strip.label, strip.note) == ("Tỷ lệ score", "năm 2022")
    assert [(one.words, one.note) for one in strip.marks][:2] == [
        ("Bạn hạng 11", ""), ("Thử Nghiệm cũ hạng 24", "")
    ]  # fmt: skip


def test_a_ranking_says_how_the_home_moved_in_it():
    ours = [only(2022, 21), only(2023, 11)]
    found = read(world(**RANK), {"score": {"10": ours, "48": [only(2023, 1)]}})

    heading, strips = ranks(found)

    assert heading == "Xếp hạng đã công bố"
    assert [(one.words, one.note) for one in strips["score"].marks] == [
        ("Thử Nghiệm hạng 11", "tăng 10 bậc so với năm 2022"), ("Bạn hạng 1", "")
    ]  # fmt: skip


def test_the_home_is_held_against_the_nation_in_every_share_known_of_both():
    share = {"kind": IndicatorKind.SHARE, "unit_name": "%", "decimals": 1}
    points = {
        "score": {"10": [only(2022, "80")], "VN": [only(2021, "90")]},
        "alone": {"10": [demo(only(2022, "99.9"))], "VN": [only(2022, "99")]},
    }

    found = against_nation(read(world(**share), points))

    assert [(one.role, one.text) for one in found.chart.spans] == [
        ("worse", "−10,0 điểm %"),
        ("move", "+0,9 điểm % (MH)"),
    ]
    assert found.sentence == (
        "Thử Nghiệm tốt hơn cả nước ở 0/1 tỷ lệ hai bên đã công bố, 1/1 tỷ lệ theo số minh họa"
    )
    assert found.is_more_than("score")
    alone = against_nation(read(world(**share), {"score": points["score"]}))
    assert [alone.is_more_than(one) for one in ("score", "other")] == [False, True]
    assert against_nation(read(world(), {"score": points["score"]})) is None


def test_of_ranks_the_first_is_the_best():
    changes = RANK | {"unit_name": "điểm"}

    ours = [only(2022, 21), only(2023, 11)]
    found = page({"10": ours, "48": [only(2023, 1), only(2024, 1)]}, "2023", **changes)

    assert found.verdict == (
        "Thử Nghiệm hạng 11 năm 2023 (công bố mới nhất) · tăng 10 bậc so với năm 2022"
    )
    assert found.notes[0].endswith(": năm 2024.")
    assert list(found.units.column("unit")) == ["Tỉnh Bạn", "Tỉnh Thử Nghiệm"]
    assert found.strips.is_reversed


def test_of_a_whole_ranking_the_best_and_those_about_the_home_are_listed():
    others = [str(code) for code in range(100, 130)]
    points = {one: [only(2022, place)] for place, one in enumerate(others, 1) if place != 20}
    home = world(others, **RANK)

    found = build(
        read(home, {"score": points | {"10": [only(2022, 20)]}}), "score", parse_period("2022")
    )

    assert [int(row[0]) for row in found.near.rows] == [1, 2, 3, *range(16, 25)]
    (strip,) = found.strips.strips
    assert len(strip.marks) + len(strip.others) == 30


def test_only_what_is_known_of_others_is_compared():
    home = world()
    points = {"score": {"VN": [only(2022, 1)]}, "alone": {"10": [only(2022, 1)]}}

    assert comparable(read(home, points)) == ("score",)


def test_the_first_year_is_our_newest_real_one():
    home = world()
    points = {"10": [only(2021, 1), demo(only(2023, 1))], "VN": [only(2021, 1), only(2023, 1)]}

    found = years(read(home, {"score": points}), "score")

    assert [str(period) for period in found] == ["2021", "2023"]


def test_a_generated_figure_of_ours_beside_the_nations_real_one_is_marked_wherever_it_counts():
    found = page({"10": [demo(only(2022, "0.5"))], "VN": [only(2022, "0.4")]})

    assert found.years.rows[0][1:4] == ("0,5 điểm (MH)", "0,4 điểm", "+0,1000 điểm (MH)")
    assert found.verdict.startswith("Thử Nghiệm 0,5 điểm (MH) năm 2022")


@given(st.decimals(0, 1, places=4), st.decimals(0, 1, places=4))
def test_the_sentence_and_the_table_agree(own, mean):
    found = page({"10": [only(2022, own)], "VN": [only(2022, mean)]})

    _, home, nation, gap, *_ = found.years.rows[0]
    assert f"{home} năm 2022" in found.verdict
    assert found.verdict.endswith(f"({nation})")
    assert own == mean or f" {gap.lstrip('+−')} (" in found.verdict
