from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.periods import parse_period
from cds.domain.reporting import ReportingTally, days_late, deadline, reporting_tally, silent, total

LIMIT = date(2024, 4, 20)


def test_the_limit_lies_n_days_after_the_periods_end():
    assert deadline(parse_period("2024-Q1"), 20) == LIMIT
    assert deadline(parse_period("2024-Q1"), None) is None


def test_day_n_counts_as_in_time():
    sent = {"a": LIMIT, "b": date(2024, 4, 21)}

    found = reporting_tally(["a", "b", "c"], sent, LIMIT)

    assert found == ReportingTally(expected=3, sent=2, on_time=1)
    assert (found.missing, found.rate, found.timeliness) == (1, Decimal(2) / 3, Decimal(1) / 3)


def test_days_late_count_from_the_day_after_the_limit():
    assert [days_late(date(2024, 4, day), LIMIT) for day in (19, 20, 21)] == [0, 0, 1]


def test_a_unit_that_was_not_expected_does_not_count():
    assert reporting_tally(["a"], {"a": LIMIT, "abolished": LIMIT}, LIMIT) == ReportingTally(
        1, 1, 1
    )


def test_without_a_limit_there_is_no_timeliness():
    assert reporting_tally(["a"], {"a": LIMIT}, None).timeliness is None


def test_figures_without_a_sender_have_no_timeliness():
    assert reporting_tally(["a", "b"], {"a": LIMIT, "b": None}, LIMIT) == ReportingTally(2, 2, None)


def test_nobody_expected_gives_no_rate():
    assert (ReportingTally(0, 0, 0).rate, ReportingTally(0, 0, 0).timeliness) == (None, None)


def test_totals_add_and_keep_timeliness_only_when_all_parts_have_it():
    assert total([ReportingTally(3, 2, 1), ReportingTally(2, 2, 2)]) == ReportingTally(5, 4, 3)
    assert total([ReportingTally(3, 2, 1), ReportingTally(2, 2, None)]) == ReportingTally(
        5, 4, None
    )
    assert total([]) == ReportingTally(0, 0, None)


def test_the_silent_are_named_in_order():
    assert silent(["c", "a", "b"], {"a"}) == ("c", "b")


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_sent_and_silent_make_up_the_expected(expected, sent):
    units = [str(one) for one in sorted(expected)]
    days = {str(one): LIMIT for one in sent}

    counted = reporting_tally(units, days, LIMIT)

    assert counted.sent + len(silent(units, days)) == counted.expected
    assert counted.on_time <= counted.sent <= counted.expected
