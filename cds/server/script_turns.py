"""How many pages are made at one time, and whose comes first.

All share one interpreter. Of forty that began at once each took forty times as long, and half of
that went into taking the interpreter from each other and waiting for Streamlit's one lock. A page
that nobody awaits, or of who had to queue, lets those of the others go first, also between two of
its parts.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequestType

from cds.server.pace import ASKED_BY
from cds.store.view.series import reading

AT_ONCE = 3
COUNTED_SECONDS = 0.5  # a page that takes longer, or waits for a file, keeps no others waiting
REST_SECONDS = 0.01  # such a page, between parts of what it reads, while others are being made
RESTS_SECONDS = 10.0  # since it began: the others may wait for just what it reads
GIVES_WAY_SECONDS = 2.0  # by so much whoever chose goes before pages that run by themselves
GIVEN_SECONDS = 0.5  # at most that one of these, once begun, lets others be made between its parts
# What a browser says is no older when it arrives, of a run nobody asked for or of his own.
IN_FLIGHT_SECONDS, ANSWERED_SECONDS = 1.0, 0.1
_ended: WeakKeyDictionary[PagesManager, float] = WeakKeyDictionary()  # browsers know by then


@dataclass
class ScriptTurns:
    """Pages that are being made, since when, and those that wait, in their order."""

    _running: dict[int, float] = field(default_factory=dict[int, float])
    _waiting: list[tuple[float, int, threading.Event]] = field(
        default_factory=list[tuple[float, int, threading.Event]]
    )
    _awaited: set[int] = field(default_factory=set[int])  # of both, those that somebody chose
    _numbers: Iterator[int] = field(default_factory=count)
    _lock: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def held(self, *, by_itself: bool) -> Iterator[int]:
        """Wait for a turn and hold it for the block, which is given its number."""
        number, called = next(self._numbers), threading.Event()
        with self._lock:
            due = time.monotonic() + GIVES_WAY_SECONDS * by_itself
            heappush(self._waiting, (due, number, called))
            if not by_itself:
                self._awaited.add(number)
        try:
            self._call()
            while not called.wait(COUNTED_SECONDS):
                self._call()
            reading.pause = partial(self._rest, number)  # type: ignore[method-assign]
            yield number
        finally:
            with self._lock:
                self._running.pop(number, None)
                self._awaited.discard(number)
                self._lock.notify_all()
            self._call()

    def _rest(self, number: int) -> None:
        """Let others be made before one that has taken long, though not for ever."""
        with self._lock:
            since = time.monotonic() - COUNTED_SECONDS
            is_long = since - RESTS_SECONDS < self._running.get(number, since) < since
            others = is_long and any(begun > since for begun in self._running.values())
        if others:
            time.sleep(REST_SECONDS)

    def give_way(self, number: int, seconds: float) -> float:
        """Let pages that somebody awaits be made first, for so long at most; tell how long it took.

        Who does so is counted no longer: it goes on only where no other does.
        """
        begun = time.monotonic()
        with self._lock:
            if number in self._running and self._is_one_awaited():
                self._running[number] = min(self._running[number], begun - COUNTED_SECONDS)
                self._call()
                self._lock.wait_for(lambda: not self._is_one_awaited(), seconds)
        return time.monotonic() - begun

    def _is_one_awaited(self) -> bool:
        since = time.monotonic() - COUNTED_SECONDS
        return any(self._running.get(one, since + 1) > since for one in self._awaited)

    def _call(self) -> None:
        """Let those run for whom there is room."""
        with self._lock:
            since = time.monotonic() - COUNTED_SECONDS
            counted = sum(begun > since for begun in self._running.values())
            for _ in range(min(AT_ONCE - counted, len(self._waiting))):
                _, number, called = heappop(self._waiting)
                self._running[number] = time.monotonic()
                called.set()


_turns = ScriptTurns()


def take_turns() -> None:
    """Let every script of a page wait for its turn."""
    app_session.ScriptRunner = PoliteRunner  # type: ignore[attr-defined] # imported there


class PoliteRunner(ScriptRunner):
    """Runs pages in turn; those that nobody at human pace awaits give way before each part."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - Streamlit's own
        """Remember who asked; nobody does where an edition has come."""
        super().__init__(*args, **settings)
        self._asked_by = ASKED_BY.get()
        self._turn, self._may_give = -1, 0.0  # none yet; seconds

    def _run_script(self, rerun_data: RerunData) -> None:
        """Run in turn, and name no message that the browser may have let go of meanwhile.

        It does so at the end of each whole run. Who chose while a run that he knew nothing of
        ended, as all do when an edition has come, told what he had before; a name that his browser
        no longer knows stops it for good. Nor is a page made that has been asked for anew while it
        let others go first: it would take away what the later run has shown.
        """
        asked_at, page = time.monotonic(), self._pages_manager
        is_known = not rerun_data.is_auto_rerun
        has_queued = self._asked_by is not None and self._asked_by.gives_way
        by_itself = has_queued or not is_known
        self._may_give = GIVEN_SECONDS * by_itself
        with _turns.held(by_itself=by_itself) as self._turn:
            if by_itself and self._requests._state is ScriptRequestType.STOP:
                return
            if _ended.get(page, asked_at) > asked_at:
                rerun_data = replace(rerun_data, cached_message_hashes=frozenset())
            try:
                super()._run_script(rerun_data)
            finally:
                if not rerun_data.fragment_id_queue:
                    flight = ANSWERED_SECONDS if is_known else IN_FLIGHT_SECONDS
                    _ended[page] = time.monotonic() + flight

    def _enqueue_forward_msg(self, msg: ForwardMsg) -> None:
        if self._may_give > 0:
            self._may_give -= _turns.give_way(self._turn, self._may_give)
        super()._enqueue_forward_msg(msg)
