"""Overview: which headline targets stand where, what is missing, what changed, who is silent."""

import streamlit as st

from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, show

components.verdict(phrase("overview.title"))
edition = navigation.opened()
reference = cache.catalogue(edition)
st.caption(escaped(reference.programme.name))

if edition.version < 0:
    st.stop()

page = cache.overview_page(edition)
st.markdown(escaped(page.summary))
components.standing_tiles(page.counts)
components.freshness(page.newest, edition.version, page.until)

st.header(phrase("overview.cards"))
st.caption(phrase("overview.cards_note"))
with st.grid(3, min_column_width=300):
    for card in page.cards:
        components.headline_card(card, card.row.target.target_id if card.row.target else card.name)

st.header(phrase("overview.heat"))
if page.heat is None:
    st.info(phrase("overview.heat_none"))
else:
    st.caption(phrase("overview.heat_note"))
    show.chart(page.heat, phrase("overview.heat_alt"), "heat", has_demo=page.heat_has_demo)

changes, reporting = st.columns(2)
with changes:
    st.header(phrase("overview.changes"))
    if page.changes_have_demo:
        components.demo_ribbon()
    st.markdown("\n".join(components.bulleted(page.changes)))
with reporting:
    st.header(phrase("overview.reporting"))
    st.markdown("\n\n".join(escaped(line) for line in page.reporting))
