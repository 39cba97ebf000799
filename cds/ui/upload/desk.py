"""What this visitor has begun to send, the step that is shown, and the way between steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import streamlit as st

from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.domain.errors import StoreDamagedError
from cds.ingest.context import Context
from cds.store.sending import Draft, Drafts
from cds.text.phrases import escaped, phrase, sentence
from cds.ui import access, cache, components


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


def head(said: str, drafts: Drafts, draft: Draft, shown: Step, waiting: int) -> None:
    """Say where the visitor is, then offer the steps; nothing is to be chosen that is empty."""
    components.verdict(said)
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
