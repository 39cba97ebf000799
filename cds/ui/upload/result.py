"""The check of one file on screen, and what came of it: issues, what changes, the way back."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePath

import streamlit as st

from cds.domain.access import Action
from cds.domain.issues import Severity
from cds.export.files import MEDIA_TYPES
from cds.export.forms import marked_workbook
from cds.ingest.context import Context
from cds.ingest.mapping import answer_of
from cds.jobs.uploads import Examined
from cds.store.sending import Draft, Drafts, WaitingRoom
from cds.store.snapshots.snapshot import Snapshot
from cds.text.phrases import escaped, phrase
from cds.ui import access, cache, components, navigation, show
from cds.ui.upload import desk, mapping
from cds.ui.upload.desk import FileInHand, Step
from cds.views import checked_file, snapshots

_MARKS = {
    Severity.ERROR: (":red[:material/cancel:", "upload.errors"),
    Severity.CONFIRM: (":orange[:material/help:", "upload.questions"),
    Severity.WARNING: (":blue[:material/info:", "upload.warnings"),
}
_MOST_RECEIPTS = 5
_COLUMNS = "columns"  # confirmed on the page alone, no issue of the file


def check(edition: cache.Edition, told: Context, drafts: Drafts, draft: Draft) -> str:
    """Show what a file says and would change, with what can be done; return the verdict.

    It is the file of the draft that came last unless another is wanted.
    """
    state, files = st.session_state, {one.sha256: one for one in draft.files}
    if state.get("upload_file") not in files:
        state["upload_file"] = draft.files[-1].sha256
    file = files[state["upload_file"]]
    if len(files) > 1:
        labels = {one.sha256: one.name for one in draft.files}
        components.choose(phrase("upload.which_file"), labels, "upload_file")
    told = desk.as_said(told, file)
    read = partial(drafts.content, file.sha256)
    held = FileInHand(edition, told, drafts, file.name, file.sha256, read)
    found = desk.examined(held)
    if not isinstance(found, Examined):
        desk.unfinished(held, found, file.sha256)
        with st.bottom, st.container(horizontal=True, key="upload_bar"):
            _replace(held)
        return phrase("upload.checking_file", file=file.name)
    mapped = checked_file.applied(told, found.checked)
    as_read = replace(held, told=replace(told, mapping=mapped))
    is_asked = checked_file.is_asked(found.checked)
    asked: Sequence[tuple[str, str]] = ()
    confirmed, note = frozenset[str](), file.note
    left, right = st.columns([3, 2] if is_asked else [2, 3], gap="medium")
    with right:
        st.subheader(phrase("upload.issues"), anchor=False)
        if found.seen.issues.lines:
            show.table(found.seen.issues, phrase("upload.issues"))
        else:
            st.markdown(phrase("upload.issues_none"))
    with left:
        _reading(found, file.name)
        mapping.question(held, found.checked)
        if not found.seen.is_blocked:
            asked = _questions(as_read, found)
            with st.container(key="upload_confirm"):
                confirmed = _confirmations(asked, held)
            note = st.text_input(
                phrase("upload.note"),
                value=file.note,
                key=f"note_{file.sha256}",
                on_change=partial(_noted, held),
            )
    if not found.seen.is_blocked:
        with left:
            _read_and_changed(found, held)
        with right:
            _landings(found, held)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="upload_bar"):
        if not found.seen.is_blocked:
            access.require(Action.SEND, found.checked.observations)
            left_open = len(asked) - len(confirmed)
            _publish_button(as_read, found.figures, note or "", confirmed, is_ready=not left_open)
            if left_open:
                st.caption(phrase("upload.to_confirm", count=left_open), width="content")
        if found.checked.issues:
            _marked(found, held)
        _replace(held, is_next=found.seen.is_blocked)
    return found.seen.verdict


def receipts(edition: cache.Edition, drafts: Drafts, draft: Draft) -> str:
    """Show what this visitor has published of late, the newest in full; return the verdict."""
    store = cache.store(edition.home)
    known = {one.snapshot_id: one for one in cache.snapshots(edition.home, store.data_version())}
    kept = [known[key] for key in draft.published if key in known][:_MOST_RECEIPTS]
    if not kept:
        return phrase("upload.receipt_none")
    newest = kept[0]
    _one(newest)  # its way back stands above what may be long
    if not newest.is_withdrawn:
        then = cache.reader(edition).at(newest.version)
        sentence, changed = then.kept(snapshots.difference)
        st.markdown(escaped(sentence))
        with st.container(horizontal=True, key="receipt_ways"):
            for page, query in cache.reader(edition).kept(snapshots.destinations, newest):
                components.lead(page, phrase(f"upload.see_{page}"), query)
        if changed.lines:
            show.table(changed, phrase("upload.receipt_changes"))
    for snapshot in kept[1:]:
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


def _questions(file: FileInHand, found: Examined) -> Sequence[tuple[str, str]]:
    """What is to be confirmed: how the columns were understood, then what the file leaves open."""
    preview, asked = found.checked.preview, list(found.seen.questions)
    mapping = file.told.mapping
    if preview and mapping and preview.is_answered:  # looked at once more before it counts
        columns = checked_file.described(mapping, preview.head, file.reference)
        asked.insert(0, (_COLUMNS, phrase("upload.columns_confirm", columns=columns)))
    return asked


def _confirmations(questions: Sequence[tuple[str, str]], file: FileInHand) -> frozenset[str]:
    """Ask each question, and return the codes of those that are said yes to."""
    confirmed: set[str] = set()
    for code, message in questions:  # in other words the same question is asked again
        asked = hashlib.sha256(message.encode()).hexdigest()[:8]
        label = escaped(phrase("upload.confirm", message=message))
        if st.checkbox(label, key=f"confirm_{file.sha256}_{code}_{asked}"):
            confirmed.add(code)
    return frozenset(confirmed)


def _publish_button(
    file: FileInHand, figures: int, note: str, confirmed: frozenset[str], *, is_ready: bool
) -> None:
    """Offer to publish, or to send to who may."""
    may_publish = access.releases_own(Action.PUBLISH)
    st.button(
        phrase("upload.publish" if may_publish else "upload.submit", figures=figures),
        type="primary",
        icon=":material/publish:",
        disabled=not is_ready,
        key=f"publish_{file.sha256}",
        on_click=_publish if may_publish else _submit,
        args=(file, note, tuple(confirmed - {_COLUMNS})),
    )


def _publish(file: FileInHand, note: str, confirmed: tuple[str, ...]) -> None:
    checked = desk.job(file).result().checked
    person = access.require(Action.PUBLISH, checked.observations)
    access.require(Action.PUBLISH, sent_by=person.key)
    if file.is_in_draft and desk.publish(file, person.key, note, confirmed):
        file.drafts.change(lambda draft: draft.without_file(file.sha256))
    if not file.is_in_draft:
        desk.go(file.drafts, Step.RECEIPT)


def _submit(file: FileInHand, note: str, confirmed: tuple[str, ...]) -> None:
    checked, told = desk.job(file).result().checked, file.told
    person = access.require(Action.SEND, checked.observations)
    WaitingRoom(cache.home()).send(
        file.read(),
        file.name,
        person.key,
        note=note,
        period=str(told.period) if told.period else None,
        indicator_id=told.indicator_id,
        confirmed=confirmed,
        mapping=answer_of(told.mapping) if told.mapping else None,
    )
    components.tell(phrase("upload.sent", file=file.name))
    file.drafts.change(lambda draft: draft.without_file(file.sha256))
    desk.go(file.drafts, Step.FILE)


def _noted(held: FileInHand) -> None:
    note = st.session_state[f"note_{held.sha256}"] or ""
    held.drafts.change(
        lambda draft: draft.amended(held.sha256, lambda one: replace(one, note=note))
    )


def _reading(found: Examined, name: str) -> None:
    """Say how the file was understood, how much is amiss, and what publishing would change."""
    st.markdown(f"**{escaped(name)}**  \n{escaped(found.seen.sentence)}")
    if found.seen.facts:
        st.caption(escaped(found.seen.facts))
    lines = [
        f"{mark} {escaped(phrase(key, count=found.seen.counts[severity]))}]"
        for severity, (mark, key) in _MARKS.items()
        if found.seen.counts[severity]
    ]
    if found.seen.unfilled:
        left = escaped(phrase("upload.unfilled", count=found.seen.unfilled))
        lines.append(f":gray[:material/edit: {left}]")
    st.markdown("  \n".join(lines))
    if not found.seen.is_blocked:
        st.subheader(phrase("upload.changes"), anchor=False)
        st.markdown("\n".join(components.bulleted(found.would.sentences)))


def _read_and_changed(found: Examined, held: FileInHand) -> None:
    """Show figure by figure what publishing would change, and what was read first."""
    tables = {
        "corrected": found.would.corrected,
        "flips": found.would.flips,
        "first_rows": found.seen.rows,
    }
    for name, table in tables.items():
        if table.lines:
            show.folded(table, phrase(f"upload.{name}"), f"{name}_{held.sha256}")


def _landings(found: Examined, held: FileInHand) -> None:
    """Show where the figures lie; those of larger areas alone lie nowhere."""
    for one in found.landings:
        key = f"{one.level}_{held.sha256}"
        st.markdown(escaped(one.sentence))
        if one.payload:
            show.coverage_map(one.payload, key=f"landing_{key}")
        if one.note:
            st.caption(escaped(one.note))
        show.folded(one.table, phrase("upload.landing_table"), f"landing_table_{key}")


def _marked(found: Examined, held: FileInHand) -> None:
    checked = found.checked
    st.download_button(
        phrase("upload.marked"),
        lambda: marked_workbook(held.read(), checked.file.sheet, checked.issues),
        phrase("upload.marked_name", stem=PurePath(held.name).stem, digest=held.sha256[:8]),
        MEDIA_TYPES["xlsx"],
        icon=":material/rate_review:",
        key=f"marked_{held.sha256}",
    )


def _replace(held: FileInHand, *, is_next: bool = False) -> None:
    """Ask for the file that takes the place of this one, which stays until it comes."""

    def ask() -> None:
        desk.go(held.drafts, Step.FILE)
        st.session_state[desk.REPLACED] = held.sha256

    st.button(
        phrase("upload.replace"),
        type="primary" if is_next else "secondary",
        icon=":material/swap_horiz:",
        key=f"replace_{held.sha256}",
        on_click=ask,
    )


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
