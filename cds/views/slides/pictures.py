"""Slides with a chart or a map: read off the very figures and payloads that the pages show."""

from collections.abc import Sequence
from dataclasses import replace

from cds.charts.coverage_map import CIRCLE_COLOUR, CircleEntry, MapPayload
from cds.charts.map_svg import static_map
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.periods import parse_period
from cds.domain.stories import Slide
from cds.export.content import (
    Body,
    MapPicture,
    Message,
    SlideContent,
)
from cds.scorecard import Row, latest
from cds.store.layers import Layer, found_layer, load_layer
from cds.text import figures
from cds.text.screens import LEVELS, say
from cds.views import coverage
from cds.views.indicator import parts_of, unranked
from cds.views.reader import Reader
from cds.views.row_charts import ranking, trend
from cds.views.slides.slide_parts import as_of, of_points, of_rows, sources_text

MOST_BARS = 14


def trend_slide(sources: Reader, row: Row) -> SlideContent:
    """One series over time against its path."""
    title = say("slide.at_unit", name=row.indicator.name, unit=row.unit.name)
    body: Body = trend(row) or Message(say("slide.no_figure", unit=row.unit.name))
    told = latest((row,))
    made = of_points(
        sources,
        title,
        body,
        standing_sentence(row) if told else "",
        (*told, *(point for point in reversed(row.series.points) if point not in told)),
    )
    return replace(made, as_of=as_of(sources, told))


def ranking_slide(sources: Reader, rows: Sequence[Row], whole: Row) -> SlideContent:
    """The units below, by what is still to do."""
    parts = parts_of(sources.catalogue, rows, whole)
    chart = ranking(parts, MOST_BARS)
    title, sentence = say("slide.ranking", name=whole.indicator.name), ""
    if chart is not None:
        first = chart.bars[0]
        sentence = say("slide.ranking_sentence", unit=first.label, text=first.worded_text)
    body = chart or Message(unranked(sources.catalogue, whole, parts))
    return of_rows(sources, title, body, sentence, parts)


def coverage_slide(slide: Slide, sources: Reader) -> SlideContent:
    """The map of one indicator and period."""
    rows = sources.rows(slide.asked("indicator"))
    asked = _asked(slide, sources.catalogue, rows)
    page = coverage.build(sources.home, sources.catalogue, rows, asked) if asked else None
    indicator = sources.catalogue.indicators[slide.asked("indicator")]
    if asked is None or page is None:
        text = say("slide.no_map")
        return SlideContent(
            indicator.name, Message(text), "", "", as_of(sources, ()), is_demo=False
        )
    period = parse_period(asked.period)
    shown = tuple(one.point for one in page.standing.known if one.point)
    title = say("slide.coverage", name=indicator.name, level=LEVELS[asked.level], period=period)
    made = of_points(sources, title, _picture(sources, asked, page), page.summary, shown)
    source = say("slide.source_map", source=sources_text(shown), licence=page.licence)
    return replace(made, source=source, is_demo=page.has_demo)


def standing_sentence(row: Row) -> str:
    """Say where a series stands: value, target, standing and gap."""
    judged = row.assessment
    value = figures.value(judged, row.indicator)
    period = figures.when(judged.latest)
    if row.target is None:
        return say("slide.no_target", value=value, period=period)
    return say(
        "slide.standing",
        value=value,
        period=period,
        target=figures.target(judged, row.indicator, row.target),
        due=judged.due_on or row.target.due_on,
        word=figures.badge(judged).word,
        gap=figures.gap(judged, row.indicator),
    )


def _asked(slide: Slide, catalogue: Catalogue, rows: Sequence[Row]) -> coverage.MapRequest | None:
    """What map the address means; the newest period of the level when it names none."""
    level = AdminLevel(slide.asked("level", AdminLevel.COMMUNE))
    found = (row.series for row in rows if row.unit.level is level)
    known = catalogue.periods_of(found, catalogue.home)
    if not known:
        return None
    period = slide.asked("period") or str(known[0])
    is_tiles = slide.asked("layer") == "tiles" and level is AdminLevel.COMMUNE
    is_circles = slide.asked("measure") == "circles"
    return coverage.MapRequest(slide.asked("indicator"), level, period, is_tiles, is_circles)


def _picture(
    sources: Reader, asked: coverage.MapRequest, page: coverage.CoveragePage
) -> MapPicture:
    period = parse_period(asked.period)
    vintage = sources.catalogue.vintage_for(sources.catalogue.home, period).name
    layer = load_layer(sources.home, vintage, asked.level, tiles=asked.is_tiles)
    outline = None if asked.is_tiles else _outline(sources, vintage, asked.level)
    return MapPicture(
        svg=static_map(page.payload, layer, outline),
        legend=_legend(page.payload),
        alt=page.payload.words.alt,
        licence=page.licence,
    )


def _outline(sources: Reader, vintage: str, level: AdminLevel) -> Layer | None:
    if level is not AdminLevel.COMMUNE:
        return None
    return found_layer(sources.home, vintage, AdminLevel.DISTRICT)


def _legend(payload: MapPayload) -> tuple[tuple[str | None, str], ...]:
    return tuple(
        (CIRCLE_COLOUR if isinstance(entry, CircleEntry) else entry.colour, entry.text)
        for entry in payload.shown_legend
    )
