"""The large tables of a view beside the snapshots, so that a restart need not make them again."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from cds.store import derived

TABLES = ("current_figures", "converted_figures", "rolled")  # all but the small ones
_MOST_FILES = 4  # of a table: what counts, what did before it, and both as they were


def found(home: Path, key: str) -> Mapping[str, Path]:
    """Return the file of each table under a key; nothing unless all are there and sound."""
    files = {
        name: path for name in TABLES if (path := derived.newest(home, f"{name}-{key}", "parquet"))
    }
    return files if len(files) == len(TABLES) else {}


def keep(home: Path, key: str, tables: Mapping[str, pa.Table]) -> None:
    """Keep the tables under a key, and only the newest files of others."""
    for name, table in tables.items():
        buffer = pa.BufferOutputStream()
        parquet.write_table(table, buffer, compression="lz4")
        derived.put(home, f"{name}-{key}", "parquet", buffer.getvalue().to_pybytes())
        derived.thin(home, f"{name}-*.parquet", _MOST_FILES)
