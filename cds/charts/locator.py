"""Where a unit lies: its shape dark among its pale neighbours, as one SVG text."""

import re
from collections.abc import Collection, Sequence
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from cds.charts.theme import BLUE
from cds.store.layers import Layer, Shape

_SVG = "http://www.w3.org/2000/svg"
_FRACTION = re.compile(r"\d+\.\d+")  # drawn 320 wide, a thousandth of the width is no difference
_PALE, _EDGE = "#e6ecf2", "#8a94a3"
register_namespace("", _SVG)


def locator(
    around: Layer, shapes: Sequence[Shape], title: str, others: Collection[str] = ()
) -> str | None:
    """Draw the shapes dark on their surroundings; None when the layer does not hold them.

    Shapes whose unit_id is in `others` are hatched: units compared with.
    """
    if not shapes:
        return None
    left, top, width, height = around.view_box
    root = Element(f"{{{_SVG}}}svg", viewBox=f"{left:g} {top:g} {width:g} {height:g}", role="img")
    root.attrib |= {"width": "320", "height": f"{320 * height / width:.0f}"}
    SubElement(root, "title").text = title
    _hatch(root, width / 60)
    for shape in around.shapes:
        _path(root, shape, _PALE, _EDGE, width / 700)
    for shape in shapes:
        fill = "url(#other)" if shape.unit_id in others else BLUE
        _path(root, shape, fill, "#16202e", width / 400)
        _ring(root, shape, width)
    return tostring(root, encoding="unicode")


def _path(root: Element, shape: Shape, fill: str, line: str, line_width: float) -> None:
    style = {"stroke": line, "stroke-width": f"{line_width:g}", "stroke-linejoin": "round"}
    SubElement(root, "path", style, d=_rounded(shape.path), fill=fill)


def _rounded(path: str) -> str:
    return _FRACTION.sub(lambda number: f"{float(number[0]):.0f}", path)


def _ring(root: Element, shape: Shape, width: float) -> None:
    """A circle around it, or a small ward would not be seen."""
    place = {"cx": f"{shape.x:g}", "cy": f"{shape.y:g}", "r": f"{width / 25:g}"}
    style = {"fill": "none", "stroke": "#b3261e", "stroke-width": f"{width / 250:g}"}
    SubElement(root, "circle", {**place, **style})


def _hatch(root: Element, size: float) -> None:
    pattern = SubElement(
        SubElement(root, "defs"), "pattern", id="other", width=f"{size:g}", height=f"{size:g}",
        patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
    )  # fmt: skip
    SubElement(pattern, "rect", width=f"{size:g}", height=f"{size:g}", fill="#ffffff")
    line = {"stroke": BLUE, "stroke-width": f"{size / 2:g}"}
    SubElement(pattern, "line", line, x1="0", y1="0", x2="0", y2=f"{size:g}")
