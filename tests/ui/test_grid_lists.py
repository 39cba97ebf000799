"""A heat map as lists for a phone: each column with its units, worst first, missing last."""

import re

from cds.charts.theme import MISSING_COLOUR
from cds.charts.values import Grid, GridCell, Shades
from cds.ui.show import grid_lists


def lines(html):
    return re.findall(r"background:(.*?)\"></i><span>(.*?)</span><b>(.*?)</b>", html)


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
