"""The figures of one data version: DuckDB reads the snapshots once, then answers from memory."""

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

import duckdb
import pyarrow as pa

from cds.domain import clock
from cds.domain.admin_units import AdminLevel
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation, Series
from cds.domain.periods import Period
from cds.store.files import Damage, sha256_of
from cds.store.snapshots.delta import PARTITION
from cds.store.snapshots.figures import Row, observation, write_figures
from cds.store.snapshots.snapshot import Snapshot
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import kept
from cds.store.view.database import (
    PARENT_LEVELS,
    Filled,
    differing,
    filled,
    is_worth_taking_over,
    number_of,
)
from cds.store.view.kept import query
from cds.store.view.records import Packed, packed
from cds.store.view.series import series_of, values_by_unit

_ByUnit = Mapping[str, Series]
"""Series of an indicator by unit, in the order of the register."""
_Carried = tuple[_ByUnit, frozenset[str]]
"""Series, and the units of which one may differ or be new."""
TRIAL_ID = "trial"  # stands for the snapshot that figures not yet published would make
_MOST_FEW = 64  # sets of units whose series a view keeps
_MOST_PERIODS = 8  # whose figures a view keeps by themselves
_SHARE = 400  # what lacks one snapshot in so many is not worth keeping anew
_MUCH = 20_000  # figures; adding up fewer takes less than a process of its own takes to start


@dataclass(frozen=True, slots=True)
class Reported:
    """A unit's own figures of an indicator; `is_demo` when all of them are generated."""

    indicator_id: str
    unit_id: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """A unit that sent figures for a period; `is_demo` when all of them are generated."""

    period: Period
    unit_id: str
    is_demo: bool


class _Asked(NamedTuple):
    indicators: Sequence[int]
    units: Sequence[int]
    is_of_all: bool = False
    period_no: int | None = None


class View:
    """What counts in one data version. Safe to share between threads.

    `snapshots` are those that count, newest first; `damaged` are the files left out because
    they are no longer what was published. `rows_kept` counts what it keeps beside its tables,
    packed.
    """

    def __init__(
        self,
        store: SnapshotStore,
        catalogue: Catalogue,
        version: int,
        snapshots: Iterable[Snapshot],
        damaged: Iterable[Damage],
        other: "View | None" = None,
    ) -> None:
        """Read the figures of the sound snapshots and add up what lies below each unit.

        What another view has is taken over as far as it is the same.
        """
        self.version = version
        self.snapshots, self.damaged = tuple(snapshots), tuple(damaged)
        self.store = store
        self._catalogue = catalogue
        self._filled: Filled = filled(
            store.home, catalogue, self.snapshots, other._filled if other else None
        )
        self._building = threading.Lock()  # else all who ask at once build the same
        self._carried: dict[str, _Carried] = {}
        self._few_before: Mapping[frozenset[str], Mapping[str, _ByUnit]] = {}
        self.forget()
        if other:
            self._carried = _carried(other, self._filled)
            self._few_before = dict(other._few) if self._filled.changed is not None else {}

    def forget(self) -> None:
        """Keep no more than the tables."""
        with self._building:
            self.rows_kept = 0
            self._carried = {}
            self._few_before = {}
            self._series: dict[str, _ByUnit] = {}
            self._few: dict[frozenset[str], Mapping[str, _ByUnit]] = {}
            self._rows_of_few = 0
            self._of_period: dict[
                tuple[Period, frozenset[str] | None, str | None],
                Mapping[str, Mapping[str, Decimal]],
            ] = {}

    def series(
        self,
        indicators: str | Iterable[str] | None = None,
        unit_ids: Collection[str] | None = None,
        level: AdminLevel | None = None,
    ) -> tuple[Series, ...]:
        """Return the series of an indicator or some (None: of all), in their order, then by unit.

        A unit's own figure comes before the sum of the units below it; real figures before
        generated ones. Units without any figure have no series.
        """
        everything = self._catalogue.indicators if indicators is None else indicators
        wanted = (everything,) if isinstance(everything, str) else tuple(everything)
        units, kept = self._catalogue.units, self._series  # read once: it may be forgotten
        if level is not None:
            among = units if unit_ids is None else units.keys() & unit_ids
            unit_ids = [key for key in among if units[key].level is level]
        if unit_ids is None or 2 * len(unit_ids) > len(units):
            found = self._of_indicators(wanted)
        elif all(key in kept for key in wanted):
            found = kept
        else:
            found = self._of_units(unit_ids)
        every = (found.get(key, {}) for key in wanted)
        if unit_ids is None:
            return tuple(series for by_unit in every for series in by_unit.values())
        asked = self._in_order(unit_ids)
        return tuple(by_unit[key] for by_unit in every for key in asked if key in by_unit)

    def values(
        self,
        period: Period,
        unit_ids: Collection[str] | None = None,
        indicator_id: str | None = None,
    ) -> Mapping[str, Mapping[str, Decimal]]:
        """Return what an indicator (None: each) is in some units (None: all), as series hold it."""
        units = None if unit_ids is None else frozenset(unit_ids)
        key = period, units, indicator_id
        with self._building:
            if key not in self._of_period:
                wanted = (
                    list(self._catalogue.indicators) if indicator_id is None else [indicator_id]
                )
                asked = self._asked(wanted, units, period)
                rows = self._own(asked), self._sums(asked)
                if len(self._of_period) >= _MOST_PERIODS:
                    self._of_period.clear()
                self._of_period[key] = values_by_unit(*rows, self._filled.numbers, period)
            return self._of_period[key]

    def observations(
        self,
        indicator_id: str | None = None,
        unit_ids: Collection[str] | None = None,
        level: AdminLevel | None = None,
        period: Period | None = None,
        *,
        is_placed: bool = False,
    ) -> tuple[Observation, ...]:
        """Return the current figures as they were published, by indicator, unit and period.

        `is_placed`: on the boundaries that are shown, where converted ones stand in no snapshot.
        """
        rows = self._rows(
            "observations",
            indicator_id=indicator_id,
            unit_ids=None if unit_ids is None else list(unit_ids),
            level=level.value if level else None,
            period=str(period) if period else None,
            is_placed=is_placed,
        )
        known = self._filled.numbers.snapshots
        return tuple(
            observation(row, known[cast("int", row[15])].snapshot_id if row[15] is not None else "")
            for row in rows
        )

    def reported(
        self, period: Period | None = None, level: AdminLevel | None = None
    ) -> tuple[Reported, ...]:
        """Return which units have current figures of which indicators, and whether real ones.

        `period` and `level` limit them; None: any.
        """
        asked = {"period": str(period) if period else None, "level": level.value if level else None}
        rows = self._rows("reported", **asked)
        return tuple(Reported(str(row[0]), str(row[1]), is_demo=bool(row[2])) for row in rows)

    def series_counts(self) -> tuple[int, int]:
        """Return how many series there are: with a real figure, and of generated ones alone."""
        found = {bool(row[0]): int(str(row[1])) for row in self._rows("series_counts")}
        return found.get(False, 0), found.get(True, 0)

    def senders(self, indicator_ids: Collection[str], level: AdminLevel) -> tuple[Sender, ...]:
        """Return which units of a level have current figures of some indicators for a period."""
        rows = self._rows("senders", indicator_ids=list(indicator_ids), level=level.value)
        periods = self._filled.numbers.periods
        return tuple(
            Sender(periods[int(str(row[0]))], str(row[1]), is_demo=bool(row[2])) for row in rows
        )

    def appearances(
        self, period: Period, indicator_id: str, unit_id: str
    ) -> tuple[Observation, ...]:
        """Return the figure of a period as every counting snapshot has them, oldest first."""
        holding = [one for one in self.snapshots if str(period) in one.periods]
        asked = {"indicator_id": indicator_id, "unit_id": unit_id, "period": str(period)}
        rows = kept.rows_of(self.store.home, holding, **asked)
        order = {one.snapshot_id: one.version for one in holding}
        found = [observation(row, str(row[15])) for row in rows]
        return tuple(sorted(found, key=lambda figure: order[figure.snapshot_id]))

    def first_sent_on(self, period: Period) -> Mapping[tuple[str, str], date]:
        """Return the day on which a real figure of a period that counts was first published.

        By indicator and unit.
        """
        holding = [one for one in self.snapshots if str(period) in one.periods and not one.is_demo]
        names = "snapshot_id", "indicator_id", "unit_id"
        found = kept.figures_of(self.store.home, holding, names, {"period": str(period)})
        columns = (found.column(name).to_pylist() for name in names)  # of few much less is read
        versions = {one.snapshot_id: one.version for one in holding}
        first: dict[tuple[str, str], int] = {}
        for snapshot_id, *key in zip(*columns, strict=True):
            figure, version = (key[0], key[1]), versions[snapshot_id]
            first[figure] = min(version, first.get(figure, version))
        days = {one.version: clock.local(one.published_at).date() for one in holding}
        return {figure: days[version] for figure, version in first.items()}

    def may_differ(self, other: "View") -> pa.Table:
        """Return which figures may differ: all others count by the same snapshots."""
        came, gone = differing(self._filled.snapshots, other._filled.snapshots)
        return pa.concat_tables([self._filled.keys_of(came), other._filled.keys_of(gone)])

    @property
    def is_kept(self) -> bool:
        """True when all its tables were found kept: others on other boundaries may be as well."""
        return not self._filled.lacked

    def keep(self) -> None:
        """Keep the tables beside the snapshots, from which the next process reads them."""
        if self._filled.lacked > len(self.snapshots) // _SHARE:
            self._filled.keep(self.store.home)
        kept.pack(self.store.home, self.snapshots)

    def keep_as_older(self) -> None:
        """Keep the tables for who opens this version, and for nobody else."""
        if self._filled.lacked:
            self._filled.keep(self.store.home, is_older=True)

    def is_far_from(self, snapshots: Collection[Snapshot]) -> bool:
        """True when the view of a later version's snapshots is better added up apart, and kept."""
        now, others = self._compared(snapshots)
        return len(others) > len(now) // _SHARE and sum(one.rows for one in others) > _MUCH

    def is_unlike(self, snapshots: Collection[Snapshot]) -> bool:
        """True when a view of these takes nothing over, and adding it up takes much memory."""
        now, others = self._compared(snapshots)
        is_near = is_worth_taking_over(now, others & now, len(others - now))
        return not is_near and sum(one.rows for one in now) > _MUCH

    def _compared(self, snapshots: Collection[Snapshot]) -> tuple[set[Snapshot], set[Snapshot]]:
        """Which of them count, and which of those this view has not, or has beyond them."""
        lost = {damage.snapshot_id for damage in self.damaged}
        now = {one for one in snapshots if not one.is_withdrawn and one.snapshot_id not in lost}
        return now, now.symmetric_difference(self.snapshots)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Open a cursor on the tables of this view: a connection serves one thread at a time."""
        return self._filled.connection.cursor()

    def _of_indicators(self, indicator_ids: Sequence[str]) -> Mapping[str, _ByUnit]:
        """Build what is missing of some indicators by one query; an unknown one has no series."""
        kept = self._series  # this very one: who lets all be forgotten puts another in its place
        if not all(key in kept for key in indicator_ids):
            with self._building:
                kept = self._series
                missing = [key for key in indicator_ids if key not in kept]
                carried = {key: self._carried.pop(key) for key in missing if key in self._carried}
                kept.update(self._brought_up(carried))
                missing = [key for key in missing if key not in carried]
                if missing:
                    found = self._built(missing)
                    kept.update({key: found.get(key, {}) for key in missing})
        return kept

    def _brought_up(self, carried: Mapping[str, _Carried]) -> Mapping[str, _ByUnit]:
        """Build those series of indicators anew that may differ from another view's."""
        found = {key: series for key, (series, _) in carried.items()}
        changed = {key: units for key, (_, units) in carried.items() if units}
        built = self._built(changed, frozenset[str]().union(*changed.values())) if changed else {}
        for key, units in changed.items():
            new = {one: series for one, series in built.get(key, {}).items() if one in units}
            same = {one: series for one, series in found[key].items() if one not in units} | new
            found[key] = {one: same[one] for one in self._in_order(same)}
        return found

    def _in_order(self, unit_ids: Iterable[str]) -> list[str]:
        """Put the known ones among units in the order of the register."""
        return sorted(self._places.keys() & unit_ids, key=self._places.__getitem__)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: n for n, key in enumerate(self._filled.numbers.unit_ids)}

    def _of_units(self, unit_ids: Collection[str]) -> Mapping[str, _ByUnit]:
        """Build every series of some units at once: far less than all units of an indicator.

        Of an indicator that is known of all units, theirs are taken.
        """
        nation = (
            self._catalogue.nation
        )  # whom all are compared with: so the same sets are asked for
        key = frozenset((*unit_ids, *([nation.unit_id] if nation else ())))
        with self._building:
            for wider, kept in self._few.items():
                if key <= wider:
                    return kept
            known: dict[str, _ByUnit] = {}
            counted = self.rows_kept
            for wider, before in self._few_before.items():
                if key <= wider:
                    changed = _changed(self._filled).items()
                    key = wider
                    found = self._brought_up({n: (before.get(n, {}), u & key) for n, u in changed})
                    break
            else:
                asked = self._in_order(key)
                known = {
                    name: {one: by_unit[one] for one in asked if one in by_unit}
                    for name, by_unit in self._series.items()
                }
                missing = [name for name in self._catalogue.indicators if name not in known]
                found = {**known, **self._built(missing, key)}
            if len(self._few) >= _MOST_FEW:
                counted -= self._rows_of_few
                self._rows_of_few = 0
                self._few.clear()
            self._few[key] = found
            own = _rows_in(found) - _rows_in(known)
            self._rows_of_few += own
            self.rows_kept = counted + own
            return found

    def _built(
        self, indicator_ids: Collection[str], unit_ids: Collection[str] | None = None
    ) -> Mapping[str, _ByUnit]:
        asked = self._asked(indicator_ids, unit_ids)
        own, sums = self._own(asked), self._sums(asked)
        self.rows_kept += len(own.records) + len(sums)
        return series_of(own, sums, self._filled.numbers)

    def _asked(
        self,
        indicator_ids: Collection[str],
        unit_ids: Collection[str] | None,
        period: Period | None = None,
    ) -> _Asked:
        numbers = self._filled.numbers
        indicators = [
            n for n, one in enumerate(numbers.indicators) if one.indicator_id in indicator_ids
        ]
        is_of_all = unit_ids is None  # a list of thousands takes longer than the query
        units = [n for n, key in enumerate(numbers.unit_ids) if unit_ids and key in unit_ids]
        return _Asked(indicators, units, is_of_all, number_of(period) if period else None)

    def _own(self, asked: _Asked) -> Packed:
        """Own figures; what a large base has records of is asked of no query."""
        records = self._filled.records
        if records is None:
            return packed(self._table("own_points", asked))
        lacking = records.lacking.intersection(asked.indicators)
        there = [one for one in asked.indicators if one not in lacking]
        found = records.of(there, None if asked.is_of_all else asked.units)
        if lacking:
            others = self._table("own_points", asked._replace(indicators=list(lacking)))
            found = found.and_(packed(others))
        return found

    def _sums(self, asked: _Asked) -> pa.Table:
        """Sums; of units without parts asking for them takes a tenth of judging such a unit."""
        ids, known = self._filled.numbers.unit_ids, self._catalogue.units
        levels = {known[ids[one]].level for one in asked.units}
        if asked.is_of_all or not levels.isdisjoint(PARENT_LEVELS):
            return self._table("rolled_points", asked)
        return self._no_sums

    @cached_property
    def _no_sums(self) -> pa.Table:
        return self._table("rolled_points", _Asked([], []))

    def _table(self, name: str, asked: _Asked) -> pa.Table:
        with self.cursor() as cursor:
            return cursor.sql(query(name), params=asked._asdict()).to_arrow_table()

    def _rows(self, name: str, **values: object) -> list[Row]:
        with self.cursor() as cursor:
            return cursor.execute(query(name), values).fetchall()


def _rows_in(found: Mapping[str, _ByUnit]) -> int:
    return sum(len(one.points) for each in found.values() for one in each.values())


def _carried(other: View, made: Filled) -> dict[str, _Carried]:
    """The series that another view has built, each with the units of which it may differ."""
    if made.changed is None:
        return {}
    changed = _changed(made)
    before = {**other._carried, **{key: (own, frozenset()) for key, own in other._series.items()}}
    return {
        key: (series, units | changed[key])
        for key, (series, units) in before.items()
        if key in changed
    }


def _changed(made: Filled) -> Mapping[str, frozenset[str]]:
    ids, changed = made.numbers.unit_ids, made.changed or {}
    return {
        one.indicator_id: frozenset(ids[unit] for unit in changed.get(n, ()))
        for n, one in enumerate(made.numbers.indicators)
    }


def open_view(
    store: SnapshotStore,
    catalogue: Catalogue,
    version: int | None = None,
    other: View | None = None,
) -> View:
    """Return the figures of a data version (None: the newest; -1: none).

    Every file is looked at, and its hash checked when it was touched; a damaged file is left out
    and named, a damaged commit of the log as well. What another view has is taken over as far as
    it is the same. Raises NotFoundError for an unknown version.
    """
    asked = store.data_version() if version is None else version
    return View(store, catalogue, asked, *counting(store, asked), other)


def counting(store: SnapshotStore, asked: int) -> tuple[tuple[Snapshot, ...], tuple[Damage, ...]]:
    """Return the sound snapshots that count in a data version, and what keeps others out."""
    counting = [one for one in store.snapshots(asked) if not one.is_withdrawn]
    damages = {one.snapshot_id: store.damage_of(one) for one in counting}
    store.sound.keep()
    sound = tuple(one for one in counting if damages[one.snapshot_id] is None)
    damaged = (damage for damage in damages.values() if damage is not None)
    return sound, (*damaged, *store.damaged_commits(asked))


def trial_view(store: SnapshotStore, catalogue: Catalogue, figures: Sequence[Observation]) -> View:
    """Return what would count if these figures were published now. Nothing is published.

    Raises as `open_view` does.
    """
    version = store.data_version()
    return _tried(store, catalogue, figures, version + 1, *counting(store, version))


def converted(
    catalogue: Catalogue, figures: Sequence[Observation], older: str, newer: str
) -> tuple[Observation, ...]:
    """Return what figures of units of one vintage make of those of a later one, by their names.

    Only whole figures: of an heir of which a part is missing or cannot be told there is none.
    """
    vintages = {one.name: one for one in catalogue.vintages}
    of = {
        key: replace(unit, valid_to=vintages[older].last)
        if key in vintages[older].parents
        else unit
        for key, unit in catalogue.units.items()
    }
    shown = replace(catalogue.within(newer), units=of)
    with TemporaryDirectory() as folder:
        view = _tried(SnapshotStore(Path(folder)), shown, figures, 0, (), ())
        placed = view.observations(is_placed=True)
        return tuple(one for one in placed if one.converted_from)


def _tried(
    store: SnapshotStore,
    catalogue: Catalogue,
    figures: Sequence[Observation],
    version: int,
    others: Sequence[Snapshot],
    damaged: Sequence[Damage],
) -> View:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{PARTITION}={TRIAL_ID}" / "part.parquet"
        write_figures(path, figures, is_demo=False)
        trial = Snapshot(
            snapshot_id=TRIAL_ID,
            version=version,
            file_name="",
            sha256="",
            uploaded_by="",
            published_at=datetime.now(UTC),
            rows=len(figures),
            periods=tuple({str(figure.period) for figure in figures}),
            path=str(path),
            data_sha256=sha256_of(path),
        )
        return View(store, catalogue, version, (trial, *others), damaged)


def read_snapshot(store: SnapshotStore, snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the figures of one snapshot's file in the order of the file, withdrawn or not.

    Raises StoreDamagedError when the file is no longer what was published.
    """
    store.require_sound(snapshot)
    rows = kept.rows_of(store.home, [snapshot])
    return tuple(observation(row, snapshot.snapshot_id) for row in rows)
