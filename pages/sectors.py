"""Priority sectors: how targets stand, how much is reported, where it is worst, who answers."""

import streamlit as st

from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, navigation, sector_parts

st.title(say("sectors.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
if edition.version < 0:
    st.stop()
if not reference.sectors:
    st.info(say("sectors.none"))
    st.stop()

page = data.sectors_page(edition)
st.markdown(escaped(page.sentence))
if page.has_demo:
    components.demo_ribbon()
sector_parts.drilled(page)

st.header(say("sectors.chart"))
if page.chart is not None:
    components.chart(page.chart, say("sectors.chart_alt"), "sectors", has_demo=page.has_demo)
st.markdown(escaped(page.chart_sentence))
names = ("sector", "targets", "status", "known", "office")
columns = [say(f"sectors.col_{name}") for name in names]
components.folded_table(page.table, columns, say("sectors.table"), "sectors_table")
