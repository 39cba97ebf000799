"""What judging and querying cost without any server."""

from datetime import date
from pathlib import Path

from bench.measures import REPETITIONS, Measure, first_ms, median_ms
from cds.scorecard import scorecard
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import View, open_view

ASSESS_BUDGET_MS, QUERY_BUDGET_MS = 500, 10
BUILD_BUDGET_MS = 100  # ours: it comes once per indicator and data version


def judging(home: Path, today: date) -> tuple[Measure, ...]:
    """Measure every assessment, one indicator's figures of a period, and building its series.

    The floor of judging is reading every figure once, that of querying and building fetching
    one unit's figures. A view keeps the series it has built, so each is the first of its view.
    """
    catalogue = load_catalogue(home)
    store = SnapshotStore(home)
    view = open_view(store, catalogue)
    views = [open_view(store, catalogue) for _ in range(REPETITIONS + 1)]
    indicator_id = _largest(view)
    period = max(one.period for one in view.observations(indicator_id))
    one_unit = median_ms(lambda: view.observations(indicator_id, [catalogue.home.unit_id]))
    return (
        Measure(
            "assess every indicator, unit and period",
            "ms",
            median_ms(lambda: scorecard(view.series, catalogue, today)),
            ASSESS_BUDGET_MS,
            median_ms(lambda: _read(view)),
        ),
        Measure(
            "query one indicator of one period",
            "ms",
            median_ms(lambda: view.observations(indicator_id, period=period)),
            QUERY_BUDGET_MS,
            one_unit,
        ),
        Measure(
            "build one indicator's series, first time",
            "ms",
            first_ms(lambda fresh: fresh.series(indicator_id), views),
            BUILD_BUDGET_MS,
            one_unit,
        ),
    )


def _largest(view: View) -> str:
    """The indicator with the most figures."""
    sizes: dict[str, int] = {}
    for series in view.series():
        sizes[series.indicator_id] = sizes.get(series.indicator_id, 0) + len(series.points)
    return max(sizes, key=lambda indicator_id: sizes[indicator_id])


def _read(view: View) -> int:
    return sum(point.period.end.year for series in view.series() for point in series.points)
