"""A coverage map as a standalone SVG text, for exports and documents."""

from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from cds.charts.coverage_map import (
    CIRCLE_COLOUR,
    CIRCLE_SHARE,
    CircleEntry,
    LegendEntry,
    MapMode,
    MapPayload,
)
from cds.store.layers import Layer, Shape

HATCH_GROUND, HATCH_LINE, MARK_LINE = "#f4f4f2", "#8a8a86", "#3b1a0c"
_SVG = "http://www.w3.org/2000/svg"
_LINE_HEIGHT = 1.6  # legend lines, in font sizes
register_namespace("", _SVG)


def static_map(
    payload: MapPayload, layer: Layer, outline: Layer | None = None, *, has_legend: bool = True
) -> str:
    """Draw a payload on its layer as one SVG text; `outline` gives thicker lines on top."""
    left, top, width, height = layer.view_box
    font = width / 45
    entries = legend_entries(payload) if has_legend else ()
    total = height + (len(entries) + 1) * font * _LINE_HEIGHT if entries else height
    root = Element(f"{{{_SVG}}}svg", viewBox=f"{left:g} {top:g} {width:g} {total:g}", role="img")
    SubElement(root, "title").text = payload.words.alt
    definitions = SubElement(root, "defs")
    _stripes(definitions, "hatch", (HATCH_GROUND, HATCH_LINE), font)
    for step in payload.marked:
        _stripes(definitions, f"marked-{step}", (payload.colours[step], MARK_LINE), font)
    _fills(root, payload, layer, width)
    if outline is not None:
        for shape in outline.shapes:
            _path(root, shape, "none", width / 500)
    if payload.mode is MapMode.CIRCLES:
        _circles(root, payload, layer)
    _legend(root, entries, (left + font, top + height + font), font)
    return tostring(root, encoding="unicode")


def circle_radius(count: int, largest: int, layer: Layer) -> float:
    """Radius in view box units at which areas are true to the counts."""
    shorter = min(layer.view_box[2:])
    return shorter * CIRCLE_SHARE * (count / largest) ** 0.5


def legend_entries(payload: MapPayload) -> tuple[LegendEntry | CircleEntry, ...]:
    """Return the lines of the legend that fit the mode."""
    if payload.mode is MapMode.CIRCLES:
        return (*payload.circles, payload.legend[-1])
    return payload.legend


def _stripes(definitions: Element, name: str, colours: tuple[str, str], font: float) -> None:
    """Slanting lines on a ground; what is marked slants the other way than what is missing."""
    size = f"{font / 2:g}"
    slant = "rotate(45)" if name == "hatch" else "rotate(-45)"
    pattern = SubElement(
        definitions, "pattern", id=name, width=size, height=size,
        patternUnits="userSpaceOnUse", patternTransform=slant,
    )  # fmt: skip
    ground, line = colours
    SubElement(pattern, "rect", width=size, height=size, fill=ground)
    style = {"stroke": line, "stroke-width": f"{font / 6:g}"}
    SubElement(pattern, "line", style, x1="0", y1="0", x2="0", y2=size)


def _fills(root: Element, payload: MapPayload, layer: Layer, width: float) -> None:
    rows = {row.code: row for row in payload.rows}
    is_filled = payload.mode is MapMode.FILL
    for shape in layer.shapes:
        row = rows.get(shape.code)
        fill = "url(#hatch)" if row is None else "#f7f7f5"
        if row is not None and is_filled:
            fill = _fill_of(payload, row.step)
        node = _path(root, shape, fill, width / 1500)
        node.set("data-unit", shape.unit_id)
        value = payload.words.missing
        if row is not None:
            value = payload.words.value.format(value=row.value)
        SubElement(node, "title").text = f"{shape.name}\n{value}"


def _fill_of(payload: MapPayload, step: int) -> str:
    return f"url(#marked-{step})" if step in payload.marked else payload.colours[step]


def _path(root: Element, shape: Shape, fill: str, line_width: float) -> Element:
    style = {"stroke": "#4a4a48", "stroke-width": f"{line_width:g}", "stroke-linejoin": "round"}
    return SubElement(root, "path", style, d=shape.path, fill=fill)


def _circles(root: Element, payload: MapPayload, layer: Layer) -> None:
    counts = {row.code: row.still_to_do for row in payload.rows if row.still_to_do}
    largest = max(payload.largest, *counts.values(), 0)
    for shape in layer.shapes:
        if count := counts.get(shape.code):
            radius = f"{circle_radius(count, largest, layer):.2f}"
            place = {"cx": f"{shape.x:g}", "cy": f"{shape.y:g}", "r": radius}
            SubElement(root, "circle", {**place, "fill": CIRCLE_COLOUR, "fill-opacity": "0.75"})


def _legend(
    root: Element,
    entries: tuple[LegendEntry | CircleEntry, ...],
    corner: tuple[float, float],
    font: float,
) -> None:
    left, top = corner
    for number, entry in enumerate(entries):
        y = top + number * font * _LINE_HEIGHT
        _swatch(root, entry, (left, y), font)
        text = SubElement(root, "text", x=f"{left + 2.4 * font:g}", y=f"{y + font:g}")
        text.attrib |= {"font-family": "sans-serif", "font-size": f"{font:g}", "fill": "#222222"}
        text.text = entry.text


def _swatch(
    root: Element, entry: LegendEntry | CircleEntry, corner: tuple[float, float], font: float
) -> None:
    left, top = corner
    place = {"x": f"{left:g}", "y": f"{top + 0.15 * font:g}"}
    size = {"width": f"{1.8 * font:g}", "height": f"{font:g}"}
    SubElement(root, "rect", {**place, **size, "fill": _swatch_fill(entry), "stroke": "#4a4a48"})


def _swatch_fill(entry: LegendEntry | CircleEntry) -> str:
    if isinstance(entry, CircleEntry):
        return CIRCLE_COLOUR
    return entry.colour or "url(#hatch)" if entry.marked is None else f"url(#marked-{entry.marked})"
