"""Parts of the page on priority sectors: a card, and the indicators behind it."""

import streamlit as st

from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, selection
from cds.views.sectors import Reporting, SectorCard, SectorItem, SectorsPage

_REPORTING = {  # icon and colour; even full reporting is not green: it says nothing of success
    Reporting.EMPTY: ("visibility_off", "gray"),
    Reporting.PARTIAL: ("incomplete_circle", "yellow"),
    Reporting.FULL: ("fact_check", "blue"),
}


@st.fragment
def drilled(page: SectorsPage) -> None:
    """Show every sector and the indicators of one; choosing another reruns nothing else."""
    with st.grid(4, min_column_width=270):
        for card in page.cards:
            _card(card)
    st.header(say("sectors.detail_title"))
    options = {card.group.group_id: card.group.name for card in page.cards}
    chosen = selection.select("sector", say("sectors.choose"), options)
    _detail(next(card for card in page.cards if card.group.group_id == chosen))


def _card(shown: SectorCard) -> None:
    """Show one sector; its button opens the indicators below."""
    key = shown.group.group_id
    with st.container(border=True, height="stretch", gap="xsmall"):
        components.paragraphs(
            f"**{escaped(shown.group.name)}**",
            f"{_reporting(shown)} {components.demo_badge(has_demo=shown.has_demo)}",
            _counts(shown),
            "  \n".join(escaped(line) for line in shown.lines),
        )
        is_open = st.query_params.get("sector") == key
        st.button(
            say("sectors.opened" if is_open else "sectors.open"),
            icon=":material/arrow_downward:",
            key=f"sector_{key}",
            on_click=_open,
            args=(key,),
            width="stretch",
            type="primary" if is_open else "secondary",
        )


def _detail(shown: SectorCard) -> None:
    """Show every indicator of a sector, each with a link to its page."""
    st.subheader(escaped(say("sectors.detail", sector=shown.group.name)))
    if not shown.items:
        st.info(say("sectors.detail_none"))
        return
    with st.grid(2, min_column_width=320):
        for place, item in enumerate(shown.items):
            _item(item, f"{shown.group.group_id}_{place}")
    st.page_link(
        "pages/gaps.py",
        label=say("sectors.gaps"),
        icon=":material/target:",
        query_params={**selection.version(), "sector": shown.group.group_id, "unit_level": "all"},
    )


def _item(item: SectorItem, key: str) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{escaped(item.name)}** {components.demo_badge(has_demo=item.is_demo)}")
        if item.row.target:
            components.status_rule(item.row, f"sector_{key}")
        st.markdown(escaped(item.line))
        query = {"indicator": item.row.indicator.indicator_id, "unit": item.row.unit.unit_id}
        st.page_link(
            "pages/indicator.py",
            label=say("open"),
            icon=":material/arrow_forward:",
            query_params={**selection.version(), **query},
        )


def _reporting(shown: SectorCard) -> str:
    icon, colour = _REPORTING[shown.reporting]
    word = say(f"sectors.state_{shown.reporting}")
    return f":{colour}-badge[:material/{icon}: {word}]"


def _counts(shown: SectorCard) -> str:
    return components.badges(shown.counts) or say("sectors.targets_none")


def _open(sector_id: str) -> None:
    st.query_params["sector"] = sector_id
