from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cds.domain.periods import parse_period
from cds.text import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1234.5", 1, "1.234,5"),
        ("0.05", 1, "0,1"),
        ("2.5", 0, "3"),
        ("-1234567", 0, "−1.234.567"),
        ("-0.04", 1, "0,0"),
    ],
)
def test_numbers_use_decimal_comma_and_round_half_up(value, decimals, text):
    assert numbers.number(Decimal(value), decimals) == text


def test_what_is_not_known_is_a_dash():
    assert numbers.number(None) == numbers.percent(None) == numbers.day(None) == "–"


def test_percentages_and_points_are_told_apart():
    assert numbers.percent(Decimal("80.5")) == "80,5 %"
    assert numbers.points(Decimal("3.2")) == "3,2 điểm %"


def test_target_keeps_only_the_decimals_it_has():
    assert numbers.trimmed(Decimal("80.00000000")) == "80"
    assert numbers.trimmed(Decimal("1200")) == "1.200"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024", "năm 2024"),
        ("2024-H1", "6 tháng đầu năm 2024"),
        ("2025-Q2", "Quý II/2025"),
        ("2024-06", "tháng 6/2024"),
        ("2024-03-15", "15/03/2024"),
    ],
)
def test_periods_are_written_in_words(text, words):
    assert numbers.period(parse_period(text)) == words


def test_dates_and_instants_are_local():
    assert numbers.day(date(2021, 8, 20)) == "20/08/2021"
    assert numbers.instant(datetime(2025, 6, 30, 17, 5, tzinfo=UTC)) == "00:05 01/07/2025"
