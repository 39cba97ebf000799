"""Pilot communes: before and after, against matched communes; who could follow next."""

import streamlit as st

from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import data, navigation, pilot_parts

st.title(phrase("pilots.title"))
edition = navigation.opened()
page = data.pilots_page(edition)
if page is None:
    st.info(phrase("pilots.none"))
    st.stop()

st.markdown(escaped(page.lead))
if not page.has_figures:
    st.info(phrase("pilots.no_figures"), icon=":material/inventory_2:")
elif not page.has_real:
    st.warning(phrase("pilots.demo_only"), icon=":material/science:")
pilot_parts.cards(page)

st.header(phrase("pilots.contents"))
pilot_parts.contents(edition, page)
if page.has_figures:
    pilot_parts.compared(edition, page)
