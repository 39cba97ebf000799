"""Building a data home's map layers from the installed map package and the reference tables."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from shapely.geometry import Polygon  # pyright: ignore[reportMissingTypeStubs]

from cds.domain.catalogue import Catalogue
from cds.maps.carry_over import Piece, carried
from cds.maps.frame import layers
from cds.maps.gazetteer import best_match, published_features
from cds.maps.geometry import cleaned, projected, simplified
from cds.maps.stamp import STAMP, built, digest_of
from cds.maps.tiles import tile_layers
from cds.store.accepted import accept_files
from cds.store.files import exclusive, sha256_of, write_bytes
from cds.store.layers import BOUNDARIES, LOCK, Layer, Licence, is_own, layer_path, save_layer


def build_boundaries(
    home: Path, catalogue: Catalogue, progress: Callable[[str], object] = lambda _: None
) -> tuple[Path, ...]:
    """Write the layers of every vintage that can be drawn, and tell `progress` each file's name.

    Does nothing when the reference has not changed since the last build and its files are
    whole. Layers that the data home imported itself stay. Without outlines for these units
    there are tile grids only.
    """
    digest = digest_of(catalogue)
    with exclusive(home / LOCK):
        if paths := built(home, digest):
            return paths
        paths = _build(home, catalogue, digest, progress)
        made = (path for path in paths if not is_own(path))
        accept_files(home, BOUNDARIES, "", (*made, home / BOUNDARIES / STAMP))
        return paths


def _build(
    home: Path, catalogue: Catalogue, digest: str, progress: Callable[[str], object]
) -> tuple[Path, ...]:
    polygons = polygon_layers(catalogue)
    tiles = tile_layers(catalogue)
    paths = _save(home, polygons, progress, tiles=False) + _save(home, tiles, progress, tiles=True)
    stamp = json.dumps({"digest": digest, "files": {path.name: sha256_of(path) for path in paths}})
    write_bytes(home / BOUNDARIES / STAMP, stamp.encode())
    return paths


def polygon_layers(catalogue: Catalogue) -> tuple[Layer, ...]:
    """Layers of the vintage that the map package shows and of the later ones; () for none."""
    match = best_match(published_features(), catalogue)
    if match is None:
        return ()
    rings = [Polygon(feature.ring) for feature in match.features.values()]
    owners = [{match.vintage.name: unit_id} for unit_id in match.features]
    areas = cleaned(projected(rings))
    pieces = carried(tuple(map(Piece, areas, owners)), catalogue, match.vintage)
    pieces = smooth(pieces)
    later = [vintage for vintage in catalogue.vintages if vintage.first >= match.vintage.first]
    drawn = (layers(pieces, catalogue, vintage, Licence.GADM) for vintage in later)
    return tuple(layer for group in drawn for layer in group)


def smooth(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with fewer corners and without slivers, together still one coverage."""
    areas = simplified(cleaned([piece.area for piece in pieces]))
    return tuple(replace(p, area=area) for area, p in zip(areas, pieces, strict=True))


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
