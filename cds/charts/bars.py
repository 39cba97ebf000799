"""Labelled horizontal bars in a given order, with a dashed line where something is compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from cds.charts.theme import BLUE, RED, framed

BAR_HEIGHT = 34
_ROOM = 0.9  # for the words beside a bar, in lengths of the longest: a phone shows no less


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, how long, and what is written on it and in its tooltip.

    `is_marked` hatches the bar, so that it stands out without its colour.
    """

    label: str
    value: Decimal
    text: str
    hover: str
    colour: str = BLUE
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class AimLine:
    """A value all bars are held against, and its words."""

    value: Decimal
    text: str


def bars(items: Sequence[Bar], line: AimLine | None = None) -> go.Figure | None:
    """Return the bars from top to bottom; None without any."""
    if not items:
        return None
    drawn = items[::-1]  # plotly draws from below
    chart = go.Figure(
        go.Bar(
            x=[float(item.value) for item in drawn],
            y=[f"{item.label} " for item in drawn],
            orientation="h",
            marker={
                "color": [item.colour for item in drawn],
                "pattern": {
                    "shape": ["/" if item.is_marked else "" for item in drawn],
                    "fillmode": "overlay",
                    "fgcolor": "#ffffff",
                    "fgopacity": 0.35,
                },
            },
            text=[item.text for item in drawn],
            textposition="auto",
            insidetextanchor="start",
            constraintext="none",
            textfont={"size": 14},
            hovertext=[item.hover for item in drawn],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    framed(chart, BAR_HEIGHT * len(drawn) + (70 if line else 40))
    chart.update_xaxes(visible=False, range=_range(items, line))
    chart.update_yaxes(showgrid=False)
    if line is not None:
        _add_line(chart, line)
    return chart


def _range(items: Sequence[Bar], line: AimLine | None) -> list[float]:
    """Room for the words behind the longest bar, on both sides of zero."""
    values = [float(item.value) for item in items] + ([float(line.value)] if line else [])
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    return [low - span * (_ROOM if low < 0 else 0), high + span * _ROOM]


def _add_line(chart: go.Figure, line: AimLine) -> None:
    chart.add_vline(x=float(line.value), line={"color": RED, "width": 2, "dash": "dash"})
    chart.add_annotation(
        x=float(line.value),
        y=1,
        yref="paper",
        yanchor="bottom",
        text=line.text,
        showarrow=False,
        font={"color": RED, "size": 13},
    )
    chart.update_layout(margin={"t": 32})
