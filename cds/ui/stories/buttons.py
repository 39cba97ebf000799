"""What is taken along from any page: its view into a story, its chart as a picture."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from cds.domain.access import Action
from cds.domain.errors import UserError
from cds.domain.stories import Slide, Story
from cds.site import turns
from cds.store.stories import Saved
from cds.text.phrases import escaped, phrase, sentence
from cds.ui import access, cache, navigation
from cds.ui.stories.editor import edit_on, refused, story_store

_NEW = ""
_LAST = "story_last"  # the story that this visit added to
PARTS: Mapping[str, tuple[str, ...]] = {
    "overview": ("targets", "heat"),
    "programme": ("goals", "words"),
    "indicator": ("trend", "ranking", "plan"),
    "nation": ("years", "provinces", "summary"),
    "changes": ("flips", "moves"),
    "reporting": ("rates", "missing"),
}


@st.dialog(phrase("story.add"))
def add_to_story(page: str) -> None:
    """Add the page's view to a story."""
    stories = {one.story.story_id: one.story for one in story_store().stories()}
    asked = {**_on_screen(), **part_of(page, "story_part")}
    last = st.session_state.get(_LAST, _NEW)
    st.session_state["story_which"] = last if last in stories else _NEW
    chosen = st.selectbox(
        phrase("story.which"),
        [*stories, _NEW],
        format_func=lambda key: stories[key].title if key else phrase("story.new"),
        key="story_which",
        on_change=_remember,
    )
    title = "" if chosen else st.text_input(phrase("story.new_title"), phrase("story.new"))
    added = st.session_state.get("story_added", 0)  # every slide begins with an empty note
    note = st.text_area(phrase("present.slide_note"), key=f"story_note_{added}")
    if st.button(phrase("story.confirm"), key="story_add"):
        saved = _add(page, asked, chosen, title, note)
        st.session_state[_LAST] = saved.story.story_id
        st.session_state["story_added"] = added + 1
        slots = {"title": saved.story.title, "count": len(saved.story.slides)}
        st.session_state["story_told"] = escaped(phrase("story.added", **slots))
        st.rerun()


def _on_screen() -> dict[str, str]:
    """The view as its address says it; a unit by its id, for its code may be another's later."""
    asked = st.query_params.to_dict()
    shown: dict[str, str] = st.session_state.get("on_screen", {})
    return {name: shown.get(name, text) if name == "unit" else text for name, text in asked.items()}


def part_of(page: str, key: str = "picture_part") -> dict[str, str]:
    """Let a part of a page be chosen and return it as the address says it; empty if it has one."""
    if not (parts := PARTS.get(page)):
        return {}
    names = {part: phrase(f"story.part_{part}") for part in parts}
    label = phrase("story.part")
    return {"part": st.selectbox(label, parts, format_func=names.__getitem__, key=key)}


def _add(page: str, asked: Mapping[str, str], chosen: str, title: str, note: str) -> Saved:
    by = access.require(Action.EDIT_STORY).key
    store = story_store()
    slide = refused(lambda: Slide(page, asked, note=note))
    if chosen == _NEW:
        return store.create(refused(lambda: Story("", title, (slide,))), by)
    held = store.get(chosen)
    made = store.save(refused(lambda: held.story.added(slide)), held.version, by)
    edit_on(made)
    return made


def _remember() -> None:
    st.session_state[_LAST] = st.session_state["story_which"]


@st.dialog(phrase("story.picture"))
def take_picture(page: str) -> None:
    """Offer the page's chart as a picture."""
    try:
        _picture(page, navigation.shown(), {**_on_screen(), **part_of(page)})
    except UserError as error:  # a fragment's own failure is told twice
        st.error(sentence(error), icon=":material/error:")


def _picture(page: str, edition: cache.Edition, asked: dict[str, str]) -> None:
    # What makes slides and files is much: no page waits for it before it is asked for.
    from cds.jobs.exports import rendered
    from cds.jobs.processes import Job
    from cds.ui import apart
    from cds.ui.stories import prepared
    from cds.ui.stories.downloads import download

    story = Story("", phrase(f"{page}.title"), (Slide(page, asked),))
    with st.spinner(phrase("story.picture_drawing")), turns.dear("export"):
        deck = prepared.made(edition, story)
        content = apart.awaited(Job("export", partial(rendered, deck, "png")))
    title = deck.slides[0].title
    st.image(content, width=480)
    st.caption(escaped(title))
    download(content, title, "png", edition.version)
