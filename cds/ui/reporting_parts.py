"""Parts of the page on who has reported."""

from collections.abc import Sequence

import streamlit as st

from cds.charts.values import Bars
from cds.text.labels import escaped
from cds.text.phrases import head, phrase
from cds.ui import components, selection
from cds.views.reporting_page import ReportingPage
from cds.views.reporting_tables import DATASET_COLUMNS, LATE_COLUMNS, MISSING_COLUMNS, TALLY_COLUMNS

_ALL = "all"


def rates(page: ReportingPage) -> None:
    """Show the rates by district and by dataset, the lowest first, with their tables."""
    left, right = st.columns(2)
    with left:
        found = page.districts_figure, page.districts_sentence, page.districts
        _rates("by_district", *found, TALLY_COLUMNS)
    with right:
        found = page.datasets_figure, page.datasets_sentence, page.datasets
        _rates("by_dataset", *found, DATASET_COLUMNS)
    _grid(page)


@st.fragment
def missing(page: ReportingPage, names: dict[str, str]) -> None:
    """Show who has not sent what; one dataset or all of them."""
    st.header(phrase("reporting.missing"))
    st.markdown(escaped(page.missing_sentence))
    options = {_ALL: phrase("reporting.every"), **names}
    chosen = selection.select("dataset", phrase("reporting.dataset"), options)
    rows = page.missing if chosen == _ALL else page.missing_of[chosen]
    if not rows:
        st.success(phrase("reporting.missing_none"), icon=":material/check_circle:")
        return
    _table(rows, MISSING_COLUMNS, "missing")


def late(page: ReportingPage) -> None:
    """Show what came after its limit."""
    st.header(phrase("reporting.late"))
    if page.is_demo:
        st.info(phrase("reporting.late_unknown"))
        return
    if not page.late:
        st.info(phrase("reporting.late_none"))
        return
    _table(page.late, LATE_COLUMNS, "late")


@st.fragment
def _grid(page: ReportingPage) -> None:
    with st.expander(phrase("reporting.grid"), on_change="rerun", key="reporting_grid") as opened:
        if opened.open:
            st.caption(phrase("reporting.grid_note"))
            pinned = {page.grid_columns[0]: st.column_config.TextColumn(pinned=True)}
            columns, alt = page.grid_columns, phrase("reporting.grid_alt")
            components.table(page.grid, columns, alt, column_config=pinned)


def _rates(
    key: str,
    chart: Bars | None,
    sentence: str,
    rows: Sequence[tuple[str, ...]],
    names: Sequence[str],
) -> None:
    st.header(phrase(f"reporting.{key}"))
    if chart is not None:
        alt = phrase(f"reporting.{key}_alt")
        components.chart(chart, alt, f"reporting_{key}", has_demo=False)
    st.markdown(escaped(sentence))
    _table(rows, names, key)


def _table(rows: Sequence[tuple[str, ...]], names: Sequence[str], key: str) -> None:
    columns = [head(name, "reporting") for name in names]
    components.table(rows, columns, phrase(f"reporting.{key}"), key=f"reporting_table_{key}")
