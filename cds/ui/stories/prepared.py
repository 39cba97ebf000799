"""Decks ready to be shown, kept by data version and story: followers share what one asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice

import streamlit as st

from cds.domain.errors import UserError
from cds.domain.stories import FRAMES, Slide, Story
from cds.export.content import Deck
from cds.export.files import part
from cds.export.html import slide_html, with_shared_shapes
from cds.text.phrases import family
from cds.ui import cache
from cds.ui.scripts import packed
from cds.views.slides.deck import deck, slide_content, slide_contents, unit_content
from cds.views.slides.files import unit_index
from cds.views.slides.ready import ready_stories

NEVER = datetime(1, 1, 1, tzinfo=UTC)  # when a ready-made story was saved


@dataclass(frozen=True, slots=True)
class Screen:
    """How a deck is shown. `mark` is the address's word that keeps it on screen.

    `mode` is present, notes or kiosk; `dwell` counts seconds per slide, None without kiosk.
    """

    meeting: str
    mode: str
    mark: str
    dwell: float | None = None
    start_slide: int = 0


def of_meeting(story: Story, version: int) -> cache.Edition:
    """The edition of a meeting: its data version, its story's programme, whoever looks on."""
    asked = filter(None, (slide.asked("programme") for slide in story.slides))
    return replace(cache.edition(version), programme=next(asked, ""))


@st.cache_resource(max_entries=16, show_spinner=False)
def made(edition: cache.Edition, story: Story) -> Deck:
    """A story's contents at an edition."""
    return deck(story, cache.reader(edition))


@st.cache_resource(max_entries=16, show_spinner=False)
def message(edition: cache.Edition, story: Story, screen: Screen) -> bytes:
    """What travels to the browser once: all slides, shared outlines, units and words."""
    content = made(edition, story)
    shapes: list[str] = []
    slides = with_shared_shapes([slide_html(one) for one in content.slides], shapes)
    address = f"?meeting={screen.meeting}"
    row: dict[str, object] = {
        "title": story.title,
        "story": screen.meeting or story.story_id,
        "meeting": screen.meeting,
        "mode": screen.mode,
        "mark": screen.mark,
        "dwell": screen.dwell,
        "start": {"slide": screen.start_slide},
        "slides": slides,
        "shapes": shapes,
        "units": units(edition),
        "words": family("screen"),
        "notes_address": f"{address}&view=notes",
        "exit": f"?record={screen.meeting}" if screen.meeting else "?",
    }
    row["key"] = sha256(repr((row, edition.version)).encode()).hexdigest()[:16]
    return packed(row)


@st.cache_resource(max_entries=64, show_spinner=False)
def first(edition: cache.Edition, story: Story) -> str:
    """The first view of a story as a slide, its frames left out; empty for a story without."""
    own = (slide for slide in story.slides if slide.page not in FRAMES)
    contents = [slide_contents(slide, cache.reader(edition), story) for slide in islice(own, 1)]
    return slide_html(contents[0][0]) if contents else ""


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
