"""`rollup`: figures, sums and standings as one Parquet file, by DuckDB or a Spark cluster."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cds.cli.home import Home
from cds.cli.output import tell, tell_left_out, write_file
from cds.cli.phrasing import choice, command, file_to_write, option, programme_option
from cds.domain.clock import today
from cds.domain.errors import ExitCode, NotFoundError, UsageError
from cds.export.rollup import ROLLUP_SCHEMA, in_order, judge_of, parquet_bytes, rollup_table
from cds.scorecard import scorecard
from cds.store.view.queries import counting

if TYPE_CHECKING:
    import pyarrow as pa

    from cds.store.damage import Damage

_DUCKDB, _SPARK = "duckdb", "spark"
_CLUSTER_PACKAGES = ("pyspark", "sqlglot")


@command("rollup")
@choice("--engine", (_DUCKDB, _SPARK), default=_DUCKDB)
@option("--master")
@option("-o", "--output", type=file_to_write, required=True)
@programme_option
def rollup(
    home: Home, engine: str, master: str | None, output: Path, programme: str | None
) -> ExitCode:
    """Write every figure that counts, what is added up from them and how targets stand.

    The tables made on the way are kept beside the snapshots, from which the pages open them.
    Raises UsageError for a cluster without Spark, NotFoundError where Spark is not installed.
    """
    if master and engine != _SPARK:
        raise UsageError("master_without_spark")
    table, damaged = (
        _by_spark(home, master, programme) if engine == _SPARK else _here(home, programme)
    )
    path = write_file(output, "", parquet_bytes(in_order(table)))
    tell("cli.exported", path=path, rows=len(table))
    return tell_left_out(damaged)


def _here(home: Home, programme: str | None) -> "tuple[pa.Table, tuple[Damage, ...]]":
    catalogue, view = home.opened(programme=programme)
    view.keep()
    return rollup_table(scorecard(view, catalogue, today()), catalogue), view.damaged


def _by_spark(
    home: Home, master: str | None, programme: str | None
) -> "tuple[pa.Table, tuple[Damage, ...]]":
    if not all(map(find_spec, _CLUSTER_PACKAGES)):
        raise NotFoundError("spark_absent")
    from cds.store.view.spark import judged_by_spark, session_on

    catalogue, store = home.catalogue(programme), home.store()
    snapshots, damaged = counting(store, store.data_version())
    judge = judge_of(catalogue, today())
    with session_on(master) as session:
        return (
            judged_by_spark(session, home.path, catalogue, snapshots, judge, ROLLUP_SCHEMA),
            damaged,
        )
