"""Readiness for roll-out: ranked on what a commune lacks of the pilots' start."""

from cds.domain.periods import parse_period
from cds.views.pilots import followers
from tests.factories import catalogue, indicator
from tests.ui.leaders import counted, demo, only, reader

HOME = catalogue([indicator(), indicator("skills")], pilots=["1012"])


def ranking(until=None, home=HOME, **points):
    return followers(reader(home, points).as_of(until))


def test_the_ranking_shows_each_part_and_what_is_short():
    found = ranking(
        coverage={
            "1012": [counted("2021-Q3", 50, 100)],
            "1011": [counted("2025-Q2", 90, 100)],
            "1022": [counted("2025-Q2", 30, 100)],
        }
    )

    assert found.table.heads[-1] == "Tỷ lệ coverage"
    assert list(found.table.pick("unit distance lead met coverage").rows) == [
        ("Phường Trung Tâm", "+66,67%", "+66,67%", "1/1", "90,0%"),  # 40 of 60 points
        ("Xã Đồng Xa", "−33,33%", "−33,33%", "0/1", "30,0% (thiếu 20,0 điểm %)"),
    ]
    assert found.starts.rows == (("Tỷ lệ coverage", "50,0%", "1"),)
    assert "1 trong 2 đơn vị cấp xã" in found.sentences[0]


def test_the_pilots_start_comes_from_their_counts():
    home = catalogue([indicator()], pilots=["1012", "1022"])
    points = {
        "1012": [counted("2021-Q3", 10, 100)],
        "1022": [counted("2021-Q3", 270, 300)],
        "1011": [counted("2025-Q2", 90, 100)],
    }

    found = ranking(home=home, coverage=points)

    assert found.starts.column("value")[0] == "70,0%"  # 280 of 400, not the mean of 10 and 90


def test_equal_communes_share_a_place():
    points = {
        "1012": [counted("2021-Q3", 50, 100)],
        "1011": [counted("2025-Q2", 60, 100)],
        "1022": [counted("2025-Q2", 60, 100)],
        "1023": [counted("2025-Q2", 40, 100)],
    }

    found = ranking(coverage=points)

    assert list(found.table.column("rank")) == ["1", "1", "3"]


def test_what_the_pilots_alone_report_is_no_part():
    found = ranking(
        coverage={
            "1012": [counted("2021-Q3", 50, 100)],
            "1011": [counted("2025-Q2", 90, 100)],
        },
        skills={"1012": [counted("2021-Q3", 50, 100)]},
    )

    assert list(found.starts.column("part")) == ["Tỷ lệ coverage"]


def test_the_pilots_themselves_are_not_ranked():
    points = {"1012": [counted("2021-Q3", 50, 100), counted("2025-Q2", 80, 100)]}

    assert ranking(coverage=points).table is None


def test_without_figures_before_the_start_there_is_no_ranking():
    points = {"1012": [counted("2025-Q2", 50, 100)], "1011": [counted("2025-Q2", 50, 100)]}

    found = ranking(coverage=points)

    assert found.table is None
    assert "Chưa đủ số liệu" in found.sentences[0]


def test_a_figure_a_year_older_than_the_newest_is_no_present_figure():
    points = {
        "1012": [counted("2021-Q3", 50, 100)],
        "1011": [counted("2025-Q2", 60, 100)],
        "1022": [counted("2024-Q2", 60, 100)],
    }

    assert list(ranking(coverage=points).table.column("unit")) == ["Phường Trung Tâm"]


def test_the_view_ends_with_the_period_asked_for():
    points = {
        "1012": [counted("2021-Q3", 50, 100)],
        "1011": [counted("2022-Q4", 20, 100), counted("2025-Q2", 90, 100)],
    }

    found = ranking(parse_period("2023-Q1"), coverage=points)

    assert found.table.column("coverage")[0] == "20,0% (thiếu 30,0 điểm %)"


def test_generated_figures_are_marked():
    points = {
        "1012": [demo(only("2021-Q3", 50, numerator=1, denominator=2))],
        "1011": [demo(only("2025-Q2", 40, numerator=2, denominator=5))],
    }

    assert ranking(coverage=points).has_demo
