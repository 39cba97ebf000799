"""One coverage map as a value: shapes' address, colours, legend, summary and table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cds.charts.colour_steps import Aim, StepWords
from cds.charts.coverage_map import Links, MapMode, MapPayload, MapWords, Wording, coverage_map
from cds.domain.catalogue import Catalogue
from cds.domain.errors import NotFoundError
from cds.domain.indicators import Indicator
from cds.domain.observations import Point
from cds.domain.periods import Period, parse_period
from cds.domain.places import AdminLevel
from cds.scorecard import Row
from cds.store.boundaries import Layer, layer_path, load_layer
from cds.text import figures, numbers
from cds.text.screens import say, template
from cds.ui.map.assets import geometry_url


@dataclass(frozen=True, slots=True)
class Asked:
    """What map is wanted. `period` is a canonical text."""

    indicator_id: str
    level: AdminLevel
    period: str
    is_tiles: bool = False
    is_circles: bool = False
    selected: str | None = None


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """A map with its sentence, licence and table."""

    payload: MapPayload
    summary: str
    licence: str
    has_demo: bool
    table: tuple[tuple[str, str, str, str, str], ...]


def build(
    home: Path, catalogue: Catalogue, rows: Sequence[Row], asked: Asked
) -> CoveragePage | None:
    """Draw the figures of one period; None when the data home has no fitting layer."""
    period = parse_period(asked.period)
    vintage = catalogue.vintage_for(catalogue.home, period)
    try:
        layer = load_layer(home, vintage.name, asked.level, tiles=asked.is_tiles)
    except NotFoundError:
        return None
    first = {r.unit.unit_id: r for r in reversed(rows) if r.unit.level is asked.level}
    shown = {unit_id: point for unit_id, row in first.items() if (point := _at(row, period))}
    yardstick = next((row for row in first.values() if row.target), None) or next(
        iter(first.values())
    )
    counts = {i: n for i, point in shown.items() if (n := _left(point)) is not None}
    payload = coverage_map(
        layer,
        shown,
        _aim(yardstick),
        _wording(yardstick.indicator, period, len(shown), len(layer.shapes)),
        _links(home, vintage.name, asked),
        still_to_do=counts,
        mode=MapMode.CIRCLES if asked.is_circles else MapMode.FILL,
        selected=asked.selected,
    )
    return CoveragePage(
        payload=payload,
        summary=_summary(catalogue, rows, layer, shown, yardstick, period),
        licence=say(f"map.licence_{layer.licence.value}"),
        has_demo=any(point.is_demo for point in shown.values()),
        table=tuple(_table_row(catalogue, layer, shown, yardstick)),
    )


def _at(row: Row, period: Period) -> Point | None:
    return next((point for point in row.series.points if point.period == period), None)


def _left(point: Point) -> int | None:
    if point.numerator is None or point.denominator is None:
        return None
    return max(0, int(point.denominator - point.numerator))


def _aim(yardstick: Row) -> Aim:
    if yardstick.target is None or yardstick.target.value is None:
        return Aim(None)
    target = yardstick.target
    return Aim(target.value, target.operator, yardstick.indicator.direction)


def _links(home: Path, vintage: str, asked: Asked) -> Links:
    shapes = layer_path(home, vintage, asked.level, tiles=asked.is_tiles)
    outline = layer_path(home, vintage, AdminLevel.DISTRICT)
    has_outline = asked.level is AdminLevel.COMMUNE and not asked.is_tiles and outline.is_file()
    return Links(geometry_url(shapes), geometry_url(outline) if has_outline else None)


def _wording(indicator: Indicator, period: Period, known: int, all_units: int) -> Wording:
    names = (
        *("missing", "value", "gap", "period", "source", "still_to_do"),
        *("zoom_in", "zoom_out", "reset", "help", "failed"),
    )
    alt = say("map.alt", name=indicator.name, period=period, known=known, missing=all_units - known)
    ranges = ("below", "between", "at_least", "at_most", "above_to", "above", "every")
    return Wording(
        map=MapWords(alt=alt, **{name: template(f"map.{name}") for name in names}),
        steps=StepWords(
            **{name: template(f"map.{name}") for name in ranges},
            gap=template("map.gap_step"),
            met=template("map.met_step"),
        ),
        number=lambda value: numbers.figure(value, indicator),
        gap=lambda value: numbers.difference(value, indicator),
        count=lambda count: numbers.things(count, indicator),
        period=numbers.period,
        source=figures.source,
    )


def _summary(
    catalogue: Catalogue,
    rows: Sequence[Row],
    layer: Layer,
    shown: dict[str, Point],
    yardstick: Row,
    period: Period,
) -> str:
    aim = _aim(yardstick)
    drawn = [shown[shape.unit_id] for shape in layer.shapes if shape.unit_id in shown]
    own = next((row for row in rows if row.unit.unit_id == catalogue.home.unit_id), None)
    whole = _at(own, period) if own else None
    if not aim.is_judged or aim.target is None:
        key, met = "coverage.summary_plain", 0
    else:
        key, met = "coverage.summary", sum(aim.side(point.value).value == "met" for point in drawn)
    sign = yardstick.target.operator.value if yardstick.target else ""
    return say(
        key,
        met=met,
        known=len(drawn),
        target=numbers.target_value(aim.target, sign, yardstick.indicator),
        missing=len(layer.shapes) - len(drawn),
        value=numbers.figure(whole.value if whole else None, yardstick.indicator),
    )


def _table_row(catalogue: Catalogue, layer: Layer, shown: dict[str, Point], yardstick: Row):  # noqa: ANN202
    for shape in layer.shapes:
        point = shown.get(shape.unit_id)
        parent = catalogue.units[shape.unit_id].parent_code or ""
        left = _left(point) if point else None
        yield (
            shape.name,
            parent,
            numbers.figure(point.value if point else None, yardstick.indicator),
            numbers.things(left, yardstick.indicator),
            figures.source(point) if point else numbers.MISSING,
        )
