"""Charts as SVG text: those of slides, for screen, files and print."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from textwrap import shorten
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from cds.charts.placed import (
    INK,
    MUTED,
    SIZE,
    TRACK,
    Dot,
    Patch,
    Place,
    Stroke,
    Words,
    height_of,
    placed,
)
from cds.charts.theme import LOUD, LineLook, tone
from cds.charts.values import Bars, Line, Lines, Rows, TargetBar
from cds.text import numbers

SVG = "http://www.w3.org/2000/svg"
WHOLE, HALF, HEIGHT = 1808, 884, 640  # of a chart on a slide, in its units of 1920 x 1080
MEASURE = 42  # height of a line above a chart that says what it shows
PHONE_WIDTH, PHONE_HEIGHT = 690, 600  # of the same units, at which 36 is 16 px on 320 px
_FONT_FAMILY = "CDS Sans, Source Sans, sans-serif"
_GRID = LineLook(TRACK, 1)
_LETTER = SIZE * 0.5  # width of a letter, about
_DASHES = {"dash": "16 10", "dot": "4 8", "longdashdot": "24 8 4 8"}
register_namespace("", SVG)


def bar_svg(chart: Bars, width: int = WHOLE, height: int = HEIGHT) -> str:
    """Draw bars with their names on the left and their texts, shorter on half a slide, behind."""
    root = _root(width, height, chart.measure)
    step = min(86.0, height / len(chart.bars))
    longest = max(bar.value for bar in chart.bars) or Decimal(1)
    is_whole = width > HALF
    names = [shorten(bar.label, 34 if is_whole else 19, placeholder="…") for bar in chart.bars]
    texts = [bar.worded_text if is_whole else bar.text for bar in chart.bars]
    left = min(width * 0.4, max(map(len, names)) * _LETTER + 16)
    # What the longest text leaves is for the bars.
    room = width - left - max(map(len, texts)) * _LETTER - 14
    for place, (bar, name, text) in enumerate(zip(chart.bars, names, texts, strict=True)):
        group = SubElement(root, "g")
        if bar.unit_id:
            group.set("data-unit", bar.unit_id)
        length = max(2.0, float(bar.value / longest) * max(room, 60))
        middle = (place + 0.5) * step + 12
        _text(group, name, left - 16, middle, anchor="end")
        SubElement(
            group, "rect", x=f"{left:g}", y=f"{place * step + 6:g}", width=f"{length:.1f}",
            height=f"{step - 12:g}", fill=bar.colour, rx="3",
        )  # fmt: skip
        _text(group, text, left + length + 14, middle)
    return tostring(root, encoding="unicode")


def line_svg(
    chart: Lines, width: int = WHOLE, height: int = HEIGHT, *, has_legend: bool = True
) -> str:
    """Draw lines over years, with the names above of those that are not named beside them."""
    root = _root(width, height, ", ".join(line.name for line in chart.lines))
    left, top = 0.0, 36.0 if has_legend else 0.0
    for line in unnamed(chart) if has_legend else ():  # as many names to a row as fit
        room = 90 + len(line.name) * _LETTER
        if left and left + room > width:
            left, top = 0.0, top + 50
        _stroke(root, (left, top - 12), (left + 56, top - 12), line.look, 5)
        _text(root, line.name, left + 68, top)
        left += room + 20
    left, right, top, bottom = 130.0, width - 40.0, top + 70, height - 60.0
    spots = [spot for line in chart.lines for spot in line.spots]
    years = range(min(s.day.year for s in spots), max(s.day.year for s in spots) + 2)
    first, days = date(years[0], 1, 1), (date(years[-1], 1, 1) - date(years[0], 1, 1)).days
    ticks, (low, high) = value_axis(chart)

    def across(day: date) -> float:
        return left + (day - first).days / days * (right - left)

    def up(value: Decimal) -> float:
        return bottom - float((value - low) / (high - low)) * (bottom - top)

    for year in years[:: ceil(len(years) / (width // 150))]:
        x = across(date(year, 1, 1))
        _stroke(root, (x, top), (x, bottom), _GRID)
        if year != years[-1]:  # the year stands amid its days: a figure of its end is its own
            middle = across(date(year, 7, 1))
            _text(root, str(year), middle, height - 12, anchor="middle", colour=MUTED)
    for value, said in ticks:
        y = up(value)
        _stroke(root, (left, y), (right, y), _GRID)
        _text(root, said, left - 12, y + 12, anchor="end", colour=MUTED)
    for line in chart.lines:
        places = [(across(spot.day), up(spot.value)) for spot in line.spots]
        for start, end in pairwise(places):
            _stroke(root, start, end, line.look, 5)
        for (x, y), spot in zip(places, line.spots, strict=True) if line.look.symbol else ():
            dot = SubElement(root, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="8")
            dot.set("fill", line.look.colour)
            text = f"{numbers.day(spot.day)}: {numbers.trimmed(spot.value)}"
            SubElement(dot, "title").text = text
    named = [line for line in chart.lines if line.label]  # last: no line lies on a label
    level = [line for line in named if not line.look.symbol]
    for line in level:
        x, y = across(line.spots[0].day), up(line.spots[0].value)
        _label(root, line.label, x, y - 12, colour=line.look.colour)
    for line in named:
        if not line.look.symbol:
            continue
        last, before = line.spots[-1], line.spots[-2:][0]
        x, y = across(last.day), up(last.value)
        is_below = any(0 <= y - up(one.spots[0].value) < 70 for one in level)  # a target
        if last.value >= before.value and not is_below:  # a rising line leaves room above
            _label(root, line.label, x + 10, y - 22, anchor="end")
        else:
            _label(root, line.label, x, y + 46, anchor="middle")
    return tostring(root, encoding="unicode")


def unnamed(chart: Lines) -> tuple[Line, ...]:
    """The lines that need a key: the first of each name that is not written beside it."""
    firsts: dict[str, Line] = {}
    for line in chart.lines:
        if line.label != line.name:
            firsts.setdefault(line.name, line)
    return tuple(firsts.values())


def rows_svg(chart: Rows, width: int = WHOLE, height: int = 0) -> str:
    """Draw rows of shapes; what needs more than the height is drawn higher."""
    high = max(height, ceil(height_of(chart, width)))
    root = _root(width, high, "")
    for shape in placed(chart, width, high):
        match shape:
            case Words(lines, left, top, wide, colour, is_bold, is_centred):
                x = left + wide / 2 if is_centred else left
                node = SubElement(root, "text", fill=colour)
                node.attrib |= {"font-size": f"{SIZE}", "font-family": _FONT_FAMILY}
                node.set("text-anchor", "middle" if is_centred else "start")
                if is_bold:
                    node.set("font-weight", "700")
                for place, line in enumerate(lines):
                    y = top + place * shape.height / len(lines) + SIZE
                    SubElement(node, "tspan", x=f"{x:.1f}", y=f"{y:.1f}").text = f"{line} "
            case Stroke(start, end, look, thick):
                _stroke(root, start, end, look, thick)
            case Dot((x, y), colour, is_filled):
                dot = SubElement(root, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="11")
                fill = colour if is_filled else "#ffffff"
                dot.attrib |= {"fill": fill, "stroke": colour, "stroke-width": "5"}
            case Patch(left, top, wide, tall, colour, is_hatched):
                block = SubElement(root, "rect", x=f"{left:.1f}", y=f"{top:.1f}", fill=colour)
                block.attrib |= {"width": f"{wide:.1f}", "height": f"{tall:g}"}
                if is_hatched:
                    _hatch(root, left, top, wide, tall)
    return tostring(root, encoding="unicode")


def _hatch(root: Element, left: float, top: float, width: float, height: float) -> None:
    """Lay white strokes over a bar of generated figures."""
    for x in range(10, int(width) - 2, 12):
        end = min(x + 8.0, width)
        start = (left + x, top + height - 2)
        _stroke(root, start, (left + end, top + 2), LineLook("#ffffff"), 3)


def target_bar_svg(bar: TargetBar) -> str:
    """Draw how far a figure is, with a tick at its target; of a milestone its steps."""
    width, height = 260, 34
    root = Element(f"{{{SVG}}}svg", viewBox=f"0 0 {width} {height}")
    colour, is_loud = tone(bar.standing), bar.standing in LOUD
    top, tall = 3.0, height - 6.0

    def block(x: float, wide: float, *, is_done: bool) -> None:
        node = SubElement(root, "rect", x=f"{x:.1f}", y=f"{top:g}", width=f"{wide:.1f}", rx="3")
        node.set("height", f"{tall:g}")
        node.set("fill", colour if is_done else _GRID.colour)
        if is_done and not is_loud:
            node.attrib |= {"fill-opacity": "0.3", "stroke": colour, "stroke-width": "2"}

    if bar.steps:
        step = width / bar.steps
        for place in range(bar.steps):
            block(place * step + 1, step - 6, is_done=place < bar.done)
        return tostring(root, encoding="unicode")
    block(1, width - 2, is_done=False)
    if bar.share is not None:
        length = max(2.0, bar.share * (width - 2))
        block(1, length, is_done=True)
        if bar.is_demo:
            _hatch(root, 0, top, length, tall)
    if bar.target_share is not None:
        aim = 1 + bar.target_share * (width - 2)
        _stroke(root, (aim, 1), (aim, height - 1), LineLook(INK), 4)
    return tostring(root, encoding="unicode")


def line_key(look: LineLook) -> str:
    """Draw a short stretch of a line, to stand before its name."""
    root = Element(f"{{{SVG}}}svg", viewBox="0 0 56 12")
    _stroke(root, (3, 6), (53, 6), look, 5)
    return tostring(root, encoding="unicode")


def value_axis(chart: Lines) -> tuple[list[tuple[Decimal, str]], tuple[Decimal, Decimal]]:
    """Return the values along the axis with their words, and those at its bottom and its top.

    Of places the first is on top, and there is no place 0.
    """
    values = [spot.value for line in chart.lines for spot in line.spots]
    if chart.states:
        words = [(Decimal(place), state) for place, state in enumerate(chart.states)]
        return words, (Decimal(0), Decimal(len(chart.states) - 1))
    steps: Sequence[Decimal] = value_steps(values)
    ends = steps[0], steps[-1]
    if chart.is_reversed:
        last = max(values)
        steps = [Decimal(place) for place in (1, *range(10, int(last) + 1, 10))]
        ends = last + 4, Decimal(-2)
    return [(step, f"{numbers.trimmed(step)}{chart.suffix}") for step in steps], ends


def value_steps(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return four to seven round values that hold all values.

    They begin at 0 unless all values lie far above it and differ: their change would hardly be
    seen.
    """
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    if values and high / 2 < min(values) < high:
        low = min(values)
    span = float(high - low) or 1.0
    power = 10.0 ** floor(log10(span / 5))
    step = next(m * power for m in (1, 2, 5, 10) if m * power * 6 >= span)
    size = Decimal(str(step))
    first = floor(low / size)
    last = max(first + 1, ceil(high / size))
    return tuple(size * number for number in range(first, last + 1))


def _root(width: int, height: int, title: str) -> Element:
    root = Element(f"{{{SVG}}}svg", viewBox=f"0 0 {width} {height}", role="img")
    SubElement(root, "title").text = title
    return root


def _text(
    root: Element, text: str, x: float, y: float, *, anchor: str = "start", colour: str = INK
) -> Element:
    node = SubElement(root, "text", x=f"{x:.1f}", y=f"{y:.1f}", fill=colour)
    node.attrib |= {"font-size": f"{SIZE}", "font-family": _FONT_FAMILY, "text-anchor": anchor}
    node.text = text
    return node


def _label(
    root: Element, text: str, x: float, y: float, *, anchor: str = "start", colour: str = INK
) -> None:
    """Write a text among lines: bold, with a white edge."""
    node = _text(root, text, x, y, anchor=anchor, colour=colour)
    node.attrib |= {"font-weight": "700", "paint-order": "stroke"}
    node.attrib |= {"stroke": "#ffffff", "stroke-width": "8", "stroke-linejoin": "round"}


def _stroke(root: Element, start: Place, end: Place, look: LineLook, width: int = 1) -> None:
    node = SubElement(
        root, "line", x1=f"{start[0]:.1f}", y1=f"{start[1]:.1f}", x2=f"{end[0]:.1f}",
        y2=f"{end[1]:.1f}", stroke=look.colour,
    )  # fmt: skip
    node.attrib |= {"stroke-width": f"{width}", "stroke-linecap": "round"}
    if look.dash:
        node.set("stroke-dasharray", _DASHES[look.dash])
