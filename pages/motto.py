"""The motto's parts: how far in a unit, in every district, over time, by which indicators."""

import streamlit as st

from cds.text.screens import say
from cds.ui import components, data, motto, motto_parts, navigation, selection

st.title(say("motto.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
if edition.version < 0:
    st.stop()
if not reference.motto:
    st.info(say("motto.none"))
    st.stop()

unit_id = selection.select("unit", say("motto.unit"), data.unit_choices(edition))
page = data.motto_page(edition, unit_id)
parts = {part.group.group_id: part for part in page.parts}
heads = motto.column_names(reference.motto)

st.header(say("motto.cards", unit=page.unit.name, day=page.day))
if any(part.has_demo for part in page.parts):
    components.demo_ribbon()
chosen = st.query_params.get("part", next(iter(parts)))
motto_parts.cards(page, chosen)
st.caption(f"{say('motto.time_note')} {say('motto.rule')}")
columns = [say("motto.col_day"), *heads]
components.folded_table(page.time_table, columns, say("motto.time_table"), "motto_time_table")

part_id = selection.select("part", say("motto.choose"), dict(zip(parts, heads, strict=True)))
motto_parts.detail(parts[part_id], page)

st.header(say("motto.heat"))
if page.heat is None:
    st.info(page.heat_sentence)
else:
    components.chart(page.heat, say("motto.heat_alt"), "motto", has_demo=page.heat_has_demo)
    st.markdown(components.escaped(page.heat_sentence))
    st.caption(say("motto.heat_note"))
    columns = [say("motto.col_unit"), *heads]
    components.folded_table(page.heat_table, columns, say("motto.heat_table"), "motto_heat_table")
