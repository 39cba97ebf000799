"""The button that puts the view on screen into a story; any page may place it."""

from collections.abc import Mapping

import streamlit as st

from cds.domain.access import Action
from cds.domain.stories import Story, slide_of
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


def story_button(page: str, query: Mapping[str, str] | None = None) -> None:
    """Show the button that adds a page to a story; nothing for those who may not edit stories.

    `query` is what the view's address says; left out, the present address.
    """
    if not access.is_allowed(Action.EDIT_STORY):
        return
    asked = dict(st.query_params.to_dict() if query is None else query)
    with st.popover(
        say("story.add"), icon=":material/add_to_queue:", key="story_button", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        stories = {one.story.story_id: one for one in prepared.story_store().stories()}
        with st.form("story_form", border=False, clear_on_submit=True):
            if parts := PARTS.get(page):
                asked["part"] = st.selectbox(say("story.part"), parts, format_func=_part)
            chosen = st.selectbox(
                say("story.which"),
                [*stories, _NEW],
                format_func=lambda key: stories[key].story.title if key else say("story.new"),
            )
            title = st.text_input(say("story.new_title"), say("story.new"))
            note = st.text_area(say("present.slide_note"))
            if st.form_submit_button(say("story.confirm")):
                _add(page, asked, chosen, title, note)


def _add(page: str, asked: Mapping[str, str], chosen: str, title: str, note: str) -> None:
    by = access.require(Action.EDIT_STORY).key
    store = prepared.story_store()
    slide = refused(lambda: slide_of(page, asked, note=note))
    if chosen == _NEW:
        saved = store.create(refused(lambda: Story("", "", (slide,)).renamed(title)), by)
    else:
        held = store.get(chosen)
        saved = store.save(refused(lambda: held.story.added(slide)), held.version, by)
    st.success(say("story.added", title=saved.story.title, count=len(saved.story.slides)))


def _part(name: str) -> str:
    return say(f"story.part_{name}")
