"""Methods and sources: formulas, thresholds, register, targets, sources, what is demonstration."""

import streamlit as st

from cds.domain.errors import UserError
from cds.export.files import File
from cds.site import turns
from cds.text.labels import escaped
from cds.text.phrases import phrase, sentence
from cds.ui import apart, cache, components, navigation, show
from cds.views import register


@st.fragment
def everything() -> None:
    """Offer all of the data version as one file; it is made when asked for."""
    st.subheader(phrase("everything.title"))
    st.caption(phrase("everything.note"))
    label = phrase("everything.make")
    if not st.button(label, icon=":material/folder_zip:", key="everything"):
        return
    try:
        with st.spinner(phrase("everything.making")), turns.dear("export"):
            file = _made()
    except UserError as error:  # beside the button; a fragment's own failure is told twice
        st.error(sentence(error), icon=":material/error:")
        return
    if page.demo_series:
        st.warning(phrase("everything.demo"), icon=":material/science:")
    components.download(file)


def _made() -> File:
    """Everything, kept for all who ask until the next version; who stops it keeps nothing."""
    job = apart.everything(edition)
    try:
        return apart.awaited(job)
    except BaseException:
        apart.everything.clear(edition)
        raise


components.verdict(phrase("methods.title"))
edition = navigation.opened()
reader = cache.reader(edition)
st.caption(escaped(reader.catalogue.programme.name))

rules, indicators, targets, sources = st.tabs(
    [phrase(f"methods.tab_{name}") for name in ("rules", "register", "targets", "sources")],
    key="methods_tab",
    on_change="rerun",
)
page = reader.kept(register.build)
with rules:
    if rules.open:
        st.markdown(phrase("methods.rules"))
with indicators:
    if indicators.open:
        show.table(page.indicators, phrase("methods.tab_register"), height=640)
with targets:
    if targets.open:
        link = st.column_config.LinkColumn(display_text=phrase("open_link"))
        links = {page.targets.heads[-1]: link}
        show.table(page.targets, phrase("methods.tab_targets"), height=640, column_config=links)
with sources:
    if sources.open:
        everything()
        st.subheader(phrase("methods.demo"))
        counted = {"demo": page.demo_series, "real": page.real_series}
        st.markdown(phrase("methods.demo_text", **counted))
        st.subheader(phrase("methods.boundaries"))
        st.markdown("\n".join(f"- {phrase(f'map.licence_{name}')}" for name in page.licences))
        st.subheader(phrase("methods.tab_sources"))
        st.markdown("\n".join(f"- {escaped(one)}" for one in page.documents))
        st.markdown(page.sources or phrase("methods.no_sources"))
