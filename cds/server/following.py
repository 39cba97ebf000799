"""GET /meetings/ID/now?after=STEP: where a meeting is, answered once it has moved on from a step.

Followers wait here rather than ask again and again: one look at a file serves all who wait.
"""

import asyncio
import contextlib
import json
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cds.domain.errors import CdsError, NotFoundError, StoreDamagedError
from cds.server.trusted_hosts import caller
from cds.site.turns import ALLOWANCES
from cds.store.meetings import Meeting, MeetingStore, meeting_state

WAIT_SECONDS = 15.0
LOOK_SECONDS = 0.1
_LONGEST_WATCH = 600  # looks, before it is seen whether anybody still waits
_TOLD_SECONDS = 1.0  # that an answer serves; newer figures are told after that
_FRESH = {"Cache-Control": "no-store"}


class MeetingWatch:
    """The meetings that somebody waits for. For one event loop only."""

    def __init__(self, home: Path, wait_seconds: float = WAIT_SECONDS) -> None:
        """Watch the meetings of a data home; nobody waits longer than that."""
        self.store = MeetingStore(home)
        self.wait_seconds = wait_seconds
        self._changes: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._told: dict[tuple[str, int], asyncio.Task[bytes]] = {}
        self._is_closing = False

    def close(self) -> None:
        """Let everybody go soon, so that a server can stop. Safe to call from a signal."""
        self._is_closing = True

    async def after(self, request: Request, meeting_id: str, step: int) -> Meeting:
        """Return a meeting once it is at another step, or as it is when nobody should wait on.

        Raises NotFoundError or StoreDamagedError.
        """
        meeting = self.store.get(meeting_id)
        if meeting.step == step and not self._is_closing:
            change, gone = self._change(meeting), asyncio.create_task(_hung_up(request))
            await asyncio.wait(
                {change, gone},
                timeout=self.wait_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            gone.cancel()
        return self.store.get(meeting_id)

    async def told(self, meeting: Meeting) -> bytes:
        """Return what the followers of a meeting are told, put together once for all of them."""
        key = (meeting.meeting_id, meeting.step)
        if key not in self._told:
            making = asyncio.create_task(run_sync(_told, meeting, self.wait_seconds))
            self._told[key] = making
            asyncio.get_running_loop().call_later(_TOLD_SECONDS, self._told.pop, key)
        return await self._told[key]

    def _change(self, meeting: Meeting) -> asyncio.Task[None]:
        """The one task that ends when the meeting moves on, whoever waits for it."""
        key = (meeting.meeting_id, meeting.step)
        if key not in self._changes:
            task = asyncio.create_task(self._look(*key))
            task.add_done_callback(lambda _: self._changes.pop(key))
            self._changes[key] = task
        return self._changes[key]

    async def _look(self, meeting_id: str, step: int) -> None:
        for _ in range(_LONGEST_WATCH):
            await asyncio.sleep(LOOK_SECONDS)
            if self._is_closing or self._has_moved(meeting_id, step):
                return

    def _has_moved(self, meeting_id: str, step: int) -> bool:
        try:
            return self.store.get(meeting_id).step != step
        except CdsError:
            return True  # who waits reads it again, and tells


def following_route(watch: MeetingWatch) -> Route:
    """Answer 200 with the meeting, 404 without one, 503 when its file cannot be read.

    429 to who asked for too many that there are not: an id is not to be found by trying.
    """

    async def now(request: Request) -> Response:
        step = _number(request.query_params.get("after", ""))
        try:
            meeting = await watch.after(request, request.path_params["meeting_id"], step)
        except NotFoundError:
            if seconds := ALLOWANCES["meeting"].take(caller(request.scope)):
                later = {**_FRESH, "Retry-After": str(seconds)}
                return JSONResponse({"status": "later"}, 429, headers=later)
            return JSONResponse({"status": "unknown"}, 404, headers=_FRESH)
        except StoreDamagedError:
            return JSONResponse({"status": "damaged"}, 503, headers=_FRESH)
        return Response(await watch.told(meeting), headers=_FRESH, media_type="application/json")

    return Route("/meetings/{meeting_id}/now", now, methods=["GET"])


def _told(meeting: Meeting, every: float) -> bytes:
    """Where the meeting is, the newest data version, and the slide of the unit asked about."""
    # Imported here because it needs Streamlit's runtime and much that a start should not wait for.
    from cds.ui import cache
    from cds.ui.stories import prepared

    newest = cache.store(str(cache.home())).data_version()
    told = meeting_state(meeting) | {"every": every, "newest": newest}
    if (unit := meeting.position.unit) is not None:
        with contextlib.suppress(CdsError):  # told in words to whoever asks for the page
            told["answers"] = prepared.answers(cache.edition(meeting.data_version), (unit,))
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
