"""Overview: which headline targets stand where, what is missing, what changed, who is silent."""

from functools import partial

import streamlit as st

from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, show, standings
from cds.views import overview


def by_district() -> None:
    """Show where the units below stand with the targets, those first that need a look."""
    st.markdown(f"**{escaped(page.districts.sentence)}**")
    if page.districts.table.lines:
        st.caption(phrase("overview.heat_note"))
        show.table(page.districts.table, phrase("overview.heat_alt"))


def changed() -> None:
    """Tell what the last publications changed."""
    st.markdown("\n".join(components.bulleted(page.changes)))


def reported() -> None:
    """Tell who has sent what."""
    st.markdown("\n\n".join(escaped(line) for line in page.reporting))


edition = navigation.opened()

reader = bar.as_of(cache.reader(edition))
page = reader.kept(overview.build)
components.verdict(page.verdict, overview.as_of(page, edition.version), has_demo=page.has_demo)
standings.show(page.lines, "headlines", phrase("overview.cards"), has_strip=True)
components.succeed(page.succession)

labels = {
    "balance": phrase("closed.balance"),
    "districts": page.districts.head,
    "changes": phrase("overview.changes"),
    "reporting": phrase("overview.reporting"),
}
parts: components.Parts = {"districts": by_district, "changes": changed, "reporting": reported}
if page.balance:
    parts = {"balance": partial(show.table, page.balance, labels["balance"]), **parts}
components.tabs(parts, labels.__getitem__, "overview_tab", is_ready=True)
