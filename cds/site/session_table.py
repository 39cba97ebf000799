"""The server's own table of visits: one per browser, bound to a cookie, with an end.

Streamlit's identity cookie proves who signed in, for 30 days and to whoever holds a copy. It
counts here only together with the visit it was given to, until that visit ends. Visits of people
who signed in are a note each in HOME/.visits, so that all processes of a home know them: whichever
of them a browser is led to, its sign-in counts there; where it ends, it ends everywhere.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from cds.domain.access import AccessRules
from cds.site.notes import Notes

_LOG = logging.getLogger(__name__)
_MOST = 20_000  # visits without anybody signed in; some 10 MB
_MOST_STREAMS = 200
_NOTED_SECONDS = 5  # between two signs of life that are written down
FOLDER = ".visits"
VISIT = "cds.visit"  # where later middleware finds the visit in the scope


@dataclass(slots=True, eq=False)
class Visit:
    """One browser. `identity` seals the identity cookie it signed in with, None when anonymous.

    `is_at_machine`: in local mode, it is a browser of this machine or brought the key.
    `lines` counts open websockets, `wanted` is the page to return to after signing in.
    `streams` are the Streamlit sessions opened by it: nobody else may resume or feed those.
    `ran_at` is when a page of it last began or ended to run, `renewed_at` when a part of one last
    asked by itself, by the monotonic clock.
    `kept` is the name under which other processes find it, "" where they do not.
    """

    identity: str | None
    owner: str
    started_at: float
    seen_at: float
    is_at_machine: bool = False
    lines: int = 0
    wanted: str | None = None
    is_refused: bool = False
    kept: str = ""
    noted_at: float = 0.0
    ran_at: float = float("-inf")
    renewed_at: float = float("-inf")
    streams: set[str] = field(default_factory=set[str])
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_known(self) -> bool:
        """True for whoever signed in or sits at the machine: not a stranger."""
        return self.identity is not None or self.is_at_machine

    def hold(self, stream: str) -> None:
        """Bind a Streamlit session to this visit."""
        while len(self.streams) >= _MOST_STREAMS:
            self.streams.pop()
        self.streams.add(stream)


class KeptVisits(Notes):
    """The visits of one data home, each named by a cookie's hash, dated by the last sign of life.

    They hold no secret. Times are those of the clock on the wall.
    """

    def keep(self, seal: str, visit: Visit) -> None:
        """Keep a visit under its cookie's hash. Raises OSError."""
        self.write(seal, (visit.identity, visit.owner, visit.started_at), visit.started_at)
        visit.kept = seal

    def visit(self, seal: str) -> Visit | None:
        """What is kept of a cookie; None for nothing, or for what nobody can read."""
        match self.read(seal):
            case [str(identity), str(owner), int() | float() as began]:
                return Visit(identity, owner, began, began, kept=seal)
            case _:
                return None

    def all(self) -> Iterator[Visit]:
        """Every visit that is kept."""
        return filter(None, map(self.visit, self.names()))


@dataclass
class SessionTable:
    """The visits this process has seen, by the hash of their cookie. For the event loop only.

    `forget` is told the Streamlit sessions of a visit that ended. `kept` is where sign-ins stand
    that other processes are to know; None: there is no other.
    """

    limits: Callable[[], AccessRules]
    forget: Callable[[Iterable[str]], None] = lambda _: None
    now: Callable[[], float] = time.time
    kept: KeptVisits | None = None
    loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _visits: dict[str, Visit] = field(default_factory=dict[str, Visit], init=False)

    def begin(self, identity: str | None = None, owner: str = "") -> tuple[str, Visit]:
        """Open a visit; return the secret that is its cookie, and the visit."""
        self._make_room()
        token = secrets.token_urlsafe(32)
        now = self.now()
        self._visits[_seal(token)] = visit = Visit(identity, owner, now, now)
        if self.kept and identity is not None:
            try:
                self.kept.keep(_seal(token), visit)
            except OSError:
                _LOG.exception("a sign-in is known to this process alone")
        return token, visit

    def find(self, token: str | None) -> Visit | None:
        """The visit of a cookie, None when unknown or over."""
        seal = _seal(token) if token else ""
        visit = self._visits.get(seal)
        if visit is None and seal and self.kept and (visit := self.kept.visit(seal)):
            self._visits[seal] = visit  # it began in another process, or before a restart
        if visit and self.remaining(visit) <= 0:
            self.end(visit)
        return None if visit is None or visit.ended.is_set() else visit

    def touch(self, visit: Visit) -> None:
        """Note that a person did something."""
        visit.seen_at = self.now()
        if self.kept and visit.kept and visit.seen_at - visit.noted_at >= _NOTED_SECONDS:
            visit.noted_at = visit.seen_at
            self.kept.touch(visit.kept, visit.seen_at)

    def remaining(self, visit: Visit) -> float:
        """Seconds until the visit is over if nothing happens; without end when anonymous."""
        if visit.identity is None:
            return float("inf")
        if self.kept and visit.kept:
            seen_at = self.kept.seen_at(visit.kept)
            if seen_at is None:
                return 0.0  # ended by another process
            visit.seen_at = max(visit.seen_at, seen_at)
        limits, now = self.limits(), self.now()
        idle = visit.seen_at + limits.idle_seconds - now
        return min(idle, visit.started_at + limits.absolute_seconds - now)

    def end(self, visit: Visit) -> None:
        """Close a visit: its cookie no longer counts, its lines hang up, its files are freed."""
        visit.ended.set()
        self._visits = {key: each for key, each in self._visits.items() if each is not visit}
        self.forget(visit.streams)
        if self.kept and visit.kept:
            self.kept.remove(visit.kept)

    def end_over(self) -> None:
        """End what another process has ended, or what nobody has used for too long."""
        for visit in [each for each in self._visits.values() if each.identity is not None]:
            if self.remaining(visit) <= 0:
                self.end(visit)

    def clean(self) -> None:
        """Take away what is kept of visits that ended while no process looked."""
        for visit in self.kept.all() if self.kept else ():
            if visit.kept not in self._visits and self.remaining(visit) <= 0:
                self.end(visit)

    def streams_of(self, visit: Visit) -> set[str]:
        """The Streamlit sessions of the same person, in any browser."""
        if not visit.owner:
            return set(visit.streams)
        same = (each.streams for each in self._visits.values() if each.owner == visit.owner)
        return set().union(*same)

    def count(self, owner: str) -> int:
        """In how many browsers a person is signed in."""
        named = owner.casefold()
        own = {key: each.owner for key, each in list(self._visits.items())}
        kept = {each.kept: each.owner for each in self.kept.all()} if self.kept else {}
        return sum(each.casefold() == named for each in (own | kept).values())

    def end_others(self, stream: str) -> None:
        """Sign the person of a Streamlit session out everywhere else. Safe in any thread."""
        known = list(self._visits.values())
        own = next((each for each in known if stream in each.streams and each.owner), None)
        if own is None or self.loop is None:
            return
        for visit in known:
            if visit is not own and visit.owner == own.owner:
                self.loop.call_soon_threadsafe(self.end, visit)
        for kept in self.kept.all() if self.kept else ():
            if self.kept and kept.kept != own.kept and kept.owner == own.owner:
                self.kept.remove(kept.kept)

    def _make_room(self) -> None:
        """Drop what is over, and the oldest anonymous visits that nobody is connected to."""
        if len(self._visits) < _MOST:
            return
        over = [each for each in self._visits.values() if self.remaining(each) <= 0]
        idle = [
            each
            for each in self._visits.values()
            if each.identity is None and not each.lines and not each.is_at_machine
        ]
        dropped = {id(each) for each in (*over, *idle[: _MOST // 10])}
        self._visits = {k: each for k, each in self._visits.items() if id(each) not in dropped}


def _seal(token: str) -> str:
    return sha256(token.encode()).hexdigest()
