"""GET /meetings/ID/now?after=STEP: where a meeting is, answered once it has moved on from a step.

Followers wait here rather than ask again and again: one look at a file serves all who wait. Who
leads points by POST /meetings/ID/pointer. Where to, and how many follow at each process of the
home, stands in notes in HOME/.rooms.
"""

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cds.domain.errors import CdsError, NotFoundError, StoreDamagedError
from cds.domain.folding import whole_number
from cds.server.trusted_hosts import caller
from cds.site.notes import PROCESS, Notes
from cds.site.turns import ALLOWANCES
from cds.store.meetings import Meeting, MeetingStore, meeting_state

WAIT_SECONDS = 15.0
LOOK_SECONDS = 0.1
_LONGEST_WATCH = 600  # looks, before it is seen whether anybody still waits
_GONE_SECONDS = WAIT_SECONDS + 10  # after which a follower who asks no more has left
_MOST_FOLLOWERS, _LONGEST_NAME = 2000, 16
ROOMS, _POINTER = ".rooms", "pointer"  # a folder of the home, and a note in it
_THINGS = 10_000  # that may lie on a slide
_POINT_SECONDS = 0.25  # between two moves of the pointer; all followers ask anew after each
_TOLD_SECONDS = 1.0  # that an answer serves; newer figures are told after that
_LATER_SECONDS = 0.5
_FRESH = {"Cache-Control": "no-store"}


@dataclass(slots=True)
class Room:
    """Who follows a meeting at this process, by when each asked last; where its leader points.

    A place on a slide is told in shares of 1, with the number of the thing on the slide that lies
    there, if any does. All processes know the place, and one another's numbers of followers.
    """

    meeting_id: str
    notes: Notes
    followers: dict[str, float] = field(default_factory=dict[str, float])
    pointer: tuple[float, ...] | None = None
    moves: int = 0
    moved_at: float = 0.0
    noted_at: float = 0.0

    def enter(self, follower: str) -> None:
        """Note that somebody follows; forget who has left."""
        now, before = time.monotonic(), len(self.followers)
        if follower and (follower in self.followers or len(self.followers) < _MOST_FOLLOWERS):
            self.followers[follower[:_LONGEST_NAME]] = now
        left = [one for one, at in self.followers.items() if now - at > _GONE_SECONDS]
        for one in left:
            del self.followers[one]
        if len(self.followers) != before or now - self.noted_at > _GONE_SECONDS / 2:
            self.noted_at = now
            with contextlib.suppress(OSError):  # then only this process counts them
                self.notes.write(f"{self.meeting_id}.{PROCESS}", len(self.followers))

    def point(self, pointer: tuple[float, ...] | None) -> None:
        """Move the pointer, not too often, or take it away."""
        if pointer is None or time.monotonic() - self.moved_at > _POINT_SECONDS:
            self.look()
            self.pointer, self.moved_at = pointer, time.monotonic()
            self.moves += 1
            with contextlib.suppress(OSError):  # then only who follows here sees it
                self.notes.write(f"{self.meeting_id}.{_POINTER}", (self.moves, pointer))

    def look(self) -> None:
        """Learn where the leader points, should another process know better."""
        match self.notes.read(f"{self.meeting_id}.{_POINTER}"):
            case [int(moves), None] if moves > self.moves:
                self.moves, self.pointer = moves, None
            case [int(moves), [float(x), float(y), *rest]] if moves > self.moves:
                thing = (number for number in rest if isinstance(number, int))
                self.moves, self.pointer = moves, (x, y, *thing)
            case _:
                pass

    @property
    def state(self) -> dict[str, object]:
        """What everybody may know."""
        others = self.notes.of_others(self.meeting_id, _GONE_SECONDS)
        followers = len(self.followers) + sum(one for one in others if isinstance(one, int))
        return {"followers": followers, "pointer": self.pointer, "moves": self.moves}


class MeetingWatch:
    """The meetings that somebody waits for. For one event loop only."""

    def __init__(self, home: Path, wait_seconds: float = WAIT_SECONDS) -> None:
        """Watch the meetings of a data home; nobody waits longer than that."""
        self.store = MeetingStore(home)
        self.wait_seconds = wait_seconds
        self._notes = Notes(home / ROOMS)
        self._rooms: dict[str, Room] = {}
        self._changes: dict[tuple[str, int, int], asyncio.Task[None]] = {}
        self._answers: dict[tuple[str, int, int], asyncio.Task[bytes]] = {}
        self._is_closing = False

    def close(self) -> None:
        """Let everybody go soon, so that a server can stop. Safe to call from a signal."""
        self._is_closing = True

    def room(self, meeting_id: str) -> Room:
        """Who follows a meeting that there is, and where its leader points now."""
        if meeting_id not in self._rooms:
            self._rooms[meeting_id] = Room(meeting_id, self._notes)
        room = self._rooms[meeting_id]
        room.look()
        return room

    async def after(self, request: Request, meeting_id: str, step: int, moves: int = 0) -> Meeting:
        """Return a meeting once it, or its pointer, moved on, or when nobody should wait on.

        Raises NotFoundError or StoreDamagedError.
        """
        meeting = self.store.get(meeting_id)
        if (meeting.step, self.room(meeting_id).moves) == (step, moves) and not self._is_closing:
            change, gone = self._change(meeting), asyncio.create_task(_hung_up(request))
            await asyncio.wait(
                {change, gone}, timeout=self.wait_seconds, return_when=asyncio.FIRST_COMPLETED
            )
            gone.cancel()
        return self.store.get(meeting_id)

    async def answer(self, meeting: Meeting) -> bytes:
        """Return what the followers of a meeting are told, put together once for all of them."""
        room = self.room(meeting.meeting_id)
        key = (meeting.meeting_id, meeting.step, room.moves)
        if key not in self._answers:
            making = asyncio.create_task(run_sync(_answer, meeting, self.wait_seconds, room.state))
            self._answers[key] = making
            asyncio.get_running_loop().call_later(_TOLD_SECONDS, self._answers.pop, key)
        return await self._answers[key]

    def _change(self, meeting: Meeting) -> asyncio.Task[None]:
        """The one task that ends when the meeting moves on, whoever waits for it."""
        key = (meeting.meeting_id, meeting.step, self.room(meeting.meeting_id).moves)
        if key not in self._changes:
            task = asyncio.create_task(self._look(*key))
            task.add_done_callback(lambda _: self._changes.pop(key))
            self._changes[key] = task
        return self._changes[key]

    async def _look(self, meeting_id: str, step: int, moves: int) -> None:
        for _ in range(_LONGEST_WATCH):
            await asyncio.sleep(LOOK_SECONDS)
            with contextlib.suppress(CdsError):  # who waits reads it again, and tells
                now = self.store.get(meeting_id).step, self.room(meeting_id).moves
                if now == (step, moves) and not self._is_closing:
                    continue
            return


def following_route(watch: MeetingWatch) -> Route:
    """Answer 200 with the meeting, 404 without one, 503 when its file cannot be read.

    429 to who asked for too many that there are not: an id is not to be found by trying.
    """

    async def now(request: Request) -> Response:
        asked, meeting_id = request.query_params, request.path_params["meeting_id"]
        try:
            watch.store.get(meeting_id)  # before a room is kept for it
            watch.room(meeting_id).enter(asked.get("who", ""))
            step, moves = _number(asked.get("after", "")), _number(asked.get("moves", "0"))
            meeting = await watch.after(request, meeting_id, step, moves)
        except NotFoundError:
            if seconds := ALLOWANCES["meeting"].take(caller(request.scope)):
                await asyncio.sleep(_LATER_SECONDS)  # who tries thousands waits for each
                later = {**_FRESH, "Retry-After": str(seconds)}
                return JSONResponse({"status": "later"}, 429, headers=later)
            return JSONResponse({"status": "unknown"}, 404, headers=_FRESH)
        except StoreDamagedError:
            return JSONResponse({"status": "damaged"}, 503, headers=_FRESH)
        return Response(await watch.answer(meeting), headers=_FRESH, media_type="application/json")

    return Route("/meetings/{meeting_id}/now", now, methods=["GET"])


def pointing_route(watch: MeetingWatch) -> Route:
    """Answer 204 to who leads, 403 to others, 404 without a meeting, 400 to no place on a slide."""

    async def point(request: Request) -> Response:
        meeting_id, token = request.path_params["meeting_id"], request.headers.get("x-control", "")
        try:
            if not watch.store.is_in_control(watch.store.get(meeting_id), token):
                return Response(status_code=403)
            asked = request.query_params
            shares = [float(asked[name]) for name in "xy" if asked]
            thing = [int(asked["thing"])] if "thing" in asked else []
        except CdsError:
            return Response(status_code=404)
        except (KeyError, ValueError):
            return Response(status_code=400)
        if not all(0 <= share <= 1 for share in shares) or not all(0 <= n < _THINGS for n in thing):
            return Response(status_code=400)
        watch.room(meeting_id).point((*shares, *thing) if shares else None)
        return Response(status_code=204)

    return Route("/meetings/{meeting_id}/pointer", point, methods=["POST"])


def _answer(meeting: Meeting, every: float, room: dict[str, object]) -> bytes:
    """Where the meeting is, the newest data version, and the slide of the unit asked about."""
    # Imported here because it needs Streamlit's runtime and much that a start should not wait for.
    from cds.ui import cache, decks

    newest = cache.store(str(cache.home())).data_version()
    told = meeting_state(meeting) | room | {"every": every, "newest": newest}
    if (unit := meeting.position.unit) is not None:
        with contextlib.suppress(CdsError):  # told in words to whoever asks for the page
            edition = decks.of_meeting(meeting.story, meeting.data_version)
            told["answers"] = decks.answers(edition, (unit,))
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _number(text: str) -> int:
    number = whole_number(text)
    return -1 if number is None else number
