"""Processes that publish, made quickly by one that has everything loaded; they may be killed.

Run as a program it forks a publisher for each line it reads (NUMBER TIMES). A publisher sends
five figures at a time, all of one value, and writes a line for each snapshot when it has been
acknowledged. Where there is a file `LOOKED` beside the home, each of them waits with every further
snapshot until that has one more byte.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cds.store.snapshots.snapshot_store import SnapshotStore
from tests import factories as f

ROOT = Path(__file__).parents[2]
CODES = tuple(f.COMMUNES)
LOOKED = "looked"


@dataclass
class Publishers:
    """The publishers of one home. `acknowledged` fills while their lines are read."""

    program: subprocess.Popen[str]
    acknowledged: list[str] = field(default_factory=list)
    ended: set[int] = field(default_factory=set)

    def start(self, number: int, times: int) -> int:
        """Start a publisher and return its process id."""
        self.program.stdin.write(f"{number} {times}\n")
        self.program.stdin.flush()
        return int(self._read_until("started", number))

    def wait_for(self, number: int) -> None:
        """Return when that publisher has sent everything."""
        if number not in self.ended:
            self._read_until("ended", number)

    def wait_for_one(self, number: int) -> None:
        """Return when that publisher has had one more snapshot acknowledged."""
        self._read_until("published", number)

    def finish(self) -> None:
        """Read what has been written to the end; no publisher may be left."""
        self.program.stdin.close()
        for line in self.program.stdout:
            self._take(line)

    def _read_until(self, word: str, number: int) -> str:
        for line in self.program.stdout:
            found = self._take(line)
            if found[:2] == (word, str(number)):
                return found[2]
        raise AssertionError("the publishing program ended")

    def _take(self, line: str) -> tuple[str, ...]:
        word, number, text = line.split()
        if word == "published":
            self.acknowledged.append(text)
        elif word == "ended":
            self.ended.add(int(number))
        return word, number, text


@contextmanager
def publishers(home: Path) -> Iterator[Publishers]:
    """Yield the means to start publishers; whatever still runs afterwards is ended."""
    command = [sys.executable, "-m", "tests.store.publishing", str(home)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True, **pipes) as program:
        try:
            yield Publishers(program)
        finally:
            os.killpg(program.pid, signal.SIGKILL)


def kill(process_id: int) -> None:
    """Kill a publisher without warning; return when it is gone."""
    os.kill(process_id, signal.SIGKILL)
    while _is_alive(process_id):
        time.sleep(0.001)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def _publish(home: Path, number: int, times: int) -> None:
    store, looked = SnapshotStore(home), home.with_name(LOOKED)
    for value in range(times):
        while looked.exists() and looked.stat().st_size < value:
            time.sleep(0.001)
        figures = [
            f.observation(code=code, period=str(2000 + number), value=str(value)) for code in CODES
        ]
        snapshot = store.publish(figures, f.upload(f"{number}-{value}.csv"))
        _say("published", number, snapshot.snapshot_id)
    _say("ended", number, times)


def _say(word: str, number: int, text: object) -> None:
    os.write(1, f"{word} {number} {text}\n".encode())


def _main(home: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the publishers
    for line in sys.stdin:
        number, times = map(int, line.split())
        process_id = os.fork()
        if not process_id:
            _publish(home, number, times)
            os._exit(0)
        _say("started", number, process_id)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
