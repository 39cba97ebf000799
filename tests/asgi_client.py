"""Ask an ASGI app directly, without a socket: enough of HTTP and websockets for tests."""

import asyncio
import gzip
from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes  # as sent

    @property
    def content(self) -> bytes:
        is_packed = self.headers.get("content-encoding") == "gzip"
        return gzip.decompress(self.body) if is_packed else self.body


def ask(app, path, *, method="GET", **headers):
    """Return the answer to one request; header names are given with underscores."""
    sent = talk(app, [{"type": "http.request", "body": b""}], _scope("http", path, method, headers))
    head = next(message for message in sent if message["type"] == "http.response.start")
    named = {name.decode().lower(): value.decode() for name, value in head["headers"]}
    body = b"".join(message.get("body", b"") for message in sent)
    return Answer(head["status"], named, body)


def open_line(app, path, frames, **headers):
    """Connect a websocket, send the frames, hang up; return what the app sent."""
    messages = [{"type": "websocket.connect"}]
    messages += [{"type": "websocket.receive", "bytes": frame} for frame in frames]
    messages += [{"type": "websocket.disconnect", "code": 1000}]
    return talk(app, messages, _scope("websocket", path, "GET", headers))


def talk(app, messages, scope):
    """Run the app on a scope; it receives the messages in turn."""
    waiting = iter(messages)
    sent = []

    async def receive():
        return next(waiting)

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def _scope(kind, path, method, headers):
    named = {"host": "127.0.0.1:8501", "accept_encoding": "gzip", **headers}
    return {
        "type": kind,
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http" if kind == "http" else "ws",
        "http_version": "1.1",
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8501),
        "subprotocols": [],
        "state": {},
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in named.items()
        ],
    }
