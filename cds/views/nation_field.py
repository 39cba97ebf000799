"""Everything known of one indicator by province and period, and how the home stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from cds.blocks import FigureKey
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.assessments import rank
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Direction, Indicator, IndicatorKind
from cds.domain.observations import Point
from cds.domain.periods import Period
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.reader import Reader


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

    @property
    def periods(self) -> frozenset[Period]:
        """Every period of which any figure is known."""
        return frozenset(period for own in self.points.values() for period in own)

    @property
    def common(self) -> Period | None:
        """The newest period known of the home and the nation, else of one of them."""
        nation = self.catalogue.nation
        own = set(self.points.get(self.home.unit_id, {}))
        mean = set(self.points.get(nation.unit_id, {})) if nation else set()
        return max(own & mean or own or mean, default=None)

    def mean(self, period: Period) -> Point | None:
        """The nation's figure of a period."""
        nation = self.catalogue.nation
        return self.points.get(nation.unit_id, {}).get(period) if nation else None

    def both(self, period: Period) -> tuple[Point | None, Point | None]:
        """The figures of the home and of the nation."""
        return self.points.get(self.home.unit_id, {}).get(period), self.mean(period)

    def figure(self, period: Period) -> FigureKey | None:
        """Which figure a period shows: the home's, else the nation's."""
        point, mean = self.both(period)
        unit = self.home if point else self.catalogue.nation if mean else None
        return FigureKey(self.indicator.indicator_id, unit.unit_id, period) if unit else None

    def provinces(self, period: Period) -> dict[str, Point]:
        """The provinces with a figure, best first."""
        sign = self.indicator.direction.sign
        found = {
            unit_id: by_period[period]
            for unit_id, by_period in self.points.items()
            if period in by_period and self.catalogue.units[unit_id].level is AdminLevel.PROVINCE
        }
        return dict(sorted(found.items(), key=lambda item: (-sign * item[1].value, item[0])))

    def places(self, period: Period) -> list[int]:
        """The places of the provinces with a figure, in their order; equal ones share theirs."""
        values = [point.value for point in self.provinces(period).values()]
        sign = self.indicator.direction.sign
        return [
            rank(value, [*values[:at], *values[at + 1 :]], sign).place
            for at, value in enumerate(values)
        ]

    def place(self, period: Period) -> tuple[int, int] | None:
        """Place of the home among the provinces with a figure; a rank itself needs none."""
        provinces = self.provinces(period)
        own = provinces.pop(self.home.unit_id, None)
        if own is None or not provinces or self.indicator.direction is Direction.CONTEXT:
            return None
        if self.indicator.kind is IndicatorKind.RANK:
            return None
        values = [point.value for point in provinces.values()]
        found = rank(own.value, values, self.indicator.direction.sign)
        return found.place, found.of

    def framework(self, period: Period) -> str:
        """The name of what the index was composed of in a period."""
        found = self.catalogue.framework_of(self.indicator.indicator_id, period)
        return found.name if found else numbers.MISSING

    def name(self, unit_id: str) -> str:
        """A name with its first day where another unit of that code or name came before."""
        unit = self.catalogue.units[unit_id]
        is_second = any(
            one.level is unit.level
            and one.valid_from < unit.valid_from
            and (unit.code == one.code or unit.name == one.name)
            for one in self.catalogue.units.values()
        )
        return (
            phrase("nation.since", name=unit.name, day=unit.valid_from) if is_second else unit.name
        )

    def gap_text(self, period: Period, point: Point | None) -> str:
        """A figure less the nation's, signed."""
        mean = self.mean(period)
        if point is None or mean is None:
            return numbers.MISSING
        moved = numbers.between(mean.value, point.value, self.indicator)
        return figures.mark(numbers.change(*moved), (point, mean))


def field_of(reader: Reader, indicator_id: str) -> IndicatorField:
    """Read what is known of an indicator of the nation and of every province."""
    series = (
        *reader.view.series(indicator_id, level=AdminLevel.NATION),
        *reader.view.series(indicator_id, level=AdminLevel.PROVINCE),
    )
    points = {one.unit_id: {point.period: point for point in one.judged} for one in series}
    indicator = reader.catalogue.indicators[indicator_id]
    return IndicatorField(reader.catalogue, indicator, {i: own for i, own in points.items() if own})
