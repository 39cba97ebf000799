from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Tier
from cds.domain.periods import parse_period
from cds.domain.reporting import (
    ReportingTally,
    asked_indicators,
    asked_units,
    days_late,
    deadline,
    last_day_of,
    owed,
    reporting_tally,
    silent,
    total,
)
from tests import factories as f
from tests.reformed import REFORM, reformed

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


def test_a_form_asks_the_units_of_its_day_all_of_them_or_those_within_one():
    home = reformed()
    before, after = date(2023, 6, 30), date(2024, 6, 30)

    def codes(on, within=None):
        return [unit.code for unit in asked_units(home, AdminLevel.COMMUNE, on, within)]

    assert codes(before) == ["1011", "1012", "1021", "1022", "1023"]
    assert codes(before, home.units[f.unit_id("102")]) == ["1021", "1022", "1023"]
    assert codes(after) == ["2001", "2002", "2003", "2004"]


def test_of_a_time_without_the_home_all_units_are_asked():
    home = reformed()
    old, new = home.vintages
    alone = dict.fromkeys(key for key in new.parents if "@2024" in key)
    later = replace(home, vintages=(old, replace(new, parents=alone)))
    asked = asked_units(later, AdminLevel.COMMUNE, REFORM)
    assert [unit.code for unit in asked] == ["2001", "2002", "2003", "2004"]


def test_a_level_that_is_gone_had_units_last_on_the_day_before_the_reform():
    home = reformed()
    old, new = home.vintages
    below = {key: None for key in new.parents if home.units[key].level is AdminLevel.COMMUNE}
    above = {f.unit_id("10"): None}
    flat = replace(home, vintages=(old, replace(new, parents={**above, **below})))
    day = date(2025, 3, 31)
    assert last_day_of(flat, AdminLevel.COMMUNE, date(2020, 1, 1)) == date(2020, 1, 1)
    assert last_day_of(home, AdminLevel.DISTRICT, day) == day
    assert last_day_of(flat, AdminLevel.DISTRICT, day) == old.last
    assert last_day_of(flat, AdminLevel.NATION, day) == day


def test_a_form_asks_for_core_indicators_unless_it_is_told_others_and_context_is_nobodys_duty():
    core, more, other = f.indicator("core"), f.indicator("more"), f.indicator("other")
    indicators = (
        core,
        replace(more, tier=Tier.EXTENDED),
        replace(other, tier=Tier.CONTEXT),
        replace(f.indicator("above"), levels=(AdminLevel.PROVINCE,)),
    )
    home = f.catalogue(indicators)
    asked = asked_indicators(home, AdminLevel.COMMUNE)
    named = asked_indicators(home, AdminLevel.COMMUNE, ["other", "above"])
    assert [one.indicator_id for one in asked] == ["core"]
    assert [one.indicator_id for one in named] == ["other", "above"]
    assert [one.indicator_id for one in owed(home, AdminLevel.COMMUNE)] == ["core", "more"]
