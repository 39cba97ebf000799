"""What every slide is put together from: its frame, and rows counted and found."""

from collections.abc import Iterable, Sequence

from cds.domain.observations import Point, has_demo
from cds.domain.periods import Period
from cds.export.content import Body, SlideContent
from cds.scorecard import Row, latest
from cds.text import figures
from cds.text.screens import say
from cds.views.reader import Reader


def of_rows(
    sources: Reader, title: str, body: Body, sentence: str, rows: Iterable[Row]
) -> SlideContent:
    """Return a slide whose source, period and ribbon follow from the rows shown."""
    return of_points(sources, title, body, sentence, latest(rows))


def of_points(
    sources: Reader, title: str, body: Body, sentence: str, points: Iterable[Point]
) -> SlideContent:
    """Return a slide whose source, period and ribbon follow from the figures shown."""
    shown = tuple(points)
    return SlideContent(
        title=title,
        body=body,
        sentence=sentence,
        source=say("slide.source", source=sources_text(shown)),
        as_of=as_of(sources, shown),
        is_demo=has_demo(shown),
    )


def has_figure(row: Row | None) -> bool:
    """True when there is a latest figure."""
    return row is not None and row.assessment.latest is not None


def as_of(reader: Reader, points: Iterable[Point]) -> str:
    """Say period, data version and day of a view."""
    periods = sorted({point.period for point in points})
    slots = {"version": str(reader.version), "today": reader.today}
    if not periods:
        return say("slide.as_of_none", **slots)
    return say("slide.as_of", period=_span(periods), **slots)


def sources_text(points: Iterable[Point]) -> str:
    """Name where figures come from, those that matter most given first.

    The sources of real figures come before; of generated figures beside them their number.
    """
    shown = tuple(points)
    real = [point for point in shown if not point.is_demo]
    names = tuple(dict.fromkeys(figures.source(point) for point in real or shown))
    if not names:
        return say("source_none")
    count = len(names) - 1
    text = say("slide.sources_many", first=names[0], count=count) if count else names[0]
    demo = len(shown) - len(real)
    if not real or not demo:
        return text
    return say("slide.sources_mixed", real=text, demo=demo, total=len(shown))


def _span(periods: Sequence[Period]) -> str | Period:
    if len(periods) == 1:
        return periods[0]
    return say("slide.periods", first=periods[0], last=periods[-1])
