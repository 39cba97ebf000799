"""Where the figures shown come from, and as of when they speak, in words."""

from collections.abc import Iterable

from cds.domain.observations import Point
from cds.text import figures
from cds.text.phrases import phrase
from cds.views.reader import Reader


def as_of(reader: Reader, points: Iterable[Point]) -> str:
    """Say period, data version and day of a view."""
    periods = sorted({point.period for point in points})
    slots = {"version": str(reader.version), "today": reader.today}
    if not periods:
        return phrase("slide.as_of_none", **slots)
    span = phrase("slide.periods", first=periods[0], last=periods[-1])
    return phrase("slide.as_of", period=span if len(periods) > 1 else periods[0], **slots)


def sources_text(points: Iterable[Point]) -> str:
    """Name where figures come from, those that matter most given first.

    The sources of real figures come before; of generated figures beside them their number.
    """
    shown = tuple(points)
    real = [point for point in shown if not point.is_demo]
    names = tuple(dict.fromkeys(figures.source(point) for point in real or shown))
    if not names:
        return phrase("source_none")
    count = len(names) - 1
    text = phrase("slide.sources_many", first=names[0], count=count) if count else names[0]
    demo = len(shown) - len(real)
    if not real or not demo:
        return text
    return phrase("slide.sources_mixed", real=text, demo=demo, total=len(shown))
