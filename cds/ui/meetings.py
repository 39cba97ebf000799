"""Meetings: begun, listed, led and followed in one browser, and the record of each.

Whoever holds the control token drives, everybody else follows.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from cds.blocks import Table, table
from cds.domain.errors import NotFoundError, UserError
from cds.domain.stories import Position, Story
from cds.export.files import csv_text
from cds.site import turns
from cds.store.documents import decoded
from cds.store.meetings import Meeting, MeetingMoment, MeetingStore, meeting_state
from cds.text import numbers
from cds.text.phrases import escaped, family, phrase, sentence
from cds.ui import cache, components, decks, files, show
from cds.views.deck import laid_out

_MOST_NOTES = 2000  # letters of a note that travel
_MOST_LISTED = 10


def store() -> MeetingStore:
    """The meetings of the data home."""
    return MeetingStore(cache.home())


def begin(story: Story, version: int) -> None:
    """Start a meeting at a data version, and lead it from this browser."""
    reader = cache.reader(cache.edition(version))
    meeting, token = store().start(laid_out(story, reader), version)
    _adopt(meeting.meeting_id, token)
    _go("meeting", meeting.meeting_id)
    st.rerun()


def listed() -> None:
    """Show the last meetings: to be followed, with the way in, or as a record."""
    st.header(phrase("present.meetings"))
    meetings = store().meetings()[:_MOST_LISTED]
    if not meetings:
        st.caption(phrase("present.meetings_none"))
    for one in meetings:
        state = "meeting_ended" if one.ended_at else "meeting_open"
        told = phrase("present.meeting", title=one.story.title, started=one.started_at)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{escaped(told)} · {phrase(f'present.{state}')}")
            for name, key in (("meeting", "follow"), ("record", "record")):
                st.button(
                    phrase(f"present.{key}"),
                    key=f"{key}_{one.meeting_id}",
                    on_click=_go,
                    args=(name, one.meeting_id),
                )
            if not one.ended_at and st.button(
                phrase("present.view_link"),
                icon=":material/qr_code_2:",
                key=f"link_{one.meeting_id}",
            ):
                _way_in(decks.meeting_link(one.meeting_id))


def _go(name: str, meeting_id: str) -> None:
    st.query_params.from_dict({name: meeting_id})  # a meeting knows its programme


@st.dialog(phrase("present.view_link"))
def _way_in(link: decks.Link) -> None:
    st.code(link.address, language=None, wrap_lines=True)
    st.image(link.qr, width="stretch", alt=phrase("present.view_link"))
    if link.is_local:
        st.caption(family("screen")["link_local"])


def _asked_for(meeting_id: str) -> Meeting:
    """A meeting somebody asks for. Raises NotFoundError; who guesses ids has few guesses."""
    try:
        return store().get(meeting_id)
    except NotFoundError:
        turns.spend("meeting", turns.caller())
        raise


def follow(meeting_id: str, mode: str) -> None:
    """Show a meeting full-bleed and keep it in step."""
    meeting = _asked_for(meeting_id)
    edition = decks.of_meeting(meeting.story, meeting.data_version)
    decks.show_deck(decks.message(edition, meeting.story, mode, meeting_id))
    _follow(meeting_id, mode, edition)


def _adopt(meeting_id: str, token: str) -> None:
    """Give this browser the control of a meeting."""
    st.session_state[f"control_{meeting_id}"] = token
    st.session_state[f"token_{meeting_id}"] = token  # to be handed to the browser, once


@st.fragment
def _follow(meeting_id: str, mode: str, edition: cache.Edition) -> None:
    """Hear one browser and answer it; where the meeting is, it learns from the server's route."""
    meeting = store().get(meeting_id)
    decks.live_link(
        _browser_state(meeting, mode, edition), lambda said: _hear(meeting_id, mode, edition, said)
    )
    if meeting.data_version != edition.version:
        st.rerun(scope="app")


def _browser_state(meeting: Meeting, mode: str, edition: cache.Edition) -> dict[str, object]:
    """What the browser hears. Answers and tokens are told once."""
    state = st.session_state
    mine = state.get(f"control_{meeting.meeting_id}")
    in_control = isinstance(mine, str) and store().is_in_control(meeting, mine)
    told: dict[str, object] = meeting_state(meeting) | {
        "shown_version": edition.version,
        "in_control": in_control,
        "knows_token": mine is not None,
        "answers": _answers(meeting.position.unit, edition),
        "link": decks.meeting_link(meeting.meeting_id)._asdict(),
    }
    if in_control and mode == "notes":
        told["notes"] = [slide.note[:_MOST_NOTES] for slide in meeting.story.slides]
    for name in ("token", "offer", "error"):
        if (value := state.pop(f"{name}_{meeting.meeting_id}", None)) is not None:
            told[name] = value
    return told


def _answers(shown: str | None, edition: cache.Edition) -> dict[str, str]:
    """The slides of units this browser needs and was not told yet."""
    state = st.session_state
    told: set[tuple[str, int]] = state.setdefault("answers_told", set())
    wanted = {*state.pop("answers_wanted", ()), *((shown,) if shown else ())}
    new = [unit for unit in wanted if (unit, edition.version) not in told]
    told.update((unit, edition.version) for unit in new)
    return decks.answers(edition, new)


def _hear(meeting_id: str, mode: str, edition: cache.Edition, said: Mapping[str, object]) -> None:
    """Do what the browser asks, if it may; a refusal goes back in words."""
    state, meetings = st.session_state, store()
    token = said.get("token")
    if isinstance(token, str) and token:
        state[f"control_{meeting_id}"] = token
    held = str(state.get(f"control_{meeting_id}", ""))
    try:
        if "place" in said:
            meetings.drive(meeting_id, held, decoded(said["place"], Position))
        if isinstance(unit := said.get("ask"), str):  # again, if it says that it was never told
            state.setdefault("answers_wanted", set()).add(unit)
            state.setdefault("answers_told", set()).discard((unit, edition.version))
        match said.get("command"):
            case "offer" if mode == "notes":  # a code has no way to the screen that all see
                state[f"offer_{meeting_id}"] = meetings.offer(meeting_id, held)
            case "take":
                _adopt(meeting_id, meetings.take(meeting_id, str(said.get("value", ""))))
            case "refresh":
                meetings.refresh(meeting_id, held, cache.caught_up().version)
            case "end":
                meetings.end(meeting_id, held)
            case _:
                return
    except UserError as error:
        state[f"error_{meeting_id}"] = sentence(error)
    except (TypeError, ValueError):  # not what our script sends
        return


def record(meeting_id: str, edition: cache.Edition) -> None:
    """Show what was shown when, at which data version, and which units were asked about."""
    meeting = _asked_for(meeting_id)
    moments = store().record(meeting_id)
    components.verdict(phrase("present.record_title", title=meeting.story.title))
    components.damage_notice(store().damaged(meeting_id))
    lead = phrase(
        "present.record_lead",
        started=meeting.started_at,
        ended=meeting.ended_at,
        slides=len({moment.position.slide for moment in moments}),
        units=len({m.position.unit or m.position.spotlight for m in moments} - {None}),
        versions=tuple(str(v) for v in dict.fromkeys(moment.data_version for moment in moments)),
    )
    st.markdown(escaped(lead))
    kept = _moments(meeting, moments, edition)
    units = tuple(dict.fromkeys(one for one in kept.column("unit") if one != numbers.MISSING))
    if units:
        st.markdown(escaped(phrase("present.record_units", units=units)))
    show.table(kept, phrase("present.record"))
    content = csv_text(kept.heads, kept.rows).encode("utf-8-sig")
    files.download(content, f"{meeting.story.title}-{meeting_id}", "csv", meeting.data_version)


def _moments(meeting: Meeting, moments: Sequence[MeetingMoment], edition: cache.Edition) -> Table:
    names = cache.catalogue(edition).units
    rows: list[tuple[str, ...]] = []
    for moment in moments:
        place, what = moment.position, moment.what
        if what == "shown":
            what = "lit" if place.spotlight else what
            what = "blank" if place.is_blank else "asked" if place.unit else what
        unit_id, slide = place.unit or place.spotlight or "", meeting.story.slides[place.slide]
        rows.append(
            (
                numbers.instant(moment.at),
                phrase(f"moment.{what}"),
                f"{place.slide + 1}. {slide.title or phrase(f'{slide.page}.title')}",
                names[unit_id].name if unit_id in names else numbers.MISSING,
                str(moment.data_version),
            )
        )
    return table("record", "at what slide unit version", rows)
