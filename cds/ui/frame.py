"""What the frame of every page carries: icon, the programme's name, no word of another language."""

from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from cds.domain.errors import UserError
from cds.text.phrases import phrase
from cds.ui import cache

ICON = Path(__file__).with_name("icon.png")  # a named icon would be fetched from outside
_INK = "#3f7fd6"  # readable on the light and on the dark page
_LETTER = 15.5  # mean width of a bold letter at this size

# Keys of the containers that trade places on paper; SCREEN and PAPER may begin longer keys.
SHEET, SCREEN, PAPER, BODY = "print_sheet", "screen_only", "paper_only", "screen_body"


def product_name() -> str:
    """The product's name; a plain one while the reference tables are broken."""
    try:
        return cache.catalogue(cache.edition()).programme.product_name
    except UserError:
        return phrase("product")


@lru_cache(maxsize=8)
def logo(name: str) -> str:
    """The SVG of a product's name."""
    width = 52 + len(name) * _LETTER
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} 44" '
        f'width="{width:.0f}" height="44"><rect x="2" y="4" width="36" height="36" rx="7" '
        f'fill="{_INK}"/><path d="M9 31L17 21L23 26L32 12" fill="none" stroke="#fff" '
        f'stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/>'
        f'<text x="47" y="31" font-family="Source Sans, Segoe UI, Arial, sans-serif" '
        f'font-size="26" font-weight="700" fill="{_INK}">{escape(name)}</text></svg>'
    )
