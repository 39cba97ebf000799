"""Ask an ASGI app directly, without a socket: enough of HTTP and websockets for tests."""

import asyncio
import gzip
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import unquote


class _Unhurried(asyncio.SelectorEventLoop):
    """A loop whose seconds pass only while nothing is to be done."""

    _now = 0.0

    def time(self):
        return self._now

    def _run_once(self):
        if not self._ready:
            due = (one.when() for one in self._scheduled if not one.cancelled())
            self._now = max(self._now, min(due, default=self._now))
        super()._run_once()


def unhurried(scene):
    """Run what waits for nothing but its own time: no pause is awaited, no machine too slow."""
    with asyncio.Runner(loop_factory=_Unhurried) as runner:
        return runner.run(scene)


def now():
    """The seconds of the loop that runs."""
    return asyncio.get_running_loop().time()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes  # as sent
    cookie_lines: tuple[str, ...] = ()

    @property
    def content(self) -> bytes:
        is_packed = self.headers.get("content-encoding") == "gzip"
        return gzip.decompress(self.body) if is_packed else self.body

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies given; an empty value takes one back."""
        parsed = (SimpleCookie(line) for line in self.cookie_lines)
        return {name: morsel.value for jar in parsed for name, morsel in jar.items()}


def ask(app, path, *, method="GET", body=b"", **headers):
    """Return the answer to one request; header names are given with underscores."""
    return asyncio.run(asking(app, path, method=method, body=body, **headers))


async def asking(app, path, *, method="GET", body=b"", **headers):
    """The same within a running loop."""
    sent = await talking(
        app, [{"type": "http.request", "body": body}], http_scope(path, method, headers)
    )
    head = next(message for message in sent if message["type"] == "http.response.start")
    pairs = [(name.decode().lower(), value.decode()) for name, value in head["headers"]]
    lines = tuple(value for name, value in pairs if name == "set-cookie")
    content = b"".join(message.get("body", b"") for message in sent)
    return Answer(head["status"], dict(pairs), content, lines)


def open_line(app, path, frames, **headers):
    """Connect a websocket, send the frames, hang up; return what the app sent."""
    messages = [{"type": "websocket.connect"}]
    messages += [{"type": "websocket.receive", "bytes": frame} for frame in frames]
    messages += [{"type": "websocket.disconnect", "code": 1000}]
    return asyncio.run(talking(app, messages, line_scope(path, headers)))


async def talking(app, messages, scope):
    """Run the app on a scope; it receives the messages in turn."""
    waiting = iter(messages)
    sent = []

    async def receive():
        return next(waiting)

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    return sent


def http_scope(path, method="GET", headers=None):
    return _scope("http", path, method, headers or {})


def line_scope(path, headers=None):
    return _scope("websocket", path, "GET", headers or {})


def _scope(kind, path, method, headers):
    named = {"host": "127.0.0.1:8501", "accept_encoding": "gzip", **headers}
    address, _, query = path.partition("?")
    return {
        "type": kind,
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": method,
        "path": unquote(address),
        "raw_path": address.encode(),
        "root_path": "",
        "query_string": query.encode(),
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
