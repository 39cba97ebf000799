"""What every slide is put together from: its frame, and rows counted and found."""

from collections.abc import Iterable

from cds.domain.observations import Point, has_demo
from cds.export.content import Body, SlideContent
from cds.scorecard import Row
from cds.text.phrases import phrase
from cds.views.provenance import as_of, sources_text
from cds.views.reader import Reader


def of_points(
    sources: Reader, title: str, body: Body, sentence: str, points: Iterable[Point]
) -> SlideContent:
    """Return a slide whose source, period and ribbon follow from the figures shown."""
    shown = tuple(points)
    return SlideContent(
        title=title,
        body=body,
        sentence=sentence,
        source=phrase("slide.source", source=sources_text(shown)),
        as_of=as_of(sources, shown),
        is_demo=has_demo(shown),
    )


def has_figure(row: Row | None) -> bool:
    """True when there is a latest figure."""
    return row is not None and row.assessment.latest is not None
