"""The tables of changes and census facts, and the vintages they and the units make."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from cds.domain.admin_units import AdminLevel, AdminUnitChange, UnitFacts, Vintage
from cds.domain.issues import ReferenceFault
from cds.store.reference.table_reader import ReferenceRow, TableFaults, read_table
from cds.store.reference.units import UNITS_FILE, Parents, Units

CHANGES_FILE = "admin_unit_changes.csv"
CHANGES_COLUMNS = (
    *("from_vintage", "from_code", "to_vintage", "to_code", "effective_date", "kind"),
    *("legal_basis", "area_share_of_from", "confidence"),
)
FACTS_FILE = "commune_facts.csv"
FACTS_COLUMNS = (
    *("vintage", "code", "area_km2_ref", "pop_2019_census", "households_2019_census"),
    *("pop_basis", "lat", "lon"),
)

Facts = dict[str, UnitFacts]  # by unit_id


def read_vintages(
    home: Path, units: Units, faults: TableFaults
) -> tuple[tuple[Vintage, ...], tuple[AdminUnitChange, ...]]:
    """The vintages that form a hierarchy, oldest first, and the changes between their units."""
    rows = read_table(home, CHANGES_FILE, CHANGES_COLUMNS, faults)
    changes = tuple(change for row in rows for change in _change(row, units))
    facts = _facts(read_table(home, FACTS_FILE, FACTS_COLUMNS, faults), units)
    starts = _starts(rows, units, faults)
    names = sorted(starts, key=lambda name: starts[name])
    lasts = [starts[name] - timedelta(days=1) for name in names[1:]]
    vintages = (
        Vintage(name, starts[name], last, units.parents[name], _with_sums(name, units, facts))
        for name, last in zip(names, [*lasts, None], strict=False)  # no names: no units
    )
    return tuple(vintages), changes


def _starts(rows: Iterable[ReferenceRow], units: Units, faults: TableFaults) -> dict[str, date]:
    """The first day of each vintage: of the changes leading to it, else when all its units exist.

    The oldest begins with its oldest unit. Vintages without parents lie beside the hierarchy.
    """
    starts: dict[str, date] = {}
    for row in rows:
        effective_on = row.required_day("effective_date")
        if starts.setdefault(row.text("to_vintage"), effective_on) != effective_on:
            row.fault(ReferenceFault.CONFLICTING_DATES, vintage=row.text("to_vintage"))
    ranked = [name for name, parents in units.parents.items() if any(parents.values())]
    days = {name: _valid_from(units.parents[name], units) for name in ranked or units.parents}
    found = {name: starts.get(name, max(days[name])) for name in days}
    if found:
        oldest = min(found, key=lambda name: found[name])
        found[oldest] = min(days[oldest])
    for earlier, later in pairwise(sorted(found, key=lambda name: found[name])):
        if found[earlier] == found[later]:
            faults.add(UNITS_FILE, None, ReferenceFault.CONFLICTING_DATES, vintage=later)
    return found


def _valid_from(parents: Parents, units: Units) -> list[date]:
    return [units.by_id[unit_id].valid_from for unit_id in parents]


def _change(row: ReferenceRow, units: Units) -> Iterable[AdminUnitChange]:
    ends = [_unit_id(row, units, f"{end}_vintage", f"{end}_code") for end in ("from", "to")]
    share = row.number("area_share_of_from")
    if share is not None and not 0 <= share <= 1:
        row.fault(
            ReferenceFault.BAD_NUMBER,
            column="area_share_of_from",
            value=row.text("area_share_of_from"),
        )
    source, target = ends
    if source is not None and target is not None:
        yield AdminUnitChange(
            from_unit_id=source,
            to_unit_id=target,
            effective_on=row.required_day("effective_date"),
            kind=row.required("kind"),
            share=share,
            legal_basis=row.text("legal_basis"),
            is_estimate=row.text("confidence") not in ("", "high"),
        )


def _unit_id(row: ReferenceRow, units: Units, vintage: str, code: str) -> str | None:
    key = (row.text(vintage), row.text(code))
    if key not in units.ids:
        row.fault(ReferenceFault.UNKNOWN_UNIT, column=code, value=" ".join(key))
    return units.ids.get(key)


def _facts(rows: Iterable[ReferenceRow], units: Units) -> dict[str, Facts]:
    """The facts of each vintage's communes, as the table gives them."""
    facts: dict[str, Facts] = {}
    for row in rows:
        unit_id = _unit_id(row, units, "vintage", "code")
        of_vintage = facts.setdefault(row.text("vintage"), {})
        if unit_id is None:
            continue
        if unit_id in of_vintage:
            row.fault(ReferenceFault.DUPLICATE_ID, id=row.text("code"))
        of_vintage[unit_id] = _unit_facts(row)
    return facts


def _unit_facts(row: ReferenceRow) -> UnitFacts:
    latitude, longitude = row.number("lat"), row.number("lon")
    return UnitFacts(
        households=row.number("households_2019_census"),
        population=row.number("pop_2019_census"),
        area_km2=row.number("area_km2_ref"),
        latitude=None if latitude is None else float(latitude),
        longitude=None if longitude is None else float(longitude),
        is_estimate="estimate" in row.text("pop_basis"),
    )


def _with_sums(vintage: str, units: Units, facts: Mapping[str, Facts]) -> Facts:
    """The communes' facts and their sums for the units above, from the lowest level up."""
    known = dict(facts.get(vintage, {}))
    children: dict[str, list[str]] = {}
    for unit_id, above in units.parents[vintage].items():
        if above is not None:
            children.setdefault(above, []).append(unit_id)
    order = list(AdminLevel)
    for unit_id in sorted(children, key=lambda i: -order.index(units.by_id[i].level)):
        if unit_id not in known:
            known[unit_id] = _sum([known.get(i, UnitFacts()) for i in children[unit_id]])
    return known


def _sum(parts: list[UnitFacts]) -> UnitFacts:
    return UnitFacts(
        households=_total([part.households for part in parts]),
        population=_total([part.population for part in parts]),
        area_km2=_total([part.area_km2 for part in parts]),
        is_estimate=any(part.is_estimate for part in parts),
    )


def _total(values: list[Decimal | None]) -> Decimal | None:
    """The sum; None when a part is unknown."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None
