"""What is missing to each target of a unit, as bars."""

from collections.abc import Iterable

import plotly.graph_objects as go

from cds.charts.bars import Bar, bars
from cds.charts.theme import chart_colour
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.screens import say
from cds.ui.unit_standing import meets

_MOST_BARS = 12
_LONGEST_LABEL = 44


def gap_bars(told: Iterable[Row]) -> go.Figure | None:
    """Shares short of their target, the longest gap first."""
    short = {
        row.indicator.indicator_id: row
        for row in reversed(tuple(told))
        if row.indicator.is_share and row.assessment.gap and not meets(row)
    }
    ordered = sorted(
        short.values(), key=lambda row: (-(row.assessment.gap or 0), row.indicator.name)
    )
    return bars([_bar(row) for row in ordered[:_MOST_BARS]])


def _bar(row: Row) -> Bar:
    latest, gap = row.assessment.latest, row.assessment.gap
    assert latest is not None  # noqa: S101 - a gap needs a figure
    assert gap is not None  # noqa: S101 - chosen by its gap
    sign = figures.badge(row.assessment).sign
    text = say("unit.gap_bar", sign=sign, gap=numbers.difference(gap, row.indicator))
    hover = figures.hover(row.indicator.name, latest, row.indicator)
    return Bar(
        label=_clipped(row.indicator.name),
        value=gap,
        text=text,
        hover=f"{hover}<br>{figures.badge(row.assessment).word}",
        colour=chart_colour(row.assessment),
    )


def _clipped(name: str) -> str:
    """A long name in two lines, so that it leaves room for the bar."""
    if len(name) <= _LONGEST_LABEL // 2:
        return name
    words, first = name.split(), ""
    while words and len(first) + len(words[0]) < _LONGEST_LABEL // 2:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if len(rest) > _LONGEST_LABEL // 2 + 4:
        rest = f"{rest[: _LONGEST_LABEL // 2 + 3].rstrip()}…"
    return f"{first}<br>{rest}" if first else rest
