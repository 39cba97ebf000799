"""Counts first: hand-worked tables and properties of methods, section 1."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.observations import Contribution, percentage, roll_up

D = Decimal


def part(numerator=None, denominator=None, **more):
    make = lambda value: None if value is None else D(value)  # noqa: E731
    return Contribution(make(numerator), make(denominator), **{k: make(v) for k, v in more.items()})


def test_a_share_is_rebuilt_from_counts_and_never_averaged():
    rolled = roll_up((part(90, 100), part(10, 1000)), is_sum=False)
    assert (rolled.numerator, rolled.denominator) == (100, 1100)
    assert rolled.value == D(10000) / 1100
    assert rolled.completeness == 1


def test_all_parts_missing_is_missing_and_not_zero():
    rolled = replace(roll_up((part(), part()), is_sum=False), expected_missing=D(150))
    assert rolled.value is None
    assert rolled.low is None
    assert (rolled.units_reported, rolled.units_expected) == (0, 2)


def test_completeness_and_bounds_by_the_census():
    rolled = replace(roll_up((part(80, 100), part()), is_sum=False), expected_missing=D(50))
    assert rolled.value == 80
    assert rolled.completeness == D(100) / 150
    assert rolled.low == D(8000) / 150
    assert rolled.high == D(13000) / 150


def test_a_percentage_without_counts_needs_a_weight():
    without = roll_up((part(40, 50), part(value=100)), is_sum=False)
    assert (without.value, without.units_reported) == (80, 1)
    lone = roll_up((part(40, 50), part(denominator=7, value=100)), is_sum=False)
    assert (lone.numerator, lone.denominator, lone.units_reported) == (40, 50, 1)
    weighted = roll_up((part(40, 50), part(value=100, weight=50)), is_sum=False)
    assert (weighted.value, weighted.is_weighted) == (90, True)


def test_a_sum_adds_values_and_has_no_upper_bound_while_parts_are_missing():
    rolled = roll_up((part(value=3), part(value=0), part()), is_sum=True)
    assert (rolled.value, rolled.low, rolled.high) == (3, 3, None)
    assert (rolled.units_reported, rolled.units_expected) == (2, 3)


def test_more_than_all_is_kept():
    assert roll_up((part(110, 100),), is_sum=False).value == 110


def test_a_zero_denominator_has_no_percentage():
    assert percentage(D(0), D(0)) is None


counts = st.integers(1, 5000).flatmap(
    lambda whole: st.integers(0, whole).map(lambda covered: part(covered, whole))
)
parts = st.lists(st.one_of(counts, st.just(part())), min_size=1, max_size=12)


@given(parts, st.randoms())
def test_the_order_of_the_parts_does_not_matter(items, random):
    shuffled = list(items)
    random.shuffle(shuffled)
    assert roll_up(tuple(items), is_sum=False) == roll_up(tuple(shuffled), is_sum=False)


@given(parts, st.integers(1, 5000))
def test_the_value_lies_between_its_bounds(items, expected):
    rolled = replace(roll_up(tuple(items), is_sum=False), expected_missing=D(expected))
    if rolled.value is not None:
        assert rolled.low <= rolled.value <= rolled.high
        assert 0 < rolled.completeness <= 1


@given(parts, parts)
def test_a_whole_of_wholes_equals_the_whole_of_all_parts(left, right):
    whole = roll_up((*left, *right), is_sum=False)
    halves = [roll_up(tuple(side), is_sum=False) for side in (left, right)]
    known = [half for half in halves if half.numerator is not None]
    assert (whole.numerator or 0) == sum(half.numerator for half in known)
    assert (whole.denominator or 0) == sum(half.denominator for half in known)
