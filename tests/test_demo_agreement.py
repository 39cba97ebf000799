"""The demonstration figures that ship contradict no published figure and not each other."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cds.demo.generation import SEED, generate
from cds.demo.indicator_run import read_profiles, settlements
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Accumulation, Aggregation, Indicator, IndicatorKind, Tier
from cds.domain.observations import Observation
from cds.domain.periods import Period, parse_period
from cds.store.reference.loading import load_catalogue

DATA = Path(__file__).parents[1] / "data"
FIRST, LAST = parse_period("2021-Q1"), parse_period("2025-Q2")
QUARTERS = [parse_period(f"{year}-Q{n}") for year in range(2021, 2026) for n in (1, 2, 3, 4)][:18]

# What a generated count is a part of, and what a generated count holds, both published.
PART_OF = {
    "ocop_on_post_ecommerce_count": "ocop_count",
    "e_id_adult_share": "citizen_id_chip_count",
}
SUM_OF = {
    "hitech_agriculture_area": (
        *("hitech_rice_area", "hitech_vegetable_area", "hitech_dragonfruit_area"),
        *("hitech_lemon_area", "hitech_shrimp_area"),
    )
}
# Generated for one unit and quarter: the count below never exceeds the one above.
DOSSIERS = (
    *("online_filing_rate", "dossier_digitised_rate", "online_payment_rate"),
    "one_stop_on_time_rate",
)
ONLY_WHERE = {
    "fibre_household_share": "fibre_commune_share",
    "mobile_5g_pop_coverage": "mobile_5g_commune_share",
}


@dataclass(frozen=True)
class Shipped:
    """The generated figures beside the published ones of the home, its parts and its successor."""

    catalogue: Catalogue
    figures: tuple[Observation, ...]
    published: tuple[Observation, ...]

    def of(self, indicator_id: str, *quarters: str) -> list[Observation]:
        """Generated figures of an indicator, in some quarters or all."""
        return [
            figure
            for figure in self.figures
            if figure.indicator_id == indicator_id
            and (not quarters or str(figure.period) in quarters)
        ]

    def by_place(self, indicator_id: str) -> dict[tuple[str, Period], Observation]:
        return {(figure.unit_id, figure.period): figure for figure in self.of(indicator_id)}

    def home(self, indicator_id: str) -> dict[Period, Decimal]:
        """Published values of the home province, by period."""
        return {
            figure.period: figure.value or Decimal(0)
            for figure in self.published
            if (figure.indicator_id, figure.unit_id) == (indicator_id, self.catalogue.home.unit_id)
        }

    def known(self, indicator_id: str, period: str) -> Decimal:
        return self.home(indicator_id)[parse_period(period)]

    def districts(self, figures: Iterable[Observation]) -> set[str]:
        """Codes of the districts in which some of the figures are above 0."""
        return {
            self.catalogue.vintage_on(figure.period.end).parents[figure.unit_id].split("@")[0]
            for figure in figures
            if figure.value
        }


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    catalogue = load_catalogue(DATA)
    published = tuple(_published(catalogue))
    profiles = read_profiles(DATA, catalogue.indicators)
    figures = tuple(generate(catalogue, published, FIRST, LAST, SEED, profiles))
    return Shipped(catalogue, figures, published)


def _published(catalogue: Catalogue) -> Iterable[Observation]:
    """The published figures, read naively."""
    with (DATA / "published" / "long_an.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            vintage = row["Phiên bản địa giới"] or "v2025"
            for unit in catalogue.units_with_code(row["Mã đơn vị"]):
                if vintage in unit.vintages:
                    value = Decimal(row["Giá trị"].replace(",", "."))
                    period = parse_period(row["Kỳ"])
                    since = row["Lũy kế từ"]
                    yield Observation(
                        row["Mã chỉ tiêu"],
                        unit.unit_id,
                        period,
                        value,
                        cumulative_since=date.fromisoformat(since) if since else None,
                    )


def test_every_core_indicator_of_communes_is_covered(shipped):
    communal = {
        indicator.indicator_id
        for indicator in shipped.catalogue.indicators.values()
        if indicator.tier is Tier.CORE and AdminLevel.COMMUNE in indicator.levels
    }

    assert communal <= {figure.indicator_id for figure in shipped.figures}
    assert 80_000 < len(shipped.figures) < 120_000


def test_figures_belong_to_units_valid_at_the_quarters_end(shipped):
    assert all(
        shipped.catalogue.units[x.unit_id].is_valid_on(x.period.end) for x in shipped.figures
    )


def test_shares_are_whole_counts_within_bounds(shipped):
    counted = [x for x in shipped.figures if x.numerator is not None and x.denominator is not None]

    assert all(0 <= x.numerator <= x.denominator for x in counted)
    assert all(x.numerator == int(x.numerator) for x in counted)
    assert len(counted) > 70_000


def test_the_parts_add_up_to_every_published_figure(shipped):
    replaced = {
        (indicator_id, anchor.period)
        for indicator_id, profile in read_profiles(DATA, shipped.catalogue.indicators).items()
        for anchor in profile.anchors
    }
    made = {x.indicator_id for x in shipped.figures if x.period == LAST}
    home = shipped.catalogue.home
    ours = {home.unit_id} | {
        unit.unit_id
        for vintage in shipped.catalogue.vintages
        for unit in shipped.catalogue.descendants(home, vintage, AdminLevel.DISTRICT)
    }
    checked = 0
    for anchor in shipped.published:
        quarters = _quarters(anchor, shipped.catalogue.indicators[anchor.indicator_id])
        if (
            anchor.unit_id in ours
            and quarters
            and anchor.indicator_id in made
            and (anchor.indicator_id, anchor.period) not in replaced
        ):
            parts = [
                x
                for x in shipped.figures
                if x.indicator_id == anchor.indicator_id
                and x.period in quarters
                and _is_below(shipped.catalogue, x.unit_id, anchor)
            ]
            assert anchor.value == _added_up(parts, anchor.value), anchor
            checked += 1
    assert checked >= 20


@pytest.mark.parametrize("part", PART_OF)
def test_a_part_is_never_more_than_its_published_whole(shipped, part):
    wholes = shipped.home(PART_OF[part])

    assert wholes
    for period, whole in wholes.items():
        quarter = str(max(q for q in QUARTERS if q.start <= period.end))
        assert _count(shipped.of(part, quarter)) <= whole, quarter


@pytest.mark.parametrize("whole", SUM_OF)
def test_a_whole_is_never_less_than_its_published_parts(shipped, whole):
    month = parse_period("2024-10")
    parts = sum((shipped.home(part)[month] for part in SUM_OF[whole]), Decimal(0))

    assert parts == Decimal("71252.28")
    assert _count(shipped.of(whole, "2024-Q4")) >= parts


def test_the_home_has_no_more_than_its_share_of_the_province_it_became_part_of(shipped):
    later = [figure for figure in shipped.published if figure.unit_id == "80@2025-07-01"]
    people = next(x.value for x in later if x.indicator_id == "population")
    fair = shipped.known("population", "2023") / people
    compared = {
        figure.indicator_id: _count(parts) / figure.value
        for figure in later
        if shipped.catalogue.indicators[figure.indicator_id].aggregation is Aggregation.SUM
        and (parts := shipped.of(figure.indicator_id, str(LAST)))
    }

    assert {"mobile_bts_count", "dossier_received_count"} <= set(compared)
    for indicator_id, share in compared.items():
        assert share < fair * Decimal("1.1"), indicator_id


def test_communes_counted_one_by_one_are_as_many_as_published(shipped):
    assert len([x for x in shipped.of("commune_dx_share", "2023-Q4") if x.value]) == (
        shipped.known("commune_dx_count", "2023")
    )
    assert all(x.value for x in shipped.of("community_digital_team_count", "2024-Q4"))


def test_5g_stood_in_the_three_districts_that_were_named_alone(shipped):
    named = {"802", "803", "807"}

    assert len(named) == shipped.known("mobile_5g_district_count", "2024")
    for indicator_id in ("mobile_5g_commune_share", "mobile_5g_pop_coverage"):
        until = [x for x in shipped.of(indicator_id) if x.period.end.year <= 2024]
        assert shipped.districts(until) <= named
        assert shipped.districts(shipped.of(indicator_id, "2024-Q4")) == named


def test_5g_reaches_no_more_new_communes_than_the_merged_province_had(shipped):
    with_5g = {x.unit_id for x in shipped.of("mobile_5g_commune_share", str(LAST)) if x.value}
    new = {c.to_unit_id for c in shipped.catalogue.changes if c.from_unit_id in with_5g}
    published = next(
        x.value for x in shipped.published if x.indicator_id == "mobile_5g_commune_count"
    )

    assert 0 < len({x for x in new if x.endswith("@2025-07-01")}) <= published


def test_flows_of_a_year_agree_with_what_was_published_beside_them(shipped):
    settled = _year(shipped, "one_stop_on_time_rate", 2022)
    online = _year(shipped, "online_filing_rate", 2021)
    petitions = _year(shipped, "petition_on_time_rate", 2024)
    training = _count(shipped.of("digital_skill_training_count"))

    assert abs(settled[1] - shipped.known("dossier_processed_count", "2022")) < 100
    in_time = shipped.known("dossier_early_rate", "2022") + shipped.known(
        "dossier_on_time_only_rate", "2022"
    )
    assert abs(100 * settled[0] / settled[1] - in_time) < Decimal("0.01")
    assert 1 <= online[0] / shipped.known("online_dossier_count", "2021") < Decimal("1.03")
    # "chưa hết năm 2024": the year had at least as many
    assert 1 <= petitions[1] / shipped.known("petition_received_count", "2024") < Decimal("1.1")
    cumulated = shipped.known("digital_skill_training_cumulative_count", "2025-06")
    assert training == cumulated == 27200


def test_plans_are_met_to_the_share_that_was_published(shipped):
    met, all_of_them = _year(shipped, "plan_target_met_share", 2023, last_only=True)
    published = [shipped.known(f"plan_target_{name}_count", "2023") for name in ("met", "total")]

    assert round(met / all_of_them, 2) == round(published[0] / published[1], 2)


def test_no_score_is_made_up_of_an_index_whose_ranks_are_published(shipped):
    made = {shipped.catalogue.indicators[x.indicator_id].kind for x in shipped.figures}

    assert not made & {IndicatorKind.SCORE, IndicatorKind.RANK}


@pytest.mark.parametrize("indicator_id", DOSSIERS)
def test_no_unit_handles_more_dossiers_than_it_received(shipped, indicator_id):
    received = shipped.by_place("dossier_received_count")

    for place, figure in shipped.by_place(indicator_id).items():
        assert figure.denominator <= max(received[place].value, 1)


@pytest.mark.parametrize("indicator_id", ONLY_WHERE)
def test_nobody_is_covered_where_the_network_is_not(shipped, indicator_id):
    present = shipped.by_place(ONLY_WHERE[indicator_id])
    both = [
        (figure.numerator > 0, present[place].value > 0)
        for place, figure in shipped.by_place(indicator_id).items()
        if place in present
    ]

    assert len(both) > 3000
    assert all(is_covered == is_present for is_covered, is_present in both)


def test_nobody_has_5g_without_4g(shipped):
    older = shipped.by_place("mobile_4g_pop_coverage")

    for place, figure in shipped.by_place("mobile_5g_pop_coverage").items():
        assert place not in older or figure.value <= older[place].value


def test_no_commune_farms_more_than_its_area(shipped):
    for figure in shipped.of("hitech_agriculture_area"):
        vintage = shipped.catalogue.vintage_on(figure.period.end)
        facts = shipped.catalogue.facts(shipped.catalogue.units[figure.unit_id], vintage)
        if facts.area_km2 is not None:
            assert figure.value <= 100 * facts.area_km2, figure


def test_pilots_begin_with_their_pilot_and_not_before(shipped):
    starts = {pilot.unit_id: pilot.submitted_on for pilot in shipped.catalogue.pilots}
    own = ("pilot_commune_gov_digital_share", "pilot_commune_people_channel_status")
    running = [x for x in shipped.of("commune_dx_share") if x.unit_id in starts]

    assert [x for x in running if bool(x.value) != (x.period.end >= starts[x.unit_id])] == []
    assert len({x.unit_id for x in running if x.value}) == shipped.known(
        "pilot_commune_count", "2021-10"
    )
    for indicator_id in own:
        early = [x for x in shipped.of(indicator_id) if x.period.end < starts[x.unit_id]]
        assert early
        assert not any(x.value for x in early)


def test_what_a_commune_has_it_keeps(shipped):
    for indicator in shipped.catalogue.indicators.values():
        if indicator.aggregation is Aggregation.SHARE_OF_COMMUNES:
            highest: dict[str, Decimal] = {}
            for figure in shipped.of(indicator.indicator_id):
                before = highest.get(figure.unit_id, Decimal(0))
                assert figure.value >= before, figure
                highest[figure.unit_id] = figure.value


def test_town_wards_are_ahead_of_remote_communes(shipped):
    vintage = shipped.catalogue.vintages[1]
    places = settlements(shipped.catalogue, vintage, AdminLevel.COMMUNE)
    ordered = sorted(places, key=lambda place: place.advantage)
    fibre = {x.unit_id: x.value for x in shipped.of("fibre_household_share", "2023-Q1")}

    remote, town = (
        [fibre[place.unit.unit_id] for place in chosen if place.unit.unit_id in fibre]
        for chosen in (ordered[:20], ordered[-20:])
    )

    assert sum(town) / len(town) > sum(remote) / len(remote) + 15
    assert all(place.unit.name.startswith("Phường") for place in ordered[-3:])


def test_gaps_in_reporting_are_few_and_never_in_an_anchored_quarter(shipped):
    fibre = shipped.of("fibre_household_share")

    assert len(shipped.of("fibre_household_share", "2024-Q4")) == 186
    assert 0.95 < len(fibre) / (188 * 15 + 186 * 3) < 1


def _count(figures: Iterable[Observation]) -> Decimal:
    """How many things some figures speak of: numerators of shares, else the values."""
    return sum((x.value if x.numerator is None else x.numerator for x in figures), Decimal(0))


def _year(
    shipped: Shipped, indicator_id: str, year: int, *, last_only: bool = False
) -> tuple[Decimal, Decimal]:
    """Numerators and denominators of a year's quarters, or of its last."""
    quarters = [f"{year}-Q{n}" for n in ((4,) if last_only else (1, 2, 3, 4))]
    figures = shipped.of(indicator_id, *quarters)
    return _count(figures), sum((x.denominator or Decimal(0) for x in figures), Decimal(0))


def _quarters(figure: Observation, indicator: Indicator) -> list[Period]:
    """The quarters whose parts must give a published figure; none when none end with it."""
    start, end = figure.cumulative_since or figure.period.start, figure.period.end
    inside = [q for q in QUARTERS if start <= q.start and q.end <= end]
    if indicator.accumulation is Accumulation.FLOW:
        is_whole = inside and (inside[0].start, inside[-1].end) == (start, end)
        return inside if is_whole else []
    is_plain = figure.cumulative_since is None
    return [quarter for quarter in QUARTERS if is_plain and quarter.end == end]


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
