"""The least set that closes a target, and what-if; a choice reruns nothing else."""

from decimal import Decimal

import streamlit as st

from cds.domain.assessments import Assessment
from cds.text import figures, numbers
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, printing, selection
from cds.views.gap_plan import GapPlan, PlanOutcome, simulate

_LEVELS = frozenset(map(str, range(101)))  # per cent of its own that a unit is raised to


@st.fragment
def planning(edition: data.Edition) -> None:
    """Choose a target and show what would close it."""
    targets = data.gap_targets(edition)
    if not targets:
        st.info(say("plan.none"))
        return
    with st.container(key=f"{printing.SCREEN}_target"):
        target_id = selection.select("target", say("plan.target"), targets)
    with st.container(key=f"{printing.PAPER}_target"):
        st.caption(escaped(f"{say('plan.target')}: {targets[target_id]}"))
    made = data.gap_plan_page(edition, target_id)
    if made is not None:
        _plan(made)
        st.header(say("raise.title"))
        _what_if(made)


def _plan(made: GapPlan) -> None:
    """Show the least set: sentence, staircase with its cut, table."""
    st.markdown(escaped(made.now))
    if made.chart is not None:
        alt = say("plan.alt", target=made.row.target.name if made.row.target else "")
        components.chart(made.chart, alt, "gaps_plan", has_demo=made.has_demo)
        st.caption(say("plan.chart"))
    elif made.has_demo:
        components.demo_ribbon()
    st.markdown(f"**{escaped(made.sentence)}**")
    if made.table:
        names = ("place", "unit", "within", "value", "open", "total", "needed")
        columns = [say(f"plan.col_{name}") for name in names]
        components.folded_table(made.table, columns, say("plan.table"), "plan_table")


@st.fragment
def _what_if(made: GapPlan) -> None:
    """Let units rise and show what becomes of the home; nothing else reruns."""
    st.caption(say("raise.intro"))
    with st.container(key=f"{printing.SCREEN}_raised"):
        units = _raised_units(made)
        level = Decimal(100) if made.is_by_unit else Decimal(_level())
    with st.container(key=f"{printing.PAPER}_raised"):
        names = ", ".join(made.names[unit_id] for unit_id in units)
        st.caption(escaped(f"{say('raise.units')}: {names or numbers.MISSING}"))
    if made.is_by_unit:
        st.caption(say("raise.to_whole"))
    outcome = simulate(made, units, level)
    _outcome(made, outcome)
    st.markdown(f"**{escaped(outcome.sentence)}**")


def _raised_units(made: GapPlan) -> list[str]:
    asked = st.query_params.get("raise")
    known = {unit_id.partition("@")[0]: unit_id for unit_id in made.names}
    codes = [code for code in (asked or "").split(",") if code]
    unknown = [code for code in codes if code not in known]
    chosen = [known[code] for code in codes if code in known]
    if asked is None:
        chosen = list(made.chosen)
    if unknown:
        shown = ", ".join(made.names[unit_id] for unit_id in chosen) or say("raise.empty")
        selection.tell_unknown("raise", ", ".join(unknown), shown)
    target_id = made.row.target.target_id if made.row.target else ""
    key = f"raise_{target_id}"
    st.session_state[key] = chosen

    def changed() -> None:
        st.query_params["raise"] = ",".join(i.partition("@")[0] for i in st.session_state[key])

    st.multiselect(
        say("raise.units"),
        list(made.names),
        format_func=made.names.__getitem__,  # a chip has no room for hidden words
        key=key,
        on_change=changed,
        placeholder=say("raise.empty"),
        help=say("raise.units_hint"),
        filter_mode="contains",
    )
    st.button(say("raise.reset"), on_click=selection.leave, args=("raise",), key="raise_reset")
    return chosen


def _level() -> int:
    asked = st.query_params.get("to", "100")
    level = int(asked) if asked in _LEVELS else 100
    if asked != str(level):
        selection.tell_unknown("to", asked, numbers.percent(Decimal(level), 0))
    st.session_state["raise_to"] = level

    def changed() -> None:
        st.query_params["to"] = str(st.session_state["raise_to"])

    label = say("raise.to")
    return st.slider(label, 0, 100, key="raise_to", format="%d %%", on_change=changed)


def _outcome(made: GapPlan, outcome: PlanOutcome) -> None:
    """Four figures, each with what it was before."""
    indicator = made.row.indicator

    def told(judged: Assessment) -> tuple[str, str, str]:
        return (
            figures.value(judged, indicator),
            figures.missing(judged, indicator),
            numbers.things(judged.still_to_do, indicator),
        )

    before, after = told(outcome.before), told(outcome.after)
    with st.grid(4, min_column_width=220):
        for name, was, now in zip(("value", "gap", "things"), before, after, strict=True):
            with components.fact(say(f"raise.{name}"), now):
                st.caption(escaped(say("raise.was", text=was)))
        with st.container(border=True, gap="xsmall", height="stretch"):
            st.caption(say("raise.status"))
            st.markdown(_badge(outcome.after))
            st.caption(say("raise.was", text=figures.badge(outcome.before).word))


def _badge(judged: Assessment) -> str:
    return components.badge(judged)
