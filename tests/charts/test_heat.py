"""Units by targets: every cell says its state by sign and value, the unknown stays pale."""

from datetime import date
from decimal import Decimal

from cds.charts.heat import heat_map
from cds.charts.theme import MISSING_COLOUR, STANDING_COLOURS
from cds.domain.assessments import Standing
from cds.text.standings import STANDINGS
from tests.charts.row_factory import point, row
from tests.factories import target

FIRST, SECOND = target("a", name="Một"), target("b", name="Hai")
UNITS = ("Huyện A", "Huyện B")


def heat(**rows):
    return heat_map(UNITS, (FIRST, SECOND), {
        ("Huyện A", "a_2025"): rows.get("a"), ("Huyện B", "b_2025"): rows.get("b"),
    })  # fmt: skip


def colour(chart, line: int, column: int) -> str:
    data = chart.data[0]
    share = (data.z[line][column] - data.zmin) / (data.zmax - data.zmin)
    return next(colour for edge, colour in data.colorscale if edge >= share)


def test_cells_have_the_colour_sign_and_value_of_their_status():
    chart = heat(a=row(point("2021", "20"), point("2023", "85"), aim=FIRST))

    assert chart.data[0].text[0][0] == f"{STANDINGS[Standing.ACHIEVED].sign} 85 %"
    assert colour(chart, 0, 0) == STANDING_COLOURS[Standing.ACHIEVED]


def test_every_status_lands_on_its_own_colour():
    moving = row(point("2021", "20"), point("2023", "10"), aim=FIRST)
    late = row(point("2021", "20"), point("2025", "70"), aim=SECOND, today=date(2026, 3, 1))

    chart = heat(a=moving, b=late)

    assert colour(chart, 0, 0) == STANDING_COLOURS[Standing.MOVING_AWAY]
    assert colour(chart, 1, 1) == STANDING_COLOURS[Standing.OVERDUE]


def test_a_star_says_that_too_little_was_reported_to_be_green():
    partly = point("2023", "85", completeness=Decimal("0.73"))

    chart = heat(a=row(point("2021", "20"), partly, aim=FIRST))

    assert chart.data[0].text[0][0] == f"{STANDINGS[Standing.NEEDS_ACCELERATION].sign} 85 %*"


def test_a_missing_figure_is_a_dash_on_a_pale_cell():
    chart = heat(a=row(aim=FIRST))

    for line, column in ((0, 0), (0, 1), (1, 0)):
        assert chart.data[0].text[line][column] == "–"
        assert colour(chart, line, column) == MISSING_COLOUR


def test_all_missing_still_draws_the_grid():
    chart = heat()

    assert [list(line) for line in chart.data[0].text] == [["–", "–"], ["–", "–"]]


def test_what_is_met_without_its_final_figure_waits_in_a_pale_colour():
    chart = heat(a=row(point("2021", "20"), point("2023", "85"), aim=FIRST, today=date(2026, 6, 1)))

    assert chart.data[0].text[0][0].startswith("✓⧗ 85")
    assert colour(chart, 0, 0) == STANDING_COLOURS[Standing.REACHED_AWAITING_FINAL]


def test_units_run_from_the_top_and_columns_bear_the_targets_names():
    chart = heat()

    assert list(chart.data[0].y) == list(UNITS)
    assert chart.layout.yaxis.autorange == "reversed"
    assert list(chart.data[0].x) == ["Một", "Hai"]


def test_a_long_name_is_wrapped():
    long = target("a", name="Tỷ lệ hộ gia đình được phủ mạng băng thông rộng cáp quang")

    chart = heat_map(UNITS, (long,), {})

    assert "<br>" in chart.data[0].x[0]


def test_the_tooltip_says_state_and_gap():
    hover = heat(a=row(point("2021", "20"), point("2023", "70"), aim=FIRST)).data[0].hovertext[0][0]

    assert "70 % · năm 2023" in hover
    assert "Còn thiếu 10,0 điểm %" in hover
