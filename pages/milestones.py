"""Milestones: data warehouse, smart city and others, step by step, with dates and evidence."""

import streamlit as st

from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, milestone_parts, navigation

st.title(say("milestones.title"))
edition = navigation.opened()
page = data.milestones_page(edition)
if not page.milestones:
    st.info(say("milestones.none"))
    st.stop()

st.markdown(escaped(page.sentence))
for milestone in page.milestones:
    milestone_parts.milestone(edition, milestone)

if page.chart is not None:
    st.header(say("milestones.chart"))
    components.chart(page.chart, say("milestones.chart_alt"), "milestones", has_demo=False)
    st.markdown(f"**{escaped(page.chart_sentence)}**")
    names = ("target", "step", "state", "due", "done", "late", "evidence", "link")
    columns = [say(f"milestones.col_{name}") for name in names]
    link = {columns[-1]: st.column_config.LinkColumn(display_text=say("open_link"))}
    alt = say("milestones.table")
    components.folded_table(page.table, columns, alt, "milestones_table", column_config=link)
