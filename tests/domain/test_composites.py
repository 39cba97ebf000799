from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.composites import (
    Attained,
    Composite,
    attainment,
    is_current,
    natural_limit,
    newest_current,
    step_attainment,
)
from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import parse_period
from cds.domain.targets import MilestoneStep, PublishedState
from tests.factories import indicator

D = Decimal
UP, DOWN = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER


DAY = date(2025, 6, 30)


def step(state, done_on=None):
    return MilestoneStep("m", "step", state, None, done_on, "", "")


def point(period, value=1):
    return Point(parse_period(period), D(value))


@pytest.mark.parametrize(
    ("value", "aim", "floor", "direction", "expected"),
    [
        (60, 80, 0, UP, "0.75"),
        (80, 80, 0, UP, "1"),
        (95, 80, 0, UP, "1"),
        (-5, 80, 0, UP, "0"),
        (50, 80, 20, UP, "0.5"),
        (10, 80, 20, UP, "0"),
        (20, 0, 40, DOWN, "0.5"),
        (40, 0, 40, DOWN, "0"),
    ],
)
def test_attainment_is_the_share_of_the_way_from_floor_to_aim(
    value, aim, floor, direction, expected
):
    assert attainment(D(value), D(aim), D(floor), direction) == D(expected)


@pytest.mark.parametrize(
    ("aim", "floor", "direction"),
    [(0, 0, UP), (5, 0, DOWN), (10, 20, UP), (80, 0, Direction.CONTEXT)],
)
def test_there_is_no_attainment_without_a_way_from_worse_to_better(aim, floor, direction):
    assert attainment(D(3), D(aim), D(floor), direction) is None


@given(st.decimals(-200, 200, places=2), st.decimals(1, 200, places=2))
def test_attainment_lies_between_none_and_all_and_is_all_exactly_when_met(value, aim):
    found = attainment(value, aim, D(0), UP)
    assert 0 <= found <= 1
    assert (found == 1) == (value >= aim)


def test_a_composite_is_the_mean_of_the_members_with_data_and_says_how_many():
    made = Composite((Attained("a", D("0.5")), Attained("b", None), Attained("c", D(1))))
    assert (made.value, made.known, made.expected) == (D("0.75"), 2, 3)
    assert made.basis == {"a", "c"}


def test_a_composite_without_data_has_no_value_rather_than_zero():
    assert Composite((Attained("a", None),)).value is None
    assert Composite(()).value is None


@given(st.lists(st.none() | st.decimals(0, 1, places=4), max_size=12))
def test_a_composite_lies_within_its_members(values):
    made = Composite(tuple(Attained(str(i), value) for i, value in enumerate(values)))
    known = [value for value in values if value is not None]
    assert (made.known, made.expected) == (len(known), len(values))
    if known:
        assert min(known) <= made.value.quantize(D("1e-9")) <= max(known)


def test_a_milestone_is_as_far_as_its_steps():
    states = [
        PublishedState.DONE,
        PublishedState.IN_PROGRESS,
        PublishedState.NOT_STARTED,
        PublishedState.DONE,
    ]
    assert step_attainment([step(state) for state in states], DAY) == D("0.5")
    assert step_attainment([], DAY) is None


def test_a_step_counts_from_the_day_it_was_done():
    steps = [step(PublishedState.DONE, DAY), step(PublishedState.NOT_STARTED)]
    assert step_attainment(steps, DAY) == D("0.5")
    assert step_attainment(steps, date(2025, 6, 29)) == 0


def test_only_shares_with_a_better_end_have_a_natural_limit():
    assert natural_limit(indicator()) == 100
    assert natural_limit(indicator(direction=DOWN)) == 0
    assert natural_limit(indicator(direction=Direction.CONTEXT)) is None
    assert natural_limit(indicator(kind=IndicatorKind.COUNT)) is None


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 12, 31), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
        (date(2024, 12, 30), True),
    ],
)
def test_a_figure_is_current_for_a_year_after_its_period(on, expected):
    assert is_current(point("2024"), on) is expected


def test_the_newest_current_figure_is_the_last_one_known_on_the_day():
    points = (point("2022", 1), point("2023", 2), point("2024", 3))
    assert newest_current(points, date(2024, 6, 30)).value == 2
    assert newest_current(points, date(2026, 6, 30)) is None
    assert newest_current((), date(2024, 6, 30)) is None


def test_a_figure_without_an_aim_is_reported_and_not_known():
    whole = Composite((Attained("a", D("0.5")), Attained("b", None, True), Attained("c", None)))
    assert (whole.known, whole.reported, whole.expected) == (1, 2, 3)
