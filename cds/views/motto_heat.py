"""Every district by every part of the motto on the day of a view: chart, sentence and table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds.charts.values import Grid, GridCell, Shades
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.composites import Composite
from cds.domain.programme import Group
from cds.scorecard import Row
from cds.text.screens import say
from cds.views.attained import view_day
from cds.views.motto_measures import (
    Measured,
    cell_text,
    known_text,
    measured,
    short_name,
    value_text,
)


@dataclass(frozen=True, slots=True)
class MottoHeat:
    """The districts side by side. `figure` None: no district has data."""

    figure: Grid | None
    sentence: str
    table: tuple[tuple[str, ...], ...]
    has_demo: bool


def heat(catalogue: Catalogue, rows: Sequence[Row], today: date) -> MottoHeat:
    """Compare the districts; rows are those of the motto's indicators for all of them."""
    found = _Heat.of(catalogue, _by_unit(rows), view_day(catalogue, today))
    return MottoHeat(
        found.figure(catalogue), found.sentence(catalogue), found.table(), found.has_demo
    )


@dataclass(frozen=True, slots=True)
class _Heat:
    """Every district by every part on the day of the view."""

    units: tuple[AdminUnit, ...]
    lines: tuple[tuple[Measured, ...], ...]

    @classmethod
    def of(cls, catalogue: Catalogue, rows: Mapping[str, Sequence[Row]], on: date) -> "_Heat":
        vintage = catalogue.vintage_on(on)
        units = catalogue.descendants(catalogue.home, vintage, AdminLevel.DISTRICT)
        lines = (measured(catalogue, u, rows.get(u.unit_id, ()), on) for u in units)
        return cls(units, tuple(lines))

    @property
    def has_demo(self) -> bool:
        return any(one.is_demo for line in self.lines for one in line)

    def figure(self, catalogue: Catalogue) -> Grid | None:
        if not any(one.made.known for line in self.lines for one in line):
            return None
        parts = [short_name(group).replace(" ", "<br>") for group in catalogue.motto]
        cells = tuple(
            tuple(
                _heat_cell(unit, group, one.made)
                for group, one in zip(catalogue.motto, line, strict=True)
            )
            for unit, line in zip(self.units, self.lines, strict=True)
        )
        names = tuple(unit.name for unit in self.units)
        return Grid(names, tuple(parts), cells, Shades.SHARE)

    def sentence(self, catalogue: Catalogue) -> str:
        cells = [
            (one.made, unit, group)
            for unit, line in zip(self.units, self.lines, strict=True)
            for group, one in zip(catalogue.motto, line, strict=True)
        ]
        known = [cell for cell in cells if cell[0].value is not None]
        if not known:
            return say("motto.heat_none")
        made, unit, group = min(known, key=lambda cell: cell[0].value or Decimal(0))
        return say(
            "motto.heat_sentence",
            part=group.name,
            unit=unit.name,
            value=value_text(made),
            known=made.known,
            expected=made.expected,
            silent=len(cells) - len(known),
            cells=len(cells),
        )

    def table(self) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (unit.name, *(cell_text(one.made) for one in line))
            for unit, line in zip(self.units, self.lines, strict=True)
        )


def _heat_cell(unit: AdminUnit, group: Group, made: Composite) -> GridCell:
    known = known_text(made)
    return GridCell(
        shade=None if made.value is None else float(made.value),
        text=f"{value_text(made)}<br>{made.known}/{made.expected}",
        hover=f"<b>{unit.name}</b><br>{group.name}<br>{value_text(made)}<br>{known}",
    )


def _by_unit(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.unit.unit_id, []).append(row)
    return found
