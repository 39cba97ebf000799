"""One unit on one page: every indicator, rank, place, changes; comparable and printable."""

import streamlit as st

from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import data, navigation, printing, selection, unit_paper, unit_parts
from cds.views import choices


@st.fragment
def profile(edition: data.Edition) -> None:
    """Choose a unit and show it, on screen and for paper; the frame does not run again."""
    with st.container(key=printing.BODY):
        options = data.unit_choices(edition, st.query_params.get("unit"))
        left, middle, right = st.columns([3, 3, 2])
        with left:
            unit_id = selection.select("unit", say("unit.choose"), options)
        with middle:
            # The same list whatever the unit, so that it is sent only once.
            others = {"": say("unit.compare_none"), **options}
            other_id = selection.select("other", say("unit.compare"), others) or None
            if other_id == unit_id:
                st.caption(say("unit.compare_same"))
                other_id = None
        with right:
            periods = choices.until(data.unit_periods(edition, unit_id))
            until = selection.select("period", say("coverage.period"), periods) or None

        page = data.unit_page(edition, unit_id, until)
        place = data.unit_map(edition, unit_id, other_id)
        st.header(escaped(page.unit.name))
        unit_parts.drill(page)
        unit_parts.head(edition, page, place)
        changes = data.unit_changes(edition, unit_id, until)
        if not page.lines:
            st.info(escaped(say("unit.no_data", name=page.unit.name)))
            return
        printing.button()
        if other_id:
            found = data.unit_comparison(edition, unit_id, other_id, until)
            unit_parts.comparison(edition, found, page.unit)
        unit_parts.gaps(page)
        unit_parts.table(edition, page)
        unit_parts.changes(changes)
    unit_paper.paper(edition, page, place, changes)


printing.style()
with st.container(key=printing.SCREEN):
    st.title(say("unit.title"))
    edition = navigation.opened()
profile(edition)
