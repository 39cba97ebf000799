"""Periods to choose from: what a page shows of one that it does not have."""

import pytest

from cds.views.choices import before

OFFERED = ("", "2025-Q2", "2024", "2024-Q3")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("2024-Q4", "2024"), ("2024-12", "2024"), ("2031", "2025-Q2"), ("2020", None), ("x", None)],
)
def test_of_an_unknown_period_the_last_before_it_is_shown(asked, shown):
    assert before(asked, OFFERED) == shown
