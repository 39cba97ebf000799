"""What is dear to do: one at a time, and for one address not too often."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cds.domain.errors import UserError
from cds.site.reach import CALLER_HEADER

_MOST_KNOWN = 10_000  # addresses; one that has used nothing lately is forgotten
_TURN_SECONDS = 60


@dataclass
class Allowance:
    """So many at once, and one more each so many seconds, for each who asks."""

    at_once: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    _used: dict[str, tuple[float, float]] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def take(self, who: str) -> int:
        """Use one; return 0, or after how many seconds there will be one again."""
        with self._lock:
            used = self._left_over(who)
            if used + 1 > self.at_once:
                return ceil(round((used + 1 - self.at_once) * self.seconds, 3))
            if len(self._used) >= _MOST_KNOWN:
                self._used = {each: at for each, at in self._used.items() if self._left_over(each)}
            self._used[who] = (used + 1, self.now())
            return 0

    def _left_over(self, who: str) -> float:
        """What still counts of what was used."""
        used, at = self._used.get(who, (0.0, 0.0))
        return max(0.0, used - (self.now() - at) / self.seconds)


# An office behind one address shares these; what is in memory already costs none.
ALLOWANCES = {
    "version": Allowance(4, 15),
    "export": Allowance(10, 15),
    "verify": Allowance(3, 60),
    "meeting": Allowance(30, 10),  # ids that there are not
}


class _Turn:
    """Held by one thread at a time; who comes next waits until there was so much rest."""

    def __init__(self, rest: int) -> None:
        """`rest` is in times of what the last one took."""
        self._rest, self._free_at = rest, 0.0
        self._lock = threading.RLock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it for the block. Raises UserError when it stays taken."""
        if not self._lock.acquire(timeout=_TURN_SECONDS):
            raise UserError("too_busy")
        try:
            time.sleep(max(0.0, self._free_at - time.monotonic()))
            begun = time.monotonic()
            yield
            ended = time.monotonic()
            self._free_at = ended + self._rest * (ended - begun)
        finally:
            self._lock.release()


# Files are made in a process of their own, one at a time; meanwhile versions can be opened. Those
# take the processor from whoever looks at a page: with a quarter of it, nobody waits longer.
_FILES, _OTHERS = _Turn(0), _Turn(3)


@contextmanager
def dear(what: str) -> Iterator[None]:
    """Do something dear in the block, in turn; free for the server itself.

    Raises UserError when the address has had its share, or its turn does not come.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        yield
        return
    spend(what, caller())
    with (_FILES if what == "export" else _OTHERS).held():
        yield


def caller() -> str:
    """The address this page is shown to, as our server saw it."""
    return st.context.headers.get(CALLER_HEADER) or ""


def spend(what: str, who: str) -> None:
    """Use up one of an address's allowance. Raises UserError that says when to come again.

    A script run by itself, as in tests, is nobody's.
    """
    if who and (seconds := ALLOWANCES[what].take(who)):
        raise UserError(f"too_often.{what}", seconds=seconds)
