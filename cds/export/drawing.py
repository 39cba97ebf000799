"""Charts of slides as SVG, drawn once for the screen, the offline page, PDF and pictures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from cds.charts.values import Bar, Bars
from cds.export.content import LineChart, SlideLine
from cds.text import numbers

WIDTH, HEIGHT = 1808, 640  # in slide units of 1920 x 1080
PHONE_WIDTH, PHONE_HEIGHT = 500, 440  # of the same units, at which 26 is 16 px on 320 px
FONT_FAMILY = "CDS Sans, Source Sans, sans-serif"
_SVG = "http://www.w3.org/2000/svg"
_FONT = 26  # nothing on a slide is smaller than 24
_INK, _MUTED, _GRID = "#16202e", "#3c4756", "#d5dbe4"
_LABELS = 460  # width of the names beside bars
_DASHES = {"dash": "16 10", "dot": "4 8", "longdashdot": "24 8 4 8"}
register_namespace("", _SVG)


def bar_svg(chart: Bars, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Draw bars with their names on the left and their texts at the end."""
    root = _root(width, height, chart.measure)
    step = min(64.0, height / max(1, len(chart.bars)))
    longest = max((bar.value for bar in chart.bars), default=Decimal(0)) or Decimal(1)
    room = (width - _LABELS) * 0.56  # the rest is for the text
    for place, bar in enumerate(chart.bars):
        _bar(root, bar, place * step, step, float(bar.value / longest) * room)
    return tostring(root, encoding="unicode")


def line_svg(
    chart: LineChart, width: int = WIDTH, height: int = HEIGHT, *, has_legend: bool = True
) -> str:
    """Draw lines over years, with their names above."""
    root = _root(width, height, ", ".join(line.name for line in chart.lines))
    top = _legend(root, chart.lines, width) if has_legend else 0.0
    box = (110.0, top + 20, width - 60.0, height - 50.0)
    days = [day for line in chart.lines for day in line.days]
    values = [value for line in chart.lines for value in line.values]
    years = _years(days)
    steps = value_steps(values)
    for year in years[:: ceil(len(years) / (width // 125))]:
        x = _across(date(year, 1, 1), years, box)
        _line(root, (x, box[1]), (x, box[3]), _GRID, 1)
        if year != years[-1]:  # the year stands amid its days: a figure of its end is its own
            middle = _across(date(year, 7, 1), years, box)
            _text(root, str(year), middle, height - 12, anchor="middle", colour=_MUTED)
    for value in steps:
        y = _up(value, steps, box)
        _line(root, (box[0], y), (box[2], y), _GRID, 1)
        said = f"{numbers.trimmed(value)}{chart.suffix}"
        _text(root, said, box[0] - 12, y + 9, anchor="end", colour=_MUTED)
    for line in chart.lines:
        _curve(root, line, [(_across(d, years, box), _up(v, steps, box)) for d, v in
                            zip(line.days, line.values, strict=True)])  # fmt: skip
    return tostring(root, encoding="unicode")


def line_key(line: SlideLine) -> str:
    """Draw a short stretch of a line, to stand before its name."""
    root = Element(f"{{{_SVG}}}svg", viewBox="0 0 56 12")
    _line(root, (3, 6), (53, 6), line.colour, 5, line.dash)
    return tostring(root, encoding="unicode")


def value_steps(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return four to seven round values from 0 (or below) that hold all values."""
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    span = float(high - low) or 1.0
    power = 10.0 ** floor(log10(span / 5))
    step = next(m * power for m in (1, 2, 5, 10) if m * power * 6 >= span)
    size = Decimal(str(step))
    first, last = floor(low / size), max(1, ceil(high / size))
    return tuple(size * number for number in range(first, last + 1))


def _bar(root: Element, bar: Bar, top: float, step: float, length: float) -> None:
    group = SubElement(root, "g")
    if bar.unit_id:
        group.set("data-unit", bar.unit_id)
    middle = top + step / 2 + 9
    _text(group, _clipped(bar.label, 38), _LABELS - 16, middle, anchor="end")
    SubElement(
        group, "rect", x=f"{_LABELS}", y=f"{top + 4:g}", width=f"{max(2.0, length):.1f}",
        height=f"{step - 8:g}", fill=bar.colour, rx="3",
    )  # fmt: skip
    _text(group, bar.worded_text, _LABELS + max(2.0, length) + 14, middle)


def _legend(root: Element, lines: Sequence[SlideLine], width: int) -> float:
    """Name the lines, as many to a row as fit; return where the last row ends."""
    left, top = 0.0, 30.0
    for line in lines:
        room = 90 + len(line.name) * _FONT * 0.5
        if left and left + room > width:
            left, top = 0.0, top + 40
        _line(root, (left, top - 9), (left + 56, top - 9), line.colour, 5, line.dash)
        _text(root, line.name, left + 68, top)
        left += room + 20
    return top


def _curve(root: Element, line: SlideLine, places: Sequence[tuple[float, float]]) -> None:
    for start, end in pairwise(places):
        _line(root, start, end, line.colour, 5, line.dash)
    if not line.has_markers:
        return
    for (x, y), day, value in zip(places, line.days, line.values, strict=True):
        dot = SubElement(root, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="8", fill=line.colour)
        SubElement(dot, "title").text = f"{numbers.day(day)}: {numbers.trimmed(value)}"


def _years(days: Sequence[date]) -> range:
    return range(min(day.year for day in days), max(day.year for day in days) + 2)


def _across(day: date, years: range, box: tuple[float, float, float, float]) -> float:
    whole = (date(years[-1], 1, 1) - date(years[0], 1, 1)).days
    return box[0] + (day - date(years[0], 1, 1)).days / whole * (box[2] - box[0])


def _up(value: Decimal, steps: Sequence[Decimal], box: tuple[float, float, float, float]) -> float:
    share = float((value - steps[0]) / (steps[-1] - steps[0]))
    return box[3] - share * (box[3] - box[1])


def _root(width: int, height: int, title: str) -> Element:
    root = Element(f"{{{_SVG}}}svg", viewBox=f"0 0 {width} {height}", role="img")
    SubElement(root, "title").text = title
    return root


def _text(
    root: Element, text: str, x: float, y: float, *, anchor: str = "start", colour: str = _INK
) -> None:
    node = SubElement(root, "text", x=f"{x:.1f}", y=f"{y:.1f}", fill=colour)
    node.attrib |= {"font-size": f"{_FONT}", "font-family": FONT_FAMILY, "text-anchor": anchor}
    node.text = text


def _line(
    root: Element,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: int,
    dash: str = "",
) -> None:
    node = SubElement(
        root, "line", x1=f"{start[0]:.1f}", y1=f"{start[1]:.1f}", x2=f"{end[0]:.1f}",
        y2=f"{end[1]:.1f}", stroke=colour,
    )  # fmt: skip
    node.attrib |= {"stroke-width": f"{width}", "stroke-linecap": "round"}
    if dash:
        node.set("stroke-dasharray", _DASHES.get(dash, _DASHES["dash"]))


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{wrap(text, longest - 1)[0]}…"
