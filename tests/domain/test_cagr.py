"""Cuts and scores worked by hand from the published formulas (methods, section 6)."""

import pytest

from cds.domain.cagr import cagr_with_target, cagr_without_target
from cds.domain.progress import Status


def test_growth_at_exactly_the_required_rate_is_on_track_with_a_ratio_of_one():
    found = cagr_with_target(100, 121, 161.051, years=2, years_to_due=5, sign=1)
    assert found.status is Status.ON_TRACK
    assert found.value == pytest.approx(1.0)
    assert found.score == pytest.approx(7.1429 - 4.2857, abs=1e-3)


@pytest.mark.parametrize(
    ("latest", "status"),
    [
        (200, Status.ACHIEVED),
        (100 * 1.10**2, Status.ON_TRACK),
        (100 * 1.08**2, Status.NEEDS_ACCELERATION),
        (100 * 1.03**2, Status.LIMITED),
        (90, Status.MOVING_AWAY),
    ],
)
def test_classes_follow_the_ratio(latest, status):
    found = cagr_with_target(100, latest, 161.051, years=2, years_to_due=5, sign=1)
    assert found.status is status


def test_fewer_is_better_turns_the_sign():
    found = cagr_with_target(100, 81, 59.049, years=2, years_to_due=5, sign=-1)
    assert found.value == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("base", "latest", "years"), [(0, 5, 2), (-3, 5, 2), (5, -3, 2), (5, 6, 0.5)]
)
def test_it_is_not_available_without_a_growth_rate(base, latest, years):
    found = cagr_with_target(base, latest, 10, years=years, years_to_due=5, sign=1)
    assert (found.status, found.value, found.score) == (Status.NOT_ASSESSABLE, None, None)


@pytest.mark.parametrize(
    ("growth", "status", "score"),
    [
        (0.020, Status.ON_TRACK, 5.0),
        (0.016, Status.ON_TRACK, 3.0),
        (0.010, Status.NEEDS_ACCELERATION, 1.25),
        (0.002, Status.LIMITED, -1.5),
        (-0.010, Status.MOVING_AWAY, -3.75),
        (-0.200, Status.MOVING_AWAY, -5.0),
    ],
)
def test_without_target_yearly_growth_decides(growth, status, score):
    found = cagr_without_target(100, 100 * (1 + growth), years=1, sign=1)
    assert found.status is status
    assert found.score == pytest.approx(score)


def test_near_a_natural_limit_less_growth_suffices():
    # B = 90, L = 100: C = 1 - 0.9^4.44 = 0.37357; 0.6 % growth >= 0.015 C = 0.56 %
    found = cagr_without_target(90, 90 * 1.006, years=1, sign=1, limit=100)
    assert found.status is Status.ON_TRACK
    assert cagr_without_target(90, 90 * 1.006, years=1, sign=1).status is not Status.ON_TRACK


def test_at_the_limit_standing_still_is_enough():
    found = cagr_without_target(100, 100, years=1, sign=1, limit=100)
    assert (found.status, found.score) == (Status.ON_TRACK, 5.0)


def test_a_target_equal_to_the_base_that_was_lost_is_moving_away():
    found = cagr_with_target(80, 70, 80, years=2, years_to_due=5, sign=1)
    assert (found.status, found.score) == (Status.MOVING_AWAY, -5.0)
