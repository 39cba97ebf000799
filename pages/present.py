"""Presentations: stories, meetings on screen, files to take away, the record."""

import streamlit as st

from cds.text.phrases import phrase
from cds.ui import navigation
from cds.ui.stories import live, page, record

asked = st.query_params
if "meeting" in asked:
    live.show(asked["meeting"], asked.get("view", "present"))
    st.stop()
if "kiosk" in asked:
    page.kiosk(asked["kiosk"], asked.get("dwell", "20"))
    st.stop()

st.title(phrase("present.title"))
edition = navigation.opened()
if edition.version < 0:
    st.info(phrase("present.no_data"))
elif "record" in asked:
    record.record(asked["record"], edition)
elif "story" in asked:
    page.story_page(asked["story"], edition)
else:
    page.lists(edition)
