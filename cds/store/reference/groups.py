"""The small tables around the register: programme, groups, pilots, frameworks, header aliases."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.folding import fold
from cds.domain.issues import ReferenceFault
from cds.domain.programme import (
    Framework,
    Group,
    Pilot,
    Programme,
    ProgrammeText,
    TextKind,
    Wording,
)
from cds.store.reference.table_reader import ReferenceRow, TableFaults, read_table, unique

PROGRAMME_FILE = "programme.csv"
PROGRAMME_KEYS = ("name", "product_name", "home_unit_id", "started_on", "document")
TEXT_COLUMNS = (
    *("kind", "pillar", "text_vi", "issued_by_vi", "dated_on", "dated_as_vi"),
    *("wording", "source_title", "source_dated_vi", "source_url", "note_vi"),
)
GROUP_COLUMNS = ("group_id", "name_vi", "responsible_vi", "description_vi")
PILOT_COLUMNS = (
    *("unit_id", "submitted_on", "first_year", "last_year"),
    *("contents_vi", "present_name_vi", "source"),
)
FRAMEWORK_COLUMNS = ("indicator_id", "first_period", "name_vi", "source")
DEFAULT_START = date(2021, 1, 1)  # the programmes of resolution 749/QD-TTg begin in 2021


def read_groups(
    home: Path, file_name: str, used: Iterable[str | None], faults: TableFaults
) -> tuple[Group, ...]:
    """The groups of a table; without the table, those that indicators and targets name."""
    if not (home / "reference" / file_name).exists():
        return tuple(Group(group_id, group_id) for group_id in sorted(filter(None, set(used))))
    rows = unique(read_table(home, file_name, GROUP_COLUMNS, faults), "group_id")
    return tuple(
        Group(
            group_id=row.text("group_id"),
            name=row.required("name_vi"),
            responsible=row.optional("responsible_vi"),
            description=row.text("description_vi"),
            source=row.text("source_vi"),
        )
        for row in rows
    )


def read_pilots(home: Path, unit_ids: Collection[str], faults: TableFaults) -> tuple[Pilot, ...]:
    """The pilot units, in the table's order."""
    rows = read_table(home, "pilots.csv", PILOT_COLUMNS, faults, is_optional=True)
    return tuple(_pilot(row, unit_ids) for row in unique(rows, "unit_id"))


def read_texts(
    home: Path, pillar_ids: Collection[str], faults: TableFaults
) -> tuple[ProgrammeText, ...]:
    """What the programme says of itself, in the table's order; a quote names its source."""
    rows = read_table(home, "programme_texts.csv", TEXT_COLUMNS, faults, is_optional=True)
    return tuple(_text(row, pillar_ids) for row in rows)


def read_frameworks(
    home: Path, indicator_ids: Collection[str], faults: TableFaults
) -> tuple[Framework, ...]:
    """The versions of composed indicators, in the table's order."""
    rows = read_table(home, "frameworks.csv", FRAMEWORK_COLUMNS, faults, is_optional=True)
    found = [(row, row.period("first_period")) for row in rows]
    for row, first in found:
        if first is None:
            row.required("first_period")
        if row.text("indicator_id") not in indicator_ids:
            row.fault(ReferenceFault.UNKNOWN_INDICATOR, indicator=row.text("indicator_id"))
    return tuple(
        Framework(row.text("indicator_id"), first, row.required("name_vi"), row.text("source"))
        for row, first in found
        if first is not None
    )


def read_aliases(home: Path, faults: TableFaults) -> Mapping[str, str]:
    """Which field a folded column title stands for."""
    aliases: dict[str, str] = {}
    for row in read_table(home, "header_aliases.csv", ("alias", "field"), faults, is_optional=True):
        alias, name = row.required("alias"), row.required("field")
        if aliases.setdefault(fold(alias), name) != name:
            row.fault(ReferenceFault.CONFLICTING_ALIAS, alias=alias)
    return aliases


def read_programme(
    home: Path,
    units: Mapping[str, AdminUnit],
    vintages: Collection[Vintage],
    texts: tuple[ProgrammeText, ...],
    faults: TableFaults,
) -> Programme | None:
    """The programme; what the table leaves out is taken from the units. None without a home.

    A document may stand here by its name alone, for homes that keep no table of texts.
    """
    rows = read_table(home, PROGRAMME_FILE, ("key", "value"), faults, is_optional=True)
    cells: dict[str, ReferenceRow] = {}
    for row in rows:
        if row.text("key") not in PROGRAMME_KEYS:
            row.fault(
                ReferenceFault.BAD_CHOICE,
                column="key",
                value=row.text("key"),
                accepted=", ".join(PROGRAMME_KEYS),
            )
        cells[row.text("key")] = row
    started_on = _started_on(cells)
    unit_id = _home_unit_id(cells, units, vintages, started_on, faults)
    if unit_id is None:
        return None
    named = (row.text("value") for row in rows if row.text("key") == "document")
    documents = tuple(ProgrammeText(TextKind.DOCUMENT, name) for name in named)
    place = units[unit_id]
    return Programme(
        name=cells["name"].text("value") if "name" in cells else place.name,
        home_unit_id=unit_id,
        started_on=started_on,
        product_name=cells["product_name"].text("value")
        if "product_name" in cells
        else f"CDS {place.name_short}",
        texts=(*documents, *texts),
    )


def _started_on(cells: Mapping[str, ReferenceRow]) -> date:
    return cells["started_on"].required_day("value") if "started_on" in cells else DEFAULT_START


def _home_unit_id(
    cells: Mapping[str, ReferenceRow],
    units: Mapping[str, AdminUnit],
    vintages: Collection[Vintage],
    started_on: date,
    faults: TableFaults,
) -> str | None:
    """The unit the table names, else the one province with parts when the programme began."""
    if "home_unit_id" in cells:
        unit_id = cells["home_unit_id"].text("value")
        if unit_id in units:
            return unit_id
        cells["home_unit_id"].fault(
            ReferenceFault.UNKNOWN_UNIT, column="home_unit_id", value=unit_id
        )
        return None
    provinces = _provinces(units, _in_force(vintages, started_on))
    if len(provinces) == 1:
        return provinces.pop()
    faults.add(PROGRAMME_FILE, None, ReferenceFault.NO_HOME, found=str(len(provinces)))
    return None


def _in_force(vintages: Collection[Vintage], day: date) -> Vintage | None:
    held = [vintage for vintage in vintages if vintage.first <= day]
    return held[-1] if held else next(iter(vintages), None)


def _provinces(units: Mapping[str, AdminUnit], vintage: Vintage | None) -> set[str]:
    """The provinces of a vintage that have parts."""
    parents = vintage.parents.values() if vintage else ()
    return {parent for parent in parents if parent and units[parent].level is AdminLevel.PROVINCE}


def _pilot(row: ReferenceRow, unit_ids: Collection[str]) -> Pilot:
    if row.text("unit_id") not in unit_ids:
        row.fault(ReferenceFault.UNKNOWN_UNIT, column="unit_id", value=row.text("unit_id"))
    first, last = (_year(row, column) for column in ("first_year", "last_year"))
    if first > last:
        row.fault(ReferenceFault.RANGE_REVERSED, low=str(first), high=str(last))
    return Pilot(
        unit_id=row.text("unit_id"),
        submitted_on=row.required_day("submitted_on"),
        first_year=first,
        last_year=last,
        contents=row.text("contents_vi"),
        present_name=row.text("present_name_vi"),
        source=row.text("source"),
    )


def _text(row: ReferenceRow, pillar_ids: Collection[str]) -> ProgrammeText:
    kind = row.choice("kind", TextKind)
    pillar = row.required("pillar") if kind is TextKind.TASK else None
    if pillar and pillar not in pillar_ids:
        row.fault(
            ReferenceFault.UNKNOWN_GROUP, column="pillar", value=pillar, id=row.text("text_vi")
        )
    wording = row.choice("wording", Wording)
    return ProgrammeText(
        kind=kind,
        text=row.required("text_vi"),
        pillar=pillar,
        issued_by=row.text("issued_by_vi"),
        dated_on=row.day("dated_on"),
        dated_as=row.text("dated_as_vi"),
        wording=wording,
        source_title=(row.required if wording is Wording.QUOTE else row.text)("source_title"),
        source_dated=row.text("source_dated_vi"),
        source_url=row.text("source_url"),
        note=row.text("note_vi"),
    )


def _year(row: ReferenceRow, column: str) -> int:
    row.required(column)
    return row.whole(column) or 0
