"""Shares written as fractions: 0.87 where 87% is meant."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from cds.domain.indicators import Direction
from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import first_of
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow
from cds.ingest.words.fields import Field

_FEWEST = 3  # of which nothing is known, where a share had better be low and may well be
_APART = 10  # times: beyond it a hundredfold of the smaller is nearer to the larger


def small_shares(entries: Sequence[ParsedRow], registers: Registers) -> Iterator[Issue]:
    """Shares of at most 1 that are out of all proportion look like 0.8 written for 80%.

    Held against what counts for the unit itself; where nothing does, all of them together against
    the other shares of the file, else of other units. Against nothing they are asked about too,
    but for those written with the sign and for one or two of what had better be low.
    """
    shares: defaultdict[str, list[ParsedRow]] = defaultdict(list)
    for entry in entries:
        if entry.observation.value and entry.indicator.is_share:
            shares[entry.observation.indicator_id].append(entry)
    for indicator_id, found in shares.items():
        if any(map(_is_small, found)):
            yield from _fractions(indicator_id, found, registers)


def _fractions(
    indicator_id: str, found: Sequence[ParsedRow], registers: Registers
) -> Iterator[Issue]:
    known = registers.context.current.get(indicator_id, {})
    doubted: list[ParsedRow] = []
    alone: list[ParsedRow] = []
    sound: list[ParsedRow] = []
    normal: list[Decimal] = []
    for entry in found:
        past = [value for value in known.get(entry.observation.unit_id, {}).values() if value]
        if not _is_small(entry):
            sound.append(entry)
        elif not past:
            alone.append(entry)
        elif _APART * _value(entry) < median(past):
            doubted.append(entry)
            normal += past
        else:
            sound.append(entry)
    indicator = found[0].indicator
    others = [*map(_value, sound)] or [v for own in known.values() for v in own.values() if v]
    is_apart = (
        _APART * median(map(_value, alone)) < median(others)
        if alone and others
        else (len(alone) >= _FEWEST or indicator.direction is Direction.HIGHER_IS_BETTER)
        and not all(entry.is_percent for entry in alone)
    )
    if alone and is_apart:
        is_rare = 0 < len(sound) < len(alone) and not doubted
        has_proof = any(not _is_bare(e) or e.observation.unit_id in known for e in sound)
        doubted += sound if is_rare and not has_proof else alone
        normal += others
    reason = "beside" if alone and sound and is_apart else "before" if normal else "share"
    for entry in doubted[:1]:
        yield entry.fault(
            IssueCode.SUSPICIOUS_SCALE,
            Field.VALUE,
            value=entry.given_value,
            percent=100 * (entry.given_value or 0),
            indicator=indicator.name,
            count=len(doubted),
            typical=round(median(normal), 1) if normal else "",
            lines=first_of(each.observation.line or 0 for each in doubted),
            reason=reason if _is_small(entry) else "rare",
        )


def _is_small(entry: ParsedRow) -> bool:
    return _is_bare(entry) and 0 < _value(entry) <= 1


def _is_bare(entry: ParsedRow) -> bool:
    """True for a share given without its counts, which would tell its size."""
    return entry.observation.numerator is None or entry.observation.denominator is None


def _value(entry: ParsedRow) -> Decimal:
    return entry.observation.value or Decimal(0)
