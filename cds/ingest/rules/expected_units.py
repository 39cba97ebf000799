"""Which units a file that names some of them could be expected to name."""

from collections.abc import Mapping

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.periods import Period


class Wholes:
    """The units of a level below each larger unit, found once for each vintage."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Name the units; nothing is looked up yet."""
        self._catalogue = catalogue
        self._below: dict[tuple[str, str, AdminLevel], Mapping[str, AdminUnit]] = {}

    def missing(self, sent: Mapping[str, AdminUnit], period: Period) -> list[AdminUnit]:
        """Return the units of the smallest whole of all sent ones that were not sent."""
        found = self.smallest(sent, period)
        return [unit for key, unit in found[1].items() if key not in sent] if found else []

    def smallest(
        self, sent: Mapping[str, AdminUnit], period: Period
    ) -> tuple[AdminUnit, Mapping[str, AdminUnit]] | None:
        """Return the smallest unit that holds all sent ones, and those of their level in it.

        At most a province; None for units without one above.
        """
        unit = next(iter(sent.values()))
        vintage = self._catalogue.vintage_for(unit, period)
        whole = self._catalogue.parent(unit, vintage)
        while whole is not None:
            below = self._units(whole, vintage, unit.level)
            if whole.level is AdminLevel.PROVINCE or sent.keys() <= below.keys():
                return whole, below
            whole = self._catalogue.parent(whole, vintage)
        return None

    def _units(
        self, whole: AdminUnit, vintage: Vintage, level: AdminLevel
    ) -> Mapping[str, AdminUnit]:
        key = whole.unit_id, vintage.name, level
        if key not in self._below:
            found = self._catalogue.descendants(whole, vintage, level)
            self._below[key] = {unit.unit_id: unit for unit in found}
        return self._below[key]
