"""The dashboard's entry: page frame, navigation, and the one place that shows what went wrong."""

import logging

import streamlit as st

from cds.domain.errors import UserError
from cds.text.errors import sentence
from cds.text.screens import say
from cds.ui import frame, navigation, selection, sign_in

st.set_page_config(page_title=say("product"), page_icon=str(frame.ICON), layout="wide")
st.logo(frame.logo(), size="large")
frame.dress()

page = st.navigation(navigation.pages(), position="top")
selection.carry_over(page.url_path)
sign_in.controls()
try:
    page.run()
except UserError as error:
    st.error(sentence(error), icon=":material/error:")
except Exception:  # a bug: told in our visitors' language, in full only in the log
    logging.getLogger("cds").exception("page %s", page.url_path)
    st.error(say("bug"), icon=":material/bug_report:")
