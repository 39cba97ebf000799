"""Bases: the large tables of a view in a file beside the snapshots, on which other views rest."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from os import link
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from cds.domain.errors import UserError
from cds.store import derived
from cds.store.files import exclusive

TABLES = {  # all but the small ones, and what a view has of its own of each
    "current_figures": "own_figures",
    "converted_figures": "own_converted",
    "rolled": "own_sums",
}
_NAME, _SUFFIX = derived.BASE
_ROOM = ".making"  # of the one process that makes a base
_LINKED = ".linked-"  # begins the name of a folder of who attaches a large base
_LEFT_SECONDS = 600  # attaching takes a few milliseconds
_OLDER = "older"  # bases that no later version is to rest on
_MOST_FILES = 4  # what counts, what did before it, and both on other boundaries
_MOST_OLDER = 2
_DIGITS = 32
_MEMORY = "512MB"  # of who makes a base; the rest is on the disk meanwhile


def newest(home: Path, register: str, snapshots: Mapping[int, str]) -> Path | None:
    """Return the base made on a register of those snapshots, else the newest made on it."""
    first = f"{_NAME}-{register[:_DIGITS]}"
    return exactly(home, register, snapshots) or derived.newest(home, first, _SUFFIX)


def exactly(home: Path, register: str, snapshots: Mapping[int, str]) -> Path | None:
    """Return the base made on a register of those snapshots, if it is there and sound."""
    rooms = (_exact(room, register, snapshots) for room in (_NAME, _OLDER))
    return next(filter(None, (derived.newest(home, one, _SUFFIX) for one in rooms)), None)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Let one process of a home keep at a time, so that the others find it done.

    Where no lock can be had, as on a disk that takes nothing, nobody waits.
    """
    with ExitStack() as stack:
        with suppress(OSError, UserError):
            stack.enter_context(exclusive(home / "views.lock"))
        yield


def attach(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Attach a copy of a base that has no name any more; False when that cannot be done.

    It is read while pages are shown: what becomes of the file meanwhile must not reach them. A
    large one is not copied: it may be taken away, but who writes into it reaches them.
    """
    with suppress(OSError, duckdb.Error), _room(path) as folder:
        copy = folder / _NAME
        (link if path.stat().st_size >= derived.LARGE else copyfile)(path, copy)
        connection.execute("ATTACH ? AS base (READ_ONLY)", [str(copy)])
        return True
    return False


@contextmanager
def _room(path: Path) -> Iterator[Path]:
    """A folder for a while, on the disk of a large file.

    Who was killed meanwhile left one there, which would hold that file for good.
    """
    is_large = path.stat().st_size >= derived.LARGE
    if is_large:
        for left in path.parent.glob(f"{_LINKED}*"):
            with suppress(OSError):  # another process takes it away as well
                if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                    rmtree(left)
    with TemporaryDirectory(prefix=_LINKED, dir=path.parent if is_large else None) as folder:
        yield Path(folder)


def made_of(connection: duckdb.DuckDBPyConnection) -> Mapping[int, str]:
    """Return which snapshots (ids and hashes by version) the base of a database is made of."""
    rows = connection.execute("SELECT version, snapshot FROM base.made_of").fetchall()
    return {int(str(version)): str(snapshot) for version, snapshot in rows}


def keep(
    home: Path,
    register: str,
    snapshots: Mapping[int, str],
    tables: Mapping[str, pa.Table | pa.RecordBatchReader],
    copy: str,
    *,
    is_older: bool = False,
) -> None:
    """Keep the tables made on a register, and only the newest files."""
    with suppress(OSError, duckdb.Error), made(home) as (connection, path):
        for name, table in tables.items():
            connection.register(name, table)
        put(home, register, snapshots, connection, path, copy, is_older=is_older)


@contextmanager
def made(home: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """An empty database that takes little memory, and beside it a place for a base."""
    folder = home / derived.FOLDER / _ROOM
    rmtree(folder, ignore_errors=True)  # of who died before it was done
    folder.mkdir(parents=True)
    room: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(folder),
        "memory_limit": _MEMORY,
    }
    try:
        with duckdb.connect(str(folder / "parts"), config=room) as connection:
            yield connection, folder / _NAME
    finally:
        rmtree(folder, ignore_errors=True)


def put(
    home: Path,
    register: str,
    snapshots: Mapping[int, str],
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    copy: str,
    *,
    is_older: bool = False,
) -> None:
    """Keep the tables that a database has, made on a register, and only the newest files."""
    room, most = (_OLDER, _MOST_OLDER) if is_older else (_NAME, _MOST_FILES)
    versions = pa.array(list(snapshots), pa.int32())
    made_of = pa.table({"version": versions, "snapshot": list(snapshots.values())})
    connection.register("made_of", made_of)
    connection.execute("ATTACH ? AS base", [str(path)])
    connection.execute(copy)
    connection.execute("DETACH base")
    derived.put_file(home, _exact(room, register, snapshots), _SUFFIX, path)
    derived.thin(home, f"{room}-*.{_SUFFIX}", most)


def _exact(room: str, register: str, snapshots: Mapping[int, str]) -> str:
    key = hashlib.sha256(json.dumps(dict(snapshots)).encode()).hexdigest()
    return f"{room}-{register[:_DIGITS]}-{key[:_DIGITS]}"
