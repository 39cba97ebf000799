"""Units by targets: colour, sign and value of every standing in one grid."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

import plotly.graph_objects as go

from cds.charts.plotly import framed
from cds.charts.theme import MISSING_COLOUR, STANDING_COLOURS
from cds.domain.assessments import Flag, Standing
from cds.domain.targets import Target
from cds.scorecard import Row
from cds.text import figures, numbers

ROW_HEIGHT = 32
_PROVISIONAL = "*"  # says why a value beyond its target is not green
_CLASSES = list(Standing)


def heat_map(
    units: Sequence[str], targets: Sequence[Target], rows: Mapping[tuple[str, str], Row]
) -> go.Figure:
    """Return the grid of unit names (top to bottom) by targets.

    `rows` is keyed by (unit name, target id); a missing row or figure leaves the cell empty
    with a dash. At least one unit and one target.
    """
    cells = [[rows.get((unit, target.target_id)) for target in targets] for unit in units]
    chart = go.Figure(
        go.Heatmap(
            x=["<br>".join(wrap(figures.target_name(target), 24)) for target in targets],
            y=list(units),
            z=[[_class(row) for row in line] for line in cells],
            text=[[cell_text(row) for row in line] for line in cells],
            hovertext=[[_hover(row) for row in line] for line in cells],
            texttemplate="%{text}",
            textfont={"size": 14},
            hoverinfo="text",
            colorscale=_scale(),
            zmin=-0.5,
            zmax=len(_CLASSES) - 0.5,
            showscale=False,
            xgap=3,
            ygap=3,
            hoverongaps=False,
        )
    )
    framed(chart, ROW_HEIGHT * len(units) + 110)
    chart.update_xaxes(side="top", tickangle=0, showgrid=False)
    return chart.update_yaxes(autorange="reversed", showgrid=False)


def _class(row: Row | None) -> int:
    if row is None or row.assessment.latest is None:
        return _CLASSES.index(Standing.NOT_ASSESSABLE)
    return _CLASSES.index(row.assessment.standing)


def cell_text(row: Row | None) -> str:
    """Return sign and value; a star tells of too little reported, a dash of no figure."""
    if row is None or row.assessment.latest is None:
        return numbers.MISSING
    value = figures.unmarked(row.assessment, row.indicator)
    mark = _PROVISIONAL if Flag.PROVISIONAL in row.assessment.flags else ""
    return f"{figures.badge(row.assessment).sign} {value}{mark}"


def _hover(row: Row | None) -> str:
    if row is None or row.assessment.latest is None:
        return numbers.MISSING
    text = figures.hover(row.unit.name, row.assessment.latest, row.indicator)
    gap = figures.gap(row.assessment, row.indicator)
    return f"{text}<br>{figures.badge(row.assessment).word}<br>{gap}"


def _scale() -> list[tuple[float, str]]:
    """One flat step per standing; the unmeasured is pale so that it does not shout."""
    colours = [STANDING_COLOURS[one] for one in _CLASSES]
    colours[_CLASSES.index(Standing.NOT_ASSESSABLE)] = MISSING_COLOUR
    step = 1 / len(colours)
    return [
        (edge, colour)
        for index, colour in enumerate(colours)
        for edge in (index * step, (index + 1) * step)
    ]
