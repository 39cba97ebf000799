"""A grid of units by columns on a phone, which has no room for it: a list for each column."""

from html import escape
from math import inf

from cds.charts.theme import shade_colour
from cds.charts.values import Grid
from cds.domain.assessments import Standing

KEY = "heat_grid"  # begins the keys of the drawn grids, which a phone does not show
STYLE = f""".heat-lists {{ display: none; }}
@media screen and (max-width: 640px) {{
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-{KEY}"]) {{ display: none; }}
  .heat-lists {{ display: block; }}
  .heat-lists summary {{ padding: 10px 0; font-weight: 600; cursor: pointer; }}
  .heat-lists li {{ display: flex; align-items: center; gap: 10px; padding: 5px 0; margin: 0;
    list-style: none; }}
  .heat-lists ul {{ margin: 0; padding: 0 0 8px; }}
  .heat-lists i {{ flex: none; width: 18px; height: 18px; border-radius: 4px; }}
  .heat-lists b {{ margin-left: auto; text-align: right; }}
}}"""


def lists(grid: Grid) -> str:
    """Return each column as a list that opens: units with colour and words.

    The lowest of the scale, which is the worst, comes first; what is missing comes last.
    """
    columns = (_list(grid, place) for place in range(len(grid.columns)))
    return f'<div class="heat-lists">{"".join(columns)}</div>'


def _list(grid: Grid, place: int) -> str:
    cells = [(unit, row[place]) for unit, row in zip(grid.units, grid.cells, strict=True)]
    rows = "".join(
        f'<li><i style="background:{shade_colour(cell.shade)}"></i><span>{escape(unit)}</span>'
        f"<b>{escape(cell.text.replace('<br>', ' · '))}</b></li>"
        for unit, cell in sorted(cells, key=lambda pair: _rank(pair[1].shade))
    )
    is_open = "" if place else " open"
    name = escape(grid.columns[place].replace("<br>", " "))
    return f"<details{is_open}><summary>{name}</summary><ul>{rows}</ul></details>"


def _rank(shade: Standing | float | None) -> float:
    match shade:
        case None:
            return inf
        case Standing():
            return list(Standing).index(shade)
        case _:
            return shade
