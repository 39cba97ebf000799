"""A share given as 0.87 is held against its peers and its own past before it counts as 0.87 %."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.indicators import Direction
from cds.domain.issues import Severity
from cds.domain.periods import parse_period
from cds.ingest.checking import Context, check
from tests.factories import indicator
from tests.ingest.forms import CATALOGUE, TODAY, checked, form, row

UNITS = ("1011", "1012", "1021", "1022", "1023", "2002", "2003", "00042")
IDS = {unit.code: unit.unit_id for unit in CATALOGUE.units.values() if unit.is_valid_on(TODAY)}
LAST_YEAR = parse_period("2023-Q4")


def asked(shares, past=None):
    """Lines of the rows asked about: a share as text, or "numerator/denominator"."""
    lines = []
    for code, share in zip(UNITS, shares, strict=False):
        part, _, whole = str(share).partition("/")
        counts = {"value": "", "numerator": part, "denominator": whole}
        lines.append(row(unit_code=code, **(counts if whole else {"value": part})))
    current = {"coverage": _by_unit(past)} if past else {}
    result = checked(form(*lines), current=current)
    scaled = [issue for issue in result.issues if issue.code == "suspicious_scale"]
    found = [issue for issue in scaled if ("reason", "factor") not in issue.details]
    assert {issue.severity for issue in found} <= {Severity.CONFIRM}
    assert {issue.column for issue in found} <= {8}
    assert len(found) <= 1  # one cause is asked about once
    return [int(n) for issue in found for n in dict(issue.details)["lines"].split(", ")]


def _by_unit(past):
    """What counts for units, told by code, since last year."""
    return {IDS[code]: {LAST_YEAR: Decimal(value)} for code, value in past.items()}


def test_one_fraction_among_counts_is_asked_about():
    assert asked(["87/100", "91/100", "0.87", "79/100"]) == [4]


def test_fractions_among_percentages_are_named_where_they_are_fewer():
    assert asked(["61", "0.63", "65", "0.67", "69"]) == [3, 5]


def test_percentages_among_fractions_are_named_where_they_are_fewer():
    assert asked(["0.61", "0.63", "65", "0.67", "0.69"]) == [4]


def test_what_was_always_large_is_not_named_for_being_rare():
    assert asked(["88", "0.6", "0.7"], {"1011": "87"}) == [3, 4]


def test_fractions_are_named_beside_counts_however_many_they_are():
    assert asked(["0.61", "0.63", "65/100", "0.67", "0.69"]) == [2, 3, 5, 6]


def test_a_sign_does_not_make_up_for_percentages_a_hundred_times_larger():
    assert asked(["61 %", "0.63 %", "65 %"]) == [3]


def test_a_lone_fraction_of_which_nothing_is_known_is_asked_about():
    assert asked(["0.92"]) == [2]


@pytest.mark.parametrize(("count", "found"), [(1, []), (2, []), (3, [2])])
def test_few_shares_of_what_had_better_be_low_may_be_that_low(count, found):
    late = indicator("late", name="Tỷ lệ trễ hạn", direction=Direction.LOWER_IS_BETTER)
    known = replace(CATALOGUE, indicators={"late": late})
    lines = [row(unit_code=code, indicator_id="late", value="0.39") for code in UNITS[:count]]
    issues = check(form(*lines), "f", known, Context(today=TODAY)).issues
    assert [each.line for each in issues if each.code == "suspicious_scale"] == found


@pytest.mark.parametrize(
    "shares",
    [
        ["4/1000", "2/1000", "9/1000", "0.4"],  # 0.4 %, 0.2 %, 0.9 %
        ["0.2", "0.4", "0.9", "1.3", "2.5"],
        ["0.05", "0.2", "0.9", "1.3", "2.5"],
        ["0", "100", "87.5"],
        ["0.2 %", "0.4 %", "0.9 %"],
    ],
)
def test_true_small_percentages_are_left_alone(shares):
    assert asked(shares) == []


@pytest.mark.parametrize(
    ("value", "past", "found"),
    [
        ("0.92", "88", [2]),
        ("0.92", "9.3", [2]),  # 92 is 9.9 times the past, 0.92 less than a tenth of it
        ("0.92", "9.2", []),
        ("0.92", "0.7", []),
        ("0.05", "4", [2]),
    ],
)
def test_a_share_is_held_against_its_own_past(value, past, found):
    assert asked([value], {"1011": past}) == found


def test_what_was_always_small_stays_unasked_among_large_ones():
    assert asked(["0.4", "88", "91"], {"1011": "0.3"}) == []


def test_all_fractions_are_named_where_the_past_was_large():
    past = {"1011": "60", "1012": "70", "1021": "80"}
    assert asked(["0.61", "0.71", "0.81"], past) == [2, 3, 4]


@pytest.mark.parametrize(("past", "found"), [("0.5", []), ("77", [2])])
def test_a_unit_without_past_is_held_against_the_figures_of_others(past, found):
    assert asked(["0.6"], {"1012": past}) == found


PERCENTS = st.lists(st.integers(20, 100), min_size=2, max_size=8)


@given(PERCENTS, st.data())
def test_the_fewer_written_as_fractions_are_all_found(percents, data):
    places = range(len(percents))
    most = len(percents) // 2
    wrong = data.draw(st.sets(st.sampled_from(places), min_size=1, max_size=most))
    shares = [Decimal(p) / 100 if at in wrong else p for at, p in enumerate(percents)]
    assert asked(shares) == [at + 2 for at in sorted(wrong)]


@given(st.lists(st.integers(1, 99), min_size=1, max_size=8))
def test_small_shares_of_an_indicator_that_was_always_small_are_never_asked(hundredths):
    shares = [Decimal(each) / 100 for each in hundredths]
    assert asked(shares, dict(zip(UNITS, shares, strict=False))) == []
