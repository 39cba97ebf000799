"""A page's websocket: bound to its visit, cut off when that ends, free of developer messages."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # no stubs
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cds.server.visits import Visit, Visits

# What a page needs. The rest of the protocol serves developers: clear_cache, debug_..., git.
_MESSAGES = {
    "rerun_script",
    "stop_script",
    "file_urls_request",
    "app_heartbeat",
    "backend_operation_request",
}
SILENT_SECONDS = 20  # from connecting to the first word; a page speaks at once
_PROTOCOLS = b"sec-websocket-protocol"
_HUNG_UP: Message = {"type": "websocket.disconnect", "code": 1008}


@dataclass
class VisitSocket:
    """One websocket of a visit; `visit` None: of a browser that brought no cookie."""

    visits: Visits
    visit: Visit | None
    _is_named: bool = field(default=False, init=False)
    _is_cut: bool = field(default=False, init=False)
    _is_silent: bool = field(default=True, init=False)

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app talk until one side hangs up, the visit ends or nonsense is said."""
        incoming = _Incoming(receive)
        silent_until = asyncio.get_running_loop().time() + SILENT_SECONDS
        ended = asyncio.create_task(self.visit.ended.wait()) if self.visit else None

        async def receive_allowed() -> Message:
            while True:
                try:
                    async with asyncio.timeout_at(silent_until if self._is_silent else None):
                        message = await self._next(incoming, ended)
                except TimeoutError:
                    message = None
                if message is not None and message["type"] != "websocket.receive":
                    return message
                said = None if message is None else _understood(message)
                if said is None or message is None:
                    await self._cut(send)
                    return _HUNG_UP
                if self._is_allowed(said):
                    self._is_silent = False
                    return message

        async def send_noting(message: Message) -> None:
            if not self._is_cut:
                self._learn_name(message)
                await send(message)

        try:
            await app(self._without_foreign_stream(scope), receive_allowed, send_noting)
        finally:
            incoming.cancel()
            if ended:
                ended.cancel()

    async def _next(
        self, incoming: "_Incoming", ended: "asyncio.Task[Literal[True]] | None"
    ) -> Message | None:
        """The next message; None when the visit is over."""
        if self.visit is None or ended is None:
            return await incoming.wait()
        while True:
            remaining = self.visits.remaining(self.visit)
            if remaining <= 0:
                self.visits.end(self.visit)
            if self.visit.ended.is_set():
                return None
            if incoming.is_there:
                return await incoming.wait()
            timeout = None if remaining == float("inf") else remaining
            waited: set[asyncio.Future[Any]] = {incoming.future(), ended}
            await asyncio.wait(waited, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)

    async def _cut(self, send: Send) -> None:
        self._is_cut = True
        await send({"type": "websocket.close", "code": 1008})

    def _is_allowed(self, message: BackMsg) -> bool:
        kind = message.WhichOneof("type")
        if kind == "rerun_script" and self.visit and not message.rerun_script.is_auto_rerun:
            self.visits.touch(self.visit)
        return kind in _MESSAGES

    def _without_foreign_stream(self, scope: Scope) -> Scope:
        """A session may be resumed only by the visit that opened it; its id stands in addresses."""
        offered = [part.strip() for part in Headers(scope=scope).get(_NAME, "").split(",")]
        own = self.visit.streams if self.visit else set()
        if len(offered) < 3 or offered[2] in own:
            return scope
        line = ", ".join(offered[:2]).encode("latin-1")
        others = [(name, value) for name, value in scope["headers"] if name != _PROTOCOLS]
        headers = [*others, (_PROTOCOLS, line)]
        return {**scope, "headers": headers, "subprotocols": offered[:2]}

    def _learn_name(self, message: Message) -> None:
        """Bind the Streamlit session to the visit; its first message says its id."""
        frame = message.get("bytes")
        if self._is_named or self.visit is None or not frame:
            return
        sent = ForwardMsg.FromString(frame)
        if sent.WhichOneof("type") == "new_session":
            self.visit.hold(sent.new_session.initialize.session_id)
            self._is_named = True


_NAME = _PROTOCOLS.decode()


def _understood(message: Message) -> BackMsg | None:
    """What a page says; None for what no page sends."""
    frame = message.get("bytes")
    if frame is None:
        return None
    said = BackMsg()
    try:
        said.ParseFromString(frame)
    except DecodeError:
        return None
    return said


class _Incoming:
    """The next message, asked for once and kept until taken."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._asked: asyncio.Future[Message] | None = None

    @property
    def is_there(self) -> bool:
        return self._asked is not None and self._asked.done()

    def future(self) -> "asyncio.Future[Message]":
        if self._asked is None:
            self._asked = asyncio.ensure_future(self._receive())
        return self._asked

    async def wait(self) -> Message:
        message = await self.future()
        self._asked = None
        return message

    def cancel(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
