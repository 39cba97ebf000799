"""Coverage maps: where the target is met, where how much is missing, what has changed."""

import streamlit as st

from cds.blocks import FigureKey
from cds.charts.coverage_map import MapPayload
from cds.domain.admin_units import AdminLevel
from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, selection, show
from cds.views import choices, coverage, coverage_comparison
from cds.views.coverage import CoveragePage
from cds.views.coverage_comparison import MapComparison
from cds.views.level_figures import facts, table_of

GROUP = "coverage"  # maps of the page move together


def one_period(page: CoveragePage | None) -> None:
    """Show the map of a period with its lowest units; the table behind them is folded."""
    if page is None:
        components.nothing(phrase("coverage.no_layer"))
    named = {"name": page.standing.indicator.name, "period": page.standing.period}
    components.verdict(page.verdict, phrase("coverage.as_of", **named), has_demo=page.has_demo)
    timeline = dict(reversed([*choices.exact(known).items()]))
    opened = drawn(page.payload, "coverage_map", timeline)
    if page.published:
        st.markdown(components.small(page.published))
    origin(page)
    with st.expander(phrase("coverage.table"), on_change="rerun", key="coverage_table") as unfolded:
        if unfolded.open:
            show.traced(edition, table_of(page.standing), phrase("coverage.table"), "coverage_rows")
            st.caption(phrase("coverage.left_help"))
    if opened:
        unit_drawer(page, opened)


def two_periods(found: MapComparison | None) -> None:
    """Show two periods beside what changed between them, and all in one table."""
    if found is None:
        components.nothing(phrase("coverage.no_layer"))
    has_demo = found.before.has_demo or found.after.has_demo
    components.verdict(found.verdict, found.title, has_demo=has_demo)
    keys = ("coverage_map_0", "coverage_map_1", "coverage_difference")
    titles = (*found.titles, phrase("comparison.changed"))
    payloads = (found.before.payload, found.after.payload, found.payload)
    opened = ""
    for column, key, title, payload in zip(st.columns(3), keys, titles, payloads, strict=True):
        with column:
            st.subheader(escaped(title), anchor=False)
            opened = drawn(payload, key) or opened
    origin(found.after)
    with st.expander(phrase("comparison.table"), on_change="rerun", key="compared_table") as shown:
        if shown.open:
            show.table(coverage_comparison.table_of(found.pair), phrase("comparison.table"))
    if opened:
        unit_drawer(found.after, opened)


def drawn(payload: MapPayload, key: str, timeline: dict[str, str] | None = None) -> str | None:
    """Show a map; return the unit opened on it. Escape forgets it, the timeline moves on."""

    def move(to: str) -> None:
        st.query_params["period"] = to

    return show.coverage_map(
        payload,
        key=key,
        on_clear=lambda: selection.leave("unit"),
        on_period=move,
        timeline=timeline,
        at=period,
        group="" if timeline else GROUP,
    )


def unit_drawer(page: CoveragePage, unit_id: str) -> None:
    """Show one unit of the map: what it has and lacks, and from where that is known."""
    unit = cache.catalogue(edition).units[unit_id]

    @st.dialog(escaped(unit.name), width="medium", position="right")
    def drawer() -> None:
        figure = FigureKey(page.standing.indicator.indicator_id, unit_id, page.standing.period)
        show.facts(facts(page.standing, unit_id), page.verdict)
        show.origin(edition, figure, "unit")
        query = {**selection.address(), "indicator": figure.indicator_id, "unit": unit_id}
        with st.container(horizontal=True):
            for name in ("indicator", "unit"):
                components.lead(name, phrase(f"coverage.open_{name}"), query)

    drawer()


def origin(page: CoveragePage) -> None:
    """Say what is missing, how the map is used, and whose outlines it shows."""
    licence = f"{phrase('coverage.licence', licence=page.licence)}."
    st.caption(escaped(" ".join(filter(None, (page.note, phrase("coverage.hint"), licence)))))


edition = navigation.opened()
reader = cache.reader(edition)
measures = {"share": phrase("coverage.share"), "circles": phrase("coverage.circles")}
layers = {"polygons": phrase("coverage.polygons"), "tiles": phrase("coverage.tiles")}
overlays = {"": phrase("coverage.lines_none"), "both": phrase("coverage.lines_both")}
levels = choices.levels(reader.catalogue)
with bar.controls():
    level = AdminLevel(selection.switch("level", phrase("coverage.level"), levels))
options = reader.kept(choices.mapped, level)
if not options:
    components.nothing(phrase("coverage.no_indicator"), awaits_figures=True)
with bar.controls():
    indicator_id = selection.select("indicator", phrase("coverage.indicator"), options)
    measure = selection.switch("measure", phrase("coverage.measure"), measures)
known = reader.periods(indicator_id, level)
if not known:
    components.nothing(phrase("coverage.none"), awaits_figures=True)
period = bar.period(choices.exact(known))
used = {"layer": "tiles", "lines": "both", "compare": st.query_params.get("compare")}
with bar.more(sum(st.query_params.get(name) == value for name, value in used.items() if value)):
    others = choices.exact(one for one in known if str(one) != period)
    offered = {"": phrase("coverage.compare_none"), **others}
    compared = selection.select("compare", phrase("coverage.compare"), offered)
    layer = "polygons"
    if level is AdminLevel.COMMUNE:
        layer = selection.switch("layer", phrase("coverage.layer"), layers)
    lines = ""
    if layer == "polygons" and reader.kept(coverage.is_overlayable, level, period):
        lines = selection.switch("lines", phrase("coverage.lines"), overlays)

asked = coverage.MapRequest(
    indicator_id=indicator_id,
    level=level,
    period=period,
    is_tiles=layer == "tiles",
    is_circles=measure == "circles",
    is_overlaid=lines == "both",
    selected=st.query_params.get("unit"),
    compared=compared or None,
)
if compared:
    two_periods(coverage_comparison.asked_for(reader, asked))
else:
    one_period(coverage.asked_for(reader, asked))
