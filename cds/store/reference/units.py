"""The table of administrative units: its units, and who is whose parent in each vintage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.issues import ReferenceFault
from cds.store.reference.table_reader import ReferenceRow, TableFaults, read_table

UNITS_FILE = "admin_units.csv"
UNITS_COLUMNS = (
    *("vintage", "code", "level", "name", "name_short", "type", "parent_code"),
    *("valid_from", "valid_to", "name_variants"),
)

Parents = Mapping[str, str | None]  # unit_id -> parent's unit_id


@dataclass(frozen=True, slots=True)
class Units:
    """The units by unit_id, the same by (vintage, code), and the parents in each vintage."""

    by_id: Mapping[str, AdminUnit]
    ids: Mapping[tuple[str, str], str]
    parents: Mapping[str, Parents]  # by vintage


def read_units(home: Path, faults: TableFaults) -> Units:
    """Read the units; rows that agree in code and validity are one unit of several vintages."""
    rows = _distinct(read_table(home, UNITS_FILE, UNITS_COLUMNS, faults))
    listed = [(row, _unit(row)) for row in rows]
    _check_validity(listed)
    ids = {(row.text("vintage"), unit.code): unit.unit_id for row, unit in listed}
    levels = {key: unit.level for key, unit in zip(ids, (u for _, u in listed), strict=True)}
    parents: dict[str, dict[str, str | None]] = {}
    for row, unit in listed:
        vintage = row.text("vintage")
        parents.setdefault(vintage, {})[unit.unit_id] = _parent(row, unit, ids, levels)
    _check_cycles(rows, ids, parents)
    return Units(_merged(listed), ids, parents)


def _distinct(rows: Iterable[ReferenceRow]) -> list[ReferenceRow]:
    """The rows, noting and leaving out those that name a unit twice in one vintage."""
    kept: dict[tuple[str, str], ReferenceRow] = {}
    for row in rows:
        key = (row.required("vintage"), row.required("code"))
        if key in kept:
            row.fault(ReferenceFault.DUPLICATE_ID, id=" ".join(key))
        kept.setdefault(key, row)
    return list(kept.values())


def _unit(row: ReferenceRow) -> AdminUnit:
    return AdminUnit(
        code=row.text("code"),
        level=row.choice("level", AdminLevel),
        name=row.required("name"),
        name_short=row.text("name_short") or row.text("name"),
        type_name=row.text("type"),
        parent_code=row.optional("parent_code"),
        valid_from=row.required_day("valid_from"),
        valid_to=row.day("valid_to"),
        vintages=(row.text("vintage"),),
        responsible=row.optional("responsible_vi"),
        name_variants=tuple(v.strip() for v in row.text("name_variants").split(";") if v.strip()),
    )


def _merged(listed: list[tuple[ReferenceRow, AdminUnit]]) -> dict[str, AdminUnit]:
    """One unit per extent, as its last row describes it, in all its vintages."""
    units: dict[str, AdminUnit] = {}
    for _, unit in listed:
        before = units.get(unit.unit_id)
        vintages = (*before.vintages, *unit.vintages) if before else unit.vintages
        units[unit.unit_id] = replace(unit, vintages=vintages)
    return units


def _check_validity(listed: list[tuple[ReferenceRow, AdminUnit]]) -> None:
    """Note reversed validity, extents of one code that overlap, and one extent told two ways."""
    for row, unit in listed:
        if unit.valid_to is not None and unit.valid_to < unit.valid_from:
            row.fault(ReferenceFault.VALIDITY_REVERSED, code=unit.code)
    by_code = sorted(listed, key=lambda item: (item[1].code, item[1].valid_from, item[0].line))
    for code, group in groupby(by_code, key=lambda item: item[1].code):
        for (_, earlier), (row, later) in pairwise(group):
            if (earlier.valid_from, earlier.valid_to) == (later.valid_from, later.valid_to):
                if earlier.level is not later.level:
                    row.fault(ReferenceFault.CONFLICTING_ROWS, id=code, column="level")
            elif (earlier.valid_to or date.max) >= later.valid_from:
                row.fault(ReferenceFault.OVERLAPPING_VALIDITY, code=code)


def _parent(
    row: ReferenceRow,
    unit: AdminUnit,
    ids: Mapping[tuple[str, str], str],
    levels: Mapping[tuple[str, str], AdminLevel],
) -> str | None:
    if unit.parent_code is None:
        return None
    key = (row.text("vintage"), unit.parent_code)
    if key not in ids:
        row.fault(ReferenceFault.UNKNOWN_PARENT, code=unit.code, parent=unit.parent_code)
        return None
    order = list(AdminLevel)
    if order.index(levels[key]) >= order.index(unit.level):
        row.fault(ReferenceFault.PARENT_NOT_ABOVE, code=unit.code, parent=unit.parent_code)
    return ids[key]


def _check_cycles(
    rows: Iterable[ReferenceRow], ids: Mapping[tuple[str, str], str], parents: Mapping[str, Parents]
) -> None:
    for row in rows:
        vintage = row.text("vintage")
        if _is_own_ancestor(ids[vintage, row.text("code")], parents[vintage]):
            row.fault(ReferenceFault.PARENT_CYCLE, code=row.text("code"))


def _is_own_ancestor(unit_id: str, parents: Parents) -> bool:
    seen: set[str] = set()
    above = parents.get(unit_id)
    while above is not None and above not in seen:
        if above == unit_id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
