"""A file's check, and publishing it or sending it to a second person."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from cds.domain.access import Action
from cds.domain.errors import UserError
from cds.ingest.context import Context
from cds.ingest.mapping import answer_of
from cds.jobs import processes
from cds.jobs.processes import Job
from cds.jobs.uploads import Examined, examined_file, published_file
from cds.publish import OutcomeStatus, check_and_publish
from cds.store.sending import Release, WaitingRoom
from cds.text.phrases import escaped, phrase, sentence
from cds.ui import access, cache, components, files, navigation
from cds.ui.upload import desk
from cds.ui.upload.desk import FileInHand, Step
from cds.views import checked_file

_LOOK_SECONDS = 0.5
COLUMNS = "columns"  # confirmed on the page alone, no issue of the file


def _asked(file: FileInHand) -> tuple[cache.Edition, Context, str, str]:
    """What a check depends on: by the sender's answer no remembered one is looked up."""
    told = file.told
    if told.mapping and told.mapping.columns:
        told = replace(told, mappings={})
    return file.edition, told, file.name, file.sha256


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={FileInHand: _asked})
def job(file: FileInHand) -> Job[Examined]:
    """The check of a file and what publishing it would change, begun once for all who ask."""
    edition, told, name, _ = _asked(file)
    figures = files.figures(edition)
    return Job("upload", partial(examined_file, figures, told, name, file.read()))


def examined(file: FileInHand) -> Examined | UserError | None:
    """Return what a check found or why it found nothing; None while it runs."""
    running = job(file)
    if not running.is_done(processes.PATIENCE_SECONDS):
        return None
    try:
        return running.result()
    except UserError as error:
        return error


def unfinished(file: FileInHand, fault: UserError | None, key: str) -> None:
    """Show how far a check is, or why there is none, with the way out of either."""
    if fault is None:
        _progress(job(file), file.name, key)
        return
    st.error(escaped(sentence(fault)), icon=":material/block:")
    st.button(
        phrase("upload.again"),
        icon=":material/refresh:",
        key=f"again_{key}",
        on_click=job.clear,
        args=(file,),
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


def confirmations(questions: Sequence[tuple[str, str]], file: FileInHand) -> frozenset[str]:
    """Ask each question, and return the codes of those that are said yes to."""
    confirmed: set[str] = set()
    for code, message in questions:  # in other words the same question is asked again
        asked = hashlib.sha256(message.encode()).hexdigest()[:8]
        label = escaped(phrase("upload.confirm", message=message))
        if st.checkbox(label, key=f"confirm_{file.sha256}_{code}_{asked}"):
            confirmed.add(code)
    return frozenset(confirmed)


def questions(file: FileInHand, found: Examined) -> Sequence[tuple[str, str]]:
    """What is to be confirmed: how the columns were understood, then what the file leaves open."""
    preview, asked = found.checked.preview, list(found.seen.questions)
    mapping = file.told.mapping
    if preview and mapping and preview.is_answered:  # looked at once more before it counts
        columns = checked_file.described(mapping, preview.head, file.reference)
        asked.insert(0, (COLUMNS, phrase("upload.columns_confirm", columns=columns)))
    return asked


def button(
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
        args=(file, note, tuple(confirmed - {COLUMNS})),
    )


def _publish(file: FileInHand, note: str, confirmed: tuple[str, ...]) -> None:
    checked = job(file).result().checked
    person = access.require(Action.PUBLISH, checked.observations)
    access.require(Action.PUBLISH, sent_by=person.key)
    if publish(file, person.key, note, confirmed):
        file.drafts.change(lambda draft: draft.without_file(file.sha256))
        desk.go(file.drafts, Step.RECEIPT)


def publish(
    file: FileInHand, by: str, note: str, confirmed: tuple[str, ...], release: Release | None = None
) -> bool:
    """Publish what was shown; what changed meanwhile is checked again and told. True when done."""
    home, reference = Path(file.edition.home), file.reference
    checked_again = partial(
        check_and_publish,
        catalogue=reference,
        content=file.read(),
        name=file.name,
        by=by,
        note=note,
        context=file.told,
        confirmed=confirmed,
        release=release,
    )
    outcome = Job("upload", partial(published_file, home, checked_again)).result()
    if outcome.status is not OutcomeStatus.ACCEPTED or outcome.snapshot is None:
        components.tell(phrase("upload.changed_meanwhile"))
        return False
    published = outcome.snapshot.snapshot_id
    file.drafts.change(lambda draft: replace(draft, published=(published, *draft.published)))
    navigation.await_newest()
    return True


def _submit(file: FileInHand, note: str, confirmed: tuple[str, ...]) -> None:
    checked, told = job(file).result().checked, file.told
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
