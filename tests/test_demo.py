"""Demonstration figures: the same for a seed, plausible, and in step with the published ones."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cds.demo.curves import interpolate, largest_remainder, through
from cds.demo.generation import generate
from cds.demo.profiles import Profile, Scope, read_profiles
from cds.demo.settlements import settlements
from cds.domain.catalogue import Catalogue
from cds.domain.errors import InconsistentReferenceError
from cds.domain.indicators import (
    Accumulation,
    Aggregation,
    Direction,
    Indicator,
    IndicatorKind,
    Tier,
)
from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.domain.places import AdminLevel
from cds.domain.reference import ReferenceFault
from cds.store.reference import load_catalogue
from tests import factories as f

DATA = Path(__file__).parents[1] / "data"

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


def test_numerators_are_whole_and_never_exceed_denominators():
    for figure in generated():
        assert figure.numerator is not None
        assert figure.denominator is not None
        assert figure.numerator == int(figure.numerator)
        assert 0 <= figure.numerator <= figure.denominator
        assert figure.value == 100 * figure.numerator / figure.denominator


@pytest.mark.parametrize("percent", ["88.9", "12.25", "100", "99.93"])
def test_communes_add_up_to_the_published_percentage(percent: str):
    published = f.observation(code="10", period="2024", value=percent)

    numerator, denominator = totals(
        generated(published=[published], profiles={"coverage": Profile(5, 90, per_1000=1000)}),
        "2024-Q4",
    )

    places = Decimal(percent).as_tuple().exponent
    assert round(100 * numerator / denominator, -int(places)) == Decimal(percent)


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


def test_a_published_stock_of_things_is_the_sum_at_its_end():
    published = f.observation("things", code="10", period="2024", value="998")

    figures = generated(f.indicator("things", **COUNT), published=[published])

    assert sum(by_unit(figures, "2024-Q4").values()) == 998


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


def test_the_town_is_ahead_of_the_border_and_ahead_means_less_where_less_is_better():
    late = f.indicator("late", direction=Direction.LOWER_IS_BETTER)
    figures = generated(f.indicator(), late)

    coverage = by_unit([x for x in figures if x.indicator_id == "coverage"], "2023-Q2")
    lateness = by_unit([x for x in figures if x.indicator_id == "late"], "2023-Q2")

    assert coverage[f.unit_id("1011")] > coverage[f.unit_id("1023")]
    assert lateness[f.unit_id("1011")] < lateness[f.unit_id("1023")]


def test_only_pilots_report_what_only_they_try_out():
    status = f.indicator(
        "channel", kind=IndicatorKind.MILESTONE, aggregation=Aggregation.SHARE_OF_COMMUNES
    )
    profile = Profile(2, 100, scope=Scope.PILOTS)

    figures = generated(status, profiles={"channel": profile}, pilots=["1021"])

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
    head = "indicator_id,start,end,spread,basis,per_1000,scope,frequency,anchors\n"
    rows = "a,x,9,1,population,1,all,quarter,\nb,1,9,1,population,1,all,quarter,2024=much\n"
    (folder / "demo_profiles.csv").write_text(head + rows)

    with pytest.raises(InconsistentReferenceError) as raised:
        read_profiles(tmp_path, ["b"])

    problems = raised.value.slots["problems"]
    assert [(problem.line, problem.fault) for problem in problems] == [
        (2, ReferenceFault.BAD_NUMBER),
        (3, ReferenceFault.BAD_NUMBER),
        (2, ReferenceFault.UNKNOWN_INDICATOR),
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


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue(DATA)


@pytest.fixture(scope="module")
def published(shipped: Catalogue) -> tuple[Observation, ...]:
    """The published figures of the home province and its parts, read naively."""
    with (DATA / "published" / "long_an.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Phiên bản địa giới"] == "v2020"]
    return tuple(
        Observation(
            indicator_id=row["Mã chỉ tiêu"],
            unit_id=next(
                unit.unit_id
                for unit in shipped.units_with_code(row["Mã đơn vị"])
                if "v2020" in unit.vintages
            ),
            period=parse_period(row["Kỳ"]),
            value=Decimal(row["Giá trị"].replace(",", ".")),
        )
        for row in rows
    )


@pytest.fixture(scope="module")
def figures(shipped: Catalogue, published: tuple[Observation, ...]) -> tuple[Observation, ...]:
    profiles = read_profiles(DATA, shipped.indicators)
    return tuple(generate(shipped, published, FIRST, LAST, 7, profiles))


def test_shipped_figures_cover_every_core_indicator_of_communes(shipped, figures):
    communal = {
        indicator.indicator_id
        for indicator in shipped.indicators.values()
        if indicator.tier is Tier.CORE and AdminLevel.COMMUNE in indicator.levels
    }

    assert communal <= {figure.indicator_id for figure in figures}
    assert 80_000 < len(figures) < 120_000


def test_shipped_figures_belong_to_units_valid_at_the_quarters_end(shipped, figures):
    assert all(shipped.units[x.unit_id].is_valid_on(x.period.end) for x in figures)


def test_shipped_shares_are_whole_counts_within_bounds(figures):
    counted = [x for x in figures if x.numerator is not None and x.denominator is not None]

    assert all(0 <= x.numerator <= x.denominator for x in counted)
    assert all(x.numerator == int(x.numerator) for x in counted)
    assert len(counted) > 70_000


def test_shipped_figures_add_up_to_every_published_one(shipped, published, figures):
    replaced = {
        (indicator_id, period)
        for indicator_id, profile in read_profiles(DATA, shipped.indicators).items()
        for period, _ in profile.anchors
    }
    made = {x.indicator_id for x in figures if x.period == LAST}
    checked = 0
    for anchor in published:
        quarters = _quarters(anchor.period, shipped.indicators[anchor.indicator_id])
        if (
            quarters
            and anchor.indicator_id in made
            and (anchor.indicator_id, anchor.period) not in replaced
        ):
            parts = [
                x
                for x in figures
                if x.indicator_id == anchor.indicator_id
                and x.period in quarters
                and _is_below(shipped, x.unit_id, anchor)
            ]
            assert anchor.value == _added_up(parts, anchor.value), anchor
            checked += 1
    assert checked >= 20


def test_shipped_town_wards_are_ahead_of_remote_communes(shipped, figures):
    vintage = shipped.vintages[1]
    places = settlements(shipped, vintage, AdminLevel.COMMUNE)
    ordered = sorted(places, key=lambda place: place.advantage)
    fibre = by_unit([x for x in figures if x.indicator_id == "fibre_household_share"], "2023-Q1")

    remote, town = (
        [fibre[place.unit.unit_id] for place in chosen if place.unit.unit_id in fibre]
        for chosen in (ordered[:20], ordered[-20:])
    )

    assert sum(town) / len(town) > sum(remote) / len(remote) + 15
    assert all(place.unit.name.startswith("Phường") for place in ordered[-3:])


def test_shipped_gaps_in_reporting_are_few_and_never_in_an_anchored_quarter(figures):
    fibre = [x for x in figures if x.indicator_id == "fibre_household_share"]

    assert len(by_unit(fibre, "2024-Q4")) == 186
    assert 0.95 < len(fibre) / (188 * 15 + 186 * 3) < 1


def _quarters(period: Period, indicator: Indicator) -> set[Period]:
    """The quarters whose parts must give a published figure; none when none end with it."""
    quarter = period_of(PeriodKind.QUARTER, period.end)
    if quarter.end != period.end or not FIRST.end <= period.end <= LAST.end:
        return set()
    if indicator.accumulation is Accumulation.STOCK:
        return {quarter}
    if period.kind is not PeriodKind.YEAR:
        return set()
    return {parse_period(f"{period}-Q{number}") for number in (1, 2, 3, 4)}


def _is_below(catalogue: Catalogue, unit_id: str, anchor: Observation) -> bool:
    vintage = catalogue.vintage_on(anchor.period.end)
    above = vintage.parents.get(unit_id)
    return anchor.unit_id in (unit_id, above, vintage.parents.get(above or ""))


def _added_up(parts: list[Observation], like: Decimal | None) -> Decimal | None:
    """The parts together, rounded to as many places as a published figure shows."""
    if not parts:
        return None
    if parts[0].denominator is None:
        return sum((x.value or Decimal(0) for x in parts), Decimal(0))
    numerator = sum((x.numerator or Decimal(0) for x in parts), Decimal(0))
    denominator = sum((x.denominator or Decimal(0) for x in parts), Decimal(0))
    return (100 * numerator / denominator).quantize(like or Decimal(1))
