"""Work in processes of their own: begun, watched, cancelled, and bounded."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Generic, TypeVar

from cds.domain.errors import UserError
from cds.jobs.work import WorkLine

PATIENCE_SECONDS = 0.5  # a small file is checked by then or soon after
_ROOT = Path(__file__).resolve().parents[2]
_MODULE = "cds.jobs.work"
_MOST_BYTES = 1_000_000_000  # of memory for one work, beside the figures that count
_LOOK_SECONDS = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")
# So many works of a kind are done at a time; others wait.
_POOLS = {
    "upload": ThreadPoolExecutor(2, "upload"),
    "export": ThreadPoolExecutor(1, "export"),
    "base": ThreadPoolExecutor(1, "base"),
}

Found = TypeVar("Found")
Work = Callable[[WorkLine], Found]
"""What a process is to do: a function of a module with all it takes but the line, its last."""


class Job(Generic[Found]):
    """One piece of work; equal for all sessions that ask for it."""

    def __init__(self, kind: str, work: Work[Found]) -> None:
        """Begin, or wait for a place.

        The kind says with how many others work is done, and words its refusals.
        """
        self.share, self.rows = 0.0, (0, 0)
        self._cancelled = threading.Event()
        self._kind = kind
        self._future: Future[Found] = _POOLS[kind].submit(self._run, work)

    def is_done(self, patience_seconds: float = 0.0) -> bool:
        """True when there is a result, or a reason why there is none."""
        return bool(wait([self._future], patience_seconds).done)

    def result(self) -> Found:
        """Return what the work came to, waiting for it. Raises UserError with the reason."""
        return self._future.result()

    def cancel(self) -> None:
        """Stop it."""
        self._cancelled.set()

    def _run(self, work: Work[Found]) -> Found:
        if self._cancelled.is_set():  # while it waited for a place
            raise UserError(f"{self._kind}_cancelled")
        ours, theirs = Pipe()
        command = [sys.executable, "-m", _MODULE, str(theirs.fileno())]
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        with (
            ours,
            subprocess.Popen(  # noqa: S603 - our own module; the file is never a word of it
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            ) as process,
        ):
            theirs.close()
            try:
                ours.send(work)
                return self._answer(ours, process.pid)
            except (EOFError, ConnectionError) as error:
                raise self._end(process.wait()) from error
            finally:
                process.kill()

    def _answer(self, line: Connection, pid: int) -> Found:
        begun = 0  # bytes held when the work on the file itself begins
        while True:
            while not line.poll(_LOOK_SECONDS):
                if self._cancelled.is_set():
                    raise UserError(f"{self._kind}_cancelled")
                if begun and _memory(pid) > begun + _MOST_BYTES:
                    raise UserError(f"{self._kind}_too_heavy")
            kind, told = line.recv()
            if kind == "done":
                found: Found = told
                return found
            if kind == "refused":
                raise told
            (self.share, self.rows), begun = told, begun or _memory(pid)

    def _end(self, code: int) -> Exception:
        """Why a process ended without an answer; by itself it does so for a bug alone."""
        if code == -signal.SIGXCPU:
            return UserError(f"{self._kind}_too_long")
        if code == -signal.SIGKILL:
            return UserError(f"{self._kind}_too_heavy")
        return RuntimeError(f"the process of an {self._kind} ended with {code}")


def _memory(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
    return 0
