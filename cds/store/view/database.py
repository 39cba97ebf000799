"""The database of one view: opened in memory, filled once, then shut off from everything else.

The only door to DuckDB: whole queries from `sql/`, values only as parameters.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from cds.domain.admin_units import AdminLevel, Inheritance, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Indicator
from cds.domain.observations import total_of_all
from cds.domain.periods import Period, parse_period
from cds.store.snapshots.figures import Row, as_text
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view import kept

QUERIES = Path(__file__).with_name("sql")
PART_LEVELS = (AdminLevel.COMMUNE, AdminLevel.DISTRICT)  # what parents are added up from
PILOTS = "pilots"  # stands for a level: the communes that are pilots
PARENT_LEVELS = (AdminLevel.DISTRICT, AdminLevel.PROVINCE)  # in the order they are added up
_DEPTH = {level: depth for depth, level in enumerate(AdminLevel)}
_CONVERTED = {  # what of a unit's figure its heirs can be given; else only the whole to one heir
    Aggregation.SUM: "amount",
    Aggregation.RATIO_OF_SUMS: "counts",
    Aggregation.SHARE_OF_COMMUNES: "agreed",
}

_OPENING = {
    # A default connection lets SQL read any file, load extensions and see Python variables.
    "python_enable_replacements": "false",
    "temp_directory": "",
    # What sorting took is given back: of 290,000 figures 120 MB stay instead of 230.
    "allocator_flush_threshold": "1MB",
    "allocator_bulk_deallocation_flush_threshold": "1MB",
}
_LOCKING = (
    "SET enable_external_access = false",
    "SET allow_community_extensions = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET lock_configuration = true",  # last: nothing can be set after it
)


@dataclass(frozen=True, slots=True)
class Numbering:
    """What the numbers (_no) of the tables stand for: places in these."""

    indicators: tuple[Indicator, ...]
    unit_ids: tuple[str, ...]
    periods: tuple[Period, ...]
    snapshots: tuple[Snapshot, ...]


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


def filled(
    home: Path, catalogue: Catalogue, snapshots: tuple[Snapshot, ...]
) -> tuple[duckdb.DuckDBPyConnection, Numbering, str]:
    """Return a shut database with the snapshots' current figures and their sums by parent.

    Also the key under which both are kept, from which they are read where they are.
    """
    periods = sorted({parse_period(text) for one in snapshots for text in one.periods})
    numbers = Numbering(
        tuple(catalogue.indicators.values()), tuple(catalogue.units), tuple(periods), snapshots
    )
    connection = opened()
    connection.execute(query("tables"))
    dimensions = [(name, tuple(rows)) for name, rows in _dimensions(catalogue, numbers)]
    for name, rows in dimensions:
        schema = connection.table(name).limit(0).to_arrow_table().schema
        columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
        arrays = [pa.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)]
        connection.from_arrow(pa.Table.from_arrays(arrays, schema=schema)).insert_into(name)
    key = _key(dimensions, snapshots, converts=catalogue.boundaries is not None)
    if made := kept.found(home, key):
        for name, path in made.items():
            connection.from_parquet(str(path)).insert_into(name)
    elif snapshots:
        files = [str(home / one.path) for one in snapshots]
        connection.execute(query("current_figures"), {"files": files})
        if catalogue.boundaries:
            connection.execute(query("converted_figures"))
        for level in PARENT_LEVELS:
            connection.execute(query("rolled"), {"level": level.value})
    connection.execute("CHECKPOINT")  # packs the tables: of 290,000 figures 58 MB become 6
    lock(connection)
    return connection, numbers, key


def _key(
    dimensions: Sequence[tuple[str, Sequence[Row]]],
    snapshots: Sequence[Snapshot],
    *,
    converts: bool,
) -> str:
    """A hash of everything that the large tables are made from."""
    made_by = [query(path.stem) for path in sorted(QUERIES.glob("*.sql"))]
    figures = [one.data_sha256 for one in snapshots]
    content = (duckdb.__version__, made_by, converts, figures, dimensions)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _dimensions(catalogue: Catalogue, numbers: Numbering) -> Iterator[tuple[str, Sequence[Row]]]:
    """The small tables beside the figures: what the queries join them with."""
    snapshots, units = enumerate(numbers.snapshots), catalogue.units.items()
    yield "snapshots", [(n, one.snapshot_id, one.version, one.is_demo) for n, one in snapshots]
    yield "indicators", [(n, *_indicator(one)) for n, one in enumerate(numbers.indicators)]
    yield "units", [(n, key, one.level.value, one.valid_to) for n, (key, one) in enumerate(units)]
    yield "periods", [(n, str(one), one.end) for n, one in enumerate(numbers.periods)]
    by_id = {unit_id: n for n, unit_id in enumerate(numbers.unit_ids)}
    yield "vintages", [(one.name, one.first, one.last or date.max) for one in catalogue.vintages]
    yield "crosswalk", tuple(_crosswalk(catalogue, by_id))
    yield "hierarchy", tuple(_hierarchy(catalogue, by_id))
    yield "parents", tuple(_parents(catalogue, by_id, numbers.periods))


def _crosswalk(catalogue: Catalogue, units: Mapping[str, int]) -> Iterator[Row]:
    """What the units that are shown inherited from those of each older vintage.

    Of a unit divided among known shares the largest takes what is left by rounding the others.
    """
    for older in catalogue.vintages:
        found = catalogue.inherited(older)
        parts, made_of = Counter(one.heir_id for one in found), defaultdict[str, list[str]](list)
        shares: dict[str, list[Inheritance]] = defaultdict(list)
        for one in found:
            shares[one.from_id].append(one)
            made_of[one.heir_id].append(as_text(one))
        for from_id, divided in shares.items():
            whole = total_of_all([one.share for one in divided]) == 1
            largest = max(divided, key=lambda one: (one.share or 0, one.heir_id))
            for one in divided:
                yield (
                    older.name,
                    units[from_id],
                    units[one.heir_id],
                    one.share,
                    one.is_estimate or one.share != 1,
                    whole and one is largest,
                    parts[one.heir_id],
                    ";".join(made_of[one.heir_id]),
                )


def _indicator(indicator: Indicator) -> Row:
    """Id, whether a share, what weighs it, the lowest level that reports it, its conversion."""
    lowest = max(indicator.levels, key=lambda level: _DEPTH[level])
    weight = indicator.weight.value if indicator.weight else None
    if indicator.aggregation is Aggregation.SHARE_OF_COMMUNES:
        weight = "communes"
    is_added = indicator.aggregation is not Aggregation.NONE and lowest in PART_LEVELS
    part = PILOTS if indicator.is_pilot_only else lowest.value
    converted = _CONVERTED.get(indicator.aggregation, "whole")
    return indicator.indicator_id, indicator.is_share, weight, part if is_added else None, converted


def _hierarchy(catalogue: Catalogue, units: Mapping[str, int]) -> Iterator[Row]:
    for vintage in catalogue.vintages:
        levels = {i: catalogue.units[i].level for i in vintage.parents}
        reporting: dict[str, Collection[str]] = {
            part_level.value: [i for i, level in levels.items() if level is part_level]
            for part_level in PART_LEVELS
        }
        reporting[PILOTS] = sorted(catalogue.pilot_ids & vintage.parents.keys())
        for part, ids in reporting.items():
            for unit_id, members in _parts(vintage, ids).items():
                parent_id = vintage.parents[unit_id]
                if parent_id is not None:
                    households = [facts.households for facts in members]
                    yield (
                        vintage.name,
                        part,
                        units[parent_id],
                        units[unit_id],
                        len(members),
                        sum((count for count in households if count is not None), Decimal(0)),
                        _whole(households),
                        _whole([facts.population for facts in members]),
                        Decimal(len(members)),
                    )


def _parts(vintage: Vintage, reporting: Iterable[str]) -> Mapping[str, list[UnitFacts]]:
    """The facts of the units that report, for each unit that is or contains any of them."""
    found: dict[str, list[UnitFacts]] = {}
    for unit_id in reporting:
        facts = vintage.facts.get(unit_id, UnitFacts())
        above: str | None = unit_id
        while above is not None:
            found.setdefault(above, []).append(facts)
            above = vintage.parents.get(above)
    return found


def _whole(counts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum, None where any is unknown."""
    known = [count for count in counts if count is not None]
    return sum(known, Decimal(0)) if len(known) == len(counts) else None


def _parents(
    catalogue: Catalogue, units: Mapping[str, int], periods: Sequence[Period]
) -> Iterator[Row]:
    """Which vintage says what lies below a unit in a period."""
    above = {parent for vintage in catalogue.vintages for parent in vintage.parents.values()}
    parents = [unit for unit in catalogue.units.values() if unit.unit_id in above]
    shown = catalogue.boundaries.parents if catalogue.boundaries else ()
    for number, period in enumerate(periods):
        for unit in parents:
            if unit.overlaps(period) or unit.unit_id in shown:
                vintage = catalogue.vintage_for(unit, period).name
                yield units[unit.unit_id], unit.level.value, number, vintage
