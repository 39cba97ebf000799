"""A file's check, publishing it or sending it to a second person, the receipt and the way back."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import streamlit as st

from cds.domain.access import Action
from cds.domain.errors import UserError
from cds.ingest.context import Context
from cds.ingest.mapping import answer_of
from cds.jobs import processes
from cds.jobs.processes import Job
from cds.jobs.uploads import Examination, Examined, Publication
from cds.publish import OutcomeStatus, Release
from cds.store.snapshots.snapshot import Snapshot
from cds.store.waiting import WaitingRoom
from cds.text.labels import escaped
from cds.text.phrases import phrase, sentence
from cds.ui import access, cache, navigation
from cds.ui.arrivals import bring_into_view
from cds.ui.upload.intake import DroppedFile
from cds.views import column_questions

_LOOK_SECONDS = 0.5
_COLUMNS = "columns"  # confirmed on the page alone, no issue of the file


def receipts() -> None:
    """Say what this visitor has just published, with a way back."""
    said: Sequence[str] = st.session_state.pop("upload_said", ())
    kept: list[Snapshot] = st.session_state.setdefault("receipts", [])
    keys = [f"receipt_{snapshot.snapshot_id}" for snapshot in kept]
    bring_into_view("receipts", [*(["upload_said"] if said else []), *keys])
    with st.container(key="upload_said"):
        for text in said:
            st.success(escaped(text), icon=":material/check_circle:")
    for snapshot, key in zip(kept, keys, strict=True):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
            text = phrase(
                "upload.receipt",
                file=snapshot.file_name,
                rows=snapshot.rows,
                snapshot=snapshot.snapshot_id,
                version=str(snapshot.version),
            )
            st.markdown(f":green[:material/check_circle:] {escaped(text)}")
            st.button(
                phrase("upload.undo"),
                icon=":material/undo:",
                key=f"undo_{snapshot.snapshot_id}",
                on_click=_undo,
                args=(snapshot,),
            )


def job(edition: cache.Edition, told: Context, sheet: DroppedFile) -> Job[Examined]:
    """The check of a file, begun once for all who ask."""
    return _examination(*_asked(edition, told, sheet))


@st.cache_resource(max_entries=256, show_spinner=False)
def _examination(
    wanted: cache.Edition, told: Context, name: str, sha256: str, _content: bytes
) -> Job[Examined]:
    """The check of a file and what publishing it would change, begun in a process of its own."""
    home, day = Path(wanted.home), date.fromisoformat(wanted.today)
    reference = cache.catalogue(wanted)
    return Job(Examination(home, reference, wanted.version, day, told, name, _content))


def _asked(
    edition: cache.Edition, told: Context, sheet: DroppedFile
) -> tuple[cache.Edition, Context, str, str, bytes]:
    """What a check depends on: by the sender's answer no remembered one is looked up."""
    if told.mapping and told.mapping.columns:
        told = replace(told, mappings={})
    return edition, told, sheet.name, sheet.sha256, sheet.content


def examined(
    edition: cache.Edition, told: Context, sheet: DroppedFile, key: str
) -> Examined | None:
    """Return what a check found; None while it runs or when it was stopped, which is shown."""
    running = job(edition, told, sheet)
    if not running.is_done(processes.PATIENCE_SECONDS):
        _progress(running, sheet.name, key)
        return None
    try:
        return running.result()
    except UserError as error:
        st.error(escaped(sentence(error)), icon=":material/block:")
        st.button(
            phrase("upload.again"),
            icon=":material/refresh:",
            key=f"again_{key}",
            on_click=_examination.clear,
            args=_asked(edition, told, sheet),
        )
        return None


@st.fragment(run_every=_LOOK_SECONDS)
def _progress(running: Job[Examined], name: str, key: str) -> None:
    if running.is_done():
        st.rerun()
    text = phrase("upload.checking", file=name, percent=round(100 * running.share))
    st.progress(running.share, text=escaped(text))
    label = phrase("upload.cancel")
    st.button(label, icon=":material/cancel:", key=f"cancel_{key}", on_click=running.cancel)


def offer(edition: cache.Edition, told: Context, sheet: DroppedFile, found: Examined) -> None:
    """Ask what is to be confirmed, then offer to publish, or to send to who may."""
    preview, questions = found.checked.preview, list(found.seen.questions)
    told = replace(told, mapping=column_questions.applied(told, found.checked))
    if preview and told.mapping and preview.is_answered:  # looked at once more before it counts
        head, reference = preview.head, cache.catalogue(edition)
        columns = column_questions.described(told.mapping, head, reference)
        questions.insert(0, (_COLUMNS, phrase("upload.columns_confirm", columns=columns)))
    confirmed: set[str] = set()
    for code, message in questions:  # in other words the same question is asked again
        asked = hashlib.sha256(message.encode()).hexdigest()[:8]
        label = escaped(phrase("upload.confirm", message=message))
        if st.checkbox(label, key=f"confirm_{sheet.sha256}_{code}_{asked}"):
            confirmed.add(code)
    note = st.text_input(phrase("upload.note"), key=f"note_{sheet.sha256}")
    may_publish = access.publishes_own()
    st.button(
        phrase("upload.publish" if may_publish else "upload.submit", figures=found.figures),
        type="primary",
        icon=":material/publish:",
        disabled=len(confirmed) < len(questions),
        key=f"publish_{sheet.sha256}",
        on_click=_publish if may_publish else _submit,
        args=(edition, told, sheet, note or "", tuple(confirmed - {_COLUMNS})),
    )


def _publish(
    edition: cache.Edition, told: Context, sheet: DroppedFile, note: str, confirmed: tuple[str, ...]
) -> None:
    checked = job(edition, told, sheet).result().checked
    person = access.require_figures(Action.PUBLISH, checked.observations)
    access.require_release(person.key)
    if publish(edition, told, sheet, person.key, note, confirmed):
        st.session_state["upload_round"] += 1


def publish(
    edition: cache.Edition,
    told: Context,
    sheet: DroppedFile,
    by: str,
    note: str,
    confirmed: tuple[str, ...],
    release: Release | None = None,
) -> bool:
    """Publish what was shown; what changed meanwhile is checked again and told. True when done."""
    home, reference = Path(edition.home), cache.catalogue(edition)
    work = Publication(
        home, reference, told, sheet.name, sheet.content, by, note, confirmed, release
    )
    outcome = Job(work).result()
    if outcome.status is not OutcomeStatus.ACCEPTED or outcome.snapshot is None:
        st.session_state["upload_said"] = [phrase("upload.changed_meanwhile")]
        return False
    st.session_state.setdefault("receipts", []).insert(0, outcome.snapshot)
    navigation.await_newest()
    return True


def _submit(
    edition: cache.Edition, told: Context, sheet: DroppedFile, note: str, confirmed: tuple[str, ...]
) -> None:
    checked = job(edition, told, sheet).result().checked
    person = access.require_figures(Action.SEND, checked.observations)
    WaitingRoom(cache.home()).send(
        sheet.content,
        sheet.name,
        person.key,
        note=note,
        period=str(told.period) if told.period else None,
        indicator_id=told.indicator_id,
        confirmed=confirmed,
        mapping=answer_of(told.mapping) if told.mapping else None,
    )
    st.session_state["upload_said"] = [phrase("upload.sent", file=sheet.name)]
    st.session_state["upload_round"] += 1


def _undo(snapshot: Snapshot) -> None:
    person = access.require(Action.WITHDRAW)
    reason = phrase("upload.undo_reason")
    cache.store(str(cache.home())).withdraw(snapshot.snapshot_id, reason, person.key)
    navigation.await_newest()
    st.session_state["receipts"].remove(snapshot)
    st.session_state["upload_said"] = [phrase("upload.undone", file=snapshot.file_name)]
