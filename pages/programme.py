"""The programme: documents and goals with their state, viewpoint, tasks, pilots, events."""

import streamlit as st

from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import data, navigation, programme_parts

st.title(phrase("programme.title"))
edition = navigation.opened()
page = data.programme_page(edition)

st.markdown(f"**{escaped(page.lead)}**")
if not data.catalogue(edition).programme.texts:
    st.info(phrase("programme.none"), icon=":material/inventory_2:")
programme_parts.first_screen(page)
programme_parts.words(page)
programme_parts.sectors_and_pilots(page)
programme_parts.events_and_sources(page)
