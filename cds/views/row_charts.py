"""Rows of the scorecard as charts: the same on the screen, on slides and in briefs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from cds.charts.theme import (
    DEMO_LINE,
    PATH_LINE,
    PROJECTION_LINE,
    PUBLISHED_LINE,
    REFERENCE_LINE,
    STANDING_COLOURS,
    TARGET_LINE,
    LineLook,
)
from cds.charts.values import Bar, Bars, Line, Lines, Spot
from cds.domain.accumulation import lines_of
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.observations import Point
from cds.domain.targets import TargetKind
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.phrases import phrase


def ranking(rows: Sequence[Row], limit: int, names: Mapping[str, str]) -> Bars | None:
    """Return bars of things still to do, or of the gap where nothing can be counted.

    The longest comes first; `names` are what units are called, by id. Units without a figure or
    without anything left are not drawn; None when none is left.
    """

    def left(row: Row) -> Decimal | None:
        judged = row.assessment
        return Decimal(judged.still_to_do or 0) if _is_counted(row) else judged.gap

    lacking = [(row, size) for row in rows if (size := left(row))]
    if not lacking:
        return None
    lacking.sort(key=lambda pair: (-pair[1], pair[0].unit.code))
    bars = []
    for row, size in lacking[:limit]:
        judged, indicator, name = row.assessment, row.indicator, names[row.unit.unit_id]
        assert judged.latest is not None  # noqa: S101 - nothing is left of what is not known
        badge, missing = figures.badge(judged), figures.missing(judged, indicator)
        if _is_counted(row):
            missing = numbers.things(judged.still_to_do, indicator)
        bars.append(
            Bar(
                label=name,
                value=size,
                text=f"{missing} · {figures.value(judged, indicator)}",
                hover=f"{figures.hover(name, judged.latest, indicator)}<br>{badge.word}",
                colour=STANDING_COLOURS[judged.standing],
                sign=badge.sign,
                word=badge.word,
                unit_id=row.unit.unit_id,
            )
        )
    measured = rows[0].indicator
    measure = phrase("slide.measure_gap", unit=numbers.unit_text(measured))
    if _is_counted(rows[0]):
        thing = numbers.thing_name(measured.denominator_name or "")
        measure = phrase("slide.measure_things", thing=thing)
    return Bars(tuple(bars), measure, room=0.35)


def _is_counted(row: Row) -> bool:
    return row.assessment.still_to_do is not None and row.indicator.is_share


def trend(row: Row, reference: Sequence[Point] = ()) -> Lines | None:
    """Return the series of a row with its path and projection; None without figures.

    Published figures are solid, generated ones dotted. `reference` are the nation's, which some
    targets are compared with.
    """
    points, indicator = row.series.points, row.indicator
    if not points:
        return None
    lines = list(_path(row))
    if reference:
        name = phrase("trend.reference")
        lines.append(Line(name, spots(reference, name, indicator), REFERENCE_LINE))
    lines += _figures(row, [point for point in points if point.is_demo], "trend.demo", DEMO_LINE)
    real = [point for point in points if not point.is_demo]
    lines += _figures(row, real, "trend.real", PUBLISHED_LINE)
    judged = row.assessment
    if judged.latest and judged.projected_on and judged.target_value is not None:
        ends = (  # to where the recent pace reaches the target
            Spot(judged.latest.period.end, judged.latest.value),
            Spot(judged.projected_on, judged.target_value),
        )
        name = phrase("trend.projection", day=judged.projected_on)
        lines.append(Line(name, ends, PROJECTION_LINE))
    is_step = indicator.kind is IndicatorKind.MILESTONE
    return Lines(
        tuple(lines),
        suffix="%" if indicator.is_share else "",
        states=tuple(numbers.figure(Decimal(n), indicator) for n in (0, 1)) if is_step else (),
    )


def spots(points: Iterable[Point], name: str, indicator: Indicator) -> tuple[Spot, ...]:
    """Return figures on the last day of their period, with tooltips that say whose they are."""
    return tuple(
        Spot(point.period.end, point.value, figures.hover(name, point, indicator))
        for point in points
    )


def _figures(row: Row, points: Sequence[Point], key: str, look: LineLook) -> Iterator[Line]:
    """Figures over periods of one length make a line, named by it beside others."""
    lines = lines_of(points, row.indicator)
    for line in lines:
        kind = "cumulative" if line[0].cumulative_since else line[0].period.kind.value
        name = phrase(key)
        if len(lines) > 1:
            name = phrase("trend.of_kind", name=name, kind=phrase(f"trend.kind_{kind}"))
        is_judged = line[-1] == row.assessment.latest
        last = figures.unmarked(row.assessment, row.indicator) if is_judged else ""
        yield Line(name, spots(line, row.unit.name, row.indicator), look, last)


def _path(row: Row) -> Iterator[Line]:
    """The target as a level line, and the path that leads there, by official milestones if any.

    From a single value, or once the target is met, no path leads there.
    """
    judged, target = row.assessment, row.target
    if judged.latest is None or judged.target_value is None or target is None:
        return
    if target.kind is TargetKind.ABOVE_REFERENCE:
        return  # there the path is of distances, and the reference itself is drawn
    text = figures.target(judged, row.indicator, target)
    end = (max(target.due_on, judged.latest.period.end), judged.target_value)
    stops = [(row.series.points[0].period.end, judged.target_value), end]
    name = phrase("trend.target", target=text)
    yield Line(name, _stops(row, stops), TARGET_LINE, name)
    began = judged.baseline if judged.baseline and not judged.is_met else None
    if began and began.period.end < judged.latest.period.end:
        stops = [(began.period.end, began.value)]
        stops += [(period.end, value) for period, value in target.path]
        stops = [stop for stop in stops if stop[0] < target.due_on]
        stops.append((target.due_on, judged.target_value))
        yield Line(phrase("trend.path"), _stops(row, stops), PATH_LINE)


def _stops(row: Row, stops: Sequence[tuple[date, Decimal]]) -> tuple[Spot, ...]:
    told = ((value, numbers.as_given(value, row.indicator)) for _, value in stops)
    texts = (numbers.figure(value, indicator) for value, indicator in told)
    return tuple(
        Spot(day, value, f"{numbers.day(day)}: {text}")
        for (day, value), text in zip(stops, texts, strict=True)
    )
