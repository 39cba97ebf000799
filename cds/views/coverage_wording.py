"""A level on the map in words: sentences, table, legend; every number of a map is written here."""

from dataclasses import replace
from decimal import Decimal

from cds.blocks import FigureKey, Table, table
from cds.charts.coverage_map import MapWording, MapWords
from cds.charts.difference_map import DifferenceWording, UnitDifference
from cds.domain.admin_units import AdminUnit
from cds.domain.indicators import Indicator
from cds.domain.observations import Point
from cds.text import figures, numbers
from cds.text.phrases import phrase, template
from cds.views.level_figures import LevelFigures, UnitFigure

_FIGURES = ("missing", "value", "gap", "period", "source", "still_to_do")
_BUTTONS = ("zoom_in", "zoom_out", "reset", "help", "failed")


def stands_text(found: LevelFigures, home: AdminUnit) -> str:
    """Say in one sentence where the whole stands: value, gap and what is needed."""
    whole, indicator = found.whole, found.indicator
    if whole.point is None:
        return phrase("coverage.stands_unknown", period=found.period, home=home.name)
    key = "coverage.stands_plain"
    if whole.missing is not None:
        is_met = not whole.missing and not whole.needed
        short = "coverage.stands_points" if whole.needed is None else "coverage.stands_short"
        key = "coverage.stands_met" if is_met else short
    return phrase(
        key,
        period=found.period,
        home=home.name,
        value=_value(found, whole.point),
        target=target_text(found),
        gap=_missing(found, whole),
        needed=numbers.things(whole.needed, indicator),
    )


def units_text(found: LevelFigures) -> str:
    """Say how many units meet the target and how many have no figure."""
    values = [one.point.value for one in found.known if one.point]
    demo = sum(one.point.is_demo for one in found.known if one.point)
    text = phrase(
        "coverage.units" if found.aim.is_judged else "coverage.units_plain",
        met=sum(found.aim.side(value).value == "met" for value in values),
        known=len(values),
        target=target_text(found),
        missing=len(found.units) - len(values),
    )
    if not 0 < demo < len(values):
        return text
    return f"{text} {phrase('coverage.kinds', real=len(values) - demo, demo=demo)}"


def target_text(found: LevelFigures) -> str:
    """The target the units are held against, with its sign."""
    if found.target is None:
        return numbers.MISSING
    return numbers.target_value(found.target.value, found.target.operator.value, found.indicator)


def table_of(found: LevelFigures) -> Table:
    """The whole first, then the units, those that lack most before the others."""
    ranked = (found.whole, *sorted(found.units, key=_rank))
    indicator_id, period = found.indicator.indicator_id, found.period
    return table(
        "coverage",
        "unit place value gap needed left source",
        (_texts(found, one) for one in ranked),
        (FigureKey(indicator_id, one.unit_id, period) if one.point else None for one in ranked),
    )


def _rank(one: UnitFigure) -> tuple[bool, Decimal, int, str]:
    return one.point is None, -(one.missing or Decimal(0)), -(one.needed or 0), one.unit.code


def _missing(found: LevelFigures, one: UnitFigure) -> str:
    aim = found.aim.target
    if one.missing and one.point is not None and aim is not None:
        return figures.short_of(one.point, aim, found.indicator)
    return numbers.difference(one.missing, found.indicator)


def _value(found: LevelFigures, point: Point | None) -> str:
    """A figure with its mark, in as many decimals as tell it apart from the target."""
    return figures.mark(figures.amount(point, found.indicator, found.aim.target), [point])


def _texts(found: LevelFigures, one: UnitFigure) -> tuple[str, ...]:
    point, indicator = one.point, found.indicator
    return (
        one.unit.name,
        one.above or numbers.MISSING,
        _value(found, point),
        _missing(found, one),
        numbers.things(one.needed, indicator),
        numbers.things(one.left, indicator),
        figures.source(point) if point else numbers.MISSING,
    )


def wording(found: LevelFigures) -> MapWording:
    """The words of a map of one period."""
    indicator, known = found.indicator, len(found.known)
    alt = phrase(
        "map.alt",
        name=indicator.name,
        period=found.period,
        known=known,
        missing=len(found.units) - known,
    )
    return MapWording(
        map=_map_words(alt),
        steps=lambda name: template(f"map.{name}"),
        value=lambda point: figures.amount(point, indicator, found.aim.target),
        edge=lambda edge: numbers.figure(edge, _round(edge, indicator)),
        gap=lambda point, aim: figures.short_of(point, aim, indicator),
        count=lambda count: numbers.things(count, indicator),
        period=figures.when,
        source=figures.source,
    )


def difference_wording(indicator: Indicator, alt: str) -> DifferenceWording:
    """The words of a map of changes."""
    own = {name: template(f"comparison.{name}") for name in ("missing", "value")}
    return DifferenceWording(
        map=_map_words(alt, **own, gap="{gap}"),
        steps=lambda name: template(f"comparison.{name}"),
        size=lambda size: numbers.difference(size, _round(size, indicator)),
        change=lambda change: change_text(change, indicator),
        both=lambda change: phrase(
            "comparison.both",
            before=figures.amount(change.before, indicator),
            after=figures.amount(change.after, indicator),
        ),
        periods=lambda change: phrase(
            "comparison.periods", before=change.before.period, after=change.after.period
        ),
        source=_sources,
    )


def change_text(change: UnitDifference, indicator: Indicator) -> str:
    """Return a change with its sign: +3,2 points."""
    return numbers.change(*numbers.between(change.before.value, change.after.value, indicator))


def _round(edge: Decimal, indicator: Indicator) -> Indicator:
    """The indicator with the decimals that the edge of a step has."""
    return replace(indicator, decimals=numbers.decimals_of(edge))


def _map_words(alt: str, **own: str) -> MapWords:
    words = {name: template(f"map.{name}") for name in (*_FIGURES, *_BUTTONS)}
    return MapWords(alt=alt, **(words | own))


def _sources(change: UnitDifference) -> str:
    before, after = figures.source(change.before), figures.source(change.after)
    return after if before == after else phrase("comparison.sources", before=before, after=after)
