"""The tables of administrative units: units, changes, census facts, and the vintages they make."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path

from cds.domain.admin_units import (
    AdminLevel,
    AdminUnit,
    AdminUnitChange,
    OutlinePart,
    UnitFacts,
    Vintage,
)
from cds.domain.issues import ReferenceFault
from cds.domain.observations import total_of_all
from cds.store.reference.tables import ReferenceReader, ReferenceRow, ReferenceTable, tables_of

Parents = Mapping[str, str | None]  # unit_id -> parent's unit_id
Facts = dict[str, UnitFacts]  # by unit_id


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The units by unit_id, the same by (vintage, code), and the parents in each vintage."""

    by_id: Mapping[str, AdminUnit]
    ids: Mapping[tuple[str, str], str]
    parents: Mapping[str, Parents]  # by vintage


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line of the table of changes: its units are named by vintage and code."""

    effective_on: date
    kind: str
    legal_basis: str
    share: Decimal | None
    confidence: str


PACKAGED = Path(__file__).resolve().parents[3] / "data"  # what ships with the program
UNITS = ReferenceTable(
    "admin_units.csv",
    AdminUnit,
    key=("vintage", "code"),
    called={"vintages": "vintage", "type_name": "type"},
    vietnamese=("responsible",),
    required=("name", "valid_from"),
    extra=("responsible_vi",),
    derived={"name_short": lambda row: row.text("name_short") or row.text("name")},
)
CHANGES = ReferenceTable(
    "admin_unit_changes.csv",
    ChangeLine,
    called={"effective_on": "effective_date", "share": "area_share_of_from"},
    required=("effective_date", "kind"),
    beside=("from_vintage", "from_code", "to_vintage", "to_code"),
)


def _number(row: ReferenceRow, *columns: str) -> Decimal | None:
    """The number of the first column that has one."""
    return next((row.value(column, Decimal) for column in columns if row.text(column)), None)


FACTS = ReferenceTable(
    "commune_facts.csv",
    UnitFacts,
    called={
        "area_km2": "area_km2_ref",
        "population": "pop_2019_census",
        "households": "households_2019_census",
        "latitude": "lat",
        "longitude": "lon",
    },
    vietnamese=("population_source", "households_source"),
    extra=("population_source_vi", "households_source_vi"),
    beside=("vintage", "code"),
    derived={  # what was published since, and what is estimated where no census counts
        "population": lambda row: _number(row, "pop_2025", "pop_2019_census"),
        "households": lambda row: _number(row, "households_2019_census", "households_estimate"),
    },
)


OUTLINES = ReferenceTable(
    "outline_parts.csv",
    OutlinePart,
    called={
        "unit_id": "code",
        "province": "package_province",
        "district": "package_district",
        "commune": "package_commune",
    },
    required=("vintage", "code", "package_commune", "share"),
    is_optional=True,
)
TABLES_OF_UNITS = tuple(one.file_name for one in (UNITS, CHANGES, FACTS, OUTLINES))


def read_units(reader: ReferenceReader) -> UnitTable:
    """Read the units; rows that agree in code and validity are one unit of several vintages."""
    listed = reader.lines(UNITS)
    _check_validity(listed)
    ids = {(row.text("vintage"), unit.code): unit.unit_id for row, unit in listed}
    levels = {(row.text("vintage"), unit.code): unit.level for row, unit in listed}
    by_id: dict[str, AdminUnit] = {}
    parents: dict[str, dict[str, str | None]] = defaultdict(dict)
    for row, unit in listed:
        before = by_id.get(unit.unit_id)
        vintages = (*before.vintages, *unit.vintages) if before else unit.vintages
        by_id[unit.unit_id] = replace(unit, vintages=vintages)
        parents[row.text("vintage")][unit.unit_id] = _parent(row, unit, ids, levels)
    for row, unit in listed:
        if _is_own_ancestor(unit.unit_id, parents[row.text("vintage")]):
            row.fault(ReferenceFault.PARENT_CYCLE, code=unit.code)
    reader.known[ReferenceFault.UNKNOWN_UNIT] = by_id
    return UnitTable(by_id, ids, parents)


def read_vintages(
    reader: ReferenceReader, units: UnitTable
) -> tuple[tuple[Vintage, ...], tuple[AdminUnitChange, ...]]:
    """The vintages that form a hierarchy, oldest first, and the changes between their units."""
    lines = reader.lines(CHANGES)
    changes = tuple(change for row, line in lines for change in _change(row, line, units))
    _check_inheritance(reader, changes, units)
    facts = _facts(reader, units)
    starts = _starts(reader, lines, units)
    names = sorted(starts, key=lambda name: starts[name])
    lasts = [starts[name] - timedelta(days=1) for name in names[1:]]
    vintages = (
        Vintage(name, starts[name], last, units.parents[name], _with_sums(name, units, facts))
        for name, last in zip(names, [*lasts, None], strict=False)  # no names: no units
    )
    return tuple(vintages), changes


def read_outlines(reader: ReferenceReader, units: UnitTable) -> tuple[OutlinePart, ...]:
    """What communes of the map package became: each wholly given to units of one vintage.

    A home older than this table draws by ours, if it has all the units that ours speaks of.
    """
    parts: list[OutlinePart] = []
    shares: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    listed = reader.lines(OUTLINES)
    if not reader.has(OUTLINES.file_name):
        ours = replace(reader, tables=tables_of(PACKAGED)).lines(OUTLINES)
        keys = {(row.text("vintage"), row.text("code")) for row, _ in ours}
        listed = ours if keys <= units.ids.keys() else []
    for row, part in listed:
        if unit_id := _unit_id(row, units, "vintage", "code"):
            parts.append(replace(part, unit_id=unit_id))
            shares[part.vintage, part.province, part.district, part.commune] += part.share
    for (*_, commune), total in shares.items():
        if total != 1:
            told = {"code": commune, "sum": str(total)}
            reader.note(OUTLINES.file_name, None, ReferenceFault.SHARES_NOT_WHOLE, **told)
    return tuple(parts)


def _starts(
    reader: ReferenceReader, lines: Iterable[tuple[ReferenceRow, ChangeLine]], units: UnitTable
) -> dict[str, date]:
    """The first day of each vintage: of the changes leading to it, else when all its units exist.

    The oldest begins with its oldest unit. Vintages without parents lie beside the hierarchy.
    """
    effective: dict[str, date] = {}
    for row, line in lines:
        vintage = row.text("to_vintage")
        if effective.setdefault(vintage, line.effective_on) != line.effective_on:
            row.fault(ReferenceFault.CONFLICTING_DATES, vintage=vintage)
    ranked = [name for name, parents in units.parents.items() if any(parents.values())]
    days = {
        name: [units.by_id[unit_id].valid_from for unit_id in units.parents[name]]
        for name in ranked or units.parents
    }
    starts = {name: effective.get(name, max(days[name])) for name in days}
    if starts:
        oldest = min(starts, key=lambda name: starts[name])
        starts[oldest] = min(days[oldest])
    for earlier, later in pairwise(sorted(starts, key=lambda name: starts[name])):
        if starts[earlier] == starts[later]:
            reader.note(UNITS.file_name, None, ReferenceFault.CONFLICTING_DATES, vintage=later)
    return starts


def _check_inheritance(
    reader: ReferenceReader, changes: Iterable[AdminUnitChange], units: UnitTable
) -> None:
    """At each reform what a unit passes on is all of it, and what ended at a level has an heir."""
    reforms: dict[date, dict[str, list[AdminUnitChange]]] = defaultdict(lambda: defaultdict(list))
    for change in changes:
        reforms[change.effective_on][change.from_unit_id].append(change)
    for effective_on, passed in reforms.items():
        for unit_id, ways in passed.items():
            shares = total_of_all([change.share for change in ways])
            if shares not in (None, 1):
                told = {"code": units.by_id[unit_id].code, "sum": str(shares)}
                reader.note(CHANGES.file_name, None, ReferenceFault.SHARES_NOT_WHOLE, **told)
        levels = {units.by_id[unit_id].level for unit_id in passed}
        last = effective_on - timedelta(days=1)
        for unit in units.by_id.values():
            if unit.valid_to == last and unit.level in levels and unit.unit_id not in passed:
                reader.note(CHANGES.file_name, None, ReferenceFault.NO_HEIR, code=unit.code)


def _change(row: ReferenceRow, line: ChangeLine, units: UnitTable) -> Iterator[AdminUnitChange]:
    source, target = (
        _unit_id(row, units, f"{end}_vintage", f"{end}_code") for end in ("from", "to")
    )
    if line.share is not None and not 0 <= line.share <= 1:
        column = "area_share_of_from"
        row.fault(ReferenceFault.BAD_NUMBER, column=column, value=row.text(column))
    if source is not None and target is not None:
        before = line.effective_on - timedelta(days=1)
        for unit_id, day in ((source, before), (target, line.effective_on)):
            if not units.by_id[unit_id].is_valid_on(day):
                told = {"code": units.by_id[unit_id].code, "day": day.isoformat()}
                row.fault(ReferenceFault.CHANGE_OF_ANOTHER_TIME, **told)
        yield AdminUnitChange(
            from_unit_id=source,
            to_unit_id=target,
            effective_on=line.effective_on,
            kind=line.kind,
            share=line.share,
            legal_basis=line.legal_basis,
            is_estimate=line.confidence not in ("", "high"),
        )


def _unit_id(row: ReferenceRow, units: UnitTable, vintage: str, code: str) -> str | None:
    key = (row.text(vintage), row.text(code))
    if key not in units.ids:
        row.fault(ReferenceFault.UNKNOWN_UNIT, column=code, value=" ".join(key))
    return units.ids.get(key)


def _facts(reader: ReferenceReader, units: UnitTable) -> Mapping[str, Facts]:
    found: dict[str, Facts] = defaultdict(dict)
    for row, facts in reader.lines(FACTS):
        unit_id = _unit_id(row, units, "vintage", "code")
        of_vintage = found[row.text("vintage")]
        if unit_id in of_vintage:
            row.fault(ReferenceFault.DUPLICATE_ID, id=row.text("code"))
        if unit_id is not None:
            of_vintage[unit_id] = facts
    return found


def _with_sums(vintage: str, units: UnitTable, facts: Mapping[str, Facts]) -> Facts:
    """The communes' facts and their sums for the units above, from the lowest level up."""
    known = dict(facts.get(vintage, {}))
    children: dict[str, list[str]] = defaultdict(list)
    for unit_id, above in units.parents[vintage].items():
        if above is not None:
            children[above].append(unit_id)
    order = list(AdminLevel)
    for unit_id in sorted(children, key=lambda i: -order.index(units.by_id[i].level)):
        if unit_id not in known:
            parts = [known.get(child, UnitFacts()) for child in children[unit_id]]
            known[unit_id] = UnitFacts(
                households=total_of_all([part.households for part in parts]),
                population=total_of_all([part.population for part in parts]),
                area_km2=total_of_all([part.area_km2 for part in parts]),
                households_source=_sources([part.households_source for part in parts]),
                population_source=_sources([part.population_source for part in parts]),
            )
    return known


def _sources(told: list[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, told)))


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


def _is_own_ancestor(unit_id: str, parents: Parents) -> bool:
    seen: set[str] = set()
    above = parents.get(unit_id)
    while above is not None and above not in seen:
        if above == unit_id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
