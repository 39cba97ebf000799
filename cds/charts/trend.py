"""One series over time against its path: published solid, generated dashed, projection dotted."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go

from cds.charts.plotly import framed
from cds.charts.theme import BLUE, GREY, RED
from cds.domain.accumulation import lines_of
from cds.domain.indicators import IndicatorKind
from cds.domain.observations import Point
from cds.domain.targets import TargetKind
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.screens import say


def trend(row: Row, reference: Sequence[Point] = (), height: int = 380) -> go.Figure | None:
    """Return the series of a row with its path and projection; None without figures.

    `reference` are the nation's figures, drawn beside it.
    """
    if not row.series.points:
        return None
    chart = go.Figure()
    _add_path(chart, row)
    demo = tuple(point for point in row.series.points if point.is_demo)
    real = tuple(point for point in row.series.points if not point.is_demo)
    _add_reference(chart, row, reference)
    _add_points(chart, row, demo, say("trend.demo"), {"color": GREY, "width": 2, "dash": "dot"})
    _add_points(chart, row, real, say("trend.real"), {"color": BLUE, "width": 3})
    _add_projection(chart, row)
    framed(chart, height, has_legend=True)
    chart.update_yaxes(ticksuffix=" %" if row.indicator.is_share else "", rangemode="tozero")
    if row.indicator.kind is IndicatorKind.MILESTONE:
        states = [numbers.figure(Decimal(state), row.indicator) for state in (0, 1)]
        chart.update_yaxes(tickvals=[0, 1], ticktext=states)
    # Labels in the middle of their year: a year's figure stands at its last day.
    return chart.update_xaxes(
        tickformat="%Y", dtick="M12", ticklabelmode="period", hoverformat="%d/%m/%Y"
    )


def _add_points(
    chart: go.Figure, row: Row, points: Sequence[Point], name: str, line: dict[str, object]
) -> None:
    lines = lines_of(points, row.indicator)
    for found in lines:
        _add_line(chart, row, found, name if len(lines) == 1 else _named(name, found[0]), line)


def _named(name: str, point: Point) -> str:
    """The name of a line beside others of its kind: by the length of its periods."""
    kind = "cumulative" if point.cumulative_since else point.period.kind.value
    return say("trend.of_kind", name=name, kind=say(f"trend.kind_{kind}"))


def _add_line(
    chart: go.Figure, row: Row, points: Sequence[Point], name: str, line: dict[str, object]
) -> None:
    chart.add_scatter(
        x=[point.period.end for point in points],
        y=[float(point.value) for point in points],
        name=name,
        mode="lines+markers",
        line=line,
        marker={"size": 8, "symbol": "circle-open" if points[0].is_demo else "circle"},
        hovertext=[figures.hover(row.unit.name, point, row.indicator) for point in points],
        hoverinfo="text",
    )


def _add_reference(chart: go.Figure, row: Row, points: Sequence[Point]) -> None:
    """The nation's own figures, which some targets are compared with."""
    if not points:
        return
    name = say("trend.reference")
    chart.add_scatter(
        x=[point.period.end for point in points],
        y=[float(point.value) for point in points],
        name=name,
        mode="lines+markers",
        line={"color": RED, "width": 1.5},
        marker={"size": 8, "symbol": "square-open"},
        hovertext=[figures.hover(name, point, row.indicator) for point in points],
        hoverinfo="text",
    )


def _add_path(chart: go.Figure, row: Row) -> None:
    """The official milestones if there are any, else the straight line to the target.

    From a single value, or once the target is met, no path leads there: the target lies level.
    """
    judged, target = row.assessment, row.target
    if judged.latest is None or judged.target_value is None or target is None:
        return
    if target.kind is TargetKind.ABOVE_REFERENCE:
        return  # there the path is of distances, and the reference itself is drawn
    began = judged.baseline if judged.baseline and not judged.is_met else None
    is_path = began is not None and began.period.end < judged.latest.period.end
    stops: list[tuple[date, Decimal]] = [
        (began.period.end, began.value)
        if began and is_path
        else (row.series.points[0].period.end, judged.target_value)
    ]
    stops += [(period.end, value) for period, value in target.path] if is_path else []
    stops = [
        *(stop for stop in stops if stop[0] < target.due_on),
        (target.due_on, judged.target_value),
    ]
    text = figures.target(judged, row.indicator, target)
    chart.add_scatter(
        x=[stop[0] for stop in stops],
        y=[float(stop[1]) for stop in stops],
        name=say("trend.path" if is_path else "trend.target", target=text),
        mode="lines+markers",
        line={"color": RED, "width": 2, "dash": "dash"},
        marker={"size": [0] * (len(stops) - 1) + [11], "symbol": "diamond"},
        hovertext=[
            f"{numbers.day(day)}: {numbers.figure(value, numbers.as_given(value, row.indicator))}"
            for day, value in stops
        ],
        hoverinfo="text",
    )


def _add_projection(chart: go.Figure, row: Row) -> None:
    """From the latest figure to where the recent pace reaches the target."""
    judged = row.assessment
    if judged.latest is None or judged.projected_on is None or judged.target_value is None:
        return
    chart.add_scatter(
        x=[judged.latest.period.end, judged.projected_on],
        y=[float(judged.latest.value), float(judged.target_value)],
        name=say("trend.projection", day=judged.projected_on),
        mode="lines",
        line={"color": GREY, "width": 2, "dash": "longdashdot"},
        hoverinfo="skip",
    )
