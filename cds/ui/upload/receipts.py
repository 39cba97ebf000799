"""What came of what was sent: what changed, where it can be seen, and the way back."""

import streamlit as st

from cds.domain.access import Action
from cds.store.drafts import Draft, Drafts
from cds.store.snapshots.snapshot import Snapshot
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, show
from cds.ui.upload import desk
from cds.ui.upload.desk import Step
from cds.views import snapshots

_MOST = 5


def receipts(edition: cache.Edition, drafts: Drafts, draft: Draft) -> str:
    """Show what this visitor has published of late, the newest in full; return the verdict."""
    store = cache.store(edition.home)
    known = {one.snapshot_id: one for one in cache.snapshots(edition.home, store.data_version())}
    kept = [known[key] for key in draft.published if key in known][:_MOST]
    if not kept:
        return phrase("upload.receipt_none")
    newest = kept[0]
    if not newest.is_withdrawn:
        then = cache.reader(edition).at(newest.version)
        sentence, changed = then.kept(snapshots.difference)
        st.markdown(escaped(sentence))
        _ways(edition, newest)
        if changed.lines:
            show.table(changed, phrase("upload.receipt_changes"))
    for snapshot in kept:
        _one(snapshot)
    with st.bottom, st.container(horizontal=True, key="upload_bar"):
        st.button(
            phrase("upload.another"),
            type="primary",
            icon=":material/upload_file:",
            key="another",
            on_click=desk.go,
            args=(drafts, Step.CHECK if draft.files else Step.FILE),
        )
    key = "upload.undone" if newest.is_withdrawn else "upload.receipt_verdict"
    return phrase(key, file=newest.file_name, rows=newest.rows)


def _ways(edition: cache.Edition, snapshot: Snapshot) -> None:
    """Lead to the pages that show what was published."""
    reader = cache.reader(edition)
    with st.container(horizontal=True, key="receipt_ways"):
        for page, query in reader.kept(snapshots.destinations, snapshot):
            components.lead(page, phrase(f"upload.see_{page}"), query)


def _one(snapshot: Snapshot) -> None:
    key = f"receipt_{snapshot.snapshot_id}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
        text = phrase(
            "upload.receipt_withdrawn" if snapshot.is_withdrawn else "upload.receipt",
            file=snapshot.file_name,
            rows=snapshot.rows,
            snapshot=snapshot.snapshot_id,
            version=str(snapshot.version),
        )
        st.markdown(escaped(text), width="stretch")
        if not snapshot.is_withdrawn:
            st.button(
                phrase("upload.undo"),
                icon=":material/undo:",
                key=f"undo_{snapshot.snapshot_id}",
                on_click=navigation.judge,
                args=(Action.WITHDRAW, snapshot, phrase("upload.undo_reason")),
            )
