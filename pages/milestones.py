"""Milestones: data warehouse, smart city and others, step by step, with dates and evidence."""

import streamlit as st

from cds.domain.assessments import StepState
from cds.text.phrases import escaped, phrase
from cds.ui import cache, components, navigation, selection, show
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
    own = phrase("milestones.own") if shown.step.is_own else ""
    lines = [
        f"{badge} **{escaped(shown.step.name)}** · {escaped(shown.when)}",
        *(components.small(text) for text in (evidence, own) if text),
    ]
    with st.container(gap="xsmall"):
        st.markdown("  \n".join(lines))
        if shown.step.evidence_url:
            st.link_button(
                phrase("milestones.evidence_open"),
                shown.step.evidence_url,
                icon=":material/open_in_new:",
                type="tertiary",
                key=f"evidence_{key}",
            )


def milestone(shown: Milestone, *, is_open: bool) -> None:
    """Let one milestone be unfolded: standing, whom it binds, its steps with evidence."""
    key = shown.target.target_id
    with st.expander(escaped(milestones.lane_text(shown)), is_open):
        with st.container(horizontal=True, vertical_alignment="center"):
            components.status_rule(shown.row, f"milestone_{key}")
            st.markdown(escaped(shown.place), width="content")
            if figure := figure_of(shown.row):
                show.trace_button(edition, figure, f"milestone_{key}")
        mark = components.demo_badge(has_demo=shown.is_demo)
        if shown.warning or mark:
            st.markdown(f"{escaped(shown.warning or '')} {mark}")
        for place, one in enumerate(shown.steps):
            step(one, f"{key}_{place}")
        asked = {"indicator": shown.row.indicator.indicator_id, "unit": shown.row.unit.unit_id}
        components.lead("indicator", phrase("open"), {**asked, **selection.framing()})


edition = navigation.opened()
reader = cache.reader(edition)
page = reader.kept(milestones.build)
if not page.milestones:
    why = phrase("milestones.none", targets=len(reader.headlines))
    show.elsewhere(reader, why, "milestones", milestones.block, "milestones.csv")

is_demo = any(one.is_demo for one in page.milestones)
components.verdict(page.verdict, has_demo=is_demo)
if page.chart is not None:
    show.drawn(page.chart, phrase("milestones.chart_alt"), "milestones")
for place, one in enumerate(page.milestones):
    milestone(one, is_open=not place)
