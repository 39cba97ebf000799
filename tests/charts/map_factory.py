"""Three shapes in a row, and words that show which of them was used."""

from decimal import Decimal

from cds.charts.colour_steps import StepWords
from cds.charts.coverage_map import Links, MapWords, Wording
from cds.domain.observations import Point
from cds.domain.periods import parse_period
from cds.domain.places import AdminLevel
from cds.store.boundaries import Layer, Licence, Shape

STEP_WORDS = StepWords(
    below="<{high}",
    between="{low}..<{high}",
    at_least=">={low}",
    at_most="<={high}",
    above_to="{low}<..{high}",
    above=">{low}",
    every="all",
    gap="gap {range}",
    met="met {range}",
)
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
    help="arrow keys",
    failed="not loaded",
)
WORDING = Wording(MAP_WORDS, STEP_WORDS, *[str] * 5, lambda point: point.source_title)
LINKS = Links("/geometry/0/v1-commune.json")


def shape(number: int) -> Shape:
    left = 100 * number
    path = f"M{left} 0L{left + 100} 0L{left + 100} 100L{left} 100Z"
    return Shape(f"0{number}@2020-01-01", f"0{number}", f"Unit {number}", path, left + 50, 50)


def layer(count: int = 4) -> Layer:
    shapes = tuple(shape(number) for number in range(count))
    return Layer("v1", AdminLevel.COMMUNE, (0, 0, 100 * count, 100), Licence.OWN, shapes)


def point(value: str, source: str = "report") -> Point:
    return Point(parse_period("2025-Q1"), Decimal(value), source_title=source)
