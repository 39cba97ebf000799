"""Speak to a running server as a browser would, without one: reruns timed at the socket."""

import contextlib
import socket
import statistics
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bench.processes import Served

WARM_UP = 10
ANSWER_SECONDS = 20
PAUSE_SECONDS = 0.16  # who asks more often waits, and this would be measured


@dataclass(frozen=True, slots=True)
class Reruns:
    """Medians over many reruns; the message as it crosses the network, that is compressed."""

    script_ms: float
    message_kb: float
    cpu_ms: float


def page_load(query: str = "", page: str = "") -> bytes:
    """Return the message with which a browser asks for a page."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    return bytes(message.SerializeToString())


def is_rerun(frame: bytes) -> bool:
    """True for a message with which a browser asks for a rerun because a visitor chose."""
    asked = BackMsg.FromString(frame)
    return asked.WhichOneof("type") == "rerun_script" and not asked.rerun_script.is_auto_rerun


def reruns(
    server: Served, messages: Sequence[bytes], count: int, opening: bytes | None = None
) -> Reruns:
    """Send the messages in turn, count of them after warming up, and measure the answers.

    `opening` asks for the page whose parts the messages speak of; it is sent once.
    """
    with _line(server) as line:
        if opening is not None:
            line.ask(opening)
        for number in range(WARM_UP):
            line.ask(messages[number % len(messages)])
        answers = list[tuple[float, int]]()
        used = [server.cpu_ms]
        for number in range(count):
            answers.append(line.ask(messages[number % len(messages)]))
            used.append(server.cpu_ms)  # with what followed the answer before
    return Reruns(
        script_ms=statistics.median(spent for spent, _ in answers),
        message_kb=statistics.median(size for _, size in answers) / 1000,
        cpu_ms=statistics.median(after - before for before, after in pairwise(used)),
    )


def is_last(frame: bytes) -> bool:
    """True when a frame says that the script has run to its end."""
    return _is_end(ForwardMsg.FromString(frame))


def _is_end(told: ForwardMsg) -> bool:
    return bool(told.WhichOneof("type") == "script_finished")


@dataclass
class KeptMessages:
    """What a browser keeps of the large messages of two runs, to be named instead of sent again."""

    _now: dict[str, ForwardMsg] = field(default_factory=dict[str, ForwardMsg])
    _before: dict[str, ForwardMsg] = field(default_factory=dict[str, ForwardMsg])

    def named_in(self, message: BackMsg) -> bytes:
        """Return what a browser asks, with the names of what it has."""
        del message.rerun_script.cached_message_hashes[:]  # of the browser that asked it first
        message.rerun_script.cached_message_hashes.extend({**self._before, **self._now})
        return bytes(message.SerializeToString())

    def heard(self, frame: bytes) -> ForwardMsg:
        """Return what a frame tells: a name stands for the message that was kept."""
        told: ForwardMsg = ForwardMsg.FromString(frame)
        if told.WhichOneof("type") == "ref_hash":
            name = told.ref_hash
            told = self._now.get(name) or self._before[name]
            self._now[name] = told
        elif told.metadata.cacheable:
            self._now[told.hash] = told
        elif _is_end(told) and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._before, self._now = self._now, {}
        return told


@contextlib.contextmanager
def _line(server: Served) -> Iterator["_Socket"]:
    """Open a websocket as a page does that has just been fetched."""
    with urllib.request.urlopen(server.url) as answer:  # noqa: S310 - our own address
        cookies = answer.headers.get_all("Set-Cookie") or []
    address = urlsplit(server.url)
    counted = _Counted(socket.AF_INET)
    counted.connect((address.hostname, address.port))
    with connect(
        f"ws://{address.netloc}/_stcore/stream",
        sock=counted,
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(server.url),
        additional_headers={"Cookie": "; ".join(one.partition(";")[0] for one in cookies)},
        max_size=None,
    ) as connection:
        yield _Socket(connection, counted)


class _Counted(socket.socket):
    """A socket that counts what it receives."""

    received = 0

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Receive as any socket does."""
        found = super().recv(size, flags)
        self.received += len(found)
        return found


@dataclass(frozen=True, slots=True)
class _Socket:
    """A websocket and the bytes that came through it."""

    connection: ClientConnection
    counted: _Counted
    kept: KeptMessages = field(default_factory=KeptMessages)

    def ask(self, message: bytes) -> tuple[float, int]:
        """Milliseconds until the script has finished, and bytes received."""
        time.sleep(PAUSE_SECONDS)
        asked = self.kept.named_in(BackMsg.FromString(message))
        before, start = self.counted.received, time.perf_counter()
        self.connection.send(asked)
        frames = [self.connection.recv(timeout=ANSWER_SECONDS, decode=False)]
        while not is_last(frames[-1]):
            frames.append(self.connection.recv(timeout=ANSWER_SECONDS, decode=False))
        spent = (time.perf_counter() - start) * 1000
        for frame in frames:
            self.kept.heard(frame)
        return spent, self.counted.received - before
