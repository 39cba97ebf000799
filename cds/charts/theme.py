"""Colours and layout shared by all charts: one status, one colour, everywhere."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
import plotly.graph_objects as go

from cds.domain.assessments import Standing

BLUE, RED, GREY = "#2f6bb5", "#c8453c", "#7d8896"  # legible on the light and the dark background
MISSING_COLOUR = "rgba(125,136,150,0.18)"
GRID = "rgba(125,136,150,0.28)"
LABEL = "#66717f"  # 4.9 : 1 on the light page, 3.7 : 1 on the dark; the host's own grey is fainter

# Loud for what is late, short or met; pale for what waits, is unknown or closed.
STANDING_COLOURS: Mapping[Standing, str] = {
    Standing.OVERDUE: "#7a1712",
    Standing.MOVING_AWAY: "#b3261e",
    Standing.LIMITED: "#d9772b",
    Standing.NEEDS_ACCELERATION: "#e0a526",
    Standing.SHORT_AWAITING_FINAL: "#d9c79a",
    Standing.UNKNOWN: "#aab2bd",
    Standing.NOT_ASSESSABLE: "#8a94a3",
    Standing.CLOSED_SHORT: "#d9c79a",
    Standing.CLOSED_UNKNOWN: "#aab2bd",
    Standing.IN_PROGRESS: "#2f6bb5",
    Standing.REACHED_AWAITING_FINAL: "#9fc1e4",
    Standing.ON_TRACK: "#57a05a",
    Standing.ACHIEVED: "#1b7a3d",
    Standing.CLOSED_REACHED: "#9fc1e4",
}

# Names that Streamlit's badges know; the theme file gives them their shade.
BADGE_COLOURS: Mapping[Standing, str] = {
    Standing.OVERDUE: "red",
    Standing.MOVING_AWAY: "red",
    Standing.LIMITED: "orange",
    Standing.NEEDS_ACCELERATION: "yellow",
    Standing.ON_TRACK: "green",
    Standing.ACHIEVED: "green",
    Standing.REACHED_AWAITING_FINAL: "blue",
    Standing.CLOSED_REACHED: "blue",
    Standing.IN_PROGRESS: "blue",
    Standing.SHORT_AWAITING_FINAL: "violet",
    Standing.CLOSED_SHORT: "violet",
    Standing.UNKNOWN: "gray",
    Standing.CLOSED_UNKNOWN: "gray",
    Standing.NOT_ASSESSABLE: "gray",
}

_TAG = re.compile(r"<(?!/?b>|br>|/?extra>)")
_TEXT_KINDS = "OU"  # of an array: objects, letters
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


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
