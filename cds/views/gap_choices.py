"""What the gaps can be limited to: keys for the address, labels for people."""

from collections.abc import Mapping, Sequence

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.folding import fold
from cds.text.labels import findable
from cds.text.screens import LEVELS, say
from cds.text.standings import STANDINGS
from cds.views.gaps import ANY, LEVELS_SHOWN, GapLine


def options(catalogue: Catalogue, found: Sequence[GapLine]) -> Mapping[str, Mapping[str, str]]:
    """Return the options of each filter: key to label. The first is the default.

    The home's own standing comes first; the other filters begin without limit.
    """
    named = sorted({office for line in found for office in line.offices})
    offices = sorted(named, key=fold)  # names that fold alike stay in one order
    levels = {level.value: LEVELS[level].capitalize() for level in LEVELS_SHOWN}
    told: Mapping[str, Mapping[str, str]] = {
        "status": {one.value: badge.word for one, badge in STANDINGS.items()},
        "pillar": {group.group_id: group.name for group in catalogue.pillars},
        "sector": {group.group_id: group.name for group in catalogue.sectors},
        "office": {office: findable(office) for office in offices},
        "within": {unit.unit_id: findable(unit.name) for unit in _districts(catalogue, found)},
    }
    limited = {name: {ANY: say(f"gaps.any_{name}"), **keys} for name, keys in told.items()}
    return {"unit_level": {**levels, ANY: say("gaps.any_unit_level")}, **limited}


def _districts(catalogue: Catalogue, found: Sequence[GapLine]) -> list[AdminUnit]:
    units = {catalogue.units[unit_id] for line in found for unit_id in line.within}
    districts = [unit for unit in units if unit.level is AdminLevel.DISTRICT]
    return sorted(districts, key=lambda unit: (unit.code, unit.valid_from))
