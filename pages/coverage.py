"""Coverage maps: where the target is met, where how much is missing, what has changed."""

import streamlit as st

from cds.domain.admin_units import AdminLevel
from cds.text.screens import say
from cds.ui import coverage_parts, data, navigation, selection
from cds.views import choices, coverage

st.title(say("coverage.title"))
edition = navigation.opened()
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

options = data.mapped_choices(edition, level)
if not options:
    st.info(say("coverage.no_indicator"))
    st.stop()
left, middle, right = st.columns([3, 1, 1])
with left:
    indicator_id = selection.select("indicator", say("coverage.indicator"), options)
known = data.periods(edition, indicator_id, level)
if not known:
    st.info(say("coverage.none"))
    st.stop()
with middle:
    period = selection.select("period", say("coverage.period"), choices.exact(known))
with right:
    others = choices.exact(one for one in known if str(one) != period)
    compared = selection.select(
        "compare", say("coverage.compare"), {"": say("coverage.compare_none"), **others}
    )

asked = coverage.MapRequest(
    indicator_id=indicator_id,
    level=level,
    period=period,
    is_tiles=layer == "tiles",
    is_circles=measure == "circles",
    selected=st.query_params.get("unit"),
    compared=compared or None,
)
if compared:
    coverage_parts.two_periods(data.coverage_comparison(edition, asked))
else:
    coverage_parts.one_period(edition, data.coverage_page(edition, asked))
