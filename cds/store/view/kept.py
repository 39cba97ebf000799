"""What is kept beside the snapshots for views: bases on which others rest, and one file of many.

A base holds the large tables of a view. What a file of many snapshots holds was read from bytes
that had the snapshot's hash; one that is damaged later is left out like any other: whoever asks
names the snapshots that count.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from os import link
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TypeAlias

import duckdb
import pyarrow as pa
from pyarrow import parquet

from cds.domain.errors import StoreDamagedError, UserError
from cds.store import derived
from cds.store.files import exclusive
from cds.store.snapshots.figures import TABLE_SCHEMA, Row
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view import records

MANY_FIGURES = 500_000  # a base of more is added up in parts, and has its figures as records too
TABLES = {  # all but the small ones, and what a view has of its own of each
    "current_figures": "own_figures",
    "converted_figures": "own_converted",
    "rolled": "own_sums",
}
_NAME, _SUFFIX = derived.BASE
_RECORDS = "records"  # suffix of the file beside a large one
_ROOM = ".making"  # of the one process that makes a base
_LINKED = ".linked-"  # begins the name of a folder of who attaches a large base
_LEFT_SECONDS = 600  # attaching takes a few milliseconds
_OLDER = "older"  # bases that no later version is to rest on
_MOST_FILES = 4  # what counts, what did before it, and both on other boundaries
_MOST_OLDER = 2
_DIGITS = 32
_MEMORY = "512MB"  # of who makes a base; the rest is on the disk meanwhile
_FIGURES, _SOURCES = ("figures", "parquet"), b"sources"  # of the file of many
_FEW, _SHARE = 64, 100  # so many snapshots, or one in so many, lie beside the file of many
_MANY = 1_000  # more are put into it before anything else
_ROWS_OF_A_GROUP = 30_000
_ROWS_OF_A_SMALL = 2_000  # larger files are read as quickly where they are
_ORDER = [(name, "ascending") for name in ("indicator_id", "unit_id", "period", "snapshot_id")]

_ORDER_OF_FILES = [
    (name, "ascending")
    for name in ("snapshot_id", "line", "column", "indicator_id", "unit_id", "period")
]

Source: TypeAlias = pa.Table | Path
"""Rows, or the Parquet file that holds them."""


def bases(home: Path, register: str, snapshots: Mapping[int, str]) -> Iterator[Path]:
    """Find the base made on a register of those snapshots, then those made on it, newest first."""
    if exact := exactly(home, register, snapshots):
        yield exact
    yield from derived.newest_first(home, f"{_NAME}-{register[:_DIGITS]}", _SUFFIX)


def exactly(home: Path, register: str, snapshots: Mapping[int, str]) -> Path | None:
    """Return the base made on a register of those snapshots, if it is there and sound."""
    rooms = (_exact(room, register, snapshots) for room in (_NAME, _OLDER))
    return next(filter(None, (derived.newest(home, one, _SUFFIX) for one in rooms)), None)


@cache
def query(name: str) -> str:
    """Return the text of one file of `sql/`."""
    return (derived.QUERIES / f"{name}.sql").read_text(encoding="utf-8")


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
    *,
    is_older: bool = False,
) -> None:
    """Keep the tables made on a register, and only the newest files."""
    with suppress(OSError, duckdb.Error), new_base(home) as (connection, path):
        for name, table in tables.items():
            connection.register(name, table)
        put(home, register, snapshots, connection, path, is_older=is_older)


@contextmanager
def new_base(home: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """An empty database that takes little memory, and beside it a place for a base."""
    folder = home / derived.FOLDER / _ROOM
    rmtree(folder, ignore_errors=True)  # of who died before it was done
    folder.mkdir(parents=True)
    try:
        with duckdb.connect(str(folder / "parts"), config=_taking_little(folder)) as connection:
            yield connection, folder / _NAME
    finally:
        rmtree(folder, ignore_errors=True)


def _taking_little(folder: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {"temp_directory": str(folder), "memory_limit": _MEMORY}


def put(
    home: Path,
    register: str,
    snapshots: Mapping[int, str],
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    is_older: bool = False,
) -> None:
    """Keep the tables that a database has, made on a register, and only the newest files."""
    room, most = (_OLDER, _MOST_OLDER) if is_older else (_NAME, _MOST_FILES)
    versions = pa.array(list(snapshots), pa.int32())
    made_of = pa.table({"version": versions, "snapshot": list(snapshots.values())})
    connection.register("made_of", made_of)
    connection.execute("ATTACH ? AS base", [str(path)])
    connection.execute(query("base"))
    ((figures,),) = connection.execute("SELECT count(*) FROM base.current_figures").fetchall()
    connection.execute("DETACH base")
    name = _exact(room, register, snapshots)
    for left in (home / derived.FOLDER).glob(f"{name}-*.{_RECORDS}"):
        left.unlink(missing_ok=True)  # of a base that was made before: it counts otherwise
    if int(str(figures)) > MANY_FIGURES:
        with suppress(OSError, duckdb.Error):  # without them queries say the same
            derived.put_file(home, name, _RECORDS, _records_of(path))
    derived.put_file(home, name, _SUFFIX, path)
    for suffix in (_SUFFIX, _RECORDS):
        derived.thin(home, f"{room}-*.{suffix}", most)


def _records_of(base: Path) -> Path:
    path = base.with_name(_RECORDS)
    with duckdb.connect(config=_taking_little(base.parent)) as connection, path.open("wb") as file:
        connection.execute("ATTACH ? AS base", [str(base)])
        for name in ("records", "placed_figures", "valued_figures"):
            connection.execute(query(name))
        records.write(connection, file, query("own_points"))
    return path


def records_beside(
    base: Path, connection: duckdb.DuckDBPyConnection, indicators: int
) -> records.OfBase | None:
    """Return the records of an attached base, where it has any that are sound.

    What a view has instead of its figures is packed likewise, by the same queries over that alone.
    """
    name, home = base.stem.rpartition("-")[0], base.parent.parent
    path = derived.newest(home, name, _RECORDS)
    if path is None:
        return None
    touched = records.keys_of(connection.sql(query("touched_keys")).to_arrow_table())
    with duckdb.connect() as apart:
        apart.register("current_figures", connection.table("own_figures").to_arrow_table())
        for view in ("unconverted_figures", "valued_figures"):
            apart.execute(query(view))
        every = list(range(indicators))
        asked = {"indicators": every, "units": [], "is_of_all": True, "period_no": None}
        own = records.packed(apart.sql(query("own_points"), params=asked).to_arrow_table())
    with suppress(OSError):  # another process has taken it away
        return records.OfBase(path, connection, touched, own)
    return None


def _exact(room: str, register: str, snapshots: Mapping[int, str]) -> str:
    key = hashlib.sha256(json.dumps(dict(snapshots)).encode()).hexdigest()
    return f"{room}-{register[:_DIGITS]}-{key[:_DIGITS]}"


@dataclass(frozen=True, slots=True)
class _Packed:
    """A file of many, and the hash that each snapshot in it had."""

    path: Path
    sources: Mapping[str, str]


def sources(home: Path, snapshots: Sequence[Snapshot]) -> Mapping[str, Source]:
    """Return where the figures of snapshots are, by name of the table that they become.

    `packed_figures` may hold those of other snapshots too, `loose_figures` does not. Raises
    StoreDamagedError for a file that is no longer what was published.
    """
    packed = _found(home, snapshots) if len(snapshots) > _FEW else None
    if len(_small(packed, snapshots)) > _MANY:
        pack(home, snapshots)
        packed = _found(home, snapshots)
    return {
        "packed_figures": packed.path if packed else TABLE_SCHEMA.empty_table(),
        "loose_figures": own_files(home, _beside(packed, snapshots)),
    }


def own_files(home: Path, snapshots: Iterable[Snapshot]) -> pa.Table:
    """Return the figures as the snapshots' own files have them."""
    tables = [_read(home, one) for one in snapshots]
    pa.default_memory_pool().release_unused()  # else it keeps what reading took: of each version
    return pa.concat_tables(tables) if tables else TABLE_SCHEMA.empty_table()


def rows_of(home: Path, snapshots: Sequence[Snapshot], **asked: str | None) -> Iterable[Row]:
    """Return the figures of snapshots as their files have them, in the order of these.

    Only those with the values asked for in some columns (None: any).
    """
    rows = figures_of(home, snapshots, None, asked).sort_by(_ORDER_OF_FILES)
    return zip(*(column.to_pylist() for column in rows.columns), strict=True)


def figures_of(
    home: Path,
    snapshots: Sequence[Snapshot],
    names: Sequence[str] | None = None,
    asked: Mapping[str, str | None] = MappingProxyType({}),
) -> pa.Table:
    """Return the same as a table, in any order; `names`: of some columns alone."""
    from pyarrow import compute  # slow to import, and most commands look into no file

    ids = pa.array([one.snapshot_id for one in snapshots], pa.string())
    wanted = compute.field("snapshot_id").isin(ids)
    for name, value in asked.items():
        if value is not None:
            wanted &= compute.field(name) == value
    columns = list(names or TABLE_SCHEMA.names)
    schema = pa.schema([TABLE_SCHEMA.field(name) for name in columns])
    return pa.concat_tables(
        parquet.read_table(one, columns=columns, filters=wanted).cast(schema)
        if isinstance(one, Path)
        else one.filter(wanted).select(columns)
        for one in sources(home, snapshots).values()
    )


def pack(home: Path, snapshots: Sequence[Snapshot]) -> None:
    """Bring the file of many up to date when many small ones lie beside it."""
    packed = _found(home, snapshots)
    beside = _small(packed, snapshots)
    if len(beside) <= max(_FEW, len(snapshots) // _SHARE):
        return
    rows = own_files(home, beside)
    if packed:
        rows = pa.concat_tables([parquet.read_table(packed.path).cast(TABLE_SCHEMA), rows])
    sources = {
        **(packed.sources if packed else {}),
        **{s.snapshot_id: s.data_sha256 for s in beside},
    }
    rows = rows.sort_by(_ORDER).replace_schema_metadata({_SOURCES: json.dumps(sources)})
    buffer = pa.BufferOutputStream()
    parquet.write_table(rows, buffer, compression="zstd", row_group_size=_ROWS_OF_A_GROUP)
    derived.put(home, *_FIGURES, buffer.getvalue().to_pybytes())
    derived.thin(home, "figures-*.parquet", 2)  # others may be reading the one before


def _found(home: Path, snapshots: Sequence[Snapshot]) -> _Packed | None:
    """The file of many, unless it holds a snapshot that is not the one of that name here."""
    path = derived.newest(home, *_FIGURES)
    if path is None:
        return None
    sources = json.loads(parquet.read_schema(path).metadata[_SOURCES])
    if any(sources.get(one.snapshot_id, one.data_sha256) != one.data_sha256 for one in snapshots):
        return None
    return _Packed(path, sources)


def _beside(packed: _Packed | None, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    return [one for one in snapshots if packed is None or one.snapshot_id not in packed.sources]


def _small(packed: _Packed | None, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    return [one for one in _beside(packed, snapshots) if one.rows <= _ROWS_OF_A_SMALL]


def _read(home: Path, snapshot: Snapshot) -> pa.Table:
    content = (home / snapshot.path).read_bytes()
    if hashlib.sha256(content).hexdigest() != snapshot.data_sha256:
        raise StoreDamagedError("snapshot_damaged", id=snapshot.snapshot_id, path=snapshot.path)
    rows = parquet.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    known = [*rows.schema.names, "snapshot_id"]
    rows = rows.append_column("snapshot_id", pa.array([snapshot.snapshot_id] * len(rows)))
    for field in TABLE_SCHEMA:
        if field.name not in known:  # of a file of version 0.1
            rows = rows.append_column(field, pa.nulls(len(rows), field.type))
    rows = rows.select(TABLE_SCHEMA.names)
    return rows if rows.schema.equals(TABLE_SCHEMA) else rows.cast(TABLE_SCHEMA)
