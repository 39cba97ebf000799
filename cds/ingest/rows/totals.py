"""Rows of totals as check values: each must be what the rows above it add up to."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from operator import attrgetter

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import plain_words
from cds.domain.indicators import Aggregation
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import percentage
from cds.ingest.faults import plain, unread
from cds.ingest.head.layout import FigureColumns
from cds.ingest.head.sheet import ParsedRow, Sheet, Total
from cds.ingest.rows.cells import Cells
from cds.ingest.rows.number_cells import FigureReader
from cds.ingest.words.fields import COUNTS, FIGURES, Field
from cds.ingest.words.numbers import counts

_HALF = Decimal("0.5")
_SHOWN = Decimal("0.01")
_OF_A_PLACE = re.compile(r"(?:toan|ca) (?:tinh|huyen|thi xa|thanh pho|xa)\b")


def total_faults(
    sheet: Sheet, blocks: Sequence[FigureColumns], figures: FigureReader
) -> Iterator[Issue]:
    """Yield an issue for each total that none of the sums it may mean agrees with.

    Long tables mix indicators in one column; their totals, and those over rows of which none is
    sound, can be held against nothing, and are named. Of shares without counts nothing is added up
    that could take the place of a total's.
    """
    unheld, held_ones, shares = dict[int, Issue](), dict[int, Total](), set[int]()
    for block in blocks:
        found = [entry for entry in sheet.entries if entry.block is block]
        lines = [entry.line for entry in found]
        is_one = len({(e.observation.indicator_id, e.observation.period) for e in found}) == 1
        expected, adds_up = _sums(found), bool(found) and made_of(found) is not None
        for total in sheet.totals:
            parts = list(_parts(total, found, lines)) if is_one else []
            cells = Cells(total.row, block)
            for field in FIGURES:
                given, line = figures.plain(cells, field), total.row.line
                of = parts if given is not None else []
                held = [each for part in of if (each := expected(field, part))]
                if given is not None and held:
                    held_ones[line] = total
                    shares |= set() if adds_up else {line}
                    is_share = found[0].indicator.is_share
                    yield from _fault(cells, field, given, held, is_share=is_share)
                elif counts(cells.cell(field)):
                    asks = partial(unread, reason="total", line=line, severity=Severity.WARNING)
                    unheld[line] = asks(value=cells.cell(field))
    yield from unheld.values()
    at = sheet.layout.keys.get(Field.UNIT_NAME, 0)
    for line, total in held_ones.items():
        label, reason = str(total.row.cell(at)), "held_share" if line in shares else "held"
        if line in shares or _OF_A_PLACE.match(plain_words(label)):  # one may think it is read
            asks = partial(unread, line=line, column=at + 1, severity=Severity.WARNING)
            yield asks(value=label, reason=reason)


_Part = tuple[int, int, AdminLevel | None]  # rows, from one to before another; of a level, or all
_Range = tuple[Decimal | None, Decimal]  # between what a total must lie; None: nothing can be told


def _parts(total: Total, found: Sequence[ParsedRow], lines: Sequence[int]) -> Iterator[_Part]:
    """Yield what a total may be over: the rows of its page, or of one level in a part or all."""
    end = bisect_left(lines, total.row.line)
    if total.page_from is not None:
        yield from ((first, end, None) for first in (bisect_left(lines, total.page_from), 0))
        return
    spans = [(bisect_left(lines, line), end) for line in total.since]
    if total.section is not None:
        of, section = attrgetter("section"), total.section
        spans.append((bisect_left(found, section, key=of), bisect_right(found, section, key=of)))
    spans += [(0, len(found))] if total.since else []  # what heads a section is of that alone
    for span in spans:
        for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE):
            yield (*span, level)


def _sums(found: Sequence[ParsedRow]) -> Callable[[Field, _Part], _Range | None]:
    """Return what tells the range of a part's total, each added up once; None for no rows."""

    @cache
    def expected(field: Field, part: _Part) -> _Range | None:
        first, end, level = part
        rows = found[first:end]
        rows = [entry for entry in rows if entry.unit.level is level] if level else rows
        return _expected(field, rows) if rows else None

    return expected


def _fault(
    cells: Cells, field: Field, given: Decimal, expected: Sequence[_Range], *, is_share: bool
) -> Iterator[Issue]:
    if any(low is None or low <= given <= high for low, high in expected):
        return
    low, high = expected[0]
    code, least = IssueCode.AGGREGATE_MISMATCH, low or Decimal(0)
    middle = ((least + high) / 2).quantize(_SHOWN)
    told = cells.fault(code, field, expected=middle)
    if field is Field.VALUE and is_share and high - least > 2 * _HALF:  # no sum of theirs
        least, high = least + _HALF, high - _HALF
        told = cells.fault(code, field, reason="between", minimum=least, maximum=high)
    yield replace(told, value=plain(given))


def _expected(field: Field, parts: Sequence[ParsedRow]) -> _Range:
    indicator = parts[0].indicator
    if field in COUNTS:
        whole = added(getattr(part.observation, field.value) for part in parts)
        return (None, Decimal(0)) if whole is None else (whole, whole)
    whole, slack = made_of(parts), _HALF
    if whole is None:
        values = [part.observation.value for part in parts if part.observation.value is not None]
        is_between = bool(values) and indicator.is_share  # without counts: the least and the most
        return (min(values) - _HALF, max(values) + _HALF) if is_between else (None, Decimal(0))
    if not indicator.is_share:
        most = max(part.decimals for part in parts)
        slack = _HALF.scaleb(-most) * len(parts) if any(p.decimals for p in parts) else Decimal(0)
    return whole - slack, whole + slack


def made_of(parts: Sequence[ParsedRow]) -> Decimal | None:
    """Return what the parts make together, shares from their counts; None for nothing."""
    indicator, figures = parts[0].indicator, [part.observation for part in parts]
    if indicator.is_share:
        numerator = added(each.numerator for each in figures)
        return percentage(numerator, added(each.denominator for each in figures))
    is_sum = indicator.aggregation is Aggregation.SUM
    return added(each.value for each in figures) if is_sum else None


def added(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum; None where one is not known, or there is none."""
    known = list(values)
    if not known or None in known:
        return None
    return sum((value for value in known if value is not None), Decimal(0))
