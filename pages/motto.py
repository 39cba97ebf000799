"""The motto's parts: how far in a unit, in every district, over time, by which indicators."""

import streamlit as st

from cds.text.screens import say
from cds.ui import data, motto_parts, navigation

st.title(say("motto.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
if edition.version < 0:
    st.stop()
if not reference.motto:
    st.info(say("motto.none"))
    st.stop()

motto_parts.of_unit(edition)
motto_parts.by_district(edition)
