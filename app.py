"""The dashboard's entry: page frame, navigation, and the one place that shows refusals."""

import streamlit as st

from cds.domain.errors import UserError
from cds.text.errors import sentence
from cds.text.screens import say
from cds.ui import navigation, selection

st.set_page_config(page_title=say("product"), page_icon=":material/monitoring:", layout="wide")

page = st.navigation(navigation.pages(), position="top")
selection.carry_over(page.url_path)
try:
    page.run()
except UserError as error:
    st.error(sentence(error), icon=":material/error:")
