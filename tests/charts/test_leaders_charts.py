"""Bars, before and after, runs and the locator: what is drawn, and told apart without colour."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from cds.charts.before_after import ComparedRole, ComparedSpan, before_after
from cds.charts.locator import locator
from cds.charts.plotly import figure
from cds.charts.runs import DayMark, Run, Spot, runs
from cds.charts.values import Bar, Bars, Level
from cds.domain.admin_units import AdminLevel
from cds.store.layers import Layer, Licence, Shape


def bar(label, value, **changes):
    return Bar(label, Decimal(value), f"{value} %", label, **changes)


def bars(*items, **changes):
    return figure(Bars(items, **changes))


def test_the_first_bar_is_on_top():
    drawn = bars(bar("a", 3), bar("b", 1)).data[0]

    assert list(drawn.y) == ["b ", "a "]
    assert list(drawn.x) == [1, 3]


def test_a_marked_bar_is_hatched_and_keeps_its_colour():
    drawn = bars(bar("a", 3, is_marked=True), bar("b", 1)).data[0]

    assert list(drawn.marker.pattern.shape) == ["", "/"]
    assert drawn.marker.pattern.fillmode == "overlay"


def test_bars_to_both_sides_have_room_on_both():
    low, high = bars(bar("a", 3), bar("b", -2)).layout.xaxis.range

    assert low < -2
    assert high > 3


def test_equal_bars_of_zero_still_draw():
    assert bars(bar("a", 0)).layout.xaxis.range[1] > 0


def test_what_bars_are_held_against_is_a_line_with_words():
    chart = bars(bar("a", 3), level=Level(Decimal(2), "cả nước 2"))

    assert chart.layout.shapes[0].x0 == 2
    assert chart.layout.annotations[0].text == "cả nước 2"


def span(label, role, before, after):
    return ComparedSpan(label, role, Decimal(before), Decimal(after), "+1", label)


def test_before_is_hollow_and_after_is_filled():
    pilot = [span("Xã", ComparedRole.PILOT, 40, 60)]
    others = [span("Xã khác", ComparedRole.PEER, 30, 30), span("Xã xa", ComparedRole.PEER, 20, 25)]
    chart = before_after([*pilot, *others])

    # Nothing joins a row to the next.
    assert [list(one.x) for one in chart.data] == [[40, 60, None], [30, 30, None, 20, 25, None]]
    assert list(chart.data[1].y) == ["Xã khác"] * 3 + ["Xã xa"] * 3
    assert list(chart.data[0].marker.symbol[:2]) == ["diamond-open", "diamond"]
    assert list(chart.layout.yaxis.categoryarray) == ["Xã xa", "Xã khác", "Xã"]


def test_every_role_has_its_own_mark_and_line():
    chart = before_after([span(role, role, 1, 2) for role in ComparedRole])

    assert len({one.marker.symbol[1] for one in chart.data}) == len(ComparedRole)


def test_values_all_equal_still_draw():
    axis = before_after([span("Xã", ComparedRole.PILOT, 5, 5)]).layout.xaxis

    assert axis.range[0] < 5 < axis.range[1]
    assert axis.tickvals == (5,)


@pytest.mark.parametrize(
    ("before", "after", "ticks"),
    [
        ("52.3", "97.8", (60, 80)),
        ("0", "100", (0, 100)),
        ("0.21", "0.3", (0.25, 0.3)),
        ("3", "4", (3, 4)),
        ("-12", "8", (-10, 0)),
        ("1200", "98000", (20000, 40000, 60000, 80000)),
    ],
)
def test_numbers_of_the_axis_are_round_and_among_the_values(before, after, ticks):
    chart = before_after([span("Xã", ComparedRole.PILOT, before, after)])

    assert chart.layout.xaxis.tickvals == ticks


def run(name, *values, is_demo=False, **changes):
    spots = (Spot(date(2020 + n, 1, 1), v, name, is_demo) for n, v in enumerate(values))
    return Run(name, tuple(spots), **changes)


def test_runs_of_one_name_look_alike_and_stand_once_in_the_legend():
    chart = runs([run("a", 1, 2), run("a", 3), run("b", 1)])

    assert [one.marker.symbol for one in chart.data] == ["circle", "circle", "square"]
    assert [one.showlegend for one in chart.data] == [True, False, True]


def test_generated_runs_are_hollow_and_dotted():
    (drawn,) = runs([run("a", 1, 2, is_demo=True)]).data

    assert (drawn.marker.symbol, drawn.line.dash) == ("circle-open", "dot")


def test_quiet_runs_are_dots_without_lines():
    chart = runs([run("others", 1, 2, is_quiet=True), run("a", 1)])

    assert [one.mode for one in chart.data] == ["markers", "lines+markers"]


def test_of_ranks_the_smallest_is_on_top():
    assert runs([run("a", 1)], is_reversed=True).layout.yaxis.autorange == "reversed"


def test_a_day_worth_a_line_has_words():
    chart = runs([run("a", 1)], [DayMark(date(2021, 10, 1), "bắt đầu")])

    assert chart.layout.annotations[0].text == "bắt đầu"


def test_runs_without_spots_draw_nothing():
    assert runs([run("a")]) is None


def shape(unit_id):
    return Shape(unit_id, unit_id, f"Xã {unit_id}", "M0.4,0.4L9.6,0.4L9.6,9.6Z", 5, 5)


LAYER = Layer("v1", AdminLevel.DISTRICT, (0, 0, 100, 50), Licence.OWN, (shape("a"), shape("b")))


def test_the_locator_rings_the_unit_and_hatches_the_other():
    drawn = locator(LAYER, [shape("a"), shape("b")], "Ở <đây>", {"b"})

    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    fills = [node.get("fill") for node in root if node.tag.endswith("path")]
    assert fills[-1] == "url(#other)"
    assert sum(node.tag.endswith("circle") for node in root) == 2
    assert root[0].text == "Ở <đây>"


def test_the_locator_rounds_what_nobody_sees():
    assert "M0,0L10,0L10,10Z" in locator(LAYER, [shape("a")], "")


def test_without_a_shape_there_is_no_locator():
    assert locator(LAYER, [], "") is None
