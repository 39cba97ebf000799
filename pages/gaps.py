"""Targets: how each stands, the fewest units that close one, and what if some rose."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import streamlit as st

from cds.export.figure_files import CSV, XLSX
from cds.text import numbers
from cds.text.phrases import escaped, phrase, visible
from cds.ui import bar, cache, components, navigation, selection, show, standings
from cds.views import gap_plan, gaps
from cds.views.gap_plan import GapPlan
from cds.views.gaps import ORDERS, Wanted
from cds.views.standings import standing_lines

PAGE_LINES, SCREEN_LINES = 25, 10
FILTERS = ("status", "pillar", "sector", "office", "within")
SHARES = frozenset(map(str, range(101)))  # per cent of its own that a unit is raised to


def chosen() -> tuple[Wanted, str]:
    """Show the choices in the bar and return what is wanted, in which order."""
    offered = reader.kept(gaps.options)
    with bar.controls():
        level = selection.switch("unit_level", phrase("gaps.unit_level"), offered["unit_level"])
    asked = st.query_params.to_dict()
    with bar.more(sum(name in asked for name in FILTERS)):
        limits = {
            name: selection.select(name, phrase(f"gaps.{name}"), offered[name]) for name in FILTERS
        }
        orders = {name: phrase(f"gaps.order_{name}") for name in ORDERS}
        order = selection.switch("order", phrase("gaps.order"), orders)
    with st.container(key=f"{components.PAPER}_filters"):  # what the choices say on screen
        keys = {"unit_level": level, **limits}
        texts = [f"{phrase(f'gaps.{n}')}: {visible(offered[n][key])}" for n, key in keys.items()]
        st.caption(escaped(" · ".join(texts)))
    return Wanted(unit_level=level, **limits), order


def listing(count: int, key: str, *, is_silent: bool = False) -> None:
    """Show lines page by page; turning a page reruns nothing else."""
    pages = -(-count // PAGE_LINES)
    show_lines = st.fragment(lines) if pages > 1 else lines
    show_lines(count, pages, key, is_silent=is_silent)


def lines(count: int, pages: int, key: str, *, is_silent: bool) -> None:
    """Show the lines of the page that was turned to."""
    turned = f"{key}_page_{pages}"
    first = (st.session_state.get(turned, 1) - 1) * PAGE_LINES
    found = reader.kept(gaps.shown_lines, wanted, order, first, PAGE_LINES, is_silent=is_silent)
    standings.show(found, f"{key}_lines", phrase("gaps.tab_list"), is_folded=key == "gaps")
    if pages > 1:
        last = first + len(found)
        st.caption(phrase("gaps.page", first=first + 1, last=last, total=count))
        st.pagination(pages, key=turned)


def listed() -> None:
    """Show the lines that can be told; those nobody can measure are folded below."""
    measured, silent = len(page.measured), len(page.silent)
    if measured:
        listing(measured, "gaps")
    if silent:
        title = phrase("gaps.unmeasured", count=silent)
        has_room = not measured or measured + silent <= SCREEN_LINES
        with st.expander(title, has_room, on_change="rerun", key="gaps_silent") as opened:
            if opened.open:
                listing(silent, "silent", is_silent=True)


def planned() -> GapPlan | None:
    """Show the choice of a target and return its plan."""
    targets = reader.kept(gap_plan.plannable)
    if not targets:
        st.info(phrase("plan.none"))
        return None
    with st.container(key=f"{components.SCREEN}_target"):
        target_id = selection.select("target", phrase("plan.target"), targets)
    return reader.kept(gap_plan.build, target_id)


@st.fragment
def planning() -> None:
    """Show what would close a target, unit by unit and on the map; nothing else reruns."""
    left, right = st.columns([1, 1])
    with left:
        made = planned()
        if made is None:
            return
        st.markdown(f"**{escaped(made.sentence)}**")
        st.caption(escaped(made.now))
        if made.table.lines:
            show.table(made.table, phrase("plan.table"))
    with right:
        drawn = reader.kept(gap_plan.plan_map, made.row.assessment.target_id or "")
        if drawn is not None and (opened := show.coverage_map(drawn, key="plan_map")):
            show.open_unit(opened)


@st.fragment
def what_if() -> None:
    """Let units rise and show what becomes of the home; nothing else reruns."""
    left, right = st.columns([1, 1])
    with left:
        made = planned()
        if made is None:
            return
        units = raised_units(made)
        level = raised_level(made)
    with right:
        after, sentence = gap_plan.simulate(made, units, Decimal(level))
        st.markdown(f"**{escaped(sentence)}**")
        names = (phrase("raise.now"), phrase("raise.then"))
        rows = [replace(made.row, assessment=each) for each in (made.before, after)]
        lines = zip(standing_lines(rows, reader), names, strict=True)
        standings.show(
            [replace(line, name=name, office="") for line, name in lines],
            "raise_lines",
            phrase("gaps.tab_raise"),
        )
        st.caption(phrase("raise.intro"))


def raised_units(made: GapPlan) -> list[str]:
    """Show the choice of units, at first those of the plan, and return who is chosen."""
    asked = st.query_params.get("raise")
    known = {unit_id.partition("@")[0]: unit_id for unit_id in made.names}
    codes = [code for code in (asked or "").split(",") if code]
    unknown = [code for code in codes if code not in known]
    units = [known[code] for code in codes if code in known]
    if asked is None:
        units = list(made.chosen)
    if unknown:
        shown = ", ".join(made.names[unit_id] for unit_id in units) or phrase("raise.empty")
        selection.tell_unknown("raise", ", ".join(unknown), shown)
    key = f"raise_{made.row.assessment.target_id}"
    st.session_state[key] = units

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
    return units


def raised_level(made: GapPlan) -> int:
    """Show the choice of how far units rise, in per cent of their own, and return it."""
    asked = st.query_params.get("to", str(made.level))
    level = int(asked) if asked in SHARES else made.level
    if asked != str(level):
        selection.tell_unknown("to", asked, numbers.percent(Decimal(level), 0))
    st.session_state["raise_to"] = level

    def changed() -> None:
        st.query_params["to"] = str(st.session_state["raise_to"])

    if made.is_by_unit:
        st.caption(phrase("raise.to_whole"))
    else:
        label = phrase("raise.to")
        st.slider(label, 0, 100, key="raise_to", format="%d%%", on_change=changed)
    st.button(phrase("raise.reset"), on_click=reset, key="raise_reset")
    return level


def reset() -> None:
    """Take the units and the level of the plan again, and stay with what is raised."""
    selection.leave("raise", "to")
    st.query_params["tab"] = "raise"


edition = navigation.opened()
reader = cache.reader(edition)
if not reader.catalogue.targets:
    components.nothing(phrase("gaps.none"), declared_in="targets.csv")

wanted, order = chosen()
reader = bar.as_of(reader)
page = reader.kept(gaps.build, wanted, order)
for kind in (XLSX, CSV):
    label = phrase(f"gaps.file_{kind}")
    bar.offer(kind, label, partial(cache.gap_file, edition, wanted, order, reader.until, kind))
components.verdict(page.verdict, page.details, has_demo=page.has_demo)
parts: components.Parts = {"list": listed, "plan": planning, "raise": what_if}
asked = set(st.query_params)  # what only one part asks for opens it
opened = "raise" if {"raise", "to"} & asked else "plan" if "target" in asked else "list"
components.tabs(parts, lambda name: phrase(f"gaps.tab_{name}"), "gaps_tab", opened)
