"""The button that puts the view on screen into a story; any page may place it."""

from collections.abc import Mapping

import streamlit as st

from cds.domain.access import Action
from cds.domain.stories import Story, slide_of
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import access
from cds.ui.present import prepared
from cds.ui.present_editor import refused

_NEW = ""
PARTS: Mapping[str, tuple[str, ...]] = {
    "overview": ("targets", "heat"),
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
        say("story.add"), icon=":material/add_to_queue:", key="story_button", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        stories = {one.story.story_id: one for one in prepared.story_store().stories()}
        with st.form("story_form", border=False, clear_on_submit=True):
            asked = {**st.query_params.to_dict(), **part_of(page, "story_part")}
            chosen = st.selectbox(
                say("story.which"),
                [*stories, _NEW],
                format_func=lambda key: stories[key].story.title if key else say("story.new"),
            )
            title = st.text_input(say("story.new_title"), say("story.new"))
            note = st.text_area(say("present.slide_note"))
            if st.form_submit_button(say("story.confirm")):
                _add(page, asked, chosen, title, note)


def part_of(page: str, key: str = "picture_part") -> dict[str, str]:
    """Let a part of a page be chosen and return it as the address says it; empty if it has one."""
    if not (parts := PARTS.get(page)):
        return {}
    return {"part": st.selectbox(say("story.part"), parts, format_func=_part, key=key)}


def _add(page: str, asked: Mapping[str, str], chosen: str, title: str, note: str) -> None:
    by = access.require(Action.EDIT_STORY).key
    store = prepared.story_store()
    slide = refused(lambda: slide_of(page, asked, note=note))
    if chosen == _NEW:
        saved = store.create(refused(lambda: Story("", "", (slide,)).renamed(title)), by)
    else:
        held = store.get(chosen)
        saved = store.save(refused(lambda: held.story.added(slide)), held.version, by)
    st.success(escaped(say("story.added", title=saved.story.title, count=len(saved.story.slides))))


def _part(name: str) -> str:
    return say(f"story.part_{name}")
