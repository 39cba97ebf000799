"""How many pages are made at one time, and whose comes first.

All share one interpreter. Of forty that began at once each took forty times as long, and half of
that went into taking the interpreter from each other and waiting for Streamlit's one lock.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from time import monotonic

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

AT_ONCE = 3
COUNTED_SECONDS = 0.5  # a page that takes longer, or waits for a file, keeps no others waiting
GIVES_WAY_SECONDS = 2.0  # by so much whoever chose goes before pages that run by themselves
_run = ScriptRunner._run_script


@dataclass
class ScriptTurns:
    """Pages that are being made, since when, and those that wait, in their order."""

    _running: dict[int, float] = field(default_factory=dict[int, float])
    _waiting: list[tuple[float, int, threading.Event]] = field(
        default_factory=list[tuple[float, int, threading.Event]]
    )
    _numbers: Iterator[int] = field(default_factory=count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def held(self, *, by_itself: bool) -> Iterator[None]:
        """Wait for a turn and hold it for the block."""
        number, called = next(self._numbers), threading.Event()
        with self._lock:
            due = monotonic() + GIVES_WAY_SECONDS * by_itself
            heappush(self._waiting, (due, number, called))
        try:
            self._call()
            while not called.wait(COUNTED_SECONDS):
                self._call()
            yield
        finally:
            with self._lock:
                self._running.pop(number, None)
            self._call()

    def _call(self) -> None:
        """Let those run for whom there is room."""
        with self._lock:
            since = monotonic() - COUNTED_SECONDS
            counted = sum(begun > since for begun in self._running.values())
            for _ in range(min(AT_ONCE - counted, len(self._waiting))):
                _, number, called = heappop(self._waiting)
                self._running[number] = monotonic()
                called.set()


_turns = ScriptTurns()


def take_turns() -> None:
    """Let every script of a page wait for its turn."""
    ScriptRunner._run_script = _run_in_turn  # type: ignore[method-assign] # no other way in


def _run_in_turn(self: ScriptRunner, rerun_data: RerunData) -> None:
    with _turns.held(by_itself=rerun_data.is_auto_rerun):
        _run(self, rerun_data)
