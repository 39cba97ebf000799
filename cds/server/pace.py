"""Whose page runs next, and whose request is answered next.

Staff and who chooses at human pace are answered at once, all others of an address in a queue. Two
hundred people behind one address choose some fifteen times a second. Twenty clients that asked on
without awaiting answers left them a tenth of their pages, for half a minute after going away.
A page that came by the queue gives way to the others also while it is made (`script_turns`).
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from weakref import WeakValueDictionary

from google.protobuf.message import DecodeError  # type: ignore[import-untyped] # no stubs
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cds.server.trusted_hosts import caller
from cds.site.session_table import Visit
from cds.site.turns import Allowance

HASTY_SECONDS = 1.0  # since the visit's last run; who asks again sooner queues
_RENEWED_SECONDS = 5.0  # since a part of a page last asked by itself; they do each ten
_REST, _OF_NEW = 6, 1  # before a queue's next, in times of what the last one took
_WATCHED_SECONDS = 3.0  # since somebody else chose; nobody rests for nobody
_LEAST_SECONDS = 0.02  # that a run is taken to last
_OF_HASTY, _OF_CROWD = 1.0, 0.1  # seconds at most that one keeps those after it, and then a rest
_LONGEST_LAST = 200  # bytes of the message with which a run ends
_LONGEST_WAIT = 0.02  # of the next request for runs, and of the one after it for that one
_PIECE = 32_768  # bytes of an answer, handed on once the client has read most of those before
BEFORE_CONNECTING = "/_stcore/host-config"  # asked for before each connection, a new one too
_FILES = ("/static/", "/assets/", "/geometry/", "/component/")  # browsers keep them
# Of meetings: answered when something happens; all who follow ask at once.
_FOLLOWED, _LONG_POLL = "/meetings/", "/now"


@dataclass
class Queues:
    """What addresses have had that need not queue, and their queues. For one loop only."""

    choices: Allowance = field(default_factory=lambda: Allowance(300, 0.05))
    newcomers: Allowance = field(default_factory=lambda: Allowance(100, 0.25))  # first runs
    requests: Allowance = field(default_factory=lambda: Allowance(300, 0.01))
    # A browser without any of them takes some 120 with its first page, a hall 24,000 in a minute.
    files: Allowance = field(default_factory=lambda: Allowance(30_000, 0.01))
    visits: Allowance = field(default_factory=lambda: Allowance(60, 0.1))  # what may begin one
    queues: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    asking: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    between: asyncio.Lock = field(default_factory=asyncio.Lock)  # held by one request
    passing: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    chosen: tuple[Visit | None, float] = (None, float("-inf"))  # who did so last at once, and when
    running: set["Runs"] = field(default_factory=set["Runs"])  # pages that have yet to be answered

    async def rest(self) -> None:
        """Wait until no page runs, though not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_WAIT):
                while self.running:
                    await next(iter(self.running)).over.wait()


class PacedRequests:
    """Middleware: who asks more than browsers do is answered one by one, between runs of pages.

    Two that asked for anything without a pause, were it refused, took half of a processor. Answers
    are handed on in pieces, else each slow reader would have all of one kept.
    """

    def __init__(self, app: ASGIApp, pace: Queues, pages: Collection[str] = ()) -> None:
        self.app = app
        self.pace = pace
        self.dear = frozenset({*pages, BEFORE_CONNECTING})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, later or at once."""
        is_asked = scope["type"] in ("http", "websocket")
        path = scope["path"] if is_asked else ""
        if not is_asked or (path.startswith(_FOLLOWED) and path.endswith(_LONG_POLL)):
            await self.app(scope, receive, send)
            return
        who = caller(scope)
        if not self._allowance(path).take(who):
            await self.app(scope, receive, _in_pieces(send))
        else:
            await self._later(who, scope, receive, _in_pieces(send))

    def _allowance(self, path: str) -> Allowance:
        if path.startswith(_FILES):
            return self.pace.files
        return self.pace.visits if path in self.dear else self.pace.requests

    async def _later(self, who: str, scope: Scope, receive: Receive, send: Send) -> None:
        is_answered = asyncio.Event()

        async def send_noting(message: Message) -> None:
            await send(message)
            if message["type"] != "http.response.start" and not message.get("more_body"):
                is_answered.set()

        async def answer() -> None:
            try:
                await self.app(scope, receive, send_noting)
            finally:
                is_answered.set()

        # One of each address waits for its turn, so that a flood of one keeps no other waiting.
        async with self.pace.asking.setdefault(who, asyncio.Lock()), self.pace.between:
            await self.pace.rest()
            answering = asyncio.create_task(answer())
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_WAIT):
                    await is_answered.wait()
        await answering


def _in_pieces(send: Send) -> Send:
    async def send_in_pieces(message: Message) -> None:
        body, at = message.get("body", b""), 0
        while message["type"] == "http.response.body" and len(body) - at > _PIECE:
            piece = body[at : at + _PIECE]
            await send({"type": message["type"], "body": piece, "more_body": True})
            at += _PIECE
        await send({**message, "body": body[at:]} if at else message)

    return send_in_pieces


@dataclass(frozen=True, slots=True)
class _Queue:
    """How runs come one after the other: `most` seconds that one keeps those after it.

    `rest` is how long then nobody of the queue runs, in times of what the run took.
    """

    whose: str
    most: float
    rest: float


# Of the websocket whose message is being handled: a script's thread is begun there.
ASKED_BY: ContextVar["Runs | None"] = ContextVar("runs", default=None)


@dataclass(eq=False)
class Runs:
    """The runs that one websocket asks for; browsers always bring a visit."""

    pace: Queues
    visit: Visit | None
    address: str
    over: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    gives_way: bool = field(default=False, init=False)
    _is_chosen: bool = field(default=True, init=False)

    async def begin(self, *, by_itself: bool = False) -> bool:
        """Wait until the page, or a part that asks by itself, may run; True if others came first.

        Two hundred open pages ask by themselves twenty times a second: that is not their visitors.
        """
        self._is_chosen = not (by_itself and self._is_renewed())
        queue = self._queue() if self._is_chosen else None
        turn = self.pace.queues.setdefault(queue.whose, asyncio.Lock()) if queue else None
        has_waited = turn is not None and turn.locked()
        if turn is not None:
            await turn.acquire()
        if has_waited:
            await self.pace.rest()
        self.over.clear()
        self.gives_way = has_waited
        self.pace.running.add(self)
        self._note()
        if queue and turn:
            passing = asyncio.create_task(self._pass_on(turn, queue))
            self.pace.passing.add(passing)
            passing.add_done_callback(self.pace.passing.discard)
        return has_waited

    def hear(self, told: bytes) -> None:
        """Learn from what a page is told that its run is over; not that another took its place."""
        if self not in self.pace.running or len(told) > _LONGEST_LAST:
            return
        with suppress(DecodeError):
            said = ForwardMsg.FromString(told)
            is_last = said.WhichOneof("type") == "script_finished"
            if is_last and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.end()

    def end(self) -> None:
        """The page has its answer, or is gone."""
        if self in self.pace.running:
            self.pace.running.remove(self)
            self.over.set()
            self._note()

    def _is_renewed(self) -> bool:
        if self.visit is None or self.visit.ran_at == float("-inf"):
            return False
        is_due = monotonic() - self.visit.renewed_at >= _RENEWED_SECONDS
        if is_due:
            self.visit.renewed_at = monotonic()
        return is_due

    def _queue(self) -> _Queue | None:
        """Where this run has to queue; None for staff and who chooses at human pace."""
        if self.visit is None:
            return _Queue(self.address, _OF_HASTY, _REST)
        if self.visit.is_known:  # pages that publish ask by themselves twice a second
            return None
        if monotonic() - self.visit.ran_at < HASTY_SECONDS:
            return _Queue(self.address, _OF_HASTY, _REST)
        is_new = self.visit.ran_at == float("-inf")
        if is_new and self.pace.newcomers.take(self.address):
            return _Queue(self.address, _OF_CROWD, _REST)
        if self.pace.choices.take(self.address):
            return _Queue(self.address, _OF_CROWD, _REST)
        self.pace.chosen = (self.visit, monotonic())
        # Newcomers one after the other, for together none is there sooner; not behind the others.
        return _Queue(f"new {self.address}", _OF_CROWD, _OF_NEW) if is_new else None

    def _note(self) -> None:
        if self.visit is not None and self._is_chosen:
            self.visit.ran_at = monotonic()

    async def _pass_on(self, turn: asyncio.Lock, queue: _Queue) -> None:
        """Let the next one run after this one, and a rest in which others are answered."""
        begun = monotonic()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(queue.most):
                    await self.over.wait()
            took = max(_LEAST_SECONDS, monotonic() - begun)
            who, at = self.pace.chosen
            if who is not self.visit and monotonic() - at < _WATCHED_SECONDS:
                await asyncio.sleep(min(queue.most, queue.rest * took))
        finally:
            turn.release()
