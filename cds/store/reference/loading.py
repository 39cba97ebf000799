"""The reference tables of a data home as one catalogue, or a refusal that names every fault."""

import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from cds.domain.catalogue import Catalogue
from cds.domain.errors import InconsistentReferenceError
from cds.domain.indicators import Indicator
from cds.domain.issues import ReferenceFault
from cds.domain.programme import Group
from cds.domain.targets import Target
from cds.store.reference.admin_units import read_outlines, read_units, read_vintages
from cds.store.reference.programme import (
    read_aliases,
    read_frameworks,
    read_groups,
    read_offices,
    read_pilots,
    read_programmes,
    read_texts,
)
from cds.store.reference.register import read_indicators, read_steps, read_targets
from cds.store.reference.tables import TableFaults

GROUP_FILES = {"pillar": "pillars.csv", "sector": "sectors.csv", "motto": "motto.csv"}


def load_catalogue(home: Path) -> Catalogue:
    """Read `reference/*.csv` of a data home, as its first programme sees it.

    Raises InconsistentReferenceError with all `problems` (a tuple of ReferenceProblem, by file
    and line) when a table is missing, unreadable or contradicts itself or another.
    """
    faults = TableFaults()
    units = read_units(home, faults)
    vintages, changes = read_vintages(home, units, faults)
    outline_parts = read_outlines(home, units, faults)
    indicators = read_indicators(home, faults)
    targets = read_targets(home, indicators, units.by_id, faults)
    groups = _groups(home, indicators.values(), targets.values(), faults)
    pilots = read_pilots(home, units.by_id, faults)
    steps = read_steps(home, targets, faults)
    frameworks = read_frameworks(home, indicators, faults)
    aliases = read_aliases(home, faults)
    texts = read_texts(home, [pillar.group_id for pillar in groups["pillar"]], faults)
    programmes = read_programmes(home, units.by_id, vintages, targets, texts, faults)
    offices = read_offices(home, targets, [one.programme_id for one in programmes], faults)
    if faults.found or not programmes:
        problems = sorted(faults.found, key=lambda each: (each.file_name, each.line or 0))
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
        outline_parts=outline_parts,
        pillars=groups["pillar"],
        sectors=groups["sector"],
        motto=groups["motto"],
        pilots=pilots,
        steps=steps,
        frameworks=frameworks,
        header_aliases=aliases,
    )
    return whole.of(programmes[0])


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
    home: Path, indicators: Collection[Indicator], targets: Collection[Target], faults: TableFaults
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
        kind: read_groups(home, file_name, [row[3] for row in used if row[0] == kind], faults)
        for kind, file_name in GROUP_FILES.items()
    }
    known = {kind: {None, *(one.group_id for one in found)} for kind, found in groups.items()}
    for kind, file_name, row_id, name in used:
        if name not in known[kind]:
            slots = {"column": kind, "value": str(name), "id": row_id}
            faults.add(file_name, None, ReferenceFault.UNKNOWN_GROUP, **slots)
    return groups
