"""Upload: take the form, drop a file, see what was understood, mend, publish, undo."""

from datetime import date

import streamlit as st

from cds.domain.access import Action
from cds.text.phrases import phrase
from cds.ui import access, data, navigation
from cds.ui.arrivals import bring_into_view
from cds.ui.upload import intake, mapping, page, publishing, typed, waiting

st.title(phrase("upload.title"))
edition = navigation.opened()
access.require(Action.SEND)
reference, today = data.catalogue(edition), date.fromisoformat(edition.today)
publishing.receipts()

st.header(phrase("upload.form"))
intake.form(reference, today)

st.header(phrase("upload.send"))
told = intake.told(reference, today)
if told is None:
    st.stop()
waiting.waiting(edition, told)
sheets = intake.dropped()
bring_into_view("results", [page.result_key(sheet) for sheet in sheets])
checked = {sheet: page.one_file(edition, told, sheet) for sheet in sheets}
page.arrived(checked)

with st.expander(phrase("upload.typed"), key="typed"):
    entered = typed.typed(reference, today)
if entered:
    page.one_file(edition, told, entered)

mapping.memory(reference)
