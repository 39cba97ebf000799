"""From a data version to its assessments: who is judged by which target, on which figures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import BaselineOrigin, Flag, Standing, Status
from cds.domain.indicators import Aggregation, IndicatorKind
from cds.domain.periods import parse_period
from cds.domain.programme import Framework
from cds.domain.targets import MilestoneStep, Operator, PublishedState, TargetKind
from cds.scorecard import Filters, applies, governing, governing_rows, scorecard, tally
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from tests import factories as f

D = Decimal
TODAY = date(2025, 3, 1)
NATION = f.admin_unit("VN", AdminLevel.NATION, None, "Nước Việt Nam")
COUNT = {"kind": IndicatorKind.COUNT, "aggregation": Aggregation.SUM, "maximum": None}


@pytest.fixture
def store(tmp_path):
    return SnapshotStore(tmp_path)


def rows_of(store, catalogue, made=(), filters=None, today=TODAY):
    if made:
        store.publish(made, f.upload())
    return scorecard(open_view(store, catalogue).series, catalogue, today, filters)


def shown(rows):
    return [(row.target and row.target.target_id, row.unit.code) for row in rows]


def yearly(*values, code="10", indicator_id="coverage"):
    """A figure a year, the last one for 2024."""
    first = 2025 - len(values)
    return [
        f.observation(indicator_id, code, str(first + place), str(value))
        for place, value in enumerate(values)
    ]


def test_shares_are_judged_at_the_targets_level_and_as_yardstick_below(store):
    catalogue = f.catalogue(targets=[f.target()])
    communes = [f.observation(code=code, counts=(1, 2)) for code in f.COMMUNES]
    rows = rows_of(store, catalogue, communes)
    assert shown(rows) == [
        ("coverage_2025", code)
        for code in ("10", "101", "102", "1011", "1012", "1021", "1022", "1023")
    ]


@pytest.mark.parametrize(
    ("subject", "aggregation", "judged"),
    [
        (AdminLevel.COMMUNE, Aggregation.RATIO_OF_SUMS, True),
        (AdminLevel.DISTRICT, Aggregation.RATIO_OF_SUMS, False),
        (AdminLevel.COMMUNE, Aggregation.SHARE_OF_COMMUNES, False),
        (None, Aggregation.RATIO_OF_SUMS, False),  # "every commune 60%" is no aim of their sum
    ],
)
def test_a_share_of_the_communes_work_is_judged_where_it_is_added_up(
    store, subject, aggregation, judged
):
    work = f.indicator(subject_level=subject, aggregation=aggregation)
    aim = f.target(value="60", level=AdminLevel.COMMUNE, scope_unit_id=f.unit_id("10"))
    catalogue = f.catalogue([work], [aim])

    (row,) = rows_of(store, catalogue, yearly(50, 54), filters=Filters(unit_ids=(f.unit_id("10"),)))

    if not judged:
        assert (row.target, row.assessment.status) == (None, Status.NOT_ASSESSABLE)
        return
    # 54 of 60 at the end of 2024; from 50 at the end of 2023 the path to 60 is then at 55: 4/5.
    assert (row.target, row.assessment.gap) == (aim, D(6))
    assert row.assessment.progress == pytest.approx(D("0.8"), abs=D("0.002"))
    assert row.assessment.status is Status.NEEDS_ACCELERATION
    (met,) = rows_of(store, catalogue, yearly(99), filters=Filters(level=AdminLevel.PROVINCE))
    assert met.assessment.status is Status.ACHIEVED


def test_counts_are_judged_only_where_their_target_is_set(store):
    catalogue = f.catalogue([f.indicator("things", **COUNT)], [f.target("things", "100")])
    made = [f.observation("things", code, value="7") for code in f.COMMUNES]
    rows = rows_of(store, catalogue, made)
    assert [(row.unit.code, row.target is not None) for row in rows] == [
        ("10", True), ("101", False), ("102", False),
        ("1011", False), ("1012", False), ("1021", False), ("1022", False), ("1023", False),
    ]  # fmt: skip
    assert rows[0].assessment.still_to_do == 65


def test_a_target_without_any_figure_appears_for_the_unit_it_is_set_for(store):
    scoped = f.target(target_id="town", level=AdminLevel.DISTRICT, scope_unit_id=f.unit_id("101"))
    elsewhere = f.target(target_id="communes", level=AdminLevel.COMMUNE)
    rows = rows_of(store, f.catalogue(targets=[f.target(), scoped, elsewhere]))
    assert shown(rows) == [("coverage_2025", "10"), ("town", "101")]
    assert {row.assessment.status for row in rows} == {Status.NOT_ASSESSABLE}


def test_a_scope_limits_a_target_to_a_unit_and_its_parts(store):
    scoped = f.target(level=AdminLevel.DISTRICT, scope_unit_id=f.unit_id("102"))
    catalogue = f.catalogue(targets=[scoped])
    units = catalogue.units.values()
    judged = {u.code for u in units if applies(scoped, f.indicator(), u, catalogue)}
    assert judged == {"102", "1021", "1022", "1023"}


@pytest.mark.parametrize(("asked", "judged"), [("70", set()), ("100", {"1021", "1022", "1023"})])
def test_a_share_of_communes_is_asked_of_one_only_when_asked_of_all(asked, judged):
    catalogue, aim = f.catalogue(), f.target(value=asked)
    measured = f.indicator(aggregation=Aggregation.SHARE_OF_COMMUNES)
    communes = [u for u in catalogue.units.values() if u.parent_code == "102"]

    assert {u.code for u in communes if applies(aim, measured, u, catalogue)} == judged


def test_the_nations_targets_are_the_nations_alone():
    catalogue = f.catalogue(extra_units=[NATION])
    national = f.target(level=AdminLevel.NATION)
    units = catalogue.units.values()
    for aim, judged in ((national, {"VN"}), (f.target(), {u.code for u in units} - {"VN"})):
        assert {u.code for u in units if applies(aim, f.indicator(), u, catalogue)} == judged


def test_another_provinces_figures_are_shown_but_not_judged_by_our_targets(store):
    other = f.admin_unit("99", AdminLevel.PROVINCE, None, "Tỉnh Bạn")
    catalogue = f.catalogue(targets=[f.target()])
    catalogue = replace(catalogue, units={**catalogue.units, other.unit_id: other})
    home, neighbour = rows_of(store, catalogue, [*yearly(5), *yearly(9, code="99")])
    assert (home.unit.code, neighbour.unit.code, neighbour.target) == ("10", "99", None)


def test_each_target_that_applies_gets_a_row_in_the_order_of_the_register(store):
    aims = [
        f.target(target_id="later", due_on=date(2030, 12, 31)),
        f.target(target_id="first", is_headline=True),
        f.target(target_id="sooner", due_on=date(2024, 12, 31)),
    ]
    made = [*yearly(50, 60), *yearly(40, code="102"), *yearly(45, code="101")]
    rows = rows_of(store, f.catalogue(targets=aims), made)
    # Below the unit they are set for only the governing one is a yardstick.
    assert shown(rows) == [
        ("first", "10"), ("first", "101"), ("first", "102"), ("later", "10"), ("sooner", "10"),
    ]  # fmt: skip
    assert governing(rows[::-1]).target.target_id == "first"
    assert shown(governing_rows(rows)) == [("first", "10"), ("first", "101"), ("first", "102")]
    assert governing([]) is None


def test_without_a_headline_the_target_due_last_governs_and_a_superseded_one_is_history(store):
    aims = [
        f.target(target_id="early", due_on=date(2023, 12, 31)),
        f.target(target_id="late"),
        f.target(target_id="old", due_on=date(2030, 12, 31), superseded_by="late"),
    ]
    catalogue = f.catalogue(targets=aims)
    made = [*yearly(50, 60), *yearly(40, code="102")]
    rows = rows_of(store, catalogue, made)
    assert shown(rows) == [("late", "10"), ("late", "102"), ("early", "10")]
    assert governing(rows[::2]).target.target_id == "late"
    assert [one.target_id for one in catalogue.superseded_of("coverage")] == ["old"]


def test_without_target_the_figures_appear_once_unjudged(store):
    (row,) = rows_of(store, f.catalogue(), yearly(50, 60))
    assert (row.target, row.assessment.status) == (None, Status.NOT_ASSESSABLE)
    assert row.assessment.latest.value == 60


def test_a_scorecard_can_be_limited_in_every_way(store):
    catalogue = f.catalogue(
        [f.indicator("a"), f.indicator("b")],
        [f.target("a", is_headline=True), f.target("a", target_id="more"), f.target("b")],
    )
    store.publish(
        [*yearly(5, indicator_id="a"), *yearly(7, code="101", indicator_id="b")], f.upload()
    )

    def found(**limits):
        return shown(rows_of(store, catalogue, filters=Filters(**limits)))

    assert found(indicator_ids=["b"]) == [("b_2025", "10"), ("b_2025", "101")]
    assert found(unit_ids=[f.unit_id("101")]) == [("b_2025", "101")]
    assert found(unit_ids=[]) == []
    assert found(level=AdminLevel.DISTRICT) == [("b_2025", "101")]
    assert found(is_headline=True) == [("a_2025", "10")]
    assert len(found()) == 4


def test_an_earlier_period_is_judged_as_of_then(store):
    catalogue = f.catalogue(targets=[f.target()])
    made = yearly(20, 40, 90)
    (now,) = rows_of(store, catalogue, made)
    until = Filters(until=parse_period("2023"))
    (then,) = rows_of(store, catalogue, filters=until)
    assert (now.assessment.status, now.assessment.latest.value) == (Status.ACHIEVED, 90)
    assert (then.assessment.latest.value, len(then.series.points)) == (40, 2)
    assert then.assessment.status is not Status.ACHIEVED


def test_a_period_stands_as_of_its_last_day_whatever_is_known_of_later(store):
    """For a unit with later figures, one without and one that has ended since alike."""
    ended = replace(f.admin_unit("103", AdminLevel.DISTRICT, "10"), valid_to=date(2025, 6, 30))
    catalogue = f.catalogue(targets=[f.target()], extra_units=[ended])
    made = [*yearly(20, 40, 60), *yearly(20, 40, 60, code="103"), *yearly(20, 40, 60, code="101")]
    store.publish(made[:-1], f.upload())

    def standings(**limits):
        rows = rows_of(store, catalogue, filters=Filters(**limits), today=date(2026, 1, 15))
        return {row.unit.code: row.assessment.standing for row in rows}

    assert standings(until=parse_period("2023")) == dict.fromkeys(
        ("10", "101", "103"), Standing.ON_TRACK
    )
    awaited, closed = Standing.SHORT_AWAITING_FINAL, Standing.CLOSED_SHORT
    now = {"10": awaited, "101": awaited, "103": closed}
    assert standings() == standings(until=parse_period("2026")) == now  # not over yet


def test_a_baseline_in_the_register_is_that_of_the_unit_the_target_is_set_for(store):
    own = f.target(baseline_period=parse_period("2020"), baseline_value=D(10))
    made = [*yearly(30, 40), *yearly(5, 25, code="101")]
    province, district = rows_of(store, f.catalogue(targets=[own]), made)
    assert (province.assessment.baseline.origin, province.assessment.baseline.value) == (
        BaselineOrigin.TARGET, 10,
    )  # fmt: skip
    assert (district.assessment.baseline.origin, district.assessment.baseline.value) == (
        BaselineOrigin.PROGRAMME_START, 5,
    )  # fmt: skip


def test_a_baseline_older_than_the_unit_is_another_units(store):
    own = f.target(baseline_period=parse_period("2000"), baseline_value=D(10))
    (row,) = rows_of(store, f.catalogue(targets=[own]), yearly(30))
    assert row.assessment.status is Status.NOT_ASSESSABLE
    assert row.assessment.baseline.origin is not BaselineOrigin.TARGET


def test_above_the_nation_is_compared_with_the_nation(store):
    above = f.target(value=None, kind=TargetKind.ABOVE_REFERENCE, operator=Operator.GREATER)
    catalogue = f.catalogue(targets=[above], extra_units=[NATION])
    nation = [replace(figure, unit_id=NATION.unit_id) for figure in yearly(50, 60)]
    store.publish([*yearly(40, 61), *nation], f.upload())
    province, country = rows_of(store, catalogue)
    assert (province.assessment.target_value, province.assessment.status) == (60, Status.ACHIEVED)
    assert (country.unit.code, country.target) == ("VN", None)
    only = Filters(unit_ids=[f.unit_id("10")])
    (alone,) = rows_of(store, catalogue, filters=only)
    assert alone.assessment == province.assessment


def test_a_milestone_is_judged_by_its_steps(store):
    catalogue = f.catalogue(
        [f.indicator("warehouse", kind=IndicatorKind.MILESTONE, aggregation=Aggregation.NONE)],
        [f.target("warehouse", "1", kind=TargetKind.MILESTONE)],
    )
    done = MilestoneStep("warehouse_2025", "a", PublishedState.DONE, None, None, "", "")
    begun = replace(catalogue, steps=(done, replace(done, state=PublishedState.IN_PROGRESS)))
    made = yearly(1, indicator_id="warehouse")
    (row,) = rows_of(store, begun, made)
    assert (row.assessment.status, row.assessment.still_to_do) == (Status.IN_PROGRESS, 1)


def test_no_judgement_crosses_two_versions_of_an_index(store):
    catalogue = replace(
        f.catalogue(targets=[f.target()]),
        frameworks=tuple(
            Framework("coverage", parse_period(first), first) for first in ("2020", "2023")
        ),
    )
    made = yearly(70, 72, 30, 40)  # 2021 and 2022 by the old composition
    (row,) = rows_of(store, catalogue, made)
    assert row.assessment.baseline.period == parse_period("2023")
    assert Flag.REVERSAL not in row.assessment.flags
    assert len(row.series.points) == 4  # the chart shows them apart
    (before,) = rows_of(store, catalogue, filters=Filters(until=parse_period("2022")))
    assert before.assessment.baseline.value == 70


def test_versions_of_an_index_do_not_matter_before_there_is_a_figure(store):
    framework = Framework("coverage", parse_period("2020"), "")
    catalogue = replace(f.catalogue(targets=[f.target()]), frameworks=(framework,))
    (row,) = rows_of(store, catalogue)
    assert row.assessment.latest is None


def test_targets_are_counted_by_standing_with_the_generated_ones_apart(store):
    catalogue = f.catalogue(targets=[f.target()])
    store.publish(yearly(20, 85), f.upload())
    store.publish(yearly(20, 22, code="101"), f.upload("demo", is_demo=True))
    counted = tally(rows_of(store, catalogue, today=date(2026, 1, 15)))
    waiting = {Standing.SHORT_AWAITING_FINAL: 1, Standing.REACHED_AWAITING_FINAL: 1}
    assert (counted.counts, counted.demo) == (waiting, {Standing.SHORT_AWAITING_FINAL: 1})
    in_time = tally(rows_of(store, catalogue, today=date(2025, 12, 31)))
    assert in_time.counts == {Standing.LIMITED: 1, Standing.ACHIEVED: 1}


def test_a_unit_that_ended_closes_its_targets_and_takes_no_later_figure(store):
    ended = replace(f.admin_unit("103", AdminLevel.DISTRICT, "10"), valid_to=date(2025, 6, 30))
    catalogue = f.catalogue(targets=[f.target()], extra_units=[ended])
    made = [*yearly(20, 85, code="103"), f.observation("coverage", "103", "2025", "10")]
    store.publish(made, f.upload())
    only = Filters(unit_ids=[ended.unit_id])
    (row,) = rows_of(store, catalogue, filters=only, today=date(2026, 1, 15))
    assert (row.assessment.standing, row.assessment.latest.value) == (Standing.CLOSED_REACHED, 85)
