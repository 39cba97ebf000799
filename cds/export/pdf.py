"""Typeset pages with our own fonts: stories as 16:9 pages, briefs on A4, a slide as a picture.

No browser, no file and no network is used. Everything shown travels as data: no text of a story
is ever read as markup.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import typst

from cds.blocks import Body, Cover, MapPicture, Message, Table, TwoViews
from cds.charts.svg import HALF, MEASURE, WHOLE, bar_svg, line_svg, rows_svg, target_bar_svg
from cds.charts.theme import LOUD, tone
from cds.charts.values import Bars, Lines, MilestoneDates, ShareRows, Spans
from cds.domain.errors import UserError
from cds.export.content import Brief, Deck, SlideContent, below, row_heights
from cds.export.files import FONTS, asset, file_stem, part
from cds.text.phrases import head, phrase, template

_DECK, _BRIEF = "deck.typ", "brief.typ"
_BRIEF_CHART = (970, 500)  # two to a row, at which their type of 36 is one of 9 points
_SLIDE_PPI = 144  # makes a slide 1920 pixels wide
_PICTURE = """#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: ("CDS Sans", "DejaVu Sans Mono"))
#image(bytes(sys.inputs.svg), format: "svg", width: 600pt)"""
_PICTURE_POINTS = 600
_OF_BRIEF = ("unit_name", "place", "lead", "as_of", "is_demo", "sources")
_OF_CONTENT = ("topic", "title", "sentence", "title_size", "source", "as_of", "is_demo")


def deck_pdf(deck: Deck) -> bytes:
    """Return all slides as PDF. Raises UserError when a page cannot be set."""
    return _compiled(asset(_DECK), _data(_deck_values(deck)), "pdf")


def slide_png(deck: Deck) -> bytes:
    """Return the first slide as a picture of 1920 x 1080 with title, source and as-of line."""
    only = replace(deck, slides=deck.slides[:1])
    return _compiled(asset(_DECK), _data(_deck_values(only)), "png", _SLIDE_PPI)


def briefs_pdf(briefs: Iterable[Brief]) -> bytes:
    """Return briefs one after the other, each with its own page numbers."""
    values = {
        "title": phrase("brief.title"),
        "demo_text": phrase("demo_ribbon"),
        "more": template("brief.more"),
        "source_word": head("source", "slide"),
        "page_word": template("brief.page"),
        "briefs": [
            {
                **{name: getattr(brief, name) for name in _OF_BRIEF},
                "parts": [_content_values(part, _BRIEF_CHART) for part in brief.parts],
            }
            for brief in briefs
        ],
    }
    return _compiled(asset(_BRIEF), _data(values), "pdf")


def briefs_zip(briefs: Iterable[Brief]) -> bytes:
    """Return a zip with one PDF per brief; namesakes get a number."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, brief in enumerate(briefs, start=1):
            archive.writestr(f"{number:03d}-{file_stem(brief.unit_name)}.pdf", briefs_pdf((brief,)))
    return packed.getvalue()


def picture_png(svg: str, width: int) -> bytes:
    """Draw an SVG as a picture of that many pixels across."""
    return _compiled(_PICTURE, {"svg": svg}, "png", width / _PICTURE_POINTS * 72)


def _deck_values(deck: Deck) -> dict[str, object]:
    slides = []
    for content in deck.slides:
        with part(content.title):
            slides.append(_content_values(content, (WHOLE, round(content.room) - MEASURE)))
    return {"title": deck.title, "demo_text": phrase("demo_ribbon"), "slides": slides}


def _content_values(content: SlideContent, size: tuple[int, int]) -> dict[str, object]:
    """A content as the templates read it; `size` is of charts, in slide units."""
    body = _body_values(content.body, content.room, size)
    return {**{name: getattr(content, name) for name in _OF_CONTENT}, "body": body}


def _body_values(body: Body, room: float, size: tuple[int, int]) -> dict[str, object]:
    match body:
        case Bars():
            return {"kind": "chart", "svg": bar_svg(body, *size), "measure": body.measure}
        case Lines():
            return {"kind": "chart", "svg": line_svg(body, *size), "measure": ""}
        case Spans() | MilestoneDates() | ShareRows():
            return {"kind": "chart", "svg": rows_svg(body, *size), "measure": ""}
        case MapPicture():
            legend = [{"colour": colour, "text": text} for colour, text in body.legend]
            return {"kind": "map", "svg": body.svg, "legend": legend, "alt": body.alt}
        case Table():
            place = body.columns.index("bar") if "bar" in body.columns else None
            cells = [
                [{"text": line.texts[0], "colour": None}]
                if line.is_remark
                else [{"text": t, "colour": c} for t, c in line.cells]
                for line in body.lines
            ]
            for row, line in zip(cells, body.lines, strict=True):
                if place is not None and line.bar:
                    row[place]["bar"] = target_bar_svg(line.bar)
            return {
                "kind": "table",
                "columns": body.heads,
                "widths": body.widths,
                "rows": cells,
                "heights": row_heights(body, room),
            }
        case Message(text):
            return {"kind": "message", "text": text}
        case Cover(standings, text):
            stands = [{"tone": tone(one), "is_loud": one in LOUD} for one in standings]
            return {"kind": "cover", "stands": stands, "text": text}
        case TwoViews(halves):
            parts = []
            for caption, half in halves:
                left = below(caption, room)
                values = _body_values(half, left, (HALF, round(left) - MEASURE))
                parts.append({"caption": caption, "body": values})
            return {"kind": "pair", "halves": parts}


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Ours, and those built into the typesetter for signs that ours lack; none of the system."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _data(values: Mapping[str, object]) -> dict[str, str]:
    return {"data": json.dumps(values)}


def _compiled(
    source: str, inputs: dict[str, str], style: Literal["pdf", "png"], ppi: float | None = None
) -> bytes:
    """Typeset by a template; of pictures the first page."""
    try:
        made = typst.compile(
            source.encode(), font_paths=_fonts(), format=style, ppi=ppi, sys_inputs=inputs
        )
    except typst.TypstError as error:
        raise UserError("export_failed", part=style.upper(), reason=error.message) from error
    return made[0] if isinstance(made, list) else made
