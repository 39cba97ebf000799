"""What travels with a figure in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cds.domain.assessments import Assessment, Standing, Status
from cds.domain.indicators import IndicatorKind
from cds.domain.observations import ObservationStatus, Origin, Point
from cds.domain.periods import parse_period
from cds.text import figures
from cds.text.figures import STANDINGS
from tests import factories as f

D = Decimal
POINT = Point(
    parse_period("2024-Q4"),
    D("62.5"),
    D(5000),
    D(8000),
    source_title="Báo cáo 12",
    file_name="a.csv",
)
JUDGED = Assessment(
    "coverage", "u", "t", Status.LIMITED, Standing.LIMITED, gap=D("9.5"), still_to_do=1200
)
HOMES = f.indicator(denominator_name="số hộ")


def test_the_source_is_the_title_else_the_file_else_unknown():
    assert figures.source(POINT) == "Báo cáo 12"
    assert figures.source(POINT._replace(source_title="")) == "a.csv"
    assert figures.source(POINT._replace(source_title="", file_name=None)) != ""


def test_a_sum_says_of_how_many_and_a_generated_figure_that_it_is_one():
    rolled = POINT._replace(origin=Origin.ROLLED_UP, units_reported=3, units_expected=5)
    demo = POINT._replace(status=ObservationStatus.DEMO)
    said = figures.source(demo)
    assert {"3", "5"} <= set(figures.source(rolled).replace("/", " ").split())
    assert said != figures.source(POINT)
    whole = rolled._replace(status=ObservationStatus.DEMO, units_demo=3)
    assert figures.source(whole).endswith(said)


def test_a_sum_of_both_kinds_says_how_many_of_its_parts_are_of_which():
    mixed = POINT._replace(
        origin=Origin.ROLLED_UP,
        status=ObservationStatus.DEMO,
        units_reported=182,
        units_expected=186,
        units_demo=171,
    )
    assert figures.source(mixed) == (
        "cộng từ 182/186 đơn vị trực thuộc: 11 đơn vị có số thật, 171 đơn vị có số minh họa"
    )


def test_a_generated_figure_carries_its_mark_in_a_cell_and_a_real_one_none():
    demo = POINT._replace(status=ObservationStatus.DEMO)
    assert figures.marked(POINT, HOMES) == "62,5%"
    assert figures.marked(demo, HOMES) == "62,5% (MH)"
    assert figures.marked(None, HOMES) == "–"


def test_a_tooltip_names_place_value_period_counts_source_and_completeness():
    lines = figures.hover("Thị xã Trung Tâm", POINT._replace(completeness=D("0.9")), HOMES)
    first, value, counts, source, full = lines.split("<br>")
    assert first == "<b>Thị xã Trung Tâm</b>"
    assert value == "62,5% · Quý IV/2024"
    assert counts == "5.000/8.000 hộ"
    assert source.endswith(": Báo cáo 12")
    assert "90%" in full


def test_a_long_source_is_cut_and_counts_may_be_absent():
    bare = POINT._replace(numerator=None, source_title="x" * 200)
    lines = figures.hover("A", bare, HOMES).split("<br>")
    assert len(lines) == 4
    assert lines[2].endswith("x…")
    assert figures.counts_text(bare, HOMES) == ""


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({}, ("9,5 điểm %", "1.200 hộ")),
        ({"still_to_do": None}, ("9,5 điểm %",)),
        ({"gap": D(0), "still_to_do": 1}, ("0,0 điểm %", "1 hộ")),  # strict: one household short
    ],
)
def test_the_gap_is_told_in_both_currencies(changes, parts):
    text = figures.gap(replace(JUDGED, **changes), HOMES)
    assert all(part in text for part in parts)


def test_no_gap_and_an_unknown_gap_are_told_apart():
    none = figures.gap(replace(JUDGED, gap=D(0), still_to_do=0), HOMES)
    unknown = figures.gap(replace(JUDGED, gap=None), HOMES)
    assert none != unknown


def test_a_target_without_number_is_told_in_its_own_words():
    judged = replace(JUDGED, target_value=D(80))
    assert figures.target(judged, HOMES, f.target()) == "≥ 80%"
    assert figures.target(judged, HOMES, None) == "–"
    worded = f.target(value=None, unit_name="so với cả nước (điểm)")
    assert figures.target(JUDGED, HOMES, worded) == "so với cả nước"


def test_a_badge_is_that_of_the_standing_and_says_how_late():
    assert figures.badge(JUDGED) is STANDINGS[Standing.LIMITED]
    late = replace(JUDGED, standing=Standing.OVERDUE, late_days=332)
    assert figures.badge(late).word == "Quá hạn 332 ngày"


def test_tags_in_names_titles_and_units_stay_letters_in_a_tooltip():
    odd = '<a href="https://x.y">Biểu</a> <b>1</b> & {0}%{x}'
    point = POINT._replace(source_title=odd)

    lines = figures.hover(odd, point, f.indicator(denominator_name="hộ <i>"))

    shown = '&lt;a href="https://x.y"&gt;Biểu&lt;/a&gt; &lt;b&gt;1&lt;/b&gt; &amp; {0}%{x}'
    assert lines.startswith(f"<b>{shown}</b><br>")
    assert lines.count(shown) == 2
    assert "<i>" not in lines
    assert "<a" not in lines


def test_a_file_name_without_title_stays_letters_in_a_tooltip():
    point = POINT._replace(source_title="", file_name="<b>a</b>&b.csv")

    assert "&lt;b&gt;a&lt;/b&gt;&amp;b.csv" in figures.hover("Xã", point, HOMES)


def test_a_milestone_says_how_many_of_its_steps_are_done_whatever_was_published():
    milestone = f.indicator(kind=IndicatorKind.MILESTONE, unit_name="")
    published = replace(JUDGED, latest=POINT._replace(value=D(1)))
    assert figures.value(published, milestone) == "đã hoàn thành"
    assert figures.value(replace(published, steps_done=2, steps_total=4), milestone) == "2/4 bước"


def test_a_value_is_the_latest_figure_and_a_dash_without_one():
    assert figures.value(replace(JUDGED, latest=POINT), HOMES) == "62,5%"
    assert figures.value(JUDGED, HOMES) == "–"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("88.9", 2, "88,9%"),
        ("100", 2, "100%"),
        ("99.93", 2, "99,93%"),
        ("99.93", 1, "99,9%"),
    ],
)
def test_a_figure_reported_without_counts_gets_no_decimals_of_ours(value, decimals, shown):
    point = Point(parse_period("2024"), D(value))
    assert figures.amount(point, f.indicator(decimals=decimals)) == shown


def test_a_counted_share_and_a_sum_keep_the_decimals_of_the_indicator():
    counted = Point(parse_period("2024"), D(50), D(1), D(2))
    rolled = Point(parse_period("2024"), D(50), origin=Origin.WEIGHTED)
    assert [figures.amount(p, f.indicator(decimals=1)) for p in (counted, rolled)] == ["50,0%"] * 2
    assert figures.amount(None, f.indicator()) == "–"
    assert figures.amount(f.observation(value=None), f.indicator()) == "–"


@pytest.mark.parametrize(
    ("value", "target", "shown"),
    [
        ("89.976", "90", "89,98%"),
        ("79.995", "80", "79,995%"),
        ("90", "90", "90,0%"),
        ("91.04", "90", "91,0%"),
    ],
)
def test_rounding_never_makes_a_value_look_like_the_target_it_is_not(value, target, shown):
    point = Point(parse_period("2024"), D(value), D(1), D(2))
    judged = replace(JUDGED, latest=point, target_value=D(target))
    assert figures.value(judged, f.indicator(decimals=1)) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("91.549", "91.551", ("91,549%", "91,551%")),
        ("91.55", "91.55", ("91,55%", "91,55%")),
        ("90", "91.551", ("90%", "91,55%")),
    ],
)
def test_figures_beside_each_other_differ_where_they_do(before, after, shown):
    ends = [Point(parse_period("2024"), D(value)) for value in (before, after)]
    share = f.indicator(decimals=2)
    assert figures.apart(*ends, share) == shown
    judged = [replace(JUDGED, latest=end) for end in ends]
    assert figures.values_apart(*judged, share) == shown
    assert figures.values_apart(None, judged[1], share) == ("–", "91,55%")
    assert figures.apart(None, ends[1]._replace(status=ObservationStatus.DEMO), share) == (
        "–", f"{figures.amount(ends[1], share)} (MH)"
    )  # fmt: skip


def test_one_share_of_other_counts_is_told_with_them():
    ends = [POINT, POINT._replace(numerator=D(10000), denominator=D(16000))]
    assert figures.apart(*ends, HOMES) == ("62,5% (5.000/8.000 hộ)", "62,5% (10.000/16.000 hộ)")
    assert figures.apart(ends[0], ends[0], HOMES) == ("62,5%", "62,5%")
    assert figures.apart(ends[0], POINT._replace(numerator=None), HOMES) == (
        "62,5% (5.000/8.000 hộ)", "62,5%"
    )  # fmt: skip


def test_what_is_the_same_is_no_turn():
    assert figures.turn("91%", "92%") == "91% → 92%"
    assert figures.turn("91%", "91%") == "91%, không đổi"


@pytest.mark.parametrize(
    ("note", "value", "shown"),
    [
        ("'khoảng'. Độ tin cậy: cao", "87", "khoảng 87%"),
        ("'gần 96%'. Tên theo nguồn: Tỷ lệ", "96", "gần 96%"),
        ("khoảng 87%", "87", "khoảng 87%"),
        ("Trên 99,5%; tạm tính", "99.5", "trên 99,5%"),
        ("~87", "87", "~ 87%"),
        ("Trên 3 xã chưa báo cáo", "87", "87%"),
        ("Trên địa bàn 3 xã", "3", "3%"),
        ("'up 59 percent' không rõ", "76", "76%"),
        ("trên ,,5", "5", "5%"),
        ("", "5", "5%"),
    ],
)
def test_what_the_source_sets_before_its_number_stands_before_ours(note, value, shown):
    point = Point(parse_period("2024"), D(value), note=note)
    assert figures.amount(point, f.indicator(decimals=1)) == shown


def test_a_rank_says_of_how_many_where_the_source_does():
    point = Point(parse_period("2022"), D(11), D(11), D(63))
    rank = f.indicator(kind=IndicatorKind.RANK, unit_name="hạng", decimals=0)
    assert figures.amount(point, rank) == "hạng 11/63"


def test_a_cumulated_figure_says_from_when_to_when():
    point = Point(parse_period("2023-Q1"), D(1478743), cumulative_since=date(2022, 1, 1))
    said = "lũy kế từ 01/01/2022 đến 31/03/2023"
    assert figures.when(point) == figures.when_short(point) == said
    assert said in figures.hover("Tỉnh", point, f.indicator())
    assert figures.when(point._replace(cumulative_since=None)) == "Quý I/2023"
    assert figures.when_short(point._replace(cumulative_since=None)) == "Q1/23"
    assert figures.when(None) == "–"


def test_completeness_of_a_percentage_alone_is_not_known():
    point = Point(parse_period("2023"), D(87), completeness=None)
    assert figures.completeness(point) == "chưa rõ"
    assert figures.completeness(point._replace(completeness=D("0.9"))) == "90%"
    assert figures.completeness(None) == "–"


@pytest.mark.parametrize(
    ("given", "shown"),
    [("2024-10-01", "01/10/2024"), ("2024 (ngày không hiện)", "2024 (ngày không hiện)"), ("", "–")],
)
def test_the_day_of_the_source_is_told_as_far_as_it_is_known(given, shown):
    assert figures.published(Point(parse_period("2024"), D(1), published_on=given)) == shown


@pytest.mark.parametrize(
    ("value", "gap", "told"),
    [
        ("76.25", "3.75", "3,7 điểm %"),  # 76,3 on screen
        ("79.96", "0.04", "0,04 điểm %"),
        ("80", "0", "0,0 điểm %"),
        ("76.25", None, "–"),
    ],
)
def test_a_gap_lies_between_the_figure_on_screen_and_its_target(value, gap, told):
    latest = POINT._replace(value=D(value))
    judged = replace(JUDGED, latest=latest, target_value=D(80), gap=gap and D(gap))

    assert figures.missing(judged, HOMES) == told


def test_a_value_is_marked_where_it_is_generated_but_steps_are_not():
    demo = replace(JUDGED, latest=POINT._replace(status=ObservationStatus.DEMO))
    assert figures.value(replace(JUDGED, latest=POINT), HOMES) == "62,5%"
    assert figures.value(demo, HOMES) == "62,5% (MH)"
    assert "(MH)" not in figures.value(replace(demo, steps_total=4, steps_done=1), HOMES)


def test_a_target_named_wider_than_it_is_measured_says_by_what():
    aim = f.target(name="Phổ cập 4G/5G")
    assert figures.target_name(aim) == "Phổ cập 4G/5G"
    assert figures.target_name(replace(aim, measured_by="chỉ đo 4G")) == "Phổ cập 4G/5G (chỉ đo 4G)"
