"""Which programme a visitor looks at: the address says it, else he did once, else the day."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cds.domain.catalogue import Catalogue

CHOSEN = "programme_now"  # in the session, until the browser knows it too
_COOKIE = "cds_programme"


def wanted(in_force: Catalogue) -> str:
    """Return the id of the programme to show; "" for the one in force, which the catalogue is of.

    A link that names a unit, a target or a time of another programme opens that one.
    """
    if len(in_force.programmes) < 2 or get_script_run_ctx(suppress_warning=True) is None:
        return ""
    named = in_force.programme_named(st.query_params.to_dict())
    found = named.programme_id if named else chosen()
    known = {one.programme_id for one in in_force.programmes} - {in_force.programme.programme_id}
    return found if found in known else ""


def chosen() -> str:
    """Return the id that the visitor chose here or in an earlier visit; "" for none."""
    return str(st.session_state.get(CHOSEN) or st.context.cookies.get(_COOKIE, ""))


def choose(programme_id: str) -> None:
    """Turn to a programme: what the address names of another one's units and times goes."""
    st.session_state[CHOSEN] = programme_id
    for kept in (st.session_state.get("choices"), st.session_state.get("on_screen")):
        if kept:
            kept.clear()
    st.query_params.from_dict({"programme": programme_id})
