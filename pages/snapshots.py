"""Snapshots: every publication, its file and sender, and the view as it was then."""

from pathlib import PurePath

import streamlit as st

from cds.domain.access import Action
from cds.site import turns
from cds.store.accepted import is_accepted
from cds.store.files import upload_path
from cds.store.snapshots.snapshot import Snapshot
from cds.store.upkeep.verification import verify
from cds.text import numbers
from cds.text.labels import escaped
from cds.text.phrases import phrase, word
from cds.ui import access, cache, components, navigation, selection, show
from cds.views import snapshots


def source(snapshot: Snapshot) -> None:
    """Offer the file as it was sent, to staff."""
    if not access.is_allowed(Action.READ_SOURCE) or snapshot.is_demo:
        return
    path = upload_path(cache.home(), snapshot.sha256)
    if not path.is_file():
        st.caption(phrase("snapshots.source_gone"))
        return
    name = PurePath(snapshot.file_name)
    st.download_button(
        phrase("snapshots.source"),
        path.read_bytes,
        f"{name.stem}-{snapshot.sha256[:8]}{name.suffix}",
        icon=":material/download:",
        key=f"source_{snapshot.snapshot_id}",
    )


def difference(snapshot: Snapshot) -> None:
    """Say what the snapshot changed when it was published."""
    with st.expander(phrase("snapshots.diff"), on_change="rerun", key="snapshot_diff") as opened:
        if opened.open:
            then = cache.reader(edition).at(snapshot.version)
            sentence, changed = then.kept(snapshots.difference)
            st.markdown(sentence)
            if changed.lines:
                show.table(changed, phrase("snapshots.diff"))


def change(snapshot: Snapshot) -> None:
    """Offer to withdraw the snapshot, or to restore it, with a reason."""
    action = Action.RESTORE if snapshot.is_withdrawn else Action.WITHDRAW
    if not access.is_allowed(action):
        return
    with st.expander(phrase("snapshots.change"), key="snapshot_change"):
        st.markdown(phrase("snapshots.change_text"))
        reason = st.text_input(phrase("snapshots.reason"), key=f"reason_{snapshot.snapshot_id}")
        st.button(
            phrase(f"snapshots.{action}"),
            disabled=not (reason or "").strip(),
            key=f"change_{snapshot.snapshot_id}",
            on_click=judge,
            args=(snapshot, action, reason or ""),
        )


def judge(snapshot: Snapshot, action: Action, reason: str) -> None:
    """Withdraw or restore, if whoever asks may; the page waits for what then counts."""
    store = cache.store(str(cache.home()))
    person = access.require_snapshot(action, store, snapshot)
    act = store.withdraw if action is Action.WITHDRAW else store.restore
    act(snapshot.snapshot_id, reason, person.key)
    navigation.await_newest()


def audit_trail() -> None:
    """List who did what when, newest first, to staff."""
    if not access.is_allowed(Action.READ_AUDIT):
        return
    with st.expander(phrase("snapshots.audit"), on_change="rerun", key="audit") as opened:
        if opened.open:
            trail = cache.store(str(cache.home())).audit
            entries, broken = trail.readable(), trail.first_broken()
            if broken is not None:
                st.error(phrase("snapshots.audit_broken", line=broken), icon=":material/link_off:")
            show.table(snapshots.trail(entries), phrase("snapshots.audit"))


components.verdict(phrase("snapshots.title"))
edition = navigation.opened()
store = cache.store(edition.home)
known = cache.snapshots(edition.home, store.data_version())
if not known:
    st.info(phrase("snapshots.none"))
    st.stop()

withdrawn = sum(snapshot.is_withdrawn for snapshot in known)
version = numbers.number(store.data_version())
st.markdown(phrase("snapshots.sentence", count=len(known), withdrawn=withdrawn, version=version))
show.table(snapshots.listing(known, access.named), phrase("snapshots.title"))

by_id = {one.snapshot_id: one for one in known}
offered = {key: f"{one.version} · {one.file_name}" for key, one in by_id.items()}
snapshot = by_id[selection.select("snapshot", phrase("snapshots.choose"), offered)]
st.markdown("\n".join(components.bulleted(snapshots.details(snapshot, access.named))))
st.page_link(
    "pages/overview.py",
    label=phrase("snapshots.reopen"),
    icon=":material/history:",
    query_params={"version": str(snapshot.version)},
)

source(snapshot)
difference(snapshot)
change(snapshot)
audit_trail()

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
