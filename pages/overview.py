"""Overview: which headline targets stand where, what is missing, what changed, who is silent."""

import streamlit as st

from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, show, standings
from cds.views import overview

edition = navigation.opened()

reader = bar.as_of(cache.reader(edition))
page = reader.kept(overview.build)
components.verdict(page.verdict, overview.as_of(page, edition.version), has_demo=page.has_demo)
standings.show(page.lines, "headlines", phrase("overview.cards"), has_strip=True)
components.succeed(page.succession)

closed = [phrase("closed.balance")] if page.balance else []
*balance, districts, changes, reporting = st.tabs(
    [*closed, page.districts.head, phrase("overview.changes"), phrase("overview.reporting")],
    key="overview_tab",
)
if page.balance:
    with balance[0]:
        show.table(page.balance, phrase("closed.balance"))
with districts:
    st.markdown(f"**{escaped(page.districts.sentence)}**")
    if page.districts.table.lines:
        st.caption(phrase("overview.heat_note"))
        show.table(page.districts.table, phrase("overview.heat_alt"))
with changes:
    st.markdown("\n".join(components.bulleted(page.changes)))
with reporting:
    st.markdown("\n\n".join(escaped(line) for line in page.reporting))
