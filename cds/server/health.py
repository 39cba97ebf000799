"""GET /healthz: is the server alive, is the log of the store whole, which data version is it at."""

import errno
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cds.store.snapshots.snapshot_store import SnapshotStore

# What a new process would not have: too many open files, no memory.
_CURED_BY_RESTART = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


class Health:
    """What is known of a store, so that who asks often costs a few `stat` calls."""

    def __init__(self, home: Path) -> None:
        """Name the data home; nothing is read yet."""
        self._store = SnapshotStore(home)
        self._version: int | None = None
        self._is_damaged = self._is_reading = False

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
    """
    known = Health(home)

    async def health(_request: Request) -> Response:
        status = 200
        try:
            told = await known.now()
        except OSError as error:
            told, status = {"status": "damaged"}, 503 if error.errno in _CURED_BY_RESTART else 200
        return JSONResponse(told, status, headers={"Cache-Control": "no-store"})

    return Route("/healthz", health, methods=["GET"])


def _is_damaged(store: SnapshotStore) -> bool:
    return any(commit.is_damaged for commit in store.history())
