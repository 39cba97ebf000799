"""The button that puts the view on screen into a story; any page may place it."""

from collections.abc import Mapping

import streamlit as st

from cds.domain.access import Action
from cds.domain.stories import Slide, Story
from cds.store.stories import Saved
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import access
from cds.ui.stories.editor import refused, story_store

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


def story_button(page: str) -> None:
    """Show the button that adds a page to a story; nothing for those who may not edit stories."""
    if not access.is_allowed(Action.EDIT_STORY):
        return
    with st.popover(
        phrase("story.add"), icon=":material/add_to_queue:", key="story_button", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        if told := st.session_state.pop("story_told", ""):
            st.success(told)
        stories = {one.story.story_id: one.story for one in story_store().stories()}
        asked = {**st.query_params.to_dict(), **part_of(page, "story_part")}
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


def part_of(page: str, key: str = "picture_part") -> dict[str, str]:
    """Let a part of a page be chosen and return it as the address says it; empty if it has one."""
    if not (parts := PARTS.get(page)):
        return {}
    return {"part": st.selectbox(phrase("story.part"), parts, format_func=_part_name, key=key)}


def _add(page: str, asked: Mapping[str, str], chosen: str, title: str, note: str) -> Saved:
    by = access.require(Action.EDIT_STORY).key
    store = story_store()
    slide = refused(lambda: Slide(page, asked, note=note))
    if chosen == _NEW:
        return store.create(refused(lambda: Story("", title, (slide,))), by)
    held = store.get(chosen)
    return store.save(refused(lambda: held.story.added(slide)), held.version, by)


def _remember() -> None:
    st.session_state[_LAST] = st.session_state["story_which"]


def _part_name(name: str) -> str:
    return phrase(f"story.part_{name}")
