"""The small tables of one view beside the figures: what the queries join them with."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
# pyarrow ships no type information.

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import duckdb
import pyarrow as pa

from cds.domain.admin_units import AdminLevel, AdminUnit, UnitFacts, Vintage
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Aggregation, Indicator
from cds.domain.periods import Period
from cds.store.snapshots.snapshot import Snapshot

PART_LEVELS = (AdminLevel.COMMUNE, AdminLevel.DISTRICT)  # what parents are added up from
PILOTS = "pilots"  # stands for a level: the communes that are pilots
PARENT_LEVELS = (AdminLevel.DISTRICT, AdminLevel.PROVINCE)  # in the order they are added up
_DEPTH = {level: depth for depth, level in enumerate(AdminLevel)}
_NUMBER, _TEXT, _FACT = pa.int32(), pa.string(), pa.decimal128(14, 4)
_SCHEMAS = {
    "snapshots": pa.schema(
        [("snapshot_no", _NUMBER), ("id", _TEXT), ("version", _NUMBER), ("is_demo", pa.bool_())]
    ),
    "indicators": pa.schema(
        [("no", _NUMBER), ("id", _TEXT), ("is_share", pa.bool_()), ("by", _TEXT), ("part", _TEXT)]
    ),
    "units": pa.schema([("no", _NUMBER), ("id", _TEXT), ("level", _TEXT)]),
    "periods": pa.schema([("no", _NUMBER), ("period", _TEXT)]),
    "hierarchy": pa.schema(
        [
            *(("vintage", _TEXT), ("part", _TEXT), ("parent", _NUMBER), ("unit", _NUMBER)),
            *(("units", _NUMBER), ("all", _FACT), ("homes", _FACT), ("people", _FACT)),
            ("n", _FACT),
        ]
    ),
    "parents": pa.schema(
        [("parent", _NUMBER), ("level", _TEXT), ("period", _NUMBER), ("vintage", _TEXT)]
    ),
}
Cells = tuple[object, ...]


def fill(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    snapshots: Sequence[Snapshot],
    periods: Sequence[Period],
) -> None:
    """Fill every table but the figures; numbers (_no) are places in the given order."""
    units = {unit_id: number for number, unit_id in enumerate(catalogue.units)}
    rows: Mapping[str, Iterable[Cells]] = {
        "snapshots": [
            (number, one.snapshot_id, one.version, one.is_demo)
            for number, one in enumerate(snapshots)
        ],
        "indicators": [
            (number, *_indicator(one)) for number, one in enumerate(catalogue.indicators.values())
        ],
        "units": [(units[key], key, unit.level.value) for key, unit in catalogue.units.items()],
        "periods": [(number, str(period)) for number, period in enumerate(periods)],
        "hierarchy": _hierarchy(catalogue, units),
        "parents": _parents(catalogue, units, periods),
    }
    for name, table in rows.items():
        _insert(connection, name, tuple(table))


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Cells]) -> None:
    schema = _SCHEMAS[name]
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(column, schema.field(place).type) for place, column in enumerate(columns)]
    connection.from_arrow(pa.Table.from_arrays(arrays, schema=schema)).insert_into(name)


def _indicator(indicator: Indicator) -> Cells:
    """Id, whether a share, the census fact that weighs it, the lowest level that reports it."""
    is_added = indicator.aggregation is not Aggregation.NONE
    lowest = max(indicator.levels, key=lambda level: _DEPTH[level])
    weight = indicator.weight.value if indicator.weight else None
    if indicator.aggregation is Aggregation.SHARE_OF_COMMUNES:
        weight = "communes"
    part = lowest.value if is_added and lowest in PART_LEVELS else None
    if part and indicator.is_pilot_only:
        part = PILOTS
    return indicator.indicator_id, indicator.is_share, weight, part


def _hierarchy(catalogue: Catalogue, units: Mapping[str, int]) -> Iterator[Cells]:
    for vintage in catalogue.vintages:
        levels = {i: catalogue.units[i].level for i in vintage.parents}
        reporting: dict[str, Collection[str]] = {
            part_level.value: [i for i, level in levels.items() if level is part_level]
            for part_level in PART_LEVELS
        }
        reporting[PILOTS] = catalogue.pilot_ids & vintage.parents.keys()
        for part, ids in reporting.items():
            for unit_id, members in _parts(vintage, ids).items():
                parent_id = vintage.parents[unit_id]
                if parent_id is not None:
                    place = (units[parent_id], units[unit_id], len(members))
                    yield vintage.name, part, *place, *_weights(members)


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


def _weights(members: Sequence[UnitFacts]) -> Cells:
    """Known households; then households, population and units, None where any is unknown."""
    households = [facts.households for facts in members]
    known = [count for count in households if count is not None]
    return (
        sum(known, Decimal(0)),
        _whole(households),
        _whole([facts.population for facts in members]),
        Decimal(len(members)),
    )


def _whole(counts: Sequence[Decimal | None]) -> Decimal | None:
    known = [count for count in counts if count is not None]
    return sum(known, Decimal(0)) if len(known) == len(counts) else None


def _parents(
    catalogue: Catalogue, units: Mapping[str, int], periods: Sequence[Period]
) -> Iterator[Cells]:
    """Which vintage says what lies below a unit in a period."""
    above = {parent for vintage in catalogue.vintages for parent in vintage.parents.values()}
    parents = [unit for unit in catalogue.units.values() if unit.unit_id in above]
    for number, period in enumerate(periods):
        for unit in parents:
            if unit.overlaps(period):
                vintage = _vintage(catalogue, unit, period)
                yield units[unit.unit_id], unit.level.value, number, vintage


def _vintage(catalogue: Catalogue, unit: AdminUnit, period: Period) -> str:
    return catalogue.vintage_for(unit, period).name
