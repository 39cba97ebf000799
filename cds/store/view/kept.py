"""The large tables of a view beside the snapshots, so that a restart need not make them again.

Never a second truth: a file is found by all that it was made from, and read only while it has the
hash that its name says. Backups leave the folder out, and it may be removed at any time.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from cds.store.files import sha256_of, write_bytes

FOLDER = ".views"
TABLES = ("current_figures", "converted_figures", "rolled")  # all but the small ones
_MOST_FILES = 4 * len(TABLES)  # what counts, what did before it, and both as they were


def found(home: Path, key: str) -> Mapping[str, Path]:
    """Return the file of each table under a key; nothing unless all are there and sound."""
    files = {name: path for name in TABLES if (path := _sound(home, name, key))}
    return files if len(files) == len(TABLES) else {}


def keep(home: Path, key: str, tables: Mapping[str, pa.Table]) -> None:
    """Keep the tables under a key, and only the newest files of others.

    A disk that takes nothing more, or may only be read, serves as it did before.
    """
    with suppress(OSError):
        for name, table in tables.items():
            buffer = pa.BufferOutputStream()
            parquet.write_table(table, buffer, compression="lz4")
            content = buffer.getvalue().to_pybytes()
            sha256 = hashlib.sha256(content).hexdigest()
            write_bytes(home / FOLDER / f"{name}-{key}-{sha256}.parquet", content)
        files = sorted((home / FOLDER).glob("*.parquet"), key=lambda path: path.stat().st_mtime_ns)
        for path in files[:-_MOST_FILES]:
            path.unlink(missing_ok=True)


def _sound(home: Path, name: str, key: str) -> Path | None:
    with suppress(OSError):
        for path in (home / FOLDER).glob(f"{name}-{key}-*.parquet"):
            if path.stem.rpartition("-")[2] == sha256_of(path):
                return path
    return None
