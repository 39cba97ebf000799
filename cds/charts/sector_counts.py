"""Targets of each group by standing: one bar per group, a hatched or plain piece per standing."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from cds.charts.plotly import framed
from cds.charts.theme import STANDING_COLOURS
from cds.domain.assessments import REACHED, UNDECIDED, Standing, Tally
from cds.text.standings import STANDINGS

BAR_HEIGHT = 44
_QUIET = UNDECIDED | (
    REACHED - {Standing.ACHIEVED}
)  # not a judgement of today: never a plain colour


@dataclass(frozen=True, slots=True)
class SectorBar:
    """One group: its targets by standing, and how many indicators are known."""

    name: str
    counted: Tally
    known: int
    expected: int
    none: str = ""  # what stands in the place of a group without targets


def sector_counts(bars: Sequence[SectorBar]) -> go.Figure:
    """Return stacked bars in the order given; each piece carries sign and number.

    A group without targets keeps its empty place. At least one bar.
    """
    chart = go.Figure()
    names = [f"{bar.name} ({bar.known}/{bar.expected}) " for bar in bars]
    for standing, badge in STANDINGS.items():
        numbers = [bar.counted.of([standing]) for bar in bars]
        if not any(numbers):
            continue
        chart.add_bar(
            x=numbers,
            y=names,
            orientation="h",
            name=f"{badge.sign} {badge.word}",
            marker={
                "color": STANDING_COLOURS[standing],
                "pattern": _hatch() if standing in _QUIET else {},
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
        if not bar.counted.total:
            chart.add_annotation(x=0, y=name, text=bar.none, showarrow=False, xanchor="left")
    framed(chart, BAR_HEIGHT * len(bars) + 110, has_legend=True)
    chart.update_layout(barmode="stack", legend={"traceorder": "normal"})
    chart.update_xaxes(dtick=1, rangemode="tozero", tickformat=",d")
    return chart.update_yaxes(autorange="reversed", showgrid=False)


def _hatch() -> dict[str, object]:
    """Thin lines over the colour, so that the number on it stays legible."""
    return {"shape": "/", "fillmode": "overlay", "fgopacity": 0.3, "solidity": 0.2}
