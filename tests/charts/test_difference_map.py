"""Changes between two periods: steps that break at no change, stripes for what got worse."""

from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.charts.coverage_map import static_map
from cds.charts.map_scale import SAME_COLOUR, change_scale
from cds.domain.indicators import Direction
from tests.charts.map_factory import layer, map_of_changes
from tests.charts.test_map_scale import lightness

UP, DOWN = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER
SVG = "{http://www.w3.org/2000/svg}"
changes = st.lists(st.decimals(-100, 100, places=2), max_size=50)


def decimals(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]


def drawn(*pairs: tuple[str, str], direction: Direction = UP):
    return map_of_changes({f"0{i}": pair for i, pair in enumerate(pairs)}, direction)


@given(changes, st.sampled_from(Direction))
def test_no_change_parts_falls_from_rises(values, direction):
    scale = change_scale(values, direction)
    middle = scale.colours.index(SAME_COLOUR)

    assert scale.index(Decimal(0)) == middle
    for value in values:
        step = scale.index(value)
        assert (step < middle, step == middle, step > middle) == (value < 0, value == 0, value > 0)


@given(changes)
def test_larger_changes_are_never_in_a_smaller_step(values):
    scale = change_scale(values, UP)

    steps = [scale.index(value) for value in sorted(values)]

    assert steps == sorted(steps)
    assert len(scale.colours) <= 7
    assert len(scale.texts(str)) == len(scale.colours)


@given(changes)
def test_what_gets_worse_is_striped_and_darker_the_more_it_does(values):
    for direction in (UP, DOWN):
        scale = change_scale(values, direction)
        middle = scale.colours.index(SAME_COLOUR)
        worse = range(middle) if direction is UP else range(middle + 1, len(scale.colours))
        assert scale.marked == tuple(worse)
        falls, rises = scale.colours[:middle], scale.colours[middle + 1 :]
        assert [lightness(c) for c in falls] == sorted(lightness(c) for c in falls)
        assert [lightness(c) for c in rises] == sorted((lightness(c) for c in rises), reverse=True)


@given(changes)
def test_colours_of_one_direction_stay_apart_in_grey_print(values):
    scale = change_scale(values, UP)
    middle = scale.colours.index(SAME_COLOUR)

    for run in (scale.colours[: middle + 1], scale.colours[middle:]):
        steps = [lightness(colour) for colour in run]
        assert all(abs(one - other) >= 10 for one, other in pairwise(steps))


def test_better_has_one_colour_whether_up_or_down():
    up = drawn(("10", "20"), direction=UP)
    down = drawn(("20", "10"), direction=DOWN)

    assert up.colours[up.rows[0].step] == down.colours[down.rows[0].step]


def test_without_changes_the_legend_names_all_three():
    scale = change_scale([], UP)

    assert scale.texts(str) == ("Giảm", "Không đổi", "Tăng")


def test_legend_counts_sizes_without_sign_from_the_largest_fall_to_the_largest_rise():
    scale = change_scale(decimals("-30", "-20", "-2", "-1", "1", "2", "20", "30"), UP)

    texts = scale.texts(str)

    assert texts[0].startswith("Giảm từ")
    assert texts[-1].startswith("Tăng từ")
    assert not any("-" in text for text in texts)


def test_one_outlier_does_not_flatten_the_rest():
    scale = change_scale(decimals("95", *map(str, range(1, 10))), UP)

    assert len({scale.index(Decimal(value)) for value in range(1, 10)}) >= 2


def test_equal_changes_need_one_step():
    scale = change_scale(decimals("3", "3", "3"), UP)

    assert scale.rises == ()


@pytest.mark.parametrize("pair", [("5", "5"), ("5", "5.000")])
def test_an_unchanged_figure_is_unchanged_at_any_precision(pair):
    payload = drawn(pair)

    assert payload.colours[payload.rows[0].step] == SAME_COLOUR


def test_the_static_picture_stripes_what_got_worse():
    payload = drawn(("50", "40"), ("40", "50"))

    root = ElementTree.fromstring(static_map(payload, layer()))  # noqa: S314 - our own

    fills = [path.get("fill") for path in root.findall(f"{SVG}path")]
    patterns = {node.get("id") for node in root.iter(f"{SVG}pattern")}
    assert fills[0] == "url(#marked-0)"
    assert fills[1] == payload.colours[2]
    assert fills[2] == "url(#hatch)"
    assert patterns == {"hatch", "marked-0"}
    entries = [(entry.colour, entry.marked) for entry in payload.shown_legend]
    assert entries == [
        (payload.colours[0], 0), (SAME_COLOUR, None), (payload.colours[2], None), (None, None),
    ]  # fmt: skip
