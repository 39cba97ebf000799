"""Upload: take the form, drop a file, see what was understood, mend, publish, undo."""

from datetime import date

import streamlit as st

from cds.domain.access import Action
from cds.text.screens import say
from cds.ui import (
    access,
    data,
    navigation,
    upload_intake,
    upload_memory,
    upload_parts,
    upload_publishing,
    upload_typed,
    upload_waiting,
)
from cds.ui.arrivals import bring_into_view

st.title(say("upload.title"))
edition = navigation.opened()
access.require(Action.SEND)
reference, today = data.catalogue(edition), date.fromisoformat(edition.today)
upload_publishing.receipts()

st.header(say("upload.form"))
upload_intake.form(reference, today)

st.header(say("upload.send"))
told = upload_intake.told(reference, today)
if told is None:
    st.stop()
upload_waiting.waiting(edition, told)
sheets = upload_intake.dropped()
bring_into_view("results", [upload_parts.result_key(sheet) for sheet in sheets])
checked = {sheet: upload_parts.one_file(edition, told, sheet) for sheet in sheets}
upload_parts.arrived(checked)

with st.expander(say("upload.typed"), key="typed"):
    typed = upload_typed.typed(reference, today)
if typed:
    upload_parts.one_file(edition, told, typed)

upload_memory.memory(reference)
