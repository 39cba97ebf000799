"""Building a data home's map layers from the installed map package and the reference tables.

Outlines and grids need slow libraries; they are loaded when something is to be built.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from cds.domain.catalogue import Catalogue
from cds.store.accepted import accept
from cds.store.documents import DocumentError, decoded
from cds.store.files import exclusive, sha256_of, write_bytes
from cds.store.layers import BOUNDARIES, LOCK, Layer, is_own, layer_path, save_layer

STAMP = "built_from.json"
METHOD = 8  # raise it when the same reference should give other layers than before


@dataclass(frozen=True, slots=True)
class BuildStamp:
    """What the layers were last built from, and the hash of each file, by name."""

    digest: str
    files: dict[str, str]


def build_boundaries(
    home: Path, catalogue: Catalogue, progress: Callable[[str], object] = lambda _: None
) -> tuple[Path, ...]:
    """Write the layers of every vintage that can be drawn, and tell `progress` each file's name.

    Does nothing when the reference has not changed since the last build and its files are
    whole. Layers that the data home imported itself stay. Without outlines for these units
    there are tile grids only.
    """
    digest = _digest(catalogue)
    if paths := _built(home, digest):
        return paths
    from cds.maps.frame import published_layers
    from cds.maps.tiles import tile_layers

    with exclusive(home / LOCK):
        if paths := _built(home, digest):  # by another process meanwhile
            return paths
        outlines = _save(home, published_layers(catalogue), progress, tiles=False)
        paths = outlines + _save(home, tile_layers(catalogue), progress, tiles=True)
        stamp = BuildStamp(digest, {path.name: sha256_of(path) for path in paths})
        write_bytes(home / BOUNDARIES / STAMP, msgspec.json.encode(stamp))
        made = (path for path in paths if not is_own(path))
        accept(home, BOUNDARIES, "", paths=(*made, home / BOUNDARIES / STAMP))
        return paths


def _built(home: Path, digest: str) -> tuple[Path, ...]:
    """The files of the last build when it would give the same again; () otherwise."""
    try:
        stamp = decoded((home / BOUNDARIES / STAMP).read_bytes(), BuildStamp)
    except (OSError, DocumentError):
        return ()  # never built, or by an older form of this module, or the stamp is damaged
    files = {home / BOUNDARIES / name: sha256 for name, sha256 in stamp.files.items()}
    is_same = stamp.digest == digest and all(
        path.is_file() and (sha256_of(path) == sha256 or is_own(path))
        for path, sha256 in files.items()
    )
    return tuple(files) if is_same else ()


def _digest(catalogue: Catalogue) -> str:
    """What of the reference the layers depend on, and the method, as one short text."""
    vintages = [
        (
            *(one.name, one.first, sorted(one.parents.items())),
            sorted((unit_id, repr(facts)) for unit_id, facts in one.facts.items()),
        )
        for one in catalogue.vintages
    ]
    units = [(u.unit_id, u.name, u.name_short, u.name_variants) for u in catalogue.units.values()]
    land = sorted(map(repr, (*catalogue.changes, *catalogue.outline_parts)))
    text = repr((METHOD, vintages, sorted(units), land))
    return hashlib.sha256(text.encode()).hexdigest()


def _save(
    home: Path, made: Sequence[Layer], progress: Callable[[str], object], *, tiles: bool
) -> tuple[Path, ...]:
    paths: list[Path] = []
    for layer in made:
        path = layer_path(home, layer.vintage, layer.level, tiles=tiles)
        if not is_own(path):
            progress(path.name)
            save_layer(path, layer)
        paths.append(path)
    return tuple(paths)
