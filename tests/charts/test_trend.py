"""A series against its path: published solid, generated dashed, projection to the target."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cds.charts.theme import GREY
from cds.charts.trend import trend
from cds.domain.periods import parse_period
from tests.charts.row_factory import demo, point, row
from tests.factories import target

GROWING = (point("2021", "20"), point("2022", "35"), point("2023", "50"))


def traces(chart) -> dict[str, object]:
    return {
        trace.name.split(" ")[0] + " " + trace.name.split(" ")[1]: trace for trace in chart.data
    }


def test_without_figures_there_is_nothing_to_draw():
    assert trend(row()) is None


def test_published_figures_are_a_solid_line_at_the_ends_of_their_periods():
    line = traces(trend(row(*GROWING)))["Số liệu"]

    assert list(line.x) == [date(2021, 12, 31), date(2022, 12, 31), date(2023, 12, 31)]
    assert list(line.y) == [20, 35, 50]
    assert line.line.dash is None


def test_generated_figures_are_a_line_of_their_own_dotted_and_grey():
    chart = trend(row(point("2021", "20"), demo("2022", "30"), demo("2023", "40")))

    by_dash = {trace.line.dash: trace for trace in chart.data if len(trace.y) < 3}
    assert list(by_dash["dot"].y) == [30, 40]
    assert by_dash["dot"].line.color == GREY
    assert list(by_dash[None].y) == [20]


def test_the_path_runs_from_baseline_to_target():
    path = traces(trend(row(*GROWING)))["Lộ trình"]

    assert (list(path.x), list(path.y)) == ([date(2021, 12, 31), date(2025, 12, 31)], [20, 80])


def test_official_steps_bend_the_path():
    aim = replace(target(), path=((parse_period("2023"), Decimal(30)),))

    path = traces(trend(row(*GROWING, aim=aim)))["Lộ trình"]

    assert list(path.y) == [20, 30, 80]


def test_the_projection_ends_on_the_target_at_the_day_it_names():
    chart = trend(row(*GROWING))
    projection = traces(chart)["Dự kiến"]

    assert list(projection.y) == [50, 80]
    assert projection.x[0] == date(2023, 12, 31)
    assert projection.x[1] == date(2025, 12, 31), "30 points at 15 a year"
    assert f"{projection.x[1]:%d/%m/%Y}" in projection.name


def test_a_falling_series_has_no_projection():
    chart = trend(row(point("2021", "50"), point("2022", "40"), point("2023", "30")))

    assert "Dự kiến" not in "".join(trace.name for trace in chart.data)


def test_without_a_target_in_numbers_only_the_figures_are_drawn():
    chart = trend(row(*GROWING, aim=target(value=None, value_text="hoàn thành")))

    assert len(chart.data) == 1


def test_shares_are_drawn_in_percent_from_zero():
    chart = trend(row(*GROWING))

    assert chart.layout.yaxis.ticksuffix == " %"
    assert chart.layout.yaxis.rangemode == "tozero"


def test_points_tell_unit_value_period_and_kind_of_source():
    hover = traces(trend(row(*GROWING)))["Số liệu"].hovertext[-1]

    assert hover.startswith("<b>Xã Đồng Xa</b>")
    assert "50 % · năm 2023" in hover
    assert "công bố" in hover
