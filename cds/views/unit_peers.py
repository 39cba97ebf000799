"""A unit among the units of its level and time."""

from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.assessments import Rank, rank
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator
from cds.domain.observations import Series
from cds.scorecard import Row
from cds.store.view.queries import View
from cds.text import numbers


class Peers:
    """The units of the same level and time, and what each of them has for an indicator."""

    def __init__(self, catalogue: Catalogue, view: View, unit: AdminUnit) -> None:
        """Read what the others have only when a rank is asked for."""
        self._catalogue, self._view, self._unit = catalogue, view, unit
        self._points: dict[str, tuple[Series, ...]] = {}

    def rank(self, row: Row, *, in_district: bool) -> Rank | None:
        """The unit's rank at its latest figure; None without peers or without a better way."""
        latest = row.assessment.latest
        if latest is None or row.indicator.direction is Direction.CONTEXT:
            return None
        vintage = self._catalogue.vintage_for(self._unit, latest.period)
        ids = self._ids(vintage, in_district=in_district)
        values = [
            point.value
            for series in self._series(row.indicator)
            if series.unit_id in ids
            for point in series.points
            if point.period == latest.period
        ]
        return rank(latest.value, values, row.indicator.direction.sign) if values else None

    def _ids(self, vintage: Vintage, *, in_district: bool) -> frozenset[str]:
        above = self._catalogue.parent(self._unit, vintage)
        whole = above if in_district and above else self._catalogue.province_of(self._unit)
        if in_district and (above is None or above.level is not AdminLevel.DISTRICT):
            return frozenset()
        alike = self._catalogue.descendants(whole, vintage, self._unit.level)
        return frozenset(one.unit_id for one in alike) - {self._unit.unit_id}

    def _series(self, indicator: Indicator) -> tuple[Series, ...]:
        key = indicator.indicator_id
        if key not in self._points:
            self._points[key] = self._view.series(key, level=self._unit.level)
        return self._points[key]


def ranked(found: Rank | None) -> str:
    """A rank as 3/15."""
    return f"{found.place}/{found.of}" if found else numbers.MISSING
