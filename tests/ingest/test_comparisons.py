"""Figures held against parts, census and each other: told when wrong, silent when right."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds.domain.admin_units import AdminLevel, UnitFacts
from cds.domain.indicators import IndicatorKind, Weight
from cds.domain.periods import parse_period
from cds.ingest.checking import Context, check
from tests.factories import admin_unit, catalogue, indicator, unit_id
from tests.ingest.corpus import world
from tests.ingest.forms import ALIASES, CATALOGUE, TODAY, checked, faults, form, row

PARTS = ("1021", "1022", "1023", "2002", "00042")  # of district 102


def codes(content, known=CATALOGUE):
    """The issue codes of a file against a catalogue."""
    return [issue.code.value for issue in check(content, "f", known, Context(today=TODAY)).issues]


def shares(numerators, whole, **cells):
    """Counts of the parts of 102, of 100 each, and what 102 itself reports."""
    lines = [
        row(unit_code=code, value="", numerator=numerator, denominator=100)
        for code, numerator in zip(PARTS, numerators, strict=True)
    ]
    return form(*lines, row(unit_code=102, **{"value": whole, **cells}))


@pytest.mark.parametrize(
    ("whole", "found"),
    [("50", []), ("50.5", []), ("50.6", ["aggregate_mismatch"]), ("49", ["aggregate_mismatch"])],
)
def test_a_share_of_the_whole_follows_from_the_counts_of_its_parts(whole, found):
    assert codes(shares((10, 30, 50, 70, 90), whole)) == found


def test_bare_shares_of_the_parts_say_nothing_about_the_whole():
    lines = [row(unit_code=c, value=v) for c, v in zip(PARTS, (10, 20, 30, 40, 50), strict=True)]
    assert codes(form(*lines, row(unit_code=102, value=90))) == []


def test_scores_of_the_parts_add_up_to_nothing():
    scores = ("0.1", "0.2", "0.3", "0.4", "0.5")
    lines = [
        row(unit_code=c, indicator_id="score", value=v) for c, v in zip(PARTS, scores, strict=True)
    ]
    assert codes(form(*lines, row(unit_code=102, indicator_id="score", value="0.9"))) == []


def test_every_indicator_and_period_of_a_whole_is_held_against_its_parts():
    def lines(period, whole):
        parts = [row(unit_code=c, indicator_id="services", period=period, value=5) for c in PARTS]
        parts[0] = row(unit_code=PARTS[0], indicator_id="services", period=period, value=4)
        return [*parts, row(unit_code=102, indicator_id="services", period=period, value=whole)]

    found = faults(form(*lines("2023", 24), *lines("2022", 99)))
    assert found == [("aggregate_mismatch", 13, 8)]


@pytest.mark.parametrize(("scale", "found"), [(1, []), (1000, ["suspicious_scale"])])
def test_denominators_are_held_against_the_census(scale, found):
    weighed = replace(CATALOGUE.indicators["coverage"], weight=Weight.HOUSEHOLDS)
    known = replace(CATALOGUE, indicators={**CATALOGUE.indicators, "coverage": weighed})
    households = {"1021": 2000, "1022": 1500, "1023": 500}
    lines = [
        row(unit_code=code, value="", numerator="0.1", denominator=Decimal(count) / scale)
        for code, count in households.items()
    ]
    issues = check(form(*lines), "f", known, Context(today=TODAY)).issues
    assert [i.code for i in issues if ("reason", "census") in i.details] == found


def test_units_without_a_whole_miss_nobody():
    alone = (
        admin_unit("3001", AdminLevel.COMMUNE, None, "Đặc khu Một"),
        admin_unit("3002", AdminLevel.COMMUNE, None, "Đặc khu Hai"),
    )
    known = replace(catalogue((indicator("coverage"),), extra_units=alone), header_aliases=ALIASES)
    assert codes(form(row(unit_code=3001), row(unit_code=3002, value=70)), known) == []


def test_the_nation_may_report_whatever_is_reported_below_it():
    nation = admin_unit("VN", AdminLevel.NATION, None, "Việt Nam")
    known = replace(
        catalogue((indicator("coverage"),), extra_units=(nation,)), header_aliases=ALIASES
    )
    for level, found in (
        (None, []),
        (AdminLevel.NATION, []),
        (AdminLevel.DISTRICT, ["wrong_level"]),
    ):
        context = Context(today=TODAY, level=level)
        issues = check(form(row(unit_code="vn")), "f", known, context).issues
        assert [issue.code.value for issue in issues] == found


def test_a_share_too_large_to_keep_is_refused():
    content = form(row(value="", numerator="9" * 20, denominator="0.5"))
    assert ("bad_number", 2, 6) in faults(content)


@pytest.mark.parametrize(("value", "found"), [(0, []), (100, []), (33, ["suspicious_constant"])])
def test_nothing_or_all_may_be_the_same_everywhere(value, found):
    assert codes(form(*(row(unit_code=code, value=value) for code in PARTS))) == found


@pytest.mark.parametrize(
    ("period", "changed", "expected"),
    [("2023-Q4", 0, ["copied"]), ("2023-Q4", 1, []), ("2023", 0, []), ("2024-Q1", 0, [])],
)
def test_figures_that_are_those_of_the_period_before_are_asked_about(period, changed, expected):
    values = [Decimal(text) for text in ("71.4", "72.7", "73.1", "74.6", "75.2")]
    known = {unit_id(c): {parse_period(period): v} for c, v in zip(PARTS, values, strict=True)}
    values[0] += changed
    lines = [
        row(unit_code=c, period="2024-Q1", value=v) for c, v in zip(PARTS, values, strict=True)
    ]
    context = Context(today=TODAY, current={"coverage": known})
    found = check(form(*lines), "f", CATALOGUE, context).issues
    assert [dict(each.details).get("reason") for each in found] == expected


TAN_HUNG = [str(code) for code in range(27721, 27755, 3)]  # its communes
SMALL, LARGE = (24, 7, 9, 7, 31, 12, 5, 24, 18, 6, 9, 11), range(2191, 2203)


@pytest.mark.parametrize(
    ("of", "periods", "values", "changed", "found"),
    [
        ("mobile_bts_count", ("2022", "2023"), SMALL, 0, ["copied"]),
        ("mobile_bts_count", ("2022", "2023"), SMALL, 1, ["copied"]),
        ("mobile_bts_count", ("2022", "2023"), SMALL, 2, []),
        ("mobile_bts_count", ("2023-Q1", "2023-Q2"), SMALL, 0, []),  # a stock may stay as it is
        ("mobile_bts_count", ("2022", "2023"), (1, 2, 3, 4) * 3, 0, []),
        ("digital_skill_training_count", ("2023-Q1", "2023-Q2"), SMALL, 0, ["copied"]),
        ("dossier_received_count", ("2023-Q1", "2023-Q2"), LARGE, 5, ["copied"]),
        ("dossier_received_count", ("2023-Q1", "2023-Q2"), LARGE, 6, []),
        ("dossier_received_count", ("2023-Q1", "2023-Q2"), SMALL, 5, []),
        ("mobile_bts_count", ("2023-Q1", "2023-Q2"), LARGE, 5, []),
    ],
)
def test_figures_that_come_again_in_a_whole_list_are_asked_about(
    of, periods, values, changed, found
):
    earlier, later = periods
    now = [value + (at < changed) for at, value in enumerate(values)]
    lines = [
        row(unit_code=c, indicator_id=of, period=earlier, value=v)
        for c, v in zip(TAN_HUNG, values, strict=True)
    ]
    lines += [
        row(unit_code=c, indicator_id=of, period=later, value=v)
        for c, v in zip(TAN_HUNG, now, strict=True)
    ]
    issues = check(form(*lines), "f", world(), Context(today=TODAY)).issues
    assert [r for i in issues if (r := dict(i.details).get("reason")) == "copied"] == found


MANY = ("1011", "1012", *PARTS)  # communes


def apart(values, of="coverage", **context):
    """Reason and line of each question about figures of communes far from others."""
    lines = [row(unit_code=c, indicator_id=of, value=v) for c, v in zip(MANY, values, strict=False)]
    issues = check(form(*lines), "f", CATALOGUE, Context(today=TODAY, **context)).issues
    told = ("apart", "of_census", "level")
    return [(r, i.line) for i in issues if (r := dict(i.details).get("reason")) in told]


@pytest.mark.parametrize(
    ("of", "values", "found"),
    [
        ("services", (12, 8, 20, 160, 15, 9), [("apart", 5)]),  # eight times the others' largest
        ("services", (12, 8, 20, 159, 15, 9), []),
        ("services", (12, 8, 20, 1600), []),  # too few to tell
        ("services", (1, 1, 20, 160, 1, 1), []),  # another is far itself
        ("services", (2, 1, 1, 16, 2, 1), []),  # few things are had by chance
        ("services", (2, 1, 1, 24, 2, 1), [("apart", 5)]),
        ("services", (3100, 4200, 71, 3500, 5100, 4900), []),  # one place may count few
        ("score", (0.9, 0.8, 0.1, 0.9, 0.9, 0.9), []),
        ("coverage", (97, 98, 9.7, 96, 95, 99), [("apart", 4)]),
        ("coverage", (97, 98, 0, 96, 95, 99), []),  # nothing may be so
        ("coverage", (41, 44, 5, 43, 42, 49), []),
        ("coverage", (3, 4, 95, 2, 5, 1.5), []),  # a share may be had in one place alone
    ],
)
def test_one_figure_far_from_all_others_is_asked_about(of, values, found):
    assert apart(values, of) == found


def test_a_figure_is_held_against_others_only_where_none_before_it_tells_of_its_unit():
    values = dict(zip(MANY, (12, 8, 20, 160, 15, 9), strict=False))
    [far] = (code for code, value in values.items() if value == max(values.values()))
    known = {"services": {unit_id(far): {parse_period("2024-Q3"): Decimal(155)}}}
    assert apart(values.values(), "services", current=known) == []


@pytest.mark.parametrize(
    ("values", "known", "period", "found"),
    [
        ((1.5, 2, 2.5), 95, "2024", [("level", 2)]),
        ((1.5, 2, 12), 95, "2024", [("level", 2)]),
        ((1.5, 12, 12.5), 95, "2024", []),
        ((1.5, 2, 2.5), 95, "2022", []),  # too long ago
        ((1.5, 2, 2.5), 49, "2024", []),
        ((95, 96, 97), 2, "2024", [("level", 2)]),
        ((48, 49, 49), 2, "2024", []),
        ((95, 96, 97), 13, "2024", []),
        ((0, 0, 0), 95, "2024", []),
    ],
)
def test_shares_at_a_level_far_from_all_that_counts_are_asked_about(values, known, period, found):
    of_another = {"coverage": {unit_id("101"): {parse_period(period): Decimal(known)}}}
    assert apart(values, current=of_another) == found


@pytest.mark.parametrize(
    ("times", "found"),
    [("1", []), ("10", ["of_census"]), ("0.1", ["of_census"]), ("4.8", []), ("0.22", [])],
)
def test_a_whole_far_from_the_census_of_its_unit_is_asked_about(times, found):
    wholes = [2000 + 10 * at for at in range(len(MANY))]
    wholes[2] = int(wholes[2] * Decimal(times))
    facts = UnitFacts(households=Decimal(2000))
    assert [r for r, _ in of_census(wholes, facts, Weight.HOUSEHOLDS)] == found


def of_census(wholes, facts, weight):
    """The reasons and lines of what is asked about wholes of units with these facts."""
    weighed = replace(CATALOGUE.indicators["coverage"], weight=weight)
    of_units = {unit_id(code): facts for code in MANY}
    vintages = tuple(replace(each, facts=of_units) for each in CATALOGUE.vintages)
    indicators = {**CATALOGUE.indicators, "coverage": weighed}
    known = replace(CATALOGUE, indicators=indicators, vintages=vintages)
    lines = [
        row(unit_code=code, value="", numerator=whole // 2 + at**2, denominator=whole)
        for at, (code, whole) in enumerate(zip(MANY, wholes, strict=True))
    ]
    issues = check(form(*lines), "f", known, Context(today=TODAY)).issues
    told = [dict(each.details) for each in issues]
    return [(each["reason"], each.get("lines")) for each in told if each.get("reason")]


@pytest.mark.parametrize(
    ("weight", "own", "other"),
    [(Weight.HOUSEHOLDS, 2000, 7600), (Weight.POPULATION, 7600, 2000)],
)
@pytest.mark.parametrize(("first", "lines"), [(0, None), (2, None), (99, "2, 3, 4, 5, 6")])
def test_people_where_households_are_meant_are_asked_about(weight, own, other, first, lines):
    wholes = [(other if at < first else own) + 10 * at for at in range(len(MANY))]
    facts = UnitFacts(households=Decimal(2000), population=Decimal(7600))
    found = dict(of_census(wholes, facts, weight)).get("census_of_other")
    assert lines is None or (found or "").startswith(lines)
    assert (found is None) == (lines is None)


def test_a_whole_far_from_the_others_is_asked_about_where_no_census_is_known():
    wholes = (600, 700, 650, 8000, 500, 900)
    lines = [
        row(unit_code=code, value="", numerator=whole // 2 + at, denominator=whole)
        for at, (code, whole) in enumerate(zip(MANY, wholes, strict=False))
    ]
    assert [i.line for i in checked(form(*lines)).issues if i.code.value == "suspicious_scale"] == [
        5
    ]


@pytest.mark.parametrize(
    ("kind", "found"), [(IndicatorKind.COUNT, ["suspicious_constant"]), (IndicatorKind.RANK, [])]
)
def test_ranks_alone_follow_one_another(kind, found):
    ranked = replace(CATALOGUE.indicators["services"], kind=kind)
    known = replace(CATALOGUE, indicators={**CATALOGUE.indicators, "services": ranked})
    lines = (
        row(unit_code=code, indicator_id="services", value=1201 + at)
        for at, code in enumerate(PARTS)
    )
    assert codes(form(*lines), known) == found
