from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.periods import (
    PeriodKind,
    day_of_year,
    months_between,
    parse_period,
    period_of,
    year_fraction,
)


@pytest.mark.parametrize(
    ("text", "start", "end", "end_year"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2025"),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30), "2024.5"),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30), "2024.75"),
        ("2024-03", date(2024, 3, 1), date(2024, 3, 31), "2024.25"),
        ("2024-06-15", date(2024, 6, 15), date(2024, 6, 15), "2024.458333333333333333333333"),
    ],
)
def test_a_period_knows_its_days_and_its_place_on_the_axis(text, start, end, end_year):
    period = parse_period(text)
    assert (period.start, period.end) == (start, end)
    assert abs(period.end_year - Decimal(end_year)) < Decimal("1e-20")


@pytest.mark.parametrize("text", ["", "24", "2024-Q5", "2024-13", "2024-H3", "2024-02-30", "Q1"])
def test_any_other_text_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_period(text)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(list(PeriodKind)))
def test_text_and_period_are_two_forms_of_one_thing(day, kind):
    period = period_of(kind, day)
    assert period.start <= day <= period.end
    assert parse_period(str(period)) == period


@given(st.dates(date(1990, 1, 1), date(2099, 12, 30)))
def test_the_axis_leads_back_to_the_day(day):
    assert day_of_year(year_fraction(day)) == day


def test_periods_that_end_together_order_the_shorter_first():
    texts = ["2024", "2023", "2024-Q4", "2024-12", "2024-H2"]
    assert [str(p) for p in sorted(parse_period(t) for t in texts)] == [
        "2023", "2024-12", "2024-Q4", "2024-H2", "2024",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2025, 7, 1), date(2026, 1, 1), 6),
        (date(2025, 7, 1), date(2025, 7, 30), 0),
        (date(2025, 7, 1), date(2025, 7, 31), 1),
        (date(2025, 10, 31), date(2027, 6, 15), 19),
        (date(2025, 7, 1), date(2025, 6, 30), 0),
    ],
)
def test_months_are_told_whole(first, last, months):
    assert months_between(first, last) == months
