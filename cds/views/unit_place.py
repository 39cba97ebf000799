"""Where a unit lies, as a small map; and what its A4 sheet holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cds.charts.map_svg import locator
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.store.layers import Layer, found_layer
from cds.text import figures
from cds.text.screens import say
from cds.views.unit import COLUMNS, UnitLine, UnitPage

SHEET_COLUMNS = (
    *("indicator", "value", "period", "change", "target", "gap", "status", "rank"),
    *("completeness", "source", "office"),
)
_MOST_SHEET_ROWS = 32  # what one A4 page holds below head and map


def unit_map(
    home: Path, catalogue: Catalogue, unit: AdminUnit, other: AdminUnit | None
) -> str | None:
    """Draw where the unit (and the one compared with) lies; None without a layer that has it."""
    vintage = catalogue.last_vintage(unit)
    around = _layer(home, vintage.name, AdminLevel.DISTRICT) or _layer(
        home, vintage.name, AdminLevel.COMMUNE
    )
    own = [unit, *([other] if other else [])]
    layers = [_layer(home, vintage.name, one.level) for one in own]
    shapes = [
        shape
        for one, layer in zip(own, layers, strict=True)
        for shape in (layer.shapes if layer else ())
        if shape.unit_id == one.unit_id
    ]
    if around is None or not any(shape.unit_id == unit.unit_id for shape in shapes):
        return None
    title = say("unit.map_alt", name=unit.name, whole=catalogue.province_of(unit).name)
    return locator(around, shapes, title, {other.unit_id} if other else ())


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """The printed page: rows as SHEET_COLUMNS, whose source is a number among `sources`."""

    rows: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    left_out: int


def sheet(page: UnitPage) -> UnitSheet:
    """Lay out the printed sheet, targets first.

    Demonstration figures carry their mark in the cell: a sheet travels without its ribbon.
    """
    lines = page.lines[:_MOST_SHEET_ROWS]
    place = COLUMNS.index("source")
    sources = tuple(dict.fromkeys(line.cells[place] for line in lines))
    rows = tuple(_sheet_row(line, sources) for line in lines)
    return UnitSheet(rows, sources, len(page.lines) - len(lines))


def _sheet_row(line: UnitLine, sources: Sequence[str]) -> tuple[str, ...]:
    cells = dict(zip(COLUMNS, line.cells, strict=True))
    latest = line.row.assessment.latest
    if latest is not None:
        cells["period"] = figures.when_short(latest)
    cells["source"] = say("unit.print_source", place=sources.index(cells["source"]) + 1)
    return tuple(cells[name] for name in SHEET_COLUMNS)


def _layer(home: Path, vintage: str, level: AdminLevel) -> Layer | None:
    return found_layer(home, vintage, level)
