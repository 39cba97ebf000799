"""Rows of the scorecard as finished cells, tables and charts: said once, whoever shows them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from cds.blocks import FigureKey, Table, TableLine, heads_of
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
from cds.charts.values import Bar, Bars, Line, Lines, Spot, TargetBar
from cds.domain.accumulation import lines_of
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.observations import Point
from cds.domain.targets import TargetKind
from cds.scorecard import Row, is_demo, responsible
from cds.text import figures, numbers
from cds.text.phrases import phrase

_TARGET_AT = Decimal("0.8")  # of the track, where figures have no end or it is far off


def figure_of(row: Row) -> FigureKey | None:
    """Return the figure that a standing rests on; None without one."""
    latest = row.assessment.latest
    if latest is None:
        return None
    return FigureKey(row.indicator.indicator_id, row.unit.unit_id, latest.period)


def left(row: Row) -> str:
    """Return what is missing: things where they can be counted, else the gap."""
    judged = row.assessment
    is_counted = row.indicator.is_share or row.indicator.kind is IndicatorKind.MILESTONE
    if row.target and judged.still_to_do and is_counted:
        return numbers.things(judged.still_to_do, row.indicator)
    if row.target and judged.gap:
        return figures.missing(judged, row.indicator)
    return numbers.MISSING


def target(row: Row) -> str:
    """Return the name of a row's target, of its indicator where it has none."""
    return figures.target_name(row.target) if row.target else row.indicator.name


def status(row: Row) -> str:
    """Return the standing in a word; "–" where no target is set."""
    return figures.badge(row.assessment).word if row.target else numbers.MISSING


def reached(row: Row) -> str:
    """Return the figure and its target, to stand under the bar that shows them."""
    value = figures.value(row.assessment, row.indicator)
    if row.target is None or row.assessment.steps_total:
        return value
    aim = figures.target(row.assessment, row.indicator, row.target)
    return phrase("slide.reached", value=value, aim=aim)


def stand(row: Row) -> str:
    """Return the standing and what is missing."""
    missing = left(row)
    if missing == numbers.MISSING:
        return status(row)
    return phrase("slide.stand", status=status(row), left=missing)


def title(row: Row, rows: Iterable[Row]) -> str:
    """Return what a row is called among others: by its target where several aim at one thing."""
    aims = {one.target.target_id for one in rows if one.target and one.indicator == row.indicator}
    return target(row) if len(aims) > 1 else row.indicator.name


def change(row: Row) -> str:
    """Return the latest figure less the one before it, signed."""
    latest, previous = row.assessment.latest, row.assessment.previous
    if latest is None or previous is None:
        return numbers.MISSING
    return numbers.change_between(previous.value, latest.value, row.indicator)


def unit_above(catalogue: Catalogue, row: Row) -> str:
    """Name what the unit lay in at its latest figure."""
    latest = row.assessment.latest
    if latest is None:
        return numbers.MISSING
    above = catalogue.parent(row.unit, catalogue.vintage_for(row.unit, latest.period))
    return above.name if above else numbers.MISSING


def signed_status(row: Row) -> str:
    """Return sign and word of a standing; "–" where no target is set."""
    badge = figures.badge(row.assessment)
    return f"{badge.sign} {badge.word}" if row.target else numbers.MISSING


CELLS: Mapping[str, Callable[[Row], str]] = {
    "bar": reached,
    "unit": lambda row: row.unit.name,
    "indicator": lambda row: row.indicator.name,
    "target": target,
    "target_unit": lambda row: phrase("slide.at_unit", name=target(row), unit=row.unit.name),
    "value": lambda row: figures.value(row.assessment, row.indicator),
    "aim": lambda row: figures.target(row.assessment, row.indicator, row.target),
    "gap": left,
    "status": status,
    "stand": stand,
    "period": lambda row: figures.when(row.assessment.latest),
    "missing": lambda row: figures.missing(row.assessment, row.indicator),
    "due": lambda row: numbers.day(row.target.due_on if row.target else None),
    "completeness": lambda row: figures.completeness(row.assessment.latest),
    "office": lambda row: responsible(row) or numbers.MISSING,
    "change": change,
    "source": lambda row: (
        figures.source(row.assessment.latest) if row.assessment.latest else numbers.MISSING
    ),
}


def row_table(
    name: str,
    columns: str,
    rows: Iterable[Row],
    cells: Mapping[str, Callable[[Row], str]] = MappingProxyType({}),
) -> Table:
    """Return standings as a table; `cells` are columns that this table alone has."""
    kept = tuple(columns.split())
    readers = [cells.get(column) or CELLS[column] for column in kept]
    lines = (
        TableLine(
            tuple(read(row) for read in readers),
            figure_of(row),
            row.unit.unit_id,
            tuple(colour(row) if column in ("status", "stand") else None for column in kept),
            target_bar(row) if "bar" in kept else None,
        )
        for row in rows
    )
    return Table(kept, heads_of(name, kept), tuple(lines))


def colour(row: Row) -> str | None:
    """Return the colour of a standing; None where no target is set."""
    return STANDING_COLOURS[row.assessment.standing] if row.target else None


def target_bar(row: Row) -> TargetBar | None:
    """Return a row as a bar to its target; None where there is nothing to draw."""
    judged, indicator, shown = row.assessment, row.indicator, is_demo(row)
    if judged.steps_total:
        done = judged.steps_done or 0
        return TargetBar(judged.standing, steps=judged.steps_total, done=done, is_demo=shown)
    value = judged.latest.value if judged.latest else None
    aim = judged.target_value
    if indicator.kind is IndicatorKind.RANK or (value is None and aim is None):
        return None
    whole = indicator.maximum
    if aim and (not whole or aim < whole / 2):
        whole = aim / _TARGET_AT
    if not whole:
        return None
    share, target_share = (
        None if one is None else float(min(max(one / whole, Decimal(0)), Decimal(1)))
        for one in (value, aim)
    )
    return TargetBar(judged.standing, share, target_share, is_demo=shown)


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
        missing = figures.missing(judged, indicator)
        if _is_counted(row):
            missing = numbers.things(judged.still_to_do, indicator)
        bars.append(
            Bar(
                label=name,
                value=size,
                text=f"{missing} · {figures.value(judged, indicator)}",
                colour=STANDING_COLOURS[judged.standing],
                word=figures.badge(judged).word,
                unit_id=row.unit.unit_id,
            )
        )
    measured = rows[0].indicator
    measure = phrase("slide.measure_gap", unit=numbers.unit_text(measured))
    if _is_counted(rows[0]):
        thing = numbers.thing_name(measured.denominator_name or "")
        measure = phrase("slide.measure_things", thing=thing)
    return Bars(tuple(bars), measure)


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
    lines = list(_path(row, [point.period.end for point in (*points, *reference)]))
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
        is_reversed=indicator.kind is IndicatorKind.RANK,
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


def _path(row: Row, days: Sequence[date]) -> Iterator[Line]:
    """The target as a level line over all days drawn, and the path that leads there.

    It goes by official milestones if there are any.

    From a single value, or once the target is met, no path leads there.
    """
    judged, target = row.assessment, row.target
    if judged.latest is None or judged.target_value is None or target is None:
        return
    if target.kind is TargetKind.ABOVE_REFERENCE:
        return  # there the path is of distances, and the reference itself is drawn
    text = figures.target(judged, row.indicator, target)
    ends = (min(days), max(target.due_on, *days))
    stops = [(day, judged.target_value) for day in ends]
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
