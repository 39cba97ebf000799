"""Bases: the large tables of a view in a file beside the snapshots, on which other views rest."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from cds.domain.errors import UserError
from cds.store import derived
from cds.store.files import exclusive

TABLES = ("current_figures", "converted_figures", "rolled")  # all but the small ones
_NAME, _SUFFIX = derived.BASE
_OLDER = "older"  # bases that no later version is to rest on
_MOST_FILES = 4  # what counts, what did before it, and both on other boundaries
_MOST_OLDER = 2
_DIGITS = 32


def newest(home: Path, register: str, snapshots: Mapping[int, str]) -> Path | None:
    """Return the base made on a register of those snapshots, else the newest made on it."""
    first = f"{_NAME}-{register[:_DIGITS]}"
    return _exactly(home, register, snapshots) or derived.newest(home, first, _SUFFIX)


def is_kept(home: Path, register: str, snapshots: Mapping[int, str]) -> bool:
    """True when the base made on a register of those snapshots is there and sound."""
    return _exactly(home, register, snapshots) is not None


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

    It is read while pages are shown: what becomes of the file meanwhile must not reach them.
    """
    with suppress(OSError, duckdb.Error), TemporaryDirectory() as folder:
        copy = Path(folder) / _NAME
        copyfile(path, copy)
        connection.execute("ATTACH ? AS base (READ_ONLY)", [str(copy)])
        return True
    return False


def made_of(connection: duckdb.DuckDBPyConnection) -> Mapping[int, str]:
    """Return which snapshots (ids and hashes by version) the base of a database is made of."""
    rows = connection.execute("SELECT version, snapshot FROM base.made_of").fetchall()
    return {int(str(version)): str(snapshot) for version, snapshot in rows}


def keep(
    home: Path,
    register: str,
    snapshots: Mapping[int, str],
    tables: Mapping[str, pa.Table],
    copy: str,
    *,
    is_older: bool = False,
) -> None:
    """Keep the tables made on a register, and only the newest files."""
    room, most = (_OLDER, _MOST_OLDER) if is_older else (_NAME, _MOST_FILES)
    versions = pa.array(list(snapshots), pa.int32())
    made = pa.table({"version": versions, "snapshot": list(snapshots.values())})
    with suppress(OSError, duckdb.Error), TemporaryDirectory() as folder:
        path = Path(folder) / _NAME
        with duckdb.connect(":memory:") as connection:
            for name, table in {**tables, "made_of": made}.items():
                connection.register(name, table)
            connection.execute("ATTACH ? AS base", [str(path)])
            connection.execute(copy)
            connection.execute("DETACH base")
        derived.put(home, _exact(room, register, snapshots), _SUFFIX, path.read_bytes())
        derived.thin(home, f"{room}-*.{_SUFFIX}", most)


def _exactly(home: Path, register: str, snapshots: Mapping[int, str]) -> Path | None:
    rooms = (_exact(room, register, snapshots) for room in (_NAME, _OLDER))
    return next(filter(None, (derived.newest(home, one, _SUFFIX) for one in rooms)), None)


def _exact(room: str, register: str, snapshots: Mapping[int, str]) -> str:
    key = hashlib.sha256(json.dumps(dict(snapshots)).encode()).hexdigest()
    return f"{room}-{register[:_DIGITS]}-{key[:_DIGITS]}"
