"""The only door to DuckDB: whole queries from `sql/`, values only as parameters."""

from functools import cache
from pathlib import Path

import duckdb

QUERIES = Path(__file__).with_name("sql")

# A default connection lets SQL read any file, load extensions and see Python variables.
_OPENING = {"python_enable_replacements": "false", "temp_directory": ""}
_LOCKING = (
    "SET enable_external_access = false",
    "SET allow_community_extensions = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET lock_configuration = true",  # last: nothing can be set after it
)


@cache
def query(name: str) -> str:
    """Return the text of one file of `sql/`."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def opened() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory; it may still read Parquet files."""
    connection = duckdb.connect(":memory:", config=dict(_OPENING))
    connection.execute("SET enable_progress_bar = false")  # it would draw over the server's log
    return connection


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Shut the database off from disk, network, extensions and further settings."""
    for statement in _LOCKING:
        connection.execute(statement)
