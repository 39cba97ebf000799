"""The large tables of a view made by Apache Spark: the same queries on the same files.

The queries are written for DuckDB and translated here. Needs `requirements-cluster.txt`, on the
workers as well, which must see the data home by the same path.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import environ
from pathlib import Path
from sys import executable
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pyarrow as pa
import sqlglot
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from sqlglot import exp

import cds
from cds.domain.catalogue import Catalogue
from cds.store.snapshots.delta import NO_VERSION
from cds.store.snapshots.figures import TABLE_SCHEMA
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view import kept
from cds.store.view.database import (
    PARENT_LEVELS,
    VALUED,
    Numbering,
    described,
    parents_of,
)
from cds.store.view.kept import query
from cds.store.view.records import insert, packed
from cds.store.view.series import SeriesJudge, series_of

_THIS_MACHINE = "local[*]"
_BASE = "base"
_TABLES = "SELECT table_schema, table_name FROM information_schema.tables"
_CODE = (".py", ".sql", ".toml")
_SETTINGS = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # a number too large is an error, never NULL
}


@contextmanager
def session_on(master: str | None) -> Iterator[SparkSession]:
    """Open a session on a cluster (None: on this machine alone) whose workers have this code.

    They run the interpreter that `PYSPARK_PYTHON` names, else the one at this one's path.
    """
    building = SparkSession.builder.appName("cds rollup").master(master or _THIS_MACHINE)
    environ.setdefault("PYSPARK_PYTHON", executable)
    for name, value in _SETTINGS.items():
        building = building.config(name, value)
    session = building.getOrCreate()
    try:
        with TemporaryDirectory() as folder:
            session.sparkContext.addPyFile(str(_packed(Path(folder))))
            yield session
    finally:
        session.stop()


def judged_by_spark(
    session: SparkSession,
    home: Path,
    catalogue: Catalogue,
    snapshots: tuple[Snapshot, ...],
    judge: SeriesJudge,
    told: pa.Schema,
) -> pa.Table:
    """Return what a judge tells of every indicator, and keep the tables, which the pages open.

    Figures stand on the boundaries of their time. `told` are the columns of the judge. The
    snapshots must be sound: the hashes of their files are not looked at again.
    """
    small = described(catalogue, snapshots)
    numbers, connection = small.numbers, small.connection
    connection.execute(query("no_base"))
    insert(connection, "snapshots", [(one.version, one.snapshot_id) for one in snapshots])
    every = [(number,) for number in numbers.periods]
    insert(connection, "parents", tuple(parents_of(catalogue, numbers, every)))
    schemas = dict[str, pa.Schema]()
    for schema, name in connection.execute(_TABLES).fetchall():
        table = connection.table(f"{schema}.{name}").to_arrow_table()
        seen = _seen_as(schema, name)
        schemas[seen] = table.schema
        session.createDataFrame(table).createOrReplaceTempView(seen)
    connection.close()
    _see_figures(session, home, snapshots)
    # No base: no version went. An empty list is nothing that Spark takes.
    came = [one.snapshot_id for one in snapshots] or [""]
    touched = _select(session, "touched", came=came, gone=[NO_VERSION])
    touched.createOrReplaceTempView("touched")
    _select(session, "affected").createOrReplaceTempView("affected")
    _make(session, "current_figures", "own_figures", schemas, gone=[NO_VERSION])
    session.table("own_figures").createOrReplaceTempView("placed_figures")
    for level in PARENT_LEVELS:  # a level is added up from the one below it
        _make(session, "rolled", "own_sums", schemas, level=level.value)
    session.table("own_sums").createOrReplaceTempView("rolled")
    for name in VALUED:
        _select(session, name).createOrReplaceTempView(name)
    tables = {
        name: session.table(own).toArrow().cast(schemas[own]) for name, own in kept.TABLES.items()
    }
    kept.keep(home, small.register, small.snapshots, tables)
    return _judged(session, numbers, judge, told)


def _see_figures(session: SparkSession, home: Path, snapshots: tuple[Snapshot, ...]) -> None:
    """Let queries see the figures of the snapshots' own files."""
    if snapshots:
        files = [str(home / one.path) for one in snapshots]
        reading = session.read.schema(from_arrow_schema(TABLE_SCHEMA))
        # The folder that is named for the snapshot is a column of the table.
        figures = reading.option("basePath", str(Path(files[0]).parent.parent)).parquet(*files)
    else:
        figures = session.createDataFrame(TABLE_SCHEMA.empty_table())
    figures.createOrReplaceTempView("figures")


def _make(
    session: SparkSession, name: str, into: str, schemas: Mapping[str, pa.Schema], **asked: object
) -> None:
    # Made before they are added: the planner loses a table that both sides of a union read.
    made = _select(session, name, **asked).toDF(*schemas[into].names).localCheckpoint()
    session.table(into).unionAll(made).createOrReplaceTempView(into)


def _select(session: SparkSession, name: str, **asked: object) -> DataFrame:
    """The rows of a query; of a statement that puts them somewhere, those."""
    statement = sqlglot.parse_one(query(name), read="duckdb")
    selected = statement if isinstance(statement, exp.Select) else statement.expression
    for table in selected.find_all(exp.Table):
        table.set("this", exp.to_identifier(_seen_as(table.db, table.name)))
        table.set("db", None)
    return session.sql(selected.sql(dialect="spark"), args=asked or None)


def _seen_as(schema: str, name: str) -> str:
    """A session's tables lie in no schema."""
    return f"{schema}_{name}" if schema == _BASE else name


def _judged(
    session: SparkSession, numbers: Numbering, judge: SeriesJudge, told: pa.Schema
) -> pa.Table:
    """What is told of each indicator, where its figures are; of those without any, here."""
    ids = [one.indicator_id for one in numbers.indicators]

    def judged(key: tuple[pa.Scalar, ...], own: pa.Table, rolled: pa.Table) -> pa.Table:
        indicator_id = ids[key[0].as_py()]
        found = series_of(packed(own), rolled, numbers)
        return judge(indicator_id, tuple(found.get(indicator_id, {}).values()))

    asked = {
        "indicators": list(range(len(ids))),
        "units": list(range(len(numbers.unit_ids))),
        "is_of_all": True,
        "period_no": None,
    }
    own, rolled = (
        _select(session, name, **asked).groupBy("indicator_no")
        for name in ("own_points", "rolled_points")
    )
    found = own.cogroup(rolled).applyInArrow(judged, from_arrow_schema(told)).toArrow().cast(told)
    bare = set(ids).difference(found["indicator_id"].to_pylist())
    return pa.concat_tables([found, *(judge(indicator_id, ()) for indicator_id in bare)])


def _packed(folder: Path) -> Path:
    package = Path(cds.__file__).parent
    path = folder / "cds.zip"
    with ZipFile(path, "w") as packed:
        for each in sorted(package.rglob("*")):
            if each.suffix in _CODE:
                packed.write(each, each.relative_to(package.parent))
    return path
