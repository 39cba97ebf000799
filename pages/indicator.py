"""One indicator: standing, trend, ranking, the least set of units, method and source."""

import streamlit as st

from cds.domain.periods import parse_period
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, selection, show
from cds.views import choices, coverage, indicator
from cds.views.columns import figure_of
from cds.views.indicator import IndicatorPage


@st.fragment
def standing() -> None:
    """Choose an indicator, a unit and a period, and show them; the frame does not run again."""
    left, middle, right = st.columns([3, 2, 1])
    with left:
        indicator_id = selection.select(
            "indicator",
            phrase("indicator.choose"),
            reader.kept(choices.indicators),
            hint=phrase("indicator.choose_help"),
        )
    with middle:
        units = choices.units(reader, st.query_params.get("unit"))
        unit_id = selection.select("unit", phrase("indicator.unit"), units)
    with right:
        known = choices.until(reader.periods(indicator_id, unit_id=unit_id))
        asked = selection.select("period", phrase("coverage.period"), known)
    until = parse_period(asked) if asked else None

    # The governing target is the default where a unit is judged by several.
    aims = indicator.aims(reader.rows(indicator_id, until), unit_id)
    if st.query_params.get("target") not in aims:
        selection.leave("target")
    target_id = None
    if len(aims) > 1:
        target_id = selection.switch("target", phrase("indicator.aims"), aims)
    page = reader.kept(indicator.build, indicator_id, unit_id, until, target_id)
    head(page)
    trend(page)
    where, which = st.columns(2)
    with where:
        st.subheader(phrase("indicator.ranking"))
        if page.ranking is None:
            st.info(escaped(page.ranking_sentence))
        else:
            alt = phrase("indicator.ranking_alt")
            show.chart(page.ranking, alt, "ranking", has_demo=page.ranking_has_demo)
    with which:
        st.subheader(phrase("indicator.plan"))
        if page.plan_has_demo:
            components.demo_ribbon()
        st.markdown(escaped(page.plan_sentence))
        if page.plan.lines:
            show.table(page.plan, phrase("indicator.plan"))
    small_map(page)
    method(page)


def head(page: IndicatorPage) -> None:
    """Show the standing with its figures, their date and source."""
    st.header(escaped(f"{page.row.indicator.name} · {page.row.unit.name}"))
    components.status_rule(page.row, "indicator")
    with st.grid(5, min_column_width=150):
        for name, text in page.facts:
            components.fact(phrase(f"indicator.{name}"), text)
    if page.origin:
        st.caption(escaped(page.origin))
    if figure := figure_of(page.row):
        show.trace_button(edition, figure, "indicator")


def trend(page: IndicatorPage) -> None:
    """Show the series over time against its path."""
    st.subheader(phrase("indicator.trend"))
    if page.trend is None:
        st.info(escaped(phrase("indicator.trend_none", unit=page.row.unit.name)))
        return
    alt = phrase("indicator.trend_alt", name=page.row.indicator.name, unit=page.row.unit.name)
    show.chart(page.trend, alt, "trend", has_demo=page.trend_has_demo)
    st.markdown(escaped(page.sentence or ""))


def small_map(page: IndicatorPage) -> None:
    """Show where the indicator stands on the map; a click opens the unit."""
    from cds.ui.map import coverage_map, open_unit

    st.subheader(phrase("indicator.map"))
    drawn = coverage.of_unit(reader, page.row)
    if drawn is None:
        st.info(phrase("indicator.map_none"))
        return
    if drawn.has_demo:
        components.demo_ribbon()
    st.markdown(escaped(drawn.summary))
    opened = coverage_map(drawn.payload, key="indicator_map")
    st.caption(escaped(phrase("coverage.licence", licence=drawn.licence)))
    if opened:
        open_unit(opened)


def method(page: IndicatorPage) -> None:
    """Show how the indicator is made, who answers for it, and each figure with its source."""
    one = page.row.indicator
    st.subheader(phrase("indicator.method"))
    told = {
        "definition": one.definition,
        "denominator": one.denominator_name,
        "responsible": one.responsible,
        "frequency": one.frequency,
        "note": one.note,
    }
    lines = [phrase(f"indicator.{name}", text=text) for name, text in told.items() if text]
    st.markdown("\n".join(components.bulleted([*lines, *page.history])))
    st.markdown(f"**{phrase('indicator.figures')}**")
    link = st.column_config.LinkColumn(display_text=phrase("open_link"))
    links = {page.figures.heads[page.figures.columns.index("link")]: link}
    show.table(page.figures, phrase("indicator.figures"), column_config=links)


components.verdict(phrase("indicator.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
reader = cache.reader(edition)
standing()
