"""Priority sectors: how their targets stand, how much is reported, who answers."""

import streamlit as st

from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, selection, standings
from cds.views import sectors
from cds.views.sectors import SectorCard
from cds.views.standings import standing_lines


def detail(card: SectorCard) -> None:
    """Show the targets of a sector, its other indicators, and the way to its units."""
    components.paragraphs("  \n".join(escaped(each) for each in card.lines))
    if card.targets:
        lines = standing_lines(card.targets, reader)
        standings.show(lines, "sector_targets", card.group.name)
    else:
        st.caption(phrase("sectors.targets_none").capitalize())
    if card.others:
        st.markdown(f"**{phrase('sectors.figures')}**")
        told = [
            f"{row.indicator.name}: {sectors.figure_text(row, reader.day)}" for row in card.others
        ]
        st.markdown("\n".join(components.bulleted(told)))
    if card.targets:
        asked = {**selection.framing(), "sector": card.group.group_id, "unit_level": "all"}
        components.lead("gaps", phrase("sectors.gaps"), asked, "target")


edition = navigation.opened()
reader = cache.reader(edition)
if not reader.catalogue.sectors:
    components.nothing(phrase("sectors.none"), declared_in="sectors.csv")

reader = bar.as_of(reader)
page = reader.kept(sectors.build)
components.verdict(page.verdict, page.reported, has_demo=page.has_demo)
standings.sectors(page, "sector_lines", lambda one: st.query_params.update(sector=one))
if page.short:
    st.header(phrase("sectors.short"), anchor=False)
    lines = standing_lines(page.short, reader)
    standings.show(lines, "sector_short", phrase("sectors.short"))
for card in page.cards:
    if card.group.group_id == st.query_params.get("sector"):
        drawer = st.dialog(
            escaped(card.group.name),
            width="large",
            position="right",
            on_dismiss=lambda: selection.leave("sector"),
        )
        drawer(detail)(card)
