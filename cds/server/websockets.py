"""Websockets: bounded in what they hold, counted by whose they are, bound to a visit.

A page's socket is cut off when its visit ends, and free of developer messages.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, cast

from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # no stubs
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.http11 import Request

from cds.server.pace import ASKED_BY, Runs
from cds.site.session_table import SessionTable, Visit
from cds.site.turns import Allowance

LARGEST_MESSAGE = 2_000_000  # unpacked; a page's choices and texts are some 10 kB
LARGEST_OF_STRANGER = 100_000  # the same, until staff is at the other end, who paste tables
ROOM = "cds.room"  # in a scope's state: what gives a socket room for them
MESSAGE_SECONDS = 20  # from the first byte of a message to its last
_SLICE = 2_048  # read at a time: what is packed in it unfolds to no more than one message
_MOST_FRAMES = 1_000  # of one message, empty ones too
_MOST_HELD = 16_000_000  # unfinished, by all sockets together ...
_SMALL = 64_000  # ... where those that hold less than this are let finish
_MOST_UNREAD = 8_000_000  # written to a client that asks for more and reads nothing
_GATHERING_SECONDS = 0.001
# As uvicorn packs, but quickly: a tenth longer, in two thirds of the time.
_PACKING = ServerPerMessageDeflateFactory(
    server_max_window_bits=12,
    client_max_window_bits=12,
    compress_settings={"memLevel": 5, "level": 1},
)
_TOO_BIG = 1009
MOST_OF_VISIT = 20
MOST_WITHOUT_VISIT = 60  # of one address; browsers always bring a visit's cookie
MOST_OF_ADDRESS = 600  # a meeting room, an office, a province's way out share one
MOST_OF_ALL = 1_500  # below what the server takes at one time, so that pages are still answered
# What a page needs. The rest of the protocol serves developers: clear_cache, debug_..., git.
_MESSAGES = {"rerun_script", "stop_script", "app_heartbeat"}
# What it asks for apart from runs: files made when asked for, more rows of a table. The rest of
# these, too, serves developers.
_OPERATIONS = {"deferred_file", "dataframe_chunk"}
_MOST_FILES = 1_000  # named in one message, each answered by a hundred times as much
OTHERS = Allowance(60, 0.05)  # what a page says besides asking for runs
_MOST_SIGNS = 30  # of life at once, and one a second: browsers answer ours and send none
SILENT_SECONDS = 20  # from connecting to the first word; a page speaks at once
_PROTOCOLS = b"sec-websocket-protocol"
_HUNG_UP: Message = {"type": "websocket.disconnect", "code": 1008}


class _Gathering:
    """A transport that writes what is said within a moment at once.

    A page is some eighty messages, each sent in a turn of the loop of its own; one call of the
    system for each was a twelfth of its time.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._said: list[bytes] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the transport has
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._said:
            self._loop.call_later(_GATHERING_SECONDS, self._flush)
        self._said.append(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def get_write_buffer_size(self) -> int:
        return self._transport.get_write_buffer_size() + sum(map(len, self._said))

    def _flush(self) -> None:
        said, self._said = self._said, []
        if said:
            self._transport.write(b"".join(said))


class BoundedSocket(WebSocketsSansIOProtocol):
    """A websocket read slice by slice, and no further than the app has taken in.

    A kilobyte of packed zeros is a megabyte unpacked, and 200 kB arrive at once; so the size of
    messages alone bounds nothing. A client is not heard on before it has read what was sent.
    """

    held_by_all = 0
    _held = 0
    _signs_until = 0.0
    _slow: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*args, **settings)
        self.conn.available_extensions = [_PACKING]
        self.conn.max_message_size = LARGEST_OF_STRANGER
        self._waiting = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Write through a transport that gathers."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - as uvicorn hands over
        super().connection_made(cast("asyncio.Transport", _Gathering(transport, self.loop)))

    def data_received(self, data: bytes) -> None:
        """Take in what came as far as the app keeps up."""
        self._waiting += data
        self._read_on()

    async def receive(self) -> Any:  # noqa: ANN401 - uvicorn's own
        """Return the next message once the client has read what was sent to it."""
        await self.writable.wait()
        message = await super().receive()
        self._read_on()
        return message

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was never finished."""
        self._waiting.clear()
        self.frames.clear()
        self.conn.reader.buffer.clear()
        self._note()
        super().connection_lost(exc)

    def handle_connect(self, event: Request) -> None:
        """Let whoever knows who is at the other end give room."""
        super().handle_connect(event)
        if not self.close_sent:
            largest = self.config.ws_max_size  # as of staff; unfolding so much takes 5 ms
            self.scope["state"][ROOM] = partial(setattr, self.conn, "max_message_size", largest)

    def handle_cont(self, event: Frame) -> None:
        """Take a part of a message that comes in not too many."""
        super().handle_cont(event)
        if len(self.frames) > _MOST_FRAMES:
            self._give_up()

    def handle_parser_exception(self) -> None:
        """Hang up, and let go of what was being unpacked: its trace would hold 2 MB for long."""
        if self.conn.parser_exc is not None:
            self.conn.parser_exc.__traceback__ = None
        super().handle_parser_exception()

    def handle_ping(self) -> None:
        """Answer, unless answers are never read."""
        super().handle_ping()
        self._bear()
        if self.transport.get_write_buffer_size() > _MOST_UNREAD:
            self.transport.abort()

    def handle_pong(self, event: Frame) -> None:
        """Take a sign of life."""
        super().handle_pong(event)
        self._bear()

    def _bear(self) -> None:
        """Hang up on who does nothing but live: three kept everybody else from being heard."""
        self._signs_until = max(self._signs_until, self.loop.time()) + 1
        if self._signs_until > self.loop.time() + _MOST_SIGNS:
            self.transport.abort()

    def _read_on(self) -> None:
        while self._waiting and not self.read_paused and not self.transport.is_closing():
            part = bytes(self._waiting[:_SLICE])
            del self._waiting[:_SLICE]
            super().data_received(part)
        self._note()

    def _note(self) -> None:
        """Count what is held, and give up where it is too much or has been for too long."""
        unfinished = len(self.conn.reader.buffer) + sum(len(frame) for frame in self.frames)
        held = unfinished + len(self._waiting)
        BoundedSocket.held_by_all += held - self._held
        self._held = held
        if self._slow is not None and not unfinished:
            self._slow.cancel()
            self._slow = None
        elif self._slow is None and unfinished:
            self._slow = self.loop.call_later(MESSAGE_SECONDS, self._give_up)
        if held > _SMALL and BoundedSocket.held_by_all > _MOST_HELD:
            self._give_up()

    def _give_up(self) -> None:
        if self.transport.is_closing():
            return
        self.conn.fail(_TOO_BIG)
        if self.writable.is_set() and self.conn.close_sent is not None:
            self.handle_parser_exception()
        else:
            self.transport.abort()


@dataclass
class OpenSockets:
    """The websockets that are open, by whose they are."""

    # By address, and whether the browser brought a visit.
    _open: Counter[tuple[str, bool]] = field(default_factory=Counter[tuple[str, bool]])

    def has_room(self, address: str, visit: Visit | None) -> bool:
        """True when whoever asks may open one more."""
        strangers, known = self._open[address, False], self._open[address, True]
        is_own_full = is_full(visit) if visit else strangers >= MOST_WITHOUT_VISIT
        is_full_of_it = strangers + known >= MOST_OF_ADDRESS
        return not (is_own_full or is_full_of_it or self._open.total() >= MOST_OF_ALL)

    @contextlib.contextmanager
    def held(self, address: str, visit: Visit | None) -> Iterator[None]:
        """Count one socket while the block runs."""
        whose = address, visit is not None
        self._open[whose] += 1
        if visit:
            visit.lines += 1
        try:
            yield
        finally:
            if visit:
                visit.lines -= 1
            self._open[whose] -= 1
            if not self._open[whose]:
                del self._open[whose]


def is_full(visit: Visit) -> bool:
    """True for a browser that holds as many pages open as one may."""
    return visit.lines >= MOST_OF_VISIT


@dataclass
class VisitSocket:
    """One websocket of a visit; `visit` None: of a browser that brought no cookie.

    Who asks for pages without a pause waits.
    """

    visits: SessionTable
    visit: Visit | None
    address: str
    runs: Runs
    _is_named: bool = field(default=False, init=False)
    _is_cut: bool = field(default=False, init=False)
    _is_silent: bool = field(default=True, init=False)
    _has_run: bool = field(default=False, init=False)
    _coming: asyncio.Future[Message] | None = field(default=None, init=False)

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app talk until one side hangs up, the visit ends or nonsense is said.

        The app hears of a socket with its first word: Streamlit makes a session for each and
        keeps it for minutes, whoever never says anything.
        """
        if self.visit and self.visit.is_known:
            scope.get("state", {}).get(ROOM, lambda: None)()
        ASKED_BY.set(self.runs)
        offered = _offered(scope)
        # Only the visit that opened a session may resume it: its id stands in addresses.
        is_own = bool(self.visit and len(offered) > 2 and offered[2] in self.visit.streams)
        ahead: list[Message] = []
        silent_until = asyncio.get_running_loop().time() + SILENT_SECONDS
        ended = asyncio.create_task(self.visit.ended.wait()) if self.visit else None

        async def receive_allowed() -> Message:
            while True:
                try:
                    async with asyncio.timeout_at(silent_until if self._is_silent else None):
                        message = await self._next(receive, ended)
                except TimeoutError:
                    message = None
                if message is not None and message["type"] != "websocket.receive":
                    return message
                said = None if message is None else _understood(message)
                if said is None or message is None:
                    self._is_cut = True
                    await send({"type": "websocket.close", "code": 1008})
                    return _HUNG_UP
                if self._is_allowed(said):
                    self._is_silent = False
                    if await self._is_awaited(receive, said):
                        return message if is_own else self._of_new(message, said)

        async def receive_next() -> Message:
            return ahead.pop(0) if ahead else await receive_allowed()

        async def send_noting(message: Message) -> None:
            if not self._is_cut and message["type"] != "websocket.accept":
                self._learn_name(message)
                await send(message)
                self.runs.hear(message.get("bytes") or b"")

        try:
            ahead.append(await receive_allowed())
            if ahead[0]["type"] != "websocket.connect":
                return
            await send({"type": "websocket.accept", "subprotocol": next(iter(offered), None)})
            if not is_own:
                ahead.append(await receive_allowed())
            if ahead[-1]["type"] != "websocket.disconnect":
                # Who goes away while answers are sent is no fault to be logged with its trace.
                with contextlib.suppress(WebSocketDisconnected):
                    await app(
                        scope if is_own else _without_stream(scope), receive_next, send_noting
                    )
        finally:
            self.runs.end()
            for waiting in (self._coming, ended):
                if waiting is not None:
                    waiting.cancel()

    async def _next(
        self, receive: Receive, ended: "asyncio.Task[Literal[True]] | None"
    ) -> Message | None:
        """The next message, asked for once and kept until taken; None when the visit is over."""
        while True:
            timeout = None
            if self.visit is not None:
                remaining = self.visits.remaining(self.visit)
                timeout = None if remaining == float("inf") else remaining
                if remaining <= 0:
                    self.visits.end(self.visit)
                if self.visit.ended.is_set():
                    return None
            if self._coming is None:
                self._coming = asyncio.ensure_future(receive())
            if self._coming.done():
                message, self._coming = self._coming.result(), None
                return message
            waited: set[asyncio.Future[Any]] = {self._coming, *filter(None, (ended,))}
            await asyncio.wait(waited, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)

    def _is_allowed(self, message: BackMsg) -> bool:
        kind = message.WhichOneof("type")
        if kind == "rerun_script" and self.visit and not message.rerun_script.is_auto_rerun:
            self.visits.touch(self.visit)
        match kind:
            case "file_urls_request":  # strangers are refused their files
                is_few = len(message.file_urls_request.file_names) <= _MOST_FILES
                return self.visit is not None and self.visit.is_known and is_few
            case "backend_operation_request":
                return message.backend_operation_request.WhichOneof("payload") in _OPERATIONS
            case _:
                return kind in _MESSAGES

    async def _is_awaited(self, receive: Receive, message: BackMsg) -> bool:
        """Wait until its turn has come; False when nobody waits for the answer any more."""
        if message.WhichOneof("type") == "rerun_script":
            self._coming = self._coming or asyncio.ensure_future(receive())
            by_itself = bool(
                message.rerun_script.is_auto_rerun and message.rerun_script.fragment_id
            )
            if not await self.runs.begin(by_itself=by_itself) or not self._coming.done():
                return True
            return bool(self._coming.result()["type"] != "websocket.disconnect")
        who = str(id(self.visit)) if self.visit else self.address
        while OTHERS.take(who):
            await asyncio.sleep(OTHERS.seconds)
        return True

    def _of_new(self, message: Message, said: BackMsg) -> Message:
        """The same for a session just made, which knows no part of a page: it runs all of it.

        A page whose server was started anew asks on for the part it had.
        """
        if self._has_run or said.WhichOneof("type") != "rerun_script":
            return message
        self._has_run = True
        said.rerun_script.fragment_id = ""
        return {**message, "bytes": said.SerializeToString()}

    def _learn_name(self, message: Message) -> None:
        """Bind the Streamlit session to the visit; its first message says its id."""
        frame = message.get("bytes")
        if self._is_named or self.visit is None or not frame:
            return
        sent = ForwardMsg.FromString(frame)
        if sent.WhichOneof("type") == "new_session":
            self.visit.hold(sent.new_session.initialize.session_id)
            self._is_named = True


def _offered(scope: Scope) -> list[str]:
    """What a page names when it connects: the protocol, its token, the session it had."""
    line = Headers(scope=scope).get(_PROTOCOLS.decode(), "")
    return [part.strip() for part in line.split(",") if line]


def _without_stream(scope: Scope) -> Scope:
    """The same for a new session."""
    offered = _offered(scope)[:2]
    if not offered:
        return scope
    others = [(name, value) for name, value in scope["headers"] if name != _PROTOCOLS]
    headers = [*others, (_PROTOCOLS, ", ".join(offered).encode("latin-1"))]
    return {**scope, "headers": headers, "subprotocols": offered}


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
