"""Pilot communes: before and after, against matched communes; who could follow next."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cds.domain.admin_units import AdminLevel
from cds.domain.periods import parse_period
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, selection, show
from cds.views import choices, pilot_effects, pilot_readiness, pilots
from cds.views.pilot_effects import PilotEffect
from cds.views.pilot_readiness import ReadyPage
from cds.views.pilots import PilotCard, PilotContent, PilotsPage


def card(shown: PilotCard) -> None:
    """Show a pilot: where it lies, old and present names and codes, who answers for it."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        lines = "  \n".join(escaped(line) for line in shown.lines)
        components.paragraphs(f"**{escaped(shown.name)}**", lines)
        st.page_link(
            "pages/unit.py",
            label=phrase("pilots.open_unit"),
            icon=":material/arrow_forward:",
            query_params={**selection.version(), "unit": shown.unit_id},
        )


def content(shown: PilotContent) -> None:
    """Show what the pilots alone report of one indicator."""
    indicator = shown.indicator
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{escaped(indicator.name)}**")
        key = f"content_{indicator.indicator_id}"
        show.chart(shown.chart, shown.alt, key, has_demo=False)
        st.markdown(escaped(shown.sentence))
        key = f"content_table_{indicator.indicator_id}"
        told = phrase("pilots.content_table")
        with st.expander(told, on_change="rerun", key=f"open_{key}") as opened:
            if opened.open:
                show.traced(edition, shown.table, shown.alt, key)


def effect(shown: PilotEffect) -> DeltaGenerator:
    """Show what is said of one pilot; returns the place of its chart."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{escaped(shown.unit.name)}**")
        place = st.container()
        if shown.table is None:
            st.info(escaped(" ".join(shown.sentences)))
            return place
        key = f"effect_{shown.unit.code}"
        st.markdown("  \n".join(escaped(text) for text in shown.sentences))
        told = phrase("pilots.effect_table")
        with st.expander(told, on_change="rerun", key=f"open_{key}") as opened:
            if opened.open:
                show.traced(edition, shown.table, shown.alt, f"table_{key}")
    return place


def ranking(shown: ReadyPage) -> None:
    """Show who could follow: in sentences, the furthest in a chart, all parts in a table."""
    if shown.has_demo:
        components.demo_ribbon()
    st.markdown(escaped(" ".join(shown.sentences)))
    if shown.table is None or shown.starts is None:
        return
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{escaped(shown.starts_title)}**")
        show.table(shown.starts, shown.starts_title)
    if shown.chart is not None:
        with right:
            st.markdown(f"**{phrase('pilots.ready_chart')}**")
            show.chart(shown.chart, phrase("pilots.ready_alt"), "ready", has_demo=False)
    pinned = {shown.table.heads[1]: st.column_config.TextColumn(pinned=True)}
    show.folded(shown.table, phrase("pilots.ready_table"), "ready_table", column_config=pinned)


@st.fragment
def compared(page: PilotsPage) -> None:
    """Compare on one indicator and rank who could follow; a choice reruns nothing else."""
    reader = cache.reader(edition)
    st.header(phrase("pilots.effect"))
    st.caption(f"{escaped(page.basis)} {phrase('pilots.effect_note')}")
    left, right = st.columns([3, 1])
    with left:
        options = reader.kept(pilots.comparable)
        indicator_id = selection.select("indicator", phrase("pilots.indicator"), options)
    with right:
        known = choices.until(reader.periods(indicator_id, AdminLevel.COMMUNE))
        asked = selection.select("period", phrase("coverage.period"), known)
    until = parse_period(asked) if asked else None
    found = reader.kept(pilot_effects.build, indicator_id, until)
    if any(one.has_demo for one in found):
        components.demo_ribbon()
    with st.grid(3, min_column_width=320):
        places = [effect(one) for one in found]
    for place, one in zip(places, found, strict=True):  # a browser needs longer for charts
        if one.chart is not None:
            with place:
                show.chart(one.chart, one.alt, f"effect_{one.unit.code}", has_demo=False)
    st.header(phrase("pilots.ready"))
    st.caption(phrase("pilots.ready_note"))
    ranking(reader.kept(pilot_readiness.build, until))


components.verdict(phrase("pilots.title"))
edition = navigation.opened()
page = cache.reader(edition).kept(pilots.build)
if page is None:
    st.info(phrase("pilots.none"))
    st.stop()

st.markdown(escaped(page.lead))
if not page.has_figures:
    st.info(phrase("pilots.no_figures"), icon=":material/inventory_2:")
elif not page.has_real:
    st.warning(phrase("pilots.demo_only"), icon=":material/science:")
with st.grid(3, min_column_width=300):
    for one in page.cards:
        card(one)

st.header(phrase("pilots.contents"))
st.markdown("  \n".join(escaped(text) for text in page.contents))
st.markdown(f"**{phrase('pilots.events')}**")
show.table(page.events, phrase("pilots.events"))
if page.published.lines:
    st.markdown(f"**{phrase('pilots.published')}**")
    show.traced(edition, page.published, phrase("pilots.published"), "pilots_published")
if not page.measured:
    st.info(phrase("pilots.content_none"))
else:
    if any(one.has_demo for one in page.measured):
        components.demo_ribbon()
    with st.grid(3, min_column_width=320):
        for measured in page.measured:
            content(measured)
if page.has_figures:
    compared(page)
