"""Put the parts of the server together and run it."""

import asyncio
import ctypes
import errno
import gc
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import FrameType

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from cds.domain import clock
from cds.domain.errors import UsageError
from cds.server import settings
from cds.server.browser_files import CompressedScripts, file_routes
from cds.server.connections import ImpatientProtocol, WokenOnce
from cds.server.following import ROOMS, MeetingWatch, following_route, pointing_route
from cds.server.front_page import FrontPage, SecurityHeaders
from cds.server.health import health_route
from cds.server.identity import Authorisation
from cds.server.pace import PacedRequests, Queues
from cds.server.sessions import Sessions
from cds.server.streamlit_runtime import (
    first_sight,
    forget,
    held,
    settle_down,
    settle_options,
    tell_failure,
    warm_up,
)
from cds.server.trusted_hosts import Gate, TrustedHosts
from cds.server.upload_guard import QUOTA, UploadGuard
from cds.server.websockets import LARGEST_MESSAGE, BoundedSocket
from cds.site import people
from cds.site.notes import Notes
from cds.site.reach import KEY, is_public_https
from cds.site.session_table import FOLDER, KeptVisits, SessionTable
from cds.store.access_table import load_access
from cds.store.files import told_only
from cds.store.reference.loading import load_catalogue
from cds.store.sending import KEPT_SECONDS, clean
from cds.store.snapshots.elsewhere import settle

SCRIPT = Path(__file__).resolve().parents[2] / "app.py"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8501
_SHUTDOWN_SECONDS = 3
_MOST_CONNECTIONS = 2_000
# Python lets a thread that computes keep others waiting for 5 ms each time they answered something:
# with one file being made, the pages of twenty visitors took eight times as long.
_TURN_SECONDS = 0.0005
_TIDY_SECONDS = 3_600
_VISITS_SECONDS = 1
_WARM_UP_SECONDS = 4  # visitors who come back all at once would only make it longer
_REST_SECONDS = 10  # after it, until they have their pages
_BIND_FAULTS = {errno.EADDRINUSE: "address_taken", errno.EACCES: "port_reserved"}
_SETTINGS = ((-8, 2), (-3, 131_072))  # of mallopt(3): M_ARENA_MAX; M_MMAP_THRESHOLD in bytes


def make_app(
    home: Path, trusted: TrustedHosts, script: Path = SCRIPT, watch: MeetingWatch | None = None
) -> st.App:
    """Wrap a Streamlit script in health check, map files, guards and security headers."""
    PagesManager.uses_pages_directory = False  # else the first deep link would bypass app.py
    visits = people.sign_ins = sign_ins(home)

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        warming = asyncio.create_task(asyncio.to_thread(warm_up))
        await asyncio.wait({warming}, timeout=_WARM_UP_SECONDS)
        besides = (_settle(warming), _tidy(home, visits), _end_visits(visits))
        later = [asyncio.create_task(one) for one in besides]
        yield
        for task in later:
            task.cancel()
        await warming  # a fault in it is a bug and must show

    app = st.App(
        script,
        lifespan=lifespan,
        routes=routes(home, watch),
        middleware=guards(home, trusted, page_addresses(script), visits),
        on_script_error=tell_failure,
    )
    settle_options()
    return app


async def _settle(warming: asyncio.Task[None]) -> None:
    """Do what can wait, once those who come back after a start have their pages."""
    await asyncio.wait({warming})
    await asyncio.sleep(_REST_SECONDS)
    await asyncio.to_thread(settle_down)


async def _tidy(home: Path, visits: SessionTable) -> None:
    """Take away drafts and notes that are a day old, and visits, also when nobody comes."""
    while True:
        for folder in (ROOMS, QUOTA):
            Notes(home / folder).clean(KEPT_SECONDS)
        visits.clean()
        with told_only("drafts"):
            await asyncio.to_thread(clean, home)
        await asyncio.sleep(_TIDY_SECONDS)


async def _end_visits(visits: SessionTable) -> None:
    """Hang up on who has signed out in another process, or has done nothing for too long."""
    while True:
        await asyncio.sleep(_VISITS_SECONDS)
        visits.end_over()


def routes(home: Path, watch: MeetingWatch | None = None) -> list[Route]:
    """What is answered beside Streamlit."""
    watch = watch or MeetingWatch(home)
    meetings = [following_route(watch), pointing_route(watch)]
    return [health_route(home), *file_routes(home), *meetings]


def page_addresses(script: Path) -> frozenset[str]:
    """Where pages are found: at the root, and one for each file of `pages/` beside the script."""
    files = (script.parent / "pages").glob("*.py")
    return frozenset({"/", *(f"/{file.stem}" for file in files)})


def sign_ins(home: Path) -> SessionTable:
    """The visits of a data home, which end when the roles file says so."""
    return SessionTable(people.rules, forget, kept=KeptVisits(home / FOLDER))


def guards(
    home: Path, trusted: TrustedHosts, pages: frozenset[str], visits: SessionTable
) -> list[Middleware]:
    """What every request passes, outermost first."""
    access, pace = Authorisation(home, trusted), Queues()
    return [
        Middleware(PacedRequests, pace=pace, pages=pages),
        Middleware(SecurityHeaders, frame_ancestors=lambda: people.rules().frame_ancestors),
        Middleware(Gate, trusted=trusted),
        Middleware(
            Sessions,
            visits=visits,
            pages=pages,
            is_secure=is_public_https,
            local_key=trusted.local_key,
            tell=access.tell,
            pace=pace,
        ),
        Middleware(
            UploadGuard,
            visits=visits,
            is_staff=access.may_send,
            held=held,
            notes=Notes(home / QUOTA),
        ),
        Middleware(CompressedScripts),
        Middleware(FrontPage, pages=pages, may_look=access.may_look, first_sight=first_sight),
    ]


def serve(
    host: str | None = None,
    port: int | None = None,
    home: Path | None = None,
    script: Path = SCRIPT,
) -> None:
    """Serve until stopped; arguments left out come from CDS_HOST, CDS_PORT and CDS_DATA.

    Raises UsageError when the address or a setting cannot be used, and AccessFileError when the
    roles file CDS_ACCESS cannot.
    """
    host = host or os.environ.get("CDS_HOST") or DEFAULT_HOST
    port = _port(os.environ.get("CDS_PORT", "") if port is None else str(port))
    clock.today()  # a wrong setting is said now and not on every page
    settings.check()
    home = (home or Path(os.environ.get("CDS_DATA") or "data")).resolve()
    os.environ.update(CDS_DATA=str(home), CDS_HOST=host)
    if home.is_dir():
        settle(home)
    if roles := os.environ.get("CDS_ACCESS"):
        load_access(Path(roles), load_catalogue(home))
    share_memory()
    sys.setswitchinterval(_TURN_SECONDS)
    # Figures live long: a quarter of reading them was the search for garbage, done often in small
    # parts, for nobody is answered meanwhile.
    gc.set_threshold(20_000, 5, 80)
    watch = MeetingWatch(home)
    trusted = TrustedHosts.from_environment(host)
    app = make_app(home, trusted, script, watch)
    bound = _bind(host, port)
    key = f"/?{KEY}={trusted.local_key}" if trusted.is_local else ""
    for doubt in settings.doubts(host):
        print(doubt, file=sys.stderr)
    print(f"http://{_as_browsed(host)}:{bound.getsockname()[1]}{key}", flush=True)
    _Server(_uvicorn_config(app), watch).run(sockets=[bound])


def share_memory() -> None:
    """Let threads take memory from two stocks, and large blocks be given back to the system.

    The C library gives two processors sixteen stocks, and what a thread has given back no thread
    of another takes: an import left a third more behind. What counts as large grows to 32 MB with
    the first such block that is freed, unless it is said. Other libraries have no such thing.
    """
    with suppress(AttributeError, OSError, TypeError):
        for name, value in _SETTINGS:
            ctypes.CDLL(None).mallopt(name, value)


class _Server(uvicorn.Server):
    """A server that lets followers of meetings go when it is told to stop."""

    def __init__(self, config: uvicorn.Config, watch: MeetingWatch) -> None:
        super().__init__(config)
        self._watch = watch

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._watch.close()
        super().handle_exit(sig, frame)


def _port(text: str) -> int:
    if not text:
        return DEFAULT_PORT
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise UsageError("bad_port", value=text)
    return int(text)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, else asyncio leaves Nagle on: 40 ms of waiting in every rerun.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(_MOST_CONNECTIONS)  # who comes before we are ready waits; nobody is refused
    except OSError as error:
        bound.close()
        fault = _BIND_FAULTS.get(error.errno or 0, "address_absent")
        raise UsageError(fault, host=host, port=str(port)) from error
    return bound


def _as_browsed(host: str) -> str:
    """The host as a browser on this machine reaches it."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared with, not bound to
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _uvicorn_config(app: st.App) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop=f"{WokenOnce.__module__}:{WokenOnce.__name__}",
        http=ImpatientProtocol,
        limit_concurrency=_MOST_CONNECTIONS,
        ws=BoundedSocket,
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # the socket brings its own
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # who the client is, is the proxy's claim; nothing here rests on it
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
