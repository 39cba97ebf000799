"""Parts of the page on the programme."""

from collections.abc import Iterable

import streamlit as st

from cds.domain.programme import TextKind
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import components, selection
from cds.views.programme import Goal, Pillar, ProgrammePage, Told, issue_text


def first_screen(page: ProgrammePage) -> None:
    """Show the documents, and beside them every pillar's goals with where they stand now."""
    left, right = st.columns([1, 2])
    with left:
        st.subheader(phrase("programme.documents"))
        _documents(page)
    with right:
        st.subheader(phrase("programme.goals"))
        components.paragraphs(escaped(page.goals_sentence))
        if page.has_demo:
            components.demo_ribbon()
        for pillar in page.pillars:
            _pillar(pillar)
        if not page.pillars:
            st.info(phrase("programme.goals_none"))


def words(page: ProgrammePage) -> None:
    """Show viewpoint and background, the motto, and the tasks of each pillar that has any."""
    left, right = st.columns(2)
    with left:
        _section(page, TextKind.VIEWPOINT)
        _section(page, TextKind.BACKGROUND)
    if page.motto:
        with right:
            st.subheader(phrase("programme.motto"))
            _told(page.motto)
            _link("motto", phrase("programme.motto_open"))
    found = [pillar for pillar in page.pillars if pillar.tasks]
    if found:
        st.subheader(phrase("programme.tasks"))
        with st.grid(3, min_column_width=280):
            for pillar in found:
                with st.container(border=True, height="stretch", gap="xsmall"):
                    st.markdown(f"**{escaped(pillar.name)}**")
                    _told(pillar.tasks)


def sectors_and_pilots(page: ProgrammePage) -> None:
    """Show the priority sectors in their order, and what the pilots are for."""
    left, right = st.columns(2)
    if page.sectors:
        with left:
            st.subheader(phrase("programme.sectors"))
            lines = "  \n".join(map(escaped, page.sectors))
            origin = components.small(page.sectors_origin) if page.sectors_origin else ""
            components.paragraphs(escaped(page.sectors_sentence), lines, origin)
            _link("sectors", phrase("programme.sectors_open"))
    if page.pilots:
        with right:
            st.subheader(phrase("programme.pilots"))
            origin = phrase("pilots.source", source=page.pilots_origin)
            components.paragraphs(*map(escaped, page.pilots), components.small(origin))
            _link("pilots", phrase("programme.pilots_open"))


def events_and_sources(page: ProgrammePage) -> None:
    """Show events, platforms in use and who is named; then every source with its address."""
    left, right = st.columns(2)
    with left:
        _section(page, TextKind.EVENT)
    with right:
        _section(page, TextKind.PLATFORM)
        _section(page, TextKind.PERSON)
    if not page.sources:
        return
    st.subheader(phrase("programme.sources"))
    st.caption(phrase("programme.sources_note"))
    for number, (source, url) in enumerate(page.sources, 1):
        with st.container(horizontal=True, vertical_alignment="center"):
            item = phrase("programme.source_item", number=number, source=source)
            st.markdown(escaped(item), width="content")
            if url:
                st.link_button(
                    phrase("open_link"), url, icon=":material/open_in_new:", type="tertiary"
                )


def _documents(page: ProgrammePage) -> None:
    if not page.documents:
        st.caption(phrase("programme.documents_none"))
    for document in page.documents:
        lines = [f"**{escaped(document.text)}**", escaped(issue_text(document))]
        lines += [components.small(document.note)] if document.note else []
        st.markdown("  \n".join(lines))
    if page.documents_origin:
        st.markdown(components.small(page.documents_origin))


def _pillar(pillar: Pillar) -> None:
    with st.container(gap="xsmall"):
        st.markdown(f"**{escaped(pillar.name)}** {components.small(pillar.count)}")
        for goal in pillar.goals:
            _goal(goal)


def _goal(goal: Goal) -> None:
    judged = goal.row.assessment
    badge = components.badge(judged)
    figure = phrase("no_figure")
    if judged.latest or judged.steps_total:
        figure = f"**{escaped(goal.value)}**"
    if judged.latest:
        figure += f" · {escaped(goal.period)}"
    st.page_link(
        "pages/indicator.py",
        label=f"{badge} {escaped(goal.name)}: {figure}",
        query_params={
            "indicator": goal.row.indicator.indicator_id,
            "unit": goal.row.unit.unit_id,
            **selection.version(),
        },
    )


def _section(page: ProgrammePage, kind: TextKind) -> None:
    if page.told[kind]:
        st.subheader(phrase(f"programme.{kind}"))
        _told(page.told[kind])


def _told(found: Iterable[Told]) -> None:
    for told in found:
        lines = [
            f"- {escaped(text)}" + (f"  \n  {components.small(note)}" if note else "")
            for text, note in told.lines
        ]
        components.paragraphs("\n".join(lines), components.small(told.origin))


def _link(page: str, label: str) -> None:
    st.page_link(
        f"pages/{page}.py",
        label=label,
        icon=":material/arrow_forward:",
        query_params=selection.version(),
    )
