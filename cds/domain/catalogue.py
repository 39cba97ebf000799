"""The reference tables, checked and indexed: indicators, places, targets and their groups."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar, cast

from cds.domain.admin_units import (
    AdminLevel,
    AdminUnit,
    AdminUnitChange,
    Inheritance,
    OutlinePart,
    UnitFacts,
    Vintage,
    crosswalk,
)
from cds.domain.indicators import Indicator
from cds.domain.observations import Series, periods_of
from cds.domain.periods import Period, parse_period
from cds.domain.programme import Framework, Group, OfficeChange, Pilot, Programme, offices_by
from cds.domain.targets import MilestoneStep, Target

_DISTRICT, _COMMUNE = AdminLevel.DISTRICT, AdminLevel.COMMUNE

Made = TypeVar("Made")


@dataclass(frozen=True)
class Catalogue:
    """Everything `data/reference` says, as one programme sees it; consistent, or not built.

    `programme` is that programme, one of `programmes`; `whole` is what all of them share.
    `boundaries` is the vintage on which figures of every period are shown; None: each on its own.
    """

    programme: Programme
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    units: Mapping[str, AdminUnit]  # by unit_id
    vintages: tuple[Vintage, ...]  # oldest first
    changes: tuple[AdminUnitChange, ...] = ()
    outline_parts: tuple[OutlinePart, ...] = ()
    pillars: tuple[Group, ...] = ()
    sectors: tuple[Group, ...] = ()
    motto: tuple[Group, ...] = ()
    pilots: tuple[Pilot, ...] = ()
    steps: tuple[MilestoneStep, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    header_aliases: Mapping[str, str] = field(default_factory=dict[str, str])  # folded -> field
    boundaries: Vintage | None = None
    office_changes: tuple[OfficeChange, ...] = ()  # oldest first
    programmes: tuple[Programme, ...] = ()  # in the table's order; empty: the one programme
    whole: "Catalogue | None" = field(default=None, repr=False, compare=False)

    @cached_property
    def _made(self) -> dict[Callable[["Catalogue"], object], object]:
        return {}

    def once(self, make: Callable[["Catalogue"], Made]) -> Made:
        """Return what a function makes of this catalogue: made once, and gone with it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(Made, self._made[make])

    def __getstate__(self) -> dict[str, object]:
        """What travels to another process: not what was made, which may be any function."""
        return {**self.__dict__, "_made": {}}

    def of(self, programme: Programme) -> "Catalogue":
        """The same as another programme sees it: its own targets, headlines, pilots and offices.

        Offices are called as they are today, those of a closed programme as on its last day.
        """
        whole = self.whole or self

        def answering(named: str | None) -> str | None:
            return offices_by(named, programme.ended_on, whole.office_changes)

        def groups(known: tuple[Group, ...]) -> tuple[Group, ...]:
            return tuple(replace(one, responsible=answering(one.responsible)) for one in known)

        seen = replace(whole, programme=programme, whole=whole, boundaries=self.boundaries)
        headlines = programme.headlines
        targets = {
            key: replace(
                one,
                is_headline=key in headlines if headlines else one.is_headline,
                responsible=answering(one.responsible),
            )
            for key, one in whole.targets.items()
            if one.scope_unit_id not in seen.foreign
        }
        indicators = {
            key: replace(one, responsible=answering(one.responsible))
            for key, one in whole.indicators.items()
        }
        pilots = tuple(one for one in whole.pilots if one.unit_id not in seen.foreign)
        return replace(
            seen,
            targets=targets,
            indicators=indicators,
            pilots=pilots,
            pillars=groups(whole.pillars),
            sectors=groups(whole.sectors),
            motto=groups(whole.motto),
        )

    def programme_on(self, day: date) -> Programme:
        """The programme in force on a day: the last begun that lasts; else the last begun."""
        known = self.programmes or (self.programme,)
        begun = [one for one in known if one.started_on <= day]
        lasting = [one for one in begun if not one.is_closed_on(day)]
        return max(lasting or begun or known[:1], key=lambda one: one.started_on)

    def programme_of(self, unit_id: str) -> Programme:
        """The programme a unit belongs to, this one if it may; another's only if it must be."""
        if unit_id not in self.foreign:
            return self.programme
        owners = (p for p in self.programmes if self.is_within(self.units[unit_id], p.home_unit_id))
        return next(owners, self.programme)

    def programme_named(self, query: Mapping[str, str]) -> Programme | None:
        """The programme that an address asks for, or whose unit, target or time it names."""
        known = {one.programme_id: one for one in self.programmes}
        if (asked := query.get("programme", "")) in known:
            return known[asked]
        named = [query["unit"]] if query.get("unit") else []
        target = (self.whole or self).targets.get(query.get("target", ""))
        if target and target.scope_unit_id:
            named.append(target.scope_unit_id)
        for text in named:
            extents = (
                [text] if text in self.units else [u.unit_id for u in self.units_with_code(text)]
            )
            owners = {
                self.programme_of(one) for one in extents if self.is_in_hierarchy(self.units[one])
            }
            if owners:
                return owners.pop() if len(owners) == 1 else None
        with suppress(ValueError):
            period = parse_period("" if query.get("boundaries") else query.get("period", ""))
            lived = [p for p in self.programmes if self.units[p.home_unit_id].overlaps(period)]
            return lived[0] if len(lived) == 1 else None
        return None

    @property
    def successor(self) -> Programme | None:
        """The programme that inherits the aims of this one; None without any."""
        own = self.programme.programme_id
        return next((one for one in self.programmes if one.inherits == own), None)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Ids of the units that are another programme's and not this one's."""
        homes = (one.home_unit_id for one in self.programmes if one != self.programme)
        others = frozenset[str]().union(*map(self._parts_of, homes))
        return others - self._parts_of(self.programme.home_unit_id)

    @cached_property
    def levels(self) -> tuple[AdminLevel, ...]:
        """The levels that the home and its parts are of, from the province down."""
        known = {unit.level for key, unit in self.units.items() if self.is_ours(key)}
        return tuple(level for level in AdminLevel if level in known)

    @property
    def level_below(self) -> AdminLevel:
        """The level next below the home: districts as long as there are any."""
        return _DISTRICT if _DISTRICT in self.levels else _COMMUNE

    def within(self, boundaries: str) -> "Catalogue":
        """The same with every period on one of the vintages, by its name."""
        found = next(one for one in self.vintages if one.name == boundaries)
        return replace(self, boundaries=found)

    def is_shown(self, unit_id: str) -> bool:
        """True for a unit of `boundaries` or of no vintage; without any for all."""
        shown = self.boundaries
        return shown is None or unit_id in shown.parents or unit_id not in self._parts

    def inherited(self, older: Vintage) -> tuple[Inheritance, ...]:
        """What the units of `boundaries` have from those of an older vintage; none without any."""
        shown = self.boundaries
        return crosswalk(self.changes, self.vintages, older, shown) if shown else ()

    @property
    def home(self) -> AdminUnit:
        """The province whose programme this is."""
        return self.units[self.programme.home_unit_id]

    def unit_of(self, target: Target) -> AdminUnit:
        """The unit that a target is set for: itself, or each of its parts; by default the home."""
        return self.units[target.scope_unit_id or self.programme.home_unit_id]

    @cached_property
    def own_targets(self) -> tuple[Target, ...]:
        """The targets set for the home or a part of it, without those that another replaced."""
        return tuple(
            one
            for one in self.targets.values()
            if one.level is not AdminLevel.NATION
            and one.superseded_by is None
            and self.is_ours(self.unit_of(one).unit_id)
        )

    @cached_property
    def provinces(self) -> tuple[AdminUnit, ...]:
        """The home, then what other vintages have at the top: the provinces that came after it.

        One with a programme of its own is left to that.
        """
        tops = (
            key
            for vintage in self.vintages
            for key, above in vintage.parents.items()
            if above is None and key not in self.foreign
        )
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

    def names_among(self, units: Iterable[AdminUnit]) -> dict[str, str]:
        """Return what units are called in one list, by id: namesakes with what they lie in."""
        listed = tuple(units)
        shared = Counter(unit.name for unit in listed)
        above = {one.unit_id: self.above(one) for one in listed if shared[one.name] > 1}
        return {
            one.unit_id: f"{one.name} · {whole.name_short}"
            if (whole := above.get(one.unit_id))
            else one.name
            for one in listed
        }

    def district(self, unit: AdminUnit, vintage: Vintage) -> AdminUnit | None:
        """The district that a unit lay in in that vintage; None where it lay in none."""
        above = self.parent(unit, vintage)
        return above if above and above.level is _DISTRICT else None

    def former_district(self, unit: AdminUnit) -> AdminUnit | None:
        """The former district on whose ground most of a unit without district lies.

        By the area of the parts that it was made of; None where it lies in a district, or where
        nothing is known of its parts.
        """
        areas: dict[str, Decimal] = {}
        if self.district(unit, self.last_vintage(unit)) is None:
            made = (one for one in self.changes if one.to_unit_id == unit.unit_id)
            for change in made:
                part = self.units[change.from_unit_id]
                vintage = self.last_vintage(part)
                above = self.district(part, vintage)
                if part != unit and above:
                    area = self.facts(part, vintage).area_km2 or Decimal(1)
                    share = Decimal(1) if change.share is None else change.share
                    areas[above.unit_id] = areas.get(above.unit_id, Decimal(0)) + area * share
        most = max(areas, key=lambda key: (areas[key], key), default=None)
        return self.units[most] if most else None

    def in_place_of(self, unit: AdminUnit, day: date) -> tuple[AdminUnit, ...]:
        """The units that hold a unit's ground on a day, by code: its heirs, or what it was made of.

        The unit itself where it is valid then; none where no change tells.
        """
        if unit.is_valid_on(day):
            return (unit,)
        is_later = unit.ended_before(day)
        found = dict[str, AdminUnit]()
        for change in self.changes:
            ends = change.from_unit_id, change.to_unit_id
            own, other = ends if is_later else ends[::-1]
            if own == unit.unit_id and other != own:
                found |= {u.unit_id: u for u in self.in_place_of(self.units[other], day)}
        return tuple(sorted(found.values(), key=lambda one: one.code))

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
        pairs = ((one, series.unit_id) for series in every for one in periods_of(series.points))
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
        return unit.unit_id in self._parts_of(whole_id)

    def is_ours(self, unit_id: str) -> bool:
        """True for the home and for all that ever was a part of it."""
        return self.is_within(self.units[unit_id], self.programme.home_unit_id)

    def is_in_hierarchy(self, unit: AdminUnit) -> bool:
        """True for the units of some vintage; False for the nation and other provinces."""
        return unit.unit_id in self._parts

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
        for one in ordered:
            targets[one.indicator_id] = (*targets.get(one.indicator_id, ()), one)
        return targets

    def _parts_of(self, unit_id: str) -> AbstractSet[str]:
        return self._parts.get(unit_id, {unit_id})

    @cached_property
    def _parts(self) -> Mapping[str, set[str]]:
        """Each unit of some vintage with itself and all that ever were a part of it."""
        if self.whole:  # the vintages are those of all programmes
            return self.whole._parts
        parts = defaultdict[str, set[str]](set)
        for vintage in self.vintages:
            for unit_id in vintage.parents:
                for whole_id in (unit_id, *vintage.ancestors(unit_id)):
                    parts[whole_id].add(unit_id)
        return parts
