"""What the page on methods begins with is what the rule itself says of the same figures."""

from datetime import date

from cds.domain.assessments import Standing
from cds.text.figures import STANDINGS
from cds.views import methods
from tests.factories import indicator, target
from tests.ui.small_world import catalogue, point, rows, series


def test_the_drawn_example_stands_where_the_rule_puts_it():
    found = [series("10", point("2021", (40, 100)), point("2023", (56, 100)))]
    (row,) = rows(catalogue([indicator()], [target(value="80")]), found, date(2024, 1, 1))
    drawn = methods.ruler()
    band = next(one for one in drawn.bands if drawn.at < one.end)

    assert row.assessment.standing is Standing.NEEDS_ACCELERATION is band.standing
    assert drawn.reached == "Ví dụ 80%: Cần đẩy nhanh"
    assert [words for _, words, _ in drawn.marks] == [
        "Mốc ban đầu 40%", "Thực hiện 56%", "Lộ trình đến ngày có số liệu 60%", "Mục tiêu 80%"
    ]  # fmt: skip
    assert drawn.told.startswith("Đã đi 16 trong 20 điểm")


def test_the_bands_of_the_ruler_are_the_bounds_of_the_rule():
    bands = methods.ruler().bands

    assert [(one.name, one.bounds) for one in bands] == [
        (STANDINGS[Standing.MOVING_AWAY].word, "dưới 0%"),
        (STANDINGS[Standing.LIMITED].word, "từ 0% đến dưới 60%"),
        (STANDINGS[Standing.NEEDS_ACCELERATION].word, "từ 60% đến dưới 95%"),
        (STANDINGS[Standing.ON_TRACK].word, "từ 95%"),
    ]
    assert [round(one.end, 3) for one in bands] == [0.148, 0.593, 0.852, 1]
