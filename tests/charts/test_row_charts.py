"""Rows as charts: what is still to do as bars, a series on its path."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cds.charts.theme import DEMO_LINE, PUBLISHED_LINE, STANDING_COLOURS
from cds.domain.assessments import Standing
from cds.domain.indicators import IndicatorKind
from cds.domain.periods import parse_period
from cds.views import columns
from cds.views.columns import trend
from tests.charts.row_factory import demo, point, row
from tests.factories import indicator, target

AIM = target(value="80")


def commune(code: str, share: str, households: int | None = 1000, before: str = "10"):
    points = (point("2021", before, households), point("2023", share, households))
    return row(*points, name=f"Xã Số {code}", code=code, aim=AIM)


def ranking(rows, limit=15):
    return columns.ranking(rows, limit, {row.unit.unit_id: row.unit.name for row in rows})


def names(chart) -> list[str]:
    return [bar.label for bar in chart.bars]


def test_the_longest_bar_comes_first():
    chart = ranking([commune("1", "70"), commune("2", "30"), commune("3", "50")])

    assert names(chart) == ["Xã Số 2", "Xã Số 3", "Xã Số 1"]
    assert [bar.value for bar in chart.bars] == [500, 300, 100]


def test_equal_bars_are_ordered_by_code():
    assert names(ranking([commune("2", "50"), commune("1", "50")])) == ["Xã Số 1", "Xã Số 2"]


def test_a_large_commune_outranks_a_small_one_that_lacks_more_points():
    chart = ranking([commune("1", "20", 100), commune("2", "70", 9000)])

    assert names(chart) == ["Xã Số 2", "Xã Số 1"]


def test_communes_that_have_arrived_or_never_reported_are_left_out():
    chart = ranking([commune("1", "80"), commune("2", "95"), commune("3", "50"), row(code="4")])

    assert names(chart) == ["Xã Số 3"]


def test_nothing_left_to_do_draws_nothing():
    assert ranking([commune("1", "90")]) is None
    assert ranking([]) is None


def test_only_the_first_are_drawn():
    rows = [commune(f"{n:02}", str(n)) for n in range(30)]

    assert len(names(ranking(rows, limit=15))) == 15
    assert names(ranking(rows, limit=15))[0] == "Xã Số 00"


def test_bars_say_things_value_and_state_in_words():
    bar = ranking([commune("1", "40")]).bars[0]

    assert bar.worded_text == f"400 hộ · 40,0% · {bar.word.lower()}"


def test_without_counts_the_bar_is_the_gap_in_points():
    chart = ranking([commune("1", "70.5", households=None)])

    assert chart.bars[0].value == Decimal("9.5")
    assert "9,5 điểm %" in chart.bars[0].text


def test_counts_are_ranked_by_their_gap():
    measured = indicator(kind=IndicatorKind.COUNT, unit_name="xã", maximum=None, decimals=0)
    short = row(point("2021", "10"), point("2023", "30"), measured=measured, aim=AIM)

    assert ranking([short]).bars[0].value == 50


def test_a_bar_has_the_colour_of_its_status():
    chart = ranking([commune("1", "20", before="30")])

    assert chart.bars[0].colour == STANDING_COLOURS[Standing.MOVING_AWAY]


GROWING = (point("2021", "20"), point("2022", "35"), point("2023", "50"))


def lines(*points, **changes):
    """The lines of a trend by the first two words of their names."""
    return {" ".join(line.name.split()[:2]): line for line in trend(row(*points, **changes)).lines}


def drawn(line) -> tuple[list[date], list[Decimal]]:
    return [spot.day for spot in line.spots], [spot.value for spot in line.spots]


def test_without_figures_there_is_no_trend():
    assert trend(row()) is None


def test_published_figures_stand_at_the_ends_of_their_periods():
    line = lines(*GROWING)["Số liệu"]

    assert drawn(line) == ([date(year, 12, 31) for year in (2021, 2022, 2023)], [20, 35, 50])
    assert line.look is PUBLISHED_LINE


def test_generated_figures_are_a_line_of_their_own():
    chart = trend(row(point("2021", "20"), demo("2022", "30"), demo("2023", "40")))

    values = {line.look: [spot.value for spot in line.spots] for line in chart.lines}
    assert values[DEMO_LINE] == [30, 40]
    assert values[PUBLISHED_LINE] == [20]


def test_the_path_runs_from_baseline_to_target_and_official_steps_bend_it():
    aim = replace(target(), path=((parse_period("2023"), Decimal(30)),))

    straight, bent = lines(*GROWING)["Lộ trình"], lines(*GROWING, aim=aim)["Lộ trình"]

    assert drawn(straight) == ([date(2021, 12, 31), date(2025, 12, 31)], [20, 80])
    assert drawn(bent)[1] == [20, 30, 80]


def test_the_projection_ends_on_the_target_at_the_day_it_names():
    projection = lines(*GROWING)["Dự kiến"]

    days, values = drawn(projection)
    assert values == [50, 80]
    assert days == [date(2023, 12, 31), date(2025, 12, 31)], "30 points at 15 a year"
    assert f"{days[1]:%d/%m/%Y}" in projection.name
    assert "Dự kiến" not in lines(point("2021", "50"), point("2022", "40"))


def test_without_a_target_in_numbers_only_the_figures_are_drawn():
    assert len(lines(*GROWING, aim=target(value=None))) == 1


def test_points_tell_unit_value_period_and_kind_of_source():
    hover = lines(*GROWING)["Số liệu"].spots[-1].hover

    assert hover.startswith("<b>Xã Đồng Xa</b>")
    assert "50% · năm 2023" in hover
    assert "công bố" in hover
