"""The least set as a staircase: each bar goes on where the last one ended, up to what is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from cds.charts.plotly import framed
from cds.charts.theme import BLUE, GREY, RED
from cds.text.labels import as_text

BAR_HEIGHT = 46
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Stair:
    """One unit in the order of the plan. `label` says what is open and the running total."""

    name: str
    open: int
    running_total: int
    is_needed: bool
    label: str


def plan_steps(stairs: Sequence[Stair], needed: int, needed_text: str, cut_text: str) -> go.Figure:
    """Return the staircase of a plan with the line of what is needed and the cut.

    Units beyond the cut are grey and hatched. Of a long plan the last stairs are drawn, so that
    the cut stays in sight. At least one stair.
    """
    cut = sum(stair.is_needed for stair in stairs)
    drawn = stairs[max(0, cut - _LONGEST + 5) :][:_LONGEST]
    chart = go.Figure(
        go.Bar(
            x=[stair.open for stair in drawn],
            base=[stair.running_total - stair.open for stair in drawn],
            y=list(range(len(drawn))),
            orientation="h",
            width=0.42,
            offset=-0.02,  # below the middle: the name stands above its bar
            marker={
                "color": [BLUE if stair.is_needed else GREY for stair in drawn],
                "pattern": {"shape": ["" if stair.is_needed else "/" for stair in drawn]},
            },
            hovertext=[
                f"<b>{as_text(stair.name)}</b><br>{as_text(stair.label)}" for stair in drawn
            ],
            hoverinfo="text",
        )
    )
    _name(chart, drawn)
    framed(chart, BAR_HEIGHT * len(drawn) + 60)
    widest = max(needed, max(stair.running_total for stair in drawn))
    chart.update_xaxes(range=[0, widest * 1.02], tickformat=",", side="bottom")
    chart.update_yaxes(autorange=False, range=[len(drawn) - 0.4, -1.1], visible=False)
    _lines(chart, needed, needed_text, cut_text, sum(stair.is_needed for stair in drawn))
    return chart


def _name(chart: go.Figure, drawn: Sequence[Stair]) -> None:
    """Write name and numbers above each stair, at the left: so a phone holds them too."""
    for place, stair in enumerate(drawn):
        chart.add_annotation(
            xref="paper",
            x=0,
            y=place - 0.24,
            text=f"<b>{as_text(stair.name)}</b> · {as_text(stair.label)}",
            showarrow=False,
            xanchor="left",
        )


def _lines(chart: go.Figure, needed: int, needed_text: str, cut_text: str, cut: int) -> None:
    chart.add_vline(x=needed, line={"color": RED, "width": 2, "dash": "dash"})
    chart.add_annotation(
        x=needed, y=-0.85, text=needed_text, showarrow=False, xanchor="right", xshift=-4
    )
    if cut:
        chart.add_hline(y=cut - 0.5, line={"color": RED, "width": 2, "dash": "dot"})
        chart.add_annotation(
            xref="paper",
            x=1,
            y=cut - 0.5,
            text=cut_text,
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
        )
