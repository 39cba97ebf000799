"""Parts of the page that compares the province with others."""

from collections.abc import Sequence

import streamlit as st

from cds.text.screens import say
from cds.ui import components, data, trace_parts
from cds.ui.nation import SUMMARY_COLUMNS, UNIT_COLUMNS, YEAR_COLUMNS, NationPage
from cds.ui.trace import Figure


def trend(edition: data.Edition, page: NationPage, home: str) -> None:
    """Show the years, broken where the framework changed, with their table."""
    st.header(say("nation.trend"))
    if page.trend is not None:
        alt = say("nation.trend_alt", name=page.indicator.name, home=home)
        components.chart(page.trend, alt, "nation_trend", has_demo=False)
    st.caption(say("nation.framework_note"))
    st.markdown(f"**{say('nation.by_year')}**")
    _table(edition, page.years, page.years_traced, YEAR_COLUMNS, "by_year")


def ranking(edition: data.Edition, page: NationPage, period: str) -> None:
    """Show the provinces of one period, with their table."""
    st.header(say("nation.ranking", period=period))
    if page.ranking is not None:
        alt = say("nation.ranking_alt", name=page.indicator.name, period=period)
        components.chart(page.ranking, alt, "nation_ranking", has_demo=False)
        st.caption(page.ranking_note)
    with st.expander(say("nation.by_unit"), on_change="rerun", key="nation_units") as opened:
        if opened.open:
            _table(edition, page.units, page.units_traced, UNIT_COLUMNS, "by_unit")


def summary(edition: data.Edition) -> None:
    """Show every indicator that is known of others too."""
    st.header(say("nation.summary"))
    st.caption(say("nation.summary_note"))
    rows, traced = data.nation_summary(edition)
    _table(edition, rows, traced, SUMMARY_COLUMNS, "summary")


def _table(
    edition: data.Edition,
    rows: Sequence[tuple[str, ...]],
    traced: Sequence[Figure | None],
    names: Sequence[str],
    key: str,
) -> None:
    columns = [say(f"nation.col_{name}") for name in names]
    trace_parts.table(edition, rows, traced, columns, say(f"nation.{key}"), f"nation_{key}")
