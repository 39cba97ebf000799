"""Figures of units without any of their own, held against those of the units they were made of."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cache
from operator import itemgetter

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.indicators import Accumulation, Indicator
from cds.domain.issues import Issue, IssueCode
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.rules.comparisons import SMALL, TEN


def above_predecessors(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Units without figures of their own have no ten times what those had that they were made of.

    Counts are held against the most that those had over a time as long; mostly so, of each
    indicator.
    """
    before = _Predecessors(registers)
    found = defaultdict[str, list[tuple[Decimal, ParsedRow, Decimal]]](list)
    for entry in entries:
        value = entry.observation.value
        if value is None or value <= SMALL or entry.indicator.is_share:
            continue
        if former := before.most(entry):
            found[entry.indicator.indicator_id].append((value / former, entry, former))
    for each in found.values():
        ratio, entry, former = sorted(each, key=itemgetter(0))[len(each) // 2]
        if ratio >= TEN:
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
        self._made_of = cache(self._before)
        self._most = dict[tuple[str, str, int], Decimal | None]()

    def most(self, entry: ParsedRow) -> Decimal | None:
        """Return the most that they had, as many as are known for all; None for a known unit."""
        is_flow = entry.indicator.accumulation is Accumulation.FLOW
        length = entry.observation.period.months if is_flow else 0
        key = entry.indicator.indicator_id, entry.unit.unit_id, length
        if key not in self._most:  # of as many rows as there are periods
            self._most[key] = self._most_of(entry.indicator, entry.unit, length)
        return self._most[key]

    def _most_of(self, indicator: Indicator, unit: AdminUnit, length: int) -> Decimal | None:
        known = self._current.get(indicator.indicator_id, {})
        if not known or known.get(unit.unit_id):
            return None
        made_of = self._made_of(unit)
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
