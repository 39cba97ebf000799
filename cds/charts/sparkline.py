"""A series as a small line without axes, as SVG text; generated figures are dashed."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from cds.charts.theme import BLUE, GREY, RED
from cds.domain.observations import Point

WIDTH, HEIGHT, EDGE = 240, 44, 5


def sparkline(points: Sequence[Point], target: Decimal | None, title: str) -> str | None:
    """Return the SVG of a series with its target as a thin line; None without figures.

    Left is the first day, right the last; the vertical span holds all values and the target.
    """
    if not points:
        return None
    place = _placed(points, target)
    lines = "".join(_segment(place(a), place(b), b.is_demo) for a, b in pairwise(points))
    last = place(points[-1])
    mark = f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="4" fill="{_colour(points[-1])}"/>'
    aim = _aim(target, place, points[-1]) if target is not None else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img"><title>{_escaped(title)}</title>'
        f"{aim}{lines}{mark}</svg>"
    )


def _placed(points: Sequence[Point], target: Decimal | None):  # noqa: ANN202 - a local closure
    first, last = points[0].period.end.toordinal(), points[-1].period.end.toordinal()
    values = [float(point.value) for point in points]
    values += [float(target)] if target is not None else []
    low, span = min(values), (max(values) - min(values)) or 1.0

    def place(point: Point, value: Decimal | None = None) -> tuple[float, float]:
        along = (point.period.end.toordinal() - first) / ((last - first) or 1)
        up = (float(point.value if value is None else value) - low) / span
        x = EDGE + along * (WIDTH - 2 * EDGE)
        return x, HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE)

    return place


def _segment(start: tuple[float, float], end: tuple[float, float], is_demo: bool) -> str:
    dash = ' stroke-dasharray="4 4"' if is_demo else ""
    colour = GREY if is_demo else BLUE
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{colour}" stroke-width="2.5" stroke-linecap="round"{dash}/>'
    )


def _aim(target: Decimal, place, last: Point) -> str:  # noqa: ANN001 - as above
    y = place(last, target)[1]
    return (
        f'<line x1="0" y1="{y:.1f}" x2="{WIDTH}" y2="{y:.1f}" stroke="{RED}" '
        'stroke-width="1.5" stroke-dasharray="2 3"/>'
    )


def _colour(point: Point) -> str:
    return GREY if point.is_demo else BLUE


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
