"""Charts as Plotly draws them on the screen; nothing reads a figure back."""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go

from cds.charts.theme import GRID, LABEL, RED
from cds.charts.values import Bars, Chart, Level

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}
_TAG = re.compile(r"<(?!/?b>|br>|/?extra>)")
_TEXT_KINDS = "OU"  # of an array: objects, letters


@lru_cache(maxsize=128)
def figure(chart: Chart) -> go.Figure:
    """Return the figure of a chart; the same for the same chart, so it must not be changed.

    Plotly reads a little HTML in every label, and makes a live link of one in the name of a unit:
    every tag but bold and line breaks is shown as letters.
    """
    return in_letters(_bars(chart))


def _bars(chart: Bars) -> go.Figure:
    drawn = chart.bars[::-1]  # plotly draws from below
    marker: dict[str, object] = {"color": [bar.colour for bar in drawn]}
    if any(bar.is_marked for bar in drawn):
        marker["pattern"] = {
            "shape": ["/" if bar.is_marked else "" for bar in drawn],
            "fillmode": "overlay",
            "fgcolor": "#ffffff",
            "fgopacity": 0.35,
        }
    made = go.Figure(
        go.Bar(
            x=[float(bar.value) for bar in drawn],
            y=[f"{bar.label} " for bar in drawn],
            orientation="h",
            marker=marker,
            text=[bar.signed_text for bar in drawn],
            textposition="auto",
            insidetextanchor="start",
            constraintext="none",
            textfont={"size": 14},
            hovertext=[bar.hover for bar in drawn],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    framed(made, 34 * len(drawn) + (70 if chart.level else 40))
    values = [float(bar.value) for bar in drawn]
    values += [float(chart.level.value)] if chart.level else []
    low, high = min(0.0, *values), max(0.0, *values)
    room = ((high - low) or 1.0) * chart.room  # behind the longest bar, on both sides of zero
    made.update_xaxes(visible=False, range=[low - (room if low < 0 else 0), high + room])
    made.update_yaxes(showgrid=False)
    if chart.level is not None:
        _level(made, chart.level)
    return made


def _level(made: go.Figure, level: Level) -> None:
    made.add_vline(x=float(level.value), line={"color": RED, "width": 2, "dash": "dash"})
    made.add_annotation(
        x=float(level.value),
        y=1,
        yref="paper",
        yanchor="bottom",
        text=level.text,
        showarrow=False,
        font={"color": RED, "size": 13},
    )
    made.update_layout(margin={"t": 32})


def in_letters(figure: go.Figure) -> go.Figure:
    """Return a figure in whose texts every tag but bold and line breaks is shown as letters.

    Plotly reads a little HTML in every label, and makes a live link of one in the name of a unit.
    A figure without any, nearly every one, is looked at once and returned itself.
    """
    if getattr(figure, "_is_in_letters", False):
        return figure
    told = figure.to_plotly_json()
    if any(map(_TAG.search, _texts(told))):
        figure = go.Figure(_lettered(told))
    figure._is_in_letters = True
    return figure


def _lettered(told: object) -> object:
    match told:
        case str():
            return _TAG.sub("&lt;", told)
        case dict():
            return {name: _lettered(value) for name, value in told.items()}
        case list() | tuple():
            return [_lettered(value) for value in told]
        case np.ndarray() if told.dtype.kind in _TEXT_KINDS:
            return [_lettered(value) for value in told.tolist()]
        case _:
            return told


def _texts(told: object) -> Iterator[str]:
    match told:
        case str():
            yield told
        case dict():
            yield from _texts(list(told.values()))
        case list() | tuple():
            for value in told:
                yield from _texts(value)
        case np.ndarray() if told.dtype.kind in _TEXT_KINDS:
            yield from _texts(told.tolist())
        case _:
            return


def framed(figure: go.Figure, height: int, *, has_legend: bool = False) -> go.Figure:
    """Give a figure the common frame: size, margins, numbers the Vietnamese way."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        separators=",.",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 14},
        showlegend=has_legend,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.12,
            "yanchor": "top",
            "font": {"color": LABEL, "size": 14},
        },
        hoverlabel={"align": "left", "font": {"size": 14}},
        dragmode=False,
    )
    axes = {"gridcolor": GRID, "zeroline": False, "fixedrange": True, "automargin": True}
    figure.update_xaxes(**axes, tickfont={"color": LABEL, "size": 14})
    figure.update_yaxes(**axes, tickfont={"color": LABEL, "size": 14})
    return figure
