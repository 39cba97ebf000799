"""What differs between two data versions, or between two snapshots, figure by figure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import compute

from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import Period
from cds.store.snapshots.figures import observation
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view import kept
from cds.store.view.database import opened
from cds.store.view.kept import query
from cds.store.view.queries import View

Key = tuple[str, str, Period]
_said = attrgetter("value", "numerator", "denominator", "status", "cumulative_since")
_COMPARED = (
    *("indicator_id", "unit_id", "period", "period_no", "status"),
    *("value", "numerator", "denominator", "cumulative_since"),
)
_TIME = pa.timestamp("us", "UTC")
_SENT = pa.schema(
    [
        *(("snapshot_id", pa.string()), ("version", pa.int64())),
        *(("published_at", _TIME), ("withdrawn_at", _TIME)),
    ]
)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that came, went or was corrected; None where there is none."""

    indicator_id: str
    unit_id: str
    period: Period
    before: Observation | None
    after: Observation | None

    @property
    def nature(self) -> str:
        """Whether it came, went or was corrected."""
        return _nature(*(one.status if one else None for one in (self.before, self.after)))


@dataclass(frozen=True, slots=True)
class ChangeCount:
    """How many figures of an indicator and unit differ, by the status they had and have."""

    indicator_id: str
    unit_id: str
    before: ObservationStatus | None
    after: ObservationStatus | None
    figures: int

    @property
    def nature(self) -> str:
        """Whether they came, went or were corrected."""
        return _nature(self.before, self.after)


def _nature(before: ObservationStatus | None, after: ObservationStatus | None) -> str:
    """Say whether a figure came, went or was corrected; a demonstration figure counts as none."""
    had, has = is_real(before), is_real(after)
    if had is not has:
        return "added" if has else "gone"
    if before is not None and after is not None:
        return "corrected"
    if before is not None:
        return "gone"
    return "added" if has else "added_demo"


def is_real(status: ObservationStatus | None) -> bool:
    """Return whether there is a figure that nobody generated."""
    return status is not None and status is not ObservationStatus.DEMO


def changes(
    before: View,
    after: View,
    most: int | None = None,
    unit_ids: Collection[str] | None = None,
    *,
    is_real: bool = False,
) -> tuple[FigureChange, ...]:
    """Return the current figures that differ between two versions, by indicator, unit, period.

    The first of them (None: all), of some units (None: of all), or only of those that nobody
    generated, where those corrected count as first.
    """
    with _compared(before, after, unit_ids) as (earlier, later):
        asked = {"most": most, "is_real": is_real}
        keys = earlier.sql(query("first_differing"), params=asked).to_arrow_table()
        sides = (_asked(each, keys).fetchall() for each in (earlier, later))
        return changed(*(map(observation, rows) for rows in sides))


def counted(
    before: View, after: View, unit_ids: Collection[str] | None = None
) -> tuple[ChangeCount, ...]:
    """Count what differs, of some units (None: all): far cheaper than every change one by one."""
    with _compared(before, after, unit_ids) as (earlier, _):
        rows = earlier.execute(query("difference_counts")).fetchall()
    return tuple(
        ChangeCount(indicator_id, unit_id, _status(old), _status(new), figures)
        for indicator_id, unit_id, old, new, figures in rows
    )


def published(home: Path, snapshots: Sequence[Snapshot]) -> Mapping[str, tuple[ChangeCount, ...]]:
    """Count what each of some sound snapshots changed of what the others had made count by then.

    By id; what one only repeated is left out. Opens no version, each of which takes half a second.
    Raises StoreDamagedError for a file that is no longer what was published.
    """
    known = [{name: getattr(one, name) for name in _SENT.names} for one in snapshots]
    names = ["snapshot_id", *(name for name in _COMPARED if name != "period_no")]
    with opened() as connection:
        connection.register("sent_snapshots", pa.Table.from_pylist(known, _SENT))
        connection.register("sent_figures", kept.figures_of(home, snapshots, names))
        rows = connection.execute(query("published_changes")).fetchall()
    found: dict[str, list[ChangeCount]] = {one.snapshot_id: [] for one in snapshots}
    for snapshot_id, indicator_id, unit_id, old, new, figures in rows:
        count = ChangeCount(indicator_id, unit_id, _status(old), _status(new), figures)
        found[snapshot_id].append(count)
    return {snapshot_id: tuple(counts) for snapshot_id, counts in found.items()}


def changed(
    before: Iterable[Observation], after: Iterable[Observation]
) -> tuple[FigureChange, ...]:
    """Return what differs in value, counts, status or kind between two sets of figures."""
    old, new = _by_key(before), _by_key(after)
    return tuple(
        FigureChange(*key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if key not in old or key not in new or _said(old[key]) != _said(new[key])
    )


@contextmanager
def _compared(
    before: View, after: View, unit_ids: Collection[str] | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]]:
    """Let the earlier view's database find the figures that differ; cursors on both.

    No texts are read for that: those of many figures take 50 MB.
    """
    keys = after.may_differ(before)
    if unit_ids is not None:
        keys = keys.filter(compute.is_in(keys["unit_id"], pa.array(list(unit_ids), pa.string())))
    with before.cursor() as earlier, after.cursor() as later:
        earlier.register("asked_keys", keys)
        figures = _asked(later, keys).select(*_COMPARED)
        earlier.register("later_figures", figures.to_arrow_table())
        earlier.execute(query("differing"))
        yield earlier, later


def _asked(cursor: duckdb.DuckDBPyConnection, keys: pa.Table) -> duckdb.DuckDBPyRelation:
    cursor.register("asked_keys", keys)
    return cursor.sql(query("asked_figures"))


def _status(text: str | None) -> ObservationStatus | None:
    return None if text is None else ObservationStatus(text)


def _by_key(figures: Iterable[Observation]) -> Mapping[Key, Observation]:
    return {(one.indicator_id, one.unit_id, one.period): one for one in figures}
