from decimal import Decimal

from cds.domain.assessments import Rank, rank


def test_the_best_value_has_place_one():
    assert rank(Decimal(9), [Decimal(5), Decimal(7)], 1) == Rank(1, 3)


def test_fewer_is_first_where_fewer_is_better():
    assert rank(Decimal(9), [Decimal(5), Decimal(7)], -1) == Rank(3, 3)


def test_equal_values_share_a_place():
    assert rank(Decimal(7), [Decimal(7), Decimal(8)], 1) == Rank(2, 3)


def test_a_unit_alone_is_first_of_one():
    assert rank(Decimal(7), [], 1) == Rank(1, 1)
