"""The gap in both currencies (methods, section 2)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.gaps import gap, is_met, still_to_do
from cds.domain.indicators import Direction, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import parse_period
from cds.domain.targets import Operator
from tests import factories as f

D = Decimal
UP, DOWN = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER


def point(value, counts=(None, None)):
    return Point(parse_period("2024"), D(str(value)), *(c and D(c) for c in counts))


@pytest.mark.parametrize(
    ("value", "operator", "direction", "met"),
    [
        ("80", Operator.AT_LEAST, UP, True),
        ("79.99999999", Operator.AT_LEAST, UP, False),  # never at display rounding
        ("80", Operator.EQUAL, UP, True),
        ("81", Operator.EQUAL, UP, True),
        ("80", Operator.GREATER, UP, False),
        ("80.00000001", Operator.GREATER, UP, True),
        ("80", Operator.AT_MOST, DOWN, True),
        ("80.00000001", Operator.AT_MOST, DOWN, False),
        ("80", Operator.LESS, DOWN, False),
        ("79.99999999", Operator.LESS, DOWN, True),
    ],
)
def test_a_target_is_met_at_stored_precision_and_strictly_where_it_says_so(
    value, operator, direction, met
):
    assert is_met(D(value), D(80), operator, direction) is met


@pytest.mark.parametrize(
    ("value", "direction", "missing"),
    [("70.5", UP, "9.5"), ("80", UP, 0), ("95", UP, 0), ("95", DOWN, 15), ("70", DOWN, 0)],
)
def test_the_gap_is_what_is_missing_and_never_below_nothing(value, direction, missing):
    assert gap(D(value), D(80), direction) == D(missing)


@pytest.mark.parametrize(
    ("covered", "aim", "operator", "direction", "todo"),
    [
        (700, 80, Operator.AT_LEAST, UP, 100),
        (700, "80.01", Operator.AT_LEAST, UP, 101),  # 800.1: one ceil
        (700, 80, Operator.GREATER, UP, 101),
        (800, 80, Operator.GREATER, UP, 1),
        (801, 80, Operator.GREATER, UP, 0),
        (1000, 100, Operator.EQUAL, UP, 0),
        (60, 5, Operator.AT_MOST, DOWN, 10),
        (60, "5.05", Operator.AT_MOST, DOWN, 10),  # 50.5: fifty is the first that meets it
        (50, 5, Operator.LESS, DOWN, 1),
        (60, "5.05", Operator.LESS, DOWN, 10),
    ],
)
def test_things_still_to_do_lead_to_the_first_count_that_meets_the_target(
    covered, aim, operator, direction, todo
):
    indicator = f.indicator(direction=direction)
    figure = point(D(covered) / 10, (covered, 1000))
    assert still_to_do(figure, D(aim), operator, indicator) == todo


def test_only_counts_have_things():
    share, score = f.indicator(), f.indicator(kind=IndicatorKind.SCORE)
    assert still_to_do(point(70), D(80), Operator.AT_LEAST, share) is None
    assert still_to_do(point(70, (7, None)), D(80), Operator.AT_LEAST, share) is None
    assert still_to_do(point(70, (7, 10)), D(80), Operator.AT_LEAST, score) is None
    count = f.indicator(kind=IndicatorKind.COUNT)
    assert still_to_do(point("7.5"), D(10), Operator.AT_LEAST, count) == 3


@given(
    st.integers(1, 5000),
    st.data(),
    st.decimals(0, 100, places=3),
    st.sampled_from([(Operator.AT_LEAST, UP), (Operator.GREATER, UP), (Operator.AT_MOST, DOWN)]),
)
def test_doing_what_is_still_to_do_meets_the_target_and_one_less_does_not(whole, data, aim, kind):
    operator, direction = kind
    covered = data.draw(st.integers(0, whole))
    indicator = f.indicator(direction=direction)
    todo = still_to_do(point(100 * D(covered) / whole, (covered, whole)), aim, operator, indicator)
    met = [
        is_met(100 * D(covered + direction.sign * done) / whole, aim, operator, direction)
        for done in (todo, todo - 1)
    ]
    assert met[0]
    assert todo == 0 or not met[1]
