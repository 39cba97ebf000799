"""Parts of the page of coverage maps: one period, or two beside each other."""

import streamlit as st

from cds.charts.coverage_map import MapPayload
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, indicator_parts, trace_parts
from cds.ui.selection import leave
from cds.views.coverage import CoveragePage
from cds.views.coverage_comparison import COLUMNS as COMPARED
from cds.views.coverage_comparison import MapComparison
from cds.views.coverage_comparison import table as changes_table
from cds.views.coverage_telling import COLUMNS, figures_of, table

GROUP = "coverage"  # maps of the page move together


def one_period(edition: data.Edition, page: CoveragePage | None) -> None:
    """Show the map of a period between its sentences, and its table; say so without a layer."""
    if page is None:
        st.info(say("coverage.no_layer"))
        return
    if page.has_demo:
        components.demo_ribbon()
    st.markdown(escaped(page.units))
    _map(page.payload, "coverage_map")
    st.markdown(escaped(page.stands))
    _origin(page)
    with st.expander(say("coverage.table"), on_change="rerun", key="coverage_table") as opened:
        if opened.open:
            columns = [say(f"coverage.col_{name}") for name in COLUMNS]
            alt = say("coverage.table")
            rows, figures = table(page.standing), figures_of(page.standing)
            trace_parts.table(edition, rows, figures, columns, alt, "coverage_rows")
            st.caption(say("coverage.left_help"))


def two_periods(found: MapComparison | None) -> None:
    """Show two periods side by side, what changed between them, and both in one table."""
    if found is None:
        st.info(say("coverage.no_layer"))
        return
    if found.before.has_demo or found.after.has_demo:
        components.demo_ribbon()
    sides = zip(st.columns(2), found.titles, (found.before, found.after), strict=True)
    for number, (column, title, page) in enumerate(sides):
        with column:
            st.subheader(escaped(title))
            _map(page.payload, f"coverage_map_{number}")
            st.markdown(escaped(page.summary))
    st.subheader(escaped(found.title))
    st.markdown(escaped(found.units))
    _map(found.payload, "coverage_difference")
    st.markdown(escaped(found.stands))
    _origin(found.after)
    with st.expander(say("comparison.table"), on_change="rerun", key="compared_table") as opened:
        if opened.open:
            first, last = found.titles
            names = {"before": first, "after": last, "change": say("comparison.col_change")}
            columns = [names.get(name) or say(f"coverage.col_{name}") for name in COMPARED]
            components.table(changes_table(found.pair), columns, say("comparison.table"))


def _map(payload: MapPayload, key: str) -> None:
    from cds.ui.map import coverage_map

    opened = coverage_map(payload, key=key, on_clear=_forget_unit, group=GROUP)
    if opened:
        indicator_parts.open_unit(opened)


def _forget_unit() -> None:
    leave("unit")


def _origin(page: CoveragePage) -> None:
    licence = say("coverage.licence", licence=page.licence)
    st.caption(escaped(f"{say('coverage.hint')} {licence}."))
