"""Parts of the page on the motto: cards, small pictures over time, the indicators behind."""

import streamlit as st

from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, selection, show
from cds.views.columns import figure_of
from cds.views.motto import MottoPage, MottoPart
from cds.views.motto_items import MottoItem
from cds.views.motto_measures import column_names


@st.fragment
def of_unit(edition: data.Edition) -> None:
    """Show the parts in a chosen unit; choosing another reruns nothing else."""
    unit_id = selection.select(
        "unit", say("motto.unit"), data.unit_choices(edition, st.query_params.get("unit"))
    )
    page = data.motto_page(edition, unit_id)
    parts = {part.group.group_id: part for part in page.parts}
    heads = column_names(part.group for part in page.parts)
    st.header(escaped(say("motto.cards", unit=page.unit.name, day=page.day)))
    if page.has_demo:
        components.demo_ribbon()
    _cards(page, st.query_params.get("part", next(iter(parts))))
    st.caption(f"{say('motto.time_note')} {say('motto.rule')}")
    columns = [say("motto.col_day"), *heads]
    components.folded_table(page.time_table, columns, say("motto.time_table"), "motto_time_table")
    part_id = selection.select("part", say("motto.choose"), dict(zip(parts, heads, strict=True)))
    _detail(edition, parts[part_id], page)


def by_district(edition: data.Edition) -> None:
    """Show every part in every district."""
    st.header(say("motto.heat"))
    found = data.motto_districts(edition)
    if found.figure is None:
        st.info(escaped(found.sentence))
        return
    components.chart(found.figure, say("motto.heat_alt"), "motto", has_demo=found.has_demo)
    st.markdown(escaped(found.sentence))
    st.caption(say("motto.heat_note"))
    columns = [say("motto.col_unit"), *column_names(data.catalogue(edition).motto)]
    components.folded_table(found.table, columns, say("motto.heat_table"), "motto_heat_table")


def _cards(page: MottoPage, chosen: str) -> None:
    """Each part with its course; a button opens its indicators."""
    with st.grid(3, min_column_width=300):
        for part in page.parts:
            _card(part, page, is_open=part.group.group_id == chosen)


def _detail(edition: data.Edition, part: MottoPart, page: MottoPage) -> None:
    """Every indicator of a part in the unit, each with its trace and a link to its page."""
    st.subheader(escaped(say("motto.detail", part=part.group.name, unit=page.unit.name)))
    if not part.items:
        st.info(say("motto.detail_none"))
        return
    if part.group.description:
        st.caption(escaped(part.group.description))
    with st.grid(2, min_column_width=320):
        for item in part.items:
            _item(edition, item)


def _card(part: MottoPart, page: MottoPage, *, is_open: bool) -> None:
    key = part.group.group_id
    with st.container(border=True, height="stretch", gap="xsmall"):
        mark = components.demo_badge(has_demo=part.has_demo)
        components.paragraphs(
            components.small(key.capitalize()),
            f"**{escaped(part.group.name)}**",
            f"### {escaped(part.value)} {mark}",
            escaped(part.known),
        )
        if part.trend:
            alt = say("motto.trend_alt", part=part.group.name, unit=page.unit.name)
            st.image(part.trend, width="stretch", alt=alt)
        office = part.group.responsible
        components.paragraphs(
            escaped(part.course) if part.trend else "",
            components.small(say("motto.responsible", office=office)) if office else "",
        )
        st.button(
            say("motto.opened" if is_open else "motto.open"),
            icon=":material/arrow_downward:",
            key=f"part_{key}",
            on_click=_open,
            args=(key,),
            width="stretch",
            type="primary" if is_open else "secondary",
        )


def _item(edition: data.Edition, item: MottoItem) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        mark = components.demo_badge(has_demo=item.is_demo)
        components.paragraphs(
            f"**{escaped(item.row.indicator.name)}** {mark}",
            escaped(item.line),
            components.small(item.counted),
        )
        indicator_id, unit_id = item.row.indicator.indicator_id, item.row.unit.unit_id
        if figure := figure_of(item.row):
            show.trace_button(edition, figure, f"motto_{indicator_id}")
        st.page_link(
            "pages/indicator.py",
            label=say("open"),
            icon=":material/arrow_forward:",
            query_params={**selection.version(), "indicator": indicator_id, "unit": unit_id},
        )


def _open(part_id: str) -> None:
    st.query_params["part"] = part_id
