"""Presentations: stories, meetings on screen, files to take away, the record."""

import streamlit as st

from cds.text.screens import say
from cds.ui import live, navigation, present_parts, present_record

asked = st.query_params
if "meeting" in asked:
    live.show(asked["meeting"], asked.get("view", "present"))
    st.stop()
if "kiosk" in asked:
    present_parts.kiosk(asked["kiosk"], asked.get("dwell", "20"))
    st.stop()

st.title(say("present.title"))
edition = navigation.opened()
if edition.version < 0:
    st.info(say("present.no_data"))
elif "record" in asked:
    present_record.record(asked["record"], edition)
elif "story" in asked:
    present_parts.story_page(asked["story"], edition)
else:
    present_parts.lists(edition)
