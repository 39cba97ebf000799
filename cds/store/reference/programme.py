"""The small tables around the register: programme, groups, pilots, frameworks, header aliases."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
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
from cds.store.reference.tables import ReferenceRow, ReferenceTable, TableFaults

DEFAULT_START = date(2021, 1, 1)  # the programmes of resolution 749/QD-TTg begin in 2021


@dataclass(frozen=True, slots=True)
class HeaderAlias:
    """A column title and the field that it stands for."""

    alias: str
    field: str


@dataclass(frozen=True, slots=True)
class ProgrammeEntry:
    """One line of the programme's table: what is said, and the words."""

    key: str
    value: str


PILOTS = ReferenceTable(
    "pilots.csv",
    Pilot,
    key=("unit_id",),
    called={"contents": "contents_vi", "present_name": "present_name_vi"},
    required=("submitted_on", "first_year", "last_year"),
    refers_to={"unit_id": ReferenceFault.UNKNOWN_UNIT},
    is_optional=True,
)
TEXTS = ReferenceTable(
    "programme_texts.csv",
    ProgrammeText,
    called={
        "text": "text_vi",
        "issued_by": "issued_by_vi",
        "dated_as": "dated_as_vi",
        "source_dated": "source_dated_vi",
        "note": "note_vi",
    },
    required=("text_vi", "wording"),
    is_optional=True,
)
FRAMEWORKS = ReferenceTable(
    "frameworks.csv",
    Framework,
    called={"first": "first_period", "name": "name_vi"},
    required=("indicator_id", "first_period", "name_vi"),
    refers_to={"indicator_id": ReferenceFault.UNKNOWN_INDICATOR},
    is_optional=True,
)
ALIASES = ReferenceTable(
    "header_aliases.csv", HeaderAlias, required=("alias", "field"), is_optional=True
)
PROGRAMME = ReferenceTable("programme.csv", ProgrammeEntry, is_optional=True)
PROGRAMME_KEYS = ("name", "product_name", "home_unit_id", "started_on", "document")


def read_groups(
    home: Path, file_name: str, used: Iterable[str | None], faults: TableFaults
) -> tuple[Group, ...]:
    """The groups of a table; without the table, those that indicators and targets name."""
    if not (home / "reference" / file_name).exists():
        return tuple(Group(group_id, group_id) for group_id in sorted(filter(None, set(used))))
    table = ReferenceTable(
        file_name,
        Group,
        key=("group_id",),
        called={
            "name": "name_vi",
            "responsible": "responsible_vi",
            "description": "description_vi",
            "source": "source_vi",
        },
        required=("name_vi",),
        extra=("source_vi",),
    )
    return tuple(group for _, group in table.read(home, faults))


def read_pilots(home: Path, unit_ids: Collection[str], faults: TableFaults) -> tuple[Pilot, ...]:
    """The pilot units, in the table's order."""
    found = PILOTS.read(home, faults, {ReferenceFault.UNKNOWN_UNIT: unit_ids})
    for row, pilot in found:
        if pilot.first_year > pilot.last_year:
            years = {"low": str(pilot.first_year), "high": str(pilot.last_year)}
            row.fault(ReferenceFault.RANGE_REVERSED, **years)
    return tuple(pilot for _, pilot in found)


def read_texts(
    home: Path, pillar_ids: Collection[str], faults: TableFaults
) -> tuple[ProgrammeText, ...]:
    """What the programme says of itself, in the table's order.

    A task names its pillar, nothing else does; a quote names its source.
    """
    found = TEXTS.read(home, faults)
    for row, text in found:
        if text.wording is Wording.QUOTE:
            row.required("source_title")
        if text.kind is TextKind.TASK and row.required("pillar") not in ("", *pillar_ids):
            slots = {"column": "pillar", "value": row.text("pillar"), "id": text.text}
            row.fault(ReferenceFault.UNKNOWN_GROUP, **slots)
    return tuple(
        text if text.kind is TextKind.TASK else replace(text, pillar=None) for _, text in found
    )


def read_frameworks(
    home: Path, indicator_ids: Collection[str], faults: TableFaults
) -> tuple[Framework, ...]:
    """The versions of composed indicators, in the table's order."""
    known = {ReferenceFault.UNKNOWN_INDICATOR: indicator_ids}
    return tuple(framework for _, framework in FRAMEWORKS.read(home, faults, known))


def read_aliases(home: Path, faults: TableFaults) -> Mapping[str, str]:
    """Which field a folded column title stands for."""
    aliases: dict[str, str] = {}
    for row, each in ALIASES.read(home, faults):
        if aliases.setdefault(fold(each.alias), each.field) != each.field:
            row.fault(ReferenceFault.CONFLICTING_ALIAS, alias=each.alias)
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
    found = PROGRAMME.read(home, faults)
    for row, entry in found:
        if entry.key not in PROGRAMME_KEYS:
            slots = {"column": "key", "value": entry.key, "accepted": ", ".join(PROGRAMME_KEYS)}
            row.fault(ReferenceFault.BAD_CHOICE, **slots)
    rows = {entry.key: row for row, entry in found}
    started_on = DEFAULT_START
    if "started_on" in rows:
        rows["started_on"].required("value")
        started_on = rows["started_on"].value("value", date) or DEFAULT_START
    unit_id = _home_unit_id(rows.get("home_unit_id"), units, vintages, started_on, faults)
    if unit_id is None:
        return None
    said = {entry.key: entry.value for _, entry in found}
    documents = (entry.value for _, entry in found if entry.key == "document")
    place = units[unit_id]
    return Programme(
        name=said.get("name", place.name),
        home_unit_id=unit_id,
        started_on=started_on,
        product_name=said.get("product_name", f"CDS {place.name_short}"),
        texts=(*(ProgrammeText(TextKind.DOCUMENT, name) for name in documents), *texts),
    )


def _home_unit_id(
    row: ReferenceRow | None,
    units: Mapping[str, AdminUnit],
    vintages: Collection[Vintage],
    started_on: date,
    faults: TableFaults,
) -> str | None:
    """The unit the table names, else the one province with parts when the programme began."""
    if row is not None:
        unit_id = row.text("value")
        if unit_id in units:
            return unit_id
        row.fault(ReferenceFault.UNKNOWN_UNIT, column="home_unit_id", value=unit_id)
        return None
    begun = [vintage for vintage in vintages if vintage.first <= started_on]
    in_force = [*begun[-1:], *vintages][:1]
    parents = {parent for vintage in in_force for parent in vintage.parents.values() if parent}
    provinces = [unit for unit in parents if units[unit].level is AdminLevel.PROVINCE]
    if len(provinces) == 1:
        return provinces[0]
    faults.add(PROGRAMME.file_name, None, ReferenceFault.NO_HOME, found=str(len(provinces)))
    return None
