"""The large tables of a view beside the snapshots, so that a restart need not make them again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from cds.store import derived

TABLES = ("current_figures", "converted_figures", "rolled")  # all but the small ones
_MOST_FILES = 4  # of a table: what counts, what did before it, and both as they were
_MADE_OF = b"made_of"
_DIGITS = 32


@dataclass(frozen=True, slots=True)
class KeptTables:
    """Tables that were kept, of which snapshots (ids and hashes by version) and periods."""

    snapshots: Mapping[int, str]
    periods: tuple[str, ...]
    sources: Mapping[str, Path]


def found(
    home: Path, register: str, snapshots: Mapping[int, str], periods: Sequence[str]
) -> KeptTables | None:
    """Return the tables made on a register of those snapshots, else the newest made on it.

    None unless they are all there and sound.
    """
    first = f"{TABLES[0]}-{register[:_DIGITS]}"
    exact = f"{first}-{_key(_made_of(snapshots, periods))}"
    path = derived.newest(home, exact, "parquet") or derived.newest(home, first, "parquet")
    if path is None:
        return None
    key = path.name.removeprefix(f"{first}-")[:_DIGITS]
    files = {TABLES[0]: path}
    for name in TABLES[1:]:
        other = derived.newest(home, f"{name}-{register[:_DIGITS]}-{key}", "parquet")
        if other is None:
            return None
        files[name] = other
    with suppress(OSError, pa.ArrowException):
        made_of = json.loads(parquet.read_schema(path).metadata[_MADE_OF])
        snapshots = {int(version): text for version, text in made_of["snapshots"].items()}
        return KeptTables(snapshots, tuple(made_of["periods"]), files)
    return None


def keep(
    home: Path,
    register: str,
    snapshots: Mapping[int, str],
    periods: Sequence[str],
    tables: Mapping[str, pa.Table],
) -> None:
    """Keep the tables made on a register, and only the newest files of others."""
    text = _made_of(snapshots, periods)
    key = _key(text)
    for name in reversed(TABLES):  # the first, by which they are found, comes last
        buffer = pa.BufferOutputStream()
        told = {_MADE_OF: text} if name == TABLES[0] else None
        table = tables[name].replace_schema_metadata(told)
        parquet.write_table(table, buffer, compression="lz4")
        content = buffer.getvalue().to_pybytes()
        derived.put(home, f"{name}-{register[:_DIGITS]}-{key}", "parquet", content)
        derived.thin(home, f"{name}-*.parquet", _MOST_FILES)


def _made_of(snapshots: Mapping[int, str], periods: Sequence[str]) -> str:
    return json.dumps({"snapshots": dict(snapshots), "periods": list(periods)})


def _key(made_of: str) -> str:
    return hashlib.sha256(made_of.encode()).hexdigest()[:_DIGITS]
