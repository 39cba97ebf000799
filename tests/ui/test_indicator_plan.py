"""The plan on an indicator's page is the one of the page on gaps, figure for figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.domain.targets import Operator, TargetKind
from cds.views import gap_plan
from cds.views import indicator as indicator_page
from tests.factories import COMMUNES, indicator, target, unit_id
from tests.ui.small_world import D, catalogue, demo, point, province, reader, series

HOME = unit_id("10")
COUNTS = st.fixed_dictionaries(
    {
        code: st.integers(0, size).map(lambda c, n=size: (c, n))
        for code, (_, _, size) in COMMUNES.items()
    }
)


@given(COUNTS)
def test_both_pages_name_the_same_units_in_the_same_order(counts):
    made = catalogue([indicator()], [target()])
    found = reader(made, province(counts))

    page = indicator_page.build(found, indicator().indicator_id, HOME)
    plan = gap_plan.build(found, "coverage_2025")

    assert page.plan == plan


def test_a_target_without_a_number_has_no_plan():
    aim = target(kind=TargetKind.ABOVE_REFERENCE, value=None)
    made = catalogue([indicator()], [aim])
    counts = {code: (size // 2, size) for code, (_, _, size) in COMMUNES.items()}
    found = reader(made, province(counts))

    assert gap_plan.plannable(found) == {}
    assert gap_plan.build(found, aim.target_id) is None


def test_a_published_percentage_is_planned_on_generated_counts_under_the_ribbon():
    made = catalogue([indicator()], [target(value="90")])
    counts = {code: (size // 2, size) for code, (_, _, size) in COMMUNES.items()}
    generated = [demo(one) for one in province(counts)]
    home = next(one for one in generated if one.unit_id == HOME)
    mixed = series("10", point("2024", value="70"), *home.points)
    found = reader(made, [*(one for one in generated if one.unit_id != HOME), mixed])

    page = indicator_page.build(found, indicator().indicator_id, HOME)

    assert page.plan.table.lines
    assert page.plan.has_demo


def test_a_target_met_only_above_it_is_open_at_it():
    counts = {code: (size * 8 // 10, size) for code, (_, _, size) in COMMUNES.items()}
    made = catalogue([indicator()], [target(operator=Operator.GREATER)])

    page = indicator_page.build(reader(made, province(counts)), indicator().indicator_id, HOME)

    assert page.plan.plan.still_to_do
    assert len(page.plan.table.lines) == 1


def test_targets_strictly_above_are_offered_as_open_at_their_value():
    counts = {code: (size * 8 // 10, size) for code, (_, _, size) in COMMUNES.items()}
    aims = [target(), target(target_id="strict", operator=Operator.GREATER)]
    made = catalogue([indicator()], aims)

    offered = gap_plan.plannable(reader(made, province(counts)))

    assert list(offered) == ["strict", "coverage_2025"]


def test_an_indicator_without_any_figure_or_target_is_shown_as_such():
    made = catalogue([indicator()], [])

    page = indicator_page.build(reader(made, ()), indicator().indicator_id, HOME)

    assert page.row.assessment.latest is None
    assert page.verdict == "Tỷ lệ coverage: chưa có số liệu"
    assert (page.trend, page.ranking, page.plan) == (None, None, None)


@pytest.mark.parametrize(
    ("completeness", "told"),
    [
        ("1", "85,0% – đạt mức ≥ 80%"),
        ("0.81", "85,0% trên 81% số liệu đã nhận – qua mức ≥ 80%, còn tạm tính"),
    ],
)
def test_a_target_met_by_some_of_the_figures_is_said_so(completeness, told):
    made = catalogue([indicator()], [target()])
    home = series("10", point("2024", (85, 100), completeness=D(completeness)))

    page = indicator_page.build(reader(made, [home]), indicator().indicator_id, HOME)

    assert page.verdict == f"Tỷ lệ coverage: {told}"


@pytest.mark.parametrize(
    ("share", "aims", "unit", "told"),
    [
        (1, [target()], "10", "Không còn nơi nào thiếu: cả 5 đơn vị trực thuộc có số liệu đều đạt"),
        (1, [], "10", "5 đơn vị trực thuộc có số liệu, nhưng chưa có mục tiêu"),
        (1, [target(kind=TargetKind.ABOVE_REFERENCE, value=None)], "10", "nhưng chưa có mục tiêu"),
        (None, [target()], "10", "Chưa có số liệu của các đơn vị trực thuộc Tỉnh Thử Nghiệm"),
        (1, [target()], "1011", "Phường Trung Tâm không có đơn vị trực thuộc"),
        (0, [target()], "10", None),
    ],
)
def test_an_empty_ranking_says_which_of_its_reasons_holds(share, aims, unit, told):
    made = catalogue([indicator()], aims)
    counts = {code: (size * (share or 0), size) for code, (_, _, size) in COMMUNES.items()}
    found = reader(made, province(counts) if share is not None else ())

    page = indicator_page.build(found, "coverage", unit_id(unit))

    if told is None:
        assert page.ranking is not None
        assert list(page.ranked.column("unit")) == [bar.label for bar in page.ranking.bars]
    else:
        assert page.ranking is None
        assert told in page.ranking_sentence


def test_an_older_figure_in_the_ranking_says_of_when_it_is():
    made = catalogue([indicator()], [target()])
    late = {code: (0, size) for code, (_, _, size) in COMMUNES.items() if code != "1011"}
    early = series("1011", point("2023", (0, 100)))

    page = indicator_page.build(reader(made, [*province(late), early]), "coverage", HOME)

    named = page.ranked.column("unit")
    assert [name for name in named if "năm" in name] == ["Phường Trung Tâm, năm 2023"]
    assert list(named) == [bar.label for bar in page.ranking.bars]


def test_a_sentence_too_long_for_a_phone_leaves_its_unit_to_the_line_below(sources):
    rows = sources.rows("fibre_household_share")
    row = max(
        (one for one in rows if one.unit != sources.catalogue.home),
        key=lambda one: len(indicator_page.verdict(sources, one)),
    )
    page = indicator_page.build(sources, row.indicator.indicator_id, row.unit.unit_id)

    assert row.unit.name in indicator_page.verdict(sources, row)
    assert row.unit.name not in page.verdict
    assert page.as_of.startswith(row.unit.name)
