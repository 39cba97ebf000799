"""What a change of targets would do, publishing it or sending it to a second person, and after."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import streamlit as st

from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.domain.errors import InconsistentReferenceError, StoreDamagedError, UserError
from cds.domain.targets import TargetKind
from cds.publish import send_back
from cds.store.amendments import (
    Amendment,
    LineChange,
    Proposal,
    amend,
    amendments,
    proposal_of,
    propose,
    taken_back,
    targets_of,
    tried,
)
from cds.store.documents import decoded, plain
from cds.store.sending import Release, Sent, WaitingRoom
from cds.text.phrases import escaped, phrase, sentence
from cds.ui import access, cache, components, navigation, target_fields
from cds.ui.target_fields import FORM, LINES
from cds.views import targets

_MOST = 12  # sentences about one change
_RECEIPT = "receipt_of_targets"


def offer(
    edition: cache.Edition, changes: Sequence[LineChange], reason: str, shown: Sequence[str] = ()
) -> None:
    """Say what the changes are and would do, name their faults, and offer to publish them."""
    if not changes:
        st.info(phrase("targets.unchanged"))
        reader = cache.reader(edition)
        _lines(targets.outcomes(reader, reader.catalogue, shown))
        return
    proposal = Proposal(tuple(changes), reason)
    changed = _consequences(edition, proposal, shown)
    if changed is None:
        return
    reason = st.text_input(phrase("targets.reason"), reason, key=f"{FORM}reason") or ""
    may_publish = access.releases_own(Action.AMEND)
    if st.button(
        phrase("targets.publish" if may_publish else "targets.propose"),
        type="primary",
        icon=":material/publish:",
        disabled=not reason.strip(),
        key=f"{FORM}publish_{st.session_state.get(LINES, '')}",
    ):
        _hand_in(edition, Proposal(proposal.changes, reason), changed)


def receipt(edition: cache.Edition) -> None:
    """Show the change that this visitor has just published: what it did, where it is seen, undo."""
    wanted = st.session_state.get(_RECEIPT)
    made = next((o for o in amendments(Path(edition.home)) if o.amendment_id == wanted), None)
    if made is None:
        return
    reader, proposal = cache.reader(edition), made.proposal
    with st.container(border=True, key="targets_receipt_card"):
        key = "targets.undone" if proposal.undoes else "targets.receipt"
        st.markdown(f"**{escaped(phrase(key, at=made.at))}**")
        _lines(targets.changed_lines(reader.catalogue, proposal))
        _lines(targets.outcomes(reader, reader.catalogue, proposal.target_ids))
        with st.container(horizontal=True, vertical_alignment="center"):
            known = reader.catalogue.targets
            aim = next((known[one] for one in proposal.target_ids if one in known), None)
            if aim:
                asked = {"indicator": aim.indicator_id, "target": aim.target_id}
                components.lead("indicator", phrase("targets.see_indicator"), asked)
            components.lead("gaps", phrase("targets.see_gaps"), {})
            if aim and aim.kind is TargetKind.MILESTONE:
                components.lead("milestones", phrase("targets.see_milestones"), {})
            components.lead("overview", phrase("targets.see_overview"), {})
            if st.button(phrase("targets.undo"), icon=":material/undo:", key="undo_receipt"):
                _undo(edition, made, phrase("targets.undo_reason"))


def history(edition: cache.Edition) -> None:
    """List the changes made so far, newest first, each with the way back."""
    found = [one for one in amendments(Path(edition.home)) if one.proposal.action is Action.AMEND]
    if not found:
        st.caption(phrase("targets.history_none"))
        return
    undone = {one.proposal.undoes for one in found}
    name = phrase("targets.history", count=len(found))
    with st.expander(name, on_change="rerun", key="targets_history") as opened:
        for made in found[:50] if opened.open else ():
            with st.container(border=True, key=f"amendment_{made.amendment_id}"):
                told = {"at": made.at, "by": access.named(made.by), "reason": made.proposal.reason}
                key = "targets.history_undo" if made.proposal.undoes else "targets.history_line"
                st.markdown(f"**{escaped(phrase(key, **told))}**")
                _lines(targets.changed_lines(cache.catalogue(edition), made.proposal))
                if made.amendment_id not in undone:
                    with st.popover(phrase("targets.undo"), icon=":material/undo:"):
                        name = made.amendment_id
                        reason = st.text_input(phrase("targets.reason"), key=f"why_{name}") or ""
                        is_empty, key = not reason.strip(), f"undo_{name}"
                        if st.button(phrase("targets.undo"), disabled=is_empty, key=key):
                            _undo(edition, made, reason)


def waiting(edition: cache.Edition) -> None:
    """Show what waits for a second person, to those who may release it; to others how much."""
    room = WaitingRoom(cache.home())
    found = [sent for sent in room.all() if sent.is_proposal]
    if not found:
        return
    if not access.is_allowed(Action.AMEND):
        st.info(phrase("targets.waiting_yours", count=len(found)), icon=":material/hourglass:")
        return
    st.header(phrase("targets.waiting", count=len(found)), anchor=False)
    for sent in found:
        with st.container(border=True, key=f"waiting_{sent.waiting_id}"):
            _one(edition, room, sent)


def _one(edition: cache.Edition, room: WaitingRoom, sent: Sent) -> None:
    name = sent.waiting_id
    try:
        proposal = proposal_of(room, sent)
    except StoreDamagedError as error:  # the others can still be released
        st.error(escaped(sentence(error)), icon=":material/broken_image:")
        return
    told = {
        "at": datetime.fromisoformat(sent.sent_at),
        "by": sent.sent_by,
        "reason": proposal.reason,
    }
    st.markdown(f"**{escaped(phrase('targets.waiting_line', **told))}**")
    changed = _consequences(edition, proposal, proposal.target_ids)
    reason = st.text_input(phrase("targets.send_back_reason"), key=f"why_{name}") or ""
    with st.container(horizontal=True):
        is_released = st.button(
            phrase("targets.release"), type="primary", disabled=changed is None, key=f"yes_{name}"
        )
        is_refused = st.button(
            phrase("targets.send_back"), disabled=not reason.strip(), key=f"no_{name}"
        )
    own = cache.catalogue(edition)
    if is_released and changed:
        meant = targets_of(proposal, own, changed)
        person = access.require(Action.AMEND, meant, sent.sent_by)
        release = Release(room, sent, person.key)
        _published(amend(Path(edition.home), proposal, sent.sent_by, release))
    if is_refused:
        person = access.require(Action.AMEND)
        send_back(Release(room, sent, person.key), reason)
        _over(phrase("targets.sent_back"))


def _consequences(
    edition: cache.Edition, proposal: Proposal, shown: Sequence[str]
) -> Catalogue | None:
    """Show what a proposal changes and would do; None, with every fault, when it cannot be."""
    reader = cache.reader(edition)
    st.markdown(f"**{phrase('targets.preview')}**")
    try:
        changed = _tried(edition.home, edition.reference, json.dumps(plain(proposal)))
    except InconsistentReferenceError as error:
        st.error(escaped(sentence(error)), icon=":material/block:")
        return None
    except UserError as error:
        st.warning(escaped(sentence(error)), icon=":material/sync_problem:")
        return None
    _lines(targets.outcomes(reader, changed, shown or proposal.target_ids))
    st.caption(phrase("targets.changes"))
    _lines(targets.changed_lines(reader.catalogue, proposal))
    return changed


@st.cache_resource(max_entries=16, show_spinner=False)
def _tried(place: str, reference: str, told: str) -> Catalogue:
    """The catalogue as it would be; asked for at every click, and made once a change."""
    return tried(Path(place), decoded(told.encode(), Proposal).changes)


def _undo(edition: cache.Edition, made: Amendment, reason: str) -> None:
    home = Path(edition.home)
    proposal = taken_back(home, made.amendment_id, reason)
    _hand_in(edition, proposal, tried(home, proposal.changes))


def _hand_in(edition: cache.Edition, proposal: Proposal, changed: Catalogue) -> None:
    """Publish a proposal, or send it to a second person where two are needed; ends the run."""
    home, own = Path(edition.home), cache.catalogue(edition)
    meant = targets_of(proposal, own, changed)
    if access.releases_own(Action.AMEND):
        person = access.require(Action.AMEND, meant, access.who().key)
        _published(amend(home, proposal, person.key))
    person = access.require(Action.SEND, meant)
    propose(home, proposal, person.key, targets.proposal_title(own, proposal))
    _over(phrase("targets.sent"))


def _published(made: Amendment) -> None:
    st.session_state[_RECEIPT] = made.amendment_id
    navigation.await_newest()
    _over()


def _over(said: str = "") -> None:
    """Leave the form as it was filled, and show the list again; ends the run."""
    if said:
        components.tell(said)
    target_fields.published()
    target_fields.forget()
    st.rerun()


def _lines(said: Sequence[str]) -> None:
    if not said:
        return
    more = len(said) - _MOST
    lines = components.bulleted(said[:_MOST])
    if more > 0:
        lines.append(f"- {phrase('targets.more_changes', count=more)}")
    st.markdown("\n".join(lines))
