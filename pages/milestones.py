"""Milestones: data warehouse, smart city and others, step by step, with dates and evidence."""

import streamlit as st

from cds.domain.assessments import StepState
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, show
from cds.views import milestones
from cds.views.columns import figure_of
from cds.views.milestones import Milestone, StepOnDay

BADGES = {
    StepState.DONE: ("check_circle", "green"),
    StepState.IN_PROGRESS: ("construction", "blue"),
    StepState.NOT_STARTED: ("radio_button_unchecked", "gray"),
    StepState.OVERDUE: ("event_busy", "red"),
    StepState.UNKNOWN: ("unknown_document", "gray"),
}


def step(shown: StepOnDay, key: str) -> None:
    """Show one step: standing, days, and what proves it."""
    icon, colour = BADGES[shown.standing]
    badge = f":{colour}-badge[:material/{icon}: {milestones.word(shown.standing)}]"
    evidence = phrase("milestones.evidence_none")
    if shown.step.evidence:
        evidence = phrase("milestones.evidence", text=shown.step.evidence)
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown(f"{badge} **{escaped(shown.step.name)}**")
        st.markdown(escaped(shown.when.capitalize()))
        if shown.step.is_own:
            st.caption(phrase("milestones.own"))
        st.caption(escaped(evidence))
        if shown.step.evidence_url:
            st.link_button(
                phrase("milestones.evidence_open"),
                shown.step.evidence_url,
                icon=":material/open_in_new:",
                key=f"evidence_{key}",
            )


def milestone(shown: Milestone) -> None:
    """Show one milestone: standing, whom it binds, its steps with evidence."""
    key = shown.target.target_id
    with st.container(border=True):
        st.subheader(escaped(shown.target.name))
        with st.container(horizontal=True, vertical_alignment="center"):
            components.status_rule(shown.row, f"milestone_{key}")
            st.markdown(f"**{escaped(shown.progress)}**", width="content")
            if figure := figure_of(shown.row):
                show.trace_button(edition, figure, f"milestone_{key}")
        st.markdown(escaped(shown.place))
        if shown.warning:
            st.warning(escaped(shown.warning), icon=":material/rule:")
        if shown.is_demo:
            components.demo_ribbon()
        with st.grid(2, min_column_width=300):
            for place, one in enumerate(shown.steps):
                step(one, f"{key}_{place}")
        components.indicator_link(shown.row)


components.verdict(phrase("milestones.title"))
edition = navigation.opened()
page = cache.reader(edition).kept(milestones.build)
if not page.milestones:
    st.info(phrase("milestones.none"))
    st.stop()

st.markdown(escaped(page.sentence))
for one in page.milestones:
    milestone(one)

if page.chart is not None:
    st.header(phrase("milestones.chart"))
    show.chart(page.chart, phrase("milestones.chart_alt"), "milestones", has_demo=False)
    st.markdown(f"**{escaped(page.chart_sentence)}**")
    link = {page.table.heads[-1]: st.column_config.LinkColumn(display_text=phrase("open_link"))}
    alt = phrase("milestones.table")
    show.folded(page.table, alt, "milestones_table", column_config=link)
