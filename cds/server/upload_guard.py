"""Middleware at the upload endpoint: only staff, only into their own session, and not too much."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cds.server.trusted_hosts import refuse
from cds.site.notes import PROCESS, Notes
from cds.site.session_table import VISIT, SessionTable, Visit

PATH = "/_stcore/upload_file"
LARGEST_FILE = 50 * 1024 * 1024
_MOST_FILES = 20  # held at one time by one person, in all browsers together
_MOST_BYTES = 4 * LARGEST_FILE
_OVERHEAD = 1024 * 1024  # what surrounds the file in a request
_CHUNK_SECONDS = 30
_UPLOAD_SECONDS = 600
_TELL_SECONDS = 2
QUOTA = ".quota"  # a folder of the home


@dataclass(frozen=True, slots=True)
class Held:
    """What some Streamlit sessions keep in memory for their uploaders."""

    files: int
    size: int


@dataclass
class UploadGuard:
    """Refuses uploads with 403, 411, 413, 429 or, too slow, 408.

    `is_staff` judges a request, `held` looks into Streamlit's memory. By `notes` the processes of a
    home tell one another what a person holds.
    """

    app: ASGIApp
    visits: SessionTable
    is_staff: Callable[[Scope], bool]
    held: Callable[[Iterable[str]], Held]
    notes: Notes
    _coming: dict[Visit, list[int]] = field(default_factory=dict[Visit, list[int]], init=False)
    _telling: dict[str, asyncio.Task[None]] = field(
        default_factory=dict[str, asyncio.Task[None]], init=False
    )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything else on."""
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self.app(scope, receive, send)
            return
        visit: Visit | None = scope.get(VISIT)
        where = scope["path"].removeprefix(f"{PATH}/").split("/")
        # An address within a Streamlit session of this very visit has two parts.
        is_own = visit is not None and len(where) == 2 and where[0] in visit.streams
        if visit is None or not is_own or not self.is_staff(scope):
            await refuse(403, scope, receive, send)
        elif scope["method"] != "PUT":
            await self.app(scope, receive, send)
        elif status := self._over_quota(scope, visit):
            await refuse(status, scope, receive, send)
        else:
            await self._take(visit, scope, receive, send)

    def _over_quota(self, scope: Scope, visit: Visit) -> int | None:
        size = _size(scope)
        if size is None:
            return 411  # browsers always say how much they send
        if size > LARGEST_FILE + _OVERHEAD:
            return 413
        here = self._held_here(visit)
        files, held = here.files, here.size
        for other in self.notes.of_others(_name(visit), 3 * _TELL_SECONDS) if visit.owner else ():
            match other:
                case [int(more_files), int(more)]:
                    files, held = files + more_files, held + more
                case _:
                    pass
        if files >= _MOST_FILES:
            return 429
        return 413 if held + size > _MOST_BYTES + _OVERHEAD else None

    def _held_here(self, visit: Visit) -> Held:
        """What this process holds for a person, and what is still coming."""
        held = self.held(self.visits.streams_of(visit))
        coming = [
            size
            for each, sizes in self._coming.items()
            if each is visit or each.owner == visit.owner != ""
            for size in sizes
        ]
        return Held(held.files + len(coming), held.size + sum(coming))

    async def _tell(self, visit: Visit) -> None:
        """Let the other processes know, as long as anything is held here."""
        name = f"{_name(visit)}.{PROCESS}"
        while (held := self._held_here(visit)).files:
            with suppress(OSError):  # then the share is that of each process
                self.notes.write(name, (held.files, held.size))
            await asyncio.sleep(_TELL_SECONDS)
        self.notes.remove(name)
        del self._telling[visit.owner]

    async def _take(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_in_time() -> Message:
            async with asyncio.timeout(_CHUNK_SECONDS):
                return await receive()

        size = _size(scope) or 0
        self._coming.setdefault(visit, []).append(size)
        self.visits.touch(visit)
        if visit.owner and visit.owner not in self._telling:
            self._telling[visit.owner] = asyncio.create_task(self._tell(visit))
        try:
            async with asyncio.timeout(_UPLOAD_SECONDS):
                await self.app(scope, receive_in_time, send)
        except TimeoutError:
            closing = {"Connection": "close"}  # what is still coming was waited for long enough
            await PlainTextResponse("408", 408, closing)(scope, receive, send)
        finally:
            self._coming[visit].remove(size)
            if not self._coming[visit]:
                del self._coming[visit]


def _name(visit: Visit) -> str:
    return sha256(visit.owner.encode()).hexdigest()


def _size(scope: Scope) -> int | None:
    said = Headers(scope=scope).get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() else None
