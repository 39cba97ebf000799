"""A story as one HTML file that opens from a USB stick: slides, maps, units, the same script."""

import json
from collections.abc import Mapping, Sequence
from html import escape

from cds.export import assets
from cds.export.content import Deck, SlideContent
from cds.export.parts import part
from cds.export.slide_html import slide_html, with_shared_shapes
from cds.text.screens import say
from cds.text.stories import SCREEN

# Nothing may be fetched, whatever the page holds.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:"
)
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'  # HTML knows it; leaves no address in the file
_START = """
const told = JSON.parse(document.getElementById("deck").textContent)
new DeckView(document.body, told, {}, { slide: Number(location.hash.slice(1)) || 0 })
"""


def offline_page(
    deck: Deck, units: Sequence[tuple[str, str, str]], answers: Mapping[str, str]
) -> bytes:
    """Return the page. `units` are key, name and place; `answers` their slides as HTML.

    Raises UserError naming the slide that could not be made.
    """
    shapes: list[str] = []
    slides = [_slide(content, deck.demo_text) for content in deck.slides]
    values = {
        "title": deck.title,
        "mode": "offline",
        "slides": with_shared_shapes(slides, shapes),
        "shapes": shapes,
        "units": units,
        "answers": dict(answers),
        "words": SCREEN,
    }
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return "".join(
        (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(deck.title)}</title>",
            f"<style>{assets.font_faces()}{assets.text('deck.css')}</style></head><body>",
            f"<noscript>{escape(say('story.no_script'))}</noscript>",
            f'<script type="application/json" id="deck">{_inert(text)}</script>',
            f"<script>{assets.text('deck.js')}{_START}</script></body></html>",
        )
    ).encode()


def _slide(content: SlideContent, demo_text: str) -> str:
    with part(content.title):
        return slide_html(content, demo_text)


def _inert(text: str) -> str:
    """JSON that cannot end the element it stands in."""
    return text.replace(_NAMESPACE.replace('"', '\\"'), "").replace("<", "\\u003c")
