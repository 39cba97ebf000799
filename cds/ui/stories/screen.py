"""A presentation in the browser: in small, the deck, sent once, the live link, its address."""

import json
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import segno
import streamlit as st

from cds.domain.stories import Story
from cds.export.files import asset, deck_style
from cds.site.reach import PRESENTING_PAGE, is_loopback
from cds.ui import cache
from cds.ui.scripts import loader, packed
from cds.ui.stories import prepared

_HERE = Path(__file__).parent
_STYLE = f"const CSS_TEXT = {json.dumps(deck_style())}\n"
_SCREEN = _STYLE + asset("deck.js") + (_HERE / "screen.js").read_text("utf-8")
_screen = st.components.v2.component("deck", html="<span></span>", js=_SCREEN)
_live = st.components.v2.component(
    "live_link", html="<span></span>", js=(_HERE / "live.js").read_text("utf-8")
)
# Nothing of the frame shows around or above a slide; a constant, never made from data.
_BARE = """<style>
[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stStatusWidget"],
[data-testid="stSidebar"], [data-testid="stDecoration"] { display: none }
</style>"""
_LOOKS = """
.small { aspect-ratio: 16 / 9; overflow: hidden; position: relative; background: #fff;
  border: 1px solid #ccd5e2; border-radius: 4px; pointer-events: none; }
.small .slide { color: #16202e; position: absolute; inset: 0 auto auto 0; transform-origin: 0 0; }
@media (max-width: 640px) { .small { display: none; } }
"""
_small = st.components.v2.component(
    "slide_in_small",
    html="<div class='small' aria-hidden='true'></div>",
    css=asset("deck.css") + _LOOKS,
    js=loader("slide.js"),
)


def show_deck(message: bytes) -> None:
    """Put a deck over the whole window."""
    st.html(_BARE)
    _screen(key="deck", data=message)


def thumbnail(edition: cache.Edition, story: Story) -> None:
    """Show the first view of a story in small; it says nothing that its title does not."""
    _small(key=f"small_{story.story_id}", data=prepared.first(edition, story))


def live_link(live: Mapping[str, object], on_said: Callable[[Mapping[str, object]], None]) -> None:
    """Tell the browser where the meeting is; `on_said` hears what it says, before the run."""

    def said() -> None:
        text = st.session_state["live"].said
        spoken = _spoken(text) if isinstance(text, str) else None
        if spoken is not None:
            on_said(spoken)

    # The browser runs the script only for data that differ from the last, so no two are the same.
    told = {**live, "beat": time.monotonic_ns()}
    content = packed(told)
    _live(key="live", data=content, on_said_change=said)


def _spoken(text: str) -> Mapping[str, object] | None:
    """Read what a browser says; None for what our script would not have sent."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class Link(NamedTuple):
    """An address, its QR code as SVG, and whether only this machine can open it."""

    address: str
    qr: str
    is_local: bool


def address(**asked: str | int) -> str:
    """Return the full address of the page on presentations, by the name this browser uses."""
    return f"{urljoin(st.context.url or '/', PRESENTING_PAGE)}?{urlencode(asked)}"


def meeting_link(meeting_id: str) -> Link:
    """Return where a meeting is followed."""
    return _link(address(meeting=meeting_id))


@lru_cache(maxsize=64)
def _link(full: str) -> Link:
    code = segno.make(full, error="m", micro=False)
    qr = code.svg_inline(omitsize=True, dark="#000", light="#fff")
    return Link(full, qr, is_loopback(urlsplit(full).hostname or "localhost"))
