"""Units before and after: a hollow mark, a filled mark and the way between, one row per unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import plotly.graph_objects as go

from cds.charts.theme import BLUE, GREY, framed

ROW_HEIGHT = 38
_ORANGE = "#b35c00"  # legible on the light and the dark background


class Role(StrEnum):
    """What a row is in the comparison."""

    PILOT = "pilot"
    TOGETHER = "together"
    PEER = "peer"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Span:
    """One row: values before and after with their words."""

    label: str
    role: Role
    before: Decimal
    after: Decimal
    text: str
    hover: str


_LOOKS = {
    Role.PILOT: {"color": BLUE, "width": 5, "dash": "solid", "symbol": "diamond"},
    Role.TOGETHER: {"color": _ORANGE, "width": 4, "dash": "dash", "symbol": "square"},
    Role.PEER: {"color": GREY, "width": 2, "dash": "solid", "symbol": "circle"},
    Role.WHOLE: {"color": GREY, "width": 3, "dash": "dot", "symbol": "triangle-up"},
}


def before_after(spans: Sequence[Span]) -> go.Figure:
    """Return the rows from top to bottom; each says its change behind the later mark."""
    chart = go.Figure()
    for span in spans:
        looks = _LOOKS[span.role]
        chart.add_scatter(
            x=[float(span.before), float(span.after)],
            y=[span.label, span.label],
            mode="lines+markers+text",
            line={name: looks[name] for name in ("color", "width", "dash")},
            marker={
                "size": 12,
                "color": looks["color"],
                "symbol": [f"{looks['symbol']}-open", looks["symbol"]],
            },
            text=["", f" {span.text}"],
            textposition="middle right",
            textfont={"size": 14},
            hovertext=[span.hover, span.hover],
            hoverinfo="text",
            cliponaxis=False,
        )
    framed(chart, ROW_HEIGHT * len(spans) + 50)
    values = [float(value) for span in spans for value in (span.before, span.after)]
    low, high = min(values), max(values)
    room = (high - low) or 1.0
    chart.update_yaxes(
        categoryorder="array", categoryarray=[span.label for span in spans][::-1], showgrid=False
    )
    return chart.update_xaxes(range=[low - room * 0.08, high + room * 1.05], nticks=4)
