"""What a map shows, as one frozen value, and maps as standalone SVG for exports and documents.

The shapes travel apart (`geometry_url`); the screen draws them in `cds.ui.show`.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement, tostring

from cds.charts.svg import SVG
from cds.charts.theme import BLUE
from cds.domain.admin_units import AdminLevel
from cds.store.layers import Layer, Shape
from cds.text.phrases import family

CIRCLE_COLOUR = "#a53b22"
CIRCLE_SHARE = 0.04  # radius of the largest circle, as a share of the map's shorter side
_HATCH = ("#f4f4f2", "#8a8a86")  # ground and lines
_MARK_LINE = "#3b1a0c"
_OVERLAID = "#16202e"
_BORDER = {AdminLevel.COMMUNE: "#ffffff", AdminLevel.DISTRICT: "#7d8896"}  # the figures are louder
_FRACTION = re.compile(r"\d+\.\d+")  # drawn 320 wide, a thousandth of the width is no difference


class MapMode(StrEnum):
    """Fill shows the value by colour, circles show the things still to do by area."""

    FILL = "fill"
    CIRCLES = "circles"


@dataclass(frozen=True, slots=True)
class Overlay:
    """Lines of other boundaries to draw over a map: where the browser fetches them, what they are.

    `vintage` is theirs. They lie at `scale` times their own places plus `left`, `top`; of the
    units `unit_ids` alone.
    """

    geometry_url: str
    scale: float
    left: float
    top: float
    unit_ids: tuple[str, ...]
    text: str
    vintage: str


@dataclass(frozen=True, slots=True)
class Links:
    """Where the browser fetches the shapes. `outline_url` None: no thicker lines on top."""

    geometry_url: str
    outline_url: str | None = None
    overlay: Overlay | None = None


@dataclass(frozen=True, slots=True)
class MapRow:
    """One unit with a figure, in words; `step` is the place of its colour.

    `still_to_do` counts things, `still_to_do_text` says so; None and empty when not known.
    """

    code: str
    step: int
    value: str
    gap: str = ""
    period: str = ""
    source: str = ""
    still_to_do: int | None = None
    still_to_do_text: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend. `colour` None means the hatch of missing figures.

    `marked` is the step of a striped colour.
    """

    colour: str | None
    text: str
    marked: int | None = None


def legend_of(
    colours: Iterable[str], texts: Iterable[str], missing: str, marked: Collection[int] = ()
) -> tuple[LegendEntry, ...]:
    """Return each step with what it holds, those striped too, then the hatch if any is missing."""
    steps = enumerate(zip(colours, texts, strict=True))
    told = (LegendEntry(*step, place if place in marked else None) for place, step in steps)
    return (*told, LegendEntry(None, missing)) if missing else tuple(told)


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """One unit of the list beside a map, in words.

    `place` says where it lies and what it lacks to the target, `left` counts what is not covered.
    """

    unit_id: str
    name: str
    value: str
    place: str
    left: str


@dataclass(frozen=True, slots=True)
class CircleEntry:
    """A sample circle of the legend: how many things, and in words."""

    count: int
    text: str


@dataclass(frozen=True, slots=True)
class MapPayload:
    """Everything a map shows except its shapes. Units without a row have no figure.

    `alt` says what it shows, `own_words` stand by name in the place of the sentences of any map.
    `selected` is the unit_id that stands out. `marked` are the steps drawn with stripes. `largest`
    is the count whose circle is the largest of all maps shown together.
    """

    links: Links
    rows: tuple[MapRow, ...]
    colours: tuple[str, ...]
    legend: tuple[LegendEntry, ...]
    alt: str
    own_words: tuple[tuple[str, str], ...] = ()
    selected: str | None = None
    mode: MapMode = MapMode.FILL
    circles: tuple[CircleEntry, ...] = field(default=())
    largest: int = 0
    marked: tuple[int, ...] = field(default=())
    ranking: tuple[RankedUnit, ...] = field(default=())
    ranking_title: str = ""

    @property
    def words(self) -> Mapping[str, str]:
        """The sentences of the map; each figure's has one slot, named like its field."""
        return {**family("map.words"), **dict(self.own_words), "alt": self.alt}

    @property
    def shown_legend(self) -> tuple[LegendEntry | CircleEntry, ...]:
        """The lines of the legend that fit the mode."""
        return (*self.circles, self.legend[-1]) if self.mode is MapMode.CIRCLES else self.legend


def sample_counts(largest: int) -> list[int]:
    """Return the counts of a legend's circles: the largest and a round one near its quarter."""
    quarter = largest // 4
    power = 10 ** (len(str(quarter)) - 1)
    return [count for count in dict.fromkeys((largest, quarter // power * power)) if count > 0]


def static_map(
    payload: MapPayload, layer: Layer, outline: Layer | None = None, over: Layer | None = None
) -> str:
    """Draw a payload on its layer, without legend; `outline` gives thicker lines on top.

    `over` holds the shapes of its overlay, if it has one: broken lines of other boundaries.
    """
    words = payload.words
    root, width = _root(layer, payload.alt)
    size, line = width / 90, width / 270
    # What is marked slants the other way than what is missing.
    _stripes(root[1], "hatch", _HATCH, (size, line), 45)
    for step in payload.marked:
        _stripes(root[1], f"marked-{step}", (payload.colours[step], _MARK_LINE), (size, line), -45)
    rows = {row.code: row for row in payload.rows}
    for shape in layer.shapes:
        row = rows.get(shape.code)
        if row is None:
            fill, value = "url(#hatch)", words["missing"]
        else:
            fill, value = "#f7f7f5", words["value"].format(value=row.value)
            if payload.mode is MapMode.FILL:
                is_marked = row.step in payload.marked
                fill = f"url(#marked-{row.step})" if is_marked else payload.colours[row.step]
        node = _path(root, shape.path, fill, width / 1200, _BORDER[layer.level])
        node.set("data-unit", shape.unit_id)
        SubElement(node, "title").text = f"{shape.name}\n{value}"
    for shape in outline.shapes if outline else ():
        _path(root, shape.path, "none", width / 700, _BORDER[AdminLevel.DISTRICT])
    if (other := payload.links.overlay) and over:
        place = f"translate({other.left:g} {other.top:g}) scale({other.scale:g})"
        group, thick = SubElement(root, "g", transform=place), width / 900 / other.scale
        for shape in over.shapes:
            if shape.unit_id in other.unit_ids:
                node = _path(group, shape.path, "none", thick, _OVERLAID)
                node.set("stroke-dasharray", f"{3 * thick:.3g} {2 * thick:.3g}")
    counts = {row.code: row.still_to_do for row in payload.rows if row.still_to_do}
    largest = max(payload.largest, *counts.values(), 0)
    for shape in layer.shapes if payload.mode is MapMode.CIRCLES else ():
        if count := counts.get(shape.code):  # areas are true to the counts
            radius = min(layer.view_box[2:]) * CIRCLE_SHARE * (count / largest) ** 0.5
            at = {"cx": f"{shape.x:g}", "cy": f"{shape.y:g}", "r": f"{radius:.2f}"}
            SubElement(root, "circle", {**at, "fill": CIRCLE_COLOUR, "fill-opacity": "0.75"})
    return tostring(root, encoding="unicode")


def locator(around: Layer, own: Shape, title: str) -> str:
    """Draw a shape dark among its pale neighbours."""
    root, width = _root(around, title)
    root.attrib |= {"width": "320", "height": f"{320 * around.view_box[3] / width:.0f}"}
    for shape in around.shapes:
        _path(root, _rounded(shape.path), "#e6ecf2", width / 700, "#8a94a3")
    _path(root, _rounded(own.path), BLUE, width / 400, "#16202e")
    # A circle around it, or a small ward would not be seen.
    place = {"cx": f"{own.x:g}", "cy": f"{own.y:g}", "r": f"{width / 25:g}"}
    style = {"fill": "none", "stroke": "#b3261e", "stroke-width": f"{width / 250:g}"}
    SubElement(root, "circle", {**place, **style})
    return tostring(root).decode()  # in plain letters: with others each takes two bytes


def _root(layer: Layer, title: str) -> tuple[Element, float]:
    """The drawing with its title and a place for patterns, and the width of its view."""
    left, top, width, height = layer.view_box
    root = Element(f"{{{SVG}}}svg", viewBox=f"{left:g} {top:g} {width:g} {height:g}", role="img")
    SubElement(root, "title").text = title
    SubElement(root, "defs")
    return root, width


def _stripes(
    definitions: Element,
    name: str,
    colours: tuple[str, str],
    sizes: tuple[float, float],
    slant: int,
) -> None:
    """Slanting lines on a ground; `sizes` are of the pattern and of a line."""
    (ground, ink), (size, width) = colours, sizes
    side = f"{size:g}"
    pattern = SubElement(
        definitions, "pattern", id=name, width=side, height=side,
        patternUnits="userSpaceOnUse", patternTransform=f"rotate({slant})",
    )  # fmt: skip
    SubElement(pattern, "rect", width=side, height=side, fill=ground)
    style = {"stroke": ink, "stroke-width": f"{width:g}"}
    SubElement(pattern, "line", style, x1="0", y1="0", x2="0", y2=side)


def _path(root: Element, path: str, fill: str, line_width: float, line: str) -> Element:
    style = {"stroke": line, "stroke-width": f"{line_width:g}", "stroke-linejoin": "round"}
    return SubElement(root, "path", style, d=path, fill=fill)


@lru_cache(maxsize=1_000)
def _rounded(path: str) -> str:
    return _FRACTION.sub(lambda number: f"{float(number[0]):.0f}", path)
