"""Rows of totals as check values: each must be what the rows above it add up to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from cds.domain.admin_units import AdminLevel
from cds.domain.indicators import Aggregation, Indicator
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import percentage
from cds.ingest.body import Total
from cds.ingest.cells import Cells
from cds.ingest.faults import fault
from cds.ingest.fields import Field
from cds.ingest.figures import FigureReader
from cds.ingest.layout import FigureColumns
from cds.ingest.numbers import is_number
from cds.ingest.parsing import ParsedRow
from cds.ingest.scope import RuleScope, plain

_HALF = Decimal("0.5")
_SHOWN = Decimal("0.01")
_COUNTS = (Field.NUMERATOR, Field.DENOMINATOR)


def total_faults(
    totals: Sequence[Total],
    entries: Sequence[ParsedRow],
    blocks: Sequence[FigureColumns],
    figures: FigureReader,
    scope: RuleScope,
) -> Iterator[Issue]:
    """Yield an issue for each total that none of the sums it may mean agrees with.

    Long tables mix indicators in one column; their totals, and those over rows of which none is
    sound, can be held against nothing, and are named.
    """
    unheld: dict[int, Issue] = {}
    for block in blocks:
        found = [entry for entry in entries if entry.block is block]
        is_one = len({(e.observation.indicator_id, e.observation.period) for e in found}) == 1
        for total in totals:
            parts = list(_parts(total, found, scope)) if is_one else []
            cells = Cells(total.row, block)
            for field in (*_COUNTS, Field.VALUE):
                given, line = figures.plain(cells, field), total.row.line
                if given is not None and parts and all(parts):
                    yield from _fault(cells, field, given, parts, scope)
                elif is_number(cells.cell(field)):
                    shown, code = str(cells.cell(field)), IssueCode.UNREAD_FIGURES
                    severity, reason = Severity.WARNING, "total"
                    unheld[line] = fault(
                        code, line=line, value=shown, severity=severity, reason=reason
                    )
    yield from unheld.values()


def _parts(
    total: Total, found: Sequence[ParsedRow], scope: RuleScope
) -> Iterator[Sequence[ParsedRow]]:
    """Yield the rows a total may be over: its section, or all rows of one level."""
    if total.section is not None:
        yield [entry for entry in found if entry.section == total.section]
    levels = dict.fromkeys(scope.unit(entry).level for entry in found)
    for level in (AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE):
        if level in levels:
            yield [entry for entry in found if scope.unit(entry).level is level]


def _fault(
    cells: Cells,
    field: Field,
    given: Decimal,
    parts: Sequence[Sequence[ParsedRow]],
    scope: RuleScope,
) -> Iterator[Issue]:
    indicator = scope.indicator(parts[0][0])
    expected = [_expected(field, indicator, each) for each in parts]
    if any(low is None or low <= given <= high for low, high in expected):
        return
    low, high = expected[0]
    middle = ((low or Decimal(0)) + high) / 2
    expected_text = plain(middle.quantize(_SHOWN))
    issue = cells.fault(IssueCode.AGGREGATE_MISMATCH, field, expected=expected_text)
    yield replace(issue, value=str(plain(given)))


def _expected(
    field: Field, indicator: Indicator, parts: Sequence[ParsedRow]
) -> tuple[Decimal | None, Decimal]:
    """Return between what the total must lie; None when nothing can be told."""
    if field in _COUNTS:
        whole = _sum(getattr(part.observation, field.value) for part in parts)
        return (None, Decimal(0)) if whole is None else (whole, whole)
    if indicator.is_share:
        return _share(parts)
    values = _sum(part.observation.value for part in parts)
    if values is None or indicator.aggregation is not Aggregation.SUM:
        return None, Decimal(0)
    slack = _HALF.scaleb(-max(part.decimals for part in parts)) * len(parts)
    slack = slack if any(part.decimals for part in parts) else Decimal(0)
    return values - slack, values + slack


def _share(parts: Sequence[ParsedRow]) -> tuple[Decimal | None, Decimal]:
    """A share follows from the counts; without them it lies between the least and the most."""
    numerator = _sum(part.observation.numerator for part in parts)
    denominator = _sum(part.observation.denominator for part in parts)
    exact = percentage(numerator, denominator)
    if exact is not None:
        return exact - _HALF, exact + _HALF
    values = [part.observation.value for part in parts if part.observation.value is not None]
    return (min(values) - _HALF, max(values) + _HALF) if values else (None, Decimal(0))


def _sum(values: Iterator[Decimal | None]) -> Decimal | None:
    known = list(values)
    if not known or None in known:
        return None
    return sum((value for value in known if value is not None), Decimal(0))
