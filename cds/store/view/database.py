"""The database of one view: opened in memory, filled once, then shut off from everything else.

The only door to DuckDB: whole queries from `sql/`, values only as parameters.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from cds.domain.admin_units import AdminLevel, Inheritance, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Indicator
from cds.domain.observations import total_of_all
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.store import derived
from cds.store.snapshots.figures import Row, as_text
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view import kept
from cds.store.view.kept import query
from cds.store.view.records import OfBase, insert

PART_LEVELS = (AdminLevel.COMMUNE, AdminLevel.DISTRICT)  # what parents are added up from
PILOTS = "pilots"  # stands for a level: the communes that are pilots
PARENT_LEVELS = (AdminLevel.DISTRICT, AdminLevel.PROVINCE)  # in the order they are added up
# Numbers of periods sort as they do: of two that end together the shorter comes first.
_KINDS = tuple(reversed(PeriodKind))
_WORTH = 4  # one figure in so many came, or one snapshot went: more, and all is read anew
VALUED = ("valued_figures", "valued_sums")  # views of what points are made of
_MANY = 64  # where more came, all series are read anew
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
    "async_threads": "1",  # of eight each database had, they read files; ours answer from memory
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
    """What the numbers (_no) of the tables stand for: places in these, or keys of them.

    Those of periods and snapshots are theirs in every view.
    """

    indicators: tuple[Indicator, ...]
    unit_ids: tuple[str, ...]
    periods: Mapping[int, Period]
    snapshots: Mapping[int, Snapshot]


@dataclass(frozen=True, slots=True)
class Filled:
    """A shut database, what its numbers stand for, and a hash of the register it was made on.

    `snapshots` tells which they are, and their hashes, by version; its base lacked `lacked`
    of them, and has `records` where it is large. `changed` are the numbers of
    the units, by indicator, whose series may differ from those of another database; None when
    that is not known.
    """

    connection: duckdb.DuckDBPyConnection
    numbers: Numbering
    register: str
    snapshots: Mapping[int, str]
    lacked: int = 0
    records: OfBase | None = None
    changed: Mapping[int, Collection[int]] | None = None

    def keys_of(self, versions: Iterable[int]) -> pa.Table:
        """Return which current figures are those of some snapshots."""
        with self.connection.cursor() as cursor:
            found = cursor.sql(query("keys_of"), params={"versions": list(versions)})
            return found.to_arrow_table()

    def keep(self, home: Path, *, is_older: bool = False) -> None:
        """Keep the large tables beside the snapshots, as a base for other views.

        On that of an older version no later one will rest.
        """
        with kept.alone(home):
            if kept.exactly(home, self.register, self.snapshots):
                return
            with ExitStack() as stack:
                cursors = {
                    name: stack.enter_context(self.connection.cursor()) for name in kept.TABLES
                }
                tables = {name: one.table(name).to_arrow_reader() for name, one in cursors.items()}
                kept.keep(home, self.register, self.snapshots, tables, is_older=is_older)


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
    home: Path, catalogue: Catalogue, snapshots: tuple[Snapshot, ...], other: Filled | None = None
) -> Filled:
    """Return a shut database with the snapshots' current figures and their sums by parent.

    It rests on the base that is kept, and has of its own what snapshots that came or went since
    touch; the figures are the same. Which series differ from another's is told. Raises
    StoreDamagedError for a file that is no longer what was published.
    """
    filling = described(catalogue, snapshots)
    connection = filling.connection
    if other:  # pages are shown meanwhile: one processor is theirs, and each thread takes memory
        connection.execute("SET threads = 1")
    lacked, records = _fill(home, filling, catalogue)
    changed = _changed(home, filling, other) if other and not catalogue.boundaries else None
    connection.execute("CHECKPOINT")  # packs the tables: of 290,000 figures 58 MB become 6
    pa.default_memory_pool().release_unused()
    connection.execute("RESET threads")
    lock(connection)
    return replace(filling, lacked=lacked, records=records, changed=changed)


def described(catalogue: Catalogue, snapshots: tuple[Snapshot, ...]) -> Filled:
    """Return a database that is still open, with what does not depend on a base."""
    periods = map(parse_period, set[str]().union(*(one.periods for one in snapshots)))
    numbers = Numbering(
        tuple(catalogue.indicators.values()),
        tuple(catalogue.units),
        {number_of(one): one for one in periods},
        {one.version: one for one in snapshots},
    )
    connection = opened()
    connection.execute(query("tables"))
    insert(connection, "periods", [(n, str(one), one.end) for n, one in numbers.periods.items()])
    for name, rows in catalogue.once(_dimensions).items():
        insert(connection, name, rows)
    named = {one.version: f"{one.snapshot_id} {one.data_sha256}" for one in snapshots}
    return Filled(connection, numbers, catalogue.once(_register), named)


def number_of(period: Period) -> int:
    """The number (_no) of a period in the tables of every view."""
    return period.end.toordinal() * len(_KINDS) + _KINDS.index(period.kind)


@lru_cache(maxsize=4_096)
def period_of_number(number: int) -> Period:
    """The period that has a number."""
    day, kind = divmod(number, len(_KINDS))
    return period_of(_KINDS[kind], date.fromordinal(day))


def _fill(home: Path, filling: Filled, catalogue: Catalogue) -> tuple[int, OfBase | None]:
    """Attach a base, if any is near enough, and fill the tables with what differs from it.

    Return how many snapshots it lacks (all where one went, for then all are read), and its records.
    """
    connection, counting = filling.connection, filling.numbers.snapshots
    came, gone, base = _attached(home, filling, catalogue)
    if (
        len(came) == len(counting)
        and sum(one.rows for one in counting.values()) > kept.MANY_FIGURES
    ):
        connection.execute("DETACH DATABASE IF EXISTS base")
        _keep_in_parts(home, filling, catalogue)
        came, gone, base = _attached(home, filling, catalogue)
    if not _has_base(connection):
        connection.execute(query("no_base"))
    _fill_beside(home, filling, catalogue, came, gone)
    records = (
        kept.records_beside(base, connection, len(filling.numbers.indicators)) if base else None
    )
    return len(counting) if gone else len(came), records


def _attached(
    home: Path, filling: Filled, catalogue: Catalogue
) -> tuple[frozenset[int], frozenset[int], Path | None]:
    """Attach a base that is near; return what came and went since, all that counts without any."""
    connection, counting = filling.connection, filling.numbers.snapshots
    bases = kept.bases(home, filling.register, filling.snapshots) if counting else ()
    for base in bases:
        if not kept.attach(connection, base):
            continue
        came, gone = differing(filling.snapshots, kept.made_of(connection))
        since = [counting[version] for version in came]
        # On later boundaries all is converted anew.
        if is_worth_taking_over(counting.values(), since, len(gone)) and not (
            catalogue.boundaries and (came or gone)
        ):
            return came, gone, base
        connection.execute("DETACH base")
    return *differing(filling.snapshots, {}), None


def is_worth_taking_over(
    counting: Collection[Snapshot], came: Iterable[Snapshot], gone: int
) -> bool:
    """True when a view of these snapshots had better rest on what is there than read all anew.

    What came costs its figures; for what went, all snapshots of its periods are read.
    """
    figures = sum(one.rows for one in counting)
    return sum(one.rows for one in came) * _WORTH <= figures and gone * _WORTH <= len(counting)


def _fill_beside(
    home: Path,
    filling: Filled,
    catalogue: Catalogue,
    came: Collection[int],
    gone: Collection[int],
) -> None:
    connection, counting = filling.connection, filling.numbers.snapshots
    had = connection.execute(query("periods_of"), {"versions": list(gone)}).fetchall()
    periods = {str(period) for (period,) in had}
    # All that have a figure of one that went may have the one that counts instead of it.
    read = [
        one
        for version, one in counting.items()
        if version in came or not periods.isdisjoint(one.periods)
    ]
    insert(connection, "snapshots", [(one.version, one.snapshot_id) for one in read])
    for name, source in kept.sources(home, read).items():
        if isinstance(source, Path):
            connection.from_parquet(str(source)).create_view(name)
        else:
            connection.register(name, source)
    connection.execute(query("figures"))
    ids = [counting[version].snapshot_id for version in came]
    connection.execute(query("touched"), {"came": ids, "gone": list(gone)})
    connection.execute(query("current_figures"), {"gone": list(gone)})
    connection.execute(query("affected"))
    affected = connection.execute("SELECT DISTINCT period_no FROM affected").fetchall()
    is_bare = not _has_base(connection)
    touched = connection.execute("SELECT DISTINCT unit_id FROM touched").fetchall()
    wholes = None if is_bare else _wholes_of(catalogue, {str(unit_id) for (unit_id,) in touched})
    parents = tuple(parents_of(catalogue, filling.numbers, affected, wholes))
    insert(connection, "parents", parents)
    if is_bare:
        connection.execute("TRUNCATE touched")  # there is nothing to hide
    connection.execute(query("views"))
    placed = "placed_figures" if catalogue.boundaries else "unconverted_figures"
    connection.execute(query(placed))
    if catalogue.boundaries and is_bare:
        connection.execute(query("converted_figures"))
    levels = {level for _, level, _, _ in parents}
    for level in PARENT_LEVELS:
        if level.value in levels:  # planning this costs more than adding up a small home
            connection.execute(query("rolled"), {"level": level.value})
    for name in VALUED:
        connection.execute(query(name))
    connection.execute(query("forget"))
    for name in ("packed_figures", "loose_figures"):
        connection.unregister(name)


def _has_base(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute("SELECT 1 FROM duckdb_databases() WHERE database_name = 'base'")
    return found.fetchone() is not None


def _keep_in_parts(home: Path, filling: Filled, catalogue: Catalogue) -> None:
    """Make and keep a base of more figures than memory should hold, some periods at a time.

    What counts in a period, and its sums, rest on the snapshots that have figures of it alone.
    """
    counting = tuple(filling.numbers.snapshots.values())
    with kept.alone(home), suppress(OSError, duckdb.Error), kept.new_base(home) as (parts, path):
        parts.execute(query("tables"))
        parts.execute(query("parts"))
        for snapshots in _parts_of(counting):
            part = described(catalogue, snapshots)
            with part.connection as connection:
                connection.execute(query("no_base"))
                _fill_beside(home, part, catalogue, part.snapshots, ())
                for name in kept.TABLES.values():
                    parts.from_arrow(connection.table(name).to_arrow_table()).insert_into(name)
        kept.put(home, filling.register, filling.snapshots, parts, path)


def _parts_of(counting: Sequence[Snapshot]) -> Iterator[tuple[Snapshot, ...]]:
    """Snapshots in parts that have no period in common, of a bearable size where that goes."""
    groups: dict[str, set[str]] = {}
    for one in counting:
        joined = set(one.periods).union(*(groups.get(period, ()) for period in one.periods))
        groups.update(dict.fromkeys(joined, joined))
    of_group: dict[int, list[Snapshot]] = defaultdict(list)
    for one in counting:
        of_group[id(groups[one.periods[0]]) if one.periods else 0].append(one)
    part: list[Snapshot] = []
    for group in of_group.values():
        if part and sum(one.rows for one in (*part, *group)) > kept.MANY_FIGURES:
            yield tuple(part)
            part = []
        part += group
    if part:
        yield tuple(part)


def _changed(home: Path, made: Filled, other: Filled) -> Mapping[int, Collection[int]] | None:
    """Tell which series may differ from another's, by the snapshots that came and went since."""
    came, gone = differing(made.snapshots, other.snapshots)
    if made.register != other.register or len(came) > _MANY:
        return None
    connection = made.connection
    read = [made.numbers.snapshots[version] for version in came]
    connection.register("came_figures", kept.own_files(home, read))
    with other.connection.cursor() as cursor:
        connection.register("gone_keys", other.keys_of(gone))
        connection.execute(query("changed_keys"))
        cursor.register("asked_keys", connection.table("changed_keys").to_arrow_table())
        connection.register("sums_before", cursor.sql(query("sums")).to_arrow_table())
    changed: dict[int, set[int]] = defaultdict(set)
    for indicator_no, unit_no in connection.execute(query("changed_series")).fetchall():
        changed[indicator_no].add(unit_no)
    for name in ("came_figures", "gone_keys", "sums_before"):
        connection.unregister(name)
    connection.execute("DROP TABLE changed_keys")
    return changed


def differing(
    ours: Mapping[int, str], others: Mapping[int, str]
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the versions of the snapshots that came, and that went, since the others."""
    came, gone = ours.items() - others.items(), others.items() - ours.items()
    return frozenset(version for version, _ in came), frozenset(version for version, _ in gone)


def _register(catalogue: Catalogue) -> str:
    """A hash of everything but the snapshots that the large tables are made from."""
    fixed = [*catalogue.once(_dimensions).items()]
    shown = catalogue.boundaries.name if catalogue.boundaries else ""
    content = (*derived.program(), shown, fixed)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _dimensions(catalogue: Catalogue) -> Mapping[str, tuple[Row, ...]]:
    """The small tables beside the figures that queries join them with, but for their periods."""
    units, indicators = catalogue.units.items(), catalogue.indicators.values()
    by_id = {unit_id: n for n, unit_id in enumerate(catalogue.units)}
    vintages = ((one.name, one.first, one.last or date.max) for one in catalogue.vintages)
    return {
        "indicators": tuple((n, *_indicator(one)) for n, one in enumerate(indicators)),
        "units": tuple((n, k, one.level.value, one.valid_to) for n, (k, one) in enumerate(units)),
        "vintages": tuple(vintages),
        "crosswalk": tuple(_crosswalk(catalogue, by_id)),
        "hierarchy": tuple(_hierarchy(catalogue, by_id)),
    }


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
                        total_of_all(households),
                        total_of_all([facts.population for facts in members]),
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


def _wholes_of(catalogue: Catalogue, unit_ids: Collection[str]) -> frozenset[str]:
    """The units whose sums rest on some units, and all that lies below those, which is added up."""
    vintages = catalogue.vintages
    above = {whole for one in vintages for key in unit_ids for whole in one.ancestors(key)}
    return frozenset(
        key for one in vintages for key in one.parents
        if key in above or not above.isdisjoint(one.ancestors(key))
    )  # fmt: skip


def parents_of(
    catalogue: Catalogue,
    numbers: Numbering,
    affected: Sequence[tuple[int]],
    wholes: Collection[str] | None = None,
) -> Iterator[Row]:
    """Return which vintage says what lies below a unit (of some; None: each) in some periods."""
    units = {unit_id: n for n, unit_id in enumerate(numbers.unit_ids)}
    above = {parent for vintage in catalogue.vintages for parent in vintage.parents.values()}
    if wholes is not None:
        above.intersection_update(wholes)
    parents = [unit for unit in catalogue.units.values() if unit.unit_id in above]
    shown = catalogue.boundaries.parents if catalogue.boundaries else ()
    for (number,) in affected:
        period = period_of_number(number)
        for unit in parents:
            if unit.overlaps(period) or unit.unit_id in shown:
                vintage = catalogue.vintage_for(unit, period).name
                yield units[unit.unit_id], unit.level.value, number, vintage
