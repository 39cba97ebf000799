"""The figures of snapshots as one table: most from one file that holds many, the rest their own.

What a file of many holds was read from bytes that had the snapshot's hash. A snapshot that is
damaged later is left out like any other: whoever asks names the snapshots that count.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
from pyarrow import parquet

from cds.domain.errors import StoreDamagedError
from cds.store import derived
from cds.store.snapshots.figures import TABLE_SCHEMA, Row
from cds.store.snapshots.snapshot import Snapshot

_NAME, _SUFFIX, _SOURCES = "figures", "parquet", b"sources"
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
    from pyarrow import compute  # slow to import, and most commands look into no file

    ids = pa.array([one.snapshot_id for one in snapshots], pa.string())
    wanted = compute.field("snapshot_id").isin(ids)
    for name, value in asked.items():
        if value is not None:
            wanted &= compute.field(name) == value
    found = [
        parquet.read_table(one, filters=wanted).cast(TABLE_SCHEMA)
        if isinstance(one, Path)
        else one.filter(wanted)
        for one in sources(home, snapshots).values()
    ]
    rows = pa.concat_tables(found).sort_by(_ORDER_OF_FILES)
    return zip(*(column.to_pylist() for column in rows.columns), strict=True)


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
    derived.put(home, _NAME, _SUFFIX, buffer.getvalue().to_pybytes())
    derived.thin(home, f"{_NAME}-*.{_SUFFIX}", 2)  # others may be reading the one before


def _found(home: Path, snapshots: Sequence[Snapshot]) -> _Packed | None:
    """The file of many, unless it holds a snapshot that is not the one of that name here."""
    path = derived.newest(home, _NAME, _SUFFIX)
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
