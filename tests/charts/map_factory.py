"""Three shapes in a row, and words that show which of them was used."""

from dataclasses import replace
from decimal import Decimal

from cds.charts.coverage_map import Links, MapWording, MapWords
from cds.charts.difference_map import DifferenceWording
from cds.domain.admin_units import AdminLevel
from cds.domain.observations import Point
from cds.domain.periods import parse_period
from cds.store.layers import Layer, Licence, Shape

STEP_WORDS = {
    "below": "<{high}",
    "between": "{low}..<{high}",
    "at_least": ">={low}",
    "at_most": "<={high}",
    "above_to": "{low}<..{high}",
    "above": ">{low}",
    "every": "all",
    "gap_step": "gap {range}",
    "met_step": "met {range}",
}.__getitem__
MAP_WORDS = MapWords(
    alt="Coverage",
    missing="no figure",
    value="value {value}",
    gap="missing {gap}",
    period="period {period}",
    source="source {source}",
    still_to_do="{still_to_do} to do",
    zoom_in="closer",
    zoom_out="further",
    reset="whole map",
    play="play",
    pause="pause",
    timeline="periods",
    help="arrow keys",
    failed="not loaded",
)
WORDING = MapWording(
    MAP_WORDS, STEP_WORDS, lambda point: str(point.value), str,
    lambda point, aim: str(abs(point.value - aim)), str,
    lambda point: str(point.period), lambda point: point.source_title,
)  # fmt: skip
CHANGE_WORDS = {
    "fall": "fall",
    "fall_below": "fall <{high}",
    "fall_between": "fall {low}..<{high}",
    "fall_at_least": "fall >={low}",
    "same": "same",
    "rise": "rise",
    "rise_below": "rise <{high}",
    "rise_between": "rise {low}..<{high}",
    "rise_at_least": "rise >={low}",
}.__getitem__
CHANGE_WORDING = DifferenceWording(
    map=replace(MAP_WORDS, value="change {value}"),
    steps=CHANGE_WORDS,
    size=str,
    change=lambda change: str(change.size),
    both=lambda change: f"{change.before.value} to {change.after.value}",
    periods=lambda change: f"{change.before.period} to {change.after.period}",
    source=lambda change: change.after.source_title,
)
LINKS = Links("/geometry/0/v1-commune.json")


def shape(number: int) -> Shape:
    left = 100 * number
    path = f"M{left} 0L{left + 100} 0L{left + 100} 100L{left} 100Z"
    return Shape(f"0{number}@2020-01-01", f"0{number}", f"Unit {number}", path, left + 50, 50)


def layer(count: int = 4) -> Layer:
    shapes = tuple(shape(number) for number in range(count))
    return Layer("v1", AdminLevel.COMMUNE, (0, 0, 100 * count, 100), Licence.OWN, shapes)


def outline() -> Layer:
    """Two districts of two units each, with names."""
    halves = (("91", "West", 0), ("92", "East", 200))
    shapes = tuple(
        Shape(f"{code}@2020-01-01", code, name, f"M{x} 0L{x + 200} 0L{x + 200} 100L{x} 100Z",
              x + 100, 50, label=name)
        for code, name, x in halves
    )  # fmt: skip
    return Layer("v1", AdminLevel.DISTRICT, (0, 0, 400, 100), Licence.OWN, shapes)


def point(value: str, source: str = "report") -> Point:
    return Point(parse_period("2025-Q1"), Decimal(value), source_title=source)
