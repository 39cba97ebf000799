"""Snapshots: every publication, its file and sender, and the view as it was then."""

import streamlit as st

from cds.site import turns
from cds.store.accepted import is_accepted
from cds.store.upkeep.verification import verify
from cds.text import numbers
from cds.text.labels import escaped
from cds.text.phrases import phrase, word
from cds.ui import cache, navigation, selection, snapshot_parts

st.title(phrase("snapshots.title"))
edition = navigation.opened()
store = cache.store(edition.home)
known = cache.snapshots(edition.home, store.data_version())
if not known:
    st.info(phrase("snapshots.none"))
    st.stop()

withdrawn = sum(snapshot.is_withdrawn for snapshot in known)
version = numbers.number(store.data_version())
st.markdown(phrase("snapshots.sentence", count=len(known), withdrawn=withdrawn, version=version))
snapshot_parts.listing(known)

chosen = selection.select("snapshot", phrase("snapshots.choose"), snapshot_parts.options(known))
snapshot = next(one for one in known if one.snapshot_id == chosen)
snapshot_parts.details(snapshot)
st.page_link(
    "pages/overview.py",
    label=phrase("snapshots.reopen"),
    icon=":material/history:",
    query_params={"version": str(snapshot.version)},
)

snapshot_parts.source(snapshot)
with st.expander(phrase("snapshots.diff"), on_change="rerun", key="snapshot_diff") as opened:
    if opened.open:
        snapshot_parts.difference(edition, snapshot)
snapshot_parts.change(snapshot)
snapshot_parts.audit_trail()

if st.button(phrase("snapshots.verify"), icon=":material/verified:", key="verify"):
    with turns.dear("verify"):
        damaged = verify(cache.store(edition.home))
    if not is_accepted(cache.home()):
        st.info(phrase("snapshots.no_manifest"))
    if not damaged:
        st.success(phrase("snapshots.sound"))
    for damage in damaged:
        reason = word(damage.reason)
        text = phrase(
            "snapshots.damage", path=damage.path, snapshot=damage.snapshot_id, reason=reason
        )
        st.error(escaped(text))
