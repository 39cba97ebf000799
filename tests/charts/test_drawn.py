"""Charts made of a page's elements: where each thing lies, from 0 to 1, and in which words."""

import json
from datetime import date
from decimal import Decimal

import pytest

from cds.charts.drawn import message
from cds.charts.values import (
    ComparedRole,
    ComparedSpan,
    DateLane,
    Grid,
    GridCell,
    MilestoneDates,
    Ruler,
    RulerBand,
    ShareRow,
    ShareRows,
    Spans,
    StepMark,
    Strip,
    StripMark,
    StripRole,
    Strips,
    ValuePair,
    ValuePairs,
)
from cds.domain.assessments import Standing, StepState


def spans(*pairs):
    rows = (
        ComparedSpan("Xã", ComparedRole.PILOT, Decimal(before), Decimal(after), "+1", "tip")
        for before, after in pairs
    )
    return message(Spans(tuple(rows)), "alt")


def test_all_units_lie_on_one_axis():
    found = spans(("40", "60"), ("20", "100"))

    (_, _, first, second, *_), (_, _, low, high, *_) = found["rows"]
    assert (second - first) / (high - low) == pytest.approx(20 / 80, rel=0.01)
    assert 0 < low < first < second < high < 1


def test_values_all_equal_still_lie_inside():
    found = spans(("5", "5"))

    assert found["rows"][0][2:4] == [0.5, 0.5]
    assert found["ticks"] == [[0.5, "5"]]


def test_intervals_are_held_against_zero_even_where_all_lie_on_one_side():
    one = ComparedSpan("Xã", ComparedRole.PILOT, Decimal(2), Decimal(6), "+4", "", Decimal(4))
    found = message(Spans((one,), are_intervals=True), "alt")

    (*_, low, high, _, _, _, middle), zero = found["rows"][0], found["zero"]
    assert 0 < zero < low < middle < high < 1
    assert [text for _, text in found["ticks"]] == ["0", "+5"]
    assert spans(("5", "6"))["zero"] is None


@pytest.mark.parametrize(
    ("before", "after", "ticks"),
    [
        ("52.3", "97.8", ["60", "80"]),
        ("0", "100", ["0", "100"]),
        ("0.21", "0.3", ["0,25", "0,3"]),
        ("3", "4", ["3", "4"]),
        ("-12", "8", ["−10", "0"]),
        ("1200", "98000", ["20.000", "40.000", "60.000", "80.000"]),
    ],
)
def test_numbers_of_the_axis_are_round_and_among_the_values(before, after, ticks):
    assert [text for _, text in spans((before, after))["ticks"]] == ticks


def test_time_runs_over_whole_years_and_today_lies_on_it():
    marks = tuple(
        StepMark(f"bước {day.year}", day, StepState.DONE, "xong")
        for day in (date(2022, 1, 1), date(2024, 7, 1))
    )
    found = message(MilestoneDates((DateLane("A", "2/2", marks),), date(2025, 1, 1), "nay"), "alt")

    assert [text for _, text in found["ticks"]] == ["2022", "2023", "2024", "2025"]
    (_, _, (first, second)) = found["lanes"][0]
    assert first[0] == 0
    assert second[0] == pytest.approx(2.5 / 4, abs=0.01)
    assert found["today"] == [pytest.approx(3 / 4, abs=0.01), "nay"]


def test_what_is_missing_is_as_long_as_the_longest_and_the_unknown_is_not_none():
    shares = (None, 0.0, 0.06, 0.08)
    cells = (tuple(GridCell(one, f"{one}", "", "", is_demo=one == 0.08) for one in shares),)
    found = message(Grid(("Huyện",), (("1 có", "đo 1/2 chỉ tiêu"),) * 4, cells), "alt")

    (_, told) = found["rows"][0]
    assert [one[0] for one in told] == [None, 0, 0.75, 1]
    assert [one[-1] for one in told] == [False, False, False, True]
    none = message(Grid(("Huyện",), (("1 có", ""),), ((GridCell(0.0, "đủ", "", ""),),)), "alt")
    assert none["rows"] == [["Huyện", [[0, "đủ", "", "", False]]]]


def test_what_travels_is_json_with_what_the_browser_draws():
    rows = ShareRows((ShareRow("Không 1", "Tên", None, "chưa có"),))
    pairs = ValuePairs((ValuePair("Kênh", "chưa", "xong", None, is_done=True),))

    assert json.loads(json.dumps(message(rows, "a"))) == {
        "kind": "shares",
        "rows": [["Không 1", "Tên", None, "chưa có", "", "", False]],
        "mark": "(MH)",
        "alt": "a",
    }
    assert message(pairs, "a")["rows"] == [["Kênh", "chưa", "xong", None, True, False]]


def test_of_places_the_first_lies_to_the_right_and_lines_lead_to_the_strip_below():
    marks = (
        StripMark(StripRole.HOME, Decimal(11), "Ta hạng 11", onward=Decimal(21)),
        StripMark(StripRole.ONE, Decimal(1), "Bạn hạng 1"),
        StripMark(StripRole.PAST, Decimal(40), "Cũ hạng 40", "năm 2021", is_demo=True),
    )
    strip = Strip("năm 2022", "4 tỉnh", marks, ((Decimal(63), "Kia hạng 63"),))
    below = Strip("năm 2021", "", (StripMark(StripRole.HOME, Decimal(21), "Ta hạng 21"),))

    found = message(Strips((strip, below), better="tốt hơn", is_reversed=True), "alt")

    (_, _, ((last, tip),), shown), (*_, ((_, older, *_),)) = found["rows"]
    assert [one[2] for one in shown] == ["Cũ hạng 40", "Ta hạng 11", "Bạn hạng 1"]
    assert last < shown[0][1] < older < shown[1][1] < shown[2][1]
    assert tip == "Kia hạng 63"
    assert [one[-1] for one in shown] == [None, older, None]
    assert (found["kind"], found["better"]) == ("strips", "tốt hơn")


def test_a_ruler_says_its_way_its_bands_and_where_that_leads():
    band = RulerBand(Standing.ON_TRACK, "Đúng tiến độ", "từ 95%", 1)
    found = message(Ruler(((0.33333, "Mốc 40%", "2021"),), "Đã đi", (band,), 0.5, "Ví dụ"), "alt")

    assert found["kind"] == "ruler"
    assert found["marks"] == [[0.3333, "Mốc 40%", "2021"]]
    assert found["bands"] == [["green", "Đúng tiến độ", "từ 95%", 1]]
    assert (found["told"], found["reached"]) == ("Đã đi", [0.5, "Ví dụ"])
