"""The reference tables of a data home as one catalogue, or a refusal that names every fault.

Below it the register: what is measured, what is aimed at, by which steps and on which path.
"""

import os
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from cds.domain.admin_units import AdminUnitChange, OutlinePart, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.errors import InconsistentReferenceError
from cds.domain.indicators import Indicator
from cds.domain.issues import ReferenceFault, ReferenceProblem
from cds.domain.periods import Period
from cds.domain.programme import Group
from cds.domain.targets import MilestoneStep, PublishedState, Target, TargetWord
from cds.store.reference.admin_units import (
    TABLES_OF_UNITS,
    UnitTable,
    read_outlines,
    read_units,
    read_vintages,
)
from cds.store.reference.programme import (
    FRAMEWORKS,
    OFFICE_CHANGES,
    read_aliases,
    read_groups,
    read_offices,
    read_pilots,
    read_programmes,
    read_texts,
)
from cds.store.reference.tables import ReferenceReader, ReferenceRow, ReferenceTable, tables_of

GROUP_FILES = {"pillar": "pillars.csv", "sector": "sectors.csv", "motto": "motto.csv"}


def load_catalogue(home: Path) -> Catalogue:
    """Read `reference/*.csv` of a data home, as its first programme sees it.

    Raises InconsistentReferenceError with all `problems` (a tuple of ReferenceProblem, by file
    and line) when a table is missing, unreadable or contradicts itself or another.
    """
    return _checked(tuple(sorted(tables_of(home).items())))


@lru_cache(maxsize=2)  # what is tried, published and then shown is one
def _checked(tables: tuple[tuple[str, bytes | None], ...]) -> Catalogue:
    of_units = tuple(one for one in tables if one[0] in TABLES_OF_UNITS)
    units, vintages, changes, outlines, found = _unit_tables(of_units)
    known: dict[ReferenceFault, Collection[str]] = {ReferenceFault.UNKNOWN_UNIT: units.by_id}
    reader = ReferenceReader(dict(tables), known, [*found])
    indicators = read_indicators(reader)
    reader.known[ReferenceFault.UNKNOWN_INDICATOR] = indicators
    targets = read_targets(reader, indicators)
    groups = _groups(reader, indicators.values(), targets.values())
    pilots, steps, frameworks = read_pilots(reader), read_steps(reader), reader.values(FRAMEWORKS)
    aliases = read_aliases(reader)
    texts = read_texts(reader, [pillar.group_id for pillar in groups["pillar"]])
    programmes = read_programmes(reader, units.by_id, vintages, targets, texts)
    reader.known[ReferenceFault.UNKNOWN_PROGRAMME] = [one.programme_id for one in programmes]
    offices = read_offices(reader)
    ended = sorted(reader.values(OFFICE_CHANGES), key=lambda one: one.started_on)
    if reader.found or not programmes:
        problems = sorted(reader.found, key=lambda each: (each.file_name, each.line or 0))
        raise InconsistentReferenceError("reference_inconsistent", problems=tuple(problems))
    programmes = tuple(
        replace(one, offices=tuple(o for o in offices if o.programme_id == one.programme_id))
        for one in programmes
    )
    held = {one.target_id for one in offices}
    targets |= {
        key: replace(targets[key], offices=tuple(o for o in offices if o.target_id == key))
        for key in held - {""}
    }
    whole = Catalogue(
        programme=programmes[0],
        programmes=programmes,
        indicators=indicators,
        targets=targets,
        units=units.by_id,
        vintages=vintages,
        changes=changes,
        outline_parts=outlines,
        pillars=groups["pillar"],
        sectors=groups["sector"],
        motto=groups["motto"],
        pilots=pilots,
        steps=steps,
        frameworks=frameworks,
        header_aliases=aliases,
        office_changes=tuple(ended),
    )
    return whole.of(programmes[0])


@lru_cache(maxsize=2)  # they stay as they are while targets are tried: two thirds of all rows
def _unit_tables(
    tables: tuple[tuple[str, bytes | None], ...],
) -> tuple[
    UnitTable,
    tuple[Vintage, ...],
    tuple[AdminUnitChange, ...],
    tuple[OutlinePart, ...],
    tuple[ReferenceProblem, ...],
]:
    """What the tables of administrative units say, and the problems found in them."""
    reader = ReferenceReader(dict(tables))
    units = read_units(reader)
    vintages, changes = read_vintages(reader, units)
    return units, vintages, changes, read_outlines(reader, units), tuple(reader.found)


def reference_stamp(home: Path) -> str:
    """Return a text that changes whenever a file of the reference or the boundaries does.

    Costs well under 1 ms: it is asked for at every click.
    """
    digest = blake2b(digest_size=8)
    for folder in (home / "reference", home / "boundaries"):
        with suppress(FileNotFoundError), os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.name.endswith((".csv", ".json")):
                    facts = entry.stat()
                    told = (entry.name, facts.st_size, facts.st_mtime_ns, facts.st_ino)
                    digest.update(repr(told).encode())
    return digest.hexdigest()


def _groups(
    reader: ReferenceReader, indicators: Collection[Indicator], targets: Collection[Target]
) -> Mapping[str, tuple[Group, ...]]:
    """The groups of each kind; that an indicator or target names another is noted."""
    used = [
        *(("pillar", "indicators.csv", one.indicator_id, one.pillar) for one in indicators),
        *(("sector", "indicators.csv", one.indicator_id, one.sector) for one in indicators),
        *(("motto", "indicators.csv", one.indicator_id, one.motto) for one in indicators),
        *(("pillar", "targets.csv", one.target_id, one.pillar) for one in targets),
        *(("sector", "targets.csv", one.target_id, one.sector) for one in targets),
    ]
    groups = {
        kind: read_groups(reader, file_name, [row[3] for row in used if row[0] == kind])
        for kind, file_name in GROUP_FILES.items()
    }
    known = {kind: {None, *(one.group_id for one in found)} for kind, found in groups.items()}
    for kind, file_name, row_id, name in used:
        if name not in known[kind]:
            slots = {"column": kind, "value": str(name), "id": row_id}
            reader.note(file_name, None, ReferenceFault.UNKNOWN_GROUP, **slots)
    return groups


@dataclass(frozen=True, slots=True)
class PathPoint:
    """An official intermediate value of a target."""

    target_id: str
    period: Period
    value: Decimal


INDICATORS = ReferenceTable(
    "indicators.csv",
    Indicator,
    key=("indicator_id",),
    called={
        "unit_name": "unit_vi",
        "denominator_name": "denominator_vi",
        "minimum": "min",
        "maximum": "max",
        "is_pilot_only": "reported_by",
    },
    vietnamese=("name", "responsible", "definition"),
    required=("name_vi", "levels"),
    extra=(
        *("weight", "accumulation", "floor", "timeliness_days"),
        *("subject_level", "reported_by", "part_of", "adds_up"),
    ),
    refers_to={"part_of": ReferenceFault.UNKNOWN_INDICATOR},
    derived={
        "is_pilot_only": lambda row: row.text("reported_by") == "pilots",
        "adds_up": lambda row: row.text("adds_up") == "yes",
    },
)


def read_indicators(reader: ReferenceReader) -> dict[str, Indicator]:
    """The indicators, by id."""
    found = reader.lines(INDICATORS)
    for row, indicator in found:
        low, high = indicator.minimum, indicator.maximum
        if low is not None and high is not None and low > high:
            row.fault(ReferenceFault.RANGE_REVERSED, low=row.text("min"), high=row.text("max"))
    return {indicator.indicator_id: indicator for _, indicator in found}


def _value(row: ReferenceRow) -> Decimal | None:
    """The target in numbers, by our own threshold if there is one; None when it is in words."""
    if row.text("proxy_value"):
        return row.value("proxy_value", Decimal)
    if any(letter.isdigit() for letter in row.text("value")):
        return row.value("value", Decimal)
    row.value("value", TargetWord)
    return None


TARGETS = ReferenceTable(
    "targets.csv",
    Target,
    key=("target_id",),
    called={
        "unit_name": "unit",
        "due_on": "year",
        "is_headline": "headline",
        "is_own_threshold": "proxy_value",
    },
    vietnamese=("name", "responsible", "measured_by"),
    required=("indicator_id", "name_vi", "value", "year"),
    extra=(
        *("scope_unit_id", "proxy_value", "baseline_period", "baseline_value"),
        *("responsible_vi", "superseded_by", "measured_by_vi"),
    ),
    refers_to={
        "indicator_id": ReferenceFault.UNKNOWN_INDICATOR,
        "scope_unit_id": ReferenceFault.UNKNOWN_UNIT,
        "superseded_by": ReferenceFault.UNKNOWN_TARGET,
    },
    derived={
        "value": _value,
        # The last day of the target's year, or of any period written in its place.
        "due_on": lambda row: period.end if (period := row.value("year", Period)) else date.max,
        "is_own_threshold": lambda row: bool(row.text("proxy_value")),
    },
    apart=("path", "offices"),
)
PATHS = ReferenceTable(
    "target_paths.csv",
    PathPoint,
    required=("target_id", "period", "value"),
    refers_to={"target_id": ReferenceFault.UNKNOWN_TARGET},
    is_optional=True,
)
STEPS = ReferenceTable(
    "milestones.csv",
    MilestoneStep,
    vietnamese=("name", "evidence"),
    required=("target_id", "name_vi"),
    extra=("known_on", "is_own"),
    refers_to={"target_id": ReferenceFault.UNKNOWN_TARGET},
    is_optional=True,
)


def read_targets(reader: ReferenceReader, indicators: Mapping[str, Indicator]) -> dict[str, Target]:
    """The targets with their official paths, by id."""
    found = reader.lines(TARGETS)
    for row, target in found:
        if bool(row.text("baseline_period")) != bool(row.text("baseline_value")):
            row.fault(ReferenceFault.HALF_BASELINE)
        _check_range(row, target.value, indicators.get(target.indicator_id))
    targets = {target.target_id: target for _, target in found}
    reader.known[ReferenceFault.UNKNOWN_TARGET] = targets
    paths: dict[str, list[tuple[Period, Decimal]]] = defaultdict(list)
    for row, point in reader.lines(PATHS):
        if aim := targets.get(point.target_id):
            _check_range(row, point.value, indicators.get(aim.indicator_id))
            if aim.ends_before(point.period):
                told = {"period": str(point.period), "due": aim.due_on.isoformat()}
                row.fault(ReferenceFault.PATH_AFTER_DUE, **told)
        paths[point.target_id].append((point.period, point.value))
    return {
        target_id: replace(target, path=tuple(sorted(paths[target_id])))
        for target_id, target in targets.items()
    }


def _check_range(row: ReferenceRow, value: Decimal | None, indicator: Indicator | None) -> None:
    """Note a value that the indicator can never have, as 800 percent."""
    if value is None or indicator is None or indicator.holds(value):
        return
    low, high = indicator.minimum, indicator.maximum
    told = {
        "low": "−∞" if low is None else str(low),
        "high": "∞" if high is None else str(high),
        "indicator": indicator.indicator_id,
    }
    column = "proxy_value" if row.text("proxy_value") else "value"
    row.fault(ReferenceFault.BEYOND_RANGE, column=column, value=str(value), **told)


def read_steps(reader: ReferenceReader) -> tuple[MilestoneStep, ...]:
    """The steps of milestone targets, in the table's order; a day is kept of what is done."""
    found = reader.lines(STEPS)
    for row, step in found:
        if step.state is PublishedState.DONE:
            row.required("done_on")
    return tuple(
        step if step.state is PublishedState.DONE else replace(step, done_on=None)
        for _, step in found
    )
