"""One indicator: standing, trend, ranking, the least set of units, method and source."""

import streamlit as st

from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, indicator_parts, navigation, selection
from cds.views import choices


@st.fragment
def standing(edition: data.Edition) -> None:
    """Choose an indicator, a unit and a period, and show them; the frame does not run again."""
    left, middle, right = st.columns([3, 2, 1])
    with left:
        indicator_id = selection.select(
            "indicator",
            say("indicator.choose"),
            data.indicator_choices(edition),
            hint=say("indicator.choose_help"),
        )
    with middle:
        unit_id = selection.select(
            "unit", say("indicator.unit"), data.unit_choices(edition, st.query_params.get("unit"))
        )
    with right:
        periods = data.periods(edition, indicator_id, None, unit_id)
        until = selection.select("period", say("coverage.period"), choices.until(periods))

    target_id = indicator_parts.chosen_aim(edition, indicator_id, unit_id, until or None)
    page = data.indicator_page(edition, indicator_id, unit_id, until or None, target_id)
    st.header(escaped(f"{page.row.indicator.name} · {page.row.unit.name}"))
    components.status_rule(page.row, "indicator")
    indicator_parts.numbers_row(page.row)
    indicator_parts.trace(edition, page.row)

    st.subheader(say("indicator.trend"))
    if page.trend is None:
        st.info(escaped(say("indicator.trend_none", unit=page.row.unit.name)))
    else:
        alt = say("indicator.trend_alt", name=page.row.indicator.name, unit=page.row.unit.name)
        components.chart(page.trend, alt, "trend", has_demo=page.trend_has_demo)
        st.markdown(escaped(page.sentence or ""))

    where, which = st.columns(2)
    with where:
        st.subheader(say("indicator.ranking"))
        if page.ranking is None:
            st.info(escaped(page.ranking_sentence))
        else:
            alt = say("indicator.ranking_alt")
            components.chart(page.ranking, alt, "ranking", has_demo=page.ranking_has_demo)
    with which:
        st.subheader(say("indicator.plan"))
        if page.plan_has_demo:
            components.demo_ribbon()
        st.markdown(escaped(page.plan_sentence))
        if page.plan:
            columns = [say(f"indicator.plan_{name}") for name in ("unit", "open", "total")]
            components.table(page.plan, columns, say("indicator.plan"))

    indicator_parts.small_map(edition, page.row)
    indicator_parts.method(page)


st.title(say("indicator.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
standing(edition)
