"""Decks: made ready once by data version and story, and shown in the browser.

Followers of a meeting share what one of them asked for; its live link and address are here too.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import segno
import streamlit as st

from cds.domain.errors import UserError
from cds.domain.stories import FRAMES, Slide, Story
from cds.export.content import Deck
from cds.export.files import asset, deck_style, part
from cds.export.html import slide_html, with_shared_shapes
from cds.site.reach import PRESENTING_PAGE, is_loopback
from cds.text.phrases import family
from cds.ui import cache
from cds.ui.components import loader, packed
from cds.views.deck import deck, slide_content, slide_contents, unit_content
from cds.views.stories import ready_stories, unit_index

NEVER = datetime(1, 1, 1, tzinfo=UTC)  # when a ready-made story was saved
_HERE = Path(__file__).parent
_STYLE = f"const CSS_TEXT = {json.dumps(deck_style())}\n"
_SCREEN = _STYLE + asset("deck.js") + (_HERE / "deck_screen.js").read_text("utf-8")
_screen = st.components.v2.component("deck", html="<span></span>", js=_SCREEN)
_live = st.components.v2.component(
    "live_link", html="<span></span>", js=(_HERE / "live_link.js").read_text("utf-8")
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
@media print { .small { display: none; } }
"""
_small = st.components.v2.component(
    "slide_in_small",
    html="<div class='small' aria-hidden='true'></div>",
    css=asset("deck.css") + _LOOKS,
    js=loader("slide.js"),
)


def of_meeting(story: Story, version: int) -> cache.Edition:
    """The edition of a meeting: its data version, its story's programme, whoever looks on."""
    asked = filter(None, (slide.asked("programme") for slide in story.slides))
    return replace(cache.edition(version), programme=next(asked, ""))


@st.cache_resource(max_entries=16, show_spinner=False)
def made(edition: cache.Edition, story: Story) -> Deck:
    """A story's contents at an edition."""
    return deck(story, cache.reader(edition))


@st.cache_resource(max_entries=16, show_spinner=False)
def message(
    edition: cache.Edition, story: Story, mode: str, meeting: str = "", dwell: float | None = None
) -> bytes:
    """What travels to the browser once: all slides, shared outlines, units and words.

    `mode` is present, notes or kiosk; `dwell` counts seconds per slide, None without kiosk. The
    address keeps a deck on screen by its word, `mark`.
    """
    content = made(edition, story)
    shapes: list[str] = []
    slides = with_shared_shapes([slide_html(one) for one in content.slides], shapes)
    row: dict[str, object] = {
        "title": story.title,
        "story": meeting or story.story_id,
        "meeting": meeting,
        "mode": mode,
        "mark": "meeting" if meeting else "kiosk",
        "dwell": dwell,
        "start": {"slide": 0},
        "slides": slides,
        "shapes": shapes,
        "units": units(edition),
        "words": family("screen"),
        "notes_address": f"?meeting={meeting}&view=notes",
        "exit": f"?record={meeting}" if meeting else "?",
    }
    row["key"] = sha256(repr((row, edition.version)).encode()).hexdigest()[:16]
    return packed(row)


@st.cache_resource(max_entries=64, show_spinner=False)
def _view(edition: cache.Edition, slide: Slide) -> bytes:
    """A view as a slide, as it is in whatever story: none that frames one."""
    alone = Story(slide.page, slide.page, (slide,))
    with part(slide.page):
        return slide_html(slide_contents(slide, cache.reader(edition), alone)[0]).encode()


@st.cache_resource(max_entries=256, show_spinner=False)
def own_words(edition: cache.Edition, slide: Slide) -> tuple[str, str]:
    """The title and the sentence that a view has where nobody wrote others.

    Both are empty where the view cannot be made: its story stays open to be edited.
    """
    plain = replace(slide, title="", sentence="", note="")
    try:
        with part(slide.page):
            content = slide_content(plain, cache.reader(edition))
    except UserError:  # told where the slide itself is wanted
        return "", ""
    return content.title, content.sentence


@st.cache_resource(max_entries=3, show_spinner=False)
def units(edition: cache.Edition) -> tuple[tuple[str, str, str], ...]:
    """Every unit that can be asked about: key, name, and where it lies."""
    return unit_index(cache.reader(edition))


@st.cache_resource(max_entries=512, show_spinner=False)
def answer(edition: cache.Edition, unit_id: str) -> str:
    """The slide of one unit, for those who ask."""
    return slide_html(unit_content(unit_id, cache.reader(edition)))


def answers(edition: cache.Edition, wanted: Iterable[str]) -> dict[str, str]:
    """The slides of those units that there are."""
    known = cache.catalogue(edition).units
    return {unit: answer(edition, unit) for unit in wanted if unit in known}


@st.cache_resource(max_entries=4, show_spinner=False)
def ready(edition: cache.Edition) -> tuple[Story, ...]:
    """The ready-made stories of the catalogue."""
    return ready_stories(cache.catalogue(edition), cache.view(edition).reported())


def show_deck(message: bytes) -> None:
    """Put a deck over the whole window."""
    st.html(_BARE)
    _screen(key="deck", data=message)


def thumbnail(edition: cache.Edition, story: Story) -> None:
    """Show the first view of a story in small; it says nothing that its title does not.

    Nothing is shown where there is no view, or where it cannot be made.
    """
    own = next((slide for slide in story.slides if slide.page not in FRAMES), None)
    with suppress(UserError):  # told where the slide itself is wanted
        if own:
            _small(key=f"small_{story.story_id}", data=_view(edition, own))


def live_link(live: Mapping[str, object], on_said: Callable[[Mapping[str, object]], None]) -> None:
    """Tell the browser where the meeting is; `on_said` hears what it says, before the run."""

    def said() -> None:
        spoken = None
        with suppress(ValueError, TypeError):  # what our script would not have sent
            spoken = json.loads(st.session_state["live"].said)
        if isinstance(spoken, dict):
            on_said(spoken)

    # The browser runs the script only for data that differ from the last, so no two are the same.
    told = {**live, "beat": time.monotonic_ns()}
    content = packed(told)
    _live(key="live", data=content, on_said_change=said)


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
