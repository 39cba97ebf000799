"""Methods and sources: formulas, thresholds, register, targets, sources, what is demonstration."""

import streamlit as st

from cds.text.markdown import escaped
from cds.text.phrases import phrase
from cds.text.screens import say
from cds.ui import components, data, navigation, register_parts

st.title(say("methods.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
st.caption(escaped(reference.programme.name))

rules, indicators, targets, sources = st.tabs(
    [say(f"methods.tab_{name}") for name in ("rules", "register", "targets", "sources")],
    key="methods_tab",
    on_change="rerun",
)
page = data.register_page(edition)
with rules:
    if rules.open:
        st.markdown(phrase("methods.rules"))
with indicators:
    if indicators.open:
        names = ("name", "id", "unit", "kind", "levels", "responsible", "definition", "basis")
        columns = [say(f"methods.col_{name}") for name in names]
        components.table(page.indicators, columns, say("methods.tab_register"), height=640)
with targets:
    if targets.open:
        told = ("name", "target", "due", "responsible", "document", "link")
        columns = [say(f"methods.col_{name}") for name in told]
        link = {say("methods.col_link"): st.column_config.LinkColumn(display_text=say("open_link"))}
        components.table(
            page.targets, columns, say("methods.tab_targets"), height=640, column_config=link
        )
with sources:
    if sources.open:
        register_parts.everything(edition, has_demo=page.demo_series > 0)
        st.subheader(say("methods.demo"))
        st.markdown(say("methods.demo_text", demo=page.demo_series, real=page.real_series))
        st.subheader(say("methods.boundaries"))
        st.markdown("\n".join(f"- {say(f'map.licence_{name}')}" for name in page.licences))
        st.subheader(say("methods.tab_sources"))
        st.markdown("\n".join(f"- {escaped(one)}" for one in page.documents))
        st.markdown(page.sources or say("methods.no_sources"))
