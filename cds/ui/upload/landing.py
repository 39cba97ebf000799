"""Where the figures of a file would lie, on screen: a sentence, a small map and its table."""

from collections.abc import Sequence

import streamlit as st

from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components
from cds.ui.upload.intake import DroppedFile
from cds.views.landing import COLUMNS, Landing


def landings(found: Sequence[Landing], sheet: DroppedFile) -> None:
    """Show which units a checked file gives values; nothing for figures of larger areas alone."""
    if not found:
        return
    st.markdown(f"**{say('upload.landing')}**")
    for landing in found:
        _one(landing, f"{landing.level}_{sheet.sha256}")


def _one(landing: Landing, key: str) -> None:
    from cds.ui.map import coverage_map

    st.markdown(escaped(landing.sentence))
    if landing.payload:
        with st.container(width=560):
            coverage_map(landing.payload, key=f"landing_{key}")
    if landing.note:
        st.caption(escaped(landing.note))
    columns = [say(f"upload.col_{name}") for name in COLUMNS]
    alt = say("upload.landing_table")
    components.folded_table(landing.rows, columns, alt, f"landing_table_{key}")
