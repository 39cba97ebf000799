"""Upload: take the form, drop a file, see what was understood, mend, publish, undo."""

from datetime import date

import streamlit as st

from cds.domain.access import Action
from cds.text.phrases import phrase
from cds.ui import access, cache, components, navigation
from cds.ui.upload import intake, mapping, publishing, result, waiting

components.verdict(phrase("upload.title"))
edition = navigation.opened()
access.require(Action.SEND)
reference, today = cache.catalogue(edition), date.fromisoformat(edition.today)
publishing.receipts()

st.header(phrase("upload.form"))
intake.form(reference, today)

st.header(phrase("upload.send"))
told = intake.told(reference, today)
if told is None:
    st.stop()
waiting.waiting(edition, told)
result.results(edition, told, intake.dropped())

with st.expander(phrase("upload.typed"), key="typed"):
    entered = intake.typed(reference, today)
if entered:
    result.one_file(edition, told, entered)

mapping.memory(reference)
