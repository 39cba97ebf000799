"""Parts of the page that compares the province with others."""

from collections.abc import Sequence

import streamlit as st

from cds.blocks import FigureKey
from cds.domain.observations import has_demo
from cds.domain.periods import parse_period
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, selection, show, trace_parts
from cds.views import choices
from cds.views.nation import NationPage
from cds.views.nation_tables import SUMMARY_COLUMNS, UNIT_COLUMNS, YEAR_COLUMNS


@st.fragment
def compared(edition: data.Edition, known: Sequence[str]) -> None:
    """Compare on a chosen indicator and year; choosing another reruns nothing else."""
    left, right = st.columns([3, 1])
    with left:
        names = data.indicator_choices(edition)
        options = {one: names[one] for one in known}
        indicator_id = selection.select("compared", say("nation.indicator"), options)
    with right:
        years = choices.exact(data.compared_years(edition, indicator_id))
        year = selection.select("year", say("nation.year"), years)
    page = data.nation_page(edition, indicator_id, parse_period(year))
    if page.has_demo:
        components.demo_ribbon()
    st.markdown(f"**{escaped(page.sentences[0])}**")
    st.markdown(escaped(" ".join(page.sentences[1:])))
    if page.told:
        show.trace_button(edition, page.told, "nation")
    _trend(edition, page)
    _ranking(edition, page, years[year])


def _trend(edition: data.Edition, page: NationPage) -> None:
    """The years, broken where the framework changed, with their table."""
    st.header(say("nation.trend"))
    if page.trend is not None:
        home = data.catalogue(edition).home
        alt = say("nation.trend_alt", name=page.indicator.name, home=home.name)
        components.chart(page.trend, alt, "nation_trend", has_demo=False)
    st.caption(say("nation.framework_note"))
    st.markdown(f"**{say('nation.by_year')}**")
    _table(edition, page.years, page.years_traced, YEAR_COLUMNS, "by_year")


def _ranking(edition: data.Edition, page: NationPage, period: str) -> None:
    """The provinces of one period, with their table."""
    st.header(say("nation.ranking", period=period))
    if page.ranking is not None:
        alt = say("nation.ranking_alt", name=page.indicator.name, period=period)
        components.chart(page.ranking, alt, "nation_ranking", has_demo=False)
        st.caption(escaped(page.ranking_note))
    with st.expander(say("nation.by_unit"), on_change="rerun", key="nation_units") as opened:
        if opened.open:
            _table(edition, page.units, page.units_traced, UNIT_COLUMNS, "by_unit")


def summary(edition: data.Edition) -> None:
    """Show every indicator that is known of others too."""
    st.header(say("nation.summary"))
    st.caption(say("nation.summary_note"))
    found = data.nation_summary(edition)
    if has_demo(found.points):
        components.demo_ribbon()
    _table(edition, found.rows, found.traced, SUMMARY_COLUMNS, "summary")


def _table(
    edition: data.Edition,
    rows: Sequence[tuple[str, ...]],
    traced: Sequence[FigureKey | None],
    names: Sequence[str],
    key: str,
) -> None:
    columns = [say(f"nation.col_{name}") for name in names]
    trace_parts.table(edition, rows, traced, columns, say(f"nation.{key}"), f"nation_{key}")
