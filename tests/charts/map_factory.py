"""Three shapes in a row, and words that show which of them was used."""

from collections.abc import Mapping
from decimal import Decimal

from cds.charts.coverage_map import (
    CircleEntry,
    Links,
    MapMode,
    MapPayload,
    MapRow,
    legend_of,
    sample_counts,
)
from cds.charts.map_scale import Aim, change_scale, colour_scale
from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Direction
from cds.store.layers import Layer, Licence, Shape

MAP_WORDS = {
    "missing": "no figure",
    "value": "value {value}",
    "gap": "missing {gap}",
    "period": "period {period}",
    "source": "source {source}",
    "still_to_do": "{still_to_do} to do",
    "zoom_in": "closer",
    "zoom_out": "further",
    "reset": "whole map",
    "play": "play",
    "pause": "pause",
    "timeline": "periods",
    "help": "arrow keys",
    "failed": "not loaded",
}
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


def map_of(
    values: Mapping[str, str],
    counts: Mapping[str, int] | None = None,
    mode: MapMode = MapMode.FILL,
    links: Links = LINKS,
) -> MapPayload:
    """A map of values by code, held against a target of 80; `counts` are of things to do."""
    known = {code: Decimal(value) for code, value in values.items()}
    scale, left = colour_scale(known.values(), Aim(Decimal(80))), counts or {}
    largest = max(left.values(), default=0)
    return MapPayload(
        links=links,
        rows=tuple(
            MapRow(code, scale.index(value), str(value), str(80 - value) if value < 80 else "",
                   "2025-Q1", "report", left.get(code), str(left.get(code, "")))
            for code, value in known.items()
        ),
        colours=scale.colours,
        legend=legend_of(scale.colours, scale.texts(str), MAP_WORDS["missing"]),
        alt="Coverage",
        own_words=tuple(MAP_WORDS.items()),
        mode=mode,
        circles=tuple(CircleEntry(n, f"{n} to do") for n in sample_counts(largest)),
        largest=largest,
    )  # fmt: skip


def map_of_changes(
    pairs: Mapping[str, tuple[str, str]],
    direction: Direction = Direction.HIGHER_IS_BETTER,
    links: Links = LINKS,
) -> MapPayload:
    """A map of changes by code, from the values before and after."""
    sizes = {code: Decimal(after) - Decimal(before) for code, (before, after) in pairs.items()}
    scale = change_scale(sizes.values(), direction)
    return MapPayload(
        links=links,
        rows=tuple(
            MapRow(code, scale.index(size), str(size), " to ".join(pairs[code]), "Q1", "report")
            for code, size in sizes.items()
        ),
        colours=scale.colours,
        legend=legend_of(scale.colours, scale.texts(str), MAP_WORDS["missing"], scale.marked),
        alt="Coverage",
        own_words=(*MAP_WORDS.items(), ("value", "change {value}")),
        marked=scale.marked,
    )  # fmt: skip
