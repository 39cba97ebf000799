"""The data behind every page, to take away."""

import streamlit as st

from cds.text.screens import say
from cds.ui import components, data


@st.fragment
def everything(edition: data.Edition) -> None:
    """Offer all of the data version as one file; it is made when asked for."""
    st.subheader(say("everything.title"))
    st.caption(say("everything.note"))
    wants = st.button(say("everything.make"), icon=":material/folder_zip:", key="everything")
    if not wants:
        return
    with st.spinner(say("everything.making")):
        file = data.everything(edition)
    components.download(file)
