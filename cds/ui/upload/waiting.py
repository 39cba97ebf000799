"""Files that wait for a second person: look, release or send back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st

from cds.domain.access import Action
from cds.domain.errors import StoreDamagedError
from cds.ingest.context import Context
from cds.jobs.uploads import Examined
from cds.publish import send_back
from cds.store.audit import AuditTrail, Event, TrailEnd
from cds.store.sending import Drafts, Release, Sent, WaitingRoom
from cds.text.phrases import escaped, phrase, sentence
from cds.ui import access, cache, components, show
from cds.ui.upload import desk
from cds.ui.upload.desk import FileInHand, Step
from cds.views import checked_file

_MOST_DECISIONS = 3


def waits() -> tuple[Sent, ...]:
    """The figures that wait, for those who may release them; nothing for others."""
    found = WaitingRoom(cache.home()).all() if access.is_allowed(Action.PUBLISH) else ()
    return tuple(sent for sent in found if not sent.is_proposal)


def damaged() -> None:
    """Name the files that wait and cannot be read, to those who could release them."""
    if access.is_allowed(Action.PUBLISH):
        components.damage_notice(WaitingRoom(cache.home()).damaged())


def own() -> None:
    """Tell senders whose figures another person releases what waits, and what was decided."""
    if access.releases_own(Action.PUBLISH):
        return
    key, home = access.who().key, cache.home()
    sent = [one for one in WaitingRoom(home).all() if one.sent_by == key and not one.is_proposal]
    lines = [
        phrase("upload.own_waiting", file=one.file_name, at=datetime.fromisoformat(one.sent_at))
        for one in sent
    ]
    found = _decisions(home, AuditTrail(home).head())
    decided = [one for one in found if one.details["sent_by"] == key]
    lines += [
        phrase(
            f"upload.own_{one.event}",
            file=one.details["file_name"],
            by=access.named(one.by),
            at=one.at,
            reason=one.details.get("reason", ""),
        )
        for one in decided[:_MOST_DECISIONS]
    ]
    if lines:
        with st.container(border=True, key="upload_own", gap="xsmall"):
            st.markdown(f"**{phrase('upload.own')}**")
            st.markdown("\n".join(components.bulleted(lines)))


@lru_cache(maxsize=2)
def _decisions(home: Path, _end: TrailEnd | None) -> tuple[Event, ...]:
    """What was released or sent back, newest first."""
    events = reversed(AuditTrail(home).readable())
    return tuple(one for one in events if one.event in ("released", "sent_back"))


def waiting(edition: cache.Edition, told: Context, drafts: Drafts, found: Sequence[Sent]) -> str:
    """Show what waits, each with its decision; return how much it is."""
    room = WaitingRoom(cache.home())
    for sent in found:
        # read as the sender saw it, whatever is remembered since
        as_sent = replace(desk.as_said(told, sent), mappings={})
        read = partial(room.content, sent)
        file = FileInHand(edition, as_sent, drafts, sent.file_name, sent.sha256, read)
        _one(file, room, sent)
    return phrase("upload.waiting_verdict", count=len(found))


def _one(file: FileInHand, room: WaitingRoom, sent: Sent) -> None:
    try:
        room.content(sent)
    except StoreDamagedError as error:  # the others can still be released
        st.error(escaped(f"{sent.file_name}: {sentence(error)}"), icon=":material/broken_image:")
        return
    with st.container(border=True):
        at = datetime.fromisoformat(sent.sent_at)
        line = phrase("upload.waiting_line", file=sent.file_name, by=sent.sent_by, at=at)
        st.markdown(f"**{escaped(line)}**")
        if sent.note:
            st.markdown(escaped(phrase("upload.waiting_note", note=sent.note)))
        found = desk.examined(file)
        if not isinstance(found, Examined):
            desk.unfinished(file, found, sent.waiting_id)
            return
        checked, seen, would = found.checked, found.seen, found.would
        st.markdown(f"**{escaped(seen.verdict)}**  \n{escaped(seen.sentence)}")
        if file.told.mapping and checked.preview:
            mapping, reference = file.told.mapping, file.reference
            if said := checked_file.described(mapping, checked.preview.head, reference):
                st.markdown(escaped(phrase("upload.answered_sent", columns=said)))
        st.markdown("\n".join(components.bulleted(would.sentences)))
        if seen.issues.lines:
            show.table(seen.issues, phrase("upload.issues"), f"issues_{sent.waiting_id}")
        reason = st.text_input(phrase("upload.send_back_reason"), key=f"why_{sent.waiting_id}")
        with st.container(horizontal=True):
            st.button(
                phrase("upload.release"),
                type="primary",
                disabled=seen.is_blocked,
                key=f"release_{sent.waiting_id}",
                on_click=_release,
                args=(file, room, sent),
            )
            st.button(
                phrase("upload.send_back"),
                disabled=not (reason or "").strip(),
                key=f"back_{sent.waiting_id}",
                on_click=_send_back,
                args=(room, sent, reason or ""),
            )


def _release(file: FileInHand, room: WaitingRoom, sent: Sent) -> None:
    person = access.require(Action.PUBLISH, sent_by=sent.sent_by)
    found = desk.job(file).result()
    access.require(Action.PUBLISH, found.checked.observations)
    shown = (code for code, _ in found.seen.questions)  # the publisher saw each with its words
    confirmed, release = (*sent.confirmed, *shown), Release(room, sent, person.key)
    if desk.publish(file, sent.sent_by, sent.note, confirmed, release):
        desk.go(file.drafts, Step.RECEIPT)


def _send_back(room: WaitingRoom, sent: Sent, reason: str) -> None:
    person = access.require(Action.PUBLISH)
    send_back(Release(room, sent, person.key), reason)
    components.tell(phrase("upload.sent_back", file=sent.file_name))
