"""From one data version to every assessment that the pages, exports and commands show."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.assessments import UNDECIDED, Assessment, Flag, Standing, Tally, tally_of
from cds.domain.catalogue import Catalogue
from cds.domain.gaps import Basis, basis_of
from cds.domain.indicators import Aggregation, Indicator
from cds.domain.observations import Point, Series, up_to
from cds.domain.periods import Period
from cds.domain.status_rule import Terms, assess
from cds.domain.targets import Target, TargetKind

_DEPTH = {level: depth for depth, level in enumerate(AdminLevel)}
_WHOLE = Decimal(100)  # percent
SeriesReader: TypeAlias = Callable[[Iterable[str], Collection[str] | None], tuple[Series, ...]]
"""What has the series of some indicators and units (None: of all): a view, or a cluster's part."""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's standing on one target; without target only the figures.

    `office` answers for the target on the day of the standing; None: nobody is named for it.
    """

    unit: AdminUnit
    indicator: Indicator
    target: Target | None
    assessment: Assessment
    series: Series
    office: str | None = None

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What tells it from the others of its data version: unit, indicator and target."""
        target_id = self.target.target_id if self.target else None
        return self.unit.unit_id, self.indicator.indicator_id, target_id


@dataclass(frozen=True, slots=True)
class Filters:
    """What a scorecard is limited to; None or False means no limit."""

    indicator_ids: Collection[str] | None = None
    unit_ids: Collection[str] | None = None
    level: AdminLevel | None = None
    until: Period | None = None
    is_headline: bool = False

    def as_of(self, today: date) -> date:
        """The day as of which is judged: today, or the last day of a period before."""
        return min(today, self.until.end) if self.until else today


def scorecard(
    series_of: SeriesReader, catalogue: Catalogue, today: date, filters: Filters | None = None
) -> tuple[Row, ...]:
    """Return every assessment of a data version, by indicator, target, level and unit code.

    Each series appears once per target that applies to its unit, or once without target. A
    target without any figure appears for the unit it is set for.
    """
    limits, rows = filters or Filters(), list[Row]()
    asked = [
        one
        for key, one in catalogue.indicators.items()
        if (limits.indicator_ids is None or key in limits.indicator_ids)
        and (not limits.is_headline or any(t.is_headline for t in catalogue.targets_of(key)))
    ]
    units = _judged_units(catalogue, limits)
    read: dict[str, dict[str, Series]] = {one.indicator_id: {} for one in asked}
    for series in series_of(read, units):
        read[series.indicator_id][series.unit_id] = series
    for indicator in asked:
        targets = catalogue.targets_of(indicator.indicator_id)
        by_unit = read[indicator.indicator_id]
        of_indicator = list(_indicator_rows(catalogue, indicator, by_unit, today, limits))
        # By target in the order of the register, then level, unit code and extent.
        of_indicator.sort(
            key=lambda row: (
                targets.index(row.target) if row.target else len(targets),
                _DEPTH[row.unit.level],
                row.unit.code,
                row.unit.valid_from,
            )
        )
        rows += of_indicator
    return tuple(rows)


def tally(rows: Iterable[Row]) -> Tally:
    """Count targets by standing: one row is one target in one unit; rows without target none."""
    return tally_of((row.assessment.standing, is_demo(row)) for row in rows if row.target)


def is_short(row: Row) -> bool:
    """True when the latest figure is known to miss the target."""
    return row.assessment.is_met is False


def is_measured(row: Row) -> bool:
    """True unless nothing can be said of the target; one figure short of it says so."""
    return row.assessment.is_met is not None or row.assessment.standing not in UNDECIDED


def urgency(row: Row) -> int:
    """Place of a row's standing among all, 0 for what must be seen first."""
    return list(Standing).index(row.assessment.standing)


def most_urgent_first(rows: Iterable[Row]) -> list[Row]:
    """Order rows as a leader must see them, real figures before generated ones."""
    return sorted(rows, key=lambda row: (urgency(row), is_demo(row)))


def is_demo(row: Row) -> bool:
    """True when the judgement of a row rests on a generated figure, its reference included."""
    latest = row.assessment.latest
    return Flag.DEMO in row.assessment.flags or (latest is not None and latest.is_demo)


def responsible(row: Row) -> str | None:
    """Return who answers for a standing: for its target, else for its indicator; None: unnamed."""
    return row.office or row.indicator.responsible


def governing(rows: Iterable[Row]) -> Row | None:
    """Return the row whose target counts where one must: the headline one, else that due last."""
    return max(rows, key=_precedence, default=None)


def governing_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return one row for each indicator and unit, in their order: that of the governing target."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.indicator.indicator_id, row.unit.unit_id), []).append(row)
    return tuple(max(same, key=_precedence) for same in groups.values())


def _precedence(row: Row) -> tuple[bool, bool, date]:
    if row.target is None:
        return False, False, date.min
    return True, row.target.is_headline, row.target.due_on


def latest(rows: Iterable[Row]) -> tuple[Point, ...]:
    """Return the figures that rows are judged by."""
    return tuple(row.assessment.latest for row in rows if row.assessment.latest is not None)


def basis_below(catalogue: Catalogue, rows: Iterable[Row], whole: Row) -> Basis | None:
    """Return what can be counted of a row and its lowest parts, for plans; None when nothing."""
    same = [row for row in rows if row.indicator == whole.indicator and row.unit != whole.unit]
    for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT):
        parts = [
            row.series
            for row in same
            if row.unit.level is level and catalogue.is_within(row.unit, whole.unit.unit_id)
        ]
        if basis := basis_of(whole.series, parts, whole.indicator):
            return basis
    return None


def applies(target: Target, indicator: Indicator, unit: AdminUnit, catalogue: Catalogue) -> bool:
    """Say whether a target is set for a unit, or serves as yardstick for a part of it.

    Shares are judged by the same threshold at every level below; counts and milestones only
    where they are set. A share of the offices of a level is the same wherever it is added up: its
    target judges the units above that level too. A commune alone is all or nothing of a share of
    communes: only a target that asks it of every commune asks it of this one.
    """
    if target.level is AdminLevel.NATION or unit.level is AdminLevel.NATION:
        return target.level is unit.level
    if not catalogue.is_in_hierarchy(unit):
        return False
    if target.scope_unit_id and not catalogue.is_within(unit, target.scope_unit_id):
        return False
    if unit.level is target.level:
        return True
    is_of_communes = indicator.aggregation is Aggregation.SHARE_OF_COMMUNES
    if is_of_communes and unit.level is AdminLevel.COMMUNE and target.value != _WHOLE:
        return False
    is_yardstick = target.kind in (TargetKind.THRESHOLD, TargetKind.UNIVERSAL)
    is_below = _DEPTH[unit.level] > _DEPTH[target.level]
    is_summed = indicator.aggregation is Aggregation.RATIO_OF_SUMS
    is_of_its_offices = is_summed and indicator.subject_level is target.level
    return is_yardstick and indicator.is_share and (is_below or is_of_its_offices)


def _judged_units(catalogue: Catalogue, limits: Filters) -> Collection[str] | None:
    """The units whose series a scorecard needs: the nation too, which all are compared with."""
    units, nation = limits.unit_ids, (catalogue.nation.unit_id,) if catalogue.nation else ()
    if units is None and (limits.level is not None or catalogue.foreign):
        units = [
            key
            for key, one in catalogue.units.items()
            if limits.level in (None, one.level) and key not in catalogue.foreign
        ]
    return None if units is None else frozenset((*units, *nation))


def _indicator_rows(
    catalogue: Catalogue,
    indicator: Indicator,
    by_unit: Mapping[str, Series],
    today: date,
    limits: Filters,
) -> Iterator[Row]:
    asked = limits.unit_ids
    reference = by_unit.get(catalogue.nation.unit_id) if catalogue.nation else None
    as_of = limits.as_of(today)
    for unit_id in {**dict.fromkeys(_bare_units(catalogue, indicator)), **by_unit}:
        unit = catalogue.units[unit_id]
        if unit_id in catalogue.foreign or (asked is not None and unit_id not in asked):
            continue
        if limits.level is not None and unit.level is not limits.level:
            continue
        whole = by_unit.get(unit_id) or Series(indicator.indicator_id, unit_id, ())
        series = whole
        if until := limits.until:
            series = replace(whole, points=up_to(whole.points, until.end))
        judged = _comparable(series, catalogue)
        for target in _targets(catalogue, indicator, unit, limits):
            if target and target.level is not unit.level and not whole.points:
                continue  # a yardstick without anything to measure
            terms = Terms(
                today=as_of,
                programme_started_on=catalogue.programme.started_on,
                reference=reference,
                steps=catalogue.steps_of(target.target_id) if target else (),
                unit_started_on=unit.valid_from,
                unit_ended_on=unit.valid_to,
            )
            aim = _seen_from(unit, target)
            office = target.office_at(unit, today) if target else None
            standing = assess(judged, indicator, aim, terms)
            yield Row(unit, indicator, target, standing, series, office)


def _comparable(series: Series, catalogue: Catalogue) -> Series:
    """Leave out figures of an index composed otherwise: no line crosses two versions."""
    key = series.indicator_id
    is_composed = any(framework.indicator_id == key for framework in catalogue.frameworks)
    if not is_composed or not (judged := series.judged):
        return series
    present = catalogue.framework_of(key, judged[-1].period)
    kept = tuple(p for p in judged if catalogue.framework_of(key, p.period) == present)
    return replace(series, points=kept)


def _seen_from(unit: AdminUnit, target: Target | None) -> Target | None:
    """A target's baseline is that of the unit it is set for, in the extent it had then."""
    if target is None or target.baseline_period is None:
        return target
    is_own = unit.level is target.level and unit.valid_from <= target.baseline_period.end
    return target if is_own else replace(target, baseline_period=None, baseline_value=None)


def _targets(
    catalogue: Catalogue, indicator: Indicator, unit: AdminUnit, limits: Filters
) -> tuple[Target | None, ...]:
    """The targets set for a unit, and of the yardsticks of a whole above it the governing one."""
    ordered = catalogue.targets_of(indicator.indicator_id)
    applying = [target for target in ordered if applies(target, indicator, unit, catalogue)]
    yardsticks = [target for target in applying if target.level is not unit.level]
    kept = [target for target in applying if target not in yardsticks[1:]]
    if limits.is_headline:
        return tuple(target for target in kept if target.is_headline)
    return tuple(kept) or (None,)


def _bare_units(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    """Units for which a target is set although they may have no figure yet."""
    for target in catalogue.targets_of(indicator.indicator_id):
        if target.scope_unit_id and catalogue.units[target.scope_unit_id].level is target.level:
            yield target.scope_unit_id
        elif not target.scope_unit_id and target.level is AdminLevel.PROVINCE:
            yield catalogue.programme.home_unit_id
