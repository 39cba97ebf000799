"""A series as a small line without axes, as SVG text; generated figures are dashed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cds.charts.theme import BLUE, GREY, RED
from cds.domain.observations import Point

WIDTH, HEIGHT, EDGE = 240, 44, 5

Place = tuple[float, float]


def sparkline(points: Sequence[Point], target: Decimal | None, title: str) -> str | None:
    """Return the SVG of a series with its target as a thin line; None without figures.

    Left is the first day, right the last; the vertical span holds all values and the target.
    """
    if not points:
        return None
    span = _span(points, target)
    places = [span.place(point) for point in points]
    lines = "".join(
        _segment(start, end, point.is_demo)
        for (start, end), point in zip(pairwise(places), points[1:], strict=True)
    )
    x, y = places[-1]
    mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_colour(points[-1])}"/>'
    aim = "" if target is None else _aim(span.height(float(target)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img"><title>{_escaped(title)}</title>'
        f"{aim}{lines}{mark}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """The days and values the picture's sides stand for."""

    first: int
    days: int
    low: float
    size: float

    def place(self, point: Point) -> Place:
        """Where a figure lies."""
        along = (point.period.end.toordinal() - self.first) / (self.days or 1)
        return EDGE + along * (WIDTH - 2 * EDGE), self.height(float(point.value))

    def height(self, value: float) -> float:
        """How far below the upper side a value lies."""
        return HEIGHT - EDGE - (value - self.low) / (self.size or 1.0) * (HEIGHT - 2 * EDGE)


def _span(points: Sequence[Point], target: Decimal | None) -> _Span:
    days = [point.period.end.toordinal() for point in (points[0], points[-1])]
    values = [float(point.value) for point in points]
    values += [] if target is None else [float(target)]
    return _Span(days[0], days[1] - days[0], min(values), max(values) - min(values))


def _segment(start: Place, end: Place, is_demo: bool) -> str:
    dash = ' stroke-dasharray="4 4"' if is_demo else ""
    colour = GREY if is_demo else BLUE
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{colour}" stroke-width="2.5" stroke-linecap="round"{dash}/>'
    )


def _aim(y: float) -> str:
    return (
        f'<line x1="0" y1="{y:.1f}" x2="{WIDTH}" y2="{y:.1f}" stroke="{RED}" '
        'stroke-width="1.5" stroke-dasharray="2 3"/>'
    )


def _colour(point: Point) -> str:
    return GREY if point.is_demo else BLUE


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
