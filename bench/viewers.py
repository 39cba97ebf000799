"""A hall of viewers at human pace: `python -m bench.viewers HOME`, or with --url those of a site.

Each opens the dashboard as a browser does, thinks, chooses from a list or turns to another page.
"""

import argparse
import asyncio
import contextlib
import ssl
import statistics
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from bench import importing
from bench.following import followed
from bench.processes import Served, free_port, served
from bench.replay import KeptMessages

PAGES = ("overview", "gaps", "coverage", "unit", "indicator", "pilots", "motto", "sectors")
SELDOM = (
    *("programme", "milestones", "nation", "changes"),
    *("present", "snapshots", "reporting", "methods"),
)
_SELDOM = 0.15  # of the pages that are turned to
_TURNS = 0.3  # of what a viewer does; the rest are choices on the page
_PATIENCE = 60.0
TROUBLE = (OSError, WebSocketException)
_STEPS = 30  # of a meeting, one a second
_ROWS = 200_000
# Of the slow twentieth in milliseconds; of a step of a meeting for all; with an import beside
# them half as much again.
_GOALS = {"page": 500, "choice": 200}
_STEP_GOAL_MS, _WITH_IMPORT, _MEMORY_GOAL_MB = 500, 1.5, 600
_ALL_DONE, _PART_DONE = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
_HELD = ("selectbox", "button_group")


@dataclass(frozen=True, slots=True)
class Choice:
    """A list on a page, and the part of the page that answers it."""

    widget: str
    is_text: bool
    options: tuple[str, ...]
    fragment: str


@dataclass
class OpenPage:
    """A page held open by websocket, and what can be chosen on it."""

    line: ClientConnection
    page: str = ""
    script: str = ""  # the page's, as browsers name it once they have been told
    query: str = ""
    choices: dict[str, Choice] = field(default_factory=dict[str, Choice])
    repeats: dict[str, int] = field(default_factory=dict[str, int])  # seconds, by fragment
    title: str = ""
    errors: int = 0
    kept: KeptMessages = field(default_factory=KeptMessages)

    async def load(self, page: str, query: str = "") -> float:
        """Ask for a page; return the milliseconds until all of it was there."""
        self.page, self.script, self.query = page, "", query
        self.choices, self.repeats = {}, {}
        return await self._ask(BackMsg())

    async def choose(self, choice: Choice, option: str) -> float:
        """Choose an option; return the milliseconds until the page has answered."""
        said = BackMsg()
        said.rerun_script.fragment_id = choice.fragment
        state = said.rerun_script.widget_states.widgets.add(id=choice.widget)
        if choice.is_text:
            state.string_value = option
        else:
            state.string_array_value.data.append(option)
        return await self._ask(said)

    async def think(self, seconds: float) -> None:
        """Hear what the server says by itself, and ask again for the parts that repeat."""
        end = time.monotonic() + seconds
        due = dict.fromkeys(self.repeats, 0.0)
        while (now := time.monotonic()) < end:
            due = {one: due.get(one) or now + every for one, every in self.repeats.items()}
            try:
                async with asyncio.timeout(min((end, *due.values())) - now):
                    self.heard(await self.line.recv(decode=False))
            except TimeoutError:
                for fragment in [one for one, at in due.items() if at <= time.monotonic()]:
                    del due[fragment]
                    said = BackMsg()
                    said.rerun_script.fragment_id, said.rerun_script.is_auto_rerun = fragment, True
                    await self._send(said)

    async def _ask(self, said: BackMsg) -> float:
        start = time.perf_counter()
        await self._send(said)
        last = {_ALL_DONE, _PART_DONE} if said.rerun_script.fragment_id else {_ALL_DONE}
        async with asyncio.timeout(_PATIENCE):
            while self.heard(await self.line.recv(decode=False)) not in last:
                pass
        return (time.perf_counter() - start) * 1000

    async def _send(self, said: BackMsg) -> None:
        said.rerun_script.page_name = "" if self.script else self.page
        said.rerun_script.page_script_hash, said.rerun_script.query_string = self.script, self.query
        await self.line.send(self.kept.named_in(said))

    def heard(self, frame: bytes) -> int | None:
        """Learn what a frame tells; return how a run ended, if it says so."""
        told = self.kept.heard(frame)
        match told.WhichOneof("type"):
            case "new_session" if not told.metadata.run.fragment_ids:
                self.choices, self.repeats = {}, {}  # of a run before, as in a browser
            case "navigation":
                self.script = told.navigation.page_script_hash
            case "delta":
                self._learn(told)
            case "auto_rerun":
                self.repeats[told.auto_rerun.fragment_id] = int(told.auto_rerun.interval)
            case "stop_auto_rerun":
                for fragment in told.stop_auto_rerun.fragment_ids:
                    self.repeats.pop(fragment, None)
            case "page_info_changed":
                self.query = told.page_info_changed.query_string
            case "script_finished":
                return int(told.script_finished)
        return None

    def _learn(self, told: ForwardMsg) -> None:
        element = told.delta.new_element
        kind = element.WhichOneof("type")
        self.errors += kind == "alert" and element.alert.format == Alert.ERROR
        if kind == "heading" and element.heading.tag == "h1":
            self.title = element.heading.body
        if kind not in _HELD:
            return
        widget, is_text = getattr(element, kind), kind == "selectbox"
        options = tuple(one if is_text else one.content for one in widget.options)
        if len(options) > 1 and not widget.disabled:
            found = Choice(widget.id, is_text, options, told.delta.fragment_id)
            self.choices[widget.id] = found


@dataclass
class Seen:
    """What viewers waited for, in milliseconds, and what went wrong, by name."""

    waits: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    troubles: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def table(self, allowed: float = 1) -> Iterator[str]:
        """The medians and the slow twentieth of each kind, and the troubles, beside the goals.

        `allowed` is in times of the goals.
        """
        for name, waits in sorted(self.waits.items()):
            slow = statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else waits[0]
            found = f"p50 {statistics.median(waits):.0f} ms, p95 {slow:.0f} ms"
            goal = f" (goal {_GOALS[name] * allowed:.0f})" if name in _GOALS else ""
            yield f"{name}: {len(waits)}, {found}{goal}, longest {max(waits):.0f} ms"
        yield f"errors: {sum(self.troubles.values())} (goal 0) {dict(self.troubles) or ''}".strip()


@contextlib.asynccontextmanager
async def opened(url: str, page: str = "", cookie: str = "") -> AsyncIterator[OpenPage]:
    """Fetch a page, unless the browser's cookies are known, and hold its websocket."""
    address = urlsplit(url)
    if not cookie:
        cookie = await asyncio.to_thread(_cookies, f"{url}/{page}")
    async with connect(
        f"{address.scheme.replace('http', 'ws')}://{address.netloc}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(url),
        additional_headers={"Cookie": cookie},
        max_size=None,
        open_timeout=_PATIENCE,
        ping_interval=None,
        ssl=trusting(url),
    ) as line:
        yield OpenPage(line)


def trusting(url: str) -> ssl.SSLContext | None:
    """What opens a site whose certificate was made for a test."""
    is_packed = url.startswith("https:")
    return ssl._create_unverified_context() if is_packed else None  # noqa: S323 - no secret is sent


def _cookies(url: str) -> str:
    with urllib.request.urlopen(  # noqa: S310 - a site of ours
        url, timeout=_PATIENCE, context=trusting(url)
    ) as answer:
        given = answer.headers.get_all("Set-Cookie") or []
    return "; ".join(one.partition(";")[0] for one in given)


async def view(
    url: str, number: int, seen: Seen, arrives: float, leaves: float, think: float
) -> None:
    """Arrive, look at pages and choose until it is time to leave; both in seconds from now."""
    chance, end = Random(number), time.monotonic() + leaves  # noqa: S311 - no secret
    await asyncio.sleep(arrives)
    while time.monotonic() < end:
        try:
            start = time.perf_counter()
            async with opened(url) as screen:
                await screen.load(_some_page(chance))
                seen.waits["arriving"].append((time.perf_counter() - start) * 1000)
                await _use(screen, chance, seen, end, think)
        except TROUBLE as trouble:
            seen.troubles[type(trouble).__name__] += 1
            await asyncio.sleep(1)


async def _use(screen: OpenPage, chance: Random, seen: Seen, end: float, think: float) -> None:
    while time.monotonic() + think < end:
        await screen.think(think * (0.5 + chance.random()))
        before = screen.errors
        if chance.random() < _TURNS or not screen.choices:
            seen.waits["page"].append(await screen.load(_some_page(chance)))
        else:
            choice = chance.choice(sorted(screen.choices.values(), key=lambda one: one.widget))
            seen.waits["choice"].append(await screen.choose(choice, chance.choice(choice.options)))
        seen.troubles["error on a page"] += screen.errors - before
    await screen.think(end - time.monotonic())


def _some_page(chance: Random) -> str:
    return chance.choice(SELDOM if chance.random() < _SELDOM else PAGES)


async def hall(url: str, viewers: int, arriving: float, seconds: float, think: float) -> Seen:
    """Let viewers arrive one after the other and stay."""
    seen = Seen()
    each = arriving / max(1, viewers)
    coming = (view(url, one, seen, one * each, seconds, think) for one in range(viewers))
    await asyncio.gather(*coming)
    return seen


async def _with_others(asked: argparse.Namespace, server: Served, file: Path | None) -> None:
    """The hall, and beside it what else was asked for once it is full."""

    async def beside() -> None:
        await asyncio.sleep(asked.arriving)
        others: list[Awaitable[object]] = []
        if asked.followers:
            others.append(asyncio.to_thread(_meeting, server, asked.home, asked.followers))
        if file:
            others.append(_imported(asked.home, file))
        for found in await asyncio.gather(*others):
            print(found)

    async with asyncio.TaskGroup() as group:
        group.create_task(beside())
        pace = (asked.viewers, asked.arriving, asked.seconds, asked.think)
        looked = group.create_task(hall(server.url, *pace))
    print(*looked.result().table(_WITH_IMPORT if asked.rows else 1), sep="\n")


def _meeting(server: Served, home: Path, followers: int) -> str:
    lags = followed(server, home, followers, _STEPS).lags_ms
    found = f"p50 {statistics.median(lags):.0f} ms, longest {max(lags):.0f} ms"
    return f"a step for {followers} followers: {found} (goal {_STEP_GOAL_MS})"


async def _imported(home: Path, file: Path) -> str:
    """Let the command line import a large file in a process of its own, as an office does."""
    start = time.perf_counter()
    asked = ("--confirm", "sharp_change", "--confirm", "suspicious_scale")  # figures by chance
    command = ("-m", "cds", "--data", str(home), "import", str(file), *asked)
    said = asyncio.subprocess.DEVNULL  # a line for every fault
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=said, stderr=said
    )
    code = await process.wait()
    return f"import of the file: {time.perf_counter() - start:.1f} s, exit {code}"


def main(words: Sequence[str] | None = None) -> None:
    """Print what viewers waited for, what it cost, what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, help="a data home; a copy, where something is imported")
    parser.add_argument("--url", help="a site that serves the home already")
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--arriving", type=float, default=60, help="seconds until all are there")
    parser.add_argument("--seconds", type=float, default=180, help="until they leave")
    parser.add_argument("--think", type=float, default=15, help="seconds between two deeds")
    parser.add_argument("--followers", type=int, default=0, help="of a meeting beside them")
    parser.add_argument(
        "--with-import",
        dest="rows",
        type=int,
        nargs="?",
        const=_ROWS,
        default=0,
        metavar="ROWS",
        help=f"let a file be imported beside them; {_ROWS} rows",
    )
    asked = parser.parse_args(words)
    with TemporaryDirectory() as folder:
        file = None
        if asked.rows:  # written before anybody looks on: it takes the viewers' own interpreter
            importing.write(Path(folder), asked.rows)
            file = Path(folder, "large.csv")
        _meet(asked, file)


def _meet(asked: argparse.Namespace, file: Path | None) -> None:
    if asked.url:
        asyncio.run(_with_others(asked, Served(asked.url, 0), file))
        return
    port = free_port()
    command = [sys.executable, "-m", "cds", "serve", "--port", str(port)]
    with served(command, port, "/healthz", {"CDS_DATA": str(asked.home)}) as server:
        before = server.cpu_ms
        asyncio.run(_with_others(asked, server, file))
        used = f"processor {(server.cpu_ms - before) / 1000:.1f} s"
        print(f"{used}, {server.memory_mb:.0f} MB (goal {_MEMORY_GOAL_MB})")


if __name__ == "__main__":
    main()
