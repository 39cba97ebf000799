"""A heat map as lists for a phone: each column with its units, worst first, missing last."""

import re
from datetime import date

from cds.charts.theme import MISSING_COLOUR, STANDING_COLOURS
from cds.charts.values import Grid, GridCell, Shades
from cds.domain.assessments import Standing
from cds.ui.show import grid_lists
from cds.views.row_charts import standing_grid
from tests.charts.row_factory import point, row
from tests.factories import target

AIM = target("a", name="Tỷ lệ hộ gia đình được phủ mạng băng thông rộng cáp quang")


def lines(html):
    return re.findall(r"background:(.*?)\"></i><span>(.*?)</span><b>(.*?)</b>", html)


def test_units_come_worst_first_with_the_words_and_colours_of_the_grid():
    met = row(point("2021", "20"), point("2023", "85"), aim=AIM)
    late = row(point("2021", "20"), point("2025", "70"), aim=AIM, today=date(2026, 3, 1))
    units = ("Huyện <A>", "Huyện B", "Huyện C")

    html = grid_lists(
        standing_grid(
            units, (AIM,), {(units[0], AIM.target_id): met, (units[2], AIM.target_id): late}
        )
    )

    assert f"<summary>{AIM.name}</summary>" in html
    assert lines(html) == [
        (STANDING_COLOURS[Standing.OVERDUE], "Huyện C", "✗ 70%"),
        (STANDING_COLOURS[Standing.ACHIEVED], "Huyện &lt;A&gt;", "✓ 85%"),
        (MISSING_COLOUR, "Huyện B", "–"),
    ]


def test_a_share_is_one_of_few_shades_and_what_is_missing_has_none():
    cells = (
        (GridCell(None, "–<br>0/3", ""),),
        (GridCell(0.9, "90%<br>2/3", ""),),
        (GridCell(0.0, "0%<br>1/3", ""),),
    )

    found = lines(grid_lists(Grid(("A", "B", "C"), ("Phần<br>một",), cells, Shades.SHARE)))

    assert [(unit, text) for _, unit, text in found] == [
        ("C", "0% · 1/3"), ("B", "90% · 2/3"), ("A", "– · 0/3"),
    ]  # fmt: skip
    assert found[2][0] == MISSING_COLOUR
    assert found[0][0] != found[1][0]
