from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.accumulation import lines_of, over, previous_of, yearly
from cds.domain.indicators import (
    Accumulation,
    Aggregation,
    Direction,
    Indicator,
    IndicatorKind,
    Tier,
)
from cds.domain.observations import ObservationStatus, Point
from cds.domain.periods import parse_period

D = Decimal
STOCK, FLOW = Accumulation.STOCK, Accumulation.FLOW
SHARE, COUNT = IndicatorKind.SHARE, IndicatorKind.COUNT


def measured(accumulation, kind=COUNT):
    return Indicator(
        "x", "X", "X", kind, "", Direction.HIGHER_IS_BETTER, Aggregation.SUM, (), Tier.CORE,
        accumulation=accumulation,
    )  # fmt: skip


def points(*pairs, **more):
    return [Point(parse_period(period), D(value), **more) for period, value in pairs]


QUARTERS = (("2024-Q1", 1), ("2024-Q2", 2), ("2024-Q3", 3), ("2024-Q4", 4))


@pytest.mark.parametrize(
    ("accumulation", "given", "value"),
    [
        (STOCK, QUARTERS, 4),
        (STOCK, QUARTERS[:3], None),
        (FLOW, QUARTERS, 10),
        (FLOW, QUARTERS[:3], None),
        (FLOW, (*QUARTERS, ("2024-12", 9)), 10),
        (FLOW, (("2024-H1", 5), ("2024-H2", 6), ("2024-12", 9)), 11),
        (FLOW, (("2024-03-15", 5),), None),
        (FLOW, (("2023-Q4", 5),), None),
        (FLOW, (("2023-Q4", 7), *QUARTERS, ("2025-Q1", 7)), 10),
    ],
)
def test_a_year_is_used_whole_or_not_at_all(accumulation, given, value):
    found = over(points(*given), parse_period("2024"), measured(accumulation))
    assert (found.value if found else None) == value


def test_a_flow_of_shares_is_rebuilt_from_its_counts():
    halves = [
        Point(parse_period("2024-H1"), D(90), D(90), D(100)),
        Point(parse_period("2024-H2"), D(1), D(10), D(1000), status=ObservationStatus.DEMO),
    ]
    found = over(halves, parse_period("2024"), measured(FLOW, SHARE))
    assert (found.numerator, found.denominator) == (100, 1100)
    assert found.is_demo


def test_a_flow_of_shares_without_counts_is_not_averaged():
    assert over(points(*QUARTERS), parse_period("2024"), measured(FLOW, SHARE)) is None


@given(st.permutations(QUARTERS), st.sampled_from([STOCK, FLOW]))
def test_the_order_of_the_figures_does_not_matter(order, accumulation):
    year = parse_period("2024")
    expected = over(points(*QUARTERS), year, measured(accumulation))
    assert over(points(*order), year, measured(accumulation)) == expected


@pytest.mark.parametrize(
    ("statuses", "weakest"),
    [
        (("reported", "reported"), "reported"),
        (("provisional", "reported"), "provisional"),
        (("provisional", "estimated"), "estimated"),
        (("demo", "reported"), "demo"),
    ],
)
def test_a_sum_is_only_as_good_as_its_weakest_part(statuses, weakest):
    halves = [
        Point(parse_period(period), D(1), status=ObservationStatus(status))
        for period, status in zip(("2024-H1", "2024-H2"), statuses, strict=True)
    ]
    assert over(halves, parse_period("2024"), measured(FLOW)).status == weakest


def test_a_stock_takes_the_longest_figure_that_ends_with_the_period():
    given_points = points(("2024", 9), ("2024-Q4", 4), ("2024-12", 1))
    assert over(given_points, parse_period("2024"), measured(STOCK)).value == 9


@pytest.mark.parametrize(("second", "least"), [(D("0.9"), D("0.8")), (None, None)])
def test_a_sum_is_as_complete_as_its_least_complete_part(second, least):
    halves = [
        Point(parse_period("2024-H1"), D(1), completeness=D("0.8")),
        Point(parse_period("2024-H2"), D(1), completeness=second),
    ]
    assert over(halves, parse_period("2024"), measured(FLOW)).completeness == least


SINCE_2022 = {"cumulative_since": date(2022, 1, 1)}


def test_a_figure_cumulated_over_more_than_the_year_is_no_part_of_it():
    quarters = points(*QUARTERS[:3]) + points(("2024-Q4", 900), **SINCE_2022)
    assert over(quarters, parse_period("2024"), measured(FLOW)) is None


def test_a_figure_cumulated_over_just_the_year_is_the_years():
    december = points(("2024-12", 40), cumulative_since=date(2024, 1, 1))
    found = over(december, parse_period("2024"), measured(FLOW))
    assert (found.value, found.period, found.cumulative_since) == (40, parse_period("2024"), None)


@pytest.mark.parametrize(
    ("given", "compared"),
    [
        (("2023-H1", "2023", "2024-H1"), "2023-H1"),
        (("2023", "2024-H1"), None),
        (("2023-Q4", "2023", "2024-03", "2024-Q1"), "2023-Q4"),
        (("2024-Q1",), None),
    ],
)
def test_a_figure_is_compared_with_the_one_before_it_of_its_length(given, compared):
    found = previous_of(points(*((period, 1) for period in given)))
    assert (str(found.period) if found else None) == compared


def test_a_cumulated_figure_is_compared_with_one_of_the_same_start_alone():
    first, plain = points(("2022-Q4", 9), **SINCE_2022), points(("2022-Q4", 4))
    later = points(("2023-Q1", 12), **SINCE_2022)
    assert previous_of(first + later) == first[0]
    assert previous_of(plain + later) is None


def test_whole_years_of_a_flow_are_held_against_a_target():
    given = points(*QUARTERS, ("2025-Q1", 5), ("2025-Q2", 6))
    assert [(str(p.period), p.value) for p in yearly(given, measured(FLOW))] == [("2024", 10)]
    assert yearly(given, measured(STOCK)) == tuple(given)
    assert yearly(given, measured(FLOW, SHARE)) == tuple(given)


def test_lines_part_what_cannot_be_compared():
    given = points(("2023", 9), ("2023-Q4", 2), ("2024-Q1", 3)) + points(
        ("2024-Q2", 99), **SINCE_2022
    )
    drawn = [[str(p.period) for p in line] for line in lines_of(given, measured(FLOW))]
    assert drawn == [["2023"], ["2023-Q4", "2024-Q1"], ["2024-Q2"]]
    assert [len(line) for line in lines_of(given, measured(STOCK))] == [3, 1]
