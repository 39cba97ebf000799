"""Units before and after: a hollow mark, a filled mark and the way between, one row per unit."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import plotly.graph_objects as go

from cds.charts.plotly import framed
from cds.charts.theme import BLUE, GREY

ROW_HEIGHT = 38
_ORANGE = "#b35c00"  # legible on the light and the dark background


class ComparedRole(StrEnum):
    """What a row is in the comparison."""

    PILOT = "pilot"
    TOGETHER = "together"
    PEER = "peer"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class ComparedSpan:
    """One row: values before and after with their words."""

    label: str
    role: ComparedRole
    before: Decimal
    after: Decimal
    text: str
    hover: str


_LOOKS = {
    ComparedRole.PILOT: {"color": BLUE, "width": 5, "dash": "solid", "symbol": "diamond"},
    ComparedRole.TOGETHER: {"color": _ORANGE, "width": 4, "dash": "dash", "symbol": "square"},
    ComparedRole.PEER: {"color": GREY, "width": 2, "dash": "solid", "symbol": "circle"},
    ComparedRole.WHOLE: {"color": GREY, "width": 3, "dash": "dot", "symbol": "triangle-up"},
}


def before_after(spans: Sequence[ComparedSpan]) -> go.Figure:
    """Return the rows from top to bottom; each says its change behind the later mark."""
    chart = go.Figure()
    for role, looks in _LOOKS.items():  # one trace a role, because each costs the browser time
        points = [point for span in spans if span.role is role for point in _points(span)]
        if not points:
            continue
        x, y, text, hover, symbols = zip(*points, strict=True)
        chart.add_scatter(
            x=x,
            y=y,
            mode="lines+markers+text",
            line={name: looks[name] for name in ("color", "width", "dash")},
            marker={
                "size": 12,
                "color": looks["color"],
                "symbol": [f"{looks['symbol']}{ending}" for ending in symbols],
            },
            text=text,
            textposition="middle right",
            textfont={"size": 14},
            hovertext=hover,
            hoverinfo="text",
            cliponaxis=False,
        )
    framed(chart, ROW_HEIGHT * len(spans) + 50)
    labels = [_label(span) for span in spans][::-1]
    chart.update_yaxes(categoryorder="array", categoryarray=labels, showgrid=False)
    values = [value for span in spans for value in (span.before, span.after)]
    low, high = min(values), max(values)
    room = float(high - low) or 1.0
    chart.update_layout(margin_b=32)  # one line of numbers; measuring it would draw all again
    return chart.update_xaxes(
        range=[float(low) - room * 0.08, float(high) + room * 1.25],  # the words stand behind
        tickvals=_ticks(low, high),
        automargin=False,
    )


def _points(span: ComparedSpan) -> Iterator[tuple[float | None, str, str, str, str]]:
    """The earlier and the later mark of a row, and a break before the next row."""
    label = _label(span)
    yield float(span.before), label, " ", span.hover, "-open"
    yield float(span.after), label, f" {span.text}", span.hover, ""
    yield None, label, " ", "", ""


def _label(span: ComparedSpan) -> str:
    """A unit and what it lies in on two lines, so that a narrow chart keeps room for its rows."""
    return span.label.replace(", ", ",<br>")


def _ticks(low: Decimal, high: Decimal) -> list[float]:
    """Two to four round numbers among the values, so that no share is measured beyond 100."""
    if low == high:
        return [float(low)]
    power = Decimal(1).scaleb(((high - low) / 3).adjusted())
    for step in (power * 10, power * 5, power * 2, power):
        ticks = range(math.ceil(low / step), math.floor(high / step) + 1)
        if len(ticks) > 1:
            break
    return [float(step * tick) for tick in ticks]
