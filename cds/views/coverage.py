"""One coverage map as a value: shapes' address, colours, legend, sentences and table."""

from dataclasses import dataclass, replace
from pathlib import Path

from cds.blocks import Block, MapPicture, Message
from cds.charts.coverage_map import (
    CIRCLE_COLOUR,
    CircleEntry,
    Links,
    MapMode,
    MapPayload,
    Overlay,
    static_map,
)
from cds.charts.map_scale import colour_scale
from cds.domain.admin_units import AdminLevel, Vintage, crosswalk
from cds.domain.catalogue import Catalogue
from cds.domain.observations import has_demo
from cds.domain.periods import parse_period
from cds.domain.stories import Slide
from cds.maps.addresses import geometry_url
from cds.scorecard import Row
from cds.store.layers import Layer, found_layer, layer_path, load_layer
from cds.text import figures, numbers
from cds.text.phrases import phrase
from cds.views.level_figures import (
    LevelFigures,
    alt_text,
    circles,
    legend,
    level_figures,
    map_rows,
    note,
    published,
    ranking,
    ranking_title,
    verdict,
)
from cds.views.reader import Reader


@dataclass(frozen=True, slots=True)
class MapRequest:
    """What map is wanted. `period` and `compared` (with what) are canonical texts."""

    indicator_id: str
    level: AdminLevel
    period: str
    is_tiles: bool = False
    is_circles: bool = False
    is_overlaid: bool = False
    selected: str | None = None
    compared: str | None = None


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """A map with its sentences and licence, and the standing that its table tells.

    `verdict` answers the page's question; `note` says what is missing or generated, `published`
    why the figure published of the whole is another one.
    """

    payload: MapPayload
    verdict: str
    note: str
    published: str
    licence: str
    has_demo: bool
    standing: LevelFigures


def build(reader: Reader, asked: MapRequest) -> CoveragePage | None:
    """Draw the figures of one period; None without figures or without a fitting layer."""
    rows = reader.rows(asked.indicator_id)
    found = level_figures(reader.catalogue, rows, asked.level, parse_period(asked.period))
    page = page_of(reader.home, reader.catalogue, found, asked) if found else None
    own = (
        point for row in rows if row.unit == reader.catalogue.home for point in row.series.points
    )
    return page and replace(page, published=published(page.standing, own))


def asked_for(reader: Reader, asked: MapRequest) -> CoveragePage | None:
    """Return the map of a request; which unit stands out is no part of what is kept."""
    page = reader.kept(build, replace(asked, selected=None))
    return page and replace(page, payload=with_selected(reader, page.standing, page.payload, asked))


def with_selected(
    reader: Reader, found: LevelFigures, payload: MapPayload, asked: MapRequest
) -> MapPayload:
    """Return a map on which the unit asked for, by unit_id or code, stands out."""
    layer = layer_of(reader.home, found, asked) if asked.selected else None
    shapes = layer.shapes if layer else ()
    ids = (one.unit_id for one in shapes if asked.selected in (one.unit_id, one.code))
    return replace(payload, selected=next(ids, None))


def of_unit(reader: Reader, row: Row, *, has_list: bool) -> CoveragePage | None:
    """Draw where a standing lies on the map, at the lowest level that has figures.

    `has_list`: with the list beside it, in an order of its own.
    """
    wanted = row.assessment.latest.period if row.assessment.latest else None
    if not reader.catalogue.is_ours(row.unit.unit_id):
        return None  # the map is the home's
    indicator_id = row.indicator.indicator_id
    for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT):
        if known := reader.periods(indicator_id, level):
            period = str(wanted if wanted in known else known[0])
            asked = MapRequest(indicator_id, level, period, selected=row.unit.unit_id)
            page = asked_for(reader, asked)
            if page and not has_list:
                return replace(page, payload=replace(page.payload, ranking=()))
            return page
    return None


def block(reader: Reader, asked: Slide) -> Block:
    """The map of one indicator and period, the newest one of the level if none is asked for."""
    indicator = reader.catalogue.indicators[asked.asked("indicator")]
    level = AdminLevel(asked.asked("level", AdminLevel.COMMUNE))
    known = reader.periods(indicator.indicator_id, level)
    wanted = MapRequest(
        indicator.indicator_id,
        level,
        asked.asked("period") or str(next(iter(known), "")),
        is_tiles=asked.asked("layer") == "tiles" and level is AdminLevel.COMMUNE,
        is_circles=asked.asked("measure") == "circles",
        is_overlaid=asked.asked("lines") == "both" and asked.asked("layer") != "tiles",
    )
    page = reader.kept(build, wanted) if known else None
    if page is None:
        return Block(indicator.name, Message(phrase("slide.no_map")), source="")
    period, over = parse_period(wanted.period), page.payload.links.overlay
    shown = tuple(one.point for one in page.standing.known if one.point)
    shown_as = phrase("slide.coverage", kinds=page.standing.kinds, period=period)
    vintage, home, outline = page.standing.vintage.name, reader.home, None
    layer = load_layer(home, vintage, level, tiles=wanted.is_tiles)
    if level is AdminLevel.COMMUNE and not wanted.is_tiles:
        outline = found_layer(home, vintage, AdminLevel.DISTRICT)
    entries = (
        (CIRCLE_COLOUR if isinstance(entry, CircleEntry) else entry.colour, entry.text)
        for entry in page.payload.shown_legend
    )
    laid = found_layer(home, over.vintage, level) if over else None
    svg = static_map(page.payload, layer, outline, laid)
    return Block(
        phrase("slide.finding", name=indicator.name, sentence=page.verdict),
        MapPicture(svg, tuple(entries), page.payload.alt),
        " ".join(filter(None, (shown_as, page.note, over.text if over else ""))),
        shown,
        source=phrase("slide.source_map", source=figures.sources_text(shown), licence=page.licence),
        is_marked=page.has_demo,
    )


def page_of(
    home: Path,
    catalogue: Catalogue,
    found: LevelFigures,
    asked: MapRequest,
    other: LevelFigures | None = None,
) -> CoveragePage | None:
    """Draw a standing, in the colours and circles it shares with another period's, if any."""
    layer = layer_of(home, found, asked)
    if layer is None:
        return None
    over = overlay(home, catalogue, found.vintage, asked.level) if asked.is_overlaid else None
    # Two maps beside each other share colours and circles.
    shapes, others = {shape.unit_id for shape in layer.shapes}, other.known if other else ()
    shown = [*(one for one in found.known if one.unit_id in shapes), *others]
    scale = colour_scale([one.point.value for one in shown if one.point], found.aim)
    largest = max((one.left or 0 for one in shown), default=0)
    payload = MapPayload(
        links=replace(links(home, layer, is_tiles=asked.is_tiles), overlay=over),
        rows=map_rows(found, layer, scale),
        colours=scale.colours,
        legend=legend(found.indicator, scale),
        alt=alt_text(found),
        mode=MapMode.CIRCLES if asked.is_circles else MapMode.FILL,
        circles=circles(found.indicator, largest),
        largest=largest,
    )
    if not other:  # beside another map there is no room for a list
        by = {"is_by_left": asked.is_circles}
        titled = ranking_title(found, **by)
        payload = replace(payload, ranking=ranking(found, **by), ranking_title=titled)
    undrawn = sum(one.unit_id not in shapes for one in found.units)
    notes = (note(found), phrase("coverage.undrawn", count=undrawn) if undrawn else "")
    return CoveragePage(
        payload=payload,
        verdict=verdict(found, catalogue.home),
        note=" ".join(filter(None, notes)),
        published="",
        licence=phrase(f"map.licence_{layer.licence.value}"),
        has_demo=has_demo(one.point for one in (*found.known, found.whole)),
        standing=found,
    )


def layer_of(home: Path, found: LevelFigures, asked: MapRequest) -> Layer | None:
    """The shapes of the units of that period; None when the data home has none."""
    return found_layer(home, found.vintage.name, asked.level, tiles=asked.is_tiles)


def overlay(
    home: Path, catalogue: Catalogue, vintage: Vintage, level: AdminLevel
) -> Overlay | None:
    """The lines of before the last reform over a map of today, of today over one of before.

    None where nothing can be laid over: no other boundaries, or layers of no common measure.
    """
    newest, before = catalogue.vintages[-1], catalogue.vintages[-2:-1]
    other = before[0] if before and vintage.name == newest.name else newest
    base = found_layer(home, vintage.name, level)
    over = found_layer(home, other.name, level)
    if other == vintage or not (base and over and base.frame and over.frame):
        return None
    older, newer = sorted((vintage, other), key=lambda one: one.first)
    inherited = crosswalk(catalogue.changes, catalogue.vintages, older, newer)
    touched = {one.heir_id if other is newer else one.from_id for one in inherited}
    unit_ids = tuple(shape.unit_id for shape in over.shapes if shape.unit_id in touched)
    scale, left, top = over.frame.onto(base.frame)
    (*_, width, height), (*_, far, low) = base.view_box, over.view_box
    is_here = -far * scale < left < width and -low * scale < top < height
    if not is_here or not unit_ids:  # frames of two zones of the projection lie far apart
        return None
    text = phrase("coverage.overlaid", validity=numbers.validity(other.first, other.last))
    url = geometry_url(layer_path(home, other.name, level))
    return Overlay(url, scale, left, top, unit_ids, text, other.name)


def is_overlayable(reader: Reader, level: AdminLevel, period: str) -> bool:
    """True where the map of a period can bear the lines of other boundaries."""
    vintage = reader.catalogue.vintage_for(reader.catalogue.home, parse_period(period))
    return overlay(reader.home, reader.catalogue, vintage, level) is not None


def links(home: Path, layer: Layer, *, is_tiles: bool = False) -> Links:
    """Addresses of the shapes, and of the districts' lines where they fit the communes'.

    Lines of another origin or frame would not lie on the communes' borders.
    """
    outline = None
    if layer.level is AdminLevel.COMMUNE:
        outline = found_layer(home, layer.vintage, AdminLevel.DISTRICT, tiles=is_tiles)
    if outline and (outline.licence, outline.view_box) != (layer.licence, layer.view_box):
        outline = None

    def url(one: Layer) -> str:
        return geometry_url(layer_path(home, one.vintage, one.level, tiles=is_tiles))

    return Links(url(layer), url(outline) if outline else None)
