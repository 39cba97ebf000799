"""What publishing a file would change: figures that come or are corrected, statuses that flip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cds.domain.assessments import UNDECIDED
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation
from cds.scorecard import Filters, Row, scorecard
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.changes import FigureChange, changed
from cds.store.view.queries import View, trial_view

# Shares that are done once figures are compared, and once the figures as they would be are read.
_COMPARED, _TRIED = 0.2, 0.5


@dataclass(frozen=True, slots=True)
class Preview:
    """The consequences of a file. `unchanged` figures say again what counts already.

    `corrected` stand for real figures only: a real figure beside a generated one is new.
    `flips` are standings before (None: there was none) and after, by indicator and unit; that
    a first figure is too little to judge by is none. `moved` are figures of the home that become
    others, by indicator.
    """

    added: tuple[Observation, ...]
    corrected: tuple[FigureChange, ...]
    unchanged: int
    flips: tuple[tuple[Row | None, Row], ...]
    moved: tuple[tuple[Row | None, Row], ...] = ()


def preview(
    store: SnapshotStore,
    catalogue: Catalogue,
    view: View,
    figures: Sequence[Observation],
    today: date,
    tell: Callable[[float], None],
) -> Preview:
    """Return what would change if the figures were published over a view's.

    `tell` is called with the share that is done.
    """
    touched = {each.indicator_id for each in figures}
    keys = {(each.indicator_id, each.unit_id, each.period) for each in figures}
    current = (one.observation for key in touched for one in view.observations(key))
    counting = [o for o in current if (o.indicator_id, o.unit_id, o.period) in keys]
    added: list[Observation] = []
    corrected: list[FigureChange] = []
    for change in changed(counting, figures):
        if change.after and change.nature == "added":
            added.append(change.after)
        elif change.before and change.after:
            corrected.append(change)
    tell(_COMPARED)
    pairs: list[tuple[Row | None, Row]] = []
    if figures:
        kept = {key: one for key, one in catalogue.indicators.items() if key in touched}
        trial = trial_view(store, replace(catalogue, indicators=kept), figures)
        tell(_TRIED)
        for done, indicator_id in enumerate(kept, start=1):
            limits = Filters(indicator_ids={indicator_id})
            before = {row.key: row for row in scorecard(view, catalogue, today, limits)}
            after = scorecard(trial, catalogue, today, limits)
            pairs += [(before.get(row.key), row) for row in after]
            tell(_TRIED + (1 - _TRIED) * done / len(kept))
    at_home = {new.indicator: (old, new) for old, new in pairs if new.unit == catalogue.home}
    return Preview(
        added=tuple(added),
        corrected=tuple(corrected),
        unchanged=len(figures) - len(added) - len(corrected),
        flips=tuple((old, new) for old, new in pairs if _is_flip(old, new)),
        moved=tuple((old, new) for old, new in at_home.values() if _value(old) != _value(new)),
    )


def _is_flip(old: Row | None, new: Row) -> bool:
    standing = new.assessment.standing
    if new.target is None:
        return False
    return standing not in UNDECIDED if old is None else old.assessment.standing is not standing


def _value(row: Row | None) -> Decimal | None:
    return row.assessment.latest.value if row and row.assessment.latest else None
