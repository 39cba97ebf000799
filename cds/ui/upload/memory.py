"""Remembered answers about columns: keeping one, showing and forgetting them."""

from datetime import datetime

import streamlit as st

from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.ingest.context import CheckedUpload, Context
from cds.ingest.mapping import lasting
from cds.publish import Answer, answers, forget_mapping, remember_mapping
from cds.store.mappings import damaged_answers
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import access, components, data
from cds.ui.upload.intake import DroppedFile
from cds.views import column_questions


def memory(reference: Catalogue) -> None:
    """List the remembered answers, each with a way to forget it; nothing when there are none."""
    components.documents_notice(damaged_answers(data.home()))
    known = answers(data.home())
    if not known:
        return
    with st.expander(say("upload.remembered", count=len(known)), key="remembered"):
        st.markdown(say("upload.remembered_text"))
        for answer in known:
            with st.container(border=True):
                _remembered(answer, reference)


def _remembered(answer: Answer, reference: Catalogue) -> None:
    head = " | ".join(text for text in answer.head if text) or answer.signature[:8]
    st.markdown(f"**{escaped(head)}**")
    meaning = column_questions.described(answer.mapping, answer.head, reference)
    st.markdown(escaped(meaning))
    if answer.at:
        at = datetime.fromisoformat(answer.at)
        st.caption(escaped(say("upload.remembered_by", by=answer.by, at=at)))
    forget_button(answer, f"forget_{answer.signature}")


def keep(told: Context, checked: CheckedUpload, sheet: DroppedFile) -> None:
    """Keep a wanted answer once the file could be read by it."""
    mapping, preview = told.mapping, checked.preview
    if not (checked.observations and preview and mapping and mapping.columns):
        return
    if st.session_state.pop(f"remember_{sheet.sha256}", False):
        person = access.require_figures(Action.SEND, checked.observations)
        kept = lasting(mapping, preview.said)
        remember_mapping(data.home(), preview.signature, kept, head=preview.head, by=person.key)
        st.toast(say("upload.remembered_now"), icon=":material/bookmark_added:")


def forget_button(answer: Answer, key: str) -> None:
    """Offer to ask about such files again."""
    label = say("upload.forget")
    st.button(label, icon=":material/delete:", key=key, on_click=_forget, args=(answer,))


def _forget(answer: Answer) -> None:
    person = access.require(Action.SEND)
    forget_mapping(data.home(), answer, person.key)
    st.session_state["upload_said"] = [say("upload.forgotten")]
