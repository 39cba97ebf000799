"""Parts of the page on what changed."""

from collections.abc import Sequence

import streamlit as st

from cds.text.labels import escaped
from cds.text.phrases import head, phrase
from cds.ui import components, data, trace_parts
from cds.views.changes import ChangesPage
from cds.views.changes_figures import CORRECTION_COLUMNS
from cds.views.changes_flips import FLIP_COLUMNS
from cds.views.changes_moves import MOVE_COLUMNS
from cds.views.changes_rows import Listing


def flips(edition: data.Edition, page: ChangesPage) -> None:
    """Show the targets whose standing differs."""
    st.header(phrase("changes.flips"))
    if not page.flips.count:
        st.info(phrase("changes.flips_none"))
        return
    _table(edition, page.flips, FLIP_COLUMNS, "flips")


def moves(edition: data.Edition, page: ChangesPage) -> None:
    """Show the figures that moved most."""
    st.header(phrase("changes.moves"))
    if page.moves_sentence is None:
        st.info(phrase("changes.moves_none"))
        return
    if page.moves_figure is not None:
        components.chart(page.moves_figure, phrase("changes.moves_alt"), "moves", has_demo=False)
    st.markdown(escaped(page.moves_sentence))
    st.caption(phrase("changes.moves_note"))
    _table(edition, page.moves, MOVE_COLUMNS, "moves")


def corrections(edition: data.Edition, page: ChangesPage) -> None:
    """Show the figures that were replaced by others of the same unit and period."""
    st.header(phrase("changes.corrected"))
    if not page.corrections.count:
        st.info(phrase("changes.corrected_none"))
        return
    st.caption(phrase("changes.corrected_note"))
    _table(edition, page.corrections, CORRECTION_COLUMNS, "corrected")


def _table(edition: data.Edition, found: Listing, names: Sequence[str], key: str) -> None:
    if found.count > len(found.rows):
        st.caption(phrase("changes.flips_first", shown=len(found.rows), count=found.count))
    columns = [head(name, "changes") for name in names]
    alt = phrase(f"changes.{key}")
    trace_parts.table(edition, found.rows, found.traced, columns, alt, f"changes_{key}")
