"""What this visitor has begun to send: steps, and the check and publishing of a file in hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

import streamlit as st

from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.domain.errors import StoreDamagedError, UserError
from cds.domain.periods import parse_period
from cds.ingest.context import Context
from cds.ingest.mapping import mapping_of
from cds.jobs import processes
from cds.jobs.processes import Job
from cds.jobs.uploads import Examined, examined_file, published_file
from cds.publish import OutcomeStatus, check_and_publish
from cds.store.sending import Draft, DraftFile, Drafts, Release, Sent
from cds.text.phrases import escaped, phrase, sentence
from cds.ui import access, cache, components, files, navigation

_LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class FileInHand:
    """A file that is checked: against which edition, with what is told of it, on whose desk.

    `read` brings its content when that is needed.
    """

    edition: cache.Edition
    told: Context
    drafts: Drafts
    name: str
    sha256: str
    read: Callable[[], bytes]

    @property
    def reference(self) -> Catalogue:
        """The reference that it is checked against."""
        return cache.catalogue(self.edition)

    @property
    def is_in_draft(self) -> bool:
        """False once another window of the same person has published or removed it."""
        return any(one.sha256 == self.sha256 for one in self.drafts.read().files)


def as_said(told: Context, file: DraftFile | Sent) -> Context:
    """Return what holds for a file with what its sender has said of it."""
    period = parse_period(file.period) if file.period else None
    mapping = mapping_of(file.mapping) if file.mapping else None
    return replace(told, period=period, indicator_id=file.indicator_id, mapping=mapping)


REPLACED = "upload_replaces"  # in a session: the file whose place the next one takes


class Step(StrEnum):
    """The steps of sending figures; the last is for those who release what others sent."""

    FORM = "form"
    FILE = "file"
    CHECK = "check"
    RECEIPT = "receipt"
    WAITING = "waiting"


def opened() -> Drafts:
    """The drafts of who is at the screen. Raises NotAllowedError for who may not send figures."""
    return Drafts(cache.home(), access.require(Action.SEND).key)


def read(drafts: Drafts) -> Draft | None:
    """Return the draft; None when it is damaged, which is shown with the way out."""
    try:
        return drafts.read()
    except StoreDamagedError as error:
        components.verdict(phrase("upload.title"))
        st.error(escaped(sentence(error)), icon=":material/broken_image:")
        st.button(phrase("upload.restart"), key="restart", on_click=drafts.discard)
        return None


def current(draft: Draft, waiting: int) -> Step:
    """The step of the address, else the one shown last; one that has something to show.

    Who has begun nothing comes first to what waits for a decision.
    """
    begun = draft.step if draft.files or draft.published or not waiting else Step.WAITING
    asked = st.query_params.get("step") or begun
    reached = _reached(draft, waiting)
    step = Step(asked) if asked in list(Step) else Step.FORM
    return step if reached[step] else Step.FILE


def go(drafts: Drafts, step: Step) -> None:
    """Show another step from now on; what comes there takes no other file's place."""
    st.session_state.pop(REPLACED, None)
    st.query_params["step"] = step
    drafts.change(lambda draft: replace(draft, step=step))


def head(said: str, more: str, drafts: Drafts, draft: Draft, shown: Step, waiting: int) -> None:
    """Say where the visitor is, then offer the steps; nothing is to be chosen that is empty."""
    components.verdict(said, more)
    components.notices()
    counts = {Step.CHECK: len(draft.files), Step.WAITING: waiting}
    with st.container(horizontal=True, gap="small", key="upload_steps"):
        for step, is_reached in _reached(draft, waiting).items():
            if step is Step.WAITING and not waiting:
                continue
            name, count = phrase(f"upload.step_{step}"), counts.get(step, 0)
            least = 0 if step is Step.WAITING else 1  # one file of one's own needs no number
            st.button(
                phrase("upload.step_counted", step=name, count=count) if count > least else name,
                type="primary" if step is shown else "secondary",
                disabled=not is_reached,
                key=f"step_{step}",
                on_click=go,
                args=(drafts, step),
            )


def _reached(draft: Draft, waiting: int) -> Mapping[Step, bool]:
    return {
        Step.FORM: True,
        Step.FILE: True,
        Step.CHECK: bool(draft.files),
        Step.RECEIPT: bool(draft.published),
        Step.WAITING: waiting > 0,
    }


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
        _progress(job(file), key)
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
def _progress(running: Job[Examined], key: str) -> None:
    if running.is_done():
        st.rerun()
    (done, rows), percent = running.rows, round(100 * running.share)
    slots = {"percent": percent, "done": done, "rows": rows}
    text = phrase("upload.checking_rows" if done else "upload.checking", **slots)
    st.progress(running.share, text=text)
    label = phrase("upload.cancel")
    st.button(label, icon=":material/cancel:", key=f"cancel_{key}", on_click=running.cancel)


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
        if release or file.is_in_draft:
            components.tell(phrase("upload.changed_meanwhile"), is_done=False)
        return False
    published = outcome.snapshot.snapshot_id
    file.drafts.change(lambda draft: replace(draft, published=(published, *draft.published)))
    navigation.await_newest()
    return True
