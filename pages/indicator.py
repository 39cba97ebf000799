"""One indicator: standing, trend, ranking; the map, the least set of units, method and source."""

from functools import partial
from urllib.parse import quote

import streamlit as st

from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, selection, show
from cds.views import choices, coverage, indicator
from cds.views.columns import figure_of
from cds.views.indicator import IndicatorPage


def first_screen(page: IndicatorPage) -> None:
    """Show where the indicator stands: sentence, trend, and the units that lack most."""
    components.verdict(page.verdict, page.as_of, has_demo=page.has_demo)
    with st.container(horizontal=True, vertical_alignment="center"):
        components.status_rule(page.row, "indicator")
        if figure := figure_of(page.row):
            show.trace_button(edition, figure, "indicator")
    left, right = st.columns([2, 1])
    with left:
        if page.trend is None:
            why = indicator.undrawn(page.row)
            is_awaited = not page.row.assessment.steps_total
            components.blank("line", why, awaits_figures=is_awaited)
        else:
            named = {"name": page.row.indicator.name, "unit": page.row.unit.name}
            alt = phrase("indicator.trend_alt", **named)
            show.chart(page.trend, alt, "trend")
            components.paragraphs(components.small(" ".join(page.trend_notes)))
    with right:
        if page.ranking is None:
            components.blank("rows", page.ranking_sentence)
        else:
            st.header(phrase("indicator.ranking"), anchor=False)
            show.table(page.ranked, phrase("indicator.ranking"), "ranked", open_ranked)
            if unit_id := st.session_state.pop("ranked_unit", ""):
                selection.open_address(f"unit?unit={quote(unit_id)}")


def open_ranked(place: int) -> None:
    """Note which unit of the ranking was chosen: only a run can turn the page."""
    st.session_state["ranked_unit"] = page.ranked.lines[place].unit_id


def small_map(page: IndicatorPage) -> None:
    """Show where the indicator stands on the map; a click opens the unit."""
    drawn = coverage.of_unit(reader, page.row, has_list=page.ranking is None)
    if drawn is None:
        components.blank("map", phrase("indicator.map_none"))
        return
    st.markdown(escaped(drawn.verdict))
    opened = show.coverage_map(drawn.payload, key="indicator_map")
    licence = phrase("coverage.licence", licence=drawn.licence)
    st.caption(escaped(" ".join(filter(None, (drawn.published, drawn.note, f"{licence}.")))))
    if opened:
        show.open_unit(opened)


def plan(page: IndicatorPage) -> None:
    """Show the least set of units that closes the gap."""
    made = page.plan
    mark = components.demo_badge(has_demo=made is not None and made.has_demo)
    st.markdown(f"**{phrase('indicator.plan_title')}** {mark}")
    st.markdown(escaped(made.sentence if made else phrase("indicator.plan_none")))
    if made and made.table.lines:
        show.table(made.table, phrase("indicator.plan_title"))


def method(page: IndicatorPage) -> None:
    """Show how the indicator is made, who answers for it, and each figure with its source."""
    show.facts(page.method, phrase("indicator.method"))
    for line in page.history:
        st.caption(escaped(line))
    st.markdown(f"**{phrase('indicator.figures')}**")
    show.table(page.figures, phrase("indicator.figures"))


edition = navigation.opened()
reader = cache.reader(edition)
with bar.controls():
    indicator_id = selection.select(
        "indicator",
        phrase("indicator.choose"),
        reader.kept(choices.indicators),
        hint=phrase("indicator.choose_help"),
    )
    units = choices.units(reader, st.query_params.get("unit"))
    unit_id = selection.select("unit", phrase("indicator.unit"), units)
reader = bar.as_of(reader, reader.periods(indicator_id, unit_id=unit_id))
# The governing target is the default where a unit is judged by several.
aims = indicator.aims(reader.rows(indicator_id), unit_id)
if st.query_params.get("target") not in aims:
    selection.leave("target")
target_id = None
if len(aims) > 1:
    with bar.more(int("target" in st.query_params)):
        target_id = selection.switch("target", phrase("indicator.aims"), aims)
else:
    bar.boundaries()

page = reader.kept(indicator.build, indicator_id, unit_id, target_id)
first_screen(page)
makers = {"map": small_map, "plan": plan, "method": method}
parts: components.Parts = {name: partial(one, page) for name, one in makers.items()}
components.tabs(parts, lambda name: phrase(f"indicator.{name}"), "parts")
