"""The server's own table of visits: one per browser, bound to a cookie, with an end.

Streamlit's identity cookie proves who signed in, for 30 days and to whoever holds a copy. It
counts here only together with the visit it was given to, until that visit ends.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

_MOST = 20_000  # visits without anybody signed in; some 10 MB
_MOST_STREAMS = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a signed-in visit lasts without being used, and at all."""

    idle_seconds: float
    absolute_seconds: float


@dataclass(slots=True, eq=False)
class Visit:
    """One browser. `identity` seals the identity cookie it signed in with, None when anonymous.

    `is_at_machine`: in local mode, it is a browser of this machine or brought the key.
    `lines` counts open websockets, `wanted` is the page to return to after signing in.
    `streams` are the Streamlit sessions opened by it: nobody else may resume or feed those.
    """

    identity: str | None
    owner: str
    started_at: float
    seen_at: float
    is_at_machine: bool = False
    lines: int = 0
    wanted: str | None = None
    is_refused: bool = False
    streams: set[str] = field(default_factory=set[str])
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self, stream: str) -> None:
        """Bind a Streamlit session to this visit."""
        while len(self.streams) >= _MOST_STREAMS:
            self.streams.pop()
        self.streams.add(stream)


class SessionTable:
    """All visits of this process, known by the hash of their cookie. For the event loop only."""

    def __init__(
        self,
        limits: Callable[[], Limits],
        forget: Callable[[Iterable[str]], None] = lambda _: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start empty. `forget` is told the Streamlit sessions of a visit that ended."""
        self._limits = limits
        self._forget = forget
        self._now = now
        self._visits: dict[str, Visit] = {}
        self.loop: asyncio.AbstractEventLoop | None = None

    def begin(self, identity: str | None = None, owner: str = "") -> tuple[str, Visit]:
        """Open a visit; return the secret that is its cookie, and the visit."""
        self._make_room()
        token = secrets.token_urlsafe(32)
        now = self._now()
        self._visits[_seal(token)] = visit = Visit(identity, owner, now, now)
        return token, visit

    def find(self, token: str | None) -> Visit | None:
        """The visit of a cookie, None when unknown or over."""
        visit = self._visits.get(_seal(token)) if token else None
        if visit and self.remaining(visit) <= 0:
            self.end(visit)
        return None if visit is None or visit.ended.is_set() else visit

    def touch(self, visit: Visit) -> None:
        """Note that a person did something."""
        visit.seen_at = self._now()

    def remaining(self, visit: Visit) -> float:
        """Seconds until the visit is over if nothing happens; without end when anonymous."""
        if visit.identity is None:
            return float("inf")
        limits, now = self._limits(), self._now()
        idle = visit.seen_at + limits.idle_seconds - now
        return min(idle, visit.started_at + limits.absolute_seconds - now)

    def end(self, visit: Visit) -> None:
        """Close a visit: its cookie no longer counts, its lines hang up, its files are freed."""
        visit.ended.set()
        self._visits = {key: each for key, each in self._visits.items() if each is not visit}
        self._forget(visit.streams)

    def streams_of(self, visit: Visit) -> set[str]:
        """The Streamlit sessions of the same person, in any browser."""
        if not visit.owner:
            return set(visit.streams)
        same = (each.streams for each in self._visits.values() if each.owner == visit.owner)
        return set().union(*same)

    def count(self, owner: str) -> int:
        """In how many browsers a person is signed in."""
        named = owner.casefold()
        return sum(each.owner.casefold() == named for each in list(self._visits.values()))

    def end_others(self, stream: str) -> None:
        """Sign the person of a Streamlit session out everywhere else. Safe in any thread."""
        known = list(self._visits.values())
        own = next((each for each in known if stream in each.streams and each.owner), None)
        if own is None or self.loop is None:
            return
        for visit in known:
            if visit is not own and visit.owner == own.owner:
                self.loop.call_soon_threadsafe(self.end, visit)

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
