"""The motto's parts: how far in a unit, in every district, over time, by which indicators."""

import streamlit as st

from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, selection, show
from cds.views import choices, motto
from cds.views.columns import figure_of
from cds.views.motto import MottoItem, MottoPage, MottoPart


def open_part(part_id: str) -> None:
    """Put the part to show in detail into the address."""
    st.query_params["part"] = part_id


def card(part: MottoPart, page: MottoPage, *, is_open: bool) -> None:
    """Show one part with its course; its button opens the indicators below."""
    group = part.now.group
    key = group.group_id
    with st.container(border=True, height="stretch", gap="xsmall"):
        mark = components.demo_badge(has_demo=part.has_demo)
        components.paragraphs(
            components.small(key.capitalize()),
            f"**{escaped(group.name)}**",
            f"### {escaped(part.now.value)} {mark}",
            escaped(part.now.known),
        )
        if part.trend:
            alt = phrase("motto.trend_alt", part=group.name, unit=page.unit.name)
            st.image(part.trend, width="stretch", alt=alt)
        office = group.responsible
        components.paragraphs(
            escaped(part.course) if part.trend else "",
            components.small(phrase("motto.responsible", office=office)) if office else "",
        )
        st.button(
            phrase("motto.opened" if is_open else "motto.open"),
            icon=":material/arrow_downward:",
            key=f"part_{key}",
            on_click=open_part,
            args=(key,),
            width="stretch",
            type="primary" if is_open else "secondary",
        )


def indicator(item: MottoItem) -> None:
    """Show an indicator behind a part, with its trace and a link to its page."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        mark = components.demo_badge(has_demo=item.is_demo)
        components.paragraphs(
            f"**{escaped(item.row.indicator.name)}** {mark}",
            escaped(item.line),
            components.small(item.counted),
        )
        if figure := figure_of(item.row):
            show.trace_button(edition, figure, f"motto_{item.row.indicator.indicator_id}")
        components.indicator_link(item.row)


def detail(part: MottoPart, page: MottoPage) -> None:
    """Show every indicator of a part in the unit."""
    group = part.now.group
    st.subheader(escaped(phrase("motto.detail", part=group.name, unit=page.unit.name)))
    if not part.items:
        st.info(phrase("motto.detail_none"))
        return
    if group.description:
        st.caption(escaped(group.description))
    with st.grid(2, min_column_width=320):
        for item in part.items:
            indicator(item)


@st.fragment
def of_unit() -> None:
    """Show the parts in a chosen unit; choosing another reruns nothing else."""
    unit_id = selection.select(
        "unit",
        phrase("motto.unit"),
        choices.units(cache.reader(edition), st.query_params.get("unit")),
    )
    page = cache.reader(edition).kept(motto.build, unit_id)
    parts = {part.now.group.group_id: part for part in page.parts}
    st.header(escaped(phrase("motto.cards", unit=page.unit.name, day=page.day)))
    if page.has_demo:
        components.demo_ribbon()
    opened = st.query_params.get("part", next(iter(parts)))
    with st.grid(3, min_column_width=300):
        for part_id, part in parts.items():
            card(part, page, is_open=part_id == opened)
    st.caption(f"{phrase('motto.time_note')} {phrase('motto.rule')}")
    show.folded(page.time_table, phrase("motto.time_table"), "motto_time_table")
    titles = {part_id: motto.part_title(part.now.group) for part_id, part in parts.items()}
    detail(parts[selection.select("part", phrase("motto.choose"), titles)], page)


components.verdict(phrase("motto.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
if not cache.catalogue(edition).motto:
    st.info(phrase("motto.none"))
    st.stop()

of_unit()

st.header(phrase("motto.heat"))
found = cache.reader(edition).kept(motto.districts)
if found.chart is None:
    st.info(escaped(found.sentence))
else:
    show.chart(found.chart, phrase("motto.heat_alt"), "motto", has_demo=found.has_demo)
    st.markdown(escaped(found.sentence))
    st.caption(phrase("motto.heat_note"))
    show.folded(found.table, phrase("motto.heat_table"), "motto_heat_table")
