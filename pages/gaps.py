"""Target gaps: every target in every unit, the least set that closes one, and what-if."""

import streamlit as st

from cds.text.screens import say
from cds.ui import components, data, gaps, gaps_parts, navigation, selection

st.title(say("gaps.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
if edition.version < 0:
    st.stop()
if not reference.targets:
    st.info(say("gaps.none"))
    st.stop()

st.caption(say("gaps.intro"))
wanted = gaps_parts.filters(data.gap_options(edition))
with st.container(horizontal=True, vertical_alignment="bottom"):
    ordered_by = gaps_parts.order()
    gaps_parts.clearing()
    shown = data.gap_list(edition, wanted, ordered_by)
    if shown:
        gaps_parts.downloads(edition, wanted, ordered_by, len(shown))

st.markdown(components.escaped(gaps.sentence(shown, ordered_by)))
if shown:
    if gaps.is_demo(shown):
        components.demo_ribbon()
    gaps_parts.listing(shown)

st.header(say("plan.title"))
targets = data.gap_targets(edition)
if not targets:
    st.info(say("plan.none"))
    st.stop()
target_id = selection.select("target", say("plan.target"), targets)
made = data.gap_plan_page(edition, target_id)
if made is not None:
    gaps_parts.plan(made)
    st.header(say("raise.title"))
    gaps_parts.what_if(made)
