"""Parts of the page on presentations: the lists, one story, the kiosk."""

from collections.abc import Sequence

import streamlit as st

from cds.domain.access import Action
from cds.domain.errors import NotFoundError, UsageError
from cds.domain.stories import Slide, Story
from cds.store.meetings import Meeting
from cds.store.stories import Saved
from cds.text import numbers
from cds.text.labels import escaped
from cds.text.phrases import family, head, phrase
from cds.ui import access, components, data
from cds.ui.stories import editor, files, live, prepared, stores
from cds.ui.stories.component import live_link, show_deck
from cds.ui.stories.links import Link, address, meeting_link

DWELL_SECONDS = (3, 3600)
_KIOSK_POLL = 15  # seconds between looks for new figures


def lists(edition: data.Edition) -> None:
    """Show own stories, ready-made ones, and meetings."""
    st.header(phrase("present.own"))
    editor.removed()
    stories, meetings = stores.story_store(), stores.meeting_store()
    components.documents_notice((*stories.damaged(), *meetings.damaged()))
    saved = stories.stories()
    if not saved:
        st.info(phrase("present.own_none"))
    for one in saved:
        _line(one.story, _saved_text(one))
    st.header(phrase("present.ready"))
    st.caption(phrase("present.ready_hint"))
    for story in prepared.ready(edition):
        _line(story, phrase("present.slides", count=len(story.slides)))
    _meetings(meetings.meetings()[:10])
    editor.import_form()
    files.briefs(edition)


def story_page(story_id: str, edition: data.Edition) -> None:
    """Show one story: begin, edit, take away."""
    saved = find(story_id, edition)
    may_edit = access.is_allowed(Action.EDIT_STORY)
    story = saved.story if may_edit else saved.story.without_notes()
    st.header(escaped(story.title))
    if saved.version:
        st.caption(escaped(_saved_text(saved)))
    _newer_notice(story, edition)
    with st.container(horizontal=True):
        if may_edit:
            _begin_button(story, edition)
            editor.copy_button(story)
        st.button(phrase("present.back"), on_click=_leave, key="leave_story")
    _contents(story.slides, edition, has_notes=may_edit)
    if saved.version and may_edit:
        editor.editor(saved, edition)
    files.story_files(story, edition_of(story, edition))
    st.subheader(phrase("present.kiosk"))
    st.caption(phrase("present.kiosk_hint", dwell=20))
    st.code(address(kiosk=story.story_id, dwell=20), language=None, wrap_lines=True)


def kiosk(story_id: str, dwell: str) -> None:
    """Show a story for ever, full-bleed, with the newest figures."""
    seconds = _dwell(dwell)
    edition = data.edition()
    story = find(story_id, edition).story
    screen = prepared.Screen("", "kiosk", "kiosk", seconds)
    shown = edition_of(story, edition)
    show_deck(prepared.message(shown, story, screen))
    _watch(story_id, shown, story)


def find(story_id: str, edition: data.Edition) -> Saved:
    """Return a saved or ready-made story (version 0). Raises NotFoundError."""
    for story in prepared.ready(edition):
        if story.story_id == story_id:
            return Saved(story, prepared.NEVER, "")
    return stores.story_store().get(story_id)


def edition_of(story: Story, edition: data.Edition) -> data.Edition:
    """The edition a story shows: its own, or the one looked at."""
    return edition if story.data_version is None else data.edition(story.data_version)


def _line(story: Story, what: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escaped(story.title)}**  \n{escaped(what)}")
        st.space("stretch")
        st.button(
            phrase("open"), key=f"open_{story.story_id}", on_click=_open, args=(story.story_id,)
        )


def _saved_text(saved: Saved) -> str:
    return phrase(
        "present.saved",
        count=len(saved.story.slides),
        at=saved.saved_at,
        by=access.named(saved.saved_by),
        version=saved.version,
    )


def _begin_button(story: Story, edition: data.Edition) -> None:
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
        version = edition_of(story, edition).version
        meeting, token = stores.meeting_store().start(story, version)
        live.adopt(meeting.meeting_id, token)
        st.query_params.clear()
        st.query_params["meeting"] = meeting.meeting_id
        st.rerun()


def _contents(slides: Sequence[Slide], edition: data.Edition, *, has_notes: bool) -> None:
    """List the slides; what the presenter means to say is for those who prepare it."""
    columns = [head("slide", "record"), phrase("present.slide_title")]
    columns += [phrase("present.slide_note")] if has_notes else []
    rows = [
        (numbers.number(place), editor.label(slide, edition), slide.note)[: len(columns)]
        for place, slide in enumerate(slides, start=1)
    ]
    components.table(rows, columns, phrase("present.story"))


def _newer_notice(story: Story, edition: data.Edition) -> None:
    if story.data_version is not None and story.data_version < edition.version:
        slots = {"version": str(story.data_version), "newest": str(edition.version)}
        st.info(phrase("present.newer", **slots), icon=":material/update:")


def _meetings(meetings: Sequence[Meeting]) -> None:
    st.header(phrase("present.meetings"))
    if not meetings:
        st.caption(phrase("present.meetings_none"))
    for one in meetings:
        state = "meeting_ended" if one.ended_at else "meeting_open"
        told = phrase("present.meeting", title=one.story.title, started=one.started_at)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{escaped(told)} · {phrase(f'present.{state}')}")
            for name, key in (("meeting", "follow"), ("record", "record")):
                st.button(
                    phrase(f"present.{key}"),
                    key=f"{key}_{one.meeting_id}",
                    on_click=_address,
                    args=(name, one.meeting_id),
                )
            if not one.ended_at and st.button(
                phrase("present.view_link"),
                icon=":material/qr_code_2:",
                key=f"link_{one.meeting_id}",
            ):
                _way_in(meeting_link(one.meeting_id))


@st.dialog(phrase("present.view_link"))
def _way_in(link: Link) -> None:
    st.code(link.address, language=None, wrap_lines=True)
    st.image(link.qr, width="stretch", alt=phrase("present.view_link"))
    if link.is_local:
        st.caption(family("screen")["link_local"])


@st.fragment(run_every=_KIOSK_POLL)
def _watch(story_id: str, shown: data.Edition, story: Story) -> None:
    """Say that the server lives, and start anew when figures or the story have changed."""
    newest = data.edition()
    place = {"slide": 0, "spotlight": None, "unit": None, "is_blank": False}
    live_link({"meeting": "", "kiosk": True, "position": place, "every": _KIOSK_POLL}, _ignore)
    try:
        now = find(story_id, newest).story
    except NotFoundError:
        return  # taken off the list while it is on the wall: the wall goes on
    if edition_of(now, newest) != shown or now != story:
        st.rerun(scope="app")


def _dwell(text: str) -> float:
    low, high = DWELL_SECONDS
    if not text.isdecimal() or not low <= int(text) <= high:
        raise UsageError("bad_dwell", value=text)
    return float(text)


def _ignore(_said: object) -> None:
    """A wall says nothing."""


def _open(story_id: str) -> None:
    _address("story", story_id)


def _leave() -> None:
    st.query_params.clear()


def _address(name: str, value: str) -> None:
    st.query_params.clear()
    st.query_params[name] = value
