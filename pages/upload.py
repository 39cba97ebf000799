"""Sending figures in four steps: the form, the file, its check, and what came of it."""

from datetime import date

import streamlit as st

from cds.domain.access import Action
from cds.text.phrases import phrase
from cds.ui import access, cache, components, navigation
from cds.ui.upload import desk, intake, mapping, result, waiting
from cds.ui.upload.desk import Step

edition = navigation.opened()
if not access.is_allowed(Action.SEND):
    components.verdict(phrase("upload.closed"))
drafts = desk.opened()
if (draft := desk.read(drafts)) is None:
    st.stop()
reference, today = cache.catalogue(edition), date.fromisoformat(edition.today)
waits = waiting.waits()
step = desk.current(draft, len(waits))
above = st.container()  # the sentence is known once the step has been made
told, more = intake.checking_context(today), ""
match step:
    case Step.FORM:
        said, more = intake.form(cache.reader(edition), drafts)
    case Step.FILE:
        said = intake.files(reference, today, drafts, draft)
        mapping.memory(reference)
    case Step.CHECK:
        said = result.check(edition, told, drafts, draft)
    case Step.RECEIPT:
        said = result.receipts(edition, drafts, draft)
    case Step.WAITING:
        said = waiting.waiting(edition, told, drafts, waits)
with above:
    desk.head(said, more, drafts, draft, step, len(waits))
    waiting.damaged()
    if step in (Step.FORM, Step.FILE):
        waiting.own()
