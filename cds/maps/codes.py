"""Which unit each feature of a boundary file shows: its code, read as people and tools write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.errors import UserError
from cds.maps.geojson import Feature, FeatureFaults, feature_name

LEVELS = (AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE)
LEAST_JOINED = 0.5  # share of the level's units a file must hold to replace their layer

Units = Mapping[str, AdminUnit]  # by code


@dataclass(frozen=True, slots=True)
class Source:
    """A boundary file by name, with the attribute that holds the codes."""

    file_name: str
    code_field: str
    features: Sequence[Feature]


@dataclass(frozen=True, slots=True)
class Joined:
    """The features of a file by the unit they show.

    `missing` are units of the level without a feature, `left_out` codes the reference does not
    know.
    """

    level: AdminLevel
    features: Mapping[str, Feature]  # by unit_id
    missing: tuple[AdminUnit, ...]
    left_out: tuple[str, ...]


def join_codes(
    source: Source, catalogue: Catalogue, vintage: Vintage, faults: FeatureFaults
) -> Joined:
    """Join features to units of the level that most of the file's codes belong to.

    Raises UserError when no code belongs to the vintage; other faults are noted.
    """
    coded = _coded(source, faults)
    by_level = {level: _units(catalogue, vintage, level) for level in LEVELS}
    level = max(LEVELS, key=lambda level: sum(code in by_level[level] for code, _ in coded))
    if not any(code in by_level[level] for code, _ in coded):
        raise _no_code_known(source, coded, vintage)
    joined, left_out = _joined(coded, catalogue, by_level, level, faults)
    expected = {unit.unit_id: unit for unit in by_level[level].values()}
    if len(joined) < len(expected) * LEAST_JOINED:
        faults.add("boundary_too_few", f"{len(joined)}/{len(expected)}")
    missing = tuple(unit for unit_id, unit in expected.items() if unit_id not in joined)
    return Joined(level, joined, missing, left_out)


def _joined(
    coded: Sequence[tuple[str, Feature]],
    catalogue: Catalogue,
    by_level: Mapping[AdminLevel, Units],
    level: AdminLevel,
    faults: FeatureFaults,
) -> tuple[Mapping[str, Feature], tuple[str, ...]]:
    joined: dict[str, Feature] = {}
    left_out: list[str] = []
    for code, feature in coded:
        unit = by_level[level].get(code)
        if unit is not None and unit.unit_id in joined:
            faults.add("boundary_duplicate_code", code)
        elif unit is not None:
            joined[unit.unit_id] = feature
        elif fault := _stray_fault(code, catalogue, by_level):
            faults.add(fault, code)
        else:
            left_out.append(code)
    return joined, tuple(left_out)


def _coded(source: Source, faults: FeatureFaults) -> list[tuple[str, Feature]]:
    coded: list[tuple[str, Feature]] = []
    for feature in source.features:
        code = _code(feature.properties.get(source.code_field))
        if code:
            coded.append((code, feature))
        else:
            faults.add("boundary_no_code", feature_name({}, source.code_field, feature.number))
    return coded


def _code(value: object) -> str:
    """A code as text; spreadsheets and databases turn codes into numbers."""
    match value:
        case bool() | None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def _units(catalogue: Catalogue, vintage: Vintage, level: AdminLevel) -> Units:
    """The units of a level by code, and by the code without the zeros a number loses."""
    units = [catalogue.units[unit_id] for unit_id in sorted(vintage.parents)]
    found = {unit.code: unit for unit in units if unit.level is level}
    return {code.lstrip("0"): unit for code, unit in found.items()} | found


def _stray_fault(code: str, catalogue: Catalogue, by_level: Mapping[AdminLevel, Units]) -> str:
    """Why a known code does not belong here; empty for a code the reference does not know."""
    if any(code in units for units in by_level.values()):
        return "boundary_other_level"
    return "boundary_other_vintage" if catalogue.units_with_code(code) else ""


def _no_code_known(
    source: Source, coded: Sequence[tuple[str, Feature]], vintage: Vintage
) -> UserError:
    names = sorted({name for feature in source.features for name in feature.properties})
    accepted = ", ".join(names) or None
    slots = {"file": source.file_name, "field": source.code_field, "accepted": accepted}
    if source.code_field not in names:
        return UserError("boundaries_no_field", **slots)
    found = ", ".join(code for code, _ in coded[:3])
    return UserError("boundaries_no_code_known", found=found, vintage=vintage.name, **slots)
