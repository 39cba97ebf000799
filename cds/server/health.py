"""GET /healthz: is the server alive, is the log of the store whole, which data version is it at."""

import asyncio
import errno
from dataclasses import dataclass, field
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cds.domain.errors import StoreDamagedError
from cds.server.trusted_hosts import caller
from cds.site.turns import Allowance
from cds.store.snapshots.snapshot_store import SnapshotStore

# What a new process would not have: too many open files, no memory.
_CURED_BY_RESTART = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
_AT_ONCE, _SECONDS = 20, 0.2  # of an address; a watch asks each few seconds
_MOST_WAITING = 100


@dataclass
class Health:
    """What is known of a store, so that who asks often costs a few `stat` calls."""

    _store: SnapshotStore
    _version: int | None = None
    _is_damaged: bool = False
    _is_reading: bool = False
    _asked: Allowance = field(default_factory=lambda: Allowance(_AT_ONCE, _SECONDS))
    _waiting: int = 0

    async def pause(self, who: str) -> None:
        """Let an address wait that asks without a pause; not too many at a time."""
        if self._waiting < _MOST_WAITING and (seconds := self._asked.take(who)):
            self._waiting += 1
            try:
                await asyncio.sleep(seconds)
            finally:
                self._waiting -= 1

    async def now(self) -> dict[str, object]:
        """Return what is so; only what is new of the log is read, and by one request alone."""
        version = self._store.data_version()
        if (version != self._version or self._is_damaged) and not self._is_reading:
            self._is_reading = True
            try:
                self._is_damaged = await run_sync(_is_damaged, self._store)
                self._version = version
            finally:
                self._is_reading = False
        return {"status": "damaged" if self._is_damaged else "ok", "data_version": version}


def health_route(home: Path) -> Route:
    """Answer 200 with the data version (-1: nothing published yet), also of a damaged store.

    A damaged file is served around and named; a restart would not mend it. 503 when one would help.
    Who asks without a pause waits, and is not refused: viewers' pages come before.
    """
    known = Health(SnapshotStore(home))

    async def health(request: Request) -> Response:
        status = 200
        await known.pause(caller(request.scope))
        try:
            told = await known.now()
        except StoreDamagedError:
            told = {"status": "damaged"}
        except OSError as error:
            told, status = {"status": "damaged"}, 503 if error.errno in _CURED_BY_RESTART else 200
        return JSONResponse(told, status, headers={"Cache-Control": "no-store"})

    return Route("/healthz", health, methods=["GET"])


def _is_damaged(store: SnapshotStore) -> bool:
    return any(commit.is_damaged for commit in store.history())
