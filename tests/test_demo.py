"""Demonstration figures: the same for a seed, plausible, and in step with the published ones."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cds.demo.counts import interpolate, largest_remainder, through
from cds.demo.generation import generate
from cds.demo.indicator_run import Anchor, Profile, read_profiles
from cds.domain.admin_units import AdminLevel
from cds.domain.errors import InconsistentReferenceError
from cds.domain.indicators import (
    Accumulation,
    Aggregation,
    Direction,
    Indicator,
    IndicatorKind,
    Tier,
)
from cds.domain.issues import ReferenceFault
from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import parse_period
from tests import factories as f

FIRST, LAST = parse_period("2021-Q1"), parse_period("2025-Q2")
COUNT = {"kind": IndicatorKind.COUNT, "aggregation": Aggregation.SUM, "maximum": None}


def generated(
    *indicators: Indicator,
    published: Iterable[Observation] = (),
    profiles: dict[str, Profile] | None = None,
    seed: int = 7,
    pilots: Iterable[str] = (),
) -> list[Observation]:
    catalogue = f.catalogue(indicators, pilots=pilots)
    return list(generate(catalogue, published, FIRST, LAST, seed, profiles))


def totals(figures: Iterable[Observation], period: str) -> tuple[Decimal, Decimal]:
    chosen = [figure for figure in figures if str(figure.period) == period]
    return (
        sum((x.numerator or Decimal(0) for x in chosen), Decimal(0)),
        sum((x.denominator or Decimal(0) for x in chosen), Decimal(0)),
    )


def by_unit(figures: Iterable[Observation], period: str) -> dict[str, Decimal]:
    return {
        figure.unit_id: figure.value
        for figure in figures
        if str(figure.period) == period and figure.value is not None
    }


def test_the_same_seed_gives_the_same_figures_and_another_seed_others():
    once, again, other = generated(), generated(), generated(seed=8)

    assert once == again
    assert once != other


def test_every_commune_has_every_quarter_and_nobody_else_has_any():
    figures = generated()

    assert len(figures) == 5 * 18
    assert {figure.unit_id for figure in figures} == {f.unit_id(code) for code in f.COMMUNES}


def test_all_figures_are_marked_as_demonstration():
    figures = generated(f.indicator(), f.indicator("things", **COUNT))

    assert {figure.status for figure in figures} == {ObservationStatus.DEMO}


def test_a_month_that_ends_a_quarter_anchors_it_and_another_is_passed_through():
    profiles = {"coverage": Profile(5, 95, per_1000=1000)}
    june = f.observation(code="10", period="2024-06", value="61.5")
    may = f.observation(code="10", period="2022-05", value="30")

    figures = generated(published=[june, may], profiles=profiles)

    shares = {
        q: 100 * n / d for q in ("2022-Q1", "2022-Q2", "2024-Q2") for n, d in [totals(figures, q)]
    }
    assert round(shares["2024-Q2"], 1) == Decimal("61.5")
    assert shares["2022-Q1"] < 30 < shares["2022-Q2"]


def test_a_demonstration_figure_anchors_nothing():
    fake = f.observation(code="10", period="2024", value="1", status=ObservationStatus.DEMO)

    assert generated(published=[fake]) == generated()


def test_a_published_district_keeps_its_own_figure_beside_the_provinces():
    profiles = {"coverage": Profile(20, 90, per_1000=1000)}
    published = [
        f.observation(code="10", period="2024", value="60"),
        f.observation(code="102", period="2024", value="100"),
    ]

    figures = generated(published=published, profiles=profiles)

    country = [x for x in figures if x.unit_id.startswith("102")]
    reached, all_of_them = totals(country, "2024-Q4")
    assert reached == all_of_them
    numerator, denominator = totals(figures, "2024-Q4")
    assert round(100 * numerator / denominator, 1) == 60


def test_communes_that_adopt_are_one_or_nothing_and_complete_districts_come_first():
    adopted = f.indicator(aggregation=Aggregation.SHARE_OF_COMMUNES)
    published = [
        f.observation(code="10", period="2023", value="60"),
        f.observation(code="102", period="2023", value="100"),
    ]

    figures = by_unit(generated(adopted, published=published), "2023-Q4")

    assert {code: int(figures[f.unit_id(code)]) for code in f.COMMUNES} == {
        "1011": 0,
        "1012": 0,
        "1021": 100,
        "1022": 100,
        "1023": 100,
    }


def test_the_quarters_of_a_flow_add_up_to_the_published_year_and_half():
    flow = f.indicator("things", accumulation=Accumulation.FLOW, **COUNT)
    published = [
        f.observation("things", code="10", period="2022", value="98741"),
        f.observation("things", code="10", period="2022-H1", value="40000"),
    ]

    figures = generated(flow, published=published)

    quarters = [sum(by_unit(figures, f"2022-Q{n}").values()) for n in (1, 2, 3, 4)]
    assert sum(quarters[:2]) == 40000
    assert sum(quarters) == 98741


def test_a_figure_counted_over_many_quarters_is_their_sum_and_holds_a_year_within():
    flow = f.indicator("things", accumulation=Accumulation.FLOW, **COUNT)
    together = Anchor("", parse_period("2023-Q1"), Decimal(50000), date(2022, 1, 1))
    year = f.observation("things", code="10", period="2022", value="30000")

    figures = generated(
        flow, published=[year], profiles={"things": Profile(90, 100, anchors=(together,))}
    )

    assert sum(by_unit(figures, "2023-Q1").values()) == 50000 - 30000


def test_a_cumulated_percentage_is_no_figure_of_its_last_quarter():
    cumulated = f.observation(code="10", period="2023-Q1", value="50")
    cumulated = replace(cumulated, cumulative_since=date(2022, 1, 1))

    assert generated(published=[cumulated]) == generated()


def test_units_named_first_have_it_before_all_others():
    adopted = f.indicator(aggregation=Aggregation.SHARE_OF_COMMUNES)
    profile = Profile(60, 60, first=frozenset({f.unit_id("1023"), f.unit_id("101")}))

    figures = by_unit(generated(adopted, profiles={"coverage": profile}), "2023-Q4")

    assert {code for code in f.COMMUNES if figures[f.unit_id(code)]} == {"1011", "1012", "1023"}


def test_a_denominator_can_be_a_share_of_what_the_unit_counted():
    profiles = {"things": Profile(90, 100, per_1000=500), "coverage": Profile(5, 90, per_1000=800)}
    profiles["coverage"] = replace(profiles["coverage"], share_of="things")

    figures = generated(f.indicator(), f.indicator("things", **COUNT), profiles=profiles)

    counted = by_unit([x for x in figures if x.indicator_id == "things"], "2022-Q3")
    parts = [x for x in figures if x.indicator_id == "coverage" and str(x.period) == "2022-Q3"]
    assert len(parts) == 5
    for part in parts:
        assert part.denominator == round(float(counted[part.unit_id]) * 0.8)


def test_the_town_is_ahead_of_the_border_and_ahead_means_less_where_less_is_better():
    late = f.indicator("late", direction=Direction.LOWER_IS_BETTER)
    figures = generated(f.indicator(), late)

    coverage = by_unit([x for x in figures if x.indicator_id == "coverage"], "2023-Q2")
    lateness = by_unit([x for x in figures if x.indicator_id == "late"], "2023-Q2")

    assert coverage[f.unit_id("1011")] > coverage[f.unit_id("1023")]
    assert lateness[f.unit_id("1011")] < lateness[f.unit_id("1023")]


def test_only_pilots_report_what_only_they_try_out():
    status = f.indicator(
        "channel",
        kind=IndicatorKind.MILESTONE,
        aggregation=Aggregation.SHARE_OF_COMMUNES,
        is_pilot_only=True,
    )

    figures = generated(status, profiles={"channel": Profile(2, 100)}, pilots=["1021"])

    assert {figure.unit_id for figure in figures} == {f.unit_id("1021")}
    assert by_unit(figures, "2021-Q1") == {f.unit_id("1021"): 0}
    assert by_unit(figures, "2025-Q2") == {f.unit_id("1021"): 1}


def test_indicators_outside_the_core_wait_for_a_profile():
    extended = f.indicator("extra", tier=Tier.EXTENDED)

    assert generated(extended) == []
    assert generated(extended, profiles={"extra": Profile(5, 50)}) != []


def test_the_province_alone_gets_yearly_figures_only_while_nothing_is_published():
    score = f.indicator(
        "score",
        kind=IndicatorKind.SCORE,
        aggregation=Aggregation.NONE,
        decimals=4,
        levels=(AdminLevel.PROVINCE,),
    )
    profiles = {"score": Profile(0.4, 0.7, is_yearly=True)}
    published = f.observation("score", code="10", period="2022", value="0.5")

    figures = generated(score, profiles=profiles)

    assert [str(figure.period) for figure in figures] == ["2021", "2022", "2023", "2024"]
    assert generated(score, published=[published], profiles=profiles) == []


def test_nothing_is_made_after_the_province_ended():
    catalogue = f.catalogue()
    home = replace(catalogue.home, valid_to=date(2022, 6, 30))
    ended = replace(catalogue, units={**catalogue.units, home.unit_id: home})

    figures = list(generate(ended, (), FIRST, LAST, 7))

    assert max(figure.period for figure in figures) == parse_period("2022-Q2")


def test_a_profile_row_that_cannot_be_read_is_named(tmp_path):
    folder = tmp_path / "reference"
    folder.mkdir()
    head = "indicator_id,start,end,spread,basis,per_1000,share_of,frequency,anchors\n"
    rows = "a,x,9,1,population,1,c,quarter,\nb,1,9,1,population,1,,quarter,2024=much\n"
    (folder / "demo_profiles.csv").write_text(head + rows)

    with pytest.raises(InconsistentReferenceError) as raised:
        read_profiles(tmp_path, ["b"])

    problems = raised.value.slots["problems"]
    assert sorted((problem.line, problem.fault) for problem in problems) == [
        (2, ReferenceFault.BAD_NUMBER),
        (2, ReferenceFault.UNKNOWN_INDICATOR),
        (2, ReferenceFault.UNKNOWN_INDICATOR),
        (3, ReferenceFault.BAD_NUMBER),
    ]


def test_a_home_without_profiles_has_none(tmp_path):
    assert read_profiles(tmp_path, []) == {}


def test_largest_remainder_keeps_the_total_and_the_limits():
    assert largest_remainder([1, 1, 1], 10) == [4, 3, 3]
    assert largest_remainder([5, 1, 1], 6, [3, 2, 2]) == [3, 2, 1]
    with pytest.raises(ValueError, match="9"):
        largest_remainder([1, 1], 9, [4, 4])


def test_curves_are_straight_between_knots_and_flat_outside():
    knots = [(1.0, 10.0), (3.0, 20.0)]

    assert [interpolate(knots, time) for time in (0, 1, 2, 9)] == [10, 10, 15, 20]


def test_a_start_better_than_the_first_known_value_takes_its_place():
    knots = through((1.0, 50.0), [(3.0, 20.0)], (5.0, 10.0), is_better=lambda a, b: a > b)

    assert knots == ((1.0, 20.0), (3.0, 20.0), (5.0, 20.0))


def test_a_programme_that_inherits_goes_on_from_where_the_last_one_ended():
    share, count, score = (
        f.indicator("share"),
        f.indicator("count", kind=IndicatorKind.COUNT, maximum=None),
        f.indicator("score", kind=IndicatorKind.SCORE, maximum=Decimal(1)),
    )
    less = f.indicator("less", direction=Direction.LOWER_IS_BETTER)
    anchor = Anchor("", FIRST, Decimal(1))

    gone_on = [
        Profile(10, 80, anchors=(anchor,)).continued(share),
        Profile(50, 10).continued(less),
        Profile(10, 80).continued(count),
        Profile(0.5, 0.99).continued(score),
    ]

    assert [one.start for one in gone_on] == [80, 10, 80, 0.99]
    assert [one.end for one in gone_on] == [88, 6, 84, 1]
    assert gone_on[0].anchors == ()
