"""Cuts and scores worked by hand from the published formulas (methods, section 6)."""

import pytest

from cds.domain.assessments import Status
from cds.domain.pace import cagr_with_target, cagr_without_target


def test_fewer_is_better_turns_the_sign():
    found = cagr_with_target(100, 81, 59.049, years=2, years_to_due=5, sign=-1)
    assert found.value == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("base", "latest", "years"), [(0, 5, 2), (-3, 5, 2), (5, -3, 2), (5, 6, 0.5)]
)
def test_it_is_not_available_without_a_growth_rate(base, latest, years):
    found = cagr_with_target(base, latest, 10, years=years, years_to_due=5, sign=1)
    assert (found.status, found.value, found.score) == (Status.NOT_ASSESSABLE, None, None)


def test_at_the_limit_standing_still_is_enough():
    found = cagr_without_target(100, 100, years=1, sign=1, limit=100)
    assert (found.status, found.score) == (Status.ON_TRACK, 5.0)


def test_a_target_equal_to_the_base_that_was_lost_is_moving_away():
    found = cagr_with_target(80, 70, 80, years=2, years_to_due=5, sign=1)
    assert (found.status, found.score) == (Status.MOVING_AWAY, -5.0)


# Open SDG publishes where its scores break; read from the figures of `progress-methodology`.
@pytest.mark.parametrize(
    ("ratio", "score", "status"),
    [
        (-0.80, -5, Status.MOVING_AWAY),
        (-0.60, -5, Status.MOVING_AWAY),
        (-0.30, -3.75, Status.MOVING_AWAY),
        (0.00, -2.5, Status.LIMITED),
        (0.30, -1.25, Status.LIMITED),
        (0.60, 0, Status.NEEDS_ACCELERATION),
        (0.95, 2.5, Status.ON_TRACK),
        (1.30, 5, Status.ON_TRACK),
        (2.00, 5, Status.ON_TRACK),
    ],
)
def test_scores_with_a_target_break_where_open_sdg_says(ratio, score, status):
    # 10% a year are required; growing at `ratio` of them for one year.
    latest = 100 * (1 + 0.10 * (ratio + 1e-9))
    found = cagr_with_target(100, latest, 259.374246, years=1, years_to_due=10, sign=1)
    assert found.value == pytest.approx(ratio, abs=1e-6)
    assert (found.score, found.status) == (pytest.approx(score, abs=1e-3), status)


@pytest.mark.parametrize(
    ("growth", "score", "status"),
    [
        (-0.03, -5, Status.MOVING_AWAY),
        (-0.02, -5, Status.MOVING_AWAY),
        (0.000, -2.5, Status.LIMITED),
        (0.005, 0, Status.NEEDS_ACCELERATION),
        (0.015, 2.5, Status.ON_TRACK),
        (0.020, 5, Status.ON_TRACK),
    ],
)
@pytest.mark.parametrize("limit", [None, 160])
def test_scores_without_target_break_where_open_sdg_says(growth, score, status, limit):
    # With a limit the cuts above zero shrink to the share C = 1 - (100/160)^4.44 = 0.8759.
    share = 1 if limit is None or growth < 0 else 1 - (100 / limit) ** 4.44
    latest = 100 * (1 + growth * share + 1e-12)
    found = cagr_without_target(100, latest, years=1, sign=1, limit=limit)
    assert (found.score, found.status) == (pytest.approx(score, abs=1e-3), status)


def test_a_series_of_open_sdg_worked_by_hand():
    # 1.55 in 2015 and 1.82 in 2019, to be 0.001 by 2030 and fewer is better:
    # observed 1.174194^(1/4) - 1 = 0.040961; required |0.000645^(1/15) - 1| = 0.387199.
    found = cagr_with_target(1.55, 1.82, 0.001, years=4, years_to_due=15, sign=-1)
    assert found.value == pytest.approx(-0.040961 / 0.387199, abs=1e-5)
    assert found.score == pytest.approx(4.1667 * -0.105788 - 2.5, abs=1e-4)
    assert found.status is Status.MOVING_AWAY


def test_a_negative_base_turns_the_sign_of_growth():
    # From -10 to -8.1 in two years is 10% a year towards zero.
    found = cagr_with_target(-10, -8.1, -5.9049, years=2, years_to_due=5, sign=1)
    assert (found.status, found.value) == (Status.ON_TRACK, pytest.approx(1.0))
    without = cagr_without_target(-10, -9.9, years=1, sign=1)
    assert (without.status, without.value) == (Status.NEEDS_ACCELERATION, pytest.approx(0.01))


@pytest.mark.parametrize(
    ("base", "room"), [(90, 1 - 0.9**4.44), (110, 1 - 0.9**4.44), (100, 0), (200, 1), (250, 1)]
)
def test_the_room_to_a_limit_is_alike_on_both_sides_and_full_beyond_twice(base, room):
    at_cut = cagr_without_target(base, base * (1 + 0.015 * room + 1e-9), years=1, sign=1, limit=100)
    assert at_cut.status is Status.ON_TRACK
    if room:
        below = base * (1 + 0.015 * room - 1e-9)
        found = cagr_without_target(base, below, years=1, sign=1, limit=100)
        assert found.status is Status.NEEDS_ACCELERATION


@pytest.mark.parametrize("base", [1, 40, 75, 90, 99, 99.9])
def test_on_track_for_fifteen_years_never_needs_more_than_the_limit(base):
    room = 1 - (base / 100) ** 4.44
    assert base * (1 + 0.015 * room) ** 15 <= 100


def test_what_meets_the_target_is_achieved_also_without_a_growth_rate():
    for base, years in ((0, 2), (-3, 2), (5, 0.5)):
        found = cagr_with_target(base, 12, 10, years=years, years_to_due=5, sign=1)
        assert (found.status, found.value, found.score) == (Status.ACHIEVED, None, 5.0)


@pytest.mark.parametrize(("target", "years_to_due"), [(-5, 5), (10, 0), (10, -1)])
def test_a_target_that_growth_cannot_reach_is_not_judged(target, years_to_due):
    found = cagr_with_target(8, 6, target, years=2, years_to_due=years_to_due, sign=1)
    if target > 0:
        assert found.status is Status.NOT_ASSESSABLE
    found = cagr_with_target(8, 6, target, years=2, years_to_due=years_to_due, sign=-1)
    assert (found.status is Status.ACHIEVED) == (target == 10)


def test_without_two_values_a_year_apart_growth_alone_is_not_judged():
    for base, latest, years in ((0, 5, 2), (-3, 5, 2), (5, 6, 0.99)):
        found = cagr_without_target(base, latest, years=years, sign=1)
        assert (found.status, found.value, found.score) == (Status.NOT_ASSESSABLE, None, None)


def test_a_target_due_within_days_asks_for_boundless_growth():
    found = cagr_with_target(1e-8, 1, 1e8, years=2, years_to_due=1 / 365, sign=1)
    assert (found.status, found.value) == (Status.LIMITED, 0)


@pytest.mark.parametrize(
    ("latest", "target", "status"),
    [
        (6, 6, Status.ACHIEVED),  # exactly at the target
        (4, 6, Status.NEEDS_ACCELERATION),  # 3 of 5: R = 0.60 exactly
        (2.9, 3, Status.ON_TRACK),  # 1.9 of 2: R = 0.95 exactly
        (1, 6, Status.LIMITED),  # R = 0
        (0, 6, Status.MOVING_AWAY),
    ],
)
def test_cuts_belong_to_the_better_class(latest, target, status):
    found = cagr_with_target(1, latest, target, years=1, years_to_due=1, sign=1)
    assert found.status is status


def test_a_target_of_nothing_asks_for_all():
    found = cagr_with_target(10, 5, 0, years=1, years_to_due=2, sign=-1)
    assert (found.value, found.status) == (0.5, Status.LIMITED)


def test_small_growth_near_a_limit_scores_by_the_room_that_is_left():
    # C = 1 - 0.9^4.44 = 0.3736; 0.1% of growth scores 0.5 / C - 2.5.
    found = cagr_without_target(90, 90.09, years=1, sign=1, limit=100)
    assert found.score == pytest.approx(0.5 / 0.37362 - 2.5, abs=1e-3)
    assert found.status is Status.LIMITED
