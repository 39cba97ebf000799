"""Targets as lines: the bar to the target, what is missing, where a line leads."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

from cds.domain.assessments import Standing
from cds.domain.indicators import IndicatorKind
from cds.ui.standings import message
from cds.views.reader import Reader
from cds.views.standings import standing_lines, target_bar
from tests.charts.row_factory import demo, point, row
from tests.factories import catalogue, indicator, target
from tests.ui.leaders import TODAY, FiguresView

HOME = catalogue([indicator()])
READER = Reader(Path(), HOME, FiguresView(HOME, {}), TODAY)


def milestone(done, total):
    made = row(measured=indicator(kind=IndicatorKind.MILESTONE))
    judged = replace(
        made.assessment, steps_done=done, steps_total=total, still_to_do=total - done, latest=None
    )
    return replace(made, assessment=judged)


def test_a_share_lies_on_a_track_of_the_whole():
    bar = target_bar(row(point("2023", "60"), aim=target(value="80")))

    assert (bar.share, bar.target_share, bar.steps, bar.is_demo) == (0.6, 0.8, 0, False)


def test_a_target_far_below_the_whole_stands_near_the_end_of_the_track():
    bar = target_bar(row(point("2023", "8"), aim=target(value="10")))

    assert (bar.share, bar.target_share) == (0.64, 0.8)


def test_what_is_beyond_its_track_ends_with_it():
    made = row(point("2023", "900"), aim=target(value="500"), measured=indicator(maximum=None))

    assert target_bar(made).share == 1


def test_a_milestone_is_drawn_by_its_steps():
    bar = target_bar(milestone(2, 4))

    assert (bar.steps, bar.done, bar.share) == (4, 2, None)
    assert standing_lines([milestone(2, 4)], READER)[0].gap == "2 bước"


def test_without_figure_the_target_alone_stands_on_the_track_and_without_both_nothing():
    assert target_bar(row(aim=target(value="80"))).share is None
    assert target_bar(row(aim=target(value=None))) is None


def test_the_gap_is_told_in_points_and_things_or_as_none_or_as_unknown():
    short, met = row(point("2023", "60", 1000)), row(point("2023", "85", 1000))

    told = standing_lines([short, met, row()], READER)

    assert [line.gap for line in told] == ["20,0 điểm % · 200 hộ", "đủ mức", "–"]
    assert [line.is_short for line in told] == [True, False, False]


def test_a_line_leads_to_its_target_in_its_unit_and_says_what_is_generated():
    (line,) = standing_lines([row(demo("2023", "60"))], READER)

    page, _, query = line.link.partition("?")
    assert page == "indicator"
    assert set(parse_qs(query)) == {"indicator", "unit", "target"}
    assert line.is_demo
    assert line.bar.is_demo
    assert line.bar.standing is line.standing is not Standing.ACHIEVED


def test_a_row_without_target_is_no_line():
    assert standing_lines([replace(row(point("2023", "60")), target=None)], READER) == ()


def test_an_office_that_answers_for_all_lines_is_named_once_above_them():
    def sent(*offices):
        (line,) = standing_lines([row(point("2023", "60"), aim=target(value="80"))], READER)
        lines = tuple(replace(line, due=f"hạn {at}", office=o) for at, o in enumerate(offices))
        return json.loads(message(lines, "", has_strip=False))

    alike, mixed = sent("Sở A", "Sở A", "Sở A"), sent("Sở A", "Sở A", "Sở B")

    assert (alike["alike"], alike["offices"]) == (["Phụ trách: Sở A"], "one")
    assert {line["office"] for line in alike["lines"]} == {""}
    assert (mixed["alike"], mixed["offices"]) == ([], "all")
    assert [line["office"] for line in mixed["lines"]] == ["Sở A", "Sở A", "Sở B"]
    assert [line["due"] for line in alike["lines"]] == ["hạn 0", "hạn 1", "hạn 2"]
    # Of many lines those with another name it themselves.
    usual = sent(*["Sở A"] * 5, "Sở B", "–")
    assert usual["alike"] == ["Trừ dòng ghi khác – Phụ trách: Sở A"]
    assert usual["offices"] == "few"
    assert [line["office"] for line in usual["lines"]] == [*[""] * 5, "Sở B", "–"]
    assert sent(*["Sở A"] * 5, *["Sở B"] * 3)["alike"] == []
    # Lists below each other have the same columns, however long each is.
    alone, nobody = sent("Sở A"), sent("–", "–")
    assert (alone["alike"], alone["offices"]) == (["Phụ trách: Sở A"], "one")
    assert alone["lines"][0]["due"] == "hạn 0"
    assert (nobody["alike"], nobody["offices"]) == ([], "one")
