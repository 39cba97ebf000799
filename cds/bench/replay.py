"""Speak to a running server as a browser would, without one: reruns timed at the socket."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from cds.bench.processes import Served

WARM_UP = 10
ANSWER_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Reruns:
    """Medians over many reruns. `cpu_ms` is their mean: the clock of processes is coarse."""

    script_ms: float
    message_kb: float
    cpu_ms: float


def page_load(query: str = "", page: str = "") -> bytes:
    """Return the message with which a browser asks for a page."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    return bytes(message.SerializeToString())


def reruns(server: Served, messages: Sequence[bytes], count: int) -> Reruns:
    """Send the messages in turn, count of them after warming up, and measure the answers."""
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    origin, protocols = Origin(server.url), [Subprotocol("streamlit")]
    with connect(address, subprotocols=protocols, origin=origin, max_size=None) as socket:
        for number in range(WARM_UP):
            _answer(socket, messages[number % len(messages)])
        start_cpu = server.cpu_ms
        answers = [_answer(socket, messages[number % len(messages)]) for number in range(count)]
        used_cpu = server.cpu_ms - start_cpu
    return Reruns(
        script_ms=statistics.median(spent for spent, _ in answers),
        message_kb=statistics.median(size for _, size in answers) / 1000,
        cpu_ms=used_cpu / count,
    )


def is_last(frame: bytes) -> bool:
    """True when a frame says that the script has run to its end."""
    return bool(ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished")


def _answer(socket: ClientConnection, message: bytes) -> tuple[float, int]:
    """Milliseconds until the script has finished, and bytes received."""
    start = time.perf_counter()
    socket.send(message)
    size = 0
    while True:
        frame = socket.recv(timeout=ANSWER_SECONDS, decode=False)
        size += len(frame)
        if is_last(frame):
            return (time.perf_counter() - start) * 1000, size
