"""GET /healthz: is the store readable, and which data version is it at."""

from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cds.domain.errors import CdsError
from cds.store.snapshots import SnapshotStore


def health_route(home: Path) -> Route:
    """Answer 200 with the data version (-1: nothing published yet), 503 when unreadable."""

    async def health(_request: Request) -> Response:
        try:
            version = await run_sync(_readable_version, home)
        except (CdsError, OSError):
            return JSONResponse({"status": "damaged"}, 503, headers={"Cache-Control": "no-store"})
        return JSONResponse(
            {"status": "ok", "data_version": version}, headers={"Cache-Control": "no-store"}
        )

    return Route("/healthz", health, methods=["GET"])


def _readable_version(home: Path) -> int:
    """Return the data version, having read the log; raises what the store raises."""
    store = SnapshotStore(home)
    store.history()
    return store.data_version()
