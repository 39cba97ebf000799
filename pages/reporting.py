"""Complete reporting: rate and timeliness by district and dataset; who has not sent what."""

import streamlit as st

from cds.blocks import Table
from cds.domain.admin_units import AdminLevel
from cds.domain.periods import parse_period
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, selection, show
from cds.views import choices, reporting

_ALL = "all"


@st.fragment
def reports() -> None:
    """Choose a level and a period, and show who reported; the frame does not run again."""
    levels = {
        str(one): phrase(f"reporting.{one}") for one in (AdminLevel.COMMUNE, AdminLevel.DISTRICT)
    }
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        level = AdminLevel(selection.switch("level", phrase("reporting.level"), levels))
    known = reader.kept(reporting.known_periods, level)
    if not known:
        st.info(phrase("reporting.none"))
        return
    with middle:
        provinces = choices.provinces(reader.catalogue, known, st.query_params.get("period"))
        whole_id = selection.select("province", phrase("reporting.province"), provinces)
    with right:
        periods = choices.exact(known[whole_id])
        period = parse_period(selection.select("period", phrase("reporting.period"), periods))

    page = reader.kept(reporting.build, period, level, whole_id)
    if page.is_demo:
        st.warning(phrase("reporting.demo"), icon=":material/science:")
    st.markdown(f"**{escaped(' '.join(page.sentences))}**")
    st.caption(phrase("reporting.rule"))
    left, right = st.columns(2)
    with left:
        rates("by_district", page.by_district)
    with right:
        rates("by_dataset", page.by_dataset)
    grid(page.grid)
    missing(page)
    st.header(phrase("reporting.late"))
    if page.late.lines:
        table("late", page.late)
    else:
        st.info(phrase("reporting.late_unknown" if page.is_demo else "reporting.late_none"))


def rates(key: str, shown: reporting.ReportingRates) -> None:
    """Show rates, the lowest first, with their table."""
    st.header(phrase(f"reporting.{key}"))
    if shown.chart is not None:
        alt = phrase(f"reporting.{key}_alt")
        show.chart(shown.chart, alt, f"reporting_{key}", has_demo=False)
    st.markdown(escaped(shown.sentence))
    table(key, shown.table)


@st.fragment
def grid(shown: Table) -> None:
    """Offer districts by datasets."""
    with st.expander(phrase("reporting.grid"), on_change="rerun", key="reporting_grid") as opened:
        if opened.open:
            st.caption(phrase("reporting.grid_note"))
            pinned = {shown.heads[0]: st.column_config.TextColumn(pinned=True)}
            show.table(shown, phrase("reporting.grid_alt"), column_config=pinned)


@st.fragment
def missing(page: reporting.ReportingPage) -> None:
    """Show who has not sent what; one dataset or all of them."""
    st.header(phrase("reporting.missing"))
    st.markdown(escaped(page.missing_sentence))
    options = {_ALL: phrase("reporting.every"), **page.names}
    chosen = selection.select("dataset", phrase("reporting.dataset"), options)
    shown = page.missing if chosen == _ALL else page.missing_of[chosen]
    if shown.lines:
        table("missing", shown)
    else:
        st.success(phrase("reporting.missing_none"), icon=":material/check_circle:")


def table(key: str, shown: Table) -> None:
    """Show one of the page's tables."""
    show.table(shown, phrase(f"reporting.{key}"), key=f"reporting_table_{key}")


components.verdict(phrase("reporting.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
reader = cache.reader(edition)
reports()
