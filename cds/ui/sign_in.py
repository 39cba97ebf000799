"""Sign-in and sign-out as people see them."""

from datetime import UTC, datetime

import streamlit as st

from cds.domain.access import Action
from cds.site import people
from cds.site.reach import EXPIRED, SESSION_HEADER, has_sign_in
from cds.store.audit import AuditTrail, Event
from cds.text.labels import escaped
from cds.text.phrases import phrase, word
from cds.ui import access, data


def controls() -> None:
    """Show who is signed in, with sign-out, or offer sign-in; nothing where there is none."""
    if not has_sign_in():
        return
    person = access.who()
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if person.is_signed_in:
            role = word(person.role)
            st.caption(
                escaped(phrase("access.signed_in_as", person=person.name, role=role)),
                width="content",
            )
            if others := people.other_browsers(person.key):
                st.button(
                    phrase("access.end_others", count=others),
                    help=phrase("access.end_others_help", count=others),
                    on_click=_end_others,
                    args=(person.key,),
                    type="tertiary",
                    key="end_others",
                )
            st.button(
                phrase("access.sign_out"), on_click=st.logout, type="tertiary", key="sign_out"
            )
        else:
            st.button(phrase("access.sign_in"), on_click=st.login, type="tertiary", key="sign_in")
    if person.is_signed_in and access.is_allowed(Action.PUBLISH) and not access.is_fresh():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(phrase("access.stale"), icon=":material/lock_clock:")
            st.button(phrase("access.sign_in_again"), on_click=st.login, key="sign_in_again")
    if person.is_signed_in and people.fault():
        st.warning(phrase("access.rules_broken"), icon=":material/lock:")
    if not person.is_signed_in and st.context.headers.get(SESSION_HEADER) == EXPIRED:
        st.info(phrase("access.expired"), icon=":material/schedule:")


def _end_others(who: str) -> None:
    people.end_others()
    AuditTrail(data.home()).record(Event("ended_others", who, datetime.now(UTC)))


def is_admitted() -> bool:
    """True when the person may look at the pages."""
    return access.is_allowed(Action.VIEW)


def welcome() -> None:
    """Stand in for every page while the person has to sign in first."""
    st.title(phrase("access.welcome"))
    st.markdown(phrase("access.welcome_next"))
