"""A composite over time as a small picture: no line across a change of what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cds.charts.theme import BLUE, GREY

WIDTH, HEIGHT = 300, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 16, 26, 42
_TEXT = "font-family='Source Sans, sans-serif' font-size='12' fill='#6b7684' text-anchor='middle'"


@dataclass(frozen=True, slots=True)
class TrendMoment:
    """The value on one day. `share` of 1, None without data; `basis` is what it rests on."""

    label: str
    share: float | None
    value: str
    known: str
    basis: frozenset[str]
    is_demo: bool


def part_trend(moments: Sequence[TrendMoment], title: str) -> str | None:
    """Return the SVG of the moments, evenly spaced from 0 to 100 %; None without any value.

    A hollow mark rests on generated figures; n of m stands under each day.
    """
    if not any(moment.share is not None for moment in moments):
        return None
    step = (WIDTH - _LEFT - _RIGHT) / len(moments)
    places = [_LEFT + step * (index + 0.5) for index in range(len(moments))]
    lines = [
        _line(x, a, y, b)
        for (x, a), (y, b) in pairwise(zip(places, moments, strict=True))
        if a.share is not None and b.share is not None and a.basis == b.basis
    ]
    marks = [_mark(x, moment) for x, moment in zip(places, moments, strict=True)]
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"width='{WIDTH}' height='{HEIGHT}' role='img'><title>{_escaped(title)}</title>"
        f"{_grid()}{''.join(lines)}{''.join(marks)}</svg>"
    )


def _grid() -> str:
    return "".join(
        f"<line x1='{_LEFT}' x2='{WIDTH - _RIGHT}' y1='{_height(level):.1f}' "
        f"y2='{_height(level):.1f}' stroke='#7d8896' stroke-opacity='0.35'/>"
        for level in (0, 0.5, 1)
    )


def _line(x: float, start: TrendMoment, y: float, end: TrendMoment) -> str:
    assert start.share is not None  # noqa: S101 - asked before
    assert end.share is not None  # noqa: S101 - as above
    dash = " stroke-dasharray='4 4'" if start.is_demo or end.is_demo else ""
    return (
        f"<line x1='{x:.1f}' y1='{_height(start.share):.1f}' x2='{y:.1f}' "
        f"y2='{_height(end.share):.1f}' stroke='{_colour(end)}' stroke-width='2.5'{dash}/>"
    )


def _mark(x: float, moment: TrendMoment) -> str:
    day = f"<text x='{x:.1f}' y='{HEIGHT - 22}' {_TEXT}>{_escaped(moment.label)}</text>"
    known = f"<text x='{x:.1f}' y='{HEIGHT - 6}' {_TEXT}>{_escaped(moment.known)}</text>"
    if moment.share is None:
        return day + known
    y, colour = _height(moment.share), _colour(moment)
    fill = "#ffffff" if moment.is_demo else colour
    value = f"<text x='{x:.1f}' y='{y - 9:.1f}' {_TEXT}>{_escaped(moment.value)}</text>"
    mark = (
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4.5' fill='{fill}' stroke='{colour}' "
        "stroke-width='2'/>"
    )
    return day + known + value + mark


def _height(share: float) -> float:
    return _TOP + (1 - share) * (HEIGHT - _TOP - _BOTTOM)


def _colour(moment: TrendMoment) -> str:
    return GREY if moment.is_demo else BLUE


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
