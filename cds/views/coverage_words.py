"""How the maps put figures into words; every number of a map and its table is written here."""

from dataclasses import replace
from decimal import Decimal

from cds.charts.change_scale import ChangeWords
from cds.charts.coverage_map import MapWording, MapWords
from cds.charts.difference_map import DifferenceWording, UnitDifference
from cds.charts.map_scale import StepWords
from cds.domain.indicators import Indicator
from cds.domain.periods import Period
from cds.text import figures, numbers
from cds.text.screens import say, template

_FIGURES = ("missing", "value", "gap", "period", "source", "still_to_do")
_BUTTONS = ("zoom_in", "zoom_out", "reset", "help", "failed")
_RANGES = ("below", "between", "at_least", "at_most", "above_to", "above", "every")
_CHANGES = (
    *("fall", "fall_below", "fall_between", "fall_at_least", "same"),
    *("rise", "rise_below", "rise_between", "rise_at_least"),
)


def wording(indicator: Indicator, period: Period, known: int, missing: int) -> MapWording:
    """The words of a map of one period."""
    alt = say("map.alt", name=indicator.name, period=period, known=known, missing=missing)
    return MapWording(
        map=_map_words(alt),
        steps=StepWords(
            **{name: template(f"map.{name}") for name in _RANGES},
            gap=template("map.gap_step"),
            met=template("map.met_step"),
        ),
        value=lambda point: figures.amount(point, indicator),
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
        steps=ChangeWords(**{name: template(f"comparison.{name}") for name in _CHANGES}),
        size=lambda size: numbers.difference(size, _round(size, indicator)),
        change=lambda change: change_text(change, indicator),
        both=lambda change: say(
            "comparison.both",
            before=figures.amount(change.before, indicator),
            after=figures.amount(change.after, indicator),
        ),
        periods=lambda change: say(
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
    return after if before == after else say("comparison.sources", before=before, after=after)
