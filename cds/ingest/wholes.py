"""Which units a file that names some of them could be expected to name."""

from collections.abc import Mapping

from cds.domain.catalogue import Catalogue
from cds.domain.periods import Period
from cds.domain.places import AdminLevel, AdminUnit, Vintage


class Wholes:
    """The units of a level below each larger unit, found once for each vintage."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Name the units; nothing is looked up yet."""
        self._catalogue = catalogue
        self._below: dict[tuple[str, str, AdminLevel], Mapping[str, AdminUnit]] = {}

    def missing(self, sent: Mapping[str, AdminUnit], period: Period) -> list[AdminUnit]:
        """Return the units of the smallest whole of all sent ones that were not sent."""
        unit = next(iter(sent.values()))
        vintage = self._catalogue.vintage_for(unit, period)
        whole = self._catalogue.parent(unit, vintage)
        while whole is not None:
            below = self._units(whole, vintage, unit.level)
            if whole.level is AdminLevel.PROVINCE or sent.keys() <= below.keys():
                return [found for key, found in below.items() if key not in sent]
            whole = self._catalogue.parent(whole, vintage)
        return []

    def _units(
        self, whole: AdminUnit, vintage: Vintage, level: AdminLevel
    ) -> Mapping[str, AdminUnit]:
        key = whole.unit_id, vintage.name, level
        if key not in self._below:
            found = self._catalogue.descendants(whole, vintage, level)
            self._below[key] = {unit.unit_id: unit for unit in found}
        return self._below[key]
