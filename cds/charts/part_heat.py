"""Units by parts of a composite: how far each is, and on how many indicators that rests."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from cds.charts.plotly import framed
from cds.charts.theme import MISSING_COLOUR

ROW_HEIGHT = 44
_SCALE = [[0, "#fdf1dc"], [0.5, "#cfe3f5"], [1, "#6fa8dc"]]  # lightness falls all the way
_INK = "#16202e"  # legible on every step, so the numbers need no guess at contrast


@dataclass(frozen=True, slots=True)
class AttainmentCell:
    """One unit and part. `share` of 1; None is missing and stays empty, never 0."""

    share: float | None
    text: str
    hover: str


def part_heat(
    units: Sequence[str], parts: Sequence[str], cells: Sequence[Sequence[AttainmentCell]]
) -> go.Figure:
    """Return the grid of units (top to bottom) by parts; every cell says its numbers.

    `cells` has one line per unit. At least one unit and one part.
    """
    chart = go.Figure(
        go.Heatmap(
            x=list(parts),
            y=list(units),
            z=[[cell.share for cell in line] for line in cells],
            text=[[cell.text for cell in line] for line in cells],
            hovertext=[[cell.hover for cell in line] for line in cells],
            texttemplate="%{text}",
            textfont={"size": 13, "color": _INK},
            hoverinfo="text",
            hoverongaps=True,
            colorscale=_SCALE,
            zmin=0,
            zmax=1,
            showscale=False,
            xgap=3,
            ygap=3,
        )
    )
    framed(chart, ROW_HEIGHT * len(units) + 76)
    chart.update_layout(plot_bgcolor=MISSING_COLOUR)
    for row, line in enumerate(cells):
        for column, cell in enumerate(line):
            if cell.share is None:  # the grid itself writes nothing where there is no value
                chart.add_annotation(
                    x=column, y=row, text=cell.text, showarrow=False, font={"size": 13}
                )
    chart.update_xaxes(side="top", tickangle=0, showgrid=False)
    return chart.update_yaxes(autorange="reversed", showgrid=False)
