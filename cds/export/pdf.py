"""A story as 16:9 pages: PDF with embedded fonts, or one picture of a slide."""

from dataclasses import replace

from cds.export.content import Deck, SlideContent
from cds.export.parts import part
from cds.export.typesetting import content_row, pages_pdf, pages_png

TEMPLATE = "deck.typ"


def deck_pdf(deck: Deck) -> bytes:
    """Return all slides as PDF. Raises UserError when a page cannot be set."""
    return pages_pdf(TEMPLATE, _values(deck))


def slide_png(deck: Deck, place: int) -> bytes:
    """Return one slide, from 0, as a picture of 1920 x 1080 with title, source and as-of line."""
    only = replace(deck, slides=(deck.slides[place],))
    return pages_png(TEMPLATE, _values(only))[0]


def _values(deck: Deck) -> dict[str, object]:
    return {
        "title": deck.title,
        "demo_text": deck.demo_text,
        "slides": [_row(content) for content in deck.slides],
    }


def _row(content: SlideContent) -> dict[str, object]:
    with part(content.title):
        return content_row(content)
