"""Figures of units without any of their own, held against those of the units they were made of."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from operator import itemgetter

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.indicators import Accumulation
from cds.domain.issues import Issue, IssueCode
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow

_SMALL = Decimal(20)  # counts below jump by chance
_TEN = 10  # times


def above_predecessors(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Units without figures of their own have no ten times what those had that they were made of.

    Counts are held against the most that those had over a time as long; mostly so, of each
    indicator.
    """
    before = _Predecessors(registers)
    found = defaultdict[str, list[tuple[Decimal, ParsedRow, Decimal]]](list)
    for entry in entries:
        value = entry.observation.value
        is_large = not entry.indicator.is_share and value is not None and value > _SMALL
        if is_large and value and (former := before.most(entry)):
            found[entry.indicator.indicator_id].append((value / former, entry, former))
    for each in found.values():
        ratio, entry, former = sorted(each, key=itemgetter(0))[len(each) // 2]
        if ratio >= _TEN:
            yield entry.fault(
                IssueCode.SUSPICIOUS_SCALE,
                entry.figure,
                value=entry.observation.value,
                reason="predecessors",
                indicator=entry.indicator.name,
                previous=round(former, entry.indicator.decimals),
                unit=entry.unit.name,
                period=entry.observation.period,
            )


class _Predecessors:
    """What is known of the units that others were made of."""

    def __init__(self, registers: Registers) -> None:
        self._catalogue = registers.catalogue
        self._current = registers.context.current
        self._made_of = dict[str, tuple[AdminUnit, ...]]()

    def most(self, entry: ParsedRow) -> Decimal | None:
        """Return the most that they had, as many as are known for all; None for a known unit."""
        observation, unit = entry.observation, entry.unit
        known = self._current.get(observation.indicator_id, {})
        if not known or known.get(unit.unit_id):
            return None
        if unit.unit_id not in self._made_of:
            self._made_of[unit.unit_id] = self._before(unit)
        made_of = self._made_of[unit.unit_id]
        is_flow = entry.indicator.accumulation is Accumulation.FLOW
        length = observation.period.months if is_flow else 0
        each = [
            [v for period, v in known.get(one.unit_id, {}).items() if period.months >= length]
            for one in made_of
        ]
        most = [max(values) for values in each if values]
        return sum(most, Decimal(0)) * len(made_of) / len(most) if most else None

    def _before(self, unit: AdminUnit) -> tuple[AdminUnit, ...]:
        """Return what a unit was made of, a whole by what its communes were and lay in."""
        known, day = self._catalogue, unit.valid_from - timedelta(days=1)
        if found := known.in_place_of(unit, day):
            return found
        inside = known.descendants(unit, known.last_vintage(unit), AdminLevel.COMMUNE)
        former = {part for commune in inside for part in known.in_place_of(commune, day)}
        wholes = {above for part in former for above in self._above(part)}
        return tuple(above for above in wholes if above.level is unit.level)

    def _above(self, part: AdminUnit) -> Iterator[AdminUnit]:
        above = self._catalogue.above(part)
        while above:
            yield above
            above = self._catalogue.above(above)
