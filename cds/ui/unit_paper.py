"""The A4 sheet of one unit, and the small map it shares with the screen."""

from collections.abc import Sequence

import streamlit as st

from cds.text import numbers
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, printing
from cds.views.unit import UnitPage
from cds.views.unit_place import SHEET_COLUMNS, sheet


def paper(edition: data.Edition, page: UnitPage, place: str | None, lines: Sequence[str]) -> None:
    """Lay out the A4 sheet, which only shows when printed."""
    product = data.catalogue(edition).programme.product_name
    laid = sheet(page)
    with st.container(key=printing.SHEET):
        st.header(
            escaped(say("unit.print_head", product=product, name=page.unit.name)), anchor=False
        )
        left, right = st.columns([3, 1])
        with left:
            texts = [*page.facts, page.summary, *([page.silent] if page.silent else [])]
            st.markdown("  \n".join(escaped(text) for text in texts))
        with right:
            locate(page, place)
        if page.has_demo:
            components.demo_ribbon()
        columns = [say(f"unit.col_{name}") for name in SHEET_COLUMNS]
        cells = [[escaped(cell) for cell in row] for row in laid.rows]
        st.table(components.texts(cells, columns), hide_index=True, border="horizontal")
        if laid.left_out:
            st.markdown(escaped(say("unit.print_more", count=laid.left_out)))
        named = [
            say("unit.print_named", place=place, source=source)
            for place, source in enumerate(laid.sources, 1)
        ]
        st.markdown(escaped(say("unit.print_sources", sources=" ".join(named))))
        st.markdown("\n".join(components.bulleted(lines)))
        day = "/".join(reversed(edition.today.split("-")))
        foot = say("unit.print_foot", version=numbers.number(edition.version), today=day)
        st.markdown(escaped(f"{foot} {say('marked_note')}" if page.has_demo else foot))


def locate(page: UnitPage, place: str | None) -> None:
    """Show where the unit lies."""
    if place is None:
        st.caption(say("unit.map_none"))
        return
    whole = page.above[0].name if page.above else page.unit.name
    st.image(place, width=280, alt=say("unit.map_alt", name=page.unit.name, whole=whole))
