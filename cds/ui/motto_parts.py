"""Parts of the page on the motto: cards, small pictures over time, the indicators behind."""

import streamlit as st

from cds.text.screens import say
from cds.ui import components
from cds.ui.motto import Item, MottoPage, Part


def cards(page: MottoPage, chosen: str) -> None:
    """Show the parts in the chosen unit, each with its course; a button opens its indicators."""
    with st.grid(3, min_column_width=300):
        for part in page.parts:
            _card(part, page, is_open=part.group.group_id == chosen)


def detail(part: Part, page: MottoPage) -> None:
    """Show every indicator of a part in the unit, each with a link to its page."""
    st.subheader(say("motto.detail", part=part.group.name, unit=page.unit.name))
    if not part.items:
        st.info(say("motto.detail_none"))
        return
    if part.group.description:
        st.caption(components.escaped(part.group.description))
    with st.grid(2, min_column_width=320):
        for item in part.items:
            _item(item)


def _card(part: Part, page: MottoPage, *, is_open: bool) -> None:
    key = part.group.group_id
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.caption(components.escaped(key.capitalize()))
        st.markdown(f"**{components.escaped(part.group.name)}**")
        ribbon = f" :orange-badge[:material/science: {say('demo_short')}]" if part.has_demo else ""
        st.markdown(f"### {part.value}{ribbon}")
        st.markdown(components.escaped(part.known))
        if part.trend:
            alt = say("motto.trend_alt", part=part.group.name, unit=page.unit.name)
            st.image(part.trend, width="stretch", alt=alt)
            st.markdown(components.escaped(part.course))
        if part.group.responsible:
            st.caption(components.escaped(say("motto.responsible", office=part.group.responsible)))
        st.button(
            say("motto.opened" if is_open else "motto.open"),
            icon=":material/arrow_downward:",
            key=f"part_{key}",
            on_click=_open,
            args=(key,),
            width="stretch",
            type="primary" if is_open else "secondary",
        )


def _item(item: Item) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        ribbon = f" :orange-badge[:material/science: {say('demo_short')}]" if item.is_demo else ""
        st.markdown(f"**{components.escaped(item.row.indicator.name)}**{ribbon}")
        st.markdown(components.escaped(item.line))
        st.caption(components.escaped(item.counted))
        query = {"indicator": item.row.indicator.indicator_id, "unit": item.row.unit.unit_id}
        if "version" in st.query_params:
            query["version"] = st.query_params["version"]
        st.page_link(
            "pages/indicator.py",
            label=say("open"),
            icon=":material/arrow_forward:",
            query_params=query,
        )


def _open(part_id: str) -> None:
    st.query_params["part"] = part_id
