"""The motto's parts: how far in a unit, in every district, since its first year, by what."""

import streamlit as st

from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, selection, show
from cds.views import choices, motto
from cds.views.motto import MottoPage


@st.fragment
def detail(shown: MottoPage) -> None:
    """Show every indicator of a part in the unit; choosing another part reruns nothing else."""
    st.header(phrase("motto.detail"), anchor=False)
    titles = {part.now.group.group_id: motto.part_title(part.now.group) for part in shown.parts}
    chosen = selection.select("part", phrase("motto.choose"), titles)
    part = shown.parts[list(titles).index(chosen)]
    if not part.items.lines:
        st.info(phrase("motto.detail_none"))
        return
    if part.now.group.description:
        st.caption(escaped(part.now.group.description))
    show.traced(edition, part.items, titles[chosen], "motto_items")


edition = navigation.opened()
reader = cache.reader(edition)
if not reader.catalogue.motto:
    components.nothing(phrase("motto.none"), declared_in="motto.csv")
with bar.controls():
    units = choices.units(reader, st.query_params.get("unit"))
    unit_id = selection.select("unit", phrase("motto.unit"), units)
reader = bar.as_of(reader, reader.kept(choices.periods, unit_id))
page = reader.kept(motto.build, unit_id)
as_of = phrase("motto.as_of", day=page.day)
districts = reader.kept(motto.districts)
components.verdict(page.verdict, as_of, has_demo=page.has_demo or districts.has_demo)
with st.grid(2 if page.rows or districts.chart else 1, min_column_width=460):
    with st.container():
        st.header(phrase("motto.parts"), anchor=False)
        if page.rows:
            show.drawn(page.rows, phrase("motto.parts_alt", unit=page.unit.name), "motto_parts")
        else:
            show.table(page.awaited, phrase("motto.parts"), "motto_awaited")
        with st.popover(phrase("motto.explained"), icon=":material/info:", type="tertiary"):
            st.markdown(f"{phrase('methods.parts.text')} {components.rule_link('parts')}")
    with st.container():
        if districts.chart:
            st.header(phrase("motto.heat", kinds=districts.kinds), anchor=False)
            show.drawn(districts.chart, phrase("motto.heat_alt"), "motto_heat")
        st.markdown(components.small(districts.sentence))
detail(page)
show.folded(page.time_table, phrase("motto.time_table"), "motto_time_table")
show.folded(districts.table, phrase("motto.heat_table"), "motto_heat_table")
