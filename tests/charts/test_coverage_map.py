"""What a map shows as one frozen value: rows, legend, circles, words sent once."""

from decimal import Decimal

from cds.charts.coverage_map import coverage_map
from cds.charts.map_scale import Aim
from cds.domain.targets import Operator
from tests.charts.map_factory import LINKS, WORDING, layer, point

AT_LEAST_80 = Aim(Decimal(80))


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

    assert [entry.text for entry in payload.legend] == [
        *("gap <70", "gap 70..<75", "gap 75..<80"),
        *("met 80..<85", "met 85..<90", "met >=90", "no figure"),
    ]
    assert payload.legend[-1].colour is None


def test_strict_target_is_named_strictly_in_the_legend():
    aim = Aim(Decimal(80), Operator.GREATER)

    payload = coverage_map(layer(), {}, aim, WORDING, LINKS)

    assert [entry.text for entry in payload.legend[2:4]] == ["gap 75<..80", "met 80<..85"]


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

    payload = coverage_map(layer(), points, Aim(None), WORDING, LINKS, compared=earlier)

    assert payload.rows[0].step == len(payload.colours) - 1 > 0


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
