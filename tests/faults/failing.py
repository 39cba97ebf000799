"""Publishers on a disk that fails: at the n-th call that changes a store, once or from there on.

Run as a program it forks a publisher for each line it reads (HOME ACTION N HOW), with everything
loaded. HOW is `kill`, or an error's number with `once` or `on`: `28-once`, `30-on`. It answers
with one line: `acked ID`, `refused KIND ERRNO`, `killed`, and how many calls there were.
"""

import errno
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from cds.domain.errors import UserError
from cds.store import derived
from cds.store.files import keep_upload
from cds.store.snapshots import snapshot_store
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import kept
from cds.store.view.queries import View, open_view
from tests import factories as f

ROOT = Path(__file__).parents[2]
CODES = tuple(f.COMMUNES)
NEVER_NS = 10**18
CHANGING = ("mkdir", "link", "rename", "replace", "unlink", "rmdir", "fsync")


class Disk:
    """Counts the calls that change something and fails where it is told to."""

    def __init__(self, place: int, how: str) -> None:
        self.place, self.calls = place, 0
        self.errno, _, self.lasts = how.partition("-")

    def call(self) -> None:
        self.calls += 1
        if self.calls < self.place or (self.lasts == "once" and self.calls > self.place):
            return
        if self.errno == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(int(self.errno), os.strerror(int(self.errno)))

    def failing(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.call()
            return function(*args, **named)

        return call

    def open(self, *args: Any, **named: Any) -> Any:
        """As `io.open`; creating and each write are calls of their own."""
        mode = args[1] if len(args) > 1 else named.get("mode", "r")
        if not set(mode) & set("wax+"):
            return _OPEN(*args, **named)
        self.call()
        return Writing(_OPEN(*args, **named), self)


class Writing:
    """A file open for writing on such a disk."""

    def __init__(self, file: Any, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def write(self, content: Any) -> int:
        self._disk.call()
        return self._file.write(content)

    def truncate(self, size: int) -> int:
        self._disk.call()
        return self._file.truncate(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "Writing":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


_OPEN = io.open


def _put_in(disk: Disk) -> None:
    for name in CHANGING:
        setattr(os, name, disk.failing(getattr(os, name)))
    io.open = disk.open
    written = parquet.write_table
    on_disk = disk.failing(written)

    def write_table(table: pa.Table, where: Any, **named: Any) -> None:
        in_memory = isinstance(where, pa.NativeFile)
        (written if in_memory else on_disk)(table, where, **named)

    parquet.write_table = write_table


def publish(home: Path, value: int) -> str:
    """Keep a file and publish five figures of one value, as the upload page does."""
    path = keep_upload(home, f"tệp {value}".encode())
    figures = [f.observation(code=code, value=str(value)) for code in CODES]
    upload = f.upload(f"{value}.csv", sha256=path.name, is_kept=True)
    return SnapshotStore(home).publish(figures, upload).snapshot_id


def withdraw(home: Path, _value: int) -> str:
    """Withdraw the newest snapshot that counts."""
    store = SnapshotStore(home)
    snapshot = next(one for one in store.snapshots() if not one.is_withdrawn)
    store.withdraw(snapshot.snapshot_id, "sai", "Lan")
    return snapshot.snapshot_id


def keep(home: Path, _value: int) -> str:
    """Open what counts and keep all that can be kept of it, however little, as a server does."""
    for module in (kept, snapshot_store, derived):
        module._FEW = 0
    derived._RACE_NS = -NEVER_NS
    view = open_view(SnapshotStore(home), f.catalogue())
    view.keep()
    return digest(view)


def digest(view: View) -> str:
    """A short text of all that a view shows, for another process to compare."""
    return sha256(repr(f.told(view)).encode()).hexdigest()


ACTIONS = {"publish": publish, "withdraw": withdraw, "keep": keep}


def _act(home: Path, action: str, place: int, how: str) -> str:
    disk = Disk(place, how)
    _put_in(disk)
    try:
        told = f"acked {ACTIONS[action](home, place)}"
    except (OSError, UserError) as error:
        number = getattr(error, "errno", 0)
        told = f"refused {type(error).__name__} {number or 0}"
    return f"{told} {disk.calls}"


@dataclass
class Publishers:
    """The program that forks the publishers."""

    program: subprocess.Popen[str]

    def act(self, home: Path, action: str, place: int, how: str) -> list[str]:
        """Return what became of one publisher, in words."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(f"{home} {action} {place} {how}\n")
        self.program.stdin.flush()
        return self.program.stdout.readline().split()


@contextmanager
def failing_publishers() -> Iterator[Publishers]:
    command = [sys.executable, "-m", "tests.faults.failing"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as program:
        yield Publishers(program)
        program.stdin.close()


def _main() -> None:
    gettempdir()  # tried once, while the disk is well: else what it tries would lie about here
    for line in sys.stdin:
        home, action, place, how = line.split()
        reader, writer = os.pipe()
        process_id = os.fork()
        if not process_id:
            os.write(writer, _act(Path(home), action, int(place), how).encode())
            os._exit(0)
        os.close(writer)
        os.waitpid(process_id, 0)
        told = os.read(reader, 1000).decode() or "killed"
        os.close(reader)
        os.write(1, f"{told}\n".encode())


if __name__ == "__main__":
    _main()

FULL, BROKEN, READ_ONLY = errno.ENOSPC, errno.EIO, errno.EROFS
