"""Units by parts of a composite: every cell says its numbers, missing cells stay empty."""

from cds.charts.part_heat import AttainmentCell, part_heat
from cds.charts.theme import MISSING_COLOUR

HALF = AttainmentCell(0.5, "50 % · 2/4", "Huyện A: 50 %")
NONE = AttainmentCell(None, "–", "Huyện A: chưa có số liệu")


def test_cells_carry_value_and_words():
    chart = part_heat(["Huyện A"], ["Họp", "Học"], [[HALF, AttainmentCell(0.0, "0 % · 1/4", "")]])

    assert [list(line) for line in chart.data[0].z] == [[0.5, 0.0]]
    assert chart.data[0].text[0][0] == "50 % · 2/4"
    assert chart.data[0].hovertext[0][0] == "Huyện A: 50 %"
    assert (chart.data[0].zmin, chart.data[0].zmax) == (0, 1)


def test_a_missing_cell_is_empty_and_says_so_where_it_stands():
    chart = part_heat(["Huyện A", "Huyện B"], ["Họp"], [[HALF], [NONE]])

    assert chart.data[0].z[1][0] is None
    (note,) = chart.layout.annotations
    assert (note.x, note.y, note.text) == (0, 1, "–")
    assert chart.layout.plot_bgcolor == MISSING_COLOUR


def test_zero_is_drawn_and_not_taken_for_missing():
    chart = part_heat(["Huyện A"], ["Họp"], [[AttainmentCell(0.0, "0 %", "")]])

    assert not chart.layout.annotations


def test_units_run_from_the_top():
    chart = part_heat(["Huyện A", "Huyện B"], ["Họp"], [[HALF], [HALF]])

    assert list(chart.data[0].y) == ["Huyện A", "Huyện B"]
    assert chart.layout.yaxis.autorange == "reversed"
