"""The small tables around the register: programme, groups, pilots, frameworks, header aliases."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.folding import fold
from cds.domain.issues import ReferenceFault
from cds.domain.programme import (
    Framework,
    Group,
    OfficeChange,
    Pilot,
    Programme,
    ProgrammeText,
    Tenure,
    TextKind,
    Wording,
)
from cds.store.reference.tables import ReferenceReader, ReferenceRow, ReferenceTable

DEFAULT_START = date(2021, 1, 1)  # the programmes of resolution 749/QD-TTg begin in 2021


@dataclass(frozen=True, slots=True)
class HeaderAlias:
    """A column title and the field that it stands for."""

    alias: str
    field: str


@dataclass(frozen=True, slots=True)
class ProgrammeEntry:
    """One line of the table that a home had while it knew one programme alone."""

    key: str
    value: str


PILOTS = ReferenceTable(
    "pilots.csv",
    Pilot,
    key=("unit_id",),
    vietnamese=("contents", "present_name"),
    required=("submitted_on", "first_year", "last_year"),
    refers_to={"unit_id": ReferenceFault.UNKNOWN_UNIT},
    is_optional=True,
)
TEXTS = ReferenceTable(
    "programme_texts.csv",
    ProgrammeText,
    vietnamese=("text", "issued_by", "dated_as", "source_dated", "note"),
    required=("text_vi", "wording"),
    extra=("programme_id",),
    is_optional=True,
)
FRAMEWORKS = ReferenceTable(
    "frameworks.csv",
    Framework,
    called={"first": "first_period"},
    vietnamese=("name",),
    required=("indicator_id", "first_period", "name_vi"),
    refers_to={"indicator_id": ReferenceFault.UNKNOWN_INDICATOR},
    is_optional=True,
)
ALIASES = ReferenceTable(
    "header_aliases.csv", HeaderAlias, required=("alias", "field"), is_optional=True
)
PROGRAMMES = ReferenceTable(
    "programmes.csv",
    Programme,
    key=("programme_id",),
    called={"texts": "documents", "headlines": "headline_targets"},
    vietnamese=("name", "responsible"),
    required=("name_vi", "home_unit_id", "started_on"),
    extra=(
        *("product_name", "documents", "ended_on", "headline_targets"),
        *("responsible_vi", "inherits"),
    ),
    refers_to={
        "home_unit_id": ReferenceFault.UNKNOWN_UNIT,
        "inherits": ReferenceFault.UNKNOWN_PROGRAMME,
    },
    derived={"texts": lambda row: tuple(_documents(row.text("documents").split(";")))},
    apart=("offices",),
    is_optional=True,
)
OFFICES = ReferenceTable(
    "offices.csv",
    Tenure,
    called={"started_on": "valid_from", "ended_on": "valid_to"},
    vietnamese=("office",),
    required=("office_vi",),
    extra=("programme_id", "target_id", "valid_from", "valid_to"),
    refers_to={
        "programme_id": ReferenceFault.UNKNOWN_PROGRAMME,
        "target_id": ReferenceFault.UNKNOWN_TARGET,
    },
    is_optional=True,
)
OFFICE_CHANGES = ReferenceTable(
    "office_changes.csv",
    OfficeChange,
    key=("office_vi",),
    called={"started_on": "valid_from"},
    vietnamese=("office", "successor"),
    required=("valid_from",),
    extra=("successor_vi",),
    is_optional=True,
)
OLD_PROGRAMME = ReferenceTable("programme.csv", ProgrammeEntry, is_optional=True)
OLD_KEYS = ("name", "product_name", "home_unit_id", "started_on", "document")


def read_groups(
    reader: ReferenceReader, file_name: str, used: Iterable[str | None]
) -> tuple[Group, ...]:
    """The groups of a table; without the table, those that indicators and targets name."""
    if not reader.has(file_name):
        return tuple(Group(group_id, group_id) for group_id in sorted(filter(None, set(used))))
    table = ReferenceTable(
        file_name,
        Group,
        key=("group_id",),
        vietnamese=("name", "responsible", "description", "source"),
        required=("name_vi",),
        extra=("source_vi",),
    )
    return reader.values(table)


def read_pilots(reader: ReferenceReader) -> tuple[Pilot, ...]:
    """The pilot units, in the table's order."""
    found = reader.lines(PILOTS)
    for row, pilot in found:
        if pilot.first_year > pilot.last_year:
            years = {"low": str(pilot.first_year), "high": str(pilot.last_year)}
            row.fault(ReferenceFault.RANGE_REVERSED, **years)
    return tuple(pilot for _, pilot in found)


def read_texts(reader: ReferenceReader, pillar_ids: Collection[str]) -> tuple[ProgrammeText, ...]:
    """What the programme says of itself, in the table's order.

    A task names its pillar, nothing else does; a quote names its source.
    """
    found = reader.lines(TEXTS)
    for row, text in found:
        if text.wording is Wording.QUOTE:
            row.required("source_title")
        if text.kind is TextKind.TASK and row.required("pillar") not in ("", *pillar_ids):
            slots = {"column": "pillar", "value": row.text("pillar"), "id": text.text}
            row.fault(ReferenceFault.UNKNOWN_GROUP, **slots)
    return tuple(
        text if text.kind is TextKind.TASK else replace(text, pillar=None) for _, text in found
    )


def read_aliases(reader: ReferenceReader) -> Mapping[str, str]:
    """Which field a folded column title stands for."""
    aliases: dict[str, str] = {}
    for row, each in reader.lines(ALIASES):
        if aliases.setdefault(fold(each.alias), each.field) != each.field:
            row.fault(ReferenceFault.CONFLICTING_ALIAS, alias=each.alias)
    return aliases


def read_programmes(
    reader: ReferenceReader,
    units: Mapping[str, AdminUnit],
    vintages: Collection[Vintage],
    targets: Collection[str],
    texts: tuple[ProgrammeText, ...],
) -> tuple[Programme, ...]:
    """The programmes, in the table's order; of an older home the one its own table tells of.

    A document may stand here by its name alone, for homes that keep no table of texts.
    """
    found = reader.lines(PROGRAMMES)
    for row, one in found:
        unit, ended_on = units.get(one.home_unit_id), one.ended_on
        if ended_on is not None and ended_on < one.started_on:
            row.fault(ReferenceFault.RANGE_REVERSED, low=str(one.started_on), high=str(ended_on))
        elif unit and not all(map(unit.is_valid_on, (one.started_on, ended_on or one.started_on))):
            slots = {"unit": unit.unit_id, "id": one.programme_id}
            row.fault(ReferenceFault.HOME_NOT_VALID, **slots)
        for name in one.headlines:
            if name not in targets:
                slots = {"column": "headline_targets", "value": name}
                row.fault(ReferenceFault.UNKNOWN_TARGET, **slots)
    known = {one.programme_id for _, one in found}
    for text in texts:
        if found and text.programme_id and text.programme_id not in known:
            slots = {"column": "programme_id", "value": text.programme_id}
            reader.note(TEXTS.file_name, None, ReferenceFault.UNKNOWN_PROGRAMME, **slots)
    listed = [one for _, one in found] or _old_programme(reader, units, vintages)
    return tuple(
        replace(
            one,
            name=one.name or units[one.home_unit_id].name,
            product_name=one.product_name or f"CDS {units[one.home_unit_id].name_short}",
            ended_on=one.ended_on or units[one.home_unit_id].valid_to,
            texts=(
                *one.texts,
                *(text for text in texts if text.programme_id in ("", one.programme_id)),
            ),
        )
        for one in listed
        if one.home_unit_id in units
    )


def read_offices(reader: ReferenceReader) -> tuple[Tenure, ...]:
    """The offices that answer for programmes and targets, each for its time, in order."""
    found = reader.lines(OFFICES)
    for row, one in found:
        if not one.programme_id:
            row.required("target_id")
        if one.is_reversed:
            row.fault(ReferenceFault.VALIDITY_REVERSED, code=one.office)
    return tuple(one for _, one in found)


def _documents(names: Iterable[str]) -> Iterator[ProgrammeText]:
    return (ProgrammeText(TextKind.DOCUMENT, name.strip()) for name in names if name.strip())


def _old_programme(
    reader: ReferenceReader, units: Mapping[str, AdminUnit], vintages: Collection[Vintage]
) -> list[Programme]:
    """The programme of a table of keys and values; what it leaves out is taken from the units."""
    found = reader.lines(OLD_PROGRAMME)
    for row, entry in found:
        if entry.key not in OLD_KEYS:
            slots = {"column": "key", "value": entry.key, "accepted": ", ".join(OLD_KEYS)}
            row.fault(ReferenceFault.BAD_CHOICE, **slots)
    rows = {entry.key: row for row, entry in found}
    started_on = DEFAULT_START
    if "started_on" in rows:
        rows["started_on"].required("value")
        started_on = rows["started_on"].value("value", date) or DEFAULT_START
    unit_id = _home_unit_id(reader, rows.get("home_unit_id"), units, vintages, started_on)
    said = {entry.key: entry.value for _, entry in found}
    documents = (entry.value for _, entry in found if entry.key == "document")
    made = Programme(
        said.get("name", ""),
        unit_id or "",
        started_on,
        said.get("product_name", ""),
        tuple(_documents(documents)),
    )
    return [made] if unit_id else []


def _home_unit_id(
    reader: ReferenceReader,
    row: ReferenceRow | None,
    units: Mapping[str, AdminUnit],
    vintages: Collection[Vintage],
    started_on: date,
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
    reader.note(PROGRAMMES.file_name, None, ReferenceFault.NO_HOME, found=str(len(provinces)))
    return None
