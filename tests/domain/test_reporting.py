from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.periods import parse_period
from cds.domain.reporting import Tally, days_late, deadline, silent, tally, total

LIMIT = date(2024, 4, 20)


def test_the_limit_lies_n_days_after_the_periods_end():
    assert deadline(parse_period("2024-Q1"), 20) == LIMIT
    assert deadline(parse_period("2024-Q1"), None) is None


def test_day_n_counts_as_in_time():
    sent = {"a": LIMIT, "b": date(2024, 4, 21)}

    found = tally(["a", "b", "c"], sent, LIMIT)

    assert found == Tally(expected=3, sent=2, on_time=1)
    assert (found.rate, found.timeliness) == (Decimal(2) / 3, Decimal(1) / 3)


def test_days_late_count_from_the_day_after_the_limit():
    assert [days_late(date(2024, 4, day), LIMIT) for day in (19, 20, 21)] == [0, 0, 1]


def test_a_unit_that_was_not_expected_does_not_count():
    assert tally(["a"], {"a": LIMIT, "abolished": LIMIT}, LIMIT) == Tally(1, 1, 1)


def test_without_a_limit_there_is_no_timeliness():
    assert tally(["a"], {"a": LIMIT}, None).timeliness is None


def test_figures_without_a_sender_have_no_timeliness():
    assert tally(["a", "b"], {"a": LIMIT, "b": None}, LIMIT) == Tally(2, 2, None)


def test_nobody_expected_gives_no_rate():
    assert (Tally(0, 0, 0).rate, Tally(0, 0, 0).timeliness) == (None, None)


def test_totals_add_and_keep_timeliness_only_when_all_parts_have_it():
    assert total([Tally(3, 2, 1), Tally(2, 2, 2)]) == Tally(5, 4, 3)
    assert total([Tally(3, 2, 1), Tally(2, 2, None)]) == Tally(5, 4, None)
    assert total([]) == Tally(0, 0, None)


def test_the_silent_are_named_in_order():
    assert silent(["c", "a", "b"], {"a"}) == ("c", "b")


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_sent_and_silent_make_up_the_expected(expected, sent):
    units = [str(one) for one in sorted(expected)]
    days = {str(one): LIMIT for one in sent}

    counted = tally(units, days, LIMIT)

    assert counted.sent + len(silent(units, days)) == counted.expected
    assert counted.on_time <= counted.sent <= counted.expected
