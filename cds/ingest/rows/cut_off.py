"""A text file that ends within its last number: what is left of it looks like one."""

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.head.sheet import ParsedRow, Sheet
from cds.ingest.words.fields import FIGURES, Field

_FEWEST = 3  # figures beside the last
_NATURAL = (0, 100)  # none, and all of a whole
_TIMES = 5  # as small as that; a digit less makes it ten


def cut_off(sheet: Sheet) -> Iterator[Issue]:
    """Ask about the last number of a text without a last line end that is unlike all others.

    It is far smaller than each of them, or lacks decimals that all of them have.
    """
    line = sheet.table.open_line
    if line is None:
        return
    last = sheet.below[-1:]
    ends = [each for each in sheet.entries if each.observation.line == line]
    for entry in ends:
        column = len(last[0].cells)
        field = next((each for each in FIGURES if entry.block.column(each) == column), None)
        figure = entry.written(field) if field else None
        if field is None or figure is None:
            continue
        others = [
            each
            for each in sheet.entries
            if each is not entry and each.block == entry.block and each.indicator is entry.indicator
        ]
        if _is_unlike(figure, entry, others, field):
            shown, severity = last[0].cells[-1], Severity.CONFIRM
            yield entry.fault(
                IssueCode.TRUNCATED, field, value=shown, severity=severity, reason="end"
            )


def _is_unlike(figure: Decimal, entry: ParsedRow, others: list[ParsedRow], field: Field) -> bool:
    known = [number for each in others if (number := each.written(field)) is not None]
    if len(known) < _FEWEST or figure in _NATURAL:
        return False
    is_small = figure < min(known) and figure * _TIMES <= median(known)
    lacks_decimals = field is Field.VALUE and entry.decimals < min(e.decimals for e in others)
    return is_small or lacks_decimals
