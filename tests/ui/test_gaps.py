import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds.domain.admin_units import AdminLevel
from cds.domain.assessments import Standing
from cds.domain.indicators import Accumulation, Aggregation, IndicatorKind
from cds.domain.periods import parse_period
from cds.domain.targets import MilestoneStep, Operator, PublishedState, TargetKind
from cds.scorecard import is_measured, is_short
from cds.text import figures
from cds.text.phrases import phrase
from cds.views import gap_plan, gaps
from cds.views.gaps import ANY, Wanted
from cds.views.indicator import due_text
from cds.views.standings import composite, row_attainment
from tests.factories import COMMUNES, indicator, target, unit_id
from tests.ui.small_world import (
    TODAY,
    catalogue,
    demo,
    point,
    province,
    reader,
    rows,
    series,
    usual_counts,
)

D = Decimal


@pytest.fixture
def world():
    made = catalogue([indicator(pillar="society", responsible="Sở A; Sở B")], [target()])
    return made, gaps.lines(made, rows(made, province(usual_counts())), TODAY)


def gained(plan, unit_ids, to_pct):
    """How many things the home has more once the units have risen."""
    after, _ = gap_plan.simulate(plan, unit_ids, to_pct)
    return after.latest.numerator - plan.before.latest.numerator


def numbers_in(text):
    return [int(found.replace(".", "")) for found in re.findall(r"\d[\d.]*(?!\d|,)", text)]


def test_every_unit_with_figures_has_a_line_and_the_home_too(world):
    _, lines = world
    assert len(lines) == 1 + 2 + len(COMMUNES)
    assert {line.row.unit.level for line in lines} == set(gaps.LEVELS_SHOWN)


def test_a_silent_commune_is_listed_without_numbers_rather_than_left_out():
    made = catalogue([indicator()], [target()])
    counts = usual_counts()
    del counts["1023"]
    lines = gaps.lines(made, rows(made, province(counts)), TODAY)
    silent = next(line for line in lines if line.row.unit.code == "1023")
    assert (silent.row.assessment.standing, silent.row.assessment.gap) == (
        Standing.NOT_ASSESSABLE,
        None,
    )


def test_in_a_past_period_who_is_silent_and_the_plan_stand_as_of_its_last_day_too():
    """When the target was not yet due, whatever the day today."""
    made, counts = catalogue([indicator()], [target()]), usual_counts()
    del counts["1023"]
    today = target().due_on.replace(year=2027)
    now = reader(made, province(counts), today)
    then = now.as_of(parse_period("2025-Q2"))

    def silent(seen):
        by_code = {line.row.unit.code: line.row.assessment for line in gaps.every_line(seen)}
        return by_code["1023"].standing

    assert (silent(now), silent(then)) == (Standing.UNKNOWN, Standing.NOT_ASSESSABLE)
    for seen, key in ((now, "indicator.due_past"), (then, "indicator.due")):
        (row,) = seen.rows_where(unit_ids=(made.home.unit_id,))
        assert due_text(seen, row) == phrase(key, due=target().due_on)
        plan = gap_plan.build(seen, row.target.target_id)
        assert plan.before.standing is row.assessment.standing


def test_without_any_figure_only_the_home_is_listed():
    made = catalogue([indicator()], [target()])
    lines = gaps.lines(made, rows(made, []), TODAY)
    assert [line.row.unit.level for line in lines] == [AdminLevel.PROVINCE]
    assert gaps.page_of(lines).verdict == "1 mục tiêu: 1 chưa đủ số liệu"
    assert not is_measured(lines[0].row)


def test_the_offices_of_target_and_unit_are_each_found(world):
    made, _ = world
    units = {
        key: replace(unit, responsible=f"UBND {unit.name}") for key, unit in made.units.items()
    }
    named = replace(made, units=units)
    lines = gaps.lines(named, rows(named, province(usual_counts())), TODAY)
    found = gaps.chosen(lines, Wanted(office="UBND Xã Đồng Xa"), "severity")
    assert [line.row.unit.code for line in found] == ["1022"]
    assert len(gaps.chosen(lines, Wanted(office="Sở B"), "severity")) == len(lines)


def test_within_a_district_are_the_district_and_its_communes(world):
    _, lines = world
    found = gaps.chosen(lines, Wanted(within=unit_id("102")), "things")
    assert {line.row.unit.code for line in found} == {"102", "1021", "1022", "1023"}


def test_things_still_to_do_come_most_first(world):
    _, lines = world
    found = gaps.chosen(lines, Wanted(unit_level="commune"), "things")
    things = [line.things for line in found]
    assert things == sorted(things, reverse=True)
    assert found[0].row.unit.code == "1011"


def test_of_a_flow_a_quarter_is_held_against_no_years_target():
    measured = indicator(
        kind=IndicatorKind.COUNT, aggregation=Aggregation.SUM, accumulation=Accumulation.FLOW
    )
    made = catalogue([measured], [target(value="1000")])
    quarters = [point(f"2024-Q{number}", value="300") for number in (1, 2, 3, 4)]

    def held(*points):
        (row,) = rows(made, [series("10", *points)])
        share = row_attainment(row, made)
        composed = composite([measured], [row], made, TODAY).value
        return row.assessment.latest.value, share, composed

    assert held(*quarters[:3]) == (300, None, None)
    assert held(*quarters) == (1200, 1, 1)


def test_of_equal_standings_the_furthest_from_its_target_comes_first_whatever_its_unit():
    area = indicator("area", kind=IndicatorKind.COUNT, aggregation=Aggregation.SUM, unit_name="ha")
    made = catalogue([indicator(), area], [target(value="80"), target("area", value="100")])
    found = [
        series("10", point("2025-Q2", (70, 100))),  # 0.875 of 80 %, 10 points
        series("10", point("2025-Q2", value=69), indicator_id="area"),  # 0.69 of 100 ha
    ]
    lines = gaps.lines(made, rows(made, found), TODAY)

    ordered = gaps.chosen(lines, Wanted(unit_level="province"), "severity")

    assert [line.row.indicator.indicator_id for line in ordered] == ["area", "coverage"]
    assert gaps.page_of(ordered).verdict.endswith("nặng nhất: Mục tiêu area")


@pytest.mark.parametrize("order", gaps.ORDERS)
def test_the_most_urgent_comes_first_whatever_is_missing(order):
    works = indicator("works", kind=IndicatorKind.MILESTONE, aggregation=Aggregation.NONE)
    late = target("works", value="1", kind=TargetKind.MILESTONE, due_on=date(2024, 12, 31))
    town = {"level": AdminLevel.DISTRICT, "scope_unit_id": unit_id("101")}
    unknown = replace(late, target_id="town", **town)
    told = {"due_on": late.due_on, "done_on": None, "known_on": date(2025, 3, 1)}
    step = MilestoneStep(
        late.target_id,
        "Nghiệm thu",
        PublishedState.NOT_STARTED,
        evidence="",
        evidence_url="",
        **told,
    )
    made = catalogue([indicator(), works], [target(), late, unknown], steps=(step,))
    lines = gaps.lines(made, rows(made, province(usual_counts())), TODAY)

    found = gaps.chosen(lines, Wanted(), order)

    ranks = [list(Standing).index(line.row.assessment.standing) for line in found]
    assert ranks == sorted(ranks)
    assert found[0].target is late
    assert found[0].row.assessment.standing is Standing.OVERDUE
    assert gaps.page_of(found).verdict == (
        f"{len(found)} lượt mục tiêu tại 8 đơn vị, 9 chưa đạt, trong đó 1 quá hạn; "
        "nặng nhất: Mục tiêu works"
    )
    assert "Tình trạng: 1 quá hạn; " in gaps.page_of(found).details
    assert "0 " not in gaps.page_of(found).verdict.replace("10 ", "")


@pytest.mark.parametrize("level", ["province", "district", "commune"])
def test_what_is_set_for_one_town_is_listed_at_it_at_every_level(level):
    town = target(target_id="town", level=AdminLevel.DISTRICT, scope_unit_id=unit_id("101"))
    made = catalogue([indicator()], [target(), town])
    lines = gaps.lines(made, rows(made, province(usual_counts())), TODAY)

    found = gaps.chosen(lines, Wanted(unit_level=level), "severity")

    assert [line.row.unit.code for line in found if line.target is town][:1] == ["101"]
    others = {line.row.unit.level for line in found if line.target is not town}
    assert others == {AdminLevel(level)}


choice = st.sampled_from
filters = st.builds(
    Wanted,
    unit_level=choice([ANY, "province", "district", "commune", "galaxy"]),
    status=choice([ANY, *(one.value for one in Standing), "no_such"]),
    pillar=choice([ANY, "society", "economy"]),
    sector=choice([ANY, "health"]),
    office=choice([ANY, "Sở A", "nobody"]),
    within=choice([ANY, unit_id("101"), unit_id("102")]),
)
counts_of_all = st.fixed_dictionaries(
    {
        code: st.tuples(st.integers(0, households), st.just(households))
        for code, (_, _, households) in COMMUNES.items()
    }
)


@settings(max_examples=60, deadline=None)
@given(filters, choice(gaps.ORDERS), counts_of_all)
def test_the_sentence_and_the_list_tell_the_same_numbers(wanted, order, counts):
    made = catalogue([indicator(pillar="society", responsible="Sở A")], [target()])
    lines = gaps.lines(made, rows(made, province(counts)), TODAY)
    found = gaps.chosen(lines, wanted, order)

    assert set(found) <= set(lines)
    assert all(wanted.admits(line) for line in found)
    assert not any(wanted.admits(line) for line in set(lines) - set(found))
    text = gaps.page_of(found).verdict
    if not found:
        assert text == phrase("gaps.nothing")
        return
    total, *told = numbers_in(text)
    assert total == len(found)
    if told and "lượt" in text:
        units, *told = told
        assert units == len({line.row.unit.unit_id for line in found})
    short = sum(is_short(line.row) for line in found)
    assert (told[0] if short else sum(told)) == (short or total)
    assert 0 not in told


def test_a_milestone_counts_open_steps_not_points():
    works = indicator("works", kind=IndicatorKind.MILESTONE, aggregation=Aggregation.NONE)
    goal = target("works", value="1", kind=TargetKind.MILESTONE)
    steps = tuple(
        MilestoneStep(goal.target_id, f"Bước {n}", state, None, None, "", "")
        for n, state in enumerate((PublishedState.DONE, PublishedState.NOT_STARTED))
    )
    made = catalogue([works], [goal], steps=steps)
    (line,) = gaps.lines(made, rows(made, []), TODAY)
    assert (line.things, line.attainment) == (1, D("0.5"))
    assert figures.gap(line.row.assessment, works) == "Còn 1 bước chưa hoàn thành"


# The plan and the what-if.


@pytest.fixture
def plan():
    made = catalogue([indicator(denominator_name="số hộ")], [target()])
    return gap_plan.build(reader(made, province(usual_counts())), "coverage_2025")


def test_the_plan_takes_the_communes_with_most_open_first(plan):
    assert [plan.names[i] for i in plan.chosen] == ["Phường Trung Tâm", "Xã Ven Thành"]
    assert plan.sentence == (
        "Còn 3.600 hộ. Chỉ cần hoàn thành 100% tại 2 trong 5 đơn vị còn việc: "
        "cộng dồn 4.000 hộ, dư 400 hộ."
    )
    assert list(plan.table.column("total")) == ["2.500 hộ", "4.000 hộ"]


def test_a_home_that_has_met_its_target_is_told_which_communes_have_not():
    counts = {code: (size, size) for code, (_, _, size) in COMMUNES.items()}
    counts |= {"1022": (900, 1500), "1023": (390, 500)}  # 60 % and 78 % of 80
    made = catalogue([indicator(denominator_name="số hộ")], [target()])

    plan = gap_plan.build(reader(made, province(counts)), "coverage_2025")

    assert plan.sentence == (
        "Tỉnh Thử Nghiệm đã đạt mục tiêu, còn 2 đơn vị chưa đạt: thiếu 310 hộ so với mục tiêu."
    )
    assert plan.table.column("unit")[0] == "Xã Đồng Xa · Huyện Bờ Sông"
    assert list(plan.table.column("open")) == ["300 hộ", "10 hộ"]
    assert [plan.names[unit_id] for unit_id in plan.chosen] == ["Xã Đồng Xa", "Xã Biên Giới"]


@pytest.mark.parametrize(
    ("aim", "operator", "level"),
    [
        ("80", Operator.AT_LEAST, 80),
        ("80", Operator.GREATER, 81),
        ("87.5", Operator.GREATER, 88),
        ("100", Operator.AT_LEAST, 100),
    ],
)
def test_a_simulation_begins_with_the_units_of_the_plan_at_the_level_of_the_target(
    aim, operator, level
):
    made = catalogue([indicator()], [target(value=aim, operator=operator)])
    plan = gap_plan.build(reader(made, province(usual_counts())), "coverage_2025")
    assert plan.level == level
    assert 0 < gained(plan, plan.chosen, D(plan.level)) <= plan.plan.steps[-1].running_total


def test_closing_the_least_set_changes_the_status_at_once(plan):
    after, sentence = gap_plan.simulate(plan, plan.chosen, D(100))
    assert plan.before.standing is not Standing.ACHIEVED
    assert after.still_to_do == 0
    assert "thêm 4.000 hộ" in sentence


def test_units_already_there_are_named_as_unchanged(plan):
    after, sentence = gap_plan.simulate(plan, plan.chosen, D(50))
    assert after.latest.numerator == plan.before.latest.numerator
    assert "Trong đó 2 đơn vị đã từ mức này trở lên" in sentence


def test_nothing_chosen_changes_nothing(plan):
    after, sentence = gap_plan.simulate(plan, ["no_such_unit"], D(100))
    assert after.latest.value == plan.before.latest.value
    assert sentence == "Chưa chọn đơn vị nào nên không có gì thay đổi."


@settings(max_examples=60, deadline=None)
@given(counts_of_all, st.integers(1, 100))
def test_sentence_table_and_what_if_agree_to_the_household(counts, aim):
    made = catalogue([indicator(denominator_name="số hộ")], [target(value=str(aim))])
    plan = gap_plan.build(reader(made, province(counts)), "coverage_2025")
    assert plan.plan.is_reachable
    opened = [numbers_in(text)[0] for text in plan.table.column("open")]
    assert opened == [step.open for step in plan.steps]
    if not plan.before.still_to_do:
        told = numbers_in(plan.sentence)
        assert told == ([len(opened), sum(opened)] if opened else [])
        return
    total = numbers_in(plan.table.column("total")[-1])[0]
    need, _, units, _, cumulated, spare = numbers_in(plan.sentence)
    assert (need, units) == (plan.before.still_to_do, len(opened))
    assert cumulated == total == sum(opened) == need + spare
    after, _ = gap_plan.simulate(plan, plan.chosen, D(100))
    assert gained(plan, plan.chosen, D(100)) == total
    assert after.still_to_do == 0


def test_a_share_of_communes_rises_whole_whatever_the_slider_says():
    from cds.domain.indicators import Aggregation

    reached = {code: (int(code == "1011"), 1) for code in COMMUNES}
    share = indicator(aggregation=Aggregation.SHARE_OF_COMMUNES, denominator_name="số xã")
    made = catalogue([share], [target()])
    plan = gap_plan.build(reader(made, province(reached)), "coverage_2025")
    assert plan.is_by_unit
    assert gained(plan, plan.chosen, D(1)) == len(plan.chosen) == 3


def test_a_published_percentage_is_planned_on_the_counts_below_and_says_so():
    made = catalogue([indicator(denominator_name="số hộ")], [target()])
    found = [demo(one) for one in province(usual_counts())]
    home = next(one for one in found if one.unit_id == unit_id("10"))
    published = replace(home, points=(point("2024", value=87), *home.points))
    others = [one for one in found if one is not home]
    plan = gap_plan.build(reader(made, [*others, published]), "coverage_2025")
    assert plan.now.startswith("Số công bố của tỉnh không kèm số đếm")
    assert "(MH)" in plan.now
    assert all("(MH)" in text for text in plan.table.column("value"))


def test_a_simulation_of_a_home_that_ended_is_judged_as_the_list_judges_it():
    made = catalogue([indicator()], [target()])
    ended = replace(made.home, valid_to=date(2025, 6, 30))
    closed = replace(made, units={**made.units, ended.unit_id: ended})
    found = reader(closed, province(usual_counts()))
    plan = gap_plan.build(found, "coverage_2025")
    listed = next(line for line in found.kept(gaps.every_line) if line.row.unit == ended)
    assert plan.before.standing is listed.row.assessment.standing is Standing.CLOSED_SHORT
    after, _ = gap_plan.simulate(plan, plan.chosen, D(100))
    assert after.standing is Standing.CLOSED_REACHED


def test_a_target_without_counts_below_has_no_plan():
    made = catalogue([indicator()], [target()])
    found = reader(made, [series("10", point("2025-Q2", (1, 2)))])
    assert gap_plan.build(found, "coverage_2025") is None
    assert gap_plan.build(found, "no_such_target") is None
    assert gap_plan.plannable(found) == {}


def test_targets_still_open_are_offered_before_those_met():
    easy = target(value="10", target_id="easy", name="Dễ")
    made = catalogue([indicator()], [easy, target(name="Khó")])
    offered = gap_plan.plannable(reader(made, province(usual_counts())))
    assert list(offered.values()) == ["Khó", "Dễ"]
