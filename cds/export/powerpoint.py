"""A story as PowerPoint: native charts and tables that can be edited, maps as crisp pictures."""

import io
from math import ceil

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Document
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from cds.blocks import Body, Cover, MapPicture, Message, Table, TwoViews
from cds.charts.theme import LOUD, tone
from cds.charts.values import Bars, Lines, MilestoneDates, ShareRows, Spans
from cds.export.content import HEAD, LINE, SMALL, TEXT, WIDTH, Deck, SlideContent, lines_of
from cds.export.files import part
from cds.export.powerpoint_charts import add_bars, add_lines
from cds.export.powerpoint_shapes import (
    Box,
    add_block,
    add_map,
    add_rows,
    add_table,
    add_text,
    colour,
)

_TITLE_ONLY = 5  # layout of the built-in template
_BODY_BOTTOM = 985
_BAND, _BRAND = 470, "#1f4e8c"  # of a cover, behind its title
_SMALLEST = 20  # of a source that would take three lines


def deck_pptx(deck: Deck) -> bytes:
    """Return all slides with notes. The file is whole: nothing is left to be fetched.

    Raises UserError naming the slide that could not be made.
    """
    show = Presentation()
    _set_font(show)
    show.slide_width, show.slide_height = Box.units(1920), Box.units(1080)
    show.core_properties.title = deck.title
    show.core_properties.subject = deck.subtitle
    show.core_properties.language = "vi-VN"
    for number, content in enumerate(deck.slides, start=1):
        slide = show.slides.add_slide(show.slide_layouts[_TITLE_ONLY])
        with part(content.title):
            _fill(slide, content, deck, f"{number}/{len(deck.slides)}")
    file = io.BytesIO()
    show.save(file)
    return file.getvalue()


def _set_font(show: Document) -> None:
    """Let all type be of a font that every office has, or has the like of."""
    theme = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="Arial"')


def _fill(slide: Slide, content: SlideContent, deck: Deck, number: str) -> None:
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
        top = _ribbon(slide, deck.demo_text, top)
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
    Box(56, top, WIDTH, height).place(shape)
    frame: TextFrame = shape.text_frame
    frame.text = content.title
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if is_cover else MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    line = frame.paragraphs[0]
    line.alignment, line.line_spacing = 1, 0.9
    line.font.size, line.font.bold = Pt(size / 2), True
    line.font.color.rgb = colour("#ffffff" if is_cover else "#16202e")
    return top + height + (60 if is_cover else 10)


def _ribbon(slide: Slide, text: str, top: int) -> int:
    box = Box(56, top, WIDTH, 50)
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu)
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor(0xFD, 0xEC, 0xC8)
    shape.line.color.rgb = RGBColor(0xB4, 0x53, 0x09)
    shape.shadow.inherit = False
    shape.text_frame.text = text
    line = shape.text_frame.paragraphs[0]
    line.alignment = 1
    line.font.size, line.font.bold = Pt(13), True
    line.font.color.rgb = RGBColor(0x6B, 0x3F, 0x00)
    return top + 60


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
