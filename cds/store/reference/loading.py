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
    FRAMEWORKS,
    OFFICE_CHANGES,
    read_aliases,
    read_groups,
    read_offices,
    read_pilots,
    read_programmes,
    read_texts,
)
from cds.store.reference.register import read_indicators, read_steps, read_targets
from cds.store.reference.tables import ReferenceReader

GROUP_FILES = {"pillar": "pillars.csv", "sector": "sectors.csv", "motto": "motto.csv"}


def load_catalogue(home: Path) -> Catalogue:
    """Read `reference/*.csv` of a data home, as its first programme sees it.

    Raises InconsistentReferenceError with all `problems` (a tuple of ReferenceProblem, by file
    and line) when a table is missing, unreadable or contradicts itself or another.
    """
    reader = ReferenceReader(home)
    units = read_units(reader)
    vintages, changes = read_vintages(reader, units)
    outline_parts = read_outlines(reader, units)
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
        outline_parts=outline_parts,
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
