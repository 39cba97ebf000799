"""Pieces that the lists of changes share: rows by key, and a list with the figures it shows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cds.blocks import FigureKey
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.scorecard import Row
from cds.text import numbers

MOST_ROWS = 300
_Entry = TypeVar("_Entry")
Keyed = Mapping[tuple[str, str, str | None], Row]  # by unit, indicator and target


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of a table with the figures they show; `count` is how many there are in all."""

    rows: tuple[tuple[str, ...], ...]
    traced: tuple[FigureKey | None, ...]
    count: int


def keyed(catalogue: Catalogue, rows: Iterable[Row], unit_id: str, level: AdminLevel) -> Keyed:
    """Return the standings of a level inside a unit."""
    return {
        _key(row): row
        for row in rows
        if row.unit.level is level and catalogue.is_within(row.unit, unit_id)
    }


def listing(
    found: Sequence[_Entry],
    as_row: Callable[[_Entry], tuple[str, ...]],
    as_figure: Callable[[_Entry], FigureKey | None],
) -> Listing:
    """Return a list cut to what a table shows."""
    shown = found[:MOST_ROWS]
    return Listing(
        tuple(as_row(one) for one in shown), tuple(as_figure(one) for one in shown), len(found)
    )


def place(catalogue: Catalogue, row: Row) -> str:
    """Name what the unit lay in at its latest figure."""
    latest = row.assessment.latest
    if latest is None:
        return numbers.MISSING
    above = catalogue.parent(row.unit, catalogue.vintage_for(row.unit, latest.period))
    return above.name if above else numbers.MISSING


def _key(row: Row) -> tuple[str, str, str | None]:
    target_id = row.target.target_id if row.target else None
    return row.unit.unit_id, row.indicator.indicator_id, target_id
