from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cds.domain.indicators import IndicatorKind
from cds.views import motto
from tests.factories import indicator, target, unit_id
from tests.ui.small_world import catalogue, demo, point, reader, series

FIRST = {"motto": "không 1"}


def page(indicators, targets, found, code="10"):
    made = catalogue(indicators, targets)
    return motto.build(reader(made, found), unit_id(code))


def districts_of(indicators, found):
    return motto.districts(reader(catalogue(indicators, []), found))


def test_a_part_is_the_mean_attainment_with_n_of_m():
    indicators = [indicator(key, **FIRST) for key in "abc"]
    figures = [
        series("10", point("2025-Q2", (40, 100)), indicator_id="a"),
        series("10", point("2025-Q2", (60, 100)), indicator_id="b"),
    ]
    built = page(indicators, [target("a", value="80")], figures)
    part = built.parts[0]
    assert (part.now.value, part.now.known) == (
        "55%",
        "2/3 chỉ tiêu có số liệu",
    )  # (50 + 60) / 2


def test_a_part_without_data_says_so_and_is_not_zero():
    built = page([indicator(**FIRST)], [], [])
    assert built.parts[0].now.value == "Chưa có số liệu"
    assert built.rows is None
    assert built.awaited.pick("part known").rows[0] == (
        motto.part_title(built.parts[0].now.group),
        "0/1 chỉ tiêu có số liệu",
    )
    assert built.verdict.endswith("chưa phần nào đo được mức đạt")

    none = districts_of([indicator(**FIRST)], [])
    assert none.chart is None
    assert none.sentence == "Chưa đơn vị cấp dưới nào có số liệu cho các phần này."


def test_a_part_with_figures_but_nothing_to_reach_is_not_measured_rather_than_silent():
    without_aim = {"kind": IndicatorKind.COUNT, "unit_name": "huyện", **FIRST}
    indicators = [indicator("number", **without_aim), indicator("silent", **FIRST)]
    figures = [series("10", point("2025-06", value=15), indicator_id="number")]
    part = page(indicators, [], figures).parts[0]

    assert part.now.value == "Chưa đo được"
    assert part.now.known == "1/2 chỉ tiêu có số liệu, 0 đo được mức đạt"
    assert page(indicators, [], figures).time_table.column("không 1")[-1] == (
        "chưa đo được mức đạt · 1/2 có số liệu"
    )


def test_each_indicator_says_whether_it_counts_and_why_not():
    indicators = [
        indicator("counted", **FIRST),
        indicator("old", **FIRST),
        indicator("silent", **FIRST),
        indicator("number", kind=IndicatorKind.COUNT, unit_name="cuộc", **FIRST),
    ]
    figures = [
        series("10", point("2025-Q2", (1, 2)), indicator_id="counted"),
        series("10", point("2022", (1, 2)), indicator_id="old"),
        series("10", point("2025-Q2", value=7), indicator_id="number"),
    ]
    items = page(indicators, [], figures).parts[0].items
    assert items.column("counted") == (
        "có tính",
        "không: số liệu đã quá 12 tháng",
        "không: chưa có số liệu",
        "không: chưa có mục tiêu bằng số",
    )
    assert [line.figure is not None for line in items.lines] == [True, True, False, True]


def test_only_indicators_that_the_units_level_reports_are_expected():
    from cds.domain.admin_units import AdminLevel

    indicators = [indicator("a", **FIRST), indicator("b", levels=(AdminLevel.PROVINCE,), **FIRST)]
    assert page(indicators, [], []).parts[0].now.made.expected == 2
    assert page(indicators, [], [], code="101").parts[0].now.made.expected == 1


def test_parts_made_of_other_indicators_are_not_compared_over_time():
    indicators = [indicator("a", **FIRST), indicator("b", **FIRST)]
    always = series(
        "10",
        *(point(f"{year}-Q4", (year - 2000, 100)) for year in range(2021, 2025)),
        point("2025-Q2", (60, 100)),
        indicator_id="a",
    )
    late = series("10", point("2024-Q4", (1, 2)), indicator_id="b")
    steady = page([indicators[0]], [], [always]).parts[0]
    mixed = page(indicators, [], [always, late]).parts[0]
    assert steady.change == "+39 điểm % từ 31/12/2021 (21%)"
    assert mixed.change == "không so với 31/12/2021: đổi chỉ tiêu"


def test_generated_figures_are_flagged_in_their_row():
    figures = [demo(series("10", point("2024-Q4", (1, 2)), point("2025-Q2", (1, 2))))]
    built = page([indicator(**FIRST)], [], figures)
    assert built.has_demo
    assert built.rows.rows[0].is_demo


def test_the_first_sentence_tells_the_furthest_and_the_least_far_part():
    indicators = [indicator("a", **FIRST), indicator("b", motto="1 có")]
    figures = [
        series("10", point("2025-Q2", (20, 100)), indicator_id="a"),
        series("10", point("2025-Q2", (70, 100)), indicator_id="b"),
    ]
    assert page(indicators, [], figures).verdict == (
        "Tỉnh Thử Nghiệm: Đã số hóa chưa? cao nhất (70%), Không giấy tờ thấp nhất (20%)"
    )


def test_districts_that_are_least_far_come_first():
    figures = [
        series("101", point("2025-Q2", (80, 100)), indicator_id="a"),
        series("102", point("2025-Q2", (40, 100)), indicator_id="a"),
    ]
    found = districts_of([indicator("a", **FIRST)], figures)
    assert [row[1] for row in found.table.rows] == ["40% · 1/1", "80% · 1/1"]


def test_a_cell_says_of_how_many_it_is_made_where_that_is_not_as_its_head_says():
    figures = [
        series("101", point("2025-Q2", (80, 100)), indicator_id="a"),
        *(series("102", point("2025-Q2", (90, 100)), indicator_id=key) for key in "ab"),
    ]
    chart = districts_of([indicator(key, **FIRST) for key in "ab"], figures).chart
    assert chart.columns == (("Không 1", "đo 1/2 chỉ tiêu"),)
    assert [row[0].note for row in chart.cells] == ["", "2/2"]


def test_a_milestone_counts_by_its_steps_done_on_the_day():
    from cds.domain.targets import MilestoneStep, PublishedState, TargetKind

    works = indicator("works", kind=IndicatorKind.MILESTONE, unit_name="0/1", **FIRST)
    goal = target("works", value="1", kind=TargetKind.MILESTONE)
    done = MilestoneStep(goal.target_id, "x", PublishedState.DONE, None, date(2023, 5, 1), "", "")
    left = replace(done, state=PublishedState.NOT_STARTED, done_on=None)
    made = catalogue([works], [goal], steps=(done, left))
    built = motto.build(reader(made, []), made.home.unit_id)
    assert built.parts[0].now.value == "50%"
    table = built.time_table
    by_day = dict(zip(table.column("day"), table.column("không 1"), strict=True))
    assert (by_day["31/12/2022"], by_day["31/12/2023"]) == ("0% · 1/1", "50% · 1/1")


districts = st.fixed_dictionaries(
    {code: st.none() | st.integers(0, 100) for code in ("101", "102")}
)


def _shares(chart):
    return [[cell.missing for cell in line] for line in chart.cells]


@given(districts, districts)
def test_heat_sentence_and_table_tell_the_same_numbers(first, second):
    indicators = [indicator("a", **FIRST), indicator("b", motto="1 có")]
    figures = [
        series(code, point("2025-Q2", (value, 100)), indicator_id=key)
        for key, told in (("a", first), ("b", second))
        for code, value in told.items()
        if value is not None
    ]
    built = districts_of(indicators, figures)
    cells = [cell for row in built.table.rows for cell in row[1:]]
    silent = sum(cell.startswith("–") for cell in cells)
    known = [value for told in (first, second) for value in told.values() if value is not None]
    if not known:
        assert built.chart is None
        assert silent == len(cells)
        return
    told = "Nơi nào đo được cũng đủ." if min(known) == 100 else f", mới đạt {min(known)}%."
    assert told in built.sentence
    drawn = [share for line in _shares(built.chart) for share in line]
    reached = [round(100 - 100 * share) for share in drawn if share is not None]
    assert sorted(reached) == sorted(known)
    told = [cell.text for line in built.chart.cells for cell in line if cell.missing is not None]
    assert told == ["đủ" if one == 100 else f"{100 - one},0" for one in reached]
    assert all(set(column) != {None} for column in zip(*_shares(built.chart), strict=True))
    drawn_lines, parts = len(built.chart.cells), len(built.table.columns) - 1
    unknown = len(built.table.rows) - drawn_lines
    assert all(set(line) != {None} for line in _shares(built.chart))
    assert (f" {unknown}/2 đơn vị cấp huyện chưa đo được phần nào." in built.sentence) == (
        unknown > 0
    )
    left_out = parts * unknown + (parts - len(built.chart.columns)) * drawn_lines
    assert drawn.count(None) == silent - left_out
    assert (f" {silent - left_out} ô chưa đo được." in built.sentence) == (silent > left_out)
    assert ("Chưa đơn vị nào đo được: " in built.sentence) == (parts > len(built.chart.columns))
    assert min(known) == min(
        int(Decimal(cell.split("%")[0])) for cell in cells if not cell.startswith("–")
    )
