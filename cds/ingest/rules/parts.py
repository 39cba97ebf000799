"""Figures of parts held against their whole: as the register says, and periods in their own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Accumulation, Indicator, IndicatorKind
from cds.domain.issues import Issue, IssueCode
from cds.domain.periods import Period, PeriodKind
from cds.ingest.faults import first_of
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.rows.totals import added

_HALF = Decimal("0.5")
_Breach = tuple[ParsedRow, Decimal, Decimal]  # where, what parts are and what their whole is


def parts_of_wholes(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Ask once of each part that is more than its whole, and of parts that are not all of it.

    5G reaches nobody whom 4G does not; dossiers settled early, on time and late are all settled.
    The whole is the file's own figure, else, of one part, the one that counts now.
    """
    known, summands = registers.catalogue.indicators, registers.catalogue.once(_summands)
    groups = defaultdict[object, dict[str, ParsedRow]](dict)
    for entry in entries:
        seen = entry.observation
        if seen.value is not None and (entry.indicator.part_of or seen.indicator_id in summands):
            groups[seen.unit_id, seen.period, seen.cumulative_since][seen.indicator_id] = entry
    more, other = defaultdict[str, list[_Breach]](list), defaultdict[str, list[_Breach]](list)
    for told in groups.values():
        for key, entry in told.items():
            part = entry.observation.value or Decimal(0)
            if whole := known.get(entry.indicator.part_of or ""):
                most, slack = _most(entry, whole, told.get(whole.indicator_id), registers)
                if most is not None and part > most + slack:
                    more[key].append((entry, part, most))
            parts = [told[each] for each in summands.get(key, ()) if each in told]
            total = added(each.observation.value for each in parts)
            if total is None or len(parts) == 1:
                continue
            is_all = len(parts) == len(summands[key])
            slack = _slack(entry, registers) + sum(_slack(each, registers) for each in parts)
            if total - part > slack or (is_all and part - total > slack):
                other[key].append((entry, total, part))
    for key, rows in more.items():
        yield _asked(rows, "part", known[known[key].part_of or ""].name)
    for rows in other.values():
        yield _asked(rows, "parts", "")


def parts_of_periods(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Ask once of an indicator whose figures within a period are not what the file has for it.

    What flows adds up: three months are their quarter, and two of them are no more than it.
    """
    groups = defaultdict[tuple[str, str], dict[Period, ParsedRow]](dict)
    for entry in entries:
        seen, indicator = entry.observation, entry.indicator
        is_sum = indicator.accumulation is Accumulation.FLOW and not indicator.is_share
        if is_sum and indicator.kind is not IndicatorKind.RANK and seen.cumulative_since is None:
            groups[seen.indicator_id, seen.unit_id][seen.period] = entry
    other = defaultdict[str, list[_Breach]](list)
    for (key, _), told in groups.items():
        for period, entry in told.items() if len(told) > 1 else ():
            for kind in PeriodKind:
                inner = [told[each] for each in told if each.kind is kind and _is_in(each, period)]
                total = added(each.observation.value for each in inner)
                whole = entry.observation.value
                if total is None or whole is None:
                    continue
                is_all = sum(each.observation.period.months for each in inner) == period.months
                slack = _slack(entry, registers) + sum(_slack(each, registers) for each in inner)
                if total - whole > slack or (is_all and whole - total > slack):
                    other[key].append((entry, total, whole))
                    break
    for rows in other.values():
        yield _asked(rows, "periods", "")


def _is_in(part: Period, whole: Period) -> bool:
    return part != whole and part.kind is not PeriodKind.DAY and whole.holds(part)


def _asked(rows: Sequence[_Breach], reason: str, other: str) -> Issue:
    """Return the question about figures of one indicator, with the first of them."""
    (entry, part, whole), indicator = rows[0], rows[0][0].indicator
    value, beside = (part, whole) if reason == "part" else (whole, part)
    asks = partial(entry.fault, IssueCode.AGGREGATE_MISMATCH, entry.figure, reason=reason)
    asks = partial(asks, period=entry.observation.period)
    lines = first_of(each.observation.line or 0 for each, *_ in rows)
    asks = partial(asks, indicator=indicator.name, other=other, lines=lines, count=len(rows))
    asks = partial(asks, unit=entry.unit.name, decimals=indicator.decimals)
    return asks(value=value, expected=beside)


def _most(
    entry: ParsedRow, whole: Indicator, own: ParsedRow | None, registers: Registers
) -> tuple[Decimal | None, Decimal]:
    """Return what a part is at most, its whole, None for none, and what rounding takes."""
    seen, slack = entry.observation, _slack(entry, registers)
    if own:
        return own.observation.value, slack + _slack(own, registers)
    known = registers.context.current.get(whole.indicator_id, {}).get(seen.unit_id, {})
    value = known.get(seen.period) if seen.cumulative_since is None else None
    return value, slack + (_HALF.scaleb(-whole.decimals) if whole.is_share else 0)


def _slack(entry: ParsedRow, registers: Registers) -> Decimal:
    """Return what rounding takes from a figure as given; nothing from things counted one by one."""
    is_single = registers.headings.measures.counts_single(entry.indicator.unit_name)
    is_exact = entry.given_value is None or (is_single and not entry.indicator.is_share)
    return Decimal(0) if is_exact else _HALF.scaleb(-entry.decimals)


def _summands(catalogue: Catalogue) -> Mapping[str, Sequence[str]]:
    """Return the wholes with the parts that together are all of each, maybe none."""
    found = defaultdict[str, list[str]](list)
    for key, each in catalogue.indicators.items():
        if each.part_of:
            found[each.part_of] += [key] if each.adds_up else []
    return found
