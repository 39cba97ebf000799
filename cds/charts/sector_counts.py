"""Targets of each group by status: one bar per group, one hatched or plain piece per status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from cds.charts.theme import BLUE, STATUS_COLOURS, framed
from cds.domain.progress import Status
from cds.text.figures import BADGES
from cds.text.phrases import AWAITING, STATUS, Badge

BAR_HEIGHT = 44
_HATCHED = (STATUS[Status.NOT_ASSESSABLE], AWAITING)  # not a judgement: never a plain colour
_COLOURS: Mapping[Badge, str] = {
    **{STATUS[status]: colour for status, colour in STATUS_COLOURS.items()},
    AWAITING: BLUE,
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One group: how many targets under each badge, and how many indicators are known."""

    name: str
    parts: tuple[tuple[Badge, int], ...]
    known: int
    expected: int
    none: str = ""  # what stands in the place of a group without targets


def sector_counts(bars: Sequence[Bar]) -> go.Figure:
    """Return stacked bars in the order given; each piece carries sign and number.

    A group without targets keeps its empty place. At least one bar.
    """
    chart = go.Figure()
    names = [f"{bar.name} ({bar.known}/{bar.expected}) " for bar in bars]
    used = {badge for bar in bars for badge, _ in bar.parts}
    for badge in (one for one in BADGES if one in used):
        numbers = [dict(bar.parts).get(badge, 0) for bar in bars]
        chart.add_bar(
            x=numbers,
            y=names,
            orientation="h",
            name=f"{badge.sign} {badge.word}",
            marker={
                "color": _COLOURS[badge],
                "pattern": _hatch() if badge in _HATCHED else {},
                "line": {"width": 1, "color": "rgba(255,255,255,0.6)"},
            },
            text=[f"{badge.sign} {number}" if number else "" for number in numbers],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 14},
            hovertext=[
                f"{bar.name}: {number} {badge.word}"
                for bar, number in zip(bars, numbers, strict=True)
            ],
            hoverinfo="text",
        )
    for name, bar in zip(names, bars, strict=True):
        if not bar.parts:
            chart.add_annotation(x=0, y=name, text=bar.none, showarrow=False, xanchor="left")
    framed(chart, BAR_HEIGHT * len(bars) + 110, has_legend=True)
    chart.update_layout(barmode="stack", legend={"traceorder": "normal"})
    chart.update_xaxes(dtick=1, rangemode="tozero", tickformat=",d")
    return chart.update_yaxes(autorange="reversed", showgrid=False)


def _hatch() -> dict[str, object]:
    """Thin lines over the colour, so that the number on it stays legible."""
    return {"shape": "/", "fillmode": "overlay", "fgopacity": 0.3, "solidity": 0.2}
