"""Target gaps: every target in every unit, the least set that closes one, and what-if."""

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

import pyarrow as pa
import streamlit as st

from cds.domain.assessments import Assessment
from cds.text import figures, numbers
from cds.text.labels import escaped, visible
from cds.text.phrases import head, phrase
from cds.ui import cache, components, navigation, printing, selection, show
from cds.views import gap_plan, gaps
from cds.views.gap_plan import GapPlan
from cds.views.gaps import ORDERS, GapLine, Wanted

PAGE_LINES = 50
TOUCH = 44  # px: what a finger hits
FILTERS = ("unit_level", "status", "pillar", "sector", "office", "within")
ON_PAPER = "unit target status value aim gap things due period kind office"
SHARES = frozenset(map(str, range(101)))  # per cent of its own that a unit is raised to


@st.fragment
def gap_list() -> None:
    """Show every target in every unit as the filters want it; a choice reruns nothing else."""
    offered = reader.kept(gaps.options)
    with st.container(key=f"{printing.SCREEN}_filters"):
        with st.grid(3, min_column_width=240):
            chosen = {n: selection.select(n, phrase(f"gaps.{n}"), offered[n]) for n in FILTERS}
        wanted = Wanted(**chosen)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            orders = {name: phrase(f"gaps.order_{name}") for name in ORDERS}
            order = selection.switch("order", phrase("gaps.order"), orders)
            if any(name in st.query_params for name in FILTERS):
                label, icon = phrase("gaps.clear"), ":material/filter_alt_off:"
                st.button(label, icon=icon, on_click=clear, key="gaps_clear")
            found = reader.kept(gaps.listed, wanted, order)
            if found:
                downloads(wanted, order, len(found))
    with st.container(key=f"{printing.PAPER}_filters"):  # what the filters say on screen
        texts = [f"{phrase(f'gaps.{n}')}: {visible(offered[n][key])}" for n, key in chosen.items()]
        ordered = f"{phrase('gaps.order')}: {orders[order]}"
        st.caption(escaped(" · ".join([*texts, ordered])))
    st.markdown(escaped(gaps.sentence(found, order)))
    if found:
        if gaps.is_demo(found):
            components.demo_ribbon()
        listing(found)


def clear() -> None:
    """Take every filter out of the address."""
    for name in FILTERS:
        selection.leave(name)


@st.fragment
def listing(found: Sequence[GapLine]) -> None:
    """Show the lines page by page; turning a page reruns nothing else."""
    pages = -(-len(found) // PAGE_LINES)
    with st.container(key=f"{printing.SCREEN}_pages"):
        page = st.pagination(pages, key=f"gaps_page_{pages}") if pages > 1 else 1
    first = (page - 1) * PAGE_LINES
    part = found[first : first + PAGE_LINES]
    if pages > 1:
        last = first + len(part)
        st.caption(phrase("gaps.page", first=first + 1, last=last, total=len(found)))
    table = gaps.listing(part)
    with st.container(key=f"{printing.SCREEN}_lines"):
        st.dataframe(
            with_bar_and_link(show.sent(table), part),
            hide_index=True,
            row_height=TOUCH,
            alt=phrase("gaps.table"),
            placeholder=numbers.MISSING,
            column_config={
                head("target", "gaps"): st.column_config.TextColumn(width=280),
                head("attainment", "gaps"): st.column_config.ProgressColumn(
                    min_value=0,
                    max_value=100,
                    format="%d%%",
                    width=150,
                    help=phrase("gaps.attainment_help"),
                ),
                head("source", "gaps"): st.column_config.TextColumn(width=220),
                head("office", "gaps"): st.column_config.TextColumn(width=220),
                head("link", "gaps"): st.column_config.LinkColumn(
                    display_text=phrase("gaps.open_row")
                ),
            },
        )
    with st.container(key=f"{printing.PAPER}_lines"):
        show.wrapped(table.pick(ON_PAPER), phrase("gaps.table"))


def with_bar_and_link(sent: pa.Table, part: Sequence[GapLine]) -> pa.Table:
    """Add how far each line is, in per cent, and the address of its indicator."""
    shares = [None if one.attainment is None else float(one.attainment * 100) for one in part]
    links = []
    for one in part:
        query = {"indicator": one.row.indicator.indicator_id, "unit": one.row.unit.unit_id}
        links.append(f"./indicator?{urlencode({**query, **selection.version()})}")
    after_status = 3
    told = sent.add_column(after_status, head("attainment", "gaps"), pa.array(shares, pa.float64()))
    return told.append_column(head("link", "gaps"), pa.array(links, pa.string()))


def downloads(wanted: Wanted, order: str, count: int) -> None:
    """Offer the lines as files; they are made when the menu is opened."""
    label = phrase("gaps.download")
    with st.popover(label, icon=":material/download:", on_change="rerun", key="gaps_files") as menu:
        if not menu.open:
            return
        st.caption(phrase("gaps.download_note", lines=count))
        for kind in ("xlsx", "csv"):
            file = cache.gap_file(edition, wanted, order, kind)
            st.download_button(
                phrase(f"gaps.download_{kind}"),
                file.content,
                file.name,
                file.mime,
                key=f"gaps_{kind}",
                on_click="ignore",
            )


@st.fragment
def planning() -> None:
    """Choose a target and show what would close it; a choice reruns nothing else."""
    targets = reader.kept(gap_plan.plannable)
    if not targets:
        st.info(phrase("plan.none"))
        return
    with st.container(key=f"{printing.SCREEN}_target"):
        target_id = selection.select("target", phrase("plan.target"), targets)
    with st.container(key=f"{printing.PAPER}_target"):
        st.caption(escaped(f"{phrase('plan.target')}: {targets[target_id]}"))
    made = reader.kept(gap_plan.build, target_id)
    if made is None:
        return
    st.markdown(escaped(made.now))
    if made.chart is not None:
        alt = phrase("plan.alt", target=made.row.target.name if made.row.target else "")
        show.chart(made.chart, alt, "gaps_plan", has_demo=made.has_demo)
        st.caption(phrase("plan.chart"))
    elif made.has_demo:
        components.demo_ribbon()
    st.markdown(f"**{escaped(made.sentence)}**")
    if made.table.lines:
        show.folded(made.table, phrase("plan.table"), "plan_table")
    st.header(phrase("raise.title"))
    what_if(made)


@st.fragment
def what_if(made: GapPlan) -> None:
    """Let units rise and show what becomes of the home; nothing else reruns."""
    st.caption(phrase("raise.intro"))
    with st.container(key=f"{printing.SCREEN}_raised"):
        units = raised_units(made)
        level = Decimal(100) if made.is_by_unit else Decimal(raised_level())
    with st.container(key=f"{printing.PAPER}_raised"):
        names = ", ".join(made.names[unit_id] for unit_id in units)
        st.caption(escaped(f"{phrase('raise.units')}: {names or numbers.MISSING}"))
    if made.is_by_unit:
        st.caption(phrase("raise.to_whole"))
    outcome = gap_plan.simulate(made, units, level)
    with st.grid(4, min_column_width=220):
        before, after = amounts(made, outcome.before), amounts(made, outcome.after)
        for name, was in before.items():
            with components.fact(phrase(f"raise.{name}"), after[name]):
                st.caption(escaped(phrase("raise.was", text=was)))
        with st.container(border=True, gap="xsmall", height="stretch"):
            st.caption(phrase("raise.status"))
            st.markdown(components.badge(outcome.after))
            st.caption(phrase("raise.was", text=figures.badge(outcome.before).word))
    st.markdown(f"**{escaped(outcome.sentence)}**")


def amounts(made: GapPlan, judged: Assessment) -> dict[str, str]:
    """What the home has and lacks."""
    indicator = made.row.indicator
    return {
        "value": figures.value(judged, indicator),
        "gap": figures.missing(judged, indicator),
        "things": numbers.things(judged.still_to_do, indicator),
    }


def raised_units(made: GapPlan) -> list[str]:
    """Show the choice of units, at first the least set, and return who is chosen."""
    asked = st.query_params.get("raise")
    known = {unit_id.partition("@")[0]: unit_id for unit_id in made.names}
    codes = [code for code in (asked or "").split(",") if code]
    unknown = [code for code in codes if code not in known]
    chosen = [known[code] for code in codes if code in known]
    if asked is None:
        chosen = list(made.chosen)
    if unknown:
        shown = ", ".join(made.names[unit_id] for unit_id in chosen) or phrase("raise.empty")
        selection.tell_unknown("raise", ", ".join(unknown), shown)
    target_id = made.row.target.target_id if made.row.target else ""
    key = f"raise_{target_id}"
    st.session_state[key] = chosen

    def changed() -> None:
        st.query_params["raise"] = ",".join(i.partition("@")[0] for i in st.session_state[key])

    st.multiselect(
        phrase("raise.units"),
        list(made.names),
        format_func=made.names.__getitem__,  # a chip has no room for hidden words
        key=key,
        on_change=changed,
        placeholder=phrase("raise.empty"),
        help=phrase("raise.units_hint"),
        filter_mode="contains",
    )
    st.button(phrase("raise.reset"), on_click=selection.leave, args=("raise",), key="raise_reset")
    return chosen


def raised_level() -> int:
    """Show the choice of how far units rise, in per cent of their own, and return it."""
    asked = st.query_params.get("to", "100")
    level = int(asked) if asked in SHARES else 100
    if asked != str(level):
        selection.tell_unknown("to", asked, numbers.percent(Decimal(level), 0))
    st.session_state["raise_to"] = level

    def changed() -> None:
        st.query_params["to"] = str(st.session_state["raise_to"])

    label = phrase("raise.to")
    return st.slider(label, 0, 100, key="raise_to", format="%d%%", on_change=changed)


components.verdict(phrase("gaps.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
reader = cache.reader(edition)
if not reader.catalogue.targets:
    st.info(phrase("gaps.none"))
    st.stop()

st.caption(phrase("gaps.intro"))
gap_list()
st.header(phrase("plan.title"))
planning()
