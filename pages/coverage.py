"""Coverage maps: where the target is met, where how much is missing."""

import streamlit as st

from cds.domain.places import AdminLevel
from cds.text.screens import say
from cds.ui import choices, components, coverage, data, indicator_parts, navigation, selection

st.title(say("coverage.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
if edition.version < 0:
    st.stop()

levels = {
    str(level): say(f"coverage.{level}") for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT)
}
with st.container(horizontal=True):
    level = AdminLevel(selection.switch("level", say("coverage.level"), levels))
    layers = {"polygons": say("coverage.polygons"), "tiles": say("coverage.tiles")}
    layer = "polygons"
    if level is AdminLevel.COMMUNE:
        layer = selection.switch("layer", say("coverage.layer"), layers)
    measures = {"share": say("coverage.share"), "circles": say("coverage.circles")}
    measure = selection.switch("measure", say("coverage.measure"), measures)

options = choices.mapped(reference, level)
if not options:
    st.info(say("coverage.no_indicator"))
    st.stop()
left, right = st.columns([3, 1])
with left:
    indicator_id = selection.select("indicator", say("coverage.indicator"), options)
with right:
    known = data.periods(edition, indicator_id, level)
    period = known and selection.select("period", say("coverage.period"), choices.exact(known))
if not period:
    st.info(say("coverage.none"))
    st.stop()

asked = coverage.Asked(indicator_id, level, period, layer == "tiles", measure == "circles")
page = data.coverage_page(edition, asked)
if page is None:
    st.info(say("coverage.no_layer"))
    st.stop()
indicator_parts.show_map(page, "coverage_map")
st.caption(say("coverage.hint"))

with st.expander(say("coverage.table"), on_change="rerun", key="coverage_table") as opened:
    if opened.open:
        columns = [
            say(f"coverage.col_{name}") for name in ("unit", "place", "value", "things", "source")
        ]
        components.table(page.table, columns, say("coverage.table"))
