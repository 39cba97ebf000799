"""Files to take away: a story as PPTX, PDF, HTML or JSON, and briefs of a district's communes."""

from functools import partial

import streamlit as st

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.stories import Story
from cds.export.files import MEDIA_TYPES, File, file_name, unit_title
from cds.jobs import exports
from cds.jobs.processes import Job
from cds.site import turns
from cds.store.stories import exported
from cds.text.phrases import phrase
from cds.ui import apart, cache, components
from cds.ui.controls import switch
from cds.views.slides.deck import deck
from cds.views.slides.files import FORMATS, communes_of


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
    bar = st.progress(0.0)
    total = max(1, len(story.slides))

    def tell(done: int) -> None:
        bar.progress(done / total, phrase("present.make_step", done=done, total=total))

    try:
        if style == "html":
            work = partial(exports.offline_story, apart.figures(edition), story)
            return apart.awaited(Job("export", work), lambda share: tell(round(share * total)))
        slides = deck(story, cache.reader(edition), tell)
        drawing = partial(exports.rendered, slides, style)
        return apart.awaited(Job("export", drawing), lambda _: tell(total))
    finally:
        bar.empty()


def briefs(edition: cache.Edition) -> None:
    """Offer one brief per commune of a district."""
    sources = cache.reader(edition)
    wholes = [unit for unit in sources.units if unit.level is AdminLevel.DISTRICT]
    wholes = wholes or [sources.catalogue.home]
    st.header(phrase("present.briefs"))
    st.caption(phrase("present.briefs_hint"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        district = st.selectbox(
            phrase("present.briefs_district"), wholes, format_func=lambda unit: unit.name
        )
        named = {name: phrase(f"present.briefs_{name}") for name in ("pdf", "zip")}
        shape = switch(phrase("present.briefs_shape"), named, "briefs_shape", "pdf")
        wants = st.button(
            phrase("present.briefs_make"), icon=":material/picture_as_pdf:", key="briefs"
        )
    if wants:
        with turns.dear("export"):
            content = _district_file(edition, district, shape)
        download(content, unit_title(district), shape, edition.version)


def _district_file(edition: cache.Edition, district: AdminUnit, shape: str) -> bytes:
    communes = communes_of(cache.reader(edition), district)
    bar = st.progress(0.0)

    def tell(share: float) -> None:
        if done := round(share * len(communes)):
            name = communes[done - 1].name
            text = phrase("present.briefs_step", done=done, total=len(communes), unit=name)
            bar.progress(share, text)
        else:
            bar.progress(0.0)

    try:
        work = partial(exports.district_briefs, apart.figures(edition), district, shape)
        return apart.awaited(Job("export", work), tell)
    finally:
        bar.empty()


def download(content: bytes, title: str, ending: str, version: int) -> None:
    """Offer a file; its name holds data version and content hash."""
    name = file_name(title, version, content, ending)
    components.download(File(name, MEDIA_TYPES[ending], content))
