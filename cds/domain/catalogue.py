"""The reference tables, checked and indexed: indicators, places, targets and their groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from cds.domain.admin_units import AdminLevel, AdminUnit, AdminUnitChange, UnitFacts, Vintage
from cds.domain.crosswalk import Inheritance, crosswalk
from cds.domain.indicators import Indicator
from cds.domain.observations import Series
from cds.domain.periods import Period
from cds.domain.programme import Framework, Group, Pilot, Programme
from cds.domain.targets import MilestoneStep, Target

_DISTRICT, _COMMUNE = AdminLevel.DISTRICT, AdminLevel.COMMUNE


@dataclass(frozen=True)
class Catalogue:
    """Everything `data/reference` says; consistent, or it would not have been built.

    `boundaries` is the vintage on which figures of every period are shown; None: each on its own.
    """

    programme: Programme
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    units: Mapping[str, AdminUnit]  # by unit_id
    vintages: tuple[Vintage, ...]  # oldest first
    changes: tuple[AdminUnitChange, ...] = ()
    pillars: tuple[Group, ...] = ()
    sectors: tuple[Group, ...] = ()
    motto: tuple[Group, ...] = ()
    pilots: tuple[Pilot, ...] = ()
    steps: tuple[MilestoneStep, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    header_aliases: Mapping[str, str] = field(default_factory=dict[str, str])  # folded -> field
    boundaries: Vintage | None = None

    def within(self, boundaries: Vintage) -> "Catalogue":
        """The same with every period on one vintage."""
        return replace(self, boundaries=boundaries)

    def inherited(self, older: Vintage) -> tuple[Inheritance, ...]:
        """What the units of `boundaries` have from those of an older vintage; none without any."""
        shown = self.boundaries
        return crosswalk(self.changes, self.vintages, older, shown) if shown else ()

    @property
    def home(self) -> AdminUnit:
        """The province whose programme this is."""
        return self.units[self.programme.home_unit_id]

    @cached_property
    def provinces(self) -> tuple[AdminUnit, ...]:
        """The home, then what other vintages have at the top: the provinces that came after it."""
        tops = (key for v in self.vintages for key, above in v.parents.items() if above is None)
        ordered = dict.fromkeys((self.programme.home_unit_id, *tops))
        return tuple(self.units[unit_id] for unit_id in ordered)

    def province_of(self, unit: AdminUnit) -> AdminUnit:
        """The home for all that ever was a part of it, else the top of the unit's hierarchy."""
        if self.is_ours(unit.unit_id):
            return self.home
        above = self.above(unit)
        return self.province_of(above) if above else unit

    def vintage_on(self, day: date) -> Vintage:
        """The units of `boundaries`, else in force on a day; before all vintages the first."""
        return self.boundaries or self._in_force(day)

    def _in_force(self, day: date) -> Vintage:
        held = [vintage for vintage in self.vintages if vintage.first <= day]
        return held[-1] if held else self.vintages[0]

    def _vintage_of(self, unit: AdminUnit, day: date) -> Vintage:
        """As `vintage_on`; a unit that `boundaries` do not have keeps those of the day."""
        held = self.boundaries
        return held if held and unit.unit_id in held.parents else self._in_force(day)

    def vintage_for(self, unit: AdminUnit, period: Period) -> Vintage:
        """The vintage in which a unit's figure for a period counts.

        The one in force at the period's end, or at the unit's own end if that came first.
        """
        day = period.end if unit.valid_to is None else min(period.end, unit.valid_to)
        return self._vintage_of(unit, day)

    def parent(self, unit: AdminUnit, vintage: Vintage) -> AdminUnit | None:
        """The unit above in that vintage; None at the top."""
        parent_id = vintage.parents.get(unit.unit_id)
        return self.units[parent_id] if parent_id else None

    def last_vintage(self, unit: AdminUnit) -> Vintage:
        """The vintage in force on a unit's last day; the present one while it holds."""
        return self._vintage_of(unit, unit.valid_to or self.vintages[-1].first)

    def above(self, unit: AdminUnit) -> AdminUnit | None:
        """The unit that a unit lay in on its last day, or lies in; None at the top."""
        return self.parent(unit, self.last_vintage(unit))

    def children(self, unit: AdminUnit, vintage: Vintage) -> tuple[AdminUnit, ...]:
        """The units directly below in that vintage, by code."""
        ids = (child for child, parent in vintage.parents.items() if parent == unit.unit_id)
        return tuple(sorted((self.units[i] for i in ids), key=lambda child: child.code))

    def descendants(
        self, unit: AdminUnit, vintage: Vintage, level: AdminLevel
    ) -> tuple[AdminUnit, ...]:
        """All units of a level below (or the unit itself), by code."""
        if unit.level is level:
            return (unit,)
        below = (self.descendants(child, vintage, level) for child in self.children(unit, vintage))
        return tuple(unit for units in below for unit in units)

    def inside(self, whole: AdminUnit, vintage: Vintage) -> frozenset[str]:
        """The unit_ids of the whole and of all that lies in it in that vintage."""
        below = (i for i in vintage.parents if whole.unit_id in vintage.ancestors(i))
        return frozenset((whole.unit_id, *below))

    def periods_of(self, every: Iterable[Series], whole: AdminUnit) -> tuple[Period, ...]:
        """The periods with a figure of what lay in the whole then, newest first.

        A figure of another province, or of units made later, opens no period here.
        """
        pairs = ((point.period, series.unit_id) for series in every for point in series.points)
        return self.periods_sent(pairs, whole)

    def periods_sent(
        self, sent: Iterable[tuple[Period, str]], whole: AdminUnit
    ) -> tuple[Period, ...]:
        """As `periods_of`, from the periods and the units that sent a figure for them."""
        senders: dict[Period, set[str]] = {}
        for period, unit_id in sent:
            senders.setdefault(period, set()).add(unit_id)
        vintages = {period: self.vintage_for(whole, period) for period in senders}
        own = {one.name: self.inside(whole, one) for one in vintages.values()}
        shown = (period for period, ids in senders.items() if ids & own[vintages[period].name])
        return tuple(sorted(shown, reverse=True))

    def units_with_code(self, code: str) -> tuple[AdminUnit, ...]:
        """Every extent that ever bore the code, oldest first."""
        bearers = (unit for unit in self.units.values() if unit.code == code)
        return tuple(sorted(bearers, key=lambda unit: unit.valid_from))

    def facts(self, unit: AdminUnit, vintage: Vintage) -> UnitFacts:
        """Census facts of the unit in that vintage; all None when unknown."""
        return vintage.facts.get(unit.unit_id, UnitFacts())

    def targets_of(self, indicator_id: str) -> tuple[Target, ...]:
        """Targets of an indicator, the governing one first; those superseded are left out.

        That is the headline one, else the one due last (methods, section 5); then by id.
        """
        return self._targets_by_indicator.get(indicator_id, ())

    def superseded_of(self, indicator_id: str) -> tuple[Target, ...]:
        """Targets of an indicator that another took the place of: history, not judged."""
        own = (one for one in self.targets.values() if one.indicator_id == indicator_id)
        return tuple(target for target in own if target.superseded_by)

    def steps_of(self, target_id: str) -> tuple[MilestoneStep, ...]:
        """The steps of a milestone target, in the order of the register."""
        return tuple(step for step in self.steps if step.target_id == target_id)

    def framework_of(self, indicator_id: str, period: Period) -> Framework | None:
        """The version an indicator's figure of a period belongs to; None when it has but one."""
        begun = [
            one
            for one in self.frameworks
            if one.indicator_id == indicator_id and one.first.start <= period.start
        ]
        return max(begun, key=lambda one: one.first, default=None)

    def expects(self, unit: AdminUnit, indicator: Indicator) -> bool:
        """Say whether a unit is to report an indicator: its level does, and it is not another's.

        An indicator whose targets are all set for single units below the province is theirs alone,
        as are those of the pilots.
        """
        if indicator.is_pilot_only and unit.unit_id not in self.pilot_ids:
            return False
        scopes = {target.scope_unit_id for target in self.targets_of(indicator.indicator_id)}
        single = {i for i in scopes if i and self.units[i].level in (_DISTRICT, _COMMUNE)}
        is_theirs = bool(scopes) and scopes == single
        is_other = is_theirs and not any(self.is_within(unit, scope) for scope in single)
        return unit.level in indicator.levels and not is_other

    @cached_property
    def pilot_ids(self) -> frozenset[str]:
        """Ids of the pilot units."""
        return frozenset(pilot.unit_id for pilot in self.pilots)

    def is_within(self, unit: AdminUnit, whole_id: str) -> bool:
        """True when the unit is, or ever was, the whole or a part of it."""
        return unit.unit_id == whole_id or whole_id in self._ancestors.get(unit.unit_id, ())

    def is_ours(self, unit_id: str) -> bool:
        """True for the home and for all that ever was a part of it."""
        return self.is_within(self.units[unit_id], self.programme.home_unit_id)

    def is_in_hierarchy(self, unit: AdminUnit) -> bool:
        """True for the units of some vintage; False for the nation and other provinces."""
        return unit.unit_id in self._ancestors

    @cached_property
    def nation(self) -> AdminUnit | None:
        """The whole country, whose figures targets are compared with."""
        return next((u for u in self.units.values() if u.level is AdminLevel.NATION), None)

    @cached_property
    def _targets_by_indicator(self) -> Mapping[str, tuple[Target, ...]]:
        ordered = sorted(
            (target for target in self.targets.values() if target.superseded_by is None),
            key=lambda t: (not t.is_headline, -t.due_on.toordinal(), t.target_id),
        )
        targets: dict[str, tuple[Target, ...]] = {}
        for target in ordered:
            targets[target.indicator_id] = (
                *targets.get(target.indicator_id, ()),
                target,
            )
        return targets

    @cached_property
    def _ancestors(self) -> Mapping[str, frozenset[str]]:
        above_each: dict[str, frozenset[str]] = {}
        for vintage in self.vintages:
            for unit_id in vintage.parents:
                above = frozenset(vintage.ancestors(unit_id))
                above_each[unit_id] = above_each.get(unit_id, frozenset()) | above
        return above_each
