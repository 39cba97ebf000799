"""What slides are made from: one data version, with what was already read kept at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from cds.domain.admin_units import AdminUnit
from cds.domain.catalogue import Catalogue
from cds.domain.observations import Point
from cds.domain.periods import Period, parse_period
from cds.scorecard import Filters, Row, scorecard
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view.queries import View, open_view
from cds.text import figures
from cds.text.screens import say
from cds.views import gaps
from cds.views.overview import headline_rows


@dataclass
class Sources:
    """One view of the figures. Safe to share: what is kept never changes once it is there."""

    home: Path
    catalogue: Catalogue
    view: View
    today: date
    _rows: dict[tuple[str, str], tuple[Row, ...]] = field(
        default_factory=dict[tuple[str, str], tuple[Row, ...]], repr=False
    )
    _units: dict[str, tuple[Row, ...]] = field(
        default_factory=dict[str, tuple[Row, ...]], repr=False
    )
    _views: dict[int, View] = field(default_factory=dict[int, View], repr=False)

    @property
    def version(self) -> int:
        """The data version."""
        return self.view.version

    def rows(self, indicator_id: str, until: str = "") -> tuple[Row, ...]:
        """Every unit's standing on one indicator, as of a period (empty: now)."""
        key = (indicator_id, until)
        if key not in self._rows:
            limits = Filters(
                indicator_ids=(indicator_id,), until=parse_period(until) if until else None
            )
            self._rows[key] = scorecard(self.view, self.catalogue, self.today, limits)
        return self._rows[key]

    @cached_property
    def headlines(self) -> tuple[Row, ...]:
        """The headline targets where they are set."""
        return headline_rows(self.view, self.catalogue, self.today)

    def rows_of(self, unit_id: str) -> tuple[Row, ...]:
        """One unit's standing on everything."""
        if unit_id not in self._units:
            limits = Filters(unit_ids=(unit_id,))
            self._units[unit_id] = scorecard(self.view, self.catalogue, self.today, limits)
        return self._units[unit_id]

    @cached_property
    def gap_lines(self) -> tuple[gaps.GapLine, ...]:
        """Every target in every unit in force, as on the page of gaps."""
        aimed = tuple({target.indicator_id for target in self.catalogue.targets.values()})
        limits = Filters(indicator_ids=aimed)
        rows = scorecard(self.view, self.catalogue, self.today, limits)
        return gaps.lines(self.catalogue, rows, self.today)

    @cached_property
    def store(self) -> SnapshotStore:
        """Where the figures lie."""
        return SnapshotStore(self.home)

    def at(self, version: int) -> View:
        """The figures of another data version; -1: of none."""
        if version == self.version:
            return self.view
        if version not in self._views:
            self._views[version] = open_view(self.store, self.catalogue, version)
        return self._views[version]

    def read_all(self) -> None:
        """Read every unit at once, which is faster than one by one when many are wanted."""
        found: dict[str, list[Row]] = {unit.unit_id: [] for unit in self.units()}
        for row in scorecard(self.view, self.catalogue, self.today):
            found.setdefault(row.unit.unit_id, []).append(row)
        self._units.update({unit_id: tuple(rows) for unit_id, rows in found.items()})

    def units(self) -> tuple[AdminUnit, ...]:
        """The units of the home's last day, the home first, then by level and code."""
        day = min(self.today, self.catalogue.home.valid_to or self.today)
        vintage = self.catalogue.vintage_on(day)
        own = [self.catalogue.units[i] for i in vintage.parents if self.catalogue.is_ours(i)]
        return tuple(sorted(own, key=lambda unit: (len(unit.code), unit.code)))

    def as_of(self, points: Iterable[Point]) -> str:
        """Say period, data version and day of a view."""
        periods = sorted({point.period for point in points})
        slots = {"version": str(self.version), "today": self.today}
        if not periods:
            return say("slide.as_of_none", **slots)
        return say("slide.as_of", period=_span(periods), **slots)


def sources_text(points: Iterable[Point]) -> str:
    """Name where figures come from, those that matter most given first.

    The sources of real figures come before; of generated figures beside them their number.
    """
    shown = tuple(points)
    real = [point for point in shown if not point.is_demo]
    names = tuple(dict.fromkeys(figures.source(point) for point in real or shown))
    if not names:
        return say("source_none")
    count = len(names) - 1
    text = say("slide.sources_many", first=names[0], count=count) if count else names[0]
    demo = len(shown) - len(real)
    if not real or not demo:
        return text
    return say("slide.sources_mixed", real=text, demo=demo, total=len(shown))


def _span(periods: Sequence[Period]) -> str | Period:
    if len(periods) == 1:
        return periods[0]
    return say("slide.periods", first=periods[0], last=periods[-1])
