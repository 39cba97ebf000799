"""Bars of what is still to do: order, words, colours, what is left out."""

from decimal import Decimal

from cds.charts.theme import STANDING_COLOURS
from cds.domain.assessments import Standing
from cds.domain.indicators import IndicatorKind
from cds.views.row_charts import ranking
from tests.charts.row_factory import point, row
from tests.factories import indicator, target

AIM = target(value="80")


def commune(code: str, share: str, households: int | None = 1000, before: str = "10"):
    points = (point("2021", before, households), point("2023", share, households))
    return row(*points, name=f"Xã Số {code}", code=code, aim=AIM)


def names(chart) -> list[str]:
    return [bar.label for bar in chart.bars]


def test_the_longest_bar_comes_first():
    chart = ranking([commune("1", "70"), commune("2", "30"), commune("3", "50")])

    assert names(chart) == ["Xã Số 2", "Xã Số 3", "Xã Số 1"]
    assert [bar.value for bar in chart.bars] == [500, 300, 100]


def test_equal_bars_are_ordered_by_code():
    assert names(ranking([commune("2", "50"), commune("1", "50")])) == ["Xã Số 1", "Xã Số 2"]


def test_a_large_commune_outranks_a_small_one_that_lacks_more_points():
    chart = ranking([commune("1", "20", 100), commune("2", "70", 9000)])

    assert names(chart) == ["Xã Số 2", "Xã Số 1"]


def test_communes_that_have_arrived_or_never_reported_are_left_out():
    chart = ranking([commune("1", "80"), commune("2", "95"), commune("3", "50"), row(code="4")])

    assert names(chart) == ["Xã Số 3"]


def test_nothing_left_to_do_draws_nothing():
    assert ranking([commune("1", "90")]) is None
    assert ranking([]) is None


def test_only_the_first_are_drawn():
    rows = [commune(f"{n:02}", str(n)) for n in range(30)]

    assert len(names(ranking(rows, limit=15))) == 15
    assert names(ranking(rows, limit=15))[0] == "Xã Số 00"


def test_bars_say_things_value_and_state_in_words():
    bar = ranking([commune("1", "40")]).bars[0]

    assert bar.signed_text == f"{bar.sign} 400 hộ · 40,0 %"
    assert bar.worded_text == f"400 hộ · 40,0 % · {bar.word.lower()}"
    assert bar.sign in "↗→▽↘✗?"


def test_without_counts_the_bar_is_the_gap_in_points():
    chart = ranking([commune("1", "70.5", households=None)])

    assert chart.bars[0].value == Decimal("9.5")
    assert "9,5 điểm %" in chart.bars[0].text


def test_counts_are_ranked_by_their_gap():
    measured = indicator(kind=IndicatorKind.COUNT, unit_name="xã", maximum=None, decimals=0)
    short = row(point("2021", "10"), point("2023", "30"), measured=measured, aim=AIM)

    assert ranking([short]).bars[0].value == 50


def test_a_bar_has_the_colour_of_its_status():
    chart = ranking([commune("1", "20", before="30")])

    assert chart.bars[0].colour == STANDING_COLOURS[Standing.MOVING_AWAY]


def test_the_tooltip_names_unit_value_period_and_source():
    hover = ranking([commune("1", "40")]).bars[0].hover

    assert hover.startswith("<b>Xã Số 1</b>")
    assert "40,0 % · năm 2023" in hover
    assert "400/1.000 hộ" in hover
