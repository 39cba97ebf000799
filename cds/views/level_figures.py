"""Where the units of a level stand in one period, and in words what their map and table say.

Every number of a map is written here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from cds.blocks import FigureKey, Table, heads_of, item_table
from cds.charts.coverage_map import (
    CircleEntry,
    LegendEntry,
    MapRow,
    RankedUnit,
    legend_of,
    sample_counts,
)
from cds.charts.map_scale import Aim, ColourScale, Side
from cds.domain.admin_units import AdminLevel, AdminUnit, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.gaps import gap, still_to_do
from cds.domain.indicators import Direction, Indicator
from cds.domain.observations import Origin, Point, point_of
from cds.domain.periods import Period
from cds.domain.targets import Target
from cds.scorecard import Row, applies
from cds.store.layers import Layer
from cds.text import figures, numbers
from cds.text.phrases import family, fitting, kinds, phrase, template

_MOST_RANKED = 36  # on a wall; less room shows fewer


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One unit's figure, what it lacks to the target and what is left of its denominator.

    `above` is the unit it belongs to. `point` None means no figure. `missing` is in the
    indicator's unit, `needed` and `left` count things: not yet covered or, where less is better,
    still there. None where it cannot be told.
    """

    unit_id: str
    unit: AdminUnit
    above: AdminUnit | None
    point: Point | None
    missing: Decimal | None = None
    needed: int | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """The standing of all units of a level and of the whole, in one period.

    `target` is that of the units, `whole_target` of the whole; None where there is none.

    `units` are those of the hierarchy of the period, with or without a figure.
    """

    indicator: Indicator
    level: AdminLevel
    target: Target | None
    whole_target: Target | None
    period: Period
    vintage: Vintage
    whole: UnitFigure
    units: tuple[UnitFigure, ...]

    @property
    def aim(self) -> Aim:
        """What the values are held against."""
        return _aim(self.target, self.indicator)

    @property
    def kinds(self) -> str:
        """What its units are called together."""
        return kinds(self.level, (one.unit for one in self.units))

    @property
    def known(self) -> tuple[UnitFigure, ...]:
        """The units with a figure."""
        return tuple(one for one in self.units if one.point is not None)


def level_figures(
    catalogue: Catalogue, rows: Sequence[Row], level: AdminLevel, period: Period
) -> LevelFigures | None:
    """Gather the figures of a period; None when no row of the indicator is there."""
    if not rows:
        return None
    indicator, home = rows[0].indicator, catalogue.home
    vintage = catalogue.vintage_for(home, period)
    points = {
        row.series.unit_id: point
        for row in rows
        if (point := point_of(row.series.points, period)) is not None
    }
    inside = (catalogue.units[unit_id] for unit_id in catalogue.inside(home, vintage))
    units = sorted((unit for unit in inside if unit.level is level), key=lambda unit: unit.code)
    target = _yardstick(catalogue, indicator, units)
    own = _yardstick(catalogue, indicator, [home])

    def stand(unit: AdminUnit, target: Target | None) -> UnitFigure:
        """Where a unit stands, with what can be told from its figure."""
        unit_id = unit.unit_id
        above, point = catalogue.units.get(vintage.parents.get(unit_id) or ""), points.get(unit_id)
        told = UnitFigure(unit_id, unit, above, point)
        if point is None:
            return told
        if point.numerator is not None and point.denominator is not None:
            is_less_better = indicator.direction is Direction.LOWER_IS_BETTER
            left = point.numerator if is_less_better else point.denominator - point.numerator
            told = replace(told, left=max(0, int(left.to_integral_value(ROUND_CEILING))))
        aim = _aim(target, indicator)
        if target is None or aim.target is None or not aim.is_judged:
            return told
        return replace(
            told,
            missing=gap(point.value, aim.target, indicator.direction),
            needed=still_to_do(point, aim.target, target.operator, indicator),
        )

    return LevelFigures(
        indicator=indicator,
        level=level,
        target=target,
        whole_target=own,
        period=period,
        vintage=vintage,
        whole=stand(home, own),
        units=tuple(stand(unit, target) for unit in units),
    )


def _yardstick(
    catalogue: Catalogue, indicator: Indicator, units: Collection[AdminUnit]
) -> Target | None:
    """The first target that applies to all units, which is a headline if any is."""
    targets = catalogue.targets_of(indicator.indicator_id)
    return next(
        (t for t in targets if all(applies(t, indicator, unit, catalogue) for unit in units)), None
    )


def _aim(target: Target | None, indicator: Indicator) -> Aim:
    if target is None or target.value is None:
        return Aim(None)
    aim = Aim(target.value, target.operator, indicator.direction)
    if indicator.is_share:
        return aim
    twentieth = abs(target.value) / 20 or Decimal(1)
    return replace(aim, step=round(twentieth, -twentieth.adjusted()), most=None)


def verdict(found: LevelFigures, home: AdminUnit) -> str:
    """Say where the whole stands, how many units fall short, and how many things are left."""
    whole, indicator = found.whole, found.indicator
    left = []
    if whole.needed:
        left = [phrase("coverage.needed", needed=numbers.things(whole.needed, indicator))]
    elif whole.left:
        left = [_left(found, whole)]
    told = ([_whole_text(found, home), _units_text(found, way), *left] for way in ("met", "plain"))
    return fitting(*map(" · ".join, told))


def _whole_text(found: LevelFigures, home: AdminUnit) -> str:
    whole, indicator = found.whole, found.indicator
    name = home.name_short
    if whole.point is None:
        return phrase("coverage.whole_unknown", home=name)
    is_told = whole.needed or not whole.missing  # what is missing is said in things, or nothing is
    key = "plain" if whole.missing is None else "aimed" if is_told else "short"
    amount = figures.amount(whole.point, indicator, found.aim.target)
    aim, target = found.whole_target, numbers.MISSING
    if aim is not None:
        target = numbers.target_value(aim.value, aim.operator.value, indicator)
    of = (indicator.denominator_name or "").removeprefix(template("numbers.number_of"))
    return phrase(
        f"coverage.whole_{key}",
        home=name,
        value=f"{amount} {of}".strip(),
        target=target,
        gap=_missing(found, whole),
    )


def _units_text(found: LevelFigures, way: str) -> str:
    """Say how many units fall short; of none, and without a target, which is the last.

    Where several meet it, "plain" is the `way` that does not say so: the last one's figure does.
    """
    kinds = found.kinds
    known = [(one.point.value, one) for one in found.known if one.point]
    if not known:
        return phrase("coverage.units_none", kinds=kinds)
    short = sum(found.aim.side(value) is Side.GAP for value, _ in known)
    if short:
        return phrase("coverage.units_short", short=short, known=len(known), kinds=kinds)
    last = ranked(found)[0]
    judged = "met" if found.aim.is_judged else "plain"
    key = f"coverage.units_{way if found.aim.is_judged else judged}"
    if len(known) == 1:
        key = f"coverage.units_{judged}_only"
    elif len({value for value, _ in known}) == 1:  # there is no last one
        key = f"coverage.units_{judged}_alike"
    value = figures.amount(last.point, found.indicator, found.aim.target)
    slots = {"title": ranking_title(found).lower(), "name": last.unit.name, "value": value}
    return phrase(key, known=len(known), kinds=kinds, **slots)


def note(found: LevelFigures) -> str:
    """Say how many units have no figure, and how many a generated one; empty when all are real."""
    demo = sum(one.point.is_demo for one in found.known if one.point)
    known, kinds = len(found.known), found.kinds
    missing = len(found.units) - known
    texts = [phrase("coverage.missing", missing=missing, kinds=kinds)] if missing else []
    if demo:
        key = "coverage.kinds" if demo < known else "coverage.kinds_demo"
        texts.append(phrase(key, real=known - demo, demo=demo, kinds=kinds))
    return " ".join(texts)


def published(found: LevelFigures, points: Iterable[Point]) -> str:
    """Say why the newest published figure of the whole is not the one summed from its units.

    Empty where none is published or the map shows that very figure.
    """
    own = [one for one in points if one.origin is Origin.OWN and not one.is_demo]
    whole, indicator = found.whole.point, found.indicator
    if whole is None or whole.origin is Origin.OWN or not own:
        return ""
    newest = max(own, key=lambda one: one.period.end)
    value = figures.amount(newest, indicator)
    shown = figures.amount(whole, indicator, found.aim.target)
    if value == shown:
        return ""
    return phrase(
        "coverage.published_demo" if whole.is_demo else "coverage.published",
        value=value,
        period=figures.when(newest),
        shown=shown,
        reported=whole.units_reported,
        expected=whole.units_expected,
        shown_period=found.period,
        demo=whole.units_demo,
    )


def ranked(found: LevelFigures, *, is_by_left: bool = False) -> list[UnitFigure]:
    """The units with a figure, the worst first, or those with most things left.

    Of equals those come first that need most things.
    """
    sign = found.indicator.direction.sign

    def rank(one: UnitFigure) -> tuple[Decimal, int, str]:
        value = one.point.value if one.point else Decimal(0)
        by = Decimal(-(one.left or 0)) if is_by_left else sign * value
        return by, -(one.needed or 0), one.unit.code

    return sorted(found.known, key=rank)


def ranking(found: LevelFigures, *, is_by_left: bool = False) -> tuple[RankedUnit, ...]:
    """The first units of the ranking, as the map lists them beside it."""
    shown = []
    for one in ranked(found, is_by_left=is_by_left)[:_MOST_RANKED]:
        above = one.above.name_short if one.above and one.above != found.whole.unit else ""
        gap = phrase("coverage.gap", gap=_missing(found, one)) if one.missing else ""
        value, left = _value(found, one.point), _left(found, one) if one.left else ""
        if is_by_left:  # what they are ranked by stands out
            value, left = left, value
        shown.append(
            RankedUnit(
                unit_id=one.unit_id,
                name=one.unit.name,
                value=value,
                place=" · ".join(filter(None, (above, gap))),
                left=left,
            )
        )
    return tuple(shown)


def ranking_title(found: LevelFigures, *, is_by_left: bool = False) -> str:
    """What the list beside the map is ranked by."""
    if is_by_left:
        return phrase("coverage.ranking_left")
    is_less_better = found.indicator.direction is Direction.LOWER_IS_BETTER
    return phrase("coverage.ranking_highest" if is_less_better else "coverage.ranking_lowest")


def _left(found: LevelFigures, one: UnitFigure) -> str:
    """What is not covered; of people and households it is said that they have not."""
    name = found.indicator.denominator_name or ""
    text = family("coverage.lacking").get(name, template("coverage.left"))
    return text.format(left=numbers.things(one.left, found.indicator))


def table_of(found: LevelFigures) -> Table:
    """The whole first, then the units as they are ranked; those without a figure last."""
    unknown = sorted((one for one in found.units if not one.point), key=lambda one: one.unit.code)
    indicator_id, period = found.indicator.indicator_id, found.period
    return item_table(
        "coverage",
        (found.whole, *ranked(found), *unknown),
        _cells(found),
        lambda one: FigureKey(indicator_id, one.unit_id, period) if one.point else None,
    )


def facts(found: LevelFigures, unit_id: str) -> tuple[tuple[str, str], ...]:
    """What is known of one unit of the map, as names and texts."""
    one, cells = next(one for one in found.units if one.unit_id == unit_id), _cells(found)
    told = zip(heads_of("coverage", cells), (read(one) for read in cells.values()), strict=True)
    return tuple((name, text) for name, text in told if text != numbers.MISSING)[1:]


def _cells(found: LevelFigures) -> Mapping[str, Callable[[UnitFigure], str]]:
    return {
        "unit": lambda one: one.unit.name,
        "place": lambda one: one.above.name if one.above else numbers.MISSING,
        "value": lambda one: _value(found, one.point),
        "gap": lambda one: _missing(found, one),
        "needed": lambda one: numbers.things(one.needed, found.indicator),
        "left": lambda one: numbers.things(one.left, found.indicator),
        "source": lambda one: figures.source(one.point) if one.point else numbers.MISSING,
    }


def _missing(found: LevelFigures, one: UnitFigure) -> str:
    aim = found.aim.target
    if one.missing and one.point is not None and aim is not None:
        return figures.short_of(one.point, aim, found.indicator)
    return numbers.difference(one.missing, found.indicator)


def _value(found: LevelFigures, point: Point | None) -> str:
    """A figure with its mark, in as many decimals as tell it apart from the target."""
    return figures.mark(figures.amount(point, found.indicator, found.aim.target), [point])


def map_rows(found: LevelFigures, layer: Layer, scale: ColourScale) -> tuple[MapRow, ...]:
    """What the map shows of each unit that has a figure and a shape."""
    known = {one.unit_id: one for one in found.known}
    return tuple(
        MapRow(
            code=shape.code,
            step=scale.index(point.value),
            value=figures.amount(point, found.indicator, found.aim.target),
            gap=_missing(found, one) if one.missing else "",
            period=figures.when(point),
            source=figures.source(point),
            still_to_do=one.left,
            still_to_do_text=numbers.things(one.left, found.indicator) if one.left else "",
        )
        for shape in layer.shapes
        if (one := known.get(shape.unit_id)) and (point := one.point)
    )


def legend(indicator: Indicator, scale: ColourScale) -> tuple[LegendEntry, ...]:
    """Each colour's range, then the hatch of missing figures."""
    texts = scale.texts(lambda edge: numbers.figure(edge, round_as(edge, indicator)))
    return legend_of(scale.colours, texts, template("map.words.missing"))


def circles(indicator: Indicator, largest: int) -> tuple[CircleEntry, ...]:
    """Sample circles with how many things each stands for."""
    return tuple(
        CircleEntry(
            count, phrase("map.words.still_to_do", still_to_do=numbers.things(count, indicator))
        )
        for count in sample_counts(largest)
    )


def alt_text(found: LevelFigures) -> str:
    """Say what a map shows to those who hear it."""
    known = len(found.known)
    return phrase(
        "map.alt",
        name=found.indicator.name,
        period=found.period,
        known=known,
        missing=len(found.units) - known,
    )


def round_as(edge: Decimal, indicator: Indicator) -> Indicator:
    """Return the indicator with the decimals that the edge of a step has."""
    return replace(indicator, decimals=numbers.decimals_of(edge))
