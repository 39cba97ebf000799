"""The data behind every page, to take away."""

import streamlit as st

from cds.text.screens import say
from cds.ui import components, data


@st.fragment
def everything(edition: data.Edition, *, has_demo: bool) -> None:
    """Offer all of the data version as one file; it is made when asked for."""
    st.subheader(say("everything.title"))
    st.caption(say("everything.note"))
    wants = st.button(say("everything.make"), icon=":material/folder_zip:", key="everything")
    if not wants:
        return
    with st.spinner(say("everything.making")):
        file = data.everything(edition)
    if has_demo:
        st.warning(say("everything.demo"), icon=":material/science:")
    components.download(file)
