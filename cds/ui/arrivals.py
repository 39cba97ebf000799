"""What has just come onto a page is brought into view, once, wherever it stands."""

import secrets
from collections.abc import Sequence

import streamlit as st

from cds.ui.scripts import loader

_component = st.components.v2.component("arrivals", html="<span></span>", js=loader("arrivals.js"))


def bring_into_view(name: str, keys: Sequence[str]) -> None:
    """Scroll to the first of these keyed containers that the last run of this page did not have."""
    state = st.session_state
    known: Sequence[str] = state.get(f"{name}_known", ())
    state[f"{name}_known"] = tuple(keys)
    if new := [key for key in keys if key not in known]:
        state[f"{name}_arrived"] = {"key": new[0], "occasion": secrets.token_hex(4)}
    arrived = state.get(f"{name}_arrived")
    if arrived and arrived["key"] in keys:
        _component(key=f"{name}_arrivals", data=arrived)
