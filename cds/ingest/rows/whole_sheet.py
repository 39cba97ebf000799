"""The rows of one table from cells to figures, each step in its order."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median

from cds.domain.admin_units import Vintage
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import PeriodKind, period_of
from cds.ingest.head.column_faults import (
    hidden,
    merged,
    notes_below,
    ragged,
    so_far_questions,
    uncomputed,
)
from cds.ingest.head.period_cells import tell_periods
from cds.ingest.head.reckoning import Counted, conventions, decimal_mark
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow, Sheet
from cds.ingest.rows.converted_measures import take_in_own_measures
from cds.ingest.rows.drafts_and_corrections import repeat_remarks
from cds.ingest.rows.parsing import RowParser
from cds.ingest.rows.privacy import personal_cells
from cds.ingest.rows.share_counts import join_parts, take_counts
from cds.ingest.rows.sorting import RowSorter
from cds.ingest.rows.title_conflicts import (
    growth_only,
    indicators_beside,
    names_elsewhere,
    periods_elsewhere,
    totals_elsewhere,
    units_beside,
    units_elsewhere,
    years_for_parts,
)
from cds.ingest.rows.totals import total_faults
from cds.ingest.rows.unexplained import unexplained_words
from cds.ingest.rows.unread import (
    ask_once_a_column,
    leave_out_struck,
    leave_out_unknown,
    swallowed_lines,
    unread_figures,
)
from cds.ingest.words.fields import FIGURES, UNITS, Field


def sort_rows(sheet: Sheet, registers: Registers) -> None:
    """Put the rows that hold figures into the sheet."""
    tell_periods(sheet, registers.context.period)
    RowSorter(sheet, registers).sort()
    join_parts(sheet, registers)


def read_rows(sheet: Sheet, registers: Registers, told: set[str]) -> str | None:
    """Read the figures of a sheet's rows, noting all that is amiss; return their decimal mark."""
    issues = sheet.issues
    uneven = {issue.line: issue for issue in ragged(sheet)}
    issues += unread_figures(sheet, registers, uneven)
    issues += [uneven[row.line] for row in sheet.rows if row.line in uneven]
    kept = [place for place, row in enumerate(sheet.rows) if row.line not in uneven]
    sheet.rows = [sheet.rows[place] for place in kept]
    sheet.sections = [sheet.sections[place] for place in kept]
    issues += [*hidden(sheet, registers), *personal_cells(sheet)]
    issues += [*uncomputed(sheet), *merged(sheet), *swallowed_lines(sheet, registers)]
    issues += notes_below(sheet)
    repeat_remarks(sheet)
    counted = Counted(sheet, registers.catalogue, registers.headings.measures)
    weighed = conventions(sheet, counted)
    width = sheet.layout.head.width
    place = {Field.DISTRICT: width}  # where districts of sections are put, and units that head rows
    place |= {Field.UNIT_NAME: width + 1} if sheet.units else {}
    blocks = [
        replace(each, columns=place | {**each.columns}, width=width) for each in sheet.layout.blocks
    ]
    parser, since = RowParser(sheet, registers, weighed, counted), len(issues)
    sheet.entries += parser.parse(blocks)
    take_counts(sheet, parser.figures, registers)
    leave_out_unknown(sheet, since, is_second=registers.is_second)
    issues += so_far_questions(sheet)
    ask_once_a_column(sheet, since)
    leave_out_struck(sheet)
    issues += cut_off(sheet)
    issues += total_faults(sheet, blocks, parser.figures)
    issues += take_in_own_measures(sheet, registers.headings.measures)
    issues += units_beside(sheet, registers)
    issues += [*units_elsewhere(sheet, registers), *totals_elsewhere(sheet, registers)]
    issues += [*indicators_beside(sheet, registers), *growth_only(sheet)]
    issues += names_elsewhere(sheet, registers, told)
    issues += years_for_parts(sheet) if registers.context.period is None else ()
    issues += periods_elsewhere(sheet) if registers.context.period is None else ()
    issues += unexplained_words(sheet, registers, told)
    return decimal_mark(sheet.layout, weighed)


def faults_of_rows(sheet: Sheet, of_head: Sequence[Issue], registers: Registers) -> Sequence[Issue]:
    """Return what must be mended in rows under a head that is refused, so that it is told at once.

    What follows from the head is none of theirs: faults of what it lacks, or of most of the rows.
    Figures are kept where it lacks at most their time, to be held against their range.
    """
    lacking = {i.value for i in of_head if i.code is IssueCode.MISSING_COLUMN}
    lacking |= {Field.PERIOD} if any(i.code is IssueCode.BAD_PERIOD for i in of_head) else set()
    if not sheet.layout.blocks:
        return ()
    told, sheet.issues = sheet.issues, []
    if Field.PERIOD in lacking:  # units are known by it
        sheet.layout = sheet.layout.with_constants({Field.PERIOD: _day_of(sheet, registers)})
    sort_rows(sheet, registers)
    read_rows(sheet, registers, set())
    found, sheet.issues = [i for i in sheet.issues if i.severity is Severity.ERROR], told
    sheet.entries = sheet.entries if lacking <= {Field.PERIOD} else []
    many = Counter((issue.code, issue.column) for issue in found)
    owed = frozenset(code for field in lacking for code in _OWED.get(field or "", ()))
    return [
        issue
        for issue in found
        if issue.code not in owed and many[issue.code, issue.column] * 2 <= len(sheet.rows)
    ]


def _day_of(sheet: Sheet, registers: Registers) -> str:
    """Return a day on which most of the units were there that the first rows name."""
    keys, named = sheet.layout.keys, registers.units.candidates
    texts = {str(row.cell(keys[of])) for row in sheet.first_rows for of in UNITS if of in keys}
    units = [{unit.unit_id for unit in named("", text) or named(text, "")} for text in texts]

    def there(vintage: Vintage) -> int:
        return sum(not vintage.parents.keys().isdisjoint(each) for each in units)

    return str(period_of(PeriodKind.DAY, max(registers.catalogue.vintages, key=there).first))


_OF_UNITS = (
    *(IssueCode.AMBIGUOUS_UNIT, IssueCode.UNIT_CONFLICT, IssueCode.UNIT_NOT_VALID),
    IssueCode.WRONG_LEVEL,
)
_OWED: Mapping[
    str, Sequence[IssueCode]
] = {  # codes of rows that only follow from a column that is missing
    Field.PERIOD: (*_OF_UNITS, IssueCode.BAD_PERIOD, IssueCode.FUTURE_PERIOD),
    Field.UNIT_CODE: (*_OF_UNITS, IssueCode.UNKNOWN_UNIT),
    Field.INDICATOR_ID: (IssueCode.UNKNOWN_INDICATOR, IssueCode.INDICATOR_CONFLICT),
}


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
