"""Administrative units, their validity and census facts, and what became of each by the reforms.

Rules of inheriting: methods, section 9. Shares go forward in time alone: nothing published says how
to divide what a merged unit reports among the units it was made of.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from cds.domain.periods import Period

Passed = tuple[Decimal | None, bool]  # a share, and whether it is an estimate
_WHOLE: Passed = (Decimal(1), False)


class AdminLevel(StrEnum):
    """Level of an administrative unit, from the whole country down."""

    NATION = "nation"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """One extent of a unit: codes are reused, so a code alone names nothing.

    `valid_to` None means still valid. `parent_code` None means top of the hierarchy.
    """

    code: str
    level: AdminLevel
    name: str
    name_short: str
    type_name: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None
    vintages: tuple[str, ...] = ()
    responsible: str | None = None
    name_variants: tuple[str, ...] = ()
    unit_id: str = field(init=False, compare=False, repr=False)
    """Our key: code and first day of validity, for instance 27691@2004-08-31."""

    def __post_init__(self) -> None:
        """Write the key once: a page asks for it ten thousand times."""
        object.__setattr__(self, "unit_id", f"{self.code}@{self.valid_from.isoformat()}")

    @property
    def has_own_office(self) -> bool:
        """True when the office that answers is called by the unit; False where none is told."""
        return self.name.casefold() in (self.responsible or "").casefold()

    def is_valid_on(self, day: date) -> bool:
        """True when the unit exists on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def ended_before(self, day: date) -> bool:
        """True when the unit's last day lies before the day."""
        return self.valid_to is not None and self.valid_to < day

    def overlaps(self, period: Period) -> bool:
        """True when the unit exists on at least one day of the period."""
        return self.valid_from <= period.end and (
            self.valid_to is None or period.start <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """How many live in a unit of one vintage; None where nothing published tells.

    The sources say in words what is counted and what is an estimate, empty for the census.
    """

    households: Decimal | None = None
    population: Decimal | None = None
    area_km2: Decimal | None = None
    latitude: float | None = None
    longitude: float | None = None
    households_source: str = ""
    population_source: str = ""


@dataclass(frozen=True, slots=True)
class Vintage:
    """The set of units between two reforms. `last` None means the present one."""

    name: str
    first: date
    last: date | None
    parents: Mapping[str, str | None] = field(repr=False)  # unit_id -> parent's unit_id
    facts: Mapping[str, UnitFacts] = field(repr=False)  # unit_id -> facts

    def ancestors(self, unit_id: str) -> tuple[str, ...]:
        """The ids of the units above, the nearest first; none at the top or of another vintage."""
        parent = self.parents.get(unit_id)
        return (parent, *self.ancestors(parent)) if parent else ()


@dataclass(frozen=True, slots=True)
class AdminUnitChange:
    """How much of a unit's area went to which unit. `share` None means unknown."""

    from_unit_id: str
    to_unit_id: str
    effective_on: date
    kind: str
    share: Decimal | None
    legal_basis: str
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class Inheritance:
    """The share of one unit (0 to 1, of its area) that lies in a later one.

    `share` None means unknown: what the heir was before cannot be told in numbers. `is_estimate`
    is True where no legal text gives the share.
    """

    heir_id: str
    from_id: str
    share: Decimal | None
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A commune of the map package that became land of a unit with no past in the register.

    `share` (0 to 1, of its area) is of the commune; what is not whole is cut straight.
    """

    vintage: str
    unit_id: str
    province: str
    district: str
    commune: str
    share: Decimal


class Past(StrEnum):
    """What the figures of a unit before a reform are made of."""

    SAME = "same"  # the unit itself, of the same extent
    WHOLE = "whole"  # whole units: exact
    ESTIMATED = "estimated"  # parts of units
    UNKNOWN = "unknown"  # of some part nobody knows the share
    NONE = "none"  # no unit is known that it was made of


def outlook(inherited: Iterable[Inheritance], older: Vintage, newer: Vintage) -> Mapping[Past, int]:
    """Count the units of a vintage by what their figures before it are made of."""
    shares: dict[str, list[Decimal | None]] = defaultdict(list)
    for one in inherited:
        shares[one.heir_id].append(one.share)
    counted = Counter[Past]()
    for unit_id in newer.parents:
        parts = shares.get(unit_id, [])
        if not parts:
            counted[Past.SAME if unit_id in older.parents else Past.NONE] += 1
        elif None in parts:
            counted[Past.UNKNOWN] += 1
        else:
            counted[Past.WHOLE if set(parts) == {1} else Past.ESTIMATED] += 1
    return counted


def crosswalk(
    changes: Iterable[AdminUnitChange], vintages: Iterable[Vintage], older: Vintage, newer: Vintage
) -> tuple[Inheritance, ...]:
    """Return what the units of a vintage inherited from those of an older one, by heir and origin.

    Shares of several reforms are multiplied along each way and added where ways meet. A unit that
    took in another and kept its key inherits from itself too; one that is the same in both vintages
    is no heir. Nothing is inherited where `newer` is not the later.
    """
    onward: dict[tuple[object, str], list[AdminUnitChange]] = defaultdict(list)
    for change in changes:
        onward[change.effective_on, change.from_unit_id].append(change)
    held: dict[tuple[str, str], Passed] = {(one, one): _WHOLE for one in older.parents}
    for _, step in pairwise(one for one in vintages if older.first <= one.first <= newer.first):
        passed: dict[tuple[str, str], list[Passed]] = defaultdict(list)
        for (unit_id, origin), (share, is_estimate) in held.items():
            for change in onward.get((step.first, unit_id), ()):
                part = None if share is None or change.share is None else share * change.share
                passed[change.to_unit_id, origin].append((part, is_estimate or change.is_estimate))
            if unit_id in step.parents and (step.first, unit_id) not in onward:
                passed[unit_id, origin].append((share, is_estimate))
        held = {}
        for pair, ways in passed.items():
            shares = [share for share, _ in ways]
            whole = None if None in shares else sum(filter(None, shares), Decimal(0))
            held[pair] = whole, any(is_estimate for _, is_estimate in ways)
    heirs = {heir_id for heir_id, origin in held if heir_id != origin}
    return tuple(
        Inheritance(heir_id, origin, share, is_estimate)
        for (heir_id, origin), (share, is_estimate) in sorted(held.items())
        if heir_id in heirs
    )
