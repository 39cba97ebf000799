"""Slides of complete reporting: the rate of each district, or who has not sent everything."""

from functools import partial

from cds.domain.admin_units import AdminLevel
from cds.domain.periods import Period
from cds.domain.stories import Slide
from cds.export.content import Body, Message, SlideContent
from cds.store.view.queries import read_snapshot
from cds.text.phrases import head, phrase, word
from cds.views import reporting_count, reporting_page
from cds.views.reader import Reader
from cds.views.reporting_tables import MISSING_COLUMNS
from cds.views.slides.slide_parts import of_points
from cds.views.slides.tables import text_table

_MISSING = (0, 1, 2, 4)  # unit, district, how many, who answers; the names are for the page
_WIDTHS = (0.3, 0.25, 0.15, 0.3)


def reporting_slide(slide: Slide, sources: Reader) -> SlideContent:
    """Return what was reported in a period, the newest if none is asked for."""
    level = AdminLevel(slide.asked("level") or AdminLevel.COMMUNE)
    known_units = sources.catalogue.units
    whole = known_units.get(slide.asked("province") or "", sources.catalogue.home)
    known = reporting_count.periods(sources.catalogue, sources.view, level, whole)
    if not known:
        body = Message(phrase("reporting.none"))
        return of_points(sources, phrase("reporting.title"), body, "", ())
    period = next((one for one in known if str(one) == slide.asked("period")), known[0])
    read = partial(read_snapshot, sources.store)
    page = reporting_page.build(sources.catalogue, sources.view, read, period, level, whole)
    if slide.asked("part") == "missing":
        return _framed(sources, "missing", period, level, _missing(page), page)
    return _framed(sources, "rates", period, level, _rates(page), page)


def _rates(page: reporting_page.ReportingPage) -> tuple[Body, str]:
    if page.districts_figure is None:
        return Message(phrase("reporting.none")), ""
    return page.districts_figure, page.sentences[0]


def _missing(page: reporting_page.ReportingPage) -> tuple[Body, str]:
    if not page.missing:
        return Message(phrase("reporting.missing_none")), ""
    columns = [head(MISSING_COLUMNS[place], "reporting") for place in _MISSING]
    rows = [[row[place] for place in _MISSING] for row in page.missing]
    return text_table(columns, rows, _WIDTHS), page.missing_sentence


def _framed(
    sources: Reader,
    name: str,
    period: Period,
    level: AdminLevel,
    told: tuple[Body, str],
    page: reporting_page.ReportingPage,
) -> SlideContent:
    return SlideContent(
        title=phrase(f"slide.reporting_{name}", period=period, level=word(level)),
        body=told[0],
        sentence=told[1],
        source=phrase("slide.source", source=phrase("slide.reporting_source")),
        as_of=phrase(
            "slide.as_of", period=period, version=str(sources.version), today=sources.today
        ),
        is_demo=page.is_demo,
    )
