"""Steps on a line of time: done, due, overdue, by mark as well as by colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from cds.charts.plotly import framed
from cds.charts.theme import BLUE, GREY, RED
from cds.domain.assessments import StepState

ROW_HEIGHT = 58
_EDGE = timedelta(days=60)
_GREEN = "#1b7a3d"


_MARKS: Mapping[StepState, tuple[str, str]] = {
    StepState.DONE: ("circle", _GREEN),
    StepState.IN_PROGRESS: ("diamond-open", BLUE),
    StepState.NOT_STARTED: ("circle-open", GREY),
    StepState.OVERDUE: ("x", RED),
    StepState.UNKNOWN: ("circle-dot", GREY),
}


@dataclass(frozen=True, slots=True)
class StepMark:
    """One dated step: the day it was done, else the day it is due."""

    step: str
    day: date
    standing: StepState
    hover: str


def step_dates(
    marks: Sequence[StepMark], words: Mapping[StepState, str], today: date, today_text: str
) -> go.Figure:
    """Return the steps from top to bottom on a common line of time. At least one mark.

    The name stands above its mark, inside the plot, so that a phone keeps its width.
    """
    chart = go.Figure()
    for standing in (one for one in StepState if any(m.standing is one for m in marks)):
        symbol, colour = _MARKS[standing]
        own = [(place, mark) for place, mark in enumerate(marks) if mark.standing is standing]
        chart.add_scatter(
            x=[mark.day for _, mark in own],
            y=[place for place, _ in own],
            mode="markers",
            name=words[standing],
            marker={"symbol": symbol, "size": 15, "color": colour, "line": {"width": 2}},
            hovertext=[mark.hover for _, mark in own],
            hoverinfo="text",
        )
    _names(chart, marks)
    framed(chart, ROW_HEIGHT * len(marks) + 110, has_legend=True)
    chart.add_vline(x=today.isoformat(), line={"color": GREY, "width": 2, "dash": "dash"})
    chart.add_annotation(
        x=today.isoformat(), y=-0.9, text=today_text, showarrow=False, xanchor="right", xshift=-4
    )
    days = [today, *(mark.day for mark in marks)]
    chart.update_xaxes(
        tickformat="%Y", dtick="M12", side="bottom", range=[min(days) - _EDGE, max(days) + _EDGE]
    )
    return chart.update_yaxes(visible=False, range=[len(marks) - 0.5, -1.2])


def _names(chart: go.Figure, marks: Sequence[StepMark]) -> None:
    """Each name above its mark, at the left."""
    for place, mark in enumerate(marks):
        chart.add_annotation(
            xref="paper", x=0, y=place - 0.42, text=mark.step, showarrow=False, xanchor="left"
        )
