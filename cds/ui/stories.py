"""Stories: what is added to one from any page, and editing it; a page's chart as a picture."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import streamlit as st

from cds.domain.access import Action
from cds.domain.errors import UsageError, UserError
from cds.domain.stories import FRAMES, Slide, Story
from cds.site import turns
from cds.store.stories import Saved, StoryStore, imported
from cds.text.phrases import escaped, family, phrase, sentence
from cds.ui import access, cache, navigation, selection
from cds.ui.components import choose, loader, packed

Made = TypeVar("Made")
_arrivals = st.components.v2.component("arrivals", html="<span></span>", js=loader("arrivals.js"))
_CHARTS = frozenset(("indicator", "coverage"))  # two fit on a slide, which a table needs alone
_BEGUN = "story_begun"  # the versions that this visit edits, by story
_OPEN = "open_slide"  # the place of the slide that was changed last in this visit
_REMOVED = "removed_story"  # the story removed last in this visit
_NEW = ""
_LAST = "story_last"  # the story that this visit added to
PARTS: Mapping[str, tuple[str, ...]] = {
    "overview": ("targets", "heat"),
    "indicator": ("trend", "ranking", "plan"),
    "nation": ("years", "provinces"),
    "changes": ("flips", "moves"),
    "reporting": ("rates", "missing"),
}


def story_store() -> StoryStore:
    """The stories of the data home."""
    return StoryStore(cache.home())


@st.dialog(phrase("story.add"))
def add_to_story(page: str) -> None:
    """Add the page's view to a story."""
    saved = story_store().stories()
    stories = {one.story.story_id: one.story.title for one in saved}
    asked = {**_on_screen(), **part_of(page, "story_part")}
    last = st.session_state.get(_LAST, _begun_today(saved))
    st.session_state["story_which"] = last if last in stories else _NEW
    names = {**stories, _NEW: phrase("story.new")}
    chosen = choose(phrase("story.which"), names, "story_which", on_change=_remember)
    title = "" if chosen else st.text_input(phrase("story.new_title"), phrase("story.new"))
    added = st.session_state.get("story_added", 0)  # every slide begins with an empty note
    note = st.text_area(phrase("present.slide_note"), key=f"story_note_{added}")
    if st.button(phrase("story.confirm"), key="story_add"):
        made = _add(page, asked, chosen, title, note)
        st.session_state[_LAST] = made.story.story_id
        st.session_state["story_added"] = added + 1
        slots = {"title": made.story.title, "count": len(made.story.slides)}
        st.session_state["story_told"] = escaped(phrase("story.added", **slots))
        st.rerun()


def _begun_today(saved: Iterable[Saved]) -> str:
    """Return the story that this person saved last, within a day: a reload has not ended it."""
    own, since = access.who().key, datetime.now(UTC) - timedelta(days=1)
    ours = (one for one in saved if one.saved_by == own and one.saved_at > since)
    newest = max(ours, key=lambda one: one.saved_at, default=None)
    return newest.story.story_id if newest else _NEW


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
    return {"part": choose(phrase("story.part"), names, key)}


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
    # What makes slides and files is much: no page waits for it before it is asked for.
    from cds.jobs.exports import rendered
    from cds.jobs.processes import Job
    from cds.ui import decks, files

    try:
        edition, asked = navigation.shown_edition(), {**_on_screen(), **part_of(page)}
        story = Story("", phrase(f"{page}.title"), (Slide(page, asked),))
        with st.spinner(phrase("story.picture_drawing")), turns.dear("export"):
            deck = decks.made(edition, story)
            content = files.awaited(Job("export", partial(rendered, deck, "png")))
        title = deck.slides[0].title
        st.image(content, width=480)
        st.caption(escaped(title))
        files.download(content, title, "png", edition.version)
    except UserError as error:  # a fragment's own failure is told twice
        st.error(sentence(error), icon=":material/error:")


def editor(saved: Saved, edition: cache.Edition) -> None:
    """Show the controls of a saved story; every change is a new version."""
    st.subheader(phrase("present.edit"))
    saved = _begun(saved)
    story = saved.story
    if saved.version > 1 and st.button(phrase("present.undo"), icon=":material/undo:", key="undo"):
        _save(saved, lambda: story_store().get(story.story_id, saved.version - 1).story)
    with st.form("rename", border=False):
        title = st.text_input(phrase("present.rename"), story.title, max_chars=200)
        versions = {"": phrase("present.frozen_none")}  # None would be taken for no choice
        for one in (story.data_version, edition.version):
            if one is not None:
                versions[str(one)] = phrase("present.frozen_at", version=str(one))
        key, now = _form_key(story.story_id, saved.version), story.data_version
        held = choose(phrase("present.frozen"), versions, key, "" if now is None else str(now))
        if st.form_submit_button(phrase("present.save")):
            _save(saved, lambda: story.renamed(title).frozen_at(int(held) if held else None))
    if not story.slides:
        st.info(phrase("present.drop_all"))
    for place, slide in enumerate(story.slides):
        name = escaped(f"{place + 1}. {label(slide, edition)}")
        is_open = st.session_state.get(_OPEN) == (saved.version, place)
        with st.expander(name, is_open, key=f"slide_{place}_{saved.version}"):
            _slide(saved, edition, place)
    with st.container(horizontal=True):
        for page in FRAMES:
            name = phrase("present.add_frame", name=phrase(f"{page}.title"))
            is_there = any(slide.page == page for slide in story.slides)
            if not is_there and st.button(name, key=f"add_{page}"):
                _save(saved, partial(story.framed, page))
    with st.popover(phrase("present.remove"), icon=":material/delete:"):
        st.markdown(escaped(phrase("present.remove_ask", title=story.title)))
        if st.button(phrase("present.remove_yes"), type="primary", key="remove"):
            by = access.require(Action.EDIT_STORY).key
            story_store().remove(story.story_id, by)
            st.session_state[_REMOVED] = story.story_id
            selection.turn_to()
            st.rerun()


def edit_on(made: Saved) -> None:
    """Go on from a version: one that this visitor has just saved, or has asked to see."""
    st.session_state.setdefault(_BEGUN, {})[made.story.story_id] = made.version


def _begun(newest: Saved) -> Saved:
    """Return the version that is being edited; say so where somebody has saved another since.

    Who has left the story has nothing typed there any more, and begins with what is newest.
    """
    story_id, begun = newest.story.story_id, st.session_state.setdefault(_BEGUN, {})
    version = begun.get(story_id, newest.version)
    if version == newest.version or _form_key(story_id, version) not in st.session_state:
        edit_on(newest)
        return newest
    slots = {"by": access.named(newest.saved_by), "at": newest.saved_at}
    st.warning(escaped(phrase("present.overtaken", **slots)), icon=":material/sync_problem:")
    st.button(phrase("present.edit_newest"), key="edit_newest", on_click=edit_on, args=(newest,))
    return story_store().get(story_id, version)


def _form_key(story_id: str, version: int) -> str:
    """Key of what a version's form asks for: it is in the session while the form is shown."""
    return f"frozen_{story_id}_{version}"


def removed() -> None:
    """Tell what was just removed, and offer every removed story back."""
    if not access.is_allowed(Action.EDIT_STORY):
        return
    gone = {saved.story.story_id: saved for saved in story_store().removed()}
    if saved := gone.pop(st.session_state.get(_REMOVED, ""), None):
        key = f"removed_{saved.story.story_id}"
        if st.session_state.get("removed_arrived", {}).get("key") != key:  # it has just come
            st.session_state["removed_arrived"] = {"key": key, "occasion": secrets.token_hex(4)}
        _arrivals(key="removed_arrivals", data=packed(st.session_state["removed_arrived"]))
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
            st.markdown(escaped(phrase("present.removed", title=saved.story.title)))
            _restore_button(saved, phrase("present.undo"))
    if gone:
        with st.expander(phrase("present.removed_list", count=len(gone))):
            for saved in gone.values():
                with st.container(horizontal=True, vertical_alignment="center"):
                    slots = {"title": saved.story.title, "at": saved.saved_at, "by": saved.saved_by}
                    st.markdown(escaped(phrase("present.removed_line", **slots)))
                    _restore_button(saved, phrase("present.restore"))


def copy_button(story: Story) -> None:
    """Offer to keep a story under a new name."""
    if st.button(phrase("present.copy"), icon=":material/content_copy:", key="copy"):
        _open_new(story.renamed(phrase("present.copy_title", title=story.title)))


def import_form() -> None:
    """Offer to read a story from a file."""
    if not access.is_allowed(Action.EDIT_STORY):
        return
    with st.expander(phrase("present.import"), on_change="rerun", key="import_story") as opened:
        if not opened.open:
            return
        with st.form("import", border=False):
            file = st.file_uploader(phrase("present.json"), type="json", key="story_file")
            wants = st.form_submit_button(phrase("present.import"))
        if wants and file is not None:
            story = imported(file.getvalue())
            frozen, newest = story.data_version, cache.newest().version
            if frozen is not None and frozen > newest:  # of the home that it comes from
                st.toast(phrase("present.import_thawed", version=str(frozen)), duration="long")
                story = story.frozen_at(None)
            _open_new(story)


def _save(saved: Saved, change: Callable[[], Story], place: int | None = None) -> None:
    """Save a changed story as its next version, and show it, with the slide of a place open."""
    by = access.require(Action.EDIT_STORY).key
    story = refused(change)
    made = story_store().save(story, saved.version, by)
    edit_on(made)
    st.session_state[_OPEN] = (made.version, place)
    st.toast(phrase("present.saved_now", version=made.version))
    st.rerun()


def label(slide: Slide, edition: cache.Edition) -> str:
    """Name a slide: by its own title, else by its page and what the page is asked for."""
    known = cache.catalogue(edition)
    indicator = known.indicators.get(slide.asked("indicator"))
    unit = known.units.get(slide.asked("unit"))
    part = family("story").get(f"part_{slide.asked('part')}", "")
    names = (part, *(one.name for one in (indicator, unit) if one))
    parts = (phrase(f"{slide.page}.title"), *filter(None, names))
    return slide.title or " · ".join(parts)


def refused(change: Callable[[], Made]) -> Made:
    """Return what a change makes; what a story cannot hold is a UsageError."""
    try:
        return change()
    except ValueError as error:
        raise UsageError("story_refused", what=str(error)) from error


def _slide(saved: Saved, edition: cache.Edition, place: int) -> None:
    # Every page offers a place in a story; only the editor needs what makes slides.
    from cds.ui import decks
    from cds.views.deck import led, lines_of

    story, reader = saved.story, led(saved.story, cache.reader(edition))
    slide = story.slides[place]
    written, own = slide.sentence, ("", "")
    if slide.page not in FRAMES:
        programme = {"programme": reader.catalogue.programme.programme_id}
        own = decks.own_words(edition, replace(slide, query={**programme, **slide.query}))
    with st.form(f"slide_form_{place}_{saved.version}", border=False):
        title = st.text_input(
            phrase("present.slide_title"),
            slide.title,
            help=phrase("present.slide_title_help"),
            placeholder=own[0],
        )
        if slide.page in FRAMES:
            lines = lines_of(story, slide, reader)
            said = st.text_area(
                phrase("present.slide_lines"), lines, help=phrase("present.slide_lines_help")
            )
            written = said if said != lines else written
        else:
            written = st.text_area(
                phrase("present.slide_sentence"),
                written,
                help=phrase("present.slide_title_help"),
                placeholder=own[1],
            )
        note = st.text_area(phrase("present.slide_note"), slide.note)
        if st.form_submit_button(phrase("present.apply")):
            _save(saved, lambda: story.changed(place, title, note, written), place)
    deeds = {
        "up": lambda: story.moved(place, -1),
        "down": lambda: story.moved(place, 1),
        "repeat": lambda: story.repeated(place),
        "drop": lambda: story.without(place),
    }
    if slide.beside:
        deeds["part"] = lambda: story.joined(place)
    elif place + 1 < len(story.slides):
        other = story.slides[place + 1]
        if other.beside is None and {slide.page, other.page} <= _CHARTS:
            deeds["join"] = lambda: story.joined(place)
    with st.container(horizontal=True):
        for name, change in deeds.items():
            if st.button(phrase(f"present.{name}"), key=f"{name}_{place}"):
                ahead = {"up": max(0, place - 1), "down": place + 1, "repeat": place + 1}
                _save(saved, change, ahead.get(name, place))


def _restore_button(saved: Saved, label: str) -> None:
    if st.button(label, icon=":material/undo:", key=f"restore_{saved.story.story_id}"):
        by = access.require(Action.EDIT_STORY).key
        edit_on(story_store().restore(saved.story.story_id, by))
        st.toast(escaped(phrase("present.restored", title=saved.story.title)))
        st.rerun()


def _open_new(story: Story) -> None:
    by = access.require(Action.EDIT_STORY).key
    made = story_store().create(story, by)
    st.toast(escaped(phrase("present.import_done", title=made.story.title)))
    selection.turn_to(story=made.story.story_id)
    st.rerun()
