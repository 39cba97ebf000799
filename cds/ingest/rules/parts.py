"""Figures of parts held against their whole: as the register says, and periods in their own."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import chain

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
                most, slack = _most(entry, whole, told.get(whole.indicator_id), registers)
                compared[key] += most is not None
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
    del registers  # as all rules have it
    sums = [each for each in entries if each.observation.cumulative_since and _adds_up(each)]
    keys = {(each.indicator.indicator_id, each.unit.unit_id) for each in sums}
    inside = defaultdict[object, list[ParsedRow]](list)
    for entry in entries if keys else ():
        if (key := (entry.indicator.indicator_id, entry.unit.unit_id)) in keys:
            inside[key].append(entry)
    less = defaultdict[tuple[str, Period], list[_Breach]](list)
    for entry in sums:
        name, value = entry.indicator.indicator_id, entry.observation.value
        held = (each for each in inside[name, entry.unit.unit_id] if _holds(entry, each))
        told = [(each.observation.value or Decimal(0), each.observation.period) for each in held]
        most, period = max(told, default=(Decimal(0), entry.observation.period))
        if value is not None and value < most:
            less[name, period].append((entry, value, most))
    for (_, period), rows in less.items():
        yield _asked(rows, "so_far", str(period))


def _adds_up(entry: ParsedRow) -> bool:
    return entry.indicator.accumulation is Accumulation.FLOW and not entry.indicator.is_share


def _holds(whole: ParsedRow, part: ParsedRow) -> bool:
    """True for the figure of a time that a sum so far is over as well."""
    own, other = whole.observation, part.observation
    since, first = own.cumulative_since, other.cumulative_since or other.period.start
    is_same = other.cumulative_since in (None, since)
    is_inside = since is not None and since <= first and other.period.end <= own.period.end
    return part is not whole and is_same and is_inside


def _contraries(catalogue: Catalogue) -> Mapping[str, Sequence[str]]:
    """Return, of shares of one whole, those that better be high with those that better be low."""
    shares = [each for each in catalogue.indicators.values() if each.denominator_name]
    low = [each for each in shares if each.direction is Direction.LOWER_IS_BETTER]
    high = [each for each in shares if each.direction is Direction.HIGHER_IS_BETTER]
    pairs = [(a.indicator_id, b.indicator_id) for a in high for b in low if _are_of_one(a, b)]
    return {key: [other for one, other in pairs if one == key] for key, _ in pairs}


def _are_of_one(one: Indicator, other: Indicator) -> bool:
    return wholes_of(one) == wholes_of(other)


def _asked(rows: Sequence[_Breach], reason: str, other: str) -> Issue:
    """Return the question about figures of one indicator, with the first of them."""
    (entry, part, whole), indicator = rows[0], rows[0][0].indicator
    value, beside = (whole, part) if reason in ("parts", "periods") else (part, whole)
    asks = partial(entry.fault, IssueCode.AGGREGATE_MISMATCH, entry.figure, reason=reason)
    asks = partial(asks, period=entry.observation.period)
    lines = first_of(each.observation.line or 0 for each, *_ in rows)
    asks = partial(asks, indicator=indicator.name, other=other, lines=lines, count=len(rows))
    asks = partial(asks, unit=entry.unit.name, decimals=indicator.decimals)
    asks = partial(asks, former=other) if reason == "so_far" else asks
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
