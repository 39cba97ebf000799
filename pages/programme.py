"""The programme: documents and goals with their state, viewpoint, tasks, events."""

from collections.abc import Iterable

import streamlit as st

from cds.domain.programme import TextKind
from cds.text.phrases import escaped, phrase
from cds.ui import cache, components, navigation, selection, show, standings
from cds.views import programme
from cds.views.programme import SourcedTexts
from cds.views.standings import standing_lines, succession


def tell(found: Iterable[SourcedTexts]) -> None:
    """Show texts as lists, each with its notes and below it where it comes from."""
    for told in found:
        lines = [
            f"- {escaped(text)}" + (f"  \n  {components.small(note)}" if note else "")
            for text, note in told.lines
        ]
        components.paragraphs("\n".join(lines), components.small(told.origin))


def section(kind: TextKind) -> None:
    """Show the texts of a kind below its name; nothing when there are none."""
    if page.told[kind]:
        st.header(phrase(f"programme.{kind}"))
        tell(page.told[kind])


def by_pillar() -> None:
    """Show the targets by pillar, and what goes on after the programme."""
    if not page.pillars:
        st.info(components.declared(phrase("programme.goals_none"), "pillars.csv"))
    for pillar in page.pillars:
        st.header(f"{escaped(pillar.name)} {components.small(pillar.count)}", anchor=False)
        if pillar.goals:
            goals = told[pillar.pillar_id]
            standings.show(goals, f"goals_{pillar.pillar_id}", pillar.name, said=office)
    components.succeed(succession(reader))


def words() -> None:
    """Show what the programme says of itself, and its tasks."""
    if not cache.catalogue(edition).programme.texts:
        why = components.declared(phrase("programme.none"), "programme_texts.csv")
        st.info(why, icon=":material/inventory_2:")
    left, right = st.columns(2)
    with left:
        section(TextKind.VIEWPOINT)
        section(TextKind.BACKGROUND)
    if page.motto:
        with right:
            st.header(phrase("programme.motto"))
            tell(page.motto)
            components.lead("motto", phrase("programme.motto_open"), selection.framing())
    if found := [pillar for pillar in page.pillars if pillar.tasks]:
        st.header(phrase("programme.tasks"))
        with st.grid(3, min_column_width=280):
            for pillar in found:
                with st.container(border=True, height="stretch", gap="xsmall"):
                    st.markdown(f"**{escaped(pillar.name)}**")
                    tell(pillar.tasks)


def work() -> None:
    """Show its events, platforms and people."""
    left, right = st.columns(2)
    with left:
        section(TextKind.EVENT)
    with right:
        section(TextKind.PLATFORM)
        section(TextKind.PERSON)


def sources() -> None:
    """Show its documents, and where its words are taken from."""
    st.header(phrase("programme.documents"))
    if not page.documents:
        st.caption(phrase("programme.documents_none"))
    for document in page.documents:
        lines = [f"**{escaped(document.text)}**", escaped(programme.issue_text(document))]
        lines += [components.small(document.note)] if document.note else []
        st.markdown("  \n".join(lines))
    if page.documents_origin:
        st.markdown(components.small(page.documents_origin))
    if page.sources:
        st.header(phrase("programme.sources"))
        st.caption(phrase("programme.sources_note"))
    for number, (source, url) in enumerate(page.sources, 1):
        with st.container(horizontal=True, vertical_alignment="center"):
            item = phrase("programme.source_item", number=number, source=source)
            st.markdown(escaped(item), width="content")
            if url:
                st.link_button(
                    phrase("open_link"), url, icon=":material/open_in_new:", type="tertiary"
                )


edition = navigation.opened()
reader = cache.reader(edition)
page = reader.kept(programme.build)
told = {one.pillar_id: standing_lines(one.goals, reader) for one in page.pillars}
offices = {line.office for own in told.values() for line in own}
office = offices.pop() if len(offices) == 1 else ""  # of all: said once, not above each pillar
lead = f"{page.lead} {phrase('standing.alike_office', text=office)}." if office else page.lead
components.verdict(page.goals_sentence or page.lead, lead, has_demo=page.has_demo)
show.drawn(page.timeline, phrase("programme.timeline", lead=page.lead), "programme_timeline")
parts: components.Parts = {"goals": by_pillar, "words": words, "work": work, "sources": sources}
if not any(page.told[kind] for kind in (TextKind.EVENT, TextKind.PLATFORM, TextKind.PERSON)):
    del parts["work"]
components.tabs(parts, lambda name: phrase(f"programme.tab_{name}"), "programme_tab", is_ready=True)
