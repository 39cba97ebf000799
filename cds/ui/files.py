"""Files to take away, made in a process of their own while somebody waits.

A story as PPTX, PDF, HTML or JSON, briefs of a district's communes, all of a data version.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import streamlit as st

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.stories import Story
from cds.export.files import MEDIA_TYPES, File, file_name, unit_title
from cds.jobs import exports
from cds.jobs.processes import Job
from cds.site import turns
from cds.store.stories import exported
from cds.text.phrases import phrase
from cds.ui import cache, components
from cds.ui.components import choose, switch
from cds.views.briefs import communes_of, unit_brief
from cds.views.deck import deck
from cds.views.reader import Reader
from cds.views.stories import FORMATS

_LOOK_SECONDS = 0.2
Made = TypeVar("Made")


def story_files(story: Story, edition: cache.Edition) -> None:
    """Offer a story in every format; a file is made when asked for, whole or not at all."""
    st.subheader(phrase("present.files"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        named = {name: phrase(f"present.{name}") for name in FORMATS}
        style = switch(phrase("present.format"), named, "format", FORMATS[0])
        wants = st.button(phrase("present.make"), icon=":material/download:", key="make")
    if wants:
        with turns.dear("export"):
            content = _story_file(story, edition, style)
        download(content, story.title, style, edition.version)


def _story_file(story: Story, edition: cache.Edition, style: str) -> bytes:
    """Make a file slide by slide, and say how far it is."""
    if style == "json":
        return exported(story)
    total = max(1, len(story.slides))
    said = partial(phrase, "present.make_step", total=total)
    with _progress(total, lambda done: said(done=done)) as show:
        if style == "html":
            work = partial(exports.offline_story, figures(edition), story)
            return awaited(Job("export", work), show)
        slides = deck(story, cache.reader(edition), lambda done: show(done / total))
        drawing = partial(exports.rendered, slides, style)
        return awaited(Job("export", drawing), lambda _: show(1.0))


@contextmanager
def _progress(total: int, said: Callable[[int], str]) -> Iterator[Callable[[float], None]]:
    """Show how far something is, in words for so many steps done, and no longer than it takes."""
    bar = st.progress(0.0)
    try:

        def show(share: float) -> None:
            bar.progress(share, said(round(share * total)))

        yield show
    finally:
        bar.empty()


def briefs(edition: cache.Edition) -> None:
    """Offer one brief per commune of a district."""
    with st.expander(phrase("present.briefs"), on_change="rerun", key="briefs_of") as opened:
        if opened.open:
            _briefs(edition)


def _briefs(edition: cache.Edition) -> None:
    sources = cache.reader(edition)
    wholes = [unit for unit in sources.units if unit.level is AdminLevel.DISTRICT]
    wholes = wholes or [sources.catalogue.home]
    st.caption(phrase("present.briefs_hint"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {unit.unit_id: unit.name for unit in wholes}
        chosen = choose(phrase("present.briefs_district"), names, "briefs_district")
        district = sources.catalogue.units[chosen]
        named = {name: phrase(f"present.briefs_{name}") for name in ("pdf", "zip")}
        shape = switch(phrase("present.briefs_shape"), named, "briefs_shape", "pdf")
        label = phrase("present.briefs_make")
        wants = st.button(label, icon=":material/picture_as_pdf:", key="briefs")
    if wants:
        with turns.dear("export"):
            communes = communes_of(sources, district)

            def said(done: int) -> str:
                slots = {"done": done, "total": len(communes), "unit": communes[done - 1].name}
                return phrase("present.briefs_step", **slots) if done else ""

            work = partial(exports.district_briefs, figures(edition), district, shape)
            with _progress(len(communes), said) as tell:
                content = awaited(Job("export", work), tell)
        download(content, unit_title(district), shape, edition.version)


def brief_file(edition: cache.Edition, sources: Reader, unit: AdminUnit) -> File:
    """Return the brief of one unit."""
    with turns.dear("export"):
        work = partial(exports.brief, unit_brief(unit, sources))
        content = awaited(Job("export", work))
    name = file_name(unit_title(unit), edition.version, content, "pdf")
    return File(name, MEDIA_TYPES["pdf"], content)


def download(content: bytes, title: str, ending: str, version: int) -> None:
    """Offer a file; its name holds data version and content hash."""
    name = file_name(title, version, content, ending)
    components.download(File(name, MEDIA_TYPES[ending], content))


def figures(wanted: cache.Edition) -> exports.FigureSource:
    """The figures of a data version, to be read in a process that makes a file of them."""
    return exports.FigureSource(
        Path(wanted.home), cache.catalogue(wanted), wanted.version, date.fromisoformat(wanted.today)
    )


@st.cache_resource(max_entries=1, show_spinner=False)
def everything(wanted: cache.Edition) -> Job[File]:
    """All of a data version as one zip, begun in a process of its own."""
    return Job("export", partial(exports.everything, figures(wanted)))


def awaited(job: Job[Made], tell: Callable[[float], object] | None = None) -> Made:
    """Return what a job makes; it ends when nobody waits for it any more.

    `tell` shows which share is done. Raises UserError with the reason why there is no file.
    """
    tell = tell or _shown_nowhere()
    try:
        while not job.is_done(_LOOK_SECONDS):
            tell(job.share)  # here Streamlit ends the run of a visitor who has left
        return job.result()
    finally:
        job.cancel()


def _shown_nowhere() -> Callable[[float], object]:
    place = st.empty()
    return lambda _: place.empty()
