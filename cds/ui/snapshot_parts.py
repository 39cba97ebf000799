"""Parts of the page on snapshots."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import streamlit as st

from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.domain.periods import parse_period
from cds.store.audit import Event
from cds.store.files import upload_path
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.changes import FigureChange
from cds.text import figures, numbers
from cds.text.issues import message
from cds.text.phrases import head, phrase
from cds.ui import access, cache, components, navigation

MOST_CHANGES = 500

_COLUMNS = (
    *("version", "file_name", "published_at", "uploaded_by", "rows"),
    *("periods", "kind", "state", "note"),
)


def options(known: Sequence[Snapshot]) -> Mapping[str, str]:
    """Snapshots to choose from, newest first."""
    return {one.snapshot_id: f"{one.version} · {one.file_name}" for one in known}


def listing(known: Sequence[Snapshot]) -> None:
    """Show all snapshots, newest first, with those withdrawn."""
    columns = [head(name, "snapshots") for name in _COLUMNS]
    components.table([_row(one) for one in known], columns, phrase("snapshots.title"))


def details(snapshot: Snapshot) -> None:
    """Show what is known of one snapshot."""
    lines = [
        f"{head('file_name')}: {snapshot.file_name} ({_kind(snapshot)})",
        f"{head('published_at')}: {numbers.instant(snapshot.published_at)}",
        f"{head('uploaded_by')}: {access.named(snapshot.uploaded_by)}",
        f"{head('rows')}: {numbers.number(snapshot.rows)}",
        f"{head('periods', 'snapshots')}: {_periods(snapshot)}",
        f"{phrase('snapshots.hash')}: {snapshot.sha256}",
    ]
    if snapshot.withdrawn_at:
        lines.append(
            phrase(
                "snapshots.withdrawn_by",
                at=snapshot.withdrawn_at,
                by=access.named(snapshot.withdrawn_by or ""),
                reason=snapshot.withdrawn_reason,
            )
        )
    lines += [message(issue) for issue in snapshot.issues]
    st.markdown("\n".join(components.bulleted(lines)))


def difference(edition: cache.Edition, snapshot: Snapshot) -> None:
    """Say what the snapshot changed when it was published."""
    found = cache.snapshot_changes(edition, snapshot.version)
    reference = cache.catalogue(edition)
    added = sum(change.before is None for change in found)
    removed = sum(change.after is None for change in found)
    corrected = len(found) - added - removed
    counts = {"added": added, "corrected": corrected, "removed": removed}
    st.markdown(phrase("snapshots.diff_sentence", **counts))
    rows = [_changed(change, reference) for change in found[:MOST_CHANGES]]
    if rows:
        columns = [head(name, "upload") for name in ("unit", "indicator", "period")]
        columns += [phrase("snapshots.old"), phrase("snapshots.new")]
        components.table(rows, columns, phrase("snapshots.diff"))


def source(snapshot: Snapshot) -> None:
    """Offer the file as it was sent, to staff."""
    if not access.is_allowed(Action.READ_SOURCE) or snapshot.is_demo:
        return
    path = upload_path(cache.home(), snapshot.sha256)
    if not path.is_file():
        st.caption(phrase("snapshots.source_gone"))
        return
    stem, suffix = PurePath(snapshot.file_name).stem, PurePath(snapshot.file_name).suffix
    st.download_button(
        phrase("snapshots.source"),
        path.read_bytes,
        f"{stem}-{snapshot.sha256[:8]}{suffix}",
        icon=":material/download:",
        key=f"source_{snapshot.snapshot_id}",
    )


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
            on_click=_judge,
            args=(snapshot, action, reason or ""),
        )


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
            rows = [_event(entry.event) for entry in reversed(entries[-MOST_CHANGES:])]
            names = ("at", "event", "by", "details")
            columns = [head(name, "audit") for name in names]
            components.table(rows, columns, phrase("snapshots.audit"))


def _judge(snapshot: Snapshot, action: Action, reason: str) -> None:
    store = cache.store(str(cache.home()))
    person = access.require_snapshot(action, store, snapshot)
    if action is Action.WITHDRAW:
        store.withdraw(snapshot.snapshot_id, reason, person.key)
    else:
        store.restore(snapshot.snapshot_id, reason, person.key)
    navigation.await_newest()


def _event(event: Event) -> tuple[str, ...]:
    hashes_aside = (value for name, value in event.details.items() if "/" not in name and value)
    details = "; ".join(hashes_aside)
    return numbers.instant(event.at), phrase(f"event.{event.event}"), event.by, details


def _changed(change: FigureChange, reference: Catalogue) -> tuple[str, ...]:
    indicator = reference.indicators.get(change.indicator_id)
    unit = reference.units.get(change.unit_id)
    if indicator is None or unit is None:
        return change.unit_id, change.indicator_id, str(change.period), "", ""
    values = (figures.amount(one, indicator) for one in (change.before, change.after))
    return unit.name, indicator.name, numbers.period(change.period), *values


def _row(snapshot: Snapshot) -> tuple[str, ...]:
    state = "snapshots.withdrawn" if snapshot.is_withdrawn else "snapshots.held"
    return (
        numbers.number(snapshot.version),
        snapshot.file_name,
        numbers.instant(snapshot.published_at),
        access.named(snapshot.uploaded_by),
        numbers.number(snapshot.rows),
        _periods(snapshot),
        _kind(snapshot),
        phrase(state),
        snapshot.note,
    )


def _kind(snapshot: Snapshot) -> str:
    return phrase("snapshots.demo" if snapshot.is_demo else "snapshots.real")


def _periods(snapshot: Snapshot) -> str:
    found = sorted(parse_period(text) for text in snapshot.periods)
    if len(found) <= 2:
        return ", ".join(numbers.period(one) for one in found) or numbers.MISSING
    first, last = numbers.period(found[0]), numbers.period(found[-1])
    return phrase("snapshots.periods_many", first=first, last=last, count=len(found))
