"""Lines as Plotly draws them on the screen; nothing reads a figure back."""

import re
from functools import lru_cache

import plotly.graph_objects as go
from _plotly_utils import basevalidators, utils
from plotly.io import _json

from cds.charts.svg import value_axis
from cds.charts.theme import GREY, GRID, LABEL
from cds.charts.values import Lines, with_texts

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}
_TAG = re.compile(r"<(?!/?b>|br>|/?extra>)")
_get_module = basevalidators.get_module
# Plotly asks whether a figure is of pandas, and fails on what another thread imported of it so far.
for _asking in (basevalidators, utils, _json):
    _asking.get_module = lambda name, *how, **says: (
        None if name == "pandas" else _get_module(name, *how, **says)
    )


@lru_cache(maxsize=128)
def figure(chart: Lines) -> go.Figure:
    """Return the figure of a chart; the same for the same chart, so it must not be changed.

    Plotly reads a little HTML in every label, and makes a live link of one in the name of a unit:
    every tag but bold and line breaks is shown as letters.
    """
    return _Told(_lines(with_texts(chart, lambda text: _TAG.sub("&lt;", text))))


class _Told(go.Figure):  # type: ignore[misc] # carries no types
    """What is sent of a figure and nothing else, 50 kB instead of 100; copied for no page."""

    def __init__(self, drawn: go.Figure) -> None:
        self._told: dict[str, object] = drawn.to_dict()

    def to_dict(self) -> dict[str, object]:
        return self._told


def _framed() -> go.Figure:
    """Return an empty figure in the common frame: margins, numbers the Vietnamese way."""
    axis = {"gridcolor": GRID, "zeroline": False, "fixedrange": True, "automargin": True}
    axis["tickfont"] = label = {"color": LABEL, "size": 14}
    return go.Figure(
        layout={
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "separators": ",.",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"size": 14},
            "showlegend": True,
            "legend": {"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top", "font": label},
            "hoverlabel": {"align": "left", "font": {"size": 14}},
            "dragmode": False,
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def _lines(chart: Lines) -> go.Figure:
    made = _framed()
    seen: set[str] = set()
    for line in chart.lines:
        look = line.look
        symbols = {"size": look.size, "symbol": look.symbol}
        if look.is_path:
            symbols["size"] = [0] * (len(line.spots) - 1) + [look.size]
        has_hover = any(spot.hover for spot in line.spots)
        made.add_scatter(
            x=[spot.day for spot in line.spots],
            y=[float(spot.value) for spot in line.spots],
            name=line.name,
            legendgroup=line.name,  # one name, one entry, and one click hides it
            showlegend=line.name not in seen,
            mode="lines+markers" if look.symbol else "lines",
            line={"color": look.colour, "width": look.width, "dash": look.dash or None},
            marker=symbols if look.symbol else None,
            hovertext=[spot.hover for spot in line.spots] if has_hover else None,
            hoverinfo="text" if has_hover else "skip",
            cliponaxis=False,  # a dot at the end of the axis stays whole
        )
        seen.add(line.name)
        if line.label:
            spot = line.spots[-1 if look.symbol else 0]
            below = {"xanchor": "center", "yanchor": "top", "yshift": -8}
            above = {"xanchor": "left", "yanchor": "bottom", "yshift": 2}
            beside = {"xanchor": "left", "yanchor": "middle", "xshift": 8}  # others stand below
            place = above if not look.symbol else beside if chart.is_reversed else below
            colour = LABEL if look.colour == GREY else look.colour
            text, font = f"<b>{line.label}</b>", {"color": colour, "size": 14}
            x, y = spot.day, float(spot.value)
            made.add_annotation(x=x, y=y, text=text, font=font, showarrow=False, **place)
    made.update_yaxes(ticksuffix=chart.suffix, rangemode="tozero")
    ticks, (low, high) = value_axis(chart)
    if low > 0 and not chart.is_reversed:
        room = float(high - low) / 12  # for what is written above a line
        made.update_yaxes(range=[float(low), float(high) + room])
    if chart.is_reversed:
        made.update_yaxes(range=[float(low), float(high)])
    if chart.is_reversed or chart.states:
        values, words = zip(*ticks, strict=True)
        made.update_yaxes(tickvals=list(map(float, values)), ticktext=words)
    # Labels in the middle of their year: a year's figure stands at its last day.
    return made.update_xaxes(
        tickformat="%Y", dtick="M12", ticklabelmode="period", hoverformat="%d/%m/%Y"
    )
