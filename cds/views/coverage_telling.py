"""A level's standing told in sentences and as a table: the same figures, the same words."""

from decimal import Decimal

from cds.blocks import FigureKey
from cds.domain.admin_units import AdminUnit
from cds.text import figures, numbers
from cds.text.screens import say
from cds.views.level_figures import LevelFigures, UnitFigure

COLUMNS = ("unit", "place", "value", "gap", "needed", "left", "source")


def stands_text(found: LevelFigures, home: AdminUnit) -> str:
    """Say in one sentence where the whole stands: value, gap and what is needed."""
    whole, indicator = found.whole, found.indicator
    if whole.point is None:
        return say("coverage.stands_unknown", period=found.period, home=home.name)
    key = "coverage.stands_plain"
    if whole.missing is not None:
        is_met = not whole.missing and not whole.needed
        short = "coverage.stands_points" if whole.needed is None else "coverage.stands_short"
        key = "coverage.stands_met" if is_met else short
    return say(
        key,
        period=found.period,
        home=home.name,
        value=figures.marked(whole.point, indicator),
        target=target_text(found),
        gap=_missing(found, whole),
        needed=numbers.things(whole.needed, indicator),
    )


def units_text(found: LevelFigures) -> str:
    """Say how many units meet the target and how many have no figure."""
    values = [one.point.value for one in found.known if one.point]
    demo = sum(one.point.is_demo for one in found.known if one.point)
    text = say(
        "coverage.units" if found.aim.is_judged else "coverage.units_plain",
        met=sum(found.aim.side(value).value == "met" for value in values),
        known=len(values),
        target=target_text(found),
        missing=len(found.units) - len(values),
    )
    if not 0 < demo < len(values):
        return text
    return f"{text} {say('coverage.kinds', real=len(values) - demo, demo=demo)}"


def target_text(found: LevelFigures) -> str:
    """The target the units are held against, with its sign."""
    if found.target is None:
        return numbers.MISSING
    return numbers.target_value(found.target.value, found.target.operator.value, found.indicator)


def table(found: LevelFigures) -> tuple[tuple[str, ...], ...]:
    """The whole first, then the units, those that lack most before the others."""
    return tuple(_line(found, one) for one in _ranked(found))


def figures_of(found: LevelFigures) -> tuple[FigureKey | None, ...]:
    """Which figure each row of the table shows; None where it shows none."""
    return tuple(
        FigureKey(found.indicator.indicator_id, one.unit_id, found.period) if one.point else None
        for one in _ranked(found)
    )


def _ranked(found: LevelFigures) -> tuple[UnitFigure, ...]:
    return (found.whole, *sorted(found.units, key=_rank))


def _rank(one: UnitFigure) -> tuple[bool, Decimal, int, str]:
    return one.point is None, -(one.missing or Decimal(0)), -(one.needed or 0), one.unit.code


def _missing(found: LevelFigures, one: UnitFigure) -> str:
    aim = found.aim.target
    if one.missing and one.point is not None and aim is not None:
        return figures.short_of(one.point, aim, found.indicator)
    return numbers.difference(one.missing, found.indicator)


def _line(found: LevelFigures, one: UnitFigure) -> tuple[str, ...]:
    point, indicator = one.point, found.indicator
    return (
        one.unit.name,
        one.above or numbers.MISSING,
        figures.marked(point, indicator),
        _missing(found, one),
        numbers.things(one.needed, indicator),
        numbers.things(one.left, indicator),
        figures.source(point) if point else numbers.MISSING,
    )
