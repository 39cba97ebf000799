from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.accumulation import compared, lines_of, previous_of, whole_years
from cds.domain.indicators import (
    Accumulation,
    Aggregation,
    Direction,
    Indicator,
    IndicatorKind,
    Tier,
)
from cds.domain.observations import ObservationStatus, Point, Series
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


def year(given):
    """The figure of 2024, None where it cannot be told."""
    return next((one for one in whole_years(given) if str(one.period) == "2024"), None)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (QUARTERS, 10),
        (QUARTERS[:3], None),
        ((*QUARTERS, ("2024-12", 9)), 10),
        ((("2024-H1", 5), ("2024-H2", 6), ("2024-12", 9)), 11),
        ((("2024-H1", 5), *QUARTERS[2:]), 12),
        ((*QUARTERS[:2], ("2024-H2", 6)), 9),
        (((f"2024-{month:02d}", 1) for month in range(1, 13)), 12),
        ((("2024-03-15", 5),), None),
        ((("2023-Q4", 5),), None),
        ((("2024", 9), *QUARTERS), 9),
        ((("2023-Q4", 7), *QUARTERS, ("2025-Q1", 7)), 10),
    ],
)
def test_a_year_is_used_whole_or_not_at_all(given, value):
    found = year(points(*given))
    assert (found.value if found else None) == value


@given(st.permutations((*QUARTERS, ("2024-H1", 9), ("2024-H2", 9))))
def test_the_order_of_the_figures_does_not_matter(order):
    assert year(points(*order)).value == 18


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
    assert year(halves).status == weakest


@pytest.mark.parametrize(("second", "least"), [(D("0.9"), D("0.8")), (None, None)])
def test_a_sum_is_as_complete_as_its_least_complete_part(second, least):
    halves = [
        Point(parse_period("2024-H1"), D(1), completeness=D("0.8")),
        Point(parse_period("2024-H2"), D(1), completeness=second),
    ]
    assert year(halves).completeness == least


def test_a_sum_stands_in_no_file_and_a_years_own_figure_does():
    told = {"snapshot_id": "s", "file_name": "a.csv", "line": 3}
    halves = points(("2024-H1", 1), ("2024-H2", 2), **told)
    assert (year(halves).snapshot_id, year(halves).file_name, year(halves).line) == (None,) * 3
    own = points(("2024", 4), **told)
    assert year(own) == own[0]


IN_2022, IN_2023, IN_2024 = ({"cumulative_since": date(one, 1, 1)} for one in (2022, 2023, 2024))


@pytest.mark.parametrize(
    ("plain", "cumulated", "value"),
    [
        ((), (("2024-12", 40, IN_2024),), 40),
        ((), (("2024-12-31", 40, IN_2024),), 40),
        ((("2024", 39),), (("2024-12", 40, IN_2024),), 39),  # the year's own
        (QUARTERS[:1], (("2024-Q4", 40, IN_2024),), 40),  # beside plain ones too
        (QUARTERS[:3], (("2024-Q4", 40, IN_2024),), 40),
        (QUARTERS[:3], (("2024-Q4", 900, IN_2022),), None),  # over more than the year
        ((), (("2023-12", 15, IN_2023), ("2024-12", 40, IN_2023)), 25),
        ((("2024-H1", 9),), (("2024-Q2", 30, IN_2022), ("2024-Q4", 40, IN_2022)), 19),
        ((("2024-Q4", 9),), (("2024-09", 30, IN_2024),), None),  # never added to plain ones
        ((), (("2023-12", 15, IN_2023), ("2024-12", 40, IN_2022)), None),  # of other starts
        ((), (("2023-12", 50, IN_2023), ("2024-12", 40, IN_2023)), None),  # it cannot shrink
        ((), (("2023-12", 9, IN_2023), ("2023", 10, IN_2023), ("2024", 40, IN_2023)), 30),
    ],
)
def test_a_year_of_cumulated_figures(plain, cumulated, value):
    given = points(*plain) + [
        Point(parse_period(period), D(much), **since) for period, much, since in cumulated
    ]
    found = year(given)
    assert (found.value if found else None) == value
    assert not found or (str(found.period), found.cumulative_since) == ("2024", None)


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
    first, plain = points(("2022-Q4", 9), **IN_2022), points(("2022-Q4", 4))
    later = points(("2023-Q1", 12), **IN_2022)
    assert previous_of(first + later) == first[0]
    assert previous_of(plain + later) is None


def test_a_count_that_flows_is_held_against_a_target_by_its_whole_years():
    given = Series("x", "u", points(*QUARTERS, ("2025-Q1", 5), ("2025-Q2", 6)))
    (whole,) = compared(given, measured(FLOW))
    assert (str(whole.period), whole.value) == ("2024", 10)
    for other in (measured(STOCK), measured(FLOW, SHARE)):
        assert compared(given, other) == given.judged


def test_lines_part_what_cannot_be_compared():
    given = points(("2023", 9), ("2023-Q4", 2), ("2024-Q1", 3)) + points(("2024-Q2", 99), **IN_2022)
    drawn = [[str(p.period) for p in line] for line in lines_of(given, measured(FLOW))]
    assert drawn == [["2023"], ["2023-Q4", "2024-Q1"], ["2024-Q2"]]
    assert [len(line) for line in lines_of(given, measured(STOCK))] == [3, 1]
