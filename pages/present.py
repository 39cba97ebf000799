"""Presentations: stories, meetings on screen, files to take away, the record."""

import streamlit as st

from cds.blocks import Table, TableLine
from cds.domain.access import Action
from cds.domain.errors import NotFoundError, UsageError
from cds.domain.stories import Story
from cds.store.stories import Saved
from cds.text import numbers
from cds.text.labels import escaped
from cds.text.phrases import head, phrase
from cds.ui import access, cache, components, meetings, navigation, show
from cds.ui.stories import editor, files, prepared
from cds.ui.stories.screen import address, live_link, show_deck

DWELL_SECONDS = (3, 3600)
_KIOSK_POLL = 15  # seconds between looks for new figures


def _lists(edition: cache.Edition) -> None:
    """Show own stories, ready-made ones, and meetings."""
    st.header(phrase("present.own"))
    editor.removed()
    stories = editor.story_store()
    components.documents_notice((*stories.damaged(), *meetings.store().damaged()))
    saved = stories.stories()
    if not saved:
        st.info(phrase("present.own_none"))
    for one in saved:
        _line(one.story, _saved_text(one))
    st.header(phrase("present.ready"))
    st.caption(phrase("present.ready_hint"))
    for story in prepared.ready(edition):
        _line(story, phrase("present.slides", count=len(story.slides)))
    meetings.listed()
    editor.import_form()
    files.briefs(edition)


def _line(story: Story, what: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escaped(story.title)}**  \n{escaped(what)}")
        st.space("stretch")
        st.button(
            phrase("open"), key=f"open_{story.story_id}", on_click=_open, args=(story.story_id,)
        )


def _open(story_id: str) -> None:
    st.query_params.clear()
    st.query_params["story"] = story_id


def _story(story_id: str, edition: cache.Edition) -> None:
    """Show one story: begin, edit, take away."""
    saved = _find(story_id, edition)
    may_edit = access.is_allowed(Action.EDIT_STORY)
    story = saved.story if may_edit else saved.story.without_notes()
    shown = _edition_of(story, edition)
    st.header(escaped(story.title))
    if saved.version:
        st.caption(escaped(_saved_text(saved)))
    if story.data_version is not None and story.data_version < edition.version:
        slots = {"version": str(story.data_version), "newest": str(edition.version)}
        st.info(phrase("present.newer", **slots), icon=":material/update:")
    with st.container(horizontal=True):
        if may_edit:
            if st.button(
                phrase("present.begin"),
                type="primary",
                icon=":material/slideshow:",
                help=phrase("present.begin_help"),
                key="begin",
            ):
                access.require(Action.EDIT_STORY)
                if not story.slides:
                    raise UsageError("story_empty", title=story.title)
                meetings.begin(story, shown.version)
            editor.copy_button(story)
        st.button(phrase("present.back"), on_click=st.query_params.clear, key="leave_story")
    show.table(_contents(story, edition, has_notes=may_edit), phrase("present.story"))
    if saved.version and may_edit:
        editor.editor(saved, edition)
    files.story_files(story, shown)
    st.subheader(phrase("present.kiosk"))
    st.caption(phrase("present.kiosk_hint", dwell=20))
    st.code(address(kiosk=story.story_id, dwell=20), language=None, wrap_lines=True)


def _contents(story: Story, edition: cache.Edition, *, has_notes: bool) -> Table:
    """The slides; what the presenter means to say is for those who prepare it."""
    heads = (head("slide", "record"), phrase("present.slide_title"), phrase("present.slide_note"))
    lines = tuple(
        TableLine((numbers.number(place), editor.label(slide, edition), slide.note))
        for place, slide in enumerate(story.slides, start=1)
    )
    made = Table(("slide", "title", "note"), heads, lines)
    return made if has_notes else made.pick("slide title")


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
    for story in prepared.ready(edition):
        if story.story_id == story_id:
            return Saved(story, prepared.NEVER, "")
    return editor.story_store().get(story_id)


def _edition_of(story: Story, edition: cache.Edition) -> cache.Edition:
    """The edition a story shows: its own, or the one looked at."""
    return edition if story.data_version is None else cache.edition(story.data_version)


def _kiosk(story_id: str, dwell: str) -> None:
    """Show a story for ever, full-bleed, with the newest figures."""
    low, high = DWELL_SECONDS
    if not dwell.isdecimal() or not low <= int(dwell) <= high:
        raise UsageError("bad_dwell", value=dwell)
    edition = cache.edition()
    story = _find(story_id, edition).story
    shown = _edition_of(story, edition)
    screen = prepared.Screen("", "kiosk", "kiosk", float(dwell))
    show_deck(prepared.message(shown, story, screen))
    _watch(story_id, shown, story)


@st.fragment(run_every=_KIOSK_POLL)
def _watch(story_id: str, shown: cache.Edition, story: Story) -> None:
    """Say that the server lives, and start anew when figures or the story have changed."""
    newest = cache.edition()
    place = {"slide": 0, "spotlight": None, "unit": None, "is_blank": False}
    told = {"meeting": "", "kiosk": True, "position": place, "every": _KIOSK_POLL}
    live_link(told, lambda _said: None)  # a wall says nothing
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

components.verdict(phrase("present.title"))
edition = navigation.opened()
if edition.version < 0:
    st.info(phrase("present.no_data"))
elif "record" in asked:
    meetings.record(asked["record"], edition)
elif "story" in asked:
    _story(asked["story"], edition)
else:
    _lists(edition)
