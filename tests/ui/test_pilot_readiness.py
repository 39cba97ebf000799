"""Readiness for roll-out: ranked on what a commune lacks of the pilots' start."""

from cds.domain.periods import parse_period
from cds.views.pilot_readiness import ready_page
from tests.factories import catalogue, indicator
from tests.ui.leaders import FiguresView, counted, demo, only

HOME = catalogue([indicator(), indicator("skills")], pilots=["1012"])


def view(**points):
    return FiguresView(HOME, points)


def test_the_ranking_shows_each_part_and_what_is_short():
    found = ready_page(
        HOME,
        view(
            coverage={
                "1012": [counted("2021-Q3", 50, 100)],
                "1011": [counted("2025-Q2", 90, 100)],
                "1022": [counted("2025-Q2", 30, 100)],
            }
        ),
        None,
    )

    assert found.columns[-1] == "Tỷ lệ coverage"
    assert [(cells[1], *cells[3:]) for cells in found.rows] == [
        ("Phường Trung Tâm", "+66,67 %", "+66,67 %", "1/1", "90,0 %"),  # 40 of 60 points
        ("Xã Đồng Xa", "−33,33 %", "−33,33 %", "0/1", "30,0 % (thiếu 20,0 điểm %)"),
    ]
    assert found.profile == (("Tỷ lệ coverage", "50,0 %", "1"),)
    assert "1 trong 2 xã" in found.sentences[0]


def test_the_pilots_start_comes_from_their_counts():
    home = catalogue([indicator()], pilots=["1012", "1022"])
    points = {
        "1012": [counted("2021-Q3", 10, 100)],
        "1022": [counted("2021-Q3", 270, 300)],
        "1011": [counted("2025-Q2", 90, 100)],
    }

    found = ready_page(home, FiguresView(home, {"coverage": points}), None)

    assert found.profile[0][1] == "70,0 %"  # 280 of 400, not the mean of 10 and 90


def test_equal_communes_share_a_place():
    points = {
        "1012": [counted("2021-Q3", 50, 100)],
        "1011": [counted("2025-Q2", 60, 100)],
        "1022": [counted("2025-Q2", 60, 100)],
        "1023": [counted("2025-Q2", 40, 100)],
    }

    found = ready_page(HOME, view(coverage=points), None)

    assert [cells[0] for cells in found.rows] == ["1", "1", "3"]


def test_what_the_pilots_alone_report_is_no_part():
    found = ready_page(
        HOME,
        view(
            coverage={
                "1012": [counted("2021-Q3", 50, 100)],
                "1011": [counted("2025-Q2", 90, 100)],
            },
            skills={"1012": [counted("2021-Q3", 50, 100)]},
        ),
        None,
    )

    assert [part for part, *_ in found.profile] == ["Tỷ lệ coverage"]


def test_the_pilots_themselves_are_not_ranked():
    points = {"1012": [counted("2021-Q3", 50, 100), counted("2025-Q2", 80, 100)]}

    assert ready_page(HOME, view(coverage=points), None).rows == ()


def test_without_figures_before_the_start_there_is_no_ranking():
    points = {"1012": [counted("2025-Q2", 50, 100)], "1011": [counted("2025-Q2", 50, 100)]}

    found = ready_page(HOME, view(coverage=points), None)

    assert (found.rows, found.figure) == ((), None)
    assert "Chưa đủ số liệu" in found.sentences[0]


def test_a_figure_a_year_older_than_the_newest_is_no_present_figure():
    points = {
        "1012": [counted("2021-Q3", 50, 100)],
        "1011": [counted("2025-Q2", 60, 100)],
        "1022": [counted("2024-Q2", 60, 100)],
    }

    assert [cells[1] for cells in ready_page(HOME, view(coverage=points), None).rows] == [
        "Phường Trung Tâm"
    ]


def test_the_view_ends_with_the_period_asked_for():
    points = {
        "1012": [counted("2021-Q3", 50, 100)],
        "1011": [counted("2022-Q4", 20, 100), counted("2025-Q2", 90, 100)],
    }

    found = ready_page(HOME, view(coverage=points), parse_period("2023-Q1"))

    assert found.rows[0][-1] == "20,0 % (thiếu 30,0 điểm %)"


def test_generated_figures_are_marked():
    points = {
        "1012": [demo(only("2021-Q3", 50, numerator=1, denominator=2))],
        "1011": [demo(only("2025-Q2", 40, numerator=2, denominator=5))],
    }

    assert ready_page(HOME, view(coverage=points), None).has_demo
