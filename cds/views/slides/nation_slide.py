"""Slides of the comparison with the nation: over the years, among provinces, all indicators."""

from cds.domain.periods import Period
from cds.domain.stories import Slide
from cds.export.content import Body, Message, SlideContent
from cds.text.screens import say
from cds.views import nation
from cds.views.nation_field import IndicatorField, both, field_of
from cds.views.nation_tables import SUMMARY_COLUMNS, YEAR_COLUMNS
from cds.views.reader import Reader
from cds.views.slides.slide_parts import of_points
from cds.views.slides.tables import text_table

_YEAR_WIDTHS = (0.1, 0.13, 0.13, 0.13, 0.21, 0.3)
_SUMMARY_WIDTHS = (0.33, 0.11, 0.12, 0.12, 0.12, 0.2)  # the framework is for the page


def nation_slide(slide: Slide, sources: Reader) -> SlideContent:
    """Return the part of the comparison that is asked for, the years if none is."""
    known = nation.comparable(sources.catalogue, sources.view)
    if not known:
        return of_points(sources, say("nation.title"), Message(say("nation.none")), "", ())
    if slide.asked("part") == "summary":
        return _summary(sources, known)
    asked = slide.asked("compared")
    field = field_of(sources.catalogue, sources.view, asked if asked in known else known[0])
    period = _period(slide, sources, field)
    page = nation.build(sources.catalogue, sources.view, field.indicator.indicator_id, period)
    if slide.asked("part") == "provinces":
        return _provinces(sources, field, period, page)
    return _years(sources, field, page)


def _period(slide: Slide, sources: Reader, field: IndicatorField) -> Period:
    known = nation.years(sources.catalogue, sources.view, field.indicator.indicator_id)
    asked = slide.asked("year")
    return next((one for one in known if str(one) == asked), known[0])


def _years(sources: Reader, field: IndicatorField, page: nation.NationPage) -> SlideContent:
    count = len(_YEAR_WIDTHS)
    columns = [say(f"nation.col_{name}") for name in YEAR_COLUMNS[:count]]
    body = text_table(columns, [row[:count] for row in page.years], _YEAR_WIDTHS)
    title = say("slide.nation", name=field.indicator.name)
    periods = {period for by_period in field.points.values() for period in by_period}
    shown = [point for period in periods for point in both(field, period) if point]
    return of_points(sources, title, body, page.sentences[0], shown)


def _provinces(
    sources: Reader, field: IndicatorField, period: Period, page: nation.NationPage
) -> SlideContent:
    title = say("slide.nation_provinces", name=field.indicator.name, period=period)
    body: Body = page.ranking or Message(say("nation.none"))
    mean = field.mean(period)
    shown = [*field.provinces(period).values(), *([mean] if mean else [])]
    return of_points(sources, title, body, page.sentences[0], shown)


def _summary(sources: Reader, known: tuple[str, ...]) -> SlideContent:
    found = nation.summary(sources.catalogue, sources.view, known)
    count = len(_SUMMARY_WIDTHS)
    columns = [say(f"nation.col_{name}") for name in SUMMARY_COLUMNS[:count]]
    body = text_table(columns, [row[:count] for row in found.rows], _SUMMARY_WIDTHS)
    title, sentence = say("nation.summary"), say("slide.nation_summary")
    return of_points(sources, title, body, sentence, found.points)
