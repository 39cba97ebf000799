"""Units ordered by what is still to do, the longest bar first."""

from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go

from cds.charts.theme import STANDING_COLOURS, framed
from cds.scorecard import Row
from cds.text import figures, numbers

BAR_HEIGHT = 34


def ranking(rows: Sequence[Row], limit: int = 15) -> go.Figure | None:
    """Return bars of things still to do, or of the gap where nothing can be counted.

    Units without a figure or without anything left are not drawn; None when none is left.
    """
    measured = [(row, _left(row)) for row in rows]
    ranked = sorted(
        ((r, v) for r, v in measured if v), key=lambda item: (-item[1], item[0].unit.code)
    )
    if not ranked:
        return None
    drawn = ranked[:limit][::-1]  # plotly draws from below
    chart = go.Figure(
        go.Bar(
            x=[float(value) for _, value in drawn],
            y=[f"{row.unit.name} " for row, _ in drawn],
            orientation="h",
            marker={"color": [STANDING_COLOURS[row.assessment.standing] for row, _ in drawn]},
            text=[_label(row) for row, _ in drawn],
            textposition="auto",
            insidetextanchor="start",
            constraintext="none",
            textfont={"size": 14},
            hovertext=[_hover(row) for row, _ in drawn],
            hoverinfo="text",
            customdata=[row.unit.unit_id for row, _ in drawn],
            cliponaxis=False,
        )
    )
    framed(chart, BAR_HEIGHT * len(drawn) + 40)
    return chart.update_xaxes(visible=False, range=[0, float(ranked[0][1]) * 1.35])


def _left(row: Row) -> Decimal | None:
    if row.assessment.still_to_do is not None and row.indicator.is_share:
        return Decimal(row.assessment.still_to_do)
    return row.assessment.gap


def _label(row: Row) -> str:
    judged = row.assessment
    sign = figures.badge(judged).sign
    value = figures.value(judged, row.indicator)
    if judged.still_to_do is not None and row.indicator.is_share:
        return f"{sign} {numbers.things(judged.still_to_do, row.indicator)} · {value}"
    return f"{sign} {figures.missing(judged, row.indicator)} · {value}"


def _hover(row: Row) -> str:
    latest = row.assessment.latest
    if latest is None:
        return row.unit.name
    text = figures.hover(row.unit.name, latest, row.indicator)
    return f"{text}<br>{figures.badge(row.assessment).word}"
