"""A whole country in one home: `python -m bench.country DIR [PROVINCES ...] [--months N]`.

Makes homes of 1, 10 and 34 provinces (3,321 communes, or as many as are asked for: 10,033 before
July 2025; 60 indicators, a file a province and month), a programme each; measures every home in a
process of its own, pandas and Polars beside it, and prints a table with the exponent between the
first and the last. What it makes is removed again.
"""

import csv
import gc
import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import islice, repeat
from math import log
from pathlib import Path
from random import Random
from typing import TypeVar
from unittest.mock import patch

import click
import duckdb
import pyarrow as pa
from pyarrow import parquet

from bench.make_home import unsynced
from cds.domain.admin_units import AdminLevel
from cds.domain.observations import Observation
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.scorecard import is_short, most_urgent_first
from cds.store.files import write_whole
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.figures import FILE_SCHEMA
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import open_view
from cds.views.reader import Reader

PROVINCES, COMMUNES, INDICATORS = 34, 3_321, 60
TODAY, _LAST = date(2026, 11, 30), date(2026, 10, 1)
_SHIPPED = Path(__file__).parents[1] / "data" / "reference"
_LIKE = "fibre_household_share"  # what the indicators are made like
_VINTAGE, _BORN = "v2025", "2025-07-01"
_ASKED = 30
_MOST_ROWS = 2_000_000  # the server forgets what was read beyond so many
Asked = TypeVar("Asked")
Made = TypeVar("Made")
_FIGURES = """
    SELECT
        'i' || lpad(CAST(i AS VARCHAR), 2, '0') AS indicator_id, unit_id, $month AS period,
        CAST(300 + hash(unit_id, i, $month) % 700 AS DECIMAL(28,8)) AS numerator,
        CAST(1000 AS DECIMAL(28,8)) AS denominator,
        CAST((300 + hash(unit_id, i, $month) % 700) / 10.0 AS DECIMAL(28,8)) AS value,
        'reported' AS status, '' AS note, '' AS source_title, '' AS source_url,
        CAST(row_number() OVER () AS INTEGER) AS line, 6 AS "column",
        NULL::DATE AS cumulative_since, '' AS published_on, '' AS converted_from
    FROM (SELECT unnest($units) AS unit_id), range($indicators) AS t(i)
    ORDER BY indicator_id, unit_id
"""


def make(home: Path, provinces: int, months: int, communes_of_all: int = COMMUNES) -> None:
    """Write a home of that many provinces, each with its part of the communes."""
    communes = _reference(home, provinces, communes_of_all)
    store = SnapshotStore(home)
    with unsynced(), duckdb.connect() as connection:
        for month in _months(months):
            for code, units in communes.items():
                asked = {"month": str(month), "units": units, "indicators": INDICATORS}
                rows = connection.sql(_FIGURES, params=asked).to_arrow_table().cast(FILE_SCHEMA)
                _publish(store, rows, month, f"{code}-{month}")


def _publish(store: SnapshotStore, rows: pa.Table, month: Period, name: str) -> None:
    """Publish rows as they are: as values of Python they would take minutes."""

    def write(path: Path, *_: object, **__: object) -> None:
        write_whole(path, lambda draft: parquet.write_table(rows, draft, compression="zstd"))

    like = Observation("i00", str(rows["unit_id"][0]), month, None)
    with patch("cds.store.snapshots.snapshot_store.write_figures", write):
        store.publish(
            repeat(like, len(rows)), Upload(f"{name}.csv", f"{hash(name):064x}"[-64:], name)
        )


def _months(count: int) -> Iterator[Period]:
    last = _LAST.year * 12 + _LAST.month - 1
    for number in range(last - count + 1, last + 1):
        yield period_of(PeriodKind.MONTH, date(number // 12, number % 12 + 1, 1))


def _reference(home: Path, provinces: int, communes: int) -> dict[str, list[str]]:
    """Write the tables of a country; return the ids of each province's communes, by its code."""
    below = {f"{n + 1:02}": list(_codes(n, communes)) for n in range(provinces)}
    units = [_unit("province", code, f"Tinh {code}", "") for code in below]
    for code, found in below.items():
        units += [_unit("commune", one, f"Xa {one}", code) for one in found]
    _write(home, "admin_units", units)
    _write(home, "admin_unit_changes", [])
    facts = {"vintage": _VINTAGE, "pop_2019_census": 10_000, "households_2019_census": 3_000}
    _write(home, "commune_facts", [{**facts, "code": one["code"]} for one in units])
    with (_SHIPPED / "indicators.csv").open(encoding="utf-8-sig") as file:
        like = next(row for row in csv.DictReader(file) if row["indicator_id"] == _LIKE)
    like |= {"levels": "province;commune", "part_of": "", "adds_up": ""}
    names = [f"i{n:02}" for n in range(INDICATORS)]
    _write(home, "indicators", [{**like, "indicator_id": one, "name_vi": one} for one in names])
    aim = {"level": "commune", "kind": "threshold", "operator": ">=", "value": 80, "year": 2030}
    aims = [
        {**aim, "target_id": f"t{code}_{one}", "indicator_id": one, "name_vi": f"{one} {code}",
         "unit": "%", "scope_unit_id": f"{code}@{_BORN}"}
        for code in below
        for one in names
    ]  # fmt: skip
    _write(home, "targets", aims)
    programmes = [
        {"programme_id": f"p{code}", "name_vi": f"Tinh {code}", "product_name": f"CDS {code}",
         "home_unit_id": f"{code}@{_BORN}", "started_on": _BORN}
        for code in below
    ]  # fmt: skip
    _write(home, "programmes", programmes)
    return {code: [f"{one}@{_BORN}" for one in found] for code, found in below.items()}


def _unit(level: str, code: str, name: str, above: str) -> dict[str, object]:
    told = {"vintage": _VINTAGE, "code": code, "level": level, "name": name, "valid_from": _BORN}
    return {**told, "parent_code": above}


def _codes(province: int, communes: int) -> Iterator[str]:
    """The communes of a province: the country's, dealt out."""
    for n in range(province, communes, PROVINCES):
        yield f"{10_000 + n}"


def _write(home: Path, name: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Write a table of the reference with the columns of the shipped one."""
    with (_SHIPPED / f"{name}.csv").open(encoding="utf-8-sig") as file:
        head = next(csv.reader(file))
    (home / "reference").mkdir(parents=True, exist_ok=True)
    with (home / "reference" / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, head)
        table.writeheader()
        table.writerows(rows)


def measured(home: Path) -> Iterator[tuple[str, float]]:
    """Yield milliseconds of processor where nothing else is said; of questions the slow end."""
    chance = Random(1)  # noqa: S311 - no secret
    catalogue, store = load_catalogue(home), SnapshotStore(home)
    view, spent = _timed(lambda: open_view(store, catalogue))
    yield "figures", sum(one.rows for one in view.snapshots)
    yield "files", len(view.snapshots)
    yield "open from the files", spent
    yield "memory then, MB", _memory()
    yield "keep", _timed(view.keep)[1]
    yield "base, MB", sum(one.stat().st_size for one in home.glob(".views/view-*")) / 1e6
    view, spent = _timed(lambda: open_view(store, catalogue))
    yield "open from what is kept", spent
    gc.collect()
    gc.freeze()  # as the server does
    gc.set_threshold(20_000, 5, 80)
    newest = max(parse_period(name) for one in view.snapshots for name in one.periods)
    communes = [one for one in catalogue.units.values() if one.level is AdminLevel.COMMUNE]
    of_communes = {one.unit_id for one in communes}
    readers = [Reader(home, catalogue.of(one), view, TODAY) for one in catalogue.programmes]
    names = list(catalogue.indicators)

    def province(reader: Reader) -> object:
        return reader.rows_of(reader.catalogue.home.unit_id)

    def nationwide(indicator: str) -> object:
        if view.rows_kept > _MOST_ROWS:
            view.forget()
        return view.series(indicator)

    def ranking(indicator: str) -> object:
        found = view.values(newest, None, indicator)[indicator]
        return sorted(of_communes & found.keys(), key=found.__getitem__)

    def short(unit_id: str) -> object:
        reader = next(one for one in readers if one.catalogue.is_ours(unit_id))
        return most_urgent_first(filter(is_short, reader.rows_of(unit_id)))

    units = [one.unit_id for one in chance.sample(communes, _ASKED)]
    yield "a province's figures", _slow(province, readers)
    yield "gaps of a commune", _slow(short, units)
    yield "ranking of all communes", _slow(ranking, names[:_ASKED])
    yield "an indicator nationwide", _slow(nationwide, names[:_ASKED])
    with duckdb.connect() as connection:
        month = next(islice(_months(1), 1))
        asked = {"month": str(month), "units": units, "indicators": INDICATORS}
        rows = connection.sql(_FIGURES, params=asked).to_arrow_table().cast(FILE_SCHEMA)
    yield "publish: the store's part", _timed(lambda: _publish(store, rows, month, "again"))[1]
    yield "view of the next version", _timed(lambda: open_view(store, catalogue, other=view))[1]
    yield "memory at most, MB", _memory()


def beside(home: Path, library: str) -> Iterator[tuple[str, float]]:
    """The same questions of a frame with all files in it."""
    files = [str(one) for one in home.glob("snapshots/*=*/*.parquet")]  # no checkpoints of the log
    names = [f"i{n:02}" for n in range(INDICATORS)]
    if library == "pandas":
        import pandas as pd

        columns = ["indicator_id", "unit_id", "period", "numerator", "denominator", "value"]
        rows, spent = _timed(
            lambda: pd.concat([pd.read_parquet(one, columns=columns) for one in files])
        )
        newest = rows["period"].max()
        at = rows["period"] == newest

        def unit(key: str) -> object:
            return rows[rows["unit_id"] == key]

        def ranked(name: str) -> object:
            return rows[at & (rows["indicator_id"] == name)].sort_values("value")

        def whole(name: str) -> object:
            return rows[rows["indicator_id"] == name]

        keys = list(rows["unit_id"].unique()[:_ASKED])
    else:
        import polars as pl  # type: ignore[import-not-found] # beside it where it is installed

        frame, spent = _timed(lambda: pl.read_parquet(files))
        newest = frame["period"].max()

        def unit(key: str) -> object:
            return frame.filter(pl.col("unit_id") == key)

        def ranked(name: str) -> object:
            at = (pl.col("period") == newest) & (pl.col("indicator_id") == name)
            return frame.filter(at).sort("value")

        def whole(name: str) -> object:
            return frame.filter(pl.col("indicator_id") == name)

        keys = frame["unit_id"].unique().to_list()[:_ASKED]
    yield f"{library}: open", spent
    yield f"{library}: figures of a commune", _slow(unit, keys)
    yield f"{library}: ranking of all communes", _slow(ranked, names[:_ASKED])
    yield f"{library}: an indicator nationwide", _slow(whole, names[:_ASKED])
    yield f"{library}: memory at most, MB", _memory()


def _slow(ask: Callable[[Asked], object], each: Iterable[Asked]) -> float:
    """The 95th percentile of asking each for the first time, once another was asked."""
    first, *others = [_timed(partial(ask, one))[1] for one in each]
    return statistics.quantiles(others, n=20)[-1] if len(others) > 1 else first


def _timed(do: Callable[[], Made]) -> tuple[Made, float]:
    began = time.process_time()
    made = do()
    return made, (time.process_time() - began) * 1000


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("provinces", nargs=-1, type=click.IntRange(1, PROVINCES))
@click.option("--months", type=click.IntRange(1), default=3)
@click.option("--communes", type=click.IntRange(PROVINCES), default=COMMUNES, help="Of all.")
def main(folder: Path, provinces: tuple[int, ...], months: int, communes: int) -> None:
    """Print what each size costs."""
    table: list[dict[str, float]] = []
    for count in provinces or (1, 10, PROVINCES):
        home = folder / f"{count}-{months}"
        make(home, count, months, communes)
        row: dict[str, float] = {}
        for who in ("ours", "pandas", "polars"):
            command = [sys.executable, "-m", "bench.country", "--one", str(home), who]
            done = subprocess.run(  # noqa: S603 - ourselves
                command, capture_output=True, text=True, check=False
            )
            told = [json.loads(line) for line in done.stdout.splitlines()]
            row |= dict(told)
            if done.returncode:
                print(f"{count}: {who} ended with", (done.stderr.splitlines() or ["a signal"])[-1])
        table.append(row)
        shutil.rmtree(home)
        print(count, row, flush=True)
    for name in table[0]:
        cells = [row.get(name) for row in table]
        least, most = cells[0], cells[-1]
        growth = "–"
        if least and most and len(table) > 1:
            growth = f"{log(most / least) / log(table[-1]['figures'] / table[0]['figures']):.1f}"
        shown = (f"{one:,.0f}" if one is not None else "–" for one in cells)
        print(f"| {name} | {' | '.join(shown)} | {growth} |")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        place, library = Path(sys.argv[2]), sys.argv[3]
        for found in measured(place) if library == "ours" else beside(place, library):
            print(json.dumps(found), flush=True)
    else:
        main()
