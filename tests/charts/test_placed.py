"""Rows as shapes on a slide: nothing lies on another's place, nothing beyond the edge."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from cds.charts.placed import Dot, Patch, Stroke, Words, height_of, parts, placed
from cds.charts.svg import HALF, WHOLE
from cds.domain.assessments import StepState
from tests.export.slides_factory import DATES, INTERVALS, SHARES, SPANS
from tests.export.told import body_texts

ROOM = 780


@pytest.mark.parametrize("chart", [DATES, SHARES, SPANS, INTERVALS])
@pytest.mark.parametrize("width", [WHOLE, HALF])
def test_words_lie_beside_each_other_and_within_the_slide(chart, width):
    words = [shape for shape in placed(chart, width, ROOM) if isinstance(shape, Words)]

    assert height_of(chart, width) <= ROOM
    assert all(one.left >= 0 and one.top + one.height <= ROOM for one in words)
    for one, other in combinations(words, 2):
        is_beside = one.left + wide(one) <= other.left or other.left + wide(other) <= one.left
        is_below = one.top + one.height <= other.top or other.top + other.height <= one.top
        assert is_beside or is_below, (one.lines, other.lines)


def wide(words):
    return max(map(len, words.lines)) * 18.5


@pytest.mark.parametrize("chart", [DATES, SHARES, SPANS, INTERVALS])
def test_every_text_is_drawn(chart):
    shown = " ".join(
        " ".join(one.lines) for one in placed(chart, WHOLE, ROOM) if isinstance(one, Words)
    )

    assert [text for text in body_texts(chart) if text not in shown] == []


def test_what_was_stands_hollow_and_what_is_filled():
    was, now = [one for one in placed(SPANS, WHOLE, ROOM) if isinstance(one, Dot)][:2]

    assert (was.is_filled, now.is_filled) == (False, True)
    assert was.at[0] < now.at[0]


def test_an_interval_is_held_against_zero_and_only_a_clear_one_is_filled():
    shapes = placed(INTERVALS, WHOLE, ROOM)
    zero = next(one for one in shapes if isinstance(one, Stroke) and one.width == 3)
    (value,) = (one for one in shapes if isinstance(one, Dot))
    clear, unclear = (
        sorted(end[0] for end in (one.start, one.end))
        for one in shapes
        if isinstance(one, Stroke) and one.width == 6 and one.start[1] == one.end[1]
    )

    assert value.is_filled
    assert zero.start[0] < clear[0] < value.at[0] < clear[1]
    assert unclear[0] < zero.start[0] < unclear[1]


def test_a_share_is_as_long_as_it_is_and_an_unmeasured_one_has_no_bar():
    track, bar, empty = (one for one in placed(SHARES, WHOLE, ROOM) if isinstance(one, Patch))

    assert bar.width == pytest.approx(track.width * 0.99)
    assert (bar.is_hatched, empty.is_hatched) == (True, False)


def test_the_same_state_of_one_day_is_told_once():
    drawn = [one.lines for one in placed(DATES, WHOLE, ROOM) if isinstance(one, Words)]

    assert drawn.count(("hạn 31/12/2025",)) == 1


def test_milestones_that_do_not_fit_go_on_to_the_next_slide_whole():
    (lane,) = DATES.lanes
    made = replace(DATES, lanes=(lane,) * 5)

    cut = parts(made, WHOLE, ROOM)

    assert len(cut) > 1
    assert sum((one.lanes for one in cut), ()) == made.lanes
    assert all(height_of(one, WHOLE) <= ROOM for one in cut)


def test_a_step_is_marked_by_its_state():
    late = replace(DATES.lanes[0].marks[0], day=date(2025, 1, 1), state=StepState.OVERDUE)
    chart = replace(DATES, lanes=(replace(DATES.lanes[0], marks=(late,)),))

    (dot,) = (one for one in placed(chart, WHOLE, ROOM) if isinstance(one, Dot))

    assert dot.is_filled
