"""A grid of units by columns: drawn where there is room, on a phone a list for each column."""

from html import escape

import plotly.graph_objects as go
import streamlit as st

from cds.charts.plotly import CONFIG, in_letters
from cds.charts.theme import MISSING_COLOUR
from cds.text import numbers
from cds.ui import components

GRID = "heat_grid"  # begins the keys of the drawn grids, which a phone does not show
STYLE = f""".heat-lists {{ display: none; }}
@media screen and (max-width: 640px) {{
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-{GRID}"]) {{ display: none; }}
  .heat-lists {{ display: block; }}
  .heat-lists summary {{ padding: 10px 0; font-weight: 600; cursor: pointer; }}
  .heat-lists li {{ display: flex; align-items: center; gap: 10px; padding: 5px 0; margin: 0;
    list-style: none; }}
  .heat-lists ul {{ margin: 0; padding: 0 0 8px; }}
  .heat-lists i {{ flex: none; width: 18px; height: 18px; border-radius: 4px; }}
  .heat-lists b {{ margin-left: auto; text-align: right; }}
}}"""


def show(figure: go.Figure, alt: str, key: str, *, has_demo: bool) -> None:
    """Show a heat map of ours, under the ribbon when any of its figures is generated."""
    if has_demo:
        components.demo_ribbon()
    with st.container(key=f"{GRID}_{key}"):
        st.plotly_chart(in_letters(figure), key=key, config=CONFIG, alt=alt)
    st.html(lists(figure))


def lists(figure: go.Figure) -> str:
    """Return each column of a heat map as a list that opens: units with colour and words.

    The lowest of the scale, which is the worst, comes first; what is missing comes last.
    """
    drawn = figure.data[0]
    return f'<div class="heat-lists">{"".join(_list(drawn, n) for n in range(len(drawn.x)))}</div>'


def _list(drawn: go.Heatmap, column: int) -> str:
    columns = (drawn.y, (line[column] for line in drawn.z), (line[column] for line in drawn.text))
    cells = list(zip(*columns, strict=True))
    rows = "".join(
        f'<li><i style="background:{_colour(drawn, z)}"></i><span>{escape(unit)}</span>'
        f"<b>{escape(text.replace('<br>', ' · '))}</b></li>"
        for unit, z, text in sorted(cells, key=lambda cell: (_is_missing(*cell), cell[1] or 0))
    )
    is_open = "" if column else " open"
    name = escape(drawn.x[column].replace("<br>", " "))
    return f"<details{is_open}><summary>{name}</summary><ul>{rows}</ul></details>"


def _is_missing(_unit: str, z: float | None, text: str) -> bool:
    return z is None or text == numbers.MISSING


def _colour(drawn: go.Heatmap, z: float | None) -> str:
    if z is None:
        return MISSING_COLOUR
    share = (z - drawn.zmin) / (drawn.zmax - drawn.zmin)
    return next(str(colour) for edge, colour in drawn.colorscale if edge >= share)
