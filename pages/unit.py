"""One unit on one page: every indicator, rank, place, changes; comparable and printable."""

from collections.abc import Sequence

import streamlit as st

from cds.domain.admin_units import AdminUnit
from cds.domain.periods import parse_period
from cds.text import numbers
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, printing, selection, show
from cds.views import choices, unit
from cds.views.unit import UnitPage
from cds.views.unit_changes import unit_changes
from cds.views.unit_comparison import UnitComparison, compare
from cds.views.unit_profile import unit_map

NAME_WIDTH = 240  # pixels: most of an indicator's name, and on a phone the value beside it


@st.fragment
def profile() -> None:
    """Choose a unit and show it, on screen and for paper; the frame does not run again."""
    reader = cache.reader(edition)
    with st.container(key=printing.BODY):
        options = choices.units(cache.reader(edition), st.query_params.get("unit"))
        left, middle, right = st.columns([3, 3, 2])
        with left:
            unit_id = selection.select("unit", phrase("unit.choose"), options)
        with middle:
            # The same list whatever the unit, so that it is sent only once.
            others = {"": phrase("unit.compare_none"), **options}
            other_id = selection.select("other", phrase("unit.compare"), others) or None
            if other_id == unit_id:
                st.caption(phrase("unit.compare_same"))
                other_id = None
        with right:
            periods = choices.until(reader.kept(unit.periods, unit_id))
            asked = selection.select("period", phrase("coverage.period"), periods)
        until = parse_period(asked) if asked else None

        page = reader.kept(unit.build, unit_id, until)
        place = reader.kept(unit_map, unit_id, other_id)
        changes = reader.kept(unit_changes, unit_id, until)
        st.header(escaped(page.unit.name))
        ways(page)
        head(page, place)
        if not page.table.lines:
            st.info(escaped(phrase("unit.no_data", name=page.unit.name)))
            return
        printing.button()
        if other_id:
            comparison(reader.kept(compare, unit_id, other_id, until), page.unit)
        standings(page)
        st.subheader(phrase("unit.changes"))
        st.markdown("\n".join(components.bulleted(changes)))
        st.page_link(
            "pages/changes.py",
            label=phrase("unit.changes_open"),
            icon=":material/difference:",
            query_params=st.query_params.to_dict(),
        )
    paper(page, place, changes)


def ways(page: UnitPage) -> None:
    """Show the ways up and down; every other choice in the address stays."""
    with st.container(horizontal=True):
        for above in page.above:
            link(phrase("unit.above", name=above.name), above, ":material/arrow_upward:")
    if page.below:
        title = phrase("unit.below", count=len(page.below))
        with st.expander(title, on_change="rerun", key="unit_below") as opened:
            if opened.open:
                with st.grid(4, min_column_width=200):
                    for below in page.below:
                        link(below.name, below, ":material/arrow_downward:")


def link(label: str, to: AdminUnit, icon: str) -> None:
    """Lead to another unit."""
    query = {**st.query_params.to_dict(), "unit": to.unit_id}
    st.page_link("pages/unit.py", label=escaped(label), icon=icon, query_params=query)


def head(page: UnitPage, place: str | None) -> None:
    """Show who the unit is and where it lies, then the one sentence that matters."""
    left, right = st.columns([3, 2])
    with left:
        st.markdown("  \n".join(escaped(fact) for fact in page.facts))
        if page.has_demo:
            components.demo_ribbon()
        st.markdown(f"**{escaped(page.summary)}**")
        if page.worst:
            show.trace_button(edition, page.worst, "unit")
        if page.silent:
            st.markdown(escaped(page.silent))
    with right:
        locate(page, place)


def locate(page: UnitPage, place: str | None) -> None:
    """Show where the unit lies."""
    if place is None:
        st.caption(phrase("unit.map_none"))
        return
    whole = page.above[0].name if page.above else page.unit.name
    st.image(place, width=280, alt=phrase("unit.map_alt", name=page.unit.name, whole=whole))


def standings(page: UnitPage) -> None:
    """Show what is missing to each target, then every indicator; a row can be traced."""
    if page.gaps is not None:
        st.subheader(phrase("unit.gaps"))
        alt = phrase("unit.gaps_alt", name=page.unit.name)
        show.chart(page.gaps, alt, "unit_gaps", has_demo=False)
        st.caption(phrase("unit.gaps_note"))
    st.subheader(phrase("unit.table"))
    st.caption(phrase("unit.rank_note"))
    pinned = {page.table.heads[0]: st.column_config.TextColumn(pinned=True, width=NAME_WIDTH)}
    alt = f"{phrase('unit.table')} · {page.unit.name}"
    show.traced(edition, page.table, alt, "unit_table", pinned)


def comparison(found: UnitComparison, one: AdminUnit) -> None:
    """Show two units side by side."""
    st.subheader(escaped(found.title))
    if found.has_demo:
        components.demo_ribbon()
    st.markdown(escaped(found.sentence))
    if found.table.lines:
        st.caption(escaped(phrase("unit.comparison_note", one=one.name)))
        pinned = {found.table.heads[0]: st.column_config.TextColumn(pinned=True, width=NAME_WIDTH)}
        show.traced(edition, found.table, found.title, "unit_comparison", pinned)


def paper(page: UnitPage, place: str | None, changes: Sequence[str]) -> None:
    """Lay out the A4 sheet, which only shows when printed."""
    product = cache.catalogue(edition).programme.product_name
    with st.container(key=printing.SHEET):
        title = phrase("unit.print_head", product=product, name=page.unit.name)
        st.header(escaped(title), anchor=False)
        left, right = st.columns([3, 1])
        with left:
            texts = [*page.facts, page.summary, *([page.silent] if page.silent else [])]
            st.markdown("  \n".join(escaped(text) for text in texts))
        with right:
            locate(page, place)
        if page.has_demo:
            components.demo_ribbon()
        show.wrapped(page.sheet.table, None, border="horizontal")
        if page.sheet.left_out:
            st.markdown(escaped(phrase("unit.print_more", count=page.sheet.left_out)))
        named = [
            phrase("unit.print_named", place=number, source=source)
            for number, source in enumerate(page.sheet.sources, 1)
        ]
        st.markdown(escaped(phrase("unit.print_sources", sources=" ".join(named))))
        st.markdown("\n".join(components.bulleted(changes)))
        day = "/".join(reversed(edition.today.split("-")))
        foot = phrase("unit.print_foot", version=numbers.number(edition.version), today=day)
        st.markdown(escaped(f"{foot} {phrase('marked_note')}" if page.has_demo else foot))


printing.style()
with st.container(key=printing.SCREEN):
    components.verdict(phrase("unit.title"))
    edition = navigation.opened()
profile()
