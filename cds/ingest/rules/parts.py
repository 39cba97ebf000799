"""Figures of parts held against their whole: as the register says, and periods in their own."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain, groupby
from operator import attrgetter

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Accumulation, Direction, Indicator, IndicatorKind
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import Period, PeriodKind
from cds.ingest.faults import first_of
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.rows.totals import added
from cds.ingest.words.nearest import wholes_of

_HALF, _ALL = Decimal("0.5"), Decimal(100)
_FEW = 0.2  # of the shares compared
_Breach = tuple[ParsedRow, Decimal, Decimal]  # where, what parts are and what their whole is


def parts_of_wholes(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Ask once of each part that is more than its whole, and of parts that are not all of it.

    5G reaches nobody whom 4G does not; dossiers settled early, on time and late are all settled.
    The whole is the file's own figure, else, of one part, the one that counts now. Of shares one or
    few that are more are slips, and all are columns that changed places; where many are more and
    others are not, both were counted by different people: that is only said.
    """
    known, summands = registers.catalogue.indicators, registers.catalogue.once(_summands)
    groups = defaultdict[object, dict[str, ParsedRow]](dict)
    for entry in entries:
        seen = entry.observation
        if seen.value is not None and (entry.indicator.part_of or seen.indicator_id in summands):
            groups[seen.unit_id, seen.period, seen.cumulative_since][seen.indicator_id] = entry
    more, other = defaultdict[str, list[_Breach]](list), defaultdict[str, list[_Breach]](list)
    compared = Counter[str]()
    for told in groups.values():
        for key, entry in told.items():
            part = entry.observation.value or Decimal(0)
            if whole := known.get(entry.indicator.part_of or ""):
                own = told.get(whole.indicator_id)
                most = _most(entry, whole, own, registers)
                compared[key] += most is not None
                if most is not None and part > most:
                    slack = _slack(own, registers) if own else _rounded(whole)
                    if part - most > slack + _slack(entry, registers):
                        more[key].append((entry, part, most))
            parts = [told[each] for each in summands.get(key, ()) if each in told]
            is_all = len(parts) == len(summands.get(key, ()))
            total = _off(entry, parts, registers, is_all=is_all) if len(parts) > 1 else None
            if total is not None:
                other[key].append((entry, total, part))
    for key, rows in more.items():
        is_slip = len(rows) <= max(1, _FEW * compared[key]) or len(rows) == compared[key]
        is_asked = is_slip or not known[key].is_share
        reason, severity = ("part", Severity.CONFIRM) if is_asked else ("apart", Severity.WARNING)
        issue = _asked(rows, reason, known[known[key].part_of or ""].name)
        yield replace(issue, severity=severity)
    for rows in other.values():
        yield _asked(rows, "parts", "")


def parts_of_periods(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Ask once of an indicator whose figures within a period are not what the file has for it.

    What flows adds up: three months are their quarter, and two of them are no more than it.
    """
    groups = defaultdict[tuple[str, str], dict[Period, ParsedRow]](dict)
    for entry in entries:
        seen, is_rank = entry.observation, entry.indicator.kind is IndicatorKind.RANK
        if _adds_up(entry) and not is_rank and seen.cumulative_since is None:
            groups[seen.indicator_id, seen.unit_id][seen.period] = entry
    other = defaultdict[str, list[_Breach]](list)
    for (key, _), told in groups.items():
        kinds = _by_kind(told)
        for period, entry in told.items() if len(kinds) > 1 else ():
            for kind in (each for each in kinds if each is not period.kind):
                within = _within(period, kinds[kind])
                is_all = sum(each.months for each in within) == period.months
                inner = [told[each] for each in within]
                total = _off(entry, inner, registers, is_all=is_all)
                if total is not None:
                    other[key].append((entry, total, entry.observation.value or Decimal(0)))
                    break
    for rows in other.values():
        yield _asked(rows, "periods", "")


_START, _END = attrgetter("start"), attrgetter("observation.period.end")


def _by_kind(periods: Iterable[Period]) -> Mapping[PeriodKind, Sequence[Period]]:
    """Return the periods of each kind, the first one first; days add up to nothing."""
    ordered = sorted(periods, key=_START)
    found = {kind: [each for each in ordered if each.kind is kind] for kind in PeriodKind}
    return {kind: own for kind, own in found.items() if own and kind is not PeriodKind.DAY}


def _within(whole: Period, periods: Sequence[Period]) -> Sequence[Period]:
    """Return those of some periods, of which the first comes first, that lie in another."""
    first = bisect_left(periods, whole.start, key=_START)
    end = bisect_right(periods, whole.end, key=_START)
    return [each for each in periods[first:end] if whole.holds(each)]


def contrary_shares(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Ask where what is done well and what is not, both shares of one whole, are more than it."""
    known = registers.catalogue.once(_contraries)
    both = {*known, *chain(*known.values())}
    groups = defaultdict[object, dict[str, ParsedRow]](dict)
    for entry in (each for each in entries if each.indicator.indicator_id in both):
        seen = entry.observation
        groups[seen.unit_id, seen.period, seen.cumulative_since][seen.indicator_id] = entry
    found = defaultdict[tuple[str, str], list[_Breach]](list)
    for told in groups.values():
        for key, entry in told.items():
            for other in (told[each] for each in known.get(key, ()) if each in told):
                total = added(each.observation.value for each in (entry, other))
                slack = _slack(entry, registers)
                if total is not None and total > _ALL + slack + _slack(other, registers):
                    found[key, other.indicator.name].append((entry, total, _ALL))
    for (_, name), rows in found.items():
        yield _asked(rows, "contrary", name)


def sums_so_far(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Ask once of each indicator whose sums so far are less than what they are summed up from.

    That is an earlier sum since the same day, or the figure of a period inside. What is there at
    the end of a period may become less.
    """
    sums = defaultdict[tuple[str, str, date], list[ParsedRow]](list)
    for entry in filter(_adds_up, entries):
        seen = entry.observation
        if seen.cumulative_since:
            sums[seen.indicator_id, seen.unit_id, seen.cumulative_since].append(entry)
    parts = defaultdict[tuple[str, str], list[ParsedRow]](list)
    for entry in entries if sums else ():
        if entry.observation.cumulative_since is None:
            parts[entry.observation.indicator_id, entry.observation.unit_id].append(entry)
    less = defaultdict[tuple[str, Period], list[_Breach]](list)
    for (name, unit_id, since), rows in sums.items():
        inside = (e for e in parts[name, unit_id] if e.observation.period.start >= since)
        told = sorted([*rows, *inside], key=_END)
        most = Decimal(0), told[0].observation.period
        for _, ended in groupby(told, key=_END):
            at_once = [(each, each.observation) for each in ended]
            most = max(most, *((seen.value or Decimal(0), seen.period) for _, seen in at_once))
            for entry, seen in at_once:
                if seen.cumulative_since and seen.value is not None and seen.value < most[0]:
                    less[name, most[1]].append((entry, seen.value, most[0]))
    for (_, period), found in less.items():
        yield _asked(found, "so_far", str(period))


def _adds_up(entry: ParsedRow) -> bool:
    return entry.indicator.accumulation is Accumulation.FLOW and not entry.indicator.is_share


def _contraries(catalogue: Catalogue) -> Mapping[str, Sequence[str]]:
    """Return, of shares of one whole, those that better be high with those that better be low."""
    shares = [each for each in catalogue.indicators.values() if each.denominator_name]
    low = [each for each in shares if each.direction is Direction.LOWER_IS_BETTER]
    high = [each for each in shares if each.direction is Direction.HIGHER_IS_BETTER]
    both = [(a, b) for a in high for b in low if wholes_of(a) == wholes_of(b)]
    return {a.indicator_id: [b.indicator_id for one, b in both if one is a] for a, _ in both}


def _asked(rows: Sequence[_Breach], reason: str, other: str) -> Issue:
    """Return the question about figures of one indicator, with the first of them."""
    (entry, part, whole), indicator = rows[0], rows[0][0].indicator
    value, beside = (whole, part) if reason in ("parts", "periods") else (part, whole)
    asks = partial(entry.fault, IssueCode.AGGREGATE_MISMATCH, entry.figure, reason=reason)
    lines = first_of(each.line for each, *_ in rows)
    asks = partial(asks, other=other, lines=lines, count=len(rows), decimals=indicator.decimals)
    asks = partial(asks, former=other) if reason == "so_far" else asks
    return asks(value=value, expected=beside)


def _most(
    entry: ParsedRow, whole: Indicator, own: ParsedRow | None, registers: Registers
) -> Decimal | None:
    """Return what a part is at most, its whole; None for none."""
    if own:
        return own.observation.value
    seen = entry.observation
    known = registers.context.current.get(whole.indicator_id, {}).get(seen.unit_id, {})
    return known.get(seen.period) if seen.cumulative_since is None else None


def _off(
    whole: ParsedRow, parts: Sequence[ParsedRow], registers: Registers, *, is_all: bool
) -> Decimal | None:
    """Return what parts add up to, where it is more than their whole; of all parts, other than it.

    None for what is right, or not known.
    """
    total, value = added(each.observation.value for each in parts), whole.observation.value
    if total is None or value is None or total == value or (total < value and not is_all):
        return None
    slack = sum((_slack(each, registers) for each in (whole, *parts)), Decimal(0))
    return total if abs(total - value) > slack else None


def _rounded(indicator: Indicator) -> Decimal:
    return _HALF.scaleb(-indicator.decimals) if indicator.is_share else Decimal(0)


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
