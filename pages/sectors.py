"""Priority sectors: how targets stand, how much is reported, where it is worst, who answers."""

import streamlit as st

from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, selection, show
from cds.views import sectors
from cds.views.sectors import Reporting, SectorCard

REPORTING_BADGES = {  # even full reporting is not green: it says nothing of success
    Reporting.EMPTY: ":gray-badge[:material/visibility_off: {}]",
    Reporting.PARTIAL: ":yellow-badge[:material/incomplete_circle: {}]",
    Reporting.FULL: ":blue-badge[:material/fact_check: {}]",
}


def open_sector(sector_id: str) -> None:
    """Put the sector to show in detail into the address."""
    st.query_params["sector"] = sector_id


def card(shown: SectorCard) -> None:
    """Show one sector; its button opens the indicators below."""
    key = shown.group.group_id
    reporting = REPORTING_BADGES[shown.reporting].format(phrase(f"sectors.state_{shown.reporting}"))
    with st.container(border=True, height="stretch", gap="xsmall"):
        components.paragraphs(
            f"**{escaped(shown.group.name)}**",
            f"{reporting} {components.demo_badge(has_demo=shown.has_demo)}",
            components.badges(shown.counts) or phrase("sectors.targets_none"),
            "  \n".join(escaped(line) for line in shown.lines),
        )
        is_open = st.query_params.get("sector") == key
        st.button(
            phrase("sectors.opened" if is_open else "sectors.open"),
            icon=":material/arrow_downward:",
            key=f"sector_{key}",
            on_click=open_sector,
            args=(key,),
            width="stretch",
            type="primary" if is_open else "secondary",
        )


def detail(shown: SectorCard) -> None:
    """Show every indicator of a sector, each with a link to its page."""
    st.subheader(escaped(phrase("sectors.detail", sector=shown.group.name)))
    if not shown.items:
        st.info(phrase("sectors.detail_none"))
        return
    with st.grid(2, min_column_width=320):
        for place, item in enumerate(shown.items):
            with st.container(border=True, height="stretch", gap="xsmall"):
                mark = components.demo_badge(has_demo=item.is_demo)
                st.markdown(f"**{escaped(item.name)}** {mark}")
                if item.row.target:
                    key = f"sector_{shown.group.group_id}_{place}"
                    components.status_rule(item.row, key)
                st.markdown(escaped(item.line))
                components.indicator_link(item.row)
    st.page_link(
        "pages/gaps.py",
        label=phrase("sectors.gaps"),
        icon=":material/target:",
        query_params={**selection.version(), "sector": shown.group.group_id, "unit_level": "all"},
    )


@st.fragment
def drilled(cards: tuple[SectorCard, ...]) -> None:
    """Show every sector and the indicators of one; choosing another reruns nothing else."""
    with st.grid(4, min_column_width=270):
        for one in cards:
            card(one)
    st.header(phrase("sectors.detail_title"))
    options = {one.group.group_id: one.group.name for one in cards}
    chosen = selection.select("sector", phrase("sectors.choose"), options)
    detail(next(one for one in cards if one.group.group_id == chosen))


components.verdict(phrase("sectors.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
if not cache.catalogue(edition).sectors:
    st.info(phrase("sectors.none"))
    st.stop()

page = cache.reader(edition).kept(sectors.build)
st.markdown(escaped(page.sentence))
if page.has_demo:
    components.demo_ribbon()
drilled(page.cards)

st.header(phrase("sectors.chart"))
if page.chart is not None:
    show.chart(page.chart, phrase("sectors.chart_alt"), "sectors", has_demo=page.has_demo)
st.markdown(escaped(page.chart_sentence))
show.folded(page.table, phrase("sectors.table"), "sectors_table")
