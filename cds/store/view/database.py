"""The database of one view: opened in memory, filled once, then shut off from everything else.

The only door to DuckDB: whole queries from `sql/`, values only as parameters.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from cds.store.view import kept, packed

QUERIES = Path(__file__).with_name("sql")
PART_LEVELS = (AdminLevel.COMMUNE, AdminLevel.DISTRICT)  # what parents are added up from
PILOTS = "pilots"  # stands for a level: the communes that are pilots
PARENT_LEVELS = (AdminLevel.DISTRICT, AdminLevel.PROVINCE)  # in the order they are added up
_DATED = ("snapshots", "periods", "parents")  # tables that publications change
_WORTH = 4  # where more than one in so many snapshots differs, nothing is taken over
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
    snapshots: Mapping[int, Snapshot]


@dataclass(frozen=True, slots=True)
class Filled:
    """A shut database, what its numbers stand for, and a hash of the register it was made on.

    `changed` are the numbers of the units, by indicator, whose series may differ from those of
    the database it was made from; None when it was made from none.
    """

    connection: duckdb.DuckDBPyConnection
    numbers: Numbering
    register: str
    changed: Mapping[int, Collection[int]] | None = None

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods as texts, in their order."""
        return tuple(map(str, self.numbers.periods))

    @property
    def snapshots(self) -> Mapping[int, str]:
        """Which snapshots they are, and their hashes, by version."""
        known = self.numbers.snapshots.items()
        return {version: f"{one.snapshot_id} {one.data_sha256}" for version, one in known}

    @property
    def sources(self) -> Mapping[str, packed.Source]:
        """The large tables."""
        with self.connection.cursor() as cursor:
            return {name: cursor.table(name).to_arrow_table() for name in kept.TABLES}


@cache
def query(name: str) -> str:
    """Return the text of one file of `sql/`."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def opened() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory; it may still read Parquet files."""
    connection = duckdb.connect(":memory:", config=dict(_OPENING))
    connection.execute("SET enable_progress_bar = false")  # it would draw over the server's log
    return connection


def see(connection: duckdb.DuckDBPyConnection, sources: Mapping[str, packed.Source]) -> None:
    """Let a database that may still read files see rows by the names of tables."""
    for name, source in sources.items():
        if isinstance(source, Path):
            connection.from_parquet(str(source)).create_view(name)
        else:
            connection.register(name, source)


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Shut the database off from disk, network, extensions and further settings."""
    for statement in _LOCKING:
        connection.execute(statement)


def filled(
    home: Path, catalogue: Catalogue, snapshots: tuple[Snapshot, ...], other: Filled | None = None
) -> Filled:
    """Return a shut database with the snapshots' current figures and their sums by parent.

    What no snapshot that came or went touches is taken over from another database, or from the
    tables that are kept; the figures are the same. Raises StoreDamagedError for a file that is no
    longer what was published.
    """
    periods = sorted({parse_period(text) for one in snapshots for text in one.periods})
    numbers = Numbering(
        tuple(catalogue.indicators.values()),
        tuple(catalogue.units),
        tuple(periods),
        {one.version: one for one in snapshots},
    )
    connection = opened()
    connection.execute(query("tables"))
    dimensions = {name: tuple(rows) for name, rows in _dimensions(catalogue, numbers)}
    for name, rows in dimensions.items():
        _insert(connection, name, rows)
    filling = Filled(connection, numbers, _register(catalogue, dimensions))
    changed = None
    if snapshots:
        is_converted = catalogue.boundaries is not None
        taken = _taken_over(home, filling, other, is_converted=is_converted)
        changed = _fill(home, filling, taken, is_converted=is_converted)
    connection.execute("CHECKPOINT")  # packs the tables: of 290,000 figures 58 MB become 6
    pa.default_memory_pool().release_unused()
    lock(connection)
    return replace(filling, changed=changed)


def _taken_over(
    home: Path, filling: Filled, other: Filled | None, *, is_converted: bool
) -> "Filled | kept.KeptTables | None":
    """The other database, else the tables that are kept, from which too few snapshots differ."""
    ours = filling.snapshots

    def is_near(one: "Filled | kept.KeptTables") -> bool:
        came, gone = _differing(ours, one)
        return _WORTH * len(came | gone) <= len(ours) and not (came | gone and is_converted)

    if other and other.register == filling.register and is_near(other):
        return other
    found = kept.found(home, filling.register, ours, filling.periods)
    return found if found and is_near(found) else None


def _fill(
    home: Path,
    filling: Filled,
    other: "Filled | kept.KeptTables | None",
    *,
    is_converted: bool,
) -> Mapping[int, Collection[int]] | None:
    """Fill the large tables, and tell which series may differ from the other's."""
    connection, ours = filling.connection, filling.snapshots
    came, gone = _differing(ours, other)
    numbers = {text: n for n, text in enumerate(filling.periods)}
    before = other.periods if other else ()
    _insert(connection, "moved", [(n, numbers[t]) for n, t in enumerate(before) if t in numbers])
    counting = filling.numbers.snapshots
    # Where none came or went nothing is touched, and no file of figures need be read.
    seen = dict(packed.sources(home, tuple(counting.values()) if came or gone else ()))
    for name in kept.TABLES:
        seen[f"other_{name}"] = other.sources[name] if other else _empty(connection, name)
    see(connection, seen)
    connection.execute(query("figures"))
    ids = [counting[version].snapshot_id for version in came]
    connection.execute(query("touched"), {"came": ids, "gone": list(gone)})
    connection.execute(query("taken_figures"))
    connection.execute(query("current_figures"))
    if is_converted and other:
        connection.table("other_converted_figures").insert_into("converted_figures")
    elif is_converted:
        connection.execute(query("converted_figures"))
    connection.execute(query("affected"))
    connection.execute(query("moved_sums"))
    connection.execute(query("taken_sums"))
    for level in PARENT_LEVELS:
        connection.execute(query("rolled"), {"level": level.value})
    changed: dict[int, set[int]] | None = None
    if isinstance(other, Filled):
        changed = defaultdict(set)
        for indicator_no, unit_no in connection.execute(query("changed_series")).fetchall():
            changed[indicator_no].add(unit_no)
    connection.execute(query("forget"))
    for name in seen:
        connection.unregister(name)
    return changed


def _differing(
    ours: Mapping[int, str], other: "Filled | kept.KeptTables | None"
) -> tuple[set[int], set[int]]:
    """The versions of the snapshots that came, and that went, since another was filled."""
    others = other.snapshots if other else dict[int, str]()
    came = {version for version, _ in ours.items() - others.items()}
    return came, {version for version, _ in others.items() - ours.items()}


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row]) -> None:
    schema = connection.table(name).limit(0).to_arrow_table().schema
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)]
    connection.from_arrow(pa.Table.from_arrays(arrays, schema=schema)).insert_into(name)


def _empty(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    return connection.table(name).limit(0).to_arrow_table()


def _register(catalogue: Catalogue, dimensions: Mapping[str, Sequence[Row]]) -> str:
    """A hash of everything but the snapshots that the large tables are made from."""
    made_by = [query(path.stem) for path in sorted(QUERIES.glob("*.sql"))]
    fixed = [item for item in dimensions.items() if item[0] not in _DATED]
    shown = catalogue.boundaries.name if catalogue.boundaries else ""
    content = (duckdb.__version__, made_by, shown, fixed)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _dimensions(catalogue: Catalogue, numbers: Numbering) -> Iterator[tuple[str, Sequence[Row]]]:
    """The small tables beside the figures: what the queries join them with."""
    units = catalogue.units.items()
    yield "snapshots", [(n, one.snapshot_id) for n, one in numbers.snapshots.items()]
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
