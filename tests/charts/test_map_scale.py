"""Colour steps of a map break at the target, whatever the values are."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.charts.map_scale import (
    DARK_COLOURS,
    GAP_COLOURS,
    MET_COLOURS,
    PLAIN_COLOURS,
    Aim,
    ColourScale,
    Side,
    colour_scale,
)
from cds.domain.gaps import is_met
from cds.domain.indicators import Direction
from cds.domain.targets import Operator

AT_LEAST_80 = Aim(Decimal(80))
BELOW = ("75 đến dưới 80", "80 đến dưới 85")  # an edge belongs to what is above it
UP_TO = ("trên 75 đến 80", "trên 80 đến 85")
decimals = st.decimals(0, 100, places=3)
aims = st.builds(Aim, decimals, st.sampled_from(Operator), st.sampled_from([*Direction][:2]))


def scale_of(*values: str, aim: Aim = AT_LEAST_80) -> ColourScale:
    return colour_scale([Decimal(value) for value in values], aim)


def side(scale: ColourScale, value: str) -> Side:
    return scale.steps[scale.index(Decimal(value))].side


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    return 116 * (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]) ** (1 / 3) - 16


@pytest.mark.parametrize(
    ("operator", "direction", "expected"),
    [
        (Operator.AT_LEAST, Direction.HIGHER_IS_BETTER, (Side.GAP, Side.MET, Side.MET)),
        (Operator.EQUAL, Direction.HIGHER_IS_BETTER, (Side.GAP, Side.MET, Side.MET)),
        (Operator.GREATER, Direction.HIGHER_IS_BETTER, (Side.GAP, Side.GAP, Side.MET)),
        (Operator.AT_MOST, Direction.LOWER_IS_BETTER, (Side.MET, Side.MET, Side.GAP)),
        (Operator.LESS, Direction.LOWER_IS_BETTER, (Side.MET, Side.GAP, Side.GAP)),
    ],
)
def test_value_on_the_target_lies_on_the_side_its_operator_says(operator, direction, expected):
    scale = scale_of("60", "70", "80", "95", aim=Aim(Decimal(80), operator, direction))

    assert tuple(side(scale, value) for value in ("79.99999", "80", "80.00001")) == expected


def test_values_that_print_alike_still_part_at_the_target():
    scale = scale_of("79.999", "80")

    assert side(scale, "79.999") is Side.GAP
    assert side(scale, "80") is Side.MET


@given(st.lists(decimals, max_size=60), aims)
def test_every_value_is_coloured_by_its_own_side_and_range(values, aim):
    scale = colour_scale(values, aim)

    for value in [*values, aim.target]:
        step = scale.steps[scale.index(value)]
        met = is_met(value, aim.target, aim.operator, aim.direction)
        assert step.side is (Side.MET if met else Side.GAP)
        assert step.low is None or step.low <= value
        assert step.high is None or value <= step.high


@given(st.lists(decimals, max_size=60), aims)
def test_steps_touch_are_few_and_break_at_the_target(values, aim):
    steps = colour_scale(values, aim).steps

    assert all(lower.high == upper.low for lower, upper in pairwise(steps))
    assert steps[0].low is None
    assert steps[-1].high is None
    edges = [lower.high for lower, upper in pairwise(steps) if lower.side is not upper.side]
    assert edges == [aim.target]
    assert len({step.colour for step in steps}) == len(steps)


def test_colours_change_every_five_points_from_the_target():
    """So a colour means the same in every period, whatever the values are."""
    for values in ((), ("20", "99")):
        steps = scale_of(*values).steps

        assert [step.low for step in steps[1:]] == [70, 75, 80, 85, 90]
        assert [step.side for step in steps] == [Side.GAP] * 3 + [Side.MET] * 3
        assert [step.colour for step in steps] == [*GAP_COLOURS, *MET_COLOURS]


@pytest.mark.parametrize(
    ("target", "direction", "edges"),
    [
        ("100", Direction.HIGHER_IS_BETTER, [90, 95, 100]),
        ("96", Direction.HIGHER_IS_BETTER, [86, 91, 96]),
        ("5", Direction.LOWER_IS_BETTER, [5, 10, 15]),
    ],
)
def test_no_step_lies_beyond_what_a_share_can_be(target, direction, edges):
    scale = scale_of("1", "99", aim=Aim(Decimal(target), direction=direction))

    assert [step.low for step in scale.steps[1:]] == edges


def test_of_no_share_more_than_a_hundred_is_parted():
    aim = Aim(Decimal(600), step=Decimal(30), most=None)

    assert [step.low for step in scale_of(aim=aim).steps[1:]] == [540, 570, 600, 630, 660]


def test_without_values_and_target_there_is_one_step():
    scale = scale_of(aim=Aim(None))

    assert scale.texts(str) == ("mọi giá trị",)


def test_one_huge_count_does_not_flatten_the_rest():
    scale = scale_of("9000000", *(str(v) for v in range(10, 40)), aim=Aim(None))

    assert len({scale.index(Decimal(value)) for value in range(10, 40)}) >= 4


@pytest.mark.parametrize("aim", [Aim(None), Aim(Decimal(5), direction=Direction.CONTEXT)])
def test_without_a_target_or_a_better_side_nothing_is_judged(aim):
    scale = scale_of("1", "2", "3", "9", aim=aim)

    assert {step.side for step in scale.steps} == {Side.PLAIN}


@pytest.mark.parametrize("colours", [GAP_COLOURS + MET_COLOURS, PLAIN_COLOURS[::-1]])
def test_colours_stay_apart_in_grey_print(colours):
    """Grey print and colour blindness leave the order of the steps readable."""
    steps = [lightness(colour) for colour in colours]

    assert all(lighter - darker >= 8 for darker, lighter in pairwise(steps))


@pytest.mark.parametrize("colours", [GAP_COLOURS + MET_COLOURS, PLAIN_COLOURS[::-1]])
def test_on_the_dark_page_the_worst_is_lightest_and_all_stand_out_from_it(colours):
    ground = "#10161f"
    steps = [lightness(colour) for colour in (*map(DARK_COLOURS.get, colours), ground)]

    assert all(lighter - darker >= 8 for lighter, darker in pairwise(steps))


@pytest.mark.parametrize(
    ("operator", "direction", "expected"),
    [
        (Operator.AT_LEAST, Direction.HIGHER_IS_BETTER, ("Chưa đạt: {}", "Đạt: {}", BELOW)),
        (Operator.GREATER, Direction.HIGHER_IS_BETTER, ("Chưa đạt: {}", "Đạt: {}", UP_TO)),
        (Operator.AT_MOST, Direction.LOWER_IS_BETTER, ("Đạt: {}", "Chưa đạt: {}", UP_TO)),
        (Operator.LESS, Direction.LOWER_IS_BETTER, ("Đạt: {}", "Chưa đạt: {}", BELOW)),
    ],
)
def test_words_say_on_which_side_the_target_itself_lies(operator, direction, expected):
    scale = scale_of(aim=Aim(Decimal(80), operator, direction))

    *sides, spans = expected
    told = [side.format(span) for side, span in zip(sides, spans, strict=True)]
    assert list(scale.texts(str)[2:4]) == told
