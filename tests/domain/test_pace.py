"""Path, ratio, pace and projection worked by hand (methods, section 4)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.assessments import Baseline, BaselineOrigin
from cds.domain.observations import Point, periods_of, values_of
from cds.domain.pace import (
    expected_value,
    progress_ratio,
    projected_date,
    recent_pace,
    required_pace,
)
from cds.domain.periods import parse_period
from cds.domain.status_rule import baseline_of
from tests import factories as f

D = Decimal
START = date(2021, 1, 1)


def points(*pairs):
    return tuple(Point(parse_period(period), D(str(value))) for period, value in pairs)


def baseline(period="2020", value=20):
    return Baseline(parse_period(period), D(value), BaselineOrigin.EARLIEST)


def path(*pairs):
    return f.target(path=tuple((parse_period(period), D(value)) for period, value in pairs))


# From 20 at the end of 2020 to 80 at the end of 2025.
@pytest.mark.parametrize(
    ("at", "expected"),
    [("2020.5", 20), ("2021", 20), ("2022", 32), ("2023.5", 50), ("2026", 80), ("2030", 80)],
)
def test_the_path_is_a_straight_line_that_stays_at_its_ends(at, expected):
    assert expected_value(baseline(), f.target(), D(80), D(at)) == expected


@pytest.mark.parametrize(
    ("at", "expected"), [("2022", 25), ("2023", 30), ("2024.5", 75), ("2025.5", 85), ("2026", 80)]
)
def test_official_values_are_the_corners_of_the_path(at, expected):
    official = path(("2022", 30), ("2024", 90))
    assert expected_value(baseline(), official, D(80), D(at)) == expected


def test_official_values_before_the_baseline_or_from_the_due_date_on_are_no_corners():
    official = path(("2019", 99), ("2020", 99), ("2025", 99), ("2026", 99))
    assert expected_value(baseline(), official, D(80), D("2023.5")) == 50


def test_after_a_baseline_on_the_due_date_only_the_target_is_expected():
    assert expected_value(baseline("2025"), f.target(), D(80), D(2026)) == 80
    assert expected_value(baseline("2026"), f.target(), D(80), D(2027)) == 80


@pytest.mark.parametrize(
    ("value", "base", "expected", "sign", "ratio"),
    [
        (32, 20, 32, 1, 1),
        (26, 20, 32, 1, "0.5"),
        (17, 20, 32, 1, "-0.25"),
        (8, 10, 6, -1, "0.5"),
        (12, 10, 6, -1, "-0.5"),
        (20, 20, 20, 1, None),  # nothing was expected yet
        (75, 90, 85, 1, -3),  # below a path that itself goes down: away, never on track
        (88, 90, 85, 1, None),  # above it: ahead
        (85, 90, 85, 1, None),
        (12, 10, 15, -1, None),
        (16, 10, 15, -1, "-1.2"),
    ],
)
def test_the_ratio_is_distance_covered_over_distance_expected(value, base, expected, sign, ratio):
    found = progress_ratio(D(value), D(base), D(expected), sign)
    assert found == (None if ratio is None else D(ratio))


def test_a_ratio_too_large_for_twelve_decimals_is_kept():
    assert progress_ratio(D(10) ** 18, D(0), D("1e-8"), 1) == D(10) ** 26


def test_the_required_pace_closes_the_gap_by_the_due_date():
    assert required_pace(D(44), D(80), D(2023), D(2026)) == 12
    assert required_pace(D(10), D(5), D(2023), D(2025)) == D("-2.5")
    assert required_pace(D(44), D(80), D(2026), D(2026)) is None


@pytest.mark.parametrize(
    ("given", "pace", "since"),
    [
        ((("2021", 10), ("2022", 30)), 20, "2021"),
        ((("2021-Q4", 10), ("2022-Q2", 15), ("2022-Q4", 30)), 20, "2021-Q4"),
        ((("2021-Q2", 9), ("2022-Q4", 30)), 14, "2021-Q2"),  # 18 months at most
        ((("2021-Q1", 9), ("2022-Q4", 30)), None, None),
        ((("2022-Q1", 10), ("2022-Q2", 15), ("2022-Q4", 25)), 20, "2022-Q1"),  # nearest to 12
        ((("2021-Q3", 10), ("2022-Q1", 15), ("2022-Q4", 25)), 12, "2021-Q3"),  # the longer of two
        ((("2022-Q2", 20), ("2022-Q4", 25)), 10, "2022-Q2"),  # 6 months at least
        ((("2022-Q3", 20), ("2022-Q4", 25)), None, None),
        ((("2019", 10), ("2022", 30)), None, None),
        ((("2022", 30),), None, None),
    ],
)
def test_the_recent_pace_states_its_window(given, pace, since):
    figures = points(*given)
    found = recent_pace(periods_of(figures), values_of(figures))
    assert (found and found.per_year, found and str(found.since)) == (pace, since)


@pytest.mark.parametrize(
    ("value", "aim", "pace", "sign", "day"),
    [
        (60, 80, 10, 1, date(2024, 12, 31)),
        (60, 80, 40, 1, date(2023, 6, 30)),
        (6, 5, "-0.5", -1, date(2024, 12, 31)),
        (60, 80, 0, 1, None),
        (60, 80, -1, 1, None),
        (6, 5, 1, -1, None),
        (60, 80, "0.1", 1, None),  # in 200 years
    ],
)
def test_the_projection_is_the_day_the_pace_reaches_the_target(value, aim, pace, sign, day):
    assert projected_date(D(value), D(aim), D(2023), D(pace), sign) == day


def test_a_figure_of_the_last_day_before_the_programme_is_before_it():
    figures = points(("2020-12-31", 1), ("2021-01-01", 2), ("2022", 3))
    columns = periods_of(figures), values_of(figures)
    assert baseline_of(*columns, f.target(), START).value == 2


amounts = st.decimals(0, 100, places=2)


@given(amounts, amounts, st.decimals(2021, 2026, places=3), st.decimals(2021, 2026, places=3))
def test_the_path_never_leaves_its_two_ends_and_never_turns(start, aim, first, second):
    first, second = sorted((first, second))
    early, late = (
        expected_value(baseline(value=start), f.target(), aim, at) for at in (first, second)
    )
    tolerance = D("1e-20")
    assert min(start, aim) - tolerance <= early <= max(start, aim) + tolerance
    assert (late - early) * (aim - start) >= -tolerance


@given(amounts, amounts.filter(lambda pace: pace > 0))
def test_the_pace_required_arrives_on_the_due_date(value, aim):
    pace = required_pace(value, aim, D(2023), D(2026))
    if aim > value:
        assert projected_date(value, aim, D(2023), pace, 1) == date(2025, 12, 31)
