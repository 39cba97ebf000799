"""Pilot communes: before and after, against matched communes; who could follow next."""

import streamlit as st

from cds.domain.places import AdminLevel
from cds.text.screens import say
from cds.ui import choices, components, data, navigation, pilot_parts, pilots, selection

st.title(say("pilots.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
page = data.pilots_page(edition)
if page is None:
    st.info(say("pilots.none"))
    st.stop()

st.markdown(components.escaped(page.lead))
if not page.has_figures:
    st.info(say("pilots.no_figures"), icon=":material/inventory_2:")
elif not page.has_real:
    st.warning(say("pilots.demo_only"), icon=":material/science:")
pilot_parts.cards(page)

st.header(say("pilots.contents"))
pilot_parts.contents(edition, page)
if not page.has_figures:
    st.stop()

st.header(say("pilots.effect"))
st.caption(say("pilots.effect_note"))
known = choices.indicators(reference)
options = {one: known[one] for one in pilots.compared(reference, known)}
left, right = st.columns([3, 1])
with left:
    indicator_id = selection.select("indicator", say("pilots.indicator"), options)
with right:
    periods = data.periods(edition, indicator_id, AdminLevel.COMMUNE)
    until = selection.select("period", say("coverage.period"), choices.until(periods)) or None
pilot_parts.effects(edition, data.pilot_effects(edition, indicator_id, until))

st.header(say("pilots.ready"))
st.caption(say("pilots.ready_note"))
pilot_parts.ready(data.ready_page(edition, until))
