"""Which figures of a series are judged, and how much of a whole is known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cds.domain.observations import (
    Contribution,
    Observation,
    ObservationStatus,
    Point,
    Series,
    has_demo,
    known_until,
    roll_up,
)
from cds.domain.periods import parse_period

D = Decimal


def point(period, value=1, *, demo=False):
    status = ObservationStatus.DEMO if demo else ObservationStatus.REPORTED
    return Point(parse_period(period), D(value), status=status)


def series(*points):
    return Series("x", "u", points)


def test_real_figures_alone_are_judged_where_there_are_any():
    mixed = series(point("2021"), point("2022", demo=True))
    assert [str(p.period) for p in mixed.judged] == ["2021"]
    generated = series(point("2021", demo=True), point("2022", demo=True))
    assert len(generated.judged) == 2


def test_one_generated_figure_among_those_used_is_enough_for_the_ribbon():
    generated = Observation("x", "u", parse_period("2021"), D(1), status=ObservationStatus.DEMO)
    assert has_demo([None, point("2021"), generated])
    assert not has_demo([None, point("2021")])


def test_of_figures_that_end_together_the_longest_period_is_judged():
    both = series(point("2022", 5), point("2022-12", 3), point("2022-Q4", 4))
    assert [p.value for p in both.judged] == [5]


def test_of_an_empty_series_nothing_is_judged():
    assert series().judged == ()


def rolled(*parts, is_sum=False):
    return roll_up(tuple(parts), is_sum=is_sum)


REPORTED = Contribution(D(30), D(60), value=D(5))


def short(*missing, is_sum=False, **census):
    """A part of 100 households that reported, beside others that did not."""
    found = rolled(REPORTED, *(missing or [Contribution()]), is_sum=is_sum)
    return replace(found, **{"households_reported": D(100), **census})


@pytest.mark.parametrize(
    ("census", "is_sum", "completeness"),
    [
        ({"expected_missing": D(20), "households_missing": D(900)}, False, D(60) / 80),
        ({"households_missing": D(50)}, False, D(60) / 90),  # else in proportion to households
        ({"is_size_known": False}, False, D(1) / 2),  # else by units
        ({"households_missing": D(50)}, True, D(100) / 150),
        ({"is_size_known": False}, True, D(1) / 2),
    ],
)
def test_completeness_takes_the_best_measure_there_is(census, is_sum, completeness):
    assert short(is_sum=is_sum, **census).completeness == completeness


def test_a_missing_part_of_unknown_size_is_not_taken_for_nothing():
    two = Contribution(), Contribution()
    small, large = (
        short(*two, households_missing=D(known), is_size_known=False) for known in (10, 900)
    )
    assert small.completeness == D(1) / 3  # by units
    assert large.completeness == D(100) / 1000  # known to be less
    assert (small.missing_denominator, small.low, small.high) == (None, None, None)


def test_where_no_reporting_part_has_a_known_size_units_are_counted():
    found = short(households_reported=None, households_missing=D(10))
    assert (found.completeness, found.low) == (D(1) / 2, None)


def test_without_any_part_nothing_can_be_told():
    found = rolled()
    assert (found.value, found.completeness, found.low, found.high) == (None, None, None, None)


def test_a_whole_sum_is_its_own_bound():
    found = rolled(REPORTED, is_sum=True)
    assert (found.value, found.low, found.high, found.completeness) == (5, 5, 5, 1)


def test_a_sum_needs_no_counts_and_takes_no_weight():
    found = rolled(Contribution(value=D(3), weight=D(9)), Contribution(value=D(4)), is_sum=True)
    assert (found.value, found.is_weighted, found.numerator) == (7, False, None)


def test_figures_are_known_until_their_last_day_but_never_beyond_the_days_of_the_view():
    points = [point("2024-Q4"), None, point("2025")]
    assert known_until(points, date(2025, 6, 30)) == date(2025, 6, 30)
    assert known_until(points[:1], date(2025, 6, 30)) == date(2024, 12, 31)
    assert known_until([], date(2025, 6, 30)) is None


def test_cumulated_figures_are_judged_only_where_there_are_no_plain_ones():
    plain, over = D(5), D(15)
    own = Point(parse_period("2022"), plain)
    cumulated = Point(parse_period("2023-Q1"), over, cumulative_since=date(2022, 1, 1))
    other = Point(parse_period("2022-Q4"), over, cumulative_since=date(2021, 1, 1))
    assert series(own, cumulated).judged == (own,)
    assert series(other, cumulated).judged == (cumulated,)
