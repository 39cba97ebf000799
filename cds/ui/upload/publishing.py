"""Publishing what was looked at, sending it to a second person, the receipt and the way back."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.domain.periods import Period
from cds.ingest.context import CheckedUpload, Context
from cds.ingest.mapping import answer_of
from cds.jobs.processes import Job
from cds.jobs.uploads import Examined, Publication
from cds.publish import OutcomeStatus
from cds.store.snapshots.snapshot import Snapshot
from cds.store.waiting import WaitingRoom
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import access, data, navigation
from cds.ui.arrivals import bring_into_view
from cds.ui.upload import progress
from cds.ui.upload.intake import DroppedFile
from cds.views import column_questions

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


def offer(
    edition: data.Edition,
    told: Context,
    sheet: DroppedFile,
    found: Examined,
) -> None:
    """Ask what is to be confirmed, then offer to publish, or to send to who may."""
    checked = found.checked
    told = replace(told, mapping=column_questions.applied(told, checked))
    questions = (*_columns_question(told, checked, data.catalogue(edition)), *found.seen.questions)
    confirmed = [code for code, message in questions if _is_confirmed(sheet, code, message)]
    note = st.text_input(phrase("upload.note"), key=f"note_{sheet.sha256}")
    may_publish = access.publishes_own()
    st.button(
        phrase("upload.publish" if may_publish else "upload.submit", figures=found.figures),
        type="primary",
        icon=":material/publish:",
        disabled=len(confirmed) < len(questions),
        key=f"publish_{sheet.sha256}",
        on_click=_publish if may_publish else _submit,
        args=(edition, told, sheet, note or "", tuple({*confirmed} - {_COLUMNS})),
    )


def _columns_question(
    told: Context, checked: CheckedUpload, reference: Catalogue
) -> tuple[tuple[str, str], ...]:
    """What a person said of the columns is looked at once more before it counts."""
    if checked.preview is None or told.mapping is None or not checked.preview.is_answered:
        return ()
    columns = column_questions.described(told.mapping, checked.preview.head, reference)
    return ((_COLUMNS, phrase("upload.columns_confirm", columns=columns)),)


def _is_confirmed(sheet: DroppedFile, code: str, message: str) -> bool:
    """Ask for a yes; to the same question in other words it has to be given again."""
    asked = hashlib.sha256(message.encode()).hexdigest()[:8]
    label = escaped(phrase("upload.confirm", message=message))
    return st.checkbox(label, key=f"confirm_{sheet.sha256}_{code}_{asked}")


def _publish(
    edition: data.Edition, told: Context, sheet: DroppedFile, note: str, confirmed: tuple[str, ...]
) -> None:
    """Publish what was shown; what changed meanwhile is checked again and told."""
    checked = progress.job(edition, told, sheet).result().checked
    person = access.require_figures(Action.PUBLISH, checked.observations)
    access.require_release(person.key)
    work = Publication(
        Path(edition.home),
        data.catalogue(edition),
        told,
        sheet.name,
        sheet.content,
        by=person.key,
        note=note,
        confirmed=confirmed,
    )
    outcome = Job(work).result()
    if outcome.status is OutcomeStatus.ACCEPTED and outcome.snapshot:
        st.session_state.setdefault("receipts", []).insert(0, outcome.snapshot)
        navigation.await_newest()
        st.session_state["upload_round"] += 1
    else:
        st.session_state["upload_said"] = [phrase("upload.changed_meanwhile")]


def _submit(
    edition: data.Edition, told: Context, sheet: DroppedFile, note: str, confirmed: tuple[str, ...]
) -> None:
    checked = progress.job(edition, told, sheet).result().checked
    person = access.require_figures(Action.SEND, checked.observations)
    WaitingRoom(data.home()).send(
        sheet.content,
        sheet.name,
        person.key,
        note=note,
        period=_text(told.period),
        indicator_id=told.indicator_id,
        confirmed=confirmed,
        mapping=answer_of(told.mapping) if told.mapping else None,
    )
    st.session_state["upload_said"] = [phrase("upload.sent", file=sheet.name)]
    st.session_state["upload_round"] += 1


def _undo(snapshot: Snapshot) -> None:
    person = access.require(Action.WITHDRAW)
    reason = phrase("upload.undo_reason")
    data.store(str(data.home())).withdraw(snapshot.snapshot_id, reason, person.key)
    navigation.await_newest()
    st.session_state["receipts"].remove(snapshot)
    st.session_state["upload_said"] = [phrase("upload.undone", file=snapshot.file_name)]


def _text(period: Period | None) -> str | None:
    return str(period) if period else None
