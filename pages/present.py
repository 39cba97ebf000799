"""Presentations: stories, meetings on screen, files to take away, the record."""

import streamlit as st

from cds.blocks import table
from cds.domain.access import Action
from cds.domain.errors import NotFoundError, UsageError
from cds.domain.folding import whole_number
from cds.domain.stories import Story
from cds.store.stories import Saved
from cds.text import numbers
from cds.text.phrases import escaped, phrase
from cds.ui import (
    access,
    cache,
    components,
    decks,
    files,
    meetings,
    navigation,
    selection,
    show,
    stories,
)
from cds.views.stories import is_district

DWELL_SECONDS = (3, 3600)
_NAMED = 9  # slides of a story that are named
_KIOSK_POLL = 15  # seconds between looks for new figures


def _lists(edition: cache.Edition) -> None:
    """Say what goes on or can begin; show own stories, ready-made ones, and meetings."""
    store = stories.story_store()
    saved, made = store.stories(), decks.ready(edition)
    going_on = next((one for one in meetings.store().meetings() if not one.ended_at), None)
    said = phrase("present.choose", count=len(saved) + len(made))
    if going_on:
        said = phrase("present.going_on", title=going_on.story.title, at=going_on.started_at)
    components.verdict(said)
    stories.removed()
    components.damage_notice((*store.damaged(), *meetings.store().damaged()))
    districts = [story for story in made if is_district(story)]
    others = [story for story in made if story not in districts]
    cards = [(one.story, _saved_text(one)) for one in saved]
    cards += [(one, phrase("present.ready_slides", count=len(one.slides))) for one in others]
    for place, (story, what) in enumerate(cards):
        with st.container(horizontal=True, key=f"storyline_{place}"):
            _line(edition, story, what)
    if districts:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            names = {story.story_id: story.title for story in districts}
            chosen = components.choose(phrase("present.of_district"), names, "of_district")
            _buttons(edition, districts[list(names).index(chosen)], "district")
    meetings.listed()
    stories.import_form()
    files.briefs(edition)


def _line(edition: cache.Edition, story: Story, what: str) -> None:
    """Show a story: its first view, its name and what it goes through, and the way in."""
    labels = [escaped(stories.label(slide, edition)) for slide in story.slides]
    lines = [f"**{number}.**&nbsp;{label}" for number, label in enumerate(labels, 1)]
    if len(lines) > _NAMED:
        rest = phrase("present.more_slides", count=len(lines) - _NAMED + 1)
        lines = [*lines[: _NAMED - 1], rest]
    decks.thumbnail(_edition_of(story, edition), story)
    name = f"**{escaped(story.title)}**  \n{components.small(what)}"
    st.markdown(f"{name}\n\n{'&emsp;'.join(lines)}", width="stretch")
    _buttons(edition, story, story.story_id)


def _buttons(edition: cache.Edition, story: Story, key: str) -> None:
    if access.is_allowed(Action.EDIT_STORY):
        _begin_button(edition, story, f"begin_{key}")
    st.button(
        phrase("open"),
        key=f"open_{key}",
        on_click=selection.turn_to,
        kwargs={"story": story.story_id},
    )


def _begin_button(edition: cache.Edition, story: Story, key: str) -> None:
    """Begin a meeting in one click."""
    if st.button(
        phrase("present.begin"),
        type="primary",
        icon=":material/slideshow:",
        help=phrase("present.begin_help"),
        key=key,
    ):
        access.require(Action.EDIT_STORY)
        if not story.slides:
            raise UsageError("story_empty", title=story.title)
        meetings.begin(story, _edition_of(story, edition).version)


def _story(story_id: str, edition: cache.Edition) -> None:
    """Show one story: begin, edit, take away."""
    saved = _find(story_id, edition)
    may_edit = access.is_allowed(Action.EDIT_STORY)
    story = saved.story if may_edit else saved.story.without_notes()
    shown = _edition_of(story, edition)
    components.verdict(story.title, _saved_text(saved) if saved.version else "")
    if story.data_version is not None and story.data_version < edition.version:
        slots = {"version": str(story.data_version), "newest": str(edition.version)}
        st.info(phrase("present.newer", **slots), icon=":material/update:")
    elif (story.data_version or 0) > cache.newest().version:
        told = phrase("present.frozen_gone", version=str(story.data_version))
        st.warning(told, icon=":material/event_busy:")
    with st.container(horizontal=True):
        if may_edit:
            _begin_button(edition, story, "begin")
            stories.copy_button(story)
        st.button(phrase("present.back"), on_click=selection.turn_to, key="leave_story")
    columns = ("title", "note") if may_edit else ("title",)  # notes are for who prepares it
    rows = (
        (numbers.number(place), stories.label(slide, edition), slide.note)[: 1 + len(columns)]
        for place, slide in enumerate(story.slides, start=1)
    )
    named = {name: phrase(f"present.slide_{name}") for name in columns}
    contents = table("record", " ".join(("slide", *columns)), rows, named=named)
    show.table(contents, phrase("present.story"))
    if saved.version and may_edit:
        stories.editor(saved, edition)
    files.story_files(story, shown)
    st.subheader(phrase("present.kiosk"))
    st.caption(phrase("present.kiosk_hint", dwell=20))
    looked_at = {"programme": edition.programme} if edition.programme else {}
    st.code(
        decks.address(kiosk=story.story_id, dwell=20, **looked_at), language=None, wrap_lines=True
    )


def _saved_text(saved: Saved) -> str:
    return phrase(
        "present.saved",
        count=len(saved.story.slides),
        at=saved.saved_at,
        by=access.named(saved.saved_by),
        version=saved.version,
    )


def _find(story_id: str, edition: cache.Edition) -> Saved:
    """Return a saved or ready-made story (version 0). Raises NotFoundError."""
    for story in decks.ready(edition):
        if story.story_id == story_id:
            return Saved(story, decks.NEVER, "")
    return stories.story_store().get(story_id)


def _edition_of(story: Story, edition: cache.Edition) -> cache.Edition:
    """The edition a story shows: its own, or the one looked at."""
    return edition if story.data_version is None else cache.edition(story.data_version)


def _kiosk(story_id: str, dwell: str) -> None:
    """Show a story for ever, full-bleed, with the newest figures."""
    low, high = DWELL_SECONDS
    seconds = whole_number(dwell)
    if seconds is None or not low <= seconds <= high:
        raise UsageError("bad_dwell", value=dwell)
    edition = cache.edition()
    story = _find(story_id, edition).story
    shown = _edition_of(story, edition)
    decks.show_deck(decks.message(shown, story, "kiosk", dwell=float(seconds)))
    _watch(story_id, shown, story)


@st.fragment(run_every=_KIOSK_POLL)
def _watch(story_id: str, shown: cache.Edition, story: Story) -> None:
    """Say that the server lives, and start anew when figures or the story have changed."""
    newest = cache.edition()
    place = {"slide": 0, "spotlight": None, "unit": None, "is_blank": False}
    told = {"meeting": "", "kiosk": True, "position": place, "every": _KIOSK_POLL}
    decks.live_link(told, lambda _said: None)  # a wall says nothing
    try:
        now = _find(story_id, newest).story
    except NotFoundError:
        return  # taken off the list while it is on the wall: the wall goes on
    if _edition_of(now, newest) != shown or now != story:
        st.rerun(scope="app")


asked = st.query_params
if "meeting" in asked:
    meetings.follow(asked["meeting"], asked.get("view", "present"))
    st.stop()
if "kiosk" in asked:
    _kiosk(asked["kiosk"], asked.get("dwell", "20"))
    st.stop()

edition = navigation.opened()
if edition.version < 0:
    components.nothing(phrase("present.no_data"), awaits_figures=True)
if "record" in asked:
    meetings.record(asked["record"], edition)
elif "story" in asked:
    _story(asked["story"], edition)
else:
    _lists(edition)
