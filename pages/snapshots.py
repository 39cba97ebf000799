"""Snapshots: every publication, its file and sender, and the view as it was then."""

import streamlit as st

from cds.site import turns
from cds.store.accepted import is_accepted
from cds.store.upkeep.verification import verify
from cds.text import numbers
from cds.text.markdown import escaped
from cds.text.screens import DAMAGES, say
from cds.ui import data, navigation, selection, snapshot_parts

st.title(say("snapshots.title"))
edition = navigation.opened()
store = data.store(edition.home)
known = data.snapshots(edition.home, store.data_version())
if not known:
    st.info(say("snapshots.none"))
    st.stop()

withdrawn = sum(snapshot.is_withdrawn for snapshot in known)
version = numbers.number(store.data_version())
st.markdown(say("snapshots.sentence", count=len(known), withdrawn=withdrawn, version=version))
snapshot_parts.listing(known)

chosen = selection.select("snapshot", say("snapshots.choose"), snapshot_parts.options(known))
snapshot = next(one for one in known if one.snapshot_id == chosen)
snapshot_parts.details(snapshot)
st.page_link(
    "pages/overview.py",
    label=say("snapshots.reopen"),
    icon=":material/history:",
    query_params={"version": str(snapshot.version)},
)

snapshot_parts.source(snapshot)
with st.expander(say("snapshots.diff"), on_change="rerun", key="snapshot_diff") as opened:
    if opened.open:
        snapshot_parts.difference(edition, snapshot)
snapshot_parts.change(snapshot)
snapshot_parts.audit_trail()

if st.button(say("snapshots.verify"), icon=":material/verified:", key="verify"):
    with turns.dear("verify"):
        damaged = verify(data.store(edition.home))
    if not is_accepted(data.home()):
        st.info(say("snapshots.no_manifest"))
    if not damaged:
        st.success(say("snapshots.sound"))
    for damage in damaged:
        reason = DAMAGES[damage.reason]
        text = say("snapshots.damage", path=damage.path, snapshot=damage.snapshot_id, reason=reason)
        st.error(escaped(text))
