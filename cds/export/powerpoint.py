"""A story as PowerPoint: native charts and tables that can be edited, maps as crisp pictures."""

import io
from math import ceil

from lxml.etree import SubElement
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Pt

from cds.blocks import Body, Cover, MapPicture, Message, Table, TwoViews
from cds.charts.svg import HALF, value_steps
from cds.charts.theme import LOUD, tone
from cds.charts.values import Bars, Lines, MilestoneDates, ShareRows, Spans
from cds.export.content import HEAD, LINE, SMALL, TEXT, WIDTH, Deck, SlideContent, lines_of
from cds.export.files import part
from cds.export.powerpoint_shapes import (
    DASHES,
    Box,
    add_block,
    add_map,
    add_rows,
    add_table,
    add_text,
    colour,
    describe,
    write,
)
from cds.export.spreadsheets import without_formulas
from cds.text.phrases import phrase

_TITLE_ONLY = 5  # layout of the built-in template
_BODY_BOTTOM = 985
_BAND, _BRAND = 470, "#1f4e8c"  # of a cover, behind its title
_SMALLEST = 20  # of a source that would take three lines
_SIZE = Pt(18)
_LETTER = 19  # width of a letter of that size, about, in slide units


def deck_pptx(deck: Deck) -> bytes:
    """Return all slides with notes. The file is whole: nothing is left to be fetched.

    Raises UserError naming the slide that could not be made.
    """
    show = Presentation()
    # All type is of a font that every office has, or has the like of.
    theme = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="Arial"')
    show.slide_width, show.slide_height = Box.units(1920), Box.units(1080)
    show.core_properties.title = deck.title
    show.core_properties.subject = deck.subtitle
    show.core_properties.language = "vi-VN"
    for number, content in enumerate(deck.slides, start=1):
        slide = show.slides.add_slide(show.slide_layouts[_TITLE_ONLY])
        with part(content.title):
            _fill(slide, content, f"{number}/{len(deck.slides)}")
    file = io.BytesIO()
    show.save(file)
    return file.getvalue()


def _fill(slide: Slide, content: SlideContent, number: str) -> None:
    is_cover, top = isinstance(content.body, Cover), 36
    if is_cover:
        add_block(slide, Box(0, 0, 1920, _BAND), _BRAND)
        slide.shapes.element.insert(2, slide.shapes[-1].element)  # behind the title
    if content.topic:
        size, ink = (TEXT, "#ffffff") if is_cover else (HEAD, _BRAND)
        add_text(slide, content.topic, Box(56, top, WIDTH, 44), size, ink, is_bold=not is_cover)
        top += 44
    top = _title(slide, content, top)
    if content.is_demo:
        add_block(slide, Box(56, top, WIDTH, 50), "#fdecc8", "#b45309")
        frame = slide.shapes[-1].text_frame
        write(frame, phrase("demo_ribbon"), 26, "#6b3f00", is_bold=True)
        frame.paragraphs[0].alignment = 1
        top += 60
    if content.sentence:
        size = 44 if is_cover else TEXT
        height = round(lines_of(content.sentence, WIDTH, size) * size * LINE)
        place = Box(56, top, WIDTH, height)
        add_text(slide, content.sentence, place, size, is_bold=is_cover)
        top += height + 14
    _body(slide, content.body, Box(56, top, WIDTH, _BODY_BOTTOM - top), content.title)
    size = SMALL if lines_of(content.source, 860, SMALL) <= 2 else _SMALLEST
    add_text(slide, content.source, Box(56, 1000, 860, 72), size, "#3c4756")
    add_text(slide, content.as_of, Box(930, 1000, 830, 64), SMALL, "#3c4756")
    add_text(slide, number, Box(1770, 1000, 94, 40), SMALL, "#3c4756")
    notes = slide.notes_slide.notes_text_frame
    assert notes is not None  # noqa: S101 - the built-in notes page has a body
    parts = (content.note, content.sentence, content.source, content.as_of)
    notes.text = "\n".join(part for part in parts if part)


def _title(slide: Slide, content: SlideContent, top: int) -> int:
    """Fill the title's own place, so that outline and screen readers know it."""
    shape = slide.shapes.title
    assert shape is not None  # noqa: S101 - the layout has one
    size, is_cover = content.title_size, isinstance(content.body, Cover)
    height = lines_of(content.title, WIDTH, size) * ceil(size * 1.2)
    if is_cover:
        height = _BAND - top - 30
    shape.left, shape.top, shape.width, shape.height = Box(56, top, WIDTH, height).emu
    frame: TextFrame = shape.text_frame
    write(frame, content.title, size, "#ffffff" if is_cover else "#16202e", is_bold=True)
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if is_cover else MSO_ANCHOR.TOP
    line = frame.paragraphs[0]
    line.alignment, line.line_spacing = 1, 0.9
    return top + height + (60 if is_cover else 10)


def _body(slide: Slide, body: Body, box: Box, alt: str) -> None:
    match body:
        case Bars():
            add_bars(slide, body, box, alt)
        case Lines():
            add_lines(slide, body, box, alt)
        case Spans() | MilestoneDates() | ShareRows():
            add_rows(slide, body, box)
        case Table():
            add_table(slide, body, box, alt)
        case MapPicture():
            add_map(slide, body, box)
        case Message(text):
            add_text(slide, text, box, 44)
        case Cover(standings, text):
            wide = box.width / max(1, len(standings))
            for place, one in enumerate(standings):
                block = Box(round(box.left + place * wide), box.top + 10, round(wide - 10), 36)
                add_block(slide, block, tone(one) if one in LOUD else "#ffffff", tone(one))
            high = round(lines_of(text, WIDTH, 40) * 40 * LINE)
            below = Box(box.left, box.top + box.height - high, box.width, high)
            add_text(slide, text, below, 40, "#3c4756")
        case TwoViews(halves):
            width = (box.width - 40) // 2
            for place, (caption, half) in enumerate(halves):
                left = box.left + place * (width + 40)
                add_text(slide, caption, Box(left, box.top, width, 76), HEAD, is_bold=True)
                _body(slide, half, Box(left, box.top + 80, width, box.height - 80), caption)


def add_bars(slide: Slide, chart: Bars, box: Box, alt: str) -> None:
    """Add bars, the first on top, each with its colour and its text."""
    values = CategoryChartData(number_format="#,##0.##")
    values.categories = names = [bar.label for bar in chart.bars]
    values.add_series(chart.measure, [float(bar.value) for bar in chart.bars])
    native = _added(slide, XL_CHART_TYPE.BAR_CLUSTERED, values, box, alt)
    native.has_legend = False
    native.category_axis.reverse_order = True
    native.category_axis.tick_labels.font.size = _SIZE
    native.category_axis.format.line.fill.background()
    native.value_axis.visible = False
    native.value_axis.has_major_gridlines = False
    native.value_axis.minimum_scale = 0
    # What names and texts leave is for the bars.
    is_whole = box.width > HALF
    told = [bar.worded_text if is_whole else bar.text for bar in chart.bars]
    texts = max(map(len, told)) * _LETTER
    room = box.width - texts - min(0.4 * box.width, _LETTER * max(map(len, names)))
    longest = max(float(bar.value) for bar in chart.bars) or 1.0
    native.value_axis.maximum_scale = longest * (1 + texts / max(room, 100))
    native.plots[0].gap_width = 40
    series = native.plots[0].series[0]
    for point, bar, text in zip(series.points, chart.bars, told, strict=True):
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = colour(bar.colour)
        frame = point.data_label.text_frame
        frame.text = text
        frame.word_wrap = False
        frame.paragraphs[0].font.size = _SIZE


def add_lines(slide: Slide, chart: Lines, box: Box, alt: str) -> None:
    """Add lines over days; a day without a value of a line is bridged, not zero."""
    days = sorted({spot.day for line in chart.lines for spot in line.spots})
    values = CategoryChartData(number_format=f'#,##0.##"{chart.suffix}"')
    values.categories = days
    for line in chart.lines:
        known = {spot.day: float(spot.value) for spot in line.spots}
        values.add_series(line.name, [known.get(day) for day in days])
    native = _added(slide, XL_CHART_TYPE.LINE_MARKERS, values, box, alt)
    native.has_legend = True
    native.legend.position = XL_LEGEND_POSITION.TOP
    native.legend.include_in_layout = False
    native.legend.font.size = _SIZE if box.width > HALF else Pt(HEAD / 2)  # or it is left out
    steps = value_steps([spot.value for line in chart.lines for spot in line.spots])
    axis = native.value_axis
    axis.minimum_scale, axis.maximum_scale = float(steps[0]), float(steps[-1])
    axis.major_unit = float(steps[1] - steps[0])
    places = max(0, -int((steps[1] - steps[0]).normalize().as_tuple().exponent))
    shown = f"#,##0.{'0' * places}".rstrip(".")
    native.value_axis.tick_labels.number_format = f'{shown}"{chart.suffix}"'
    native.value_axis.tick_labels.number_format_is_linked = False
    native.value_axis.tick_labels.font.size = _SIZE
    native.value_axis.major_gridlines.format.line.color.rgb = colour("#d5dbe4")
    native.category_axis.tick_labels.font.size = _SIZE
    native.category_axis.tick_labels.number_format = "yyyy"
    native.category_axis.tick_labels.number_format_is_linked = False
    for node in native._chartSpace.xpath("c:chart/c:dispBlanksAs"):
        node.set("val", "span")  # draw across missing values; python-pptx has no name for it
    _mark_years(native)
    for series, line in zip(native.plots[0].series, chart.lines, strict=True):
        look = line.look
        series.smooth = False
        series.format.line.color.rgb = colour(look.colour)
        series.format.line.width = Pt(2.5)
        if look.dash:
            series.format.line.dash_style = DASHES[look.dash]
        series.marker.style = XL_MARKER_STYLE.CIRCLE if look.symbol else XL_MARKER_STYLE.NONE
        if look.symbol:
            series.marker.size = 7
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour(look.colour)


def _mark_years(native: Chart) -> None:
    """Write one label per year; python-pptx has no name for it."""
    for axis in native._chartSpace.xpath("c:chart/c:plotArea/c:dateAx"):
        for name in ("baseTimeUnit", "majorUnit", "majorTimeUnit", "minorUnit", "minorTimeUnit"):
            for node in axis.findall(qn(f"c:{name}")):
                axis.remove(node)
        for name, value in (
            ("baseTimeUnit", "days"),
            ("majorUnit", "1"),
            ("majorTimeUnit", "years"),
        ):
            SubElement(axis, qn(f"c:{name}")).set("val", value)


def _added(
    slide: Slide, kind: XL_CHART_TYPE, values: CategoryChartData, box: Box, alt: str
) -> Chart:
    frame = slide.shapes.add_chart(kind, *box.emu, values)
    describe(frame, alt)
    native: Chart = frame.chart
    workbook = native.part.chart_workbook
    workbook.update_from_xlsx_blob(without_formulas(workbook.xlsx_part.blob))
    native.font.size = _SIZE
    native.has_title = False
    return native
