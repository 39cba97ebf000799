"""The reference tables of a data home as one catalogue, or a refusal that names every fault."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from cds.domain.catalogue import Catalogue, Group
from cds.domain.errors import InconsistentReferenceError
from cds.domain.indicators import Indicator
from cds.domain.reference import ReferenceFault, ReferenceProblem
from cds.domain.targets import Target
from cds.store.reference.groups import (
    read_aliases,
    read_frameworks,
    read_groups,
    read_pilots,
    read_programme,
    read_texts,
)
from cds.store.reference.indicators import read_indicators
from cds.store.reference.table_reader import TableFaults
from cds.store.reference.targets import read_steps, read_targets
from cds.store.reference.units import read_units
from cds.store.reference.vintages import read_vintages

GROUP_FILES = {"pillar": "pillars.csv", "sector": "sectors.csv", "motto": "motto.csv"}


def load_catalogue(home: Path) -> Catalogue:
    """Read `reference/*.csv` of a data home.

    Raises InconsistentReferenceError with all `problems` (a tuple of ReferenceProblem, by file
    and line) when a table is missing, unreadable or contradicts itself or another.
    """
    faults = TableFaults()
    units = read_units(home, faults)
    vintages, changes = read_vintages(home, units, faults)
    indicators = read_indicators(home, faults)
    targets = read_targets(home, indicators, units.by_id, faults)
    used = _used_groups(indicators, targets)
    groups = {
        kind: read_groups(home, file_name, used[kind].values(), faults)
        for kind, file_name in GROUP_FILES.items()
    }
    _check_groups(used, groups, faults)
    pilots = read_pilots(home, units.by_id, faults)
    steps = read_steps(home, targets, faults)
    frameworks = read_frameworks(home, indicators, faults)
    aliases = read_aliases(home, faults)
    texts = read_texts(home, [pillar.group_id for pillar in groups["pillar"]], faults)
    programme = read_programme(home, units.by_id, vintages, texts, faults)
    if faults.found or programme is None:
        raise InconsistentReferenceError("reference_inconsistent", problems=_sorted(faults))
    return Catalogue(
        programme=programme,
        indicators=indicators,
        targets=targets,
        units=units.by_id,
        vintages=vintages,
        changes=changes,
        pillars=groups["pillar"],
        sectors=groups["sector"],
        motto=groups["motto"],
        pilots=pilots,
        steps=steps,
        frameworks=frameworks,
        header_aliases=aliases,
    )


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


def _used_groups(
    indicators: Mapping[str, Indicator], targets: Mapping[str, Target]
) -> dict[str, dict[tuple[str, str], str | None]]:
    """Which group each indicator and target names, by kind of group and (file, id)."""
    register = {("indicators.csv", key): row for key, row in indicators.items()}
    aims = {("targets.csv", key): row for key, row in targets.items()}
    return {
        "pillar": {key: row.pillar for key, row in (register | aims).items()},
        "sector": {key: row.sector for key, row in (register | aims).items()},
        "motto": {key: row.motto for key, row in register.items()},
    }


def _check_groups(
    used: Mapping[str, Mapping[tuple[str, str], str | None]],
    groups: Mapping[str, Iterable[Group]],
    faults: TableFaults,
) -> None:
    for kind, names in used.items():
        known = {None, *(group.group_id for group in groups[kind])}
        for (file_name, row_id), name in names.items():
            if name not in known:
                faults.add(
                    file_name,
                    None,
                    ReferenceFault.UNKNOWN_GROUP,
                    column=kind,
                    value=str(name),
                    id=row_id,
                )


def _sorted(faults: TableFaults) -> tuple[ReferenceProblem, ...]:
    return tuple(sorted(faults.found, key=lambda problem: (problem.file_name, problem.line or 0)))
