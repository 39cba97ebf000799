"""Milestones: data warehouse, smart city and others, step by step, with dates and evidence."""

import streamlit as st

from cds.text.labels import escaped
from cds.text.phrases import head, phrase
from cds.ui import components, data, milestone_parts, navigation

st.title(phrase("milestones.title"))
edition = navigation.opened()
page = data.milestones_page(edition)
if not page.milestones:
    st.info(phrase("milestones.none"))
    st.stop()

st.markdown(escaped(page.sentence))
for milestone in page.milestones:
    milestone_parts.milestone(edition, milestone)

if page.chart is not None:
    st.header(phrase("milestones.chart"))
    components.chart(page.chart, phrase("milestones.chart_alt"), "milestones", has_demo=False)
    st.markdown(f"**{escaped(page.chart_sentence)}**")
    names = ("target", "step", "state", "due", "done", "late", "evidence", "link")
    columns = [head(name, "milestones") for name in names]
    link = {columns[-1]: st.column_config.LinkColumn(display_text=phrase("open_link"))}
    alt = phrase("milestones.table")
    components.folded_table(page.table, columns, alt, "milestones_table", column_config=link)
