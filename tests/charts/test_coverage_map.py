"""Maps: colour steps broken at the target, one frozen payload, the same map as a static SVG."""

from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from cds.charts.colour_steps import (
    GAP_COLOURS,
    MET_COLOURS,
    PLAIN_COLOURS,
    Aim,
    ColourScale,
    Side,
    colour_scale,
)
from cds.charts.coverage_map import MapMode, coverage_map
from cds.charts.static_map import static_map
from cds.domain.indicators import Direction
from cds.domain.targets import Operator
from tests.charts.map_factory import LINKS, WORDING, layer, point

AT_LEAST_80 = Aim(Decimal(80))
SVG = "{http://www.w3.org/2000/svg}"


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


def test_steps_touch_and_the_target_is_one_of_their_edges():
    scale = scale_of(*(str(value) for value in range(20, 100, 3)))

    assert all(lower.high == upper.low for lower, upper in pairwise(scale.steps))
    assert [step.side for step in scale.steps] == [Side.GAP] * 4 + [Side.MET] * 2
    assert scale.steps[4].low == 80


def test_equal_values_need_one_step_on_each_side():
    assert len(scale_of("55", "55", "55").steps) == 2


def test_without_values_the_legend_still_shows_the_target():
    assert [step.side for step in scale_of().steps] == [Side.GAP, Side.MET]


def test_one_outlier_does_not_flatten_the_rest():
    scale = scale_of("1", *(str(value) for value in range(60, 80)))

    used = {scale.index(Decimal(value)) for value in range(60, 80)}

    assert len(used) == 4


def test_one_huge_count_does_not_flatten_the_rest():
    scale = scale_of("9000000", *(str(v) for v in range(10, 40)), aim=Aim(None))

    assert len({scale.index(Decimal(value)) for value in range(10, 40)}) >= 4


@pytest.mark.parametrize("aim", [Aim(None), Aim(Decimal(5), direction=Direction.CONTEXT)])
def test_without_a_target_or_a_better_side_nothing_is_judged(aim):
    scale = scale_of("1", "2", "3", "9", aim=aim)

    assert {step.side for step in scale.steps} == {Side.PLAIN}


def test_every_value_falls_into_the_step_whose_bounds_hold_it():
    values = [Decimal(number) / 7 for number in range(1, 700, 5)]
    for aim in (AT_LEAST_80, Aim(Decimal(20), Operator.AT_MOST, Direction.LOWER_IS_BETTER)):
        scale = colour_scale(values, aim)
        for value in values:
            step = scale.steps[scale.index(value)]
            assert step.low is None or step.low <= value
            assert step.high is None or value <= step.high
            assert step.side is aim.side(value)


@pytest.mark.parametrize("colours", [GAP_COLOURS + MET_COLOURS, PLAIN_COLOURS[::-1]])
def test_colours_stay_apart_in_grey_print(colours):
    steps = [lightness(colour) for colour in colours]

    assert all(lighter - darker >= 10 for darker, lighter in pairwise(steps))


def test_payload_holds_a_row_for_each_known_figure_only():
    points = {"00@2020-01-01": point("79"), "02@2020-01-01": point("81")}

    payload = coverage_map(layer(), points, AT_LEAST_80, WORDING, LINKS)

    assert [(row.code, row.value, row.gap) for row in payload.rows] == [
        ("00", "79", "1"),
        ("02", "81", ""),
    ]


def test_legend_names_steps_and_missing_figures():
    points = {"00@2020-01-01": point("79"), "02@2020-01-01": point("81")}

    payload = coverage_map(layer(), points, AT_LEAST_80, WORDING, LINKS)

    assert [entry.text for entry in payload.legend] == ["gap <80", "met >=80", "no figure"]
    assert payload.legend[-1].colour is None


def test_strict_target_is_named_strictly_in_the_legend():
    aim = Aim(Decimal(80), Operator.GREATER)

    payload = coverage_map(layer(), {}, aim, WORDING, LINKS)

    assert [entry.text for entry in payload.legend[:2]] == ["gap <=80", "met >80"]


def test_a_point_of_a_unit_without_shape_is_left_out():
    payload = coverage_map(layer(), {"99@2020-01-01": point("5")}, AT_LEAST_80, WORDING, LINKS)

    assert payload.rows == ()


def test_equal_sources_are_sent_once():
    points = {f"0{number}@2020-01-01": point("50") for number in range(4)}

    payload = coverage_map(layer(), points, AT_LEAST_80, WORDING, LINKS)

    assert payload.sources == ("report",)
    assert payload.periods == ("2025-Q1",)


def test_compared_values_share_the_steps():
    points = {"00@2020-01-01": point("75")}
    earlier = [Decimal(value) for value in (10, 20, 30, 40)]

    payload = coverage_map(layer(), points, AT_LEAST_80, WORDING, LINKS, compared=earlier)

    assert payload.rows[0].step == len(payload.colours) - 2


def test_circles_are_explained_by_sample_counts():
    counts = {"00@2020-01-01": 1200, "01@2020-01-01": 4}
    points = {unit: point("50") for unit in counts}

    payload = coverage_map(layer(), points, AT_LEAST_80, WORDING, LINKS, still_to_do=counts)

    assert [entry.text for entry in payload.circles] == ["1200 to do", "300 to do"]
    assert [row.still_to_do for row in payload.rows] == [1200, 4]


def test_nothing_left_to_do_needs_no_circle():
    counts = {"00@2020-01-01": 0}

    payload = coverage_map(layer(), {}, AT_LEAST_80, WORDING, LINKS, still_to_do=counts)

    assert payload.circles == ()


def test_static_map_fills_shapes_and_hatches_the_missing():
    payload = coverage_map(layer(2), {"00@2020-01-01": point("79")}, AT_LEAST_80, WORDING, LINKS)

    root = ElementTree.fromstring(static_map(payload, layer(2), outline=layer(1)))  # noqa: S314

    fills = [path.get("fill") for path in root.findall(f"{SVG}path")]
    assert fills == [payload.colours[0], "url(#hatch)", "none"]


def test_static_map_keeps_text_as_text():
    payload = coverage_map(layer(1), {"00@2020-01-01": point("79")}, AT_LEAST_80, WORDING, LINKS)
    nasty = layer(1)
    object.__setattr__(nasty.shapes[0], "name", "</title><script>alert(1)</script>")

    root = ElementTree.fromstring(static_map(payload, nasty))  # noqa: S314

    assert not list(root.iter(f"{SVG}script"))
    assert "<script>" in root.find(f"{SVG}path/{SVG}title").text


def test_static_circles_have_areas_true_to_their_counts():
    counts = {"00@2020-01-01": 400, "01@2020-01-01": 100}
    points = {unit: point("50") for unit in counts}
    payload = coverage_map(
        layer(), points, AT_LEAST_80, WORDING, LINKS, still_to_do=counts, mode=MapMode.CIRCLES
    )

    root = ElementTree.fromstring(static_map(payload, layer()))  # noqa: S314

    large, small = (float(circle.get("r")) for circle in root.iter(f"{SVG}circle"))
    assert large / small == pytest.approx(2, abs=0.01)
