"""What became of each unit through the reforms: who inherited which share of it.

Rules: methods, section 9. Shares go forward in time alone: nothing published says how to divide
what a merged unit reports among the units it was made of.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from cds.domain.admin_units import AdminUnitChange, Inheritance, Vintage
from cds.domain.observations import total_of_all

Passed = tuple[Decimal | None, bool]  # a share, and whether it is an estimate
_WHOLE: Passed = (Decimal(1), False)


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
                part = _product(share, change.share)
                passed[change.to_unit_id, origin].append((part, is_estimate or change.is_estimate))
            if unit_id in step.parents and (step.first, unit_id) not in onward:
                passed[unit_id, origin].append((share, is_estimate))
        held = {
            pair: (total_of_all([share for share, _ in ways]), any(est for _, est in ways))
            for pair, ways in passed.items()
        }
    heirs = {heir_id for heir_id, origin in held if heir_id != origin}
    return tuple(
        Inheritance(heir_id, origin, share, is_estimate)
        for (heir_id, origin), (share, is_estimate) in sorted(held.items())
        if heir_id in heirs
    )


def _product(share: Decimal | None, onward: Decimal | None) -> Decimal | None:
    return None if share is None or onward is None else share * onward
