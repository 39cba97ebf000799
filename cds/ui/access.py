"""Who is at the screen, how they sign in, and what they may do.

Local mode: whoever sits at the machine may do everything. Server mode: people sign in with OpenID
Connect and the roles file (CDS_ACCESS) says what they may do. Reachable from a network and no
sign-in configured: only looking is possible.
"""

import os
import time
from collections.abc import Collection, Iterator

import streamlit as st

from cds.domain.access import (
    DENIED,
    NOBODY,
    RELEASING,
    Action,
    Decision,
    Grant,
    Person,
    Reason,
    Role,
    may,
    may_all,
)
from cds.domain.errors import NotAllowedError
from cds.domain.observations import Observation
from cds.domain.targets import Target
from cds.site import people
from cds.site.people import fault, rules
from cds.site.reach import EXPIRED, SESSION_HEADER, has_sign_in, is_at_this_machine, is_local_mode
from cds.store.audit import AuditTrail
from cds.store.snapshots.snapshot import Snapshot
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import read_snapshot
from cds.text.phrases import escaped, phrase, public_name, word
from cds.ui import cache

_LOCAL_NAME = phrase("access.local")
_GRACE_SECONDS = 30 * 60
_MOST_ANONYMOUS = 200  # per process: a visitor must not fill the disk by asking again and again
LOCAL = Person(_LOCAL_NAME, _LOCAL_NAME, (Grant(Role.ADMINISTRATOR),))


def who() -> Person:
    """The person at this screen; NOBODY when not signed in. `key` is what records keep."""
    if is_local_mode():
        return LOCAL if is_at_this_machine(st.context.headers) else NOBODY
    if not has_sign_in() or not st.user.is_logged_in:
        return NOBODY
    return rules().person(st.user.to_dict())


def is_fresh(grace: float = 0) -> bool:
    """True within a while of signing in, as the identity provider dates it; always at the machine.

    An open browser that somebody else sits down at must not change what counts. `grace` is for
    work begun in time.
    """
    if is_local_mode():
        return True
    said = st.user.to_dict()
    at = said.get("auth_time") or said.get("iat")
    return isinstance(at, int | float) and time.time() - at <= rules().fresh_seconds + grace


def is_allowed(action: Action) -> bool:
    """True when the person may; for leaving out controls that would only refuse."""
    return may(who(), action, rules().policy).is_allowed


def named(key: str) -> str:
    """Who did something: staff read the e-mail address, others that it was one of them."""
    return key if is_allowed(Action.READ_AUDIT) else public_name(key)


def require(
    action: Action, things: Collection[Observation | Target] = (), sent_by: str | None = None
) -> Person:
    """Return who acts, on all these figures or targets, handed in by the person with that key.

    Raises NotAllowedError, and writes the refusal down, when they may not; the first thing outside
    is named.
    """
    person, policy = who(), rules().policy
    if not things:
        return _demand(may(person, action, policy, sent_by=sent_by))
    catalogue = cache.catalogue(cache.edition())
    return _demand(may_all(person, action, policy, things, catalogue, sent_by=sent_by))


def releases_own(action: Action) -> bool:
    """True when the person may make count what they hand in themselves."""
    person = who()
    return may(person, action, rules().policy, sent_by=person.key).is_allowed


def require_snapshot(action: Action, store: SnapshotStore, snapshot: Snapshot) -> Person:
    """Return who acts on a snapshot; its file is read only for those whose scope is limited.

    So a damaged snapshot can still be withdrawn by somebody responsible for everything.
    """
    person = require(action)
    if person.is_unlimited(rules().policy.needed(action)):
        return person
    return require(action, read_snapshot(store, snapshot))


def controls() -> None:
    """Show who is signed in, with sign-out, or offer sign-in; nothing where there is none."""
    if not has_sign_in():
        return
    person = who()
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if person.is_signed_in:
            told = phrase("access.signed_in_as", person=person.name, role=word(person.role))
            st.caption(escaped(told), width="content")
            if others := people.other_browsers(person.key):
                st.button(
                    phrase("access.end_others", count=others),
                    type="tertiary",
                    help=phrase("access.end_others_help", count=others),
                    key="end_others",
                    on_click=_end_others,
                    args=(person.key,),
                )
            st.button(
                phrase("access.sign_out"), type="tertiary", key="sign_out", on_click=st.logout
            )
        else:
            st.button(phrase("access.sign_in"), type="tertiary", key="sign_in", on_click=st.login)
    if not person.is_signed_in:
        if st.context.headers.get(SESSION_HEADER) == EXPIRED:
            st.info(phrase("access.expired"), icon=":material/schedule:")
        return
    if is_allowed(Action.PUBLISH) and not is_fresh():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(phrase("access.stale"), icon=":material/lock_clock:")
            st.button(phrase("access.sign_in_again"), key="sign_in_again", on_click=st.login)
    if fault():
        st.warning(phrase("access.rules_broken"), icon=":material/lock:")


def welcome() -> None:
    """Stand in for every page while the person has to sign in first."""
    st.title(phrase("access.welcome"))
    st.markdown(phrase("access.welcome_next"))


def _end_others(key: str) -> None:
    people.end_others()
    AuditTrail(cache.home()).write_down("ended_others", key)


def _demand(decision: Decision) -> Person:
    if not decision.is_allowed:
        _write_down(decision)
        _explain(decision)
        decision.demand()
    if decision.action in RELEASING and not is_fresh(_GRACE_SECONDS):
        minutes = round(rules().fresh_seconds / 60)
        raise NotAllowedError("not_allowed.stale", action=decision.action, minutes=minutes)
    return decision.person


def _write_down(decision: Decision) -> None:
    """Put a refusal into the audit trail, once per session and not without end for nobody."""
    details = decision.details
    known: set[tuple[str, ...]] = st.session_state.setdefault("refusals", set())
    if (refusal := tuple(details.values())) in known:
        return
    if not decision.person.is_signed_in and next(_anonymous(), None) is None:
        return
    known.add(refusal)
    AuditTrail(cache.home()).write_down(DENIED, decision.person.key or "anonymous", **details)


@st.cache_resource(show_spinner=False)
def _anonymous() -> Iterator[int]:
    return iter(range(_MOST_ANONYMOUS))


def _explain(decision: Decision) -> None:
    """Raise what helps more than the decision itself: what was not configured, or is faulty."""
    if is_local_mode():
        raise NotAllowedError("not_allowed.not_at_machine", action=decision.action)
    if not has_sign_in():
        raise NotAllowedError("not_allowed.not_configured", action=decision.action)
    if decision.reason is not Reason.ROLE:
        return
    if not os.environ.get("CDS_ACCESS"):
        raise NotAllowedError("not_allowed.no_roles", action=decision.action)
    if (faulty := fault()) is not None:
        raise faulty
