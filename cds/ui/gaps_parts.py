"""Parts of the page on target gaps: filters, table, files, plan and what-if."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from cds.charts.theme import badge_colour
from cds.domain.progress import Assessment
from cds.text import figures, numbers
from cds.text.screens import OBSERVED, say
from cds.ui import components, data, selection
from cds.ui.gap_plan import GapPlan, Outcome, simulate
from cds.ui.gaps import ORDERS, Line, Wanted, things

PAGE_LINES = 50
_TOUCH = 44  # px: what a finger hits
_FILTERS = ("unit_level", "status", "pillar", "sector", "office", "within")
_TEXTS = ("value", "aim", "gap", "things", "due", "period", "completeness", "kind")


def filters(offered: Mapping[str, Mapping[str, str]]) -> Wanted:
    """Show the filters with their options and return what is wanted."""
    with st.grid(3, min_column_width=240):
        chosen = {n: selection.select(n, say(f"gaps.{n}"), offered[n]) for n in _FILTERS}
    return Wanted(**chosen)


def order() -> str:
    """Show the choice of order and return it."""
    return selection.switch(
        "order", say("gaps.order"), {name: say(f"gaps.order_{name}") for name in ORDERS}
    )


def clearing() -> None:
    """Offer to take every filter out of the address when any is in it."""
    if any(name in st.query_params for name in _FILTERS):
        label, icon = say("gaps.clear"), ":material/filter_alt_off:"
        st.button(label, icon=icon, on_click=_clear, key="gaps_clear")


@st.fragment
def listing(shown: Sequence[Line]) -> None:
    """Show the lines page by page; turning a page reruns nothing else."""
    pages = -(-len(shown) // PAGE_LINES)
    page = st.pagination(pages, key=f"gaps_page_{pages}") if pages > 1 else 1
    first = (page - 1) * PAGE_LINES
    part, version = shown[first : first + PAGE_LINES], _version()
    if pages > 1:
        told = {"first": first + 1, "last": first + len(part), "total": len(shown)}
        st.caption(say("gaps.page", **told))
    st.dataframe(
        pd.DataFrame([_cells(line, version) for line in part]),
        hide_index=True,
        row_height=_TOUCH,
        alt=say("gaps.table"),
        placeholder=numbers.MISSING,
        column_config={
            say("gaps.col_target"): st.column_config.TextColumn(width=280),
            say("gaps.col_attainment"): st.column_config.ProgressColumn(
                min_value=0,
                max_value=100,
                format="%d %%",
                width=150,
                help=say("gaps.attainment_help"),
            ),
            say("gaps.col_source"): st.column_config.TextColumn(width=220),
            say("gaps.col_office"): st.column_config.TextColumn(width=220),
            say("gaps.col_link"): st.column_config.LinkColumn(display_text=say("gaps.open_row")),
        },
    )


def downloads(edition: data.Edition, wanted: Wanted, ordered_by: str, count: int) -> None:
    """Offer the lines as files; they are made when the menu is opened."""
    label = say("gaps.download")
    with st.popover(label, icon=":material/download:", on_change="rerun", key="gaps_files") as menu:
        if not menu.open:
            return
        st.caption(say("gaps.download_note", lines=count))
        for kind in ("xlsx", "csv"):
            file = data.gap_file(edition, wanted, ordered_by, kind)
            st.download_button(
                say(f"gaps.download_{kind}"),
                file.content,
                file.name,
                file.mime,
                key=f"gaps_{kind}",
                on_click="ignore",
            )


def plan(made: GapPlan) -> None:
    """Show the least set: sentence, staircase with its cut, table."""
    st.markdown(components.escaped(made.now))
    if made.chart is not None:
        alt = say("plan.alt", target=made.row.target.name if made.row.target else "")
        components.chart(made.chart, alt, "gaps_plan", has_demo=made.has_demo)
        st.caption(say("plan.chart"))
    elif made.has_demo:
        components.demo_ribbon()
    st.markdown(f"**{components.escaped(made.sentence)}**")
    if made.table:
        names = ("place", "unit", "within", "value", "open", "total", "needed")
        columns = [say(f"plan.col_{name}") for name in names]
        components.folded_table(made.table, columns, say("plan.table"), "plan_table")


@st.fragment
def what_if(made: GapPlan) -> None:
    """Let units rise and show what becomes of the home; nothing else reruns."""
    st.caption(say("raise.intro"))
    units = _raised_units(made)
    level = Decimal(100) if made.is_by_unit else Decimal(_level())
    if made.is_by_unit:
        st.caption(say("raise.to_whole"))
    outcome = simulate(made, units, level)
    _outcome(made, outcome)
    st.markdown(f"**{components.escaped(outcome.sentence)}**")


def _clear() -> None:
    for name in _FILTERS:
        selection.leave(name)


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
        values = {"what": say("what_raise"), "value": ", ".join(unknown), "shown": shown}
        st.warning(components.escaped(say("unknown_choice", **values)))
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
    level = int(asked) if asked.isdecimal() and int(asked) <= 100 else 100
    if asked != str(level):
        values = {
            "what": say("what_to"),
            "value": asked,
            "shown": numbers.percent(Decimal(level), 0),
        }
        st.warning(components.escaped(say("unknown_choice", **values)))
    st.session_state["raise_to"] = level

    def changed() -> None:
        st.query_params["to"] = str(st.session_state["raise_to"])

    label = say("raise.to")
    return st.slider(label, 0, 100, key="raise_to", format="%d %%", on_change=changed)


def _outcome(made: GapPlan, outcome: Outcome) -> None:
    """Four figures, each with what it was before."""
    indicator = made.row.indicator

    def told(judged: Assessment) -> tuple[str, str, str]:
        value = judged.latest.value if judged.latest else None
        return (
            numbers.figure(value, indicator),
            numbers.difference(judged.gap, indicator),
            numbers.things(judged.still_to_do, indicator),
        )

    before, after = told(outcome.before), told(outcome.after)
    with st.grid(4, min_column_width=220):
        for name, was, now in zip(("value", "gap", "things"), before, after, strict=True):
            with st.container(border=True, gap="xsmall", height="stretch"):
                st.caption(say(f"raise.{name}"))
                st.markdown(f"### {now}")  # wraps, where a metric would cut the number
                st.caption(say("raise.was", text=was))
        with st.container(border=True, gap="xsmall", height="stretch"):
            st.caption(say("raise.status"))
            st.markdown(_badge(outcome.after))
            st.caption(say("raise.was", text=figures.badge(outcome.before).word))


def _badge(judged: Assessment) -> str:
    return components.badge_text(figures.badge(judged), badge_colour(judged))


def _cells(line: Line, version: Mapping[str, str]) -> dict[str, object]:
    """One line as finished texts; the bar and the link keep their own kinds."""
    row, judged = line.row, line.row.assessment
    latest, badge = judged.latest, figures.badge(judged)
    texts = (
        numbers.figure(latest.value if latest else None, row.indicator),
        figures.target(judged, row.indicator, line.target),
        numbers.difference(judged.gap, row.indicator),
        things(row),
        numbers.day(line.target.due_on),
        numbers.period(latest.period if latest else None),
        numbers.share(latest.completeness if latest else None),
        OBSERVED[latest.status] if latest else numbers.MISSING,
    )
    bar = None if line.attainment is None else float(line.attainment * 100)
    return {
        say("gaps.col_unit"): row.unit.name,
        say("gaps.col_target"): line.target.name,
        say("gaps.col_status"): f"{badge.sign} {badge.word}",
        say("gaps.col_attainment"): bar,
        **{say(f"gaps.col_{name}"): text for name, text in zip(_TEXTS, texts, strict=True)},
        say("gaps.col_source"): figures.source(latest) if latest else numbers.MISSING,
        say("gaps.col_office"): "; ".join(line.offices) or numbers.MISSING,
        say("gaps.col_link"): _address(line, version),
    }


def _version() -> Mapping[str, str]:
    asked = st.query_params.get("version")
    return {"version": asked} if asked else {}


def _address(line: Line, version: Mapping[str, str]) -> str:
    query = {"indicator": line.row.indicator.indicator_id, "unit": line.row.unit.unit_id}
    return f"/indicator?{urlencode({**query, **version})}"
