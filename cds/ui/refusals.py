"""Refused actions go into the audit trail: once per session, and not without end for nobody."""

from datetime import UTC, datetime

import streamlit as st

from cds.domain.access import DENIED, Decision
from cds.store.audit import AuditTrail, Event
from cds.ui import data

ANONYMOUS = "anonymous"
_MOST_ANONYMOUS = 200  # per process: a visitor must not fill the disk by asking again and again


def record(decision: Decision) -> None:
    """Write a refusal down, unless this session has been refused the same before."""
    details = decision.details
    known: set[tuple[str, ...]] = st.session_state.setdefault("refusals", set())
    refusal = tuple(details.values())
    if refusal in known or not (decision.person.is_signed_in or _is_one_more_anonymous()):
        return
    known.add(refusal)
    by = decision.person.key or ANONYMOUS
    AuditTrail(data.home()).record(Event(DENIED, by, datetime.now(UTC), details=details))


def _is_one_more_anonymous() -> bool:
    """Count down to zero."""
    left = _anonymous_left()
    left[0] = max(left[0] - 1, -1)
    return left[0] >= 0


@st.cache_resource(show_spinner=False)
def _anonymous_left() -> list[int]:
    return [_MOST_ANONYMOUS]
