"""Overview: which headline targets stand where, what is missing, what changed, who is silent."""

import streamlit as st

from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, navigation

st.title(say("overview.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
st.caption(escaped(reference.programme.name))

if edition.version < 0:
    st.stop()

page = data.overview_page(edition)
st.markdown(escaped(page.summary))
components.standing_tiles(page.counts)
components.freshness(page.newest, edition.version, page.until)

st.header(say("overview.cards"))
st.caption(say("overview.cards_note"))
with st.grid(3, min_column_width=300):
    for card in page.cards:
        components.headline_card(card, card.row.target.target_id if card.row.target else card.name)

st.header(say("overview.heat"))
if page.heat is None:
    st.info(say("overview.heat_none"))
else:
    st.caption(say("overview.heat_note"))
    components.chart(page.heat, say("overview.heat_alt"), "heat", has_demo=page.heat_has_demo)

changes, reporting = st.columns(2)
with changes:
    st.header(say("overview.changes"))
    if page.changes_have_demo:
        components.demo_ribbon()
    st.markdown("\n".join(components.bulleted(page.changes)))
with reporting:
    st.header(say("overview.reporting"))
    st.markdown("\n\n".join(escaped(line) for line in page.reporting))
