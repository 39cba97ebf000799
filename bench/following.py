"""Followers of a meeting without browsers: each holds a page's websocket and waits for steps."""

import asyncio
import contextlib
import json
import statistics
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from bench.processes import Served
from bench.replay import is_last, page_load
from cds.domain.stories import Position
from cds.store.meetings import MeetingStore
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.views.stories import ready_stories

STEP_SECONDS = 1.0  # a presenter in a hurry
_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Followed:
    """What followers saw of some steps: lags in ms, by step and follower, and what it cost."""

    lags_ms: tuple[float, ...]
    step_cpu_ms: float  # of the server, for one step to reach one follower
    idle_cpu_ms: float  # of the server, for one follower and second while nothing happens
    largest_kb: float

    @property
    def median_ms(self) -> float:
        """Half of all steps were there after that."""
        return statistics.median(self.lags_ms)


@dataclass
class _Seen:
    """When each follower first saw each step."""

    at: dict[tuple[int, int], float] = field(default_factory=dict[tuple[int, int], float])
    largest: int = 0


def followed(server: Served, home: Path, followers: int, steps: int, idle: float = 5.0) -> Followed:
    """Let a meeting of that home be followed, and led from outside the server.

    Raises TimeoutError when a step does not reach everybody.
    """
    work = partial(asyncio.run, _followed(server, home, followers, steps, idle))
    with ThreadPoolExecutor(1) as own_thread:  # the driven browser's loop may run in this one
        return own_thread.submit(work).result()


async def _followed(
    server: Served, home: Path, followers: int, steps: int, idle: float
) -> Followed:
    store = MeetingStore(home)
    catalogue = load_catalogue(home)
    view = open_view(SnapshotStore(home), catalogue)
    story = ready_stories(catalogue, view.reported())[0]
    meeting, token = store.start(story, SnapshotStore(home).data_version())
    seen = _Seen()
    async with _audience(server, meeting.meeting_id, followers, seen):
        await _all_see(seen, followers, 0)
        before = server.cpu_ms
        await asyncio.sleep(idle)
        idle_cpu, before = server.cpu_ms - before, server.cpu_ms
        lags: list[float] = []
        for step in range(1, steps + 1):
            shown = time.perf_counter()
            store.drive(meeting.meeting_id, token, Position(step % len(story.slides)))
            await _all_see(seen, followers, step)
            lags += [(seen.at[one, step] - shown) * 1000 for one in range(followers)]
            await asyncio.sleep(max(0.0, shown + STEP_SECONDS - time.perf_counter()))
        used = server.cpu_ms - before
    each = idle_cpu / followers / idle
    step_cpu = used / followers / steps - each * STEP_SECONDS
    return Followed(tuple(lags), step_cpu, each, seen.largest / 1000)


@contextlib.asynccontextmanager
async def _audience(
    server: Served, meeting_id: str, followers: int, seen: _Seen
) -> AsyncIterator[None]:
    """Open the pages one after the other, as people arrive, and keep them open."""
    async with contextlib.AsyncExitStack() as pages:
        waiting: list[asyncio.Task[None]] = []
        for number in range(followers):
            cookie = await pages.enter_async_context(_page(server, meeting_id))
            waiting.append(asyncio.create_task(_wait_on(server, meeting_id, cookie, number, seen)))
        try:
            yield
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


@contextlib.asynccontextmanager
async def _page(server: Served, meeting_id: str) -> AsyncIterator[str]:
    """Hold a page of the meeting open; gives its cookie."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head, _ = await _get(reader, writer, server, "/present", "")
    writer.close()
    lines = (line.partition(": ") for line in head.split("\r\n"))
    given = (value for name, _, value in lines if name.lower() == "set-cookie")
    cookie = "; ".join(value.partition(";")[0] for value in given)
    async with connect(
        f"ws://{address.netloc}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(server.url),
        additional_headers={"Cookie": cookie},
        max_size=None,
    ) as line:
        await line.send(page_load(f"meeting={meeting_id}", "present"))
        async with asyncio.timeout(_WAIT):
            while not is_last(_frame(await line.recv())):
                pass
        yield cookie


async def _wait_on(server: Served, meeting_id: str, cookie: str, number: int, seen: _Seen) -> None:
    """Ask where the meeting is, again and again, each time from the step last seen."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    step = -1
    while True:
        path = f"/meetings/{meeting_id}/now?after={step}"
        _, body = await _get(reader, writer, server, path, cookie)
        step = int(json.loads(body)["step"])
        seen.at.setdefault((number, step), time.perf_counter())
        seen.largest = max(seen.largest, len(body))


async def _get(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    server: Served,
    path: str,
    cookie: str,
) -> tuple[str, bytes]:
    """Ask on a connection that stays open; return head and body."""
    host = urlsplit(server.url).netloc
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookie}", "", "")
    writer.write("\r\n".join(lines).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    if not head.startswith("HTTP/1.1 200"):
        raise RuntimeError(head.partition("\r\n")[0])
    length = next(line for line in head.lower().split("\r\n") if line.startswith("content-length"))
    return head, await reader.readexactly(int(length.partition(":")[2]))


async def _all_see(seen: _Seen, followers: int, step: int) -> None:
    async with asyncio.timeout(_WAIT):
        while not all((one, step) in seen.at for one in range(followers)):
            await asyncio.sleep(0.005)


def _frame(message: str | bytes) -> bytes:
    assert isinstance(message, bytes)  # noqa: S101 - Streamlit speaks in bytes alone
    return message
