"""Several units over time in one chart: each its own colour, mark and name at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from cds.charts.plotly import framed
from cds.charts.theme import BLUE, GREY, RED

_MARKS = (
    ("circle", BLUE),
    ("square", "#b35c00"),
    ("diamond", "#4d7c3a"),
    ("triangle-up", "#7a5195"),
    ("x", "#a0527a"),
    ("star", "#5b6b7a"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One figure of a run, with its tooltip."""

    day: date
    value: float
    hover: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One line; spots that must not be joined go into runs of the same name."""

    name: str
    spots: tuple[Spot, ...]
    is_quiet: bool = False  # drawn grey and small: context, not subject


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day worth a dashed vertical line; a time from it up to `until` is tinted."""

    day: date
    text: str
    until: date | None = None


def runs(
    lines: Sequence[Run],
    marks: Sequence[DayMark] = (),
    *,
    height: int = 320,
    unit: str = "",
    is_reversed: bool = False,
) -> go.Figure | None:
    """Return the lines over time; None when none has a spot. Demo figures are hollow, dotted.

    `is_reversed` puts the smallest value on top: of ranks the first is the best.
    """
    drawn = [line for line in lines if line.spots]
    if not drawn:
        return None
    chart = go.Figure()
    names = list(dict.fromkeys(line.name for line in drawn if not line.is_quiet))
    seen: set[str] = set()
    for line in drawn:
        symbol, colour = ("circle", GREY)
        if not line.is_quiet:
            symbol, colour = _MARKS[names.index(line.name) % len(_MARKS)]
        _add(chart, line, symbol, colour, is_first=line.name not in seen)
        seen.add(line.name)
    framed(chart, height, has_legend=True)
    for mark in marks:
        _add_mark(chart, mark)
    chart.update_yaxes(ticksuffix=f" {unit}" if unit else "", rangemode="tozero")
    if is_reversed:
        chart.update_yaxes(autorange="reversed", rangemode="normal")
    return chart.update_xaxes(tickformat="%Y", dtick="M12", hoverformat="%d/%m/%Y")


def _add(chart: go.Figure, line: Run, symbol: str, colour: str, *, is_first: bool) -> None:
    is_demo = any(spot.is_demo for spot in line.spots)
    chart.add_scatter(
        x=[spot.day for spot in line.spots],
        y=[spot.value for spot in line.spots],
        name=line.name,
        legendgroup=line.name,
        showlegend=is_first,
        mode="markers" if line.is_quiet else "lines+markers",
        line={"color": colour, "width": 2.5, "dash": "dot" if is_demo else "solid"},
        marker={
            "size": 7 if line.is_quiet else 9,
            "symbol": f"{symbol}-open" if is_demo and symbol != "x" else symbol,
            "color": colour,
            "opacity": 0.6 if line.is_quiet else 1,
        },
        hovertext=[spot.hover for spot in line.spots],
        hoverinfo="text",
    )


def _add_mark(chart: go.Figure, mark: DayMark) -> None:
    if mark.until is not None:
        chart.add_vrect(x0=mark.day, x1=mark.until, fillcolor=RED, opacity=0.08, line_width=0)
    chart.add_vline(x=mark.day, line={"color": RED, "width": 2, "dash": "dash"})
    chart.add_annotation(
        x=mark.day,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="left",
        text=mark.text,
        showarrow=False,
        font={"color": RED, "size": 13},
    )
    chart.update_layout(margin={"t": 32})
