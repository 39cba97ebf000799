"""Parts of the page on milestones: one milestone with its steps and their evidence."""

import streamlit as st

from cds.domain.assessments import StepState
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import components, data, selection, show
from cds.views.columns import figure_of
from cds.views.milestones import Milestone, StepOnDay, word

_BADGES = {
    StepState.DONE: ("check_circle", "green"),
    StepState.IN_PROGRESS: ("construction", "blue"),
    StepState.NOT_STARTED: ("radio_button_unchecked", "gray"),
    StepState.OVERDUE: ("event_busy", "red"),
    StepState.UNKNOWN: ("unknown_document", "gray"),
}


def milestone(edition: data.Edition, shown: Milestone) -> None:
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
            for place, step in enumerate(shown.steps):
                _step(step, f"{key}_{place}")
        query = {"indicator": shown.row.indicator.indicator_id, "unit": shown.row.unit.unit_id}
        st.page_link(
            "pages/indicator.py",
            label=phrase("milestones.open"),
            icon=":material/arrow_forward:",
            query_params={**query, **selection.version()},
        )


def _step(step: StepOnDay, key: str) -> None:
    icon, colour = _BADGES[step.standing]
    told = f":{colour}-badge[:material/{icon}: {word(step.standing)}]"
    evidence = step.step.evidence
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown(f"{told} **{escaped(step.step.name)}**")
        st.markdown(escaped(step.when.capitalize()))
        if step.step.is_own:
            st.caption(phrase("milestones.own"))
        text = (
            phrase("milestones.evidence", text=evidence)
            if evidence
            else phrase("milestones.evidence_none")
        )
        st.caption(escaped(text))
        if step.step.evidence_url:
            st.link_button(
                phrase("milestones.evidence_open"),
                step.step.evidence_url,
                icon=":material/open_in_new:",
                key=f"evidence_{key}",
            )
