"""Middleware at the upload endpoint: only staff, only into their own session, and not too much."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cds.server.session_table import SessionTable, Visit
from cds.server.sessions import VISIT
from cds.server.trusted_hosts import refuse

PATH = "/_stcore/upload_file"
LARGEST_FILE = 50 * 1024 * 1024
_MOST_FILES = 20  # held at one time by one person, in all browsers together
_MOST_BYTES = 4 * LARGEST_FILE
_OVERHEAD = 1024 * 1024  # what surrounds the file in a request
_CHUNK_SECONDS = 30
_UPLOAD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Held:
    """What some Streamlit sessions keep in memory for their uploaders."""

    files: int
    size: int


class UploadGuard:
    """Refuses uploads with 403, 411, 413, 429 or, too slow, 408."""

    def __init__(
        self,
        app: ASGIApp,
        visits: SessionTable,
        is_staff: Callable[[Scope], bool],
        held: Callable[[Iterable[str]], Held],
    ) -> None:
        """Guard `app`; `is_staff` judges a request, `held` looks into Streamlit's memory."""
        self.app = app
        self.visits = visits
        self.is_staff = is_staff
        self.held = held
        self._coming: dict[Visit, list[int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything else on."""
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self.app(scope, receive, send)
            return
        visit: Visit | None = scope.get(VISIT)
        if visit is None or not self._is_own(scope["path"], visit) or not self.is_staff(scope):
            await refuse(403, scope, receive, send)
        elif scope["method"] != "PUT":
            await self.app(scope, receive, send)
        elif status := self._over_quota(scope, visit):
            await refuse(status, scope, receive, send)
        else:
            await self._take(visit, scope, receive, send)

    @staticmethod
    def _is_own(path: str, visit: Visit) -> bool:
        """True for an address within a Streamlit session of this very visit."""
        parts = path.removeprefix(f"{PATH}/").split("/")
        return len(parts) == 2 and parts[0] in visit.streams

    def _over_quota(self, scope: Scope, visit: Visit) -> int | None:
        size = _size(scope)
        if size is None:
            return 411  # browsers always say how much they send
        if size > LARGEST_FILE + _OVERHEAD:
            return 413
        streams = self.visits.streams_of(visit)
        held = self.held(streams)
        coming = [
            size
            for each, sizes in self._coming.items()
            if each is visit or each.owner == visit.owner != ""
            for size in sizes
        ]
        if held.files + len(coming) >= _MOST_FILES:
            return 429
        return 413 if held.size + sum(coming) + size > _MOST_BYTES + _OVERHEAD else None

    async def _take(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        size = _size(scope) or 0
        self._coming.setdefault(visit, []).append(size)
        self.visits.touch(visit)
        try:
            async with asyncio.timeout(_UPLOAD_SECONDS):
                await self.app(scope, _in_time(receive), send)
        except TimeoutError:
            closing = {"Connection": "close"}  # what is still coming was waited for long enough
            await PlainTextResponse("408", 408, closing)(scope, receive, send)
        finally:
            self._coming[visit].remove(size)
            if not self._coming[visit]:
                del self._coming[visit]


def _size(scope: Scope) -> int | None:
    said = Headers(scope=scope).get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() else None


def _in_time(receive: Receive) -> Receive:
    async def receive_in_time() -> Message:
        async with asyncio.timeout(_CHUNK_SECONDS):
            return await receive()

    return receive_in_time
