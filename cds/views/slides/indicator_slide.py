"""Slides of one indicator: trend, ranking, or the least set of units that closes the gap."""

from collections.abc import Sequence
from dataclasses import replace

from cds.domain.periods import parse_period
from cds.domain.stories import Slide
from cds.export.content import Body, Message, SlideCell, SlideContent, SlideTable, SlideTableRow
from cds.scorecard import Row
from cds.text.screens import say
from cds.views import indicator as indicator_values
from cds.views.reader import Reader
from cds.views.slides.pictures import ranking_slide, trend_slide
from cds.views.slides.slide_parts import of_rows
from cds.views.slides.tables import fitted


def indicator_slide(slide: Slide, sources: Reader) -> SlideContent:
    """Return the part of the indicator that is asked for, the trend if none is."""
    indicator_id = slide.asked("indicator")
    until = slide.asked("period")
    rows = sources.rows(indicator_id, parse_period(until) if until else None)
    unit_id = slide.asked("unit", sources.catalogue.home.unit_id)
    page = indicator_values.build(sources.catalogue, indicator_id, rows, unit_id)
    match slide.asked("part"):
        case "ranking":
            return ranking_slide(sources, rows, page.row)
        case "plan":
            return _plan(sources, rows, page)
        case _:
            return trend_slide(sources, page.row)


def _plan(
    sources: Reader, rows: Sequence[Row], page: indicator_values.IndicatorPage
) -> SlideContent:
    parts = indicator_values.parts_of(sources.catalogue, rows, page.row)
    title = say("slide.plan", name=page.row.indicator.name)
    lines = [SlideTableRow(tuple(SlideCell(text) for text in line)) for line in page.plan]
    columns = tuple(say(f"slide.col_{name}") for name in ("unit", "things", "running"))
    body: Body = SlideTable(columns, fitted(lines), (0.5, 0.3, 0.2))
    sentence = page.plan_sentence if lines else ""
    if not lines:
        body = Message(page.plan_sentence)
    made = of_rows(sources, title, body, sentence, parts)
    return replace(made, is_demo=made.is_demo or page.plan_has_demo)
