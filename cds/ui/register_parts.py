"""The data behind every page, to take away."""

import streamlit as st

from cds.domain.errors import UserError
from cds.site import turns
from cds.text.errors import sentence
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
    try:
        with st.spinner(say("everything.making")), turns.dear("export"):
            file = data.everything(edition)
    except UserError as error:  # beside the button; a fragment's own failure is told twice
        st.error(sentence(error), icon=":material/error:")
        return
    if has_demo:
        st.warning(say("everything.demo"), icon=":material/science:")
    components.download(file)
