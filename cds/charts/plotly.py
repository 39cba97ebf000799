"""Charts as Plotly draws them on the screen; nothing reads a figure back."""

import re
from functools import cached_property, lru_cache

import plotly.graph_objects as go

from cds.charts.svg import value_axis
from cds.charts.theme import GREY, GRID, LABEL, RED
from cds.charts.values import Bars, Chart, Lines, with_texts

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}
_TAG = re.compile(r"<(?!/?b>|br>|/?extra>)")
_AGAINST = {"color": RED, "width": 2, "dash": "dash"}  # what values are held against


@lru_cache(maxsize=128)
def figure(chart: Chart) -> go.Figure:
    """Return the figure of a chart; the same for the same chart, so it must not be changed.

    Plotly reads a little HTML in every label, and makes a live link of one in the name of a unit:
    every tag but bold and line breaks is shown as letters.
    """
    shown = with_texts(chart, lambda text: _TAG.sub("&lt;", text))
    match shown:
        case Bars():
            return _bars(shown)
        case Lines():
            return _lines(shown)


class _Told(go.Figure):  # type: ignore[misc] # carries no types
    """A figure that nobody changes once it is told: it is copied for no page anew."""

    def to_dict(self) -> dict[str, object]:
        return self._told

    @cached_property
    def _told(self) -> dict[str, object]:
        told: dict[str, object] = super().to_dict()
        return told


def _framed(height: int, *, has_legend: bool = False) -> go.Figure:
    """Return an empty figure in the common frame: size, margins, numbers the Vietnamese way."""
    axis = {"gridcolor": GRID, "zeroline": False, "fixedrange": True, "automargin": True}
    axis["tickfont"] = label = {"color": LABEL, "size": 14}
    return _Told(
        layout={
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "separators": ",.",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"size": 14},
            "showlegend": has_legend,
            "legend": {"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top", "font": label},
            "hoverlabel": {"align": "left", "font": {"size": 14}},
            "dragmode": False,
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def _bars(chart: Bars) -> go.Figure:
    drawn = chart.bars[::-1]  # plotly draws from below
    if chart.floor is not None:
        return _dots(chart, float(chart.floor))
    marker: dict[str, object] = {"color": [bar.colour for bar in drawn]}
    if any(bar.is_marked for bar in drawn):
        marker["pattern"] = {
            "shape": ["/" if bar.is_marked else "" for bar in drawn],
            "fillmode": "overlay",
            "fgcolor": "#ffffff",
            "fgopacity": 0.35,
        }
    made = _framed(34 * len(drawn) + (70 if chart.level else 40))
    made.add_bar(
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
    values = [float(bar.value) for bar in drawn]
    values += [float(chart.level[0])] if chart.level else []
    low, high = min(0.0, *values), max(0.0, *values)
    room = ((high - low) or 1.0) * chart.room  # behind the longest bar, on both sides of zero
    made.update_xaxes(visible=False, range=[low - (room if low < 0 else 0), high + room])
    made.update_yaxes(showgrid=False)
    if chart.level is not None:
        level, text = chart.level
        made.add_vline(x=float(level), line=_AGAINST)
        looks = {"showarrow": False, "font": {"color": RED, "size": 13}}
        made.add_annotation(x=float(level), text=text, yref="paper", y=1, yanchor="bottom", **looks)
        made.update_layout(margin={"t": 32})
    return made


def _dots(chart: Bars, low: float) -> go.Figure:
    """Dots on an axis of per cents that need not begin at 0; words stand where there is room."""
    drawn, middle = chart.bars[::-1], (low + 100) / 2
    made = _framed(26 * len(drawn) + 56)
    made.add_scatter(
        x=[float(bar.value) for bar in drawn],
        y=[f"{bar.label} " for bar in drawn],
        mode="markers+text",
        marker={"color": [bar.colour for bar in drawn], "size": 11},
        text=[f" {bar.signed_text} " for bar in drawn],
        textposition=[f"middle {'left' if bar.value > middle else 'right'}" for bar in drawn],
        textfont={"size": 13},
        hovertext=[bar.hover for bar in drawn],
        hoverinfo="text",
        cliponaxis=False,
    )
    made.update_yaxes(showgrid=False)  # no line through the words
    edge, ticks = (100 - low) / 20, (low, middle, 100)
    made.update_xaxes(
        range=[low - edge, 100 + edge],
        tickvals=ticks,
        ticktext=[f"{n:g}%".replace(".", ",") for n in ticks],
    )
    return made


def _lines(chart: Lines) -> go.Figure:
    made = _framed(chart.height, has_legend=True)
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
