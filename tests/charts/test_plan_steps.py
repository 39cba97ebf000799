"""The least set as a staircase: each bar goes on where the last one ended."""

from itertools import accumulate

from cds.charts.plan_steps import Stair, plan_steps
from cds.charts.theme import BLUE, GREY


def stairs(*sizes: int, needed: int) -> list[Stair]:
    totals = list(accumulate(sizes))
    return [
        Stair(f"Xã {i}", size, total, total - size < needed, f"{size} hộ · {total}")
        for i, (size, total) in enumerate(zip(sizes, totals, strict=True))
    ]


def drawn(*sizes: int, needed: int):
    return plan_steps(stairs(*sizes, needed=needed), needed, "cần", "đủ")


def test_bars_go_on_where_the_last_one_ended():
    bar = drawn(50, 30, 20, needed=70).data[0]

    assert list(bar.x) == [50, 30, 20]
    assert list(bar.base) == [0, 50, 80]


def test_units_beyond_the_cut_are_grey_and_hatched():
    marker = drawn(50, 30, 20, needed=70).data[0].marker

    assert list(marker.color) == [BLUE, BLUE, GREY]
    assert list(marker.pattern.shape) == ["", "", "/"]


def test_the_line_stands_at_what_is_needed_and_the_cut_below_the_last_unit_needed():
    chart = drawn(50, 30, 20, needed=70)

    upright, level = chart.layout.shapes
    assert upright.x0 == upright.x1 == 70
    assert level.y0 == 1.5
    assert {"cần", "đủ"} <= {note.text for note in chart.layout.annotations}


def test_of_a_long_plan_the_cut_stays_in_sight():
    chart = drawn(*[10] * 120, needed=1000)

    assert len(chart.data[0].x) <= 40
    assert {BLUE, GREY} == set(chart.data[0].marker.color)
    assert chart.data[0].base[0] > 0


def test_a_plan_that_does_not_suffice_has_all_stairs_blue_and_its_line_in_sight():
    chart = drawn(5, 5, needed=100)

    assert set(chart.data[0].marker.color) == {BLUE}
    assert chart.layout.xaxis.range[1] > 100


def test_each_stair_bears_name_and_numbers():
    chart = drawn(50, 30, needed=70)

    texts = [note.text for note in chart.layout.annotations]
    assert "<b>Xã 1</b> · 30 hộ · 80" in texts
    assert chart.data[0].hovertext[1].startswith("<b>Xã 1</b>")
