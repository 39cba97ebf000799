"""What differs between two data versions, or between two snapshots, figure by figure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import compute

from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import Period
from cds.store.snapshots.figures import Row, observation
from cds.store.view.database import query
from cds.store.view.queries import View

Key = tuple[str, str, Period]
_Ask = Callable[[str, Mapping[str, object]], Sequence[Row]]
_COMPARED = (
    *("indicator_id", "unit_id", "period", "status"),
    *("value", "numerator", "denominator", "cumulative_since"),
)
_IS_LATER = 15  # the column after those of the figure itself


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


@dataclass(frozen=True, slots=True)
class Differences:
    """Every figure that differs, counted; one by one only those that both versions have."""

    counts: tuple[ChangeCount, ...]
    replaced: tuple[FigureChange, ...]


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


def changes(before: View, after: View) -> tuple[FigureChange, ...]:
    """Return the current figures that differ between two versions, by indicator, unit, period."""
    with _compared(before, after) as ask:
        return _read(ask, is_in_both=False)


def differences(before: View, after: View) -> Differences:
    """Count what differs between two versions: far cheaper than every change one by one."""
    with _compared(before, after) as ask:
        return Differences(tuple(_counts(ask)), _read(ask, is_in_both=True))


def counted(before: View, after: View, unit_ids: Collection[str]) -> tuple[ChangeCount, ...]:
    """Count what differs of some units: of a few that next to nothing is published of, at once."""
    with _compared(before, after, unit_ids) as ask:
        return tuple(_counts(ask))


def changed(
    before: Iterable[Observation], after: Iterable[Observation]
) -> tuple[FigureChange, ...]:
    """Return what differs in value, counts, status or kind between two sets of figures."""
    old, new = _by_key(before), _by_key(after)
    return tuple(
        FigureChange(*key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if _said(old.get(key)) != _said(new.get(key))
    )


@contextmanager
def _compared(before: View, after: View, unit_ids: Collection[str] | None = None) -> Iterator[_Ask]:
    """Let the earlier view's database find the figures that differ, on a cursor of its own."""
    asked = after.may_differ(before)
    if unit_ids is not None:
        asked = asked.filter(compute.is_in(asked["unit_id"], pa.array(list(unit_ids), pa.string())))
    with before.cursor() as cursor, after.cursor() as later:
        for each in (cursor, later):
            each.register("asked_keys", asked)
        figures = later.sql(query("asked_figures"))
        if unit_ids is not None:  # nothing is read but counted: the texts of many take 50 MB
            figures = figures.select(*_COMPARED)
        cursor.register("later_figures", figures.to_arrow_table())
        cursor.execute(query("differing"))
        yield lambda name, values: cursor.execute(query(name), values).fetchall()


def _counts(ask: _Ask) -> Iterator[ChangeCount]:
    for indicator_id, unit_id, *statuses, figures in ask("difference_counts", {}):
        old, new = (None if one is None else ObservationStatus(str(one)) for one in statuses)
        yield ChangeCount(str(indicator_id), str(unit_id), old, new, int(str(figures)))


def _read(ask: _Ask, *, is_in_both: bool) -> tuple[FigureChange, ...]:
    rows = ask("differing_figures", {"is_in_both": is_in_both})
    sides = ([observation(r) for r in rows if r[_IS_LATER] is side] for side in (False, True))
    return changed(*sides)


def _by_key(figures: Iterable[Observation]) -> Mapping[Key, Observation]:
    return {(one.indicator_id, one.unit_id, one.period): one for one in figures}


def _said(figure: Observation | None) -> tuple[object, ...] | None:
    if figure is None:
        return None
    return (
        figure.value,
        figure.numerator,
        figure.denominator,
        figure.status,
        figure.cumulative_since,
    )
