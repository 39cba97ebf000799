"""Parts of the page on one indicator."""

import streamlit as st

from cds.domain.admin_units import AdminLevel
from cds.scorecard import Row
from cds.text import figures, numbers
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, selection, show
from cds.views import coverage
from cds.views.columns import figure_of
from cds.views.indicator import IndicatorPage, aims

_COLUMNS = (
    "period",
    "value",
    "counts",
    "status",
    "completeness",
    "source",
    "published_on",
    "link",
    "origin",
    "note",
)


def chosen_aim(
    edition: data.Edition, indicator_id: str, unit_id: str, until: str | None
) -> str | None:
    """Choose the target to judge by where there are several; the governing one is the default."""
    offered = aims(data.indicator_rows(edition, indicator_id, until), unit_id)
    if st.query_params.get("target") not in offered:
        selection.leave("target")
    if len(offered) < 2:
        return None
    return selection.switch("target", say("indicator.aims"), offered)


def numbers_row(row: Row) -> None:
    """Show value, target, gap in both currencies, pace and projection, with date and source."""
    judged, indicator = row.assessment, row.indicator
    latest = judged.latest
    shown = {
        "value": figures.value(judged, indicator),
        "target": figures.target(judged, indicator, row.target),
        "gap": say("overview.gap_none") if judged.is_met else figures.missing(judged, indicator),
        "things": numbers.things(judged.still_to_do, indicator),
        "projection": _projection(row),
    }
    with st.grid(5, min_column_width=150):
        for name, text in shown.items():
            components.fact(say(f"indicator.{name}"), text)
    if latest:
        st.caption(escaped(_origin(row)))


def trace(edition: data.Edition, row: Row) -> None:
    """Offer the way from the figure to its file's line."""
    if figure := figure_of(row):
        show.trace_button(edition, figure, "indicator")


def small_map(edition: data.Edition, row: Row) -> None:
    """Show where the indicator stands on the map, at the lowest level that has figures."""
    st.subheader(say("indicator.map"))
    asked = _asked(edition, row)
    page = data.coverage_page(edition, asked) if asked else None
    if page is None:
        st.info(say("indicator.map_none"))
        return
    show_map(page, "indicator_map")


def show_map(page: coverage.CoveragePage, key: str) -> None:
    """Show a map under its sentence; a click opens the unit."""
    from cds.ui.map import coverage_map

    if page.has_demo:
        components.demo_ribbon()
    st.markdown(escaped(page.summary))
    opened = coverage_map(page.payload, key=key)
    st.caption(escaped(say("coverage.licence", licence=page.licence)))
    if opened:
        open_unit(opened)


def open_unit(unit_id: str) -> None:
    """Go to the page of an indicator with that unit."""
    st.switch_page("pages/indicator.py", query_params={**selection.address(), "unit": unit_id})


def method(page: IndicatorPage) -> None:
    """Show how the indicator is made, who answers for it, and each figure with its source."""
    indicator = page.row.indicator
    st.subheader(say("indicator.method"))
    told = {
        "definition": indicator.definition,
        "denominator": indicator.denominator_name,
        "responsible": indicator.responsible,
        "frequency": indicator.frequency,
        "note": indicator.note,
    }
    lines = [say(f"indicator.{name}", text=text) for name, text in told.items() if text]
    lines += page.history
    st.markdown("\n".join(components.bulleted(lines)))
    st.markdown(f"**{say('indicator.figures')}**")
    columns = [say(f"indicator.col_{name}") for name in _COLUMNS]
    links = {say("indicator.col_link"): st.column_config.LinkColumn(display_text=say("open_link"))}
    components.table(page.figures, columns, say("indicator.figures"), column_config=links)


def _asked(edition: data.Edition, row: Row) -> coverage.MapRequest | None:
    wanted = row.assessment.latest.period if row.assessment.latest else None
    if not data.catalogue(edition).is_ours(row.unit.unit_id):
        return None  # the map is the home's
    for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT):
        known = data.periods(edition, row.indicator.indicator_id, level)
        if known:
            period = wanted if wanted in known else known[0]
            return coverage.MapRequest(
                row.indicator.indicator_id, level, str(period), selected=row.unit.unit_id
            )
    return None


def _projection(row: Row) -> str:
    judged = row.assessment
    if judged.gap == 0:
        return say("indicator.reached")
    if judged.projected_on is not None:
        return numbers.day(judged.projected_on)
    return say("indicator.never") if judged.recent_pace is not None else numbers.MISSING


def _origin(row: Row) -> str:
    latest = row.assessment.latest
    assert latest is not None  # noqa: S101 - called only with a figure
    return say(
        "indicator.origin",
        period=figures.when(latest),
        source=figures.source(latest),
        completeness=figures.completeness(latest),
        office=(row.target and row.target.responsible) or row.indicator.responsible,
    )
