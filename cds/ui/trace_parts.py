"""Pieces of screens that trace a figure: a button, and a table whose rows can be traced."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from cds.blocks import FigureKey
from cds.text import numbers
from cds.text.phrases import phrase
from cds.ui import components, data
from cds.ui.show import origin

if TYPE_CHECKING:
    from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput


@st.fragment
def table(
    edition: data.Edition,
    rows: Sequence[Sequence[str]],
    figures: Sequence[FigureKey | None],
    columns: Sequence[str],
    alt: str,
    key: str,
    column_config: "ColumnConfigMappingInput | None" = None,
) -> None:
    """Show a table whose rows can be traced: selecting one shows where its figure came from.

    Nothing else on the page runs for that. `figures` says which figure a row shows; None where
    it shows none.
    """
    if not rows:
        st.caption(phrase("no_rows"))
        return
    chosen = st.dataframe(
        components.texts(rows, columns),
        hide_index=True,
        alt=alt,
        placeholder=numbers.MISSING,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        column_config=column_config,
    )
    st.caption(phrase("trace.hint"))
    picked = [figures[row] for row in chosen.selection.rows if row < len(figures)]
    for figure in filter(None, picked):
        origin(data.trace_of(edition, figure), key)
        _open(figure)


def _open(figure: FigureKey) -> None:
    """Lead on to the indicator of that unit; every other choice in the address stays."""
    query = {
        **st.query_params.to_dict(),
        "indicator": figure.indicator_id,
        "unit": figure.unit_id,
    }
    st.page_link(
        "pages/indicator.py",
        label=phrase("trace.indicator"),
        icon=":material/arrow_forward:",
        query_params=query,
    )
