"""Parts of the page on one unit."""

from collections.abc import Sequence

import streamlit as st

from cds.domain.admin_units import AdminUnit
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, show, trace_parts
from cds.ui.unit_paper import locate
from cds.views.unit import COLUMNS, UnitPage
from cds.views.unit_comparison import UnitComparison

_NAME = 240  # pixels: most of an indicator's name, and on a phone the value beside it


def drill(page: UnitPage) -> None:
    """Show the ways up and down; every other choice in the address stays."""
    with st.container(horizontal=True):
        for above in page.above:
            _link(say("unit.above", name=above.name), above, ":material/arrow_upward:")
    if page.below:
        title = say("unit.below", count=len(page.below))
        with st.expander(title, on_change="rerun", key="unit_below") as opened:
            if opened.open:
                with st.grid(4, min_column_width=200):
                    for below in page.below:
                        _link(below.name, below, ":material/arrow_downward:")


def head(edition: data.Edition, page: UnitPage, place: str | None) -> None:
    """Show who the unit is and where it lies, then the one sentence that matters."""
    left, right = st.columns([3, 2])
    with left:
        st.markdown("  \n".join(escaped(fact) for fact in page.facts))
        if page.has_demo:
            components.demo_ribbon()
        st.markdown(f"**{escaped(page.summary)}**")
        if page.worst:
            show.trace_button(edition, page.worst, "unit")
        if page.silent:
            st.markdown(escaped(page.silent))
    with right:
        locate(page, place)


def gaps(page: UnitPage) -> None:
    """Show what is missing to each target, the longest first."""
    if page.gaps is None:
        return
    st.subheader(say("unit.gaps"))
    alt = say("unit.gaps_alt", name=page.unit.name)
    components.chart(page.gaps, alt, "unit_gaps", has_demo=False)
    st.caption(say("unit.gaps_note"))


def table(edition: data.Edition, page: UnitPage) -> None:
    """Show every indicator; a selected row is traced to its file's line."""
    st.subheader(say("unit.table"))
    st.caption(say("unit.rank_note"))
    columns = [say(f"unit.col_{name}") for name in COLUMNS]
    pinned = {columns[0]: st.column_config.TextColumn(pinned=True, width=_NAME)}
    cells = [line.cells for line in page.lines]
    figures = [line.figure for line in page.lines]
    alt = f"{say('unit.table')} · {page.unit.name}"
    trace_parts.table(edition, cells, figures, columns, alt, "unit_table", pinned)


def changes(lines: Sequence[str]) -> None:
    """Show what the latest publication changed here."""
    st.subheader(say("unit.changes"))
    st.markdown("\n".join(components.bulleted(lines)))
    st.page_link(
        "pages/changes.py",
        label=say("unit.changes_open"),
        icon=":material/difference:",
        query_params=st.query_params.to_dict(),
    )


def comparison(edition: data.Edition, found: UnitComparison, one: AdminUnit) -> None:
    """Show two units side by side."""
    st.subheader(escaped(found.title))
    if found.has_demo:
        components.demo_ribbon()
    st.markdown(escaped(found.sentence))
    if found.rows:
        st.caption(escaped(say("unit.comparison_note", one=one.name)))
        pinned = {found.columns[0]: st.column_config.TextColumn(pinned=True, width=_NAME)}
        columns, alt = found.columns, found.title
        trace_parts.table(
            edition, found.rows, found.traced, columns, alt, "unit_comparison", pinned
        )


def _link(label: str, unit: AdminUnit, icon: str) -> None:
    query = {**st.query_params.to_dict(), "unit": unit.unit_id}
    st.page_link("pages/unit.py", label=label, icon=icon, query_params=query)
