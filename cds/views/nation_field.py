"""Everything known of one indicator by unit and period, and how the home stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.assessments import rank
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import Period
from cds.store.view.queries import View
from cds.text import figures, numbers
from cds.text.screens import say


@dataclass(frozen=True, slots=True)
class IndicatorField:
    """Everything known of one indicator: by unit, then by period."""

    catalogue: Catalogue
    indicator: Indicator
    points: Mapping[str, Mapping[Period, Point]]

    @property
    def home(self) -> AdminUnit:
        """The province whose dashboard this is."""
        return self.catalogue.home

    def at(self, unit_id: str | None, period: Period) -> Point | None:
        """The figure of a unit in a period."""
        return self.points.get(unit_id or "", {}).get(period)

    def mean(self, period: Period) -> Point | None:
        """The nation's figure of a period."""
        nation = self.catalogue.nation
        return self.at(nation.unit_id, period) if nation else None

    def provinces(self, period: Period) -> dict[str, Point]:
        """The provinces with a figure, best first."""
        sign = self.indicator.direction.sign
        found = {
            unit_id: by_period[period]
            for unit_id, by_period in self.points.items()
            if period in by_period and self.catalogue.units[unit_id].level is AdminLevel.PROVINCE
        }
        return dict(sorted(found.items(), key=lambda item: (-sign * item[1].value, item[0])))

    def framework(self, period: Period) -> str:
        """The name of what the index was composed of in a period."""
        found = self.catalogue.framework_of(self.indicator.indicator_id, period)
        return found.name if found else numbers.MISSING


def field_of(catalogue: Catalogue, view: View, indicator_id: str) -> IndicatorField:
    """Read what is known of an indicator of the nation and of every province."""
    series = (
        *view.series(indicator_id, level=AdminLevel.NATION),
        *view.series(indicator_id, level=AdminLevel.PROVINCE),
    )
    points = {one.unit_id: {point.period: point for point in one.judged} for one in series}
    indicator = catalogue.indicators[indicator_id]
    return IndicatorField(catalogue, indicator, {i: found for i, found in points.items() if found})


def common(field: IndicatorField) -> Period | None:
    """Return the newest period known of the home and the nation, else of one of them."""
    own = set(field.points.get(field.home.unit_id, {}))
    nation = field.catalogue.nation
    mean = set(field.points.get(nation.unit_id, {})) if nation else set()
    return max(own & mean or own or mean, default=None)


def both(field: IndicatorField, period: Period) -> tuple[Point | None, Point | None]:
    """Return the figures of the home and of the nation."""
    return field.at(field.home.unit_id, period), field.mean(period)


def place(field: IndicatorField, period: Period) -> tuple[int, int] | None:
    """Place among the provinces with a figure; a rank itself needs none."""
    provinces = field.provinces(period)
    own = provinces.pop(field.home.unit_id, None)
    if own is None or not provinces or field.indicator.direction is Direction.CONTEXT:
        return None
    if field.indicator.kind is IndicatorKind.RANK:
        return None
    values = [point.value for point in provinces.values()]
    found = rank(own.value, values, field.indicator.direction.sign)
    return found.place, found.of


def name(field: IndicatorField, unit_id: str) -> str:
    """A name with its first day where another unit of that code or name came before."""
    unit = field.catalogue.units[unit_id]
    older = [
        one
        for one in field.catalogue.units.values()
        if one.level is unit.level and one.valid_from < unit.valid_from
    ]
    is_second = any(unit.code == one.code or unit.name == one.name for one in older)
    return say("nation.since", name=unit.name, day=unit.valid_from) if is_second else unit.name


def gap_text(field: IndicatorField, period: Period, point: Point | None) -> str:
    """Return a figure less the nation's, signed."""
    mean = field.mean(period)
    if point is None or mean is None:
        return numbers.MISSING
    moved = numbers.between(mean.value, point.value, field.indicator)
    return figures.mark(numbers.change(*moved), (point, mean))
