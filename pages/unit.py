"""One unit: where it stands among its peers, its targets, figures, changes; on a sheet of A4."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from cds.domain.admin_units import AdminUnit
from cds.export.files import File
from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, selection, show, standings
from cds.views import choices, unit
from cds.views.unit import UnitPage, unit_changes
from cds.views.unit_profile import UnitComparison, compare, map_alt, unit_map

FEW_TARGETS = 5  # under which there is room for the places of other units


def chosen() -> tuple[str, str | None]:
    """Show the choices in the bar: the unit, and whom it is compared with."""
    options = choices.units(reader, st.query_params.get("unit"))
    with bar.controls():
        mine = bar.my_unit()
        led = {mine: options[mine], **options} if mine in options else options
        unit_id = selection.select("unit", phrase("unit.choose"), led)
        # The same list whatever the unit, so that it is sent only once.
        others = {"": phrase("unit.compare_none"), **options}
        other_id = selection.select("other", phrase("unit.compare"), others) or None
    return unit_id, other_id


def answer(page: UnitPage, place: str | None) -> None:
    """Show the targets, those not met first, and beside them who the unit is."""
    left, right = st.columns([2.6, 1])
    peers = left if len(page.targets) <= FEW_TARGETS else right
    with left:
        if page.targets:
            alt = phrase("unit.tab_targets")
            standings.show(page.targets, "unit_targets", alt, is_folded=True)
        if page.rule:
            st.caption(f"{escaped(page.rule)} {components.rule_link('placing')}")
        if page.silent:
            st.caption(escaped(page.silent))
    with right:
        locate(page, place)
    if page.peers.lines:
        with peers, st.container(key=f"{components.SCREEN}_peers"):  # paper needs no 186 lines
            st.header(escaped(page.ranked_as), anchor=False)
            show.table(page.peers, page.ranked_as, "peers", open_peer)
    with right:
        components.paragraphs("  \n".join(components.small(fact) for fact in page.facts))
        for above in page.above:
            link(phrase("unit.above", name=above.name), above, "arrow_upward")


def open_peer(place: int) -> None:
    """Put the unit of a line into the address."""
    st.query_params["unit"] = page.peers.lines[place].unit_id or ""


def locate(page: UnitPage, place: str | None) -> None:
    """Show where the unit lies in what is above it."""
    if not page.above:
        return
    if place is None:
        st.caption(phrase("unit.map_none"))
        return
    st.image(place, width=240, alt=map_alt(reader.catalogue, page.unit))


def link(label: str, to: AdminUnit, icon: str) -> None:
    """Lead to another unit."""
    query = {**st.query_params.to_dict(), "unit": to.unit_id}
    components.lead("unit", escaped(label), query, icon)


def comparison(found: UnitComparison, one: AdminUnit) -> None:
    """Show two units side by side."""
    mark = components.demo_badge(has_demo=found.has_demo)
    st.markdown(f"**{escaped(found.title)}**  \n{escaped(found.sentence)} {mark}")
    if found.table.lines:
        st.caption(escaped(phrase("unit.comparison_note", one=one.name)))
        show.traced(edition, found.table, found.title, "unit_comparison")


def details(page: UnitPage, other_id: str | None, changes: Sequence[str]) -> None:
    """Show the rest one step down, each part when its tab is opened."""

    def figures() -> None:
        st.caption(phrase("unit.rank_note"))
        alt = f"{phrase('unit.tab_figures')} · {page.unit.name}"
        show.traced(edition, page.table, alt, "unit_table")

    def changed() -> None:
        st.markdown("\n".join(components.bulleted(changes)))
        asked = st.query_params.to_dict()
        components.lead("changes", phrase("unit.changes_open"), asked, "difference")

    def below() -> None:
        with st.grid(4, min_column_width=200):
            for each in page.below:
                link(each.name, each, "arrow_downward")

    labels = {"figures": phrase("unit.tab_figures"), "changes": phrase("unit.tab_changes")}
    parts: components.Parts = {"figures": figures, "changes": changed}
    if other_id:
        other = reader.catalogue.units[other_id].name
        found = reader.kept(compare, page.unit.unit_id, other_id)
        labels["comparison"] = phrase("unit.tab_comparison", other=other)
        parts = {"comparison": partial(comparison, found, page.unit), **parts}
    if page.below:
        labels["below"] = phrase("unit.below", count=len(page.below))
        parts["below"] = below
    components.tabs(parts, labels.__getitem__, f"unit_tab_{other_id or ''}")


def brief() -> File:
    """Return the unit's sheet of A4."""
    from cds.ui import files  # what makes files is much: no page waits for it

    return files.brief_file(edition, reader, page.unit)


edition = navigation.opened()
reader = cache.reader(edition)
unit_id, other_id = chosen()
reader = bar.as_of(reader, reader.kept(choices.periods, unit_id))
bar.boundaries()
page = reader.kept(unit.build, unit_id)
place = reader.unlimited.kept(unit_map, unit_id)  # the same in every period
changes = reader.kept(unit_changes, unit_id)
bar.offer("brief", phrase("unit.brief"), brief)
components.verdict(page.verdict, page.counts, has_demo=page.has_demo)
if other_id == unit_id:
    st.caption(phrase("unit.compare_same"))
    other_id = None
answer(page, place)
if page.table.lines:
    details(page, other_id, changes)
else:
    st.info(escaped(phrase("unit.no_data", name=page.unit.name)))
