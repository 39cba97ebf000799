"""The province among the provinces: DTI and all that is published of others, by framework."""

import streamlit as st

from cds.domain.observations import has_demo
from cds.domain.periods import parse_period
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, selection, show
from cds.views import choices, nation


@st.fragment
def compared() -> None:
    """Compare on a chosen indicator and year; choosing another reruns nothing else."""
    left, right = st.columns([3, 1])
    with left:
        names = reader.kept(choices.indicators)
        options = {one: names[one] for one in known}
        indicator_id = selection.select("compared", phrase("nation.indicator"), options)
    with right:
        years = choices.exact(reader.kept(nation.years, indicator_id))
        year = selection.select("year", phrase("nation.year"), years)
    page = reader.kept(nation.build, indicator_id, parse_period(year))
    if page.has_demo:
        components.demo_ribbon()
    st.markdown(f"**{escaped(page.sentences[0])}**")
    st.markdown(escaped(" ".join(page.sentences[1:])))
    if page.told:
        show.trace_button(edition, page.told, "nation")

    st.header(phrase("nation.trend"))
    named = {"name": page.indicator.name}
    if page.trend is not None:
        alt = phrase("nation.trend_alt", **named, home=reader.catalogue.home.name)
        show.chart(page.trend, alt, "nation_trend", has_demo=False)
    st.caption(phrase("nation.framework_note"))
    st.markdown(f"**{phrase('nation.by_year')}**")
    show.traced(edition, page.years, phrase("nation.by_year"), "nation_by_year")

    st.header(phrase("nation.ranking", period=years[year]))
    if page.ranking is not None:
        alt = phrase("nation.ranking_alt", **named, period=years[year])
        show.chart(page.ranking, alt, "nation_ranking", has_demo=False)
        st.caption(escaped(page.ranking_note))
    with st.expander(phrase("nation.by_unit"), on_change="rerun", key="nation_units") as opened:
        if opened.open:
            show.traced(edition, page.units, phrase("nation.by_unit"), "nation_by_unit")


components.verdict(phrase("nation.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
reader = cache.reader(edition)
known = reader.kept(nation.comparable)
if not known:
    st.info(phrase("nation.none"))
    st.stop()
compared()

st.header(phrase("nation.summary"))
st.caption(phrase("nation.summary_note"))
summary = reader.kept(nation.summary)
if has_demo(summary.points):
    components.demo_ribbon()
show.traced(edition, summary.table, phrase("nation.summary"), "nation_summary")
