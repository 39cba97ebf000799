"""The province among the provinces: DTI and all that is published of others, by framework."""

import streamlit as st

from cds.domain.periods import parse_period
from cds.text.screens import say
from cds.ui import choices, components, data, nation_parts, navigation, selection

st.title(say("nation.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
if edition.version < 0:
    st.stop()

known = data.comparable(edition)
if not known:
    st.info(say("nation.none"))
    st.stop()
left, right = st.columns([3, 1])
with left:
    names = choices.indicators(reference)
    options = {one: names[one] for one in known}
    indicator_id = selection.select("compared", say("nation.indicator"), options)
with right:
    years = choices.exact(data.compared_years(edition, indicator_id))
    year = selection.select("year", say("nation.year"), years)

page = data.nation_page(edition, indicator_id, parse_period(year))
if page.has_demo:
    components.demo_ribbon()
st.markdown(f"**{components.escaped(page.sentences[0])}**")
st.markdown(components.escaped(" ".join(page.sentences[1:])))
nation_parts.trend(edition, page, reference.home.name)
nation_parts.ranking(edition, page, years[year])
nation_parts.summary(edition)
