"""Texts, tables and maps on a PowerPoint slide."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.table import _Cell as NativeCell
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from cds.blocks import MapPicture, Table
from cds.charts.placed import INK, SIZE, TRACK, Dot, Patch, Stroke, Words, height_of, placed
from cds.charts.theme import LOUD, tone
from cds.charts.values import Rows, TargetBar
from cds.export.content import HEAD, LINE, TEXT, below_bar, row_heights
from cds.export.pdf import picture_png

DASHES = {
    "dash": MSO_LINE.DASH,
    "dot": MSO_LINE.ROUND_DOT,
    "longdashdot": MSO_LINE.LONG_DASH_DOT,
}
_GENERATED, _MISSING = MSO_PATTERN.DARK_UPWARD_DIAGONAL, MSO_PATTERN.WIDE_UPWARD_DIAGONAL
_EMU_PER_UNIT = 6350  # 1920 units make 13 1/3 inches
_MAP_PIXELS = 1800
_BAR, _BAR_LINE = 24, TEXT * LINE  # heights of a bar to its target, and of its line in a cell
_AIR = 5  # above and below a cell's text, in slide units


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the slide, in units of 1920 x 1080."""

    left: int
    top: int
    width: int
    height: int

    @staticmethod
    def units(number: float) -> Emu:
        """Return slide units as the file counts."""
        return Emu(int(number * _EMU_PER_UNIT))

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Left, top, width and height as the file counts."""
        left, top, width, height = map(self.units, (self.left, self.top, self.width, self.height))
        return left, top, width, height


def colour(code: str) -> RGBColor:
    """Return a colour written #rrggbb."""
    return RGBColor.from_string(code.lstrip("#").upper())


def add_text(
    slide: Slide, text: str, box: Box, size: int, ink: str = INK, *, is_bold: bool = False
) -> TextFrame:
    """Add a text that wraps in its box; `size` is in slide units, two to a point."""
    frame: TextFrame = slide.shapes.add_textbox(*box.emu).text_frame
    write(frame, text, size, ink, is_bold=is_bold)
    return frame


def write(frame: TextFrame, text: str, size: int, ink: str, *, is_bold: bool) -> None:
    """Fill a frame with a text that wraps in it, up to its edges.

    Where no font as narrow as Arial is found it gets smaller rather than run over what is below.
    """
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.text = text
    for line in frame.paragraphs:
        line.font.size, line.font.bold = Pt(size / 2), is_bold
        line.font.color.rgb = colour(ink)


def add_table(slide: Slide, table: Table, box: Box, alt: str) -> None:
    """Add a native table; a standing's cell has its colour as a sign before the word."""
    # Said in full: a row that grows by itself may cut its last line.
    heights = row_heights(table, box.height)
    place = Box(box.left, box.top, box.width, round(sum(heights)))
    shape = slide.shapes.add_table(len(heights), len(table.heads), *place.emu)
    describe(shape, alt)
    native = shape.table
    for row, height in zip(native.rows, heights, strict=True):
        row.height = Box.units(height)
    for native_column, width in zip(native.columns, table.widths, strict=True):
        native_column.width = Box.units(box.width * width)
    for column, name in enumerate(table.heads):
        _write(native.cell(0, column), "#1f4e8c", HEAD, ((name, "#ffffff"),), is_bold=True)
    for number, line in enumerate(table.lines, start=1):
        ground = "#ffffff" if number % 2 else "#f2f5fa"
        for column, (text, ink) in enumerate(line.cells):
            runs = (*((("■ ", ink),) if ink else ()), (text, INK))
            cell = native.cell(number, column)
            _write(cell, ground, TEXT, runs, is_bold=column == 0)
            if line.bar and table.columns[column] == "bar":
                left = box.left + box.width * sum(table.widths[:column]) + 12
                long = box.width * table.widths[column] - 24
                below = below_bar(text, long) * TEXT * LINE
                above = max(_AIR, (heights[number] - below - _BAR_LINE) / 2)
                middle = box.top + sum(heights[:number]) + above + _BAR_LINE / 2
                _add_bar(slide, line.bar, left, middle, min(long, 260))
                # Below the bar its words begin, however many lines a wider font makes of them.
                cell.vertical_anchor = MSO_ANCHOR.TOP
                cell.margin_top = Box.units(above + _BAR_LINE)
        if line.is_remark:
            native.cell(number, 0).merge(native.cell(number, len(line.texts) - 1))


def _write(
    cell: NativeCell, ground: str, size: int, runs: Sequence[tuple[str, str]], *, is_bold: bool
) -> None:
    """Fill a cell with runs of text, each in its colour; only the last, the words, is bold."""
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(ground)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text_frame.paragraphs[0].line_spacing = Pt(size * LINE / 2)  # of whatever font
    for text, ink in runs:
        run = cell.text_frame.paragraphs[0].add_run()
        run.text = text
        run.font.size = Pt(size / 2)
        run.font.color.rgb = colour(ink)
    run.font.bold = is_bold
    cell.margin_left = cell.margin_right = Box.units(12)
    cell.margin_top = cell.margin_bottom = Box.units(_AIR)


def _add_bar(slide: Slide, bar: TargetBar, left: float, middle: float, width: float) -> None:
    """Add a bar to its target, or the steps of a milestone, as shapes of their own."""
    ink = tone(bar.standing)

    def block(across: float, wide: float, high: float, fill: str, *, line: str = "") -> None:
        box = Box(round(left + across), round(middle - high / 2), max(2, round(wide)), round(high))
        add_block(slide, box, fill, line)

    def done(across: float, wide: float) -> None:
        is_loud = bar.standing in LOUD
        block(across, wide, _BAR, ink if is_loud else _pale(ink), line="" if is_loud else ink)

    if bar.steps:
        step = width / bar.steps
        for place in range(bar.steps):
            block(place * step, step - 6, _BAR, TRACK)
            if place < bar.done:
                done(place * step, step - 6)
        return
    block(0, width, _BAR, TRACK)
    if bar.share is not None:
        done(0, bar.share * width)
    if bar.target_share is not None:
        block(bar.target_share * width - 2, 4, _BAR + 12, INK)


def add_rows(slide: Slide, chart: Rows, box: Box) -> None:
    """Add a chart of rows as shapes and texts of their own, smaller where there is no room."""
    scale = min(1.0, box.height / height_of(chart, box.width))

    def at(left: float, top: float, wide: float, tall: float) -> Box:
        places = (box.left + left * scale, box.top + top * scale, wide * scale, tall * scale)
        return Box(*map(round, places))

    for shape in placed(chart, box.width, box.height / scale):
        match shape:
            case Words():
                place = at(shape.left, shape.top, shape.width, shape.height)
                size, text = int(SIZE * scale), " ".join(shape.lines)
                added = add_text(slide, text, place, size, shape.colour, is_bold=shape.is_bold)
                if shape.is_centred:
                    added.paragraphs[0].alignment = PP_ALIGN.CENTER
            case Stroke((x, y), (to_x, to_y), look, thick):
                start, end = at(x, y, 0, 0), at(to_x, to_y, 0, 0)
                ends = map(Box.units, (start.left, start.top, end.left, end.top))
                drawn = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
                drawn._element.remove(drawn._element.find(qn("p:style")))  # has a shadow
                line = drawn.line
                line.color.rgb, line.width = colour(look.colour), Pt(thick / 2)
                if look.dash:
                    line.dash_style = DASHES[look.dash]
            case Dot((x, y), ink, is_filled):
                add_block(
                    slide, at(x - 12, y - 12, 24, 24), ink if is_filled else "#ffffff", ink,
                    kind=MSO_SHAPE.OVAL,
                )  # fmt: skip
            case Patch(left, top, wide, tall, ink, is_hatched):
                line, pattern = ("", None) if not is_hatched else (ink, _GENERATED)
                add_block(slide, at(left, top, wide, tall), ink, line, pattern=pattern)


def add_block(
    slide: Slide,
    box: Box,
    fill: str,
    line: str = "",
    *,
    kind: MSO_SHAPE = MSO_SHAPE.RECTANGLE,
    pattern: MSO_PATTERN | None = None,
) -> None:
    """Add a flat shape; hatched, where its figure was generated or is missing."""
    shape = slide.shapes.add_shape(kind, *box.emu)
    shape.shadow.inherit = False
    if pattern:
        shape.fill.patterned()
        shape.fill.pattern = pattern
        shape.fill.fore_color.rgb, shape.fill.back_color.rgb = colour(fill), colour("#ffffff")
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(fill)
    if line:
        shape.line.color.rgb = colour(line)
        shape.line.width = Pt(2.5) if kind is MSO_SHAPE.OVAL else Pt(0.75)
    else:
        shape.line.fill.background()


def _pale(code: str) -> str:
    """A colour at three tenths of its strength on white."""
    parts = (int(code[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - 0.3 * (255 - part)):02x}" for part in parts)


def add_map(slide: Slide, picture: MapPicture, box: Box) -> None:
    """Add a map as a picture, and its legend as shapes that can be edited: beside it, or below."""
    is_beside, entries = box.width > 1000, picture.legend
    step, rows = 62 if is_beside else 76, ceil(len(entries) / 2)
    width = box.width - 680 if is_beside else box.width
    height = box.height if is_beside else box.height - rows * step
    image = io.BytesIO(picture_png(picture.svg, _MAP_PIXELS))
    left, top = Box.units(box.left), Box.units(box.top)
    shape = slide.shapes.add_picture(image, left, top, height=Box.units(height))
    widest = Box.units(width)
    if shape.width > widest:
        shape.height = Emu(int(shape.height * widest / shape.width))
        shape.width = widest
    describe(shape, picture.alt)
    for place, (fill, text) in enumerate(entries):
        if is_beside:
            across = box.width - 650
            down = (box.height - step * len(entries)) // 2 + place * step
        else:
            across = place % 2 * (box.width // 2)
            down = height + 10 + place // 2 * step
        here, size, wide = Box(box.left + across, box.top + down, 54, 34), HEAD, 360
        if is_beside:
            size, wide = TEXT, 580
        add_block(slide, here, fill or "#8a8a86", "#4a4a48", pattern=None if fill else _MISSING)
        add_text(slide, text, Box(here.left + 70, here.top - 6, wide, 48), size)


def describe(shape: object, alt: str) -> None:
    """Give a shape its text for those who cannot see it."""
    shape._element._nvXxPr.cNvPr.set("descr", alt)  # type: ignore[attr-defined]
