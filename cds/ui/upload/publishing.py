"""A file's check, and publishing it or sending it to a second person."""

import hashlib
from collections.abc import Callable, Sequence
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
from cds.store.drafts import Drafts
from cds.store.waiting import WaitingRoom
from cds.text.labels import escaped
from cds.text.phrases import phrase, sentence
from cds.ui import access, cache, navigation
from cds.ui.upload import desk
from cds.ui.upload.desk import DroppedFile, Step
from cds.views import column_questions

_LOOK_SECONDS = 0.5
COLUMNS = "columns"  # confirmed on the page alone, no issue of the file


def job(edition: cache.Edition, told: Context, sheet: DroppedFile) -> Job[Examined]:
    """The check of a file, begun once for all who ask."""
    return _examination(*_asked(edition, told, sheet))


@st.cache_resource(max_entries=256, show_spinner=False)
def _examination(
    wanted: cache.Edition, told: Context, name: str, sha256: str, _content: Callable[[], bytes]
) -> Job[Examined]:
    """The check of a file and what publishing it would change, begun in a process of its own."""
    home, day = Path(wanted.home), date.fromisoformat(wanted.today)
    reference = cache.catalogue(wanted)
    return Job(Examination(home, reference, wanted.version, day, told, name, _content()))


def _asked(
    edition: cache.Edition, told: Context, sheet: DroppedFile
) -> tuple[cache.Edition, Context, str, str, Callable[[], bytes]]:
    """What a check depends on: by the sender's answer no remembered one is looked up."""
    if told.mapping and told.mapping.columns:
        told = replace(told, mappings={})
    return edition, told, sheet.name, sheet.sha256, sheet.read


def examined(
    edition: cache.Edition, told: Context, sheet: DroppedFile
) -> Examined | UserError | None:
    """Return what a check found or why it found nothing; None while it runs."""
    running = job(edition, told, sheet)
    if not running.is_done(processes.PATIENCE_SECONDS):
        return None
    try:
        return running.result()
    except UserError as error:
        return error


def unfinished(
    edition: cache.Edition, told: Context, sheet: DroppedFile, fault: UserError | None, key: str
) -> None:
    """Show how far a check is, or why there is none, with the way out of either."""
    if fault is None:
        _progress(job(edition, told, sheet), sheet.name, key)
        return
    st.error(escaped(sentence(fault)), icon=":material/block:")
    st.button(
        phrase("upload.again"),
        icon=":material/refresh:",
        key=f"again_{key}",
        on_click=_examination.clear,
        args=_asked(edition, told, sheet),
    )


@st.fragment(run_every=_LOOK_SECONDS)
def _progress(running: Job[Examined], name: str, key: str) -> None:
    if running.is_done():
        st.rerun()
    (done, rows), percent = running.rows, round(100 * running.share)
    slots = {"file": name, "percent": percent, "done": done, "rows": rows}
    text = phrase("upload.checking_rows" if done else "upload.checking", **slots)
    st.progress(running.share, text=escaped(text))
    label = phrase("upload.cancel")
    st.button(label, icon=":material/cancel:", key=f"cancel_{key}", on_click=running.cancel)


def confirmations(questions: Sequence[tuple[str, str]], sheet: DroppedFile) -> frozenset[str]:
    """Ask each question, and return the codes of those that are said yes to."""
    confirmed: set[str] = set()
    for code, message in questions:  # in other words the same question is asked again
        asked = hashlib.sha256(message.encode()).hexdigest()[:8]
        label = escaped(phrase("upload.confirm", message=message))
        if st.checkbox(label, key=f"confirm_{sheet.sha256}_{code}_{asked}"):
            confirmed.add(code)
    return frozenset(confirmed)


def questions(edition: cache.Edition, told: Context, found: Examined) -> Sequence[tuple[str, str]]:
    """What is to be confirmed: how the columns were understood, then what the file leaves open."""
    preview, asked = found.checked.preview, list(found.seen.questions)
    if preview and told.mapping and preview.is_answered:  # looked at once more before it counts
        head, reference = preview.head, cache.catalogue(edition)
        columns = column_questions.described(told.mapping, head, reference)
        asked.insert(0, (COLUMNS, phrase("upload.columns_confirm", columns=columns)))
    return asked


def button(
    edition: cache.Edition,
    told: Context,
    drafts: Drafts,
    sheet: DroppedFile,
    figures: int,
    note: str,
    confirmed: frozenset[str],
    *,
    is_ready: bool,
) -> None:
    """Offer to publish, or to send to who may."""
    may_publish = access.publishes_own()
    st.button(
        phrase("upload.publish" if may_publish else "upload.submit", figures=figures),
        type="primary",
        icon=":material/publish:",
        disabled=not is_ready,
        key=f"publish_{sheet.sha256}",
        on_click=_publish if may_publish else _submit,
        args=(edition, told, drafts, sheet, note, tuple(confirmed - {COLUMNS})),
    )


def _publish(
    edition: cache.Edition,
    told: Context,
    drafts: Drafts,
    sheet: DroppedFile,
    note: str,
    confirmed: tuple[str, ...],
) -> None:
    checked = job(edition, told, sheet).result().checked
    person = access.require_figures(Action.PUBLISH, checked.observations)
    access.require_release(person.key)
    if publish(edition, told, drafts, sheet, person.key, note, confirmed):
        drafts.change(lambda draft: draft.without_file(sheet.sha256))
        desk.go(drafts, Step.RECEIPT)


def publish(
    edition: cache.Edition,
    told: Context,
    drafts: Drafts,
    sheet: DroppedFile,
    by: str,
    note: str,
    confirmed: tuple[str, ...],
    release: Release | None = None,
) -> bool:
    """Publish what was shown; what changed meanwhile is checked again and told. True when done."""
    home, reference = Path(edition.home), cache.catalogue(edition)
    work = Publication(
        home, reference, told, sheet.name, sheet.read(), by, note, confirmed, release
    )
    outcome = Job(work).result()
    if outcome.status is not OutcomeStatus.ACCEPTED or outcome.snapshot is None:
        desk.tell(phrase("upload.changed_meanwhile"))
        return False
    published = outcome.snapshot.snapshot_id
    drafts.change(lambda draft: replace(draft, published=(published, *draft.published)))
    navigation.await_newest()
    return True


def _submit(
    edition: cache.Edition,
    told: Context,
    drafts: Drafts,
    sheet: DroppedFile,
    note: str,
    confirmed: tuple[str, ...],
) -> None:
    checked = job(edition, told, sheet).result().checked
    person = access.require_figures(Action.SEND, checked.observations)
    WaitingRoom(cache.home()).send(
        sheet.read(),
        sheet.name,
        person.key,
        note=note,
        period=str(told.period) if told.period else None,
        indicator_id=told.indicator_id,
        confirmed=confirmed,
        mapping=answer_of(told.mapping) if told.mapping else None,
    )
    desk.tell(phrase("upload.sent", file=sheet.name))
    drafts.change(lambda draft: draft.without_file(sheet.sha256))
    desk.go(drafts, Step.FILE)
