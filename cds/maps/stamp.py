"""Whether a data home's map layers are those that its reference gives; cheap to ask."""

import hashlib
import json
from pathlib import Path

from cds.domain.admin_units import Vintage
from cds.domain.catalogue import Catalogue
from cds.store.files import sha256_of
from cds.store.layers import BOUNDARIES, is_own

STAMP = "built_from.json"
METHOD = 5  # raise it when the same reference should give other layers than before


def built(home: Path, digest: str) -> tuple[Path, ...]:
    """The files of the last build when it would give the same again; () otherwise."""
    try:
        row = json.loads((home / BOUNDARIES / STAMP).read_text(encoding="utf-8"))
        files = {home / BOUNDARIES / name: sha256 for name, sha256 in row["files"].items()}
        is_same = row["digest"] == digest
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return ()  # never built, or by an older form of this module, or the stamp is damaged
    is_same = is_same and all(_is_whole(path, sha256) for path, sha256 in files.items())
    return tuple(files) if is_same else ()


def digest_of(catalogue: Catalogue) -> str:
    """What of the reference the layers depend on, and the method, as one short text."""
    vintages = [_vintage_facts(vintage) for vintage in catalogue.vintages]
    units = [(u.unit_id, u.name, u.name_short, u.name_variants) for u in catalogue.units.values()]
    text = repr((METHOD, vintages, sorted(units), sorted(map(repr, catalogue.changes))))
    return hashlib.sha256(text.encode()).hexdigest()


def _is_whole(path: Path, sha256: str) -> bool:
    """True when a file is as it was built, or was replaced by an own layer."""
    return path.is_file() and (sha256_of(path) == sha256 or is_own(path))


def _vintage_facts(vintage: Vintage) -> tuple[object, ...]:
    facts = sorted((unit, repr(facts)) for unit, facts in vintage.facts.items())
    return vintage.name, vintage.first, sorted(vintage.parents.items()), facts
