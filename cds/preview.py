"""What publishing a file would change: figures that come or are corrected, statuses that flip."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cds.domain.catalogue import Catalogue
from cds.domain.observations import Observation
from cds.scorecard import Filters, Row, scorecard
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.changes import FigureChange, changed
from cds.store.view.queries import View, trial_view


@dataclass(frozen=True, slots=True)
class Preview:
    """The consequences of a file. `unchanged` figures say again what counts already.

    `corrected` stand for real figures only: a real figure beside a generated one is new.
    `flips` are standings before (None: there was none) and after, by indicator and unit.
    """

    added: tuple[Observation, ...]
    corrected: tuple[FigureChange, ...]
    unchanged: int
    flips: tuple[tuple[Row | None, Row], ...]


def preview(
    store: SnapshotStore,
    catalogue: Catalogue,
    view: View,
    figures: Sequence[Observation],
    today: date,
) -> Preview:
    """Return what would change if the figures were published over a view's."""
    found = changed(_current(view, figures), figures)
    fresh = [c.after for c in found if c.after and (c.before is None or _is_demo(c.before))]
    corrected = tuple(c for c in found if c.before and c.after and not _is_demo(c.before))
    return Preview(
        added=tuple(fresh),
        corrected=corrected,
        unchanged=len(figures) - len(fresh) - len(corrected),
        flips=_flips(store, catalogue, view, figures, today) if figures else (),
    )


def _current(view: View, figures: Sequence[Observation]) -> list[Observation]:
    """What counts now for the keys of the figures."""
    keys = {(each.indicator_id, each.unit_id, each.period) for each in figures}
    found = (
        one.observation
        for indicator_id in {each.indicator_id for each in figures}
        for one in view.observations(indicator_id)
    )
    return [each for each in found if (each.indicator_id, each.unit_id, each.period) in keys]


def _is_demo(figure: Observation) -> bool:
    return figure.status == "demo"


def _flips(
    store: SnapshotStore,
    catalogue: Catalogue,
    view: View,
    figures: Sequence[Observation],
    today: date,
) -> tuple[tuple[Row | None, Row], ...]:
    touched = {each.indicator_id for each in figures}
    limits = Filters(indicator_ids=touched)
    before = {_key(row): row for row in scorecard(view, catalogue, today, limits)}
    kept = {key: one for key, one in catalogue.indicators.items() if key in touched}
    trial = trial_view(store, replace(catalogue, indicators=kept), figures)
    after = scorecard(trial, catalogue, today, limits)
    pairs = ((before.get(_key(row)), row) for row in after if row.target)
    return tuple((old, new) for old, new in pairs if _told(old) != _told(new))


def _key(row: Row) -> tuple[str, str, str | None]:
    target_id = row.target.target_id if row.target else None
    return row.indicator.indicator_id, row.unit.unit_id, target_id


def _told(row: Row | None) -> str | None:
    return row.assessment.standing if row else None
