"""A meeting in one browser: whoever holds the control token drives, everybody else follows."""

from collections.abc import Mapping

import streamlit as st

from cds.domain.errors import NotFoundError, UserError
from cds.domain.stories import Position
from cds.store.documents import decoded
from cds.store.meetings import Meeting, MeetingStore, meeting_state
from cds.text.phrases import sentence
from cds.ui import data
from cds.ui.stories import prepared, stores
from cds.ui.stories.component import live_link, show_deck
from cds.ui.stories.links import meeting_link

_MOST_NOTES = 2000  # letters of a note that travel


def show(meeting_id: str, mode: str) -> None:
    """Show a meeting full-bleed and keep it in step."""
    meeting = stores.meeting(meeting_id)
    edition = data.edition(meeting.data_version)
    screen = prepared.Screen(meeting_id, mode, "meeting")
    show_deck(prepared.message(edition, meeting.story, screen))
    _follow(meeting_id, mode, edition)


def adopt(meeting_id: str, token: str) -> None:
    """Give this browser the control of a meeting."""
    st.session_state[f"control_{meeting_id}"] = token
    st.session_state[f"token_{meeting_id}"] = token  # to be handed to the browser, once


@st.fragment
def _follow(meeting_id: str, mode: str, edition: data.Edition) -> None:
    """Hear one browser and answer it; where the meeting is, it learns from the server's route."""
    store = stores.meeting_store()
    meeting = store.get(meeting_id)
    live_link(
        _told(store, meeting, mode, edition),
        lambda said: _hear(store, meeting_id, mode, edition, said),
    )
    if meeting.data_version != edition.version:
        st.rerun(scope="app")


def _told(
    store: MeetingStore, meeting: Meeting, mode: str, edition: data.Edition
) -> dict[str, object]:
    """What the browser hears. Answers and tokens are told once."""
    state = st.session_state
    mine = state.get(f"control_{meeting.meeting_id}")
    in_control = isinstance(mine, str) and store.is_in_control(meeting, mine)
    told: dict[str, object] = meeting_state(meeting) | {
        "shown_version": edition.version,
        "in_control": in_control,
        "knows_token": mine is not None,
        "answers": _answers(meeting.position.unit, edition),
        "link": meeting_link(meeting.meeting_id)._asdict(),
    }
    if in_control and mode == "notes":
        told["notes"] = [slide.note[:_MOST_NOTES] for slide in meeting.story.slides]
    for name in ("token", "offer", "error"):
        if (value := state.pop(f"{name}_{meeting.meeting_id}", None)) is not None:
            told[name] = value
    return told


def _answers(shown: str | None, edition: data.Edition) -> dict[str, str]:
    """The slides of units this browser needs and was not told yet."""
    state = st.session_state
    told: set[tuple[str, int]] = state.setdefault("answers_told", set())
    wanted = {*state.pop("answers_wanted", ()), *((shown,) if shown else ())}
    new = [unit for unit in wanted if (unit, edition.version) not in told]
    told.update((unit, edition.version) for unit in new)
    return prepared.answers(edition, new)


def _hear(
    store: MeetingStore,
    meeting_id: str,
    mode: str,
    edition: data.Edition,
    said: Mapping[str, object],
) -> None:
    """Do what the browser asks, if it may; a refusal goes back in words."""
    state = st.session_state
    token = said.get("token")
    if isinstance(token, str) and token:
        state[f"control_{meeting_id}"] = token
    held = str(state.get(f"control_{meeting_id}", ""))
    try:
        _obey(store, meeting_id, mode, edition, said, held)
    except UserError as error:
        state[f"error_{meeting_id}"] = sentence(error)
    except (TypeError, ValueError):  # not what our script sends
        return


def _obey(
    store: MeetingStore,
    meeting_id: str,
    mode: str,
    edition: data.Edition,
    said: Mapping[str, object],
    held: str,
) -> None:
    if "place" in said:
        store.drive(meeting_id, held, decoded(said["place"], Position))
    if isinstance(unit := said.get("ask"), str):
        _want(unit, edition)
    match said.get("command"):
        case "offer" if mode == "notes":  # a code has no way to the screen that all see
            st.session_state[f"offer_{meeting_id}"] = store.offer(meeting_id, held)
        case "take":
            adopt(meeting_id, store.take(meeting_id, str(said.get("value", ""))))
        case "refresh":
            store.refresh(meeting_id, held, data.caught_up().version)
        case "end":
            store.end(meeting_id, held)
        case _:
            return


def _want(unit: str, edition: data.Edition) -> None:
    """Note that this browser asks about a unit: again, if it says that it was never told."""
    st.session_state.setdefault("answers_wanted", set()).add(unit)
    st.session_state.setdefault("answers_told", set()).discard((unit, edition.version))


def is_known(meeting_id: str) -> bool:
    """True when there is such a meeting."""
    try:
        stores.meeting_store().get(meeting_id)
    except NotFoundError:
        return False
    return True
