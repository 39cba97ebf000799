"""Which units close a gap, and what if they did (methods, section 3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A unit and what is still open in it: households without, u = H - C, at least 0."""

    unit_id: str
    open: int


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One unit of a plan with the things done when all units up to it are closed."""

    unit_id: str
    open: int
    running_total: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The smallest set of units that closes a gap; when not `reachable`, all open units."""

    still_to_do: int
    is_reachable: bool
    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Numerator and denominator of one unit."""

    numerator: Decimal
    denominator: Decimal


def least_set(units: Iterable[OpenUnit], still_to_do: int) -> Plan:
    """Return the fewest units that, closed whole, do what is still to do.

    Largest first, ties by unit id. Exact for the number of units: no set of k units closes more
    than the k largest.
    """
    ranked = sorted((u for u in units if u.open > 0), key=lambda u: (-u.open, u.unit_id))
    return _plan(ranked, still_to_do, [unit.open for unit in ranked])


def least_set_of_units(units: Iterable[OpenUnit], units_needed: int) -> Plan:
    """Return the units that come to their own target with the fewest things to do.

    For targets of the form "share of communes that reach x": `units_needed` more of them must.
    The running total counts things.
    """
    ranked = sorted((u for u in units if u.open > 0), key=lambda u: (u.open, u.unit_id))
    plan = _plan(ranked, units_needed, [1] * len(ranked))
    totals = accumulate(step.open for step in plan.steps)
    steps = (PlanStep(s.unit_id, s.open, t) for s, t in zip(plan.steps, totals, strict=True))
    return Plan(plan.still_to_do, plan.is_reachable, tuple(steps))


def what_if(counts: Mapping[str, Counts], raised_to_pct: Mapping[str, Decimal]) -> Counts:
    """Return the whole's counts if the chosen units rose to their percentages.

    A unit never loses what it has; things are whole, so a share is reached by rounding up.
    """
    numerators = (
        _raised(unit, raised_to_pct.get(unit_id, Decimal(0))) for unit_id, unit in counts.items()
    )
    denominators = (unit.denominator for unit in counts.values())
    return Counts(sum(numerators, Decimal(0)), sum(denominators, Decimal(0)))


def _raised(unit: Counts, pct: Decimal) -> Decimal:
    aimed = (pct * unit.denominator / 100).to_integral_value(ROUND_CEILING)
    return max(unit.numerator, aimed)


def _plan(ranked: list[OpenUnit], needed: int, gains: list[int]) -> Plan:
    if needed <= 0:
        return Plan(0, True, ())
    totals = list(accumulate(gains))
    size = next((i + 1 for i, total in enumerate(totals) if total >= needed), None)
    chosen = zip(ranked[:size], totals, strict=False)
    steps = tuple(PlanStep(unit.unit_id, unit.open, total) for unit, total in chosen)
    return Plan(needed, size is not None, steps)
