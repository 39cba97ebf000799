"""Parts of the page on the pilot communes."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cds.domain.admin_units import AdminLevel
from cds.text.labels import escaped
from cds.text.phrases import head, phrase
from cds.ui import components, data, selection, trace_parts
from cds.views import choices, pilots
from cds.views.pilots import PUBLISHED, PilotCard, PilotContent, PilotEffect, PilotsPage, ReadyPage

_EFFECT_COLUMNS = (
    *("unit", "role", "before", "after", "change", "effect"),
    *("households", "near", "alike", "district", "source"),
)


def cards(page: PilotsPage) -> None:
    """Show each pilot: where it lies, old and present names and codes, who answers for it."""
    with st.grid(3, min_column_width=300):
        for card in page.cards:
            _card(card)


def contents(edition: data.Edition, page: PilotsPage) -> None:
    """Show what is tried out, the dated events, and what the pilots alone report."""
    st.markdown("  \n".join(escaped(text) for text in page.contents))
    st.markdown(f"**{phrase('pilots.events')}**")
    columns = [head(name, "pilot_events") for name in ("day", "what", "where", "source")]
    components.table(page.events, columns, phrase("pilots.events"))
    if page.published:
        st.markdown(f"**{phrase('pilots.published')}**")
        columns = [head(name, "pilot_figures") for name in PUBLISHED]
        alt, key = phrase("pilots.published"), "pilots_published"
        trace_parts.table(edition, page.published, page.published_traced, columns, alt, key)
    if not page.measured:
        st.info(phrase("pilots.content_none"))
        return
    if any(content.has_demo for content in page.measured):
        components.demo_ribbon()
    with st.grid(3, min_column_width=320):
        for content in page.measured:
            _content(edition, content)


@st.fragment
def compared(edition: data.Edition, page: PilotsPage) -> None:
    """Compare on one indicator and rank who could follow; a choice reruns nothing else."""
    st.header(phrase("pilots.effect"))
    st.caption(f"{escaped(page.basis)} {phrase('pilots.effect_note')}")
    known = data.reader(edition).kept(choices.indicators)
    options = {one: known[one] for one in pilots.compared(data.catalogue(edition), known)}
    left, right = st.columns([3, 1])
    with left:
        indicator_id = selection.select("indicator", phrase("pilots.indicator"), options)
    with right:
        periods = data.reader(edition).periods(indicator_id, AdminLevel.COMMUNE)
        until = (
            selection.select("period", phrase("coverage.period"), choices.until(periods)) or None
        )
    _effects(edition, data.pilot_effects(edition, indicator_id, until))
    st.header(phrase("pilots.ready"))
    st.caption(phrase("pilots.ready_note"))
    _ready(data.ready_page(edition, until))


def _effects(edition: data.Edition, found: Sequence[PilotEffect]) -> None:
    """Show every pilot's comparison beside the others."""
    if any(one.has_demo for one in found):
        components.demo_ribbon()
    with st.grid(3, min_column_width=320):
        places = [_effect(edition, one) for one in found]
    for place, one in zip(places, found, strict=True):  # a browser needs longer for charts
        if one.figure is not None:
            with place:
                components.chart(one.figure, one.alt, f"effect_{one.unit.code}", has_demo=False)


def _ready(page: ReadyPage) -> None:
    """Show the ranking: in a sentence, the furthest in a chart, all parts in a table."""
    if page.has_demo:
        components.demo_ribbon()
    st.markdown(escaped(" ".join(page.sentences)))
    if not page.rows:
        return
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{escaped(page.profile_title)}**")
        columns = [head(name, "readiness") for name in ("part", "value", "short")]
        components.table(page.profile, columns, page.profile_title)
    if page.figure is not None:
        with right:
            st.markdown(f"**{phrase('pilots.ready_chart')}**")
            components.chart(page.figure, phrase("pilots.ready_alt"), "ready", has_demo=False)
    pinned = {page.columns[1]: st.column_config.TextColumn(pinned=True)}
    alt, key = phrase("pilots.ready_table"), "ready_table"
    components.folded_table(page.rows, page.columns, alt, key, column_config=pinned)


def _card(card: PilotCard) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        lines = "  \n".join(escaped(line) for line in card.lines)
        components.paragraphs(f"**{escaped(card.name)}**", lines)
        st.page_link(
            "pages/unit.py",
            label=phrase("pilots.open_unit"),
            icon=":material/arrow_forward:",
            query_params={**selection.version(), "unit": card.unit_id},
        )


def _content(edition: data.Edition, content: PilotContent) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        name = content.indicator.name
        st.markdown(f"**{escaped(name)}**")
        if content.figure is not None:
            key = f"content_{content.indicator.indicator_id}"
            components.chart(content.figure, content.alt, key, has_demo=False)
        st.markdown(escaped(content.sentence))
        key = f"content_table_{content.indicator.indicator_id}"
        with st.expander(
            phrase("pilots.content_table"), on_change="rerun", key=f"open_{key}"
        ) as one:
            if one.open:
                columns, alt = content.columns, content.alt
                trace_parts.table(edition, content.rows, content.traced, columns, alt, key)


def _effect(edition: data.Edition, found: PilotEffect) -> DeltaGenerator:
    """Show what is said of one pilot; returns the place of its chart."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{escaped(found.unit.name)}**")
        place = st.container()
        if found.figure is None:
            st.info(escaped(" ".join(found.sentences)))
            return place
        key = f"effect_{found.unit.code}"
        st.markdown("  \n".join(escaped(text) for text in found.sentences))
        with st.expander(
            phrase("pilots.effect_table"), on_change="rerun", key=f"open_{key}"
        ) as one:
            if one.open:
                columns = [head(name, "pilots") for name in _EFFECT_COLUMNS]
                trace_parts.table(
                    edition, found.rows, found.traced, columns, found.alt, f"table_{key}"
                )
    return place
