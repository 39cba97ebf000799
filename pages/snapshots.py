"""History of figures: every publication in one table; a line opens its drawer."""

import math
from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from cds.domain.access import Action
from cds.site import turns
from cds.store.accepted import REFERENCE, accepted
from cds.store.files import upload_path
from cds.store.snapshots.snapshot import Snapshot
from cds.store.upkeep.verification import verify
from cds.text.phrases import escaped, head, phrase, word
from cds.ui import access, cache, components, navigation, selection, show
from cds.views import snapshots

MOST_LINES = 12  # of the table: what the newest file changed follows soon


def choose(place: int) -> None:
    """Open the drawer of the line that was clicked."""
    st.query_params["snapshot"] = shown[place].snapshot_id


def close() -> None:
    """Forget the line that was open."""
    selection.leave("snapshot")


@st.dialog(phrase("snapshots.drawer"), position="right", width=760, on_dismiss=close)
def drawer(snapshot: Snapshot) -> None:
    """Show one publication: what it was, what it changed, its file, and the way back."""
    told = snapshots.details(snapshot, access.named, effects[snapshot.snapshot_id])
    show.facts(told.rows, phrase("snapshots.drawer"))
    with st.container(horizontal=True, vertical_alignment="center", key="snapshot_hash"):
        st.caption(head("sha256", "trace"), width="content")
        st.code(snapshot.sha256, language=None)
    if snapshot.snapshot_id not in broken and snapshots.is_listed(snapshot):
        changed(snapshot, "changed")
    if issues := snapshots.remarks(snapshot):
        with st.expander(phrase("snapshots.issues", count=len(issues)), key="snapshot_issues"):
            st.markdown("\n".join(components.bulleted(issues)))
    with st.container(horizontal=True):
        source(snapshot)
        asked = {"version": str(snapshot.version)}
        components.lead("overview", phrase("snapshots.reopen"), asked, "history")
        ends = {"before": str(snapshot.version - 1), "after": str(snapshot.version)}
        components.lead("changes", phrase("snapshots.see_changes"), {"since": "pick", **ends})
    change(snapshot)


def changed(snapshot: Snapshot, key: str) -> None:
    """Show the first figures that a publication changed, before and after; say if it was none."""
    told, figures = reader.at(snapshot.version).kept(snapshots.difference)
    if figures.lines:
        show.table(figures, phrase("snapshots.diff"), key)
    else:
        st.caption(escaped(told))


def audit() -> None:
    """Show who did what when."""
    events, cut = store.audit.readable(), store.audit.first_broken()
    if cut is not None:
        st.error(phrase("snapshots.audit_broken", line=cut), icon=":material/link_off:")
    show.table(snapshots.trail(events), phrase("snapshots.audit"))


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


def change(snapshot: Snapshot) -> None:
    """Offer to withdraw the snapshot, or to restore it, with a reason."""
    action = Action.RESTORE if snapshot.is_withdrawn else Action.WITHDRAW
    if not access.is_allowed(action):
        return
    with st.expander(phrase(f"snapshots.{action}"), key="snapshot_change"):
        st.markdown(phrase("snapshots.change_text"))
        reason = st.text_input(phrase("snapshots.reason"), key=f"reason_{snapshot.snapshot_id}")
        is_asked = st.button(
            phrase(f"snapshots.{action}"),
            type="primary",
            disabled=not (reason or "").strip(),
            key=f"change_{snapshot.snapshot_id}",
        )
        if is_asked:
            navigation.judge(action, snapshot, reason or "")
            close()
            st.rerun()


def paged() -> Sequence[Snapshot]:
    """Let a page of a long history be chosen, of all or of those that some words name."""
    if len(known) <= MOST_LINES:
        return known
    words = st.text_input(phrase("snapshots.search"), key="words", bind="query-params")
    named = snapshots.matching(known, words or "", access.named)
    pages = max(1, math.ceil(len(named) / MOST_LINES))
    if pages == 1:
        return named
    page = st.pagination(pages, key=f"page_of_{pages}")
    return named[(page - 1) * MOST_LINES : page * MOST_LINES]


edition = navigation.opened()
store = cache.store(edition.home)
known = cache.snapshots(edition.home, store.data_version())
broken = frozenset(one.snapshot_id for one in cache.view(edition).damaged)
if not known:
    components.nothing(phrase("snapshots.none"), awaits_figures=True)
reader = cache.reader(edition)
effects = reader.kept(snapshots.effects, known, broken)
counting = snapshots.counted_among(known, broken)
sentence, counted = snapshots.verdict(known, broken, effects, access.named)
components.verdict(sentence, counted, has_demo=any(one.is_demo for one in counting[:1]))

shown = paged()
listing = snapshots.listing(shown, access.named, effects)
show.table(listing, phrase("snapshots.title"), "history", choose)
st.caption(phrase("snapshots.open_hint"))
if newest := next(filter(snapshots.is_listed, counting), None):
    said = escaped(phrase("snapshots.newest", file=newest.file_name))
    is_near = newest.version == edition.version or snapshots.is_soon_read(newest, known)
    with st.expander(said, is_near, on_change="rerun", key="newest_changed") as unfolded:
        if unfolded.open:
            changed(newest, "newest")
if asked := st.query_params.get("snapshot"):
    wanted = {one.snapshot_id: one for one in known}.get(asked)
    if wanted:
        drawer(wanted)
    else:
        selection.tell_unknown("snapshot", asked, phrase("snapshots.title"))

if access.is_allowed(Action.READ_AUDIT):
    with st.expander(phrase("snapshots.audit"), on_change="rerun", key="audit") as unfolded:
        if unfolded.open:
            audit()
with st.container(horizontal=True, key="verifying"):
    is_asked = st.button(phrase("snapshots.verify"), icon=":material/verified:", key="verify")
    is_thorough = st.button(phrase("snapshots.verify_all"), key="verify_all")
if is_asked or is_thorough:
    with turns.dear("verify"):
        damaged = verify(store, is_thorough=is_thorough)
    if not accepted(cache.home(), REFERENCE):
        st.info(phrase("snapshots.no_manifest"))
    if not damaged:
        st.success(phrase("snapshots.sound" if is_thorough else "snapshots.untouched"))
    for damage in damaged:
        told = {"path": damage.path, "snapshot": damage.snapshot_id, "reason": word(damage.reason)}
        st.error(escaped(phrase("snapshots.damage", **told)))
