"""One slide as HTML, for screen, followers and offline page; and a story as one such page.

A drawing whose type cannot shrink carries a second form, which the style sheet shows on a phone.
"""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape

from cds.blocks import Body, Cover, MapPicture, Message, Table, TwoViews
from cds.charts.svg import (
    HALF,
    MEASURE,
    PHONE_HEIGHT,
    PHONE_WIDTH,
    WHOLE,
    bar_svg,
    line_key,
    line_svg,
    rows_svg,
    target_bar_svg,
    unnamed,
)
from cds.charts.theme import LOUD, tone
from cds.charts.values import Bars, Lines, MilestoneDates, ShareRows, Spans
from cds.export.content import Deck, SlideContent, below, row_heights
from cds.export.files import asset, deck_style, font_faces, part
from cds.text.phrases import family, phrase

_SHAPE = re.compile(r'(<path [^>]*?)\bd="([^"]+)"')
# Nothing may be fetched, whatever the page holds.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:"
)
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'  # HTML knows it; leaves no address in the file
_START = """
const told = JSON.parse(document.getElementById("deck").textContent)
new DeckView(document.body, told, {}, { slide: Number(location.hash.slice(1)) || 0 })
"""


def slide_html(content: SlideContent) -> str:
    """Return topic, title, ribbon, sentence, body, source and as-of line as one section."""
    topic = f'<p class="topic">{escape(content.topic)}</p>' if content.topic else ""
    demo = escape(phrase("demo_ribbon"))
    ribbon = f'<p class="demo">{demo}</p>' if content.is_demo else ""
    sentence = f'<p class="sentence">{escape(content.sentence)}</p>' if content.sentence else ""
    return (
        f'<section class="slide">{topic}<h1 style="--size:{content.title_size}px">'
        f"{escape(content.title)}</h1>{ribbon}{sentence}"
        f'<div class="body">{_body(content.body, content.room)}</div>'
        f'<footer><span class="source">{escape(content.source)}</span>'
        f'<span class="as-of">{escape(content.as_of)}</span></footer></section>'
    )


def _body(body: Body, room: float, width: int = WHOLE) -> str:
    size = width, round(room) - MEASURE  # as large as it is shown, so that type keeps its size
    match body:
        case Bars():
            longest = max(bar.value for bar in body.bars) or Decimal(1)
            rows = "".join(
                f"<li{_unit(bar.unit_id)}>{escape(bar.label)}"
                f'<i style="width:{max(Decimal(1), bar.value / longest * 100):.1f}%;'
                f'background:{bar.colour}"></i>{escape(bar.worded_text)}</li>'
                for bar in body.bars
            )
            measure = f'<p class="measure">{escape(body.measure)}</p>'
            return f'{measure}{bar_svg(body, *size)}<ol class="narrow bars">{rows}</ol>'
        case Lines():
            keys = (f"<li>{line_key(one.look)}{escape(one.name)}</li>" for one in unnamed(body))
            names = "".join(keys)
            narrow = line_svg(body, PHONE_WIDTH, PHONE_HEIGHT, has_legend=False)
            return f'{line_svg(body, *size)}<div class="narrow"><ul>{names}</ul>{narrow}</div>'
        case Spans() | MilestoneDates() | ShareRows():
            drawn = rows_svg(body, width, round(room))
            return f'{drawn}<div class="narrow">{rows_svg(body, PHONE_WIDTH)}</div>'
        case Table():
            return _table(body, room)
        case MapPicture():
            entries = "".join(
                f"<li>{_swatch(colour)}<span>{escape(text)}</span></li>"
                for colour, text in body.legend
            )
            return f'<div class="map">{body.svg}<ul class="legend">{entries}</ul></div>'
        case Message(text):
            return f'<p class="message">{escape(text)}</p>'
        case Cover(standings, text):
            marks = ((' class="loud"' if one in LOUD else "", tone(one)) for one in standings)
            blocks = "".join(f'<i{loud} style="color:{ink}"></i>' for loud, ink in marks)
            return f'<p class="stands">{blocks}</p><p class="cover">{escape(text)}</p>'
        case TwoViews(halves):
            drawn = "".join(
                f'<div class="half"><p class="measure">{escape(caption)}</p>'
                f"{_body(half, below(caption, room), HALF)}</div>"
                for caption, half in halves
            )
            return f'<div class="pair">{drawn}</div>'


def _table(table: Table, room: float) -> str:
    """A table whose cells know their column's name: on a phone no head stands above them."""
    widths = "".join(f'<col style="width:{width * 100:.1f}%">' for width in table.widths)
    heads = [escape(name) for name in table.heads]
    rows, heights = "", row_heights(table, room)[1:]
    for line, height in zip(table.lines, heights, strict=True):
        rows += f'<tr{_unit(line.unit_id)} style="--high:{height:.0f}px">'
        if line.is_remark:
            rows += f'<td colspan="{len(heads)}">{escape(line.texts[0])}</td></tr>'
            continue
        for name, head, (text, colour) in zip(table.columns, heads, line.cells, strict=True):
            mark = f' class="standing">{_swatch(colour)}' if colour else ">"
            if name == "bar" and line.bar:
                mark = f' class="bar">{target_bar_svg(line.bar)}'
            rows += f'<td data-head="{head}"{mark}{escape(text)}</td>'
        rows += "</tr>"
    head_row = "".join(f"<th>{head}</th>" for head in heads)
    return (
        f'<table class="figures"><colgroup>{widths}</colgroup>'
        f"<thead><tr>{head_row}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _unit(unit_id: str | None) -> str:
    return f' data-unit="{escape(unit_id)}"' if unit_id else ""


def _swatch(colour: str | None) -> str:
    return '<i class="hatch"></i>' if colour is None else f'<i style="background:{colour}"></i>'


def with_shared_shapes(slides: Sequence[str], shapes: list[str]) -> tuple[str, ...]:
    """Move the outlines of maps into one list, so that each travels once.

    `shapes` is added to; a path then names its place in it, and the script puts it back.
    """
    places = {shape: place for place, shape in enumerate(shapes)}

    def moved(found: re.Match[str]) -> str:
        shape = found[2]
        if shape not in places:
            places[shape] = len(shapes)
            shapes.append(shape)
        return f'{found[1]}data-shape="{places[shape]}"'

    return tuple(_SHAPE.sub(moved, slide) for slide in slides)


def offline_page(
    deck: Deck, units: Sequence[tuple[str, str, str]], answers: Mapping[str, str]
) -> bytes:
    """Return the page. `units` are key, name and place; `answers` their slides as HTML.

    Raises UserError naming the slide that could not be made.
    """
    shapes: list[str] = []
    slides = []
    for content in deck.slides:
        with part(content.title):
            slides.append(slide_html(content))
    values = {
        "title": deck.title,
        "mode": "offline",
        "slides": with_shared_shapes(slides, shapes),
        "shapes": shapes,
        "units": units,
        "answers": dict(answers),
        "words": family("screen"),
    }
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    text = text.replace(_NAMESPACE.replace('"', '\\"'), "")
    inert = text.replace("<", "\\u003c")  # cannot end the element it stands in
    return "".join(
        (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(deck.title)}</title>",
            f"<style>{font_faces()}{deck_style()}</style></head><body>",
            f"<noscript>{escape(phrase('story.no_script'))}</noscript>",
            f'<script type="application/json" id="deck">{inert}</script>',
            f"<script>{asset('deck.js')}{_START}</script></body></html>",
        )
    ).encode()
