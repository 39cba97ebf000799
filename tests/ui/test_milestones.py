import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds.domain.indicators import Aggregation, IndicatorKind
from cds.domain.targets import MilestoneStep, PublishedState, TargetKind
from cds.views import milestones
from tests.factories import indicator, target
from tests.ui.small_world import TODAY, catalogue, point, reader, series

WORKS = indicator(
    "works", kind=IndicatorKind.MILESTONE, unit_name="0/1", aggregation=Aggregation.NONE
)
GOAL = target("works", value="1", kind=TargetKind.MILESTONE)


def step(
    state, due_on=None, done_on=None, name="Bước", target_id=GOAL.target_id, known_on=None, **more
):
    link = "https://example.vn"
    return MilestoneStep(
        target_id, name, state, due_on, done_on, "Biên bản", link, known_on, **more
    )


def page(steps, found=(), targets=(GOAL,), today=TODAY):
    made = catalogue([WORKS], targets, steps=tuple(steps))
    return milestones.build(reader(made, found, today))


LATE, DUE = date(2025, 7, 5), date(2025, 1, 1)


@pytest.mark.parametrize(
    ("told", "late_days", "when"),
    [
        ({"due_on": LATE, "known_on": LATE}, 10, "hạn 05/07/2025, quá 10 ngày"),
        (
            {"due_on": LATE},
            None,
            "hạn 05/07/2025; chưa có nguồn nào cho biết đã hoàn thành hay chưa",
        ),
        (
            {"due_on": LATE, "known_on": date(2025, 7, 4)},
            None,
            "hạn 05/07/2025; nguồn gần nhất (04/07/2025) ghi đang thực hiện, sau đó chưa rõ",
        ),
        ({"due_on": TODAY}, None, "hạn 15/07/2025, còn 0 ngày"),
        ({}, None, "chưa có hạn"),
        ({"state": PublishedState.DONE}, None, "không ghi ngày"),
        (
            {"state": PublishedState.DONE, "due_on": DUE, "done_on": date(2025, 1, 31)},
            30,
            "ngày 31/01/2025, chậm 30 ngày so với hạn 01/01/2025",
        ),
    ],
)
def test_a_step_says_its_day_and_what_is_known_of_it(told, late_days, when):
    stood = milestones.stand(step(**{"state": PublishedState.IN_PROGRESS, **told}), None, TODAY)
    assert (stood.late_days, stood.when) == (late_days, when)


def test_a_published_figure_does_not_hide_an_open_step():
    published = [series("10", point("2024", value=1), indicator_id="works")]
    open_step = step(PublishedState.NOT_STARTED, due_on=date(2026, 1, 1))
    (milestone,) = page([step(PublishedState.DONE), open_step], published).milestones
    assert milestone.warning.endswith("còn 1 bước chưa hoàn thành nên chưa coi là hoàn thành.")
    assert milestone.progress == "1/2 bước hoàn thành"
    assert page([step(PublishedState.DONE)], published).milestones[0].warning is None


def test_a_milestone_without_steps_says_where_its_state_comes_from():
    built = page([])
    assert "Đặt mục tiêu" in built.milestones[0].progress
    assert built.chart is None


def test_without_milestones_there_is_nothing_to_show():
    assert page([], targets=()).milestones == ()


def test_headline_milestones_come_first():
    headline = target(
        "works", value="1", kind=TargetKind.MILESTONE, target_id="main", is_headline=True
    )
    built = page([], targets=(GOAL, headline))
    assert [one.target.target_id for one in built.milestones] == ["main", GOAL.target_id]


days = st.none() | st.integers(-400, 400).map(lambda offset: TODAY + timedelta(offset))
steps_drawn = st.lists(
    st.builds(
        step, st.sampled_from(list(PublishedState)), due_on=days, done_on=days, known_on=days
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(steps_drawn)
def test_sentence_chart_and_steps_tell_the_same_numbers(steps):
    built = page(steps)
    shown = [one for each in built.milestones for one in each.steps]
    states = [milestones.word(one.standing) for one in shown]
    _, _, total, *counts = [int(number) for number in re.findall(r"\d+", built.verdict)]
    done, overdue = states.count("Hoàn thành"), states.count("Quá hạn")
    if overdue:  # with the days of the longest after it
        days_late = zip(states, shown, strict=True)
        longest = max(one.late_days for state, one in days_late if state == "Quá hạn")
        assert counts.pop(1) == longest
    assert total == sum(counts) == len(states) == len(steps)
    assert (f"{done} hoàn thành" in built.verdict.partition(": ")[2]) == bool(done)
    assert (f"{overdue} quá hạn" in built.verdict) == bool(overdue)
    drawn = sum(len(lane.marks) for lane in built.chart.lanes) if built.chart else 0
    is_dated = (one.due_on or (one.done_on and one.state is PublishedState.DONE) for one in steps)
    assert drawn == sum(map(bool, is_dated))
