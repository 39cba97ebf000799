"""Coverage maps: where the target is met, where how much is missing, what has changed."""

import streamlit as st

from cds.charts.coverage_map import MapPayload
from cds.domain.admin_units import AdminLevel
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, selection, show
from cds.views import choices, coverage, coverage_comparison
from cds.views.coverage import CoveragePage
from cds.views.coverage_comparison import MapComparison
from cds.views.coverage_wording import table_of

GROUP = "coverage"  # maps of the page move together


def one_period(page: CoveragePage | None) -> None:
    """Show the map of a period between its sentences, and its table; say so without a layer."""
    if page is None:
        st.info(phrase("coverage.no_layer"))
        return
    if page.has_demo:
        components.demo_ribbon()
    st.markdown(escaped(page.units))
    drawn(page.payload, "coverage_map")
    st.markdown(escaped(page.stands))
    origin(page)
    with st.expander(phrase("coverage.table"), on_change="rerun", key="coverage_table") as opened:
        if opened.open:
            show.traced(edition, table_of(page.standing), phrase("coverage.table"), "coverage_rows")
            st.caption(phrase("coverage.left_help"))


def two_periods(found: MapComparison | None) -> None:
    """Show two periods side by side, what changed between them, and both in one table."""
    if found is None:
        st.info(phrase("coverage.no_layer"))
        return
    if found.before.has_demo or found.after.has_demo:
        components.demo_ribbon()
    sides = zip(st.columns(2), found.titles, (found.before, found.after), strict=True)
    for number, (column, title, page) in enumerate(sides):
        with column:
            st.subheader(escaped(title))
            drawn(page.payload, f"coverage_map_{number}")
            st.markdown(escaped(page.summary))
    st.subheader(escaped(found.title))
    st.markdown(escaped(found.units))
    drawn(found.payload, "coverage_difference")
    st.markdown(escaped(found.stands))
    origin(found.after)
    with st.expander(phrase("comparison.table"), on_change="rerun", key="compared_table") as opened:
        if opened.open:
            show.table(coverage_comparison.table_of(found.pair), phrase("comparison.table"))


def drawn(payload: MapPayload, key: str) -> None:
    """Show a map; a click opens the unit, Escape forgets it."""
    from cds.ui.map import coverage_map, open_unit

    def forget() -> None:
        selection.leave("unit")

    opened = coverage_map(payload, key=key, on_clear=forget, group=GROUP)
    if opened:
        open_unit(opened)


def origin(page: CoveragePage) -> None:
    """Say how the map is used and whose outlines it shows."""
    licence = phrase("coverage.licence", licence=page.licence)
    st.caption(escaped(f"{phrase('coverage.hint')} {licence}."))


components.verdict(phrase("coverage.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()

levels = {
    str(level): phrase(f"coverage.{level}") for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT)
}
with st.container(horizontal=True):
    level = AdminLevel(selection.switch("level", phrase("coverage.level"), levels))
    layers = {"polygons": phrase("coverage.polygons"), "tiles": phrase("coverage.tiles")}
    layer = "polygons"
    if level is AdminLevel.COMMUNE:
        layer = selection.switch("layer", phrase("coverage.layer"), layers)
    measures = {"share": phrase("coverage.share"), "circles": phrase("coverage.circles")}
    measure = selection.switch("measure", phrase("coverage.measure"), measures)

reader = cache.reader(edition)
options = reader.kept(choices.mapped, level)
if not options:
    st.info(phrase("coverage.no_indicator"))
    st.stop()
left, middle, right = st.columns([3, 1, 1])
with left:
    indicator_id = selection.select("indicator", phrase("coverage.indicator"), options)
known = reader.periods(indicator_id, level)
if not known:
    st.info(phrase("coverage.none"))
    st.stop()
with middle:
    period = selection.select("period", phrase("coverage.period"), choices.exact(known))
with right:
    others = choices.exact(one for one in known if str(one) != period)
    compared = selection.select(
        "compare", phrase("coverage.compare"), {"": phrase("coverage.compare_none"), **others}
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
    two_periods(coverage_comparison.asked_for(reader, asked))
else:
    one_period(coverage.asked_for(reader, asked))
