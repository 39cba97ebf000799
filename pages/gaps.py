"""Target gaps: every target in every unit, the least set that closes one, and what-if."""

import streamlit as st

from cds.text.screens import say
from cds.ui import data, gap_plan_parts, gaps_list, navigation

st.title(say("gaps.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
if edition.version < 0:
    st.stop()
if not reference.targets:
    st.info(say("gaps.none"))
    st.stop()

st.caption(say("gaps.intro"))
gaps_list.gap_list(edition)
st.header(say("plan.title"))
gap_plan_parts.planning(edition)
