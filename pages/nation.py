"""The province among the provinces: DTI and all that is published of others, by framework."""

import streamlit as st

from cds.text.screens import say
from cds.ui import data, nation_parts, navigation

st.title(say("nation.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()

known = data.comparable(edition)
if not known:
    st.info(say("nation.none"))
    st.stop()
nation_parts.compared(edition, known)
nation_parts.summary(edition)
