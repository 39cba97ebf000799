"""check(): bytes in, figures and every issue out; the one door of this package."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cds.domain.catalogue import Catalogue
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation
from cds.ingest.context import CheckedUpload, Context, FileFacts
from cds.ingest.faults import RefusedError, fault
from cds.ingest.layout import (
    Field,
    Given,
    Layout,
    fields_by_alias,
    find_header,
    header_faults,
    lay_out,
    shown_cells,
)
from cds.ingest.numbers import Evidence, evidence
from cds.ingest.parsing import FIGURES, Entry, RowParser
from cds.ingest.reading import read
from cds.ingest.rules import RULES, Scope, key
from cds.ingest.tables import MOST_ROWS, Row, Table

__all__ = ["CheckedUpload", "Context", "FileFacts", "check"]


def check(content: bytes, name: str, catalogue: Catalogue, context: Context) -> CheckedUpload:
    """Return what a file says and everything that is wrong with it.

    Never raises for a fault of the file. Observations are those of sound rows, each key once.
    """
    facts = FileFacts(name, hashlib.sha256(content).hexdigest())
    aliases = fields_by_alias({**context.aliases, **catalogue.header_aliases})
    try:
        table, header = _chosen(read(content), aliases)
        facts = replace(
            facts, encoding=table.encoding, delimiter=table.delimiter, sheet=table.sheet
        )
        return _checked(facts, table, header, aliases, catalogue, context)
    except RefusedError as refusal:
        return CheckedUpload(facts, (), (refusal.issue,))


def _chosen(tables: Sequence[Table], aliases: Mapping[str, Field]) -> tuple[Table, Row]:
    """Return the one table with a header of ours. Raises RefusedError for none or several."""
    headed = [(table, row) for table in tables if (row := find_header(table, aliases))]
    if len(headed) == 1:
        return headed[0]
    if headed:
        names = ", ".join(table.sheet or "" for table, _ in headed)
        raise RefusedError(fault(IssueCode.AMBIGUOUS_SHEET, value=names, found=names))
    rows = [row for table in tables for row in table.rows]
    if not rows:
        raise RefusedError(fault(IssueCode.EMPTY_FILE))
    shown = shown_cells(rows[0])
    raise RefusedError(fault(IssueCode.NO_HEADER, line=rows[0].line, value=shown, found=shown))


def _checked(
    facts: FileFacts,
    table: Table,
    header: Row,
    aliases: Mapping[str, Field],
    catalogue: Catalogue,
    context: Context,
) -> CheckedUpload:
    """Check header, rows and figures; a bad header leaves the rows unread."""
    layout = lay_out(header, aliases)
    facts = replace(facts, layout="long", header_line=header.line)
    issues = [*table.issues]
    rows = tuple(_data_rows(table, layout, issues))
    given = Given(context.period is not None, context.indicator_id is not None)
    faults = header_faults(header, aliases, given)
    if faults or not rows:
        nothing = () if rows else (fault(IssueCode.NO_ROWS, line=layout.header_line),)
        return CheckedUpload(facts, (), (*issues, *faults, *nothing))
    sheet = _Sheet(layout, rows, _conventions(rows, layout))
    issues += _hidden(table, sheet)
    observations = _figures(sheet, catalogue, context, issues)
    return CheckedUpload(
        replace(facts, decimal=sheet.decimal), observations, tuple(sorted(issues, key=_place))
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table whose columns are known."""

    layout: Layout
    rows: tuple[Row, ...]
    conventions: Mapping[Field, Evidence]

    @property
    def decimal(self) -> str | None:
        """The decimal mark of the values, or of the counts when the values tell none."""
        fields = (Field.VALUE, Field.NUMERATOR, Field.DENOMINATOR)
        marks = (self.conventions[field].decimal for field in fields)
        return next((mark.value for mark in marks if mark), None)


def _data_rows(table: Table, layout: Layout, issues: list[Issue]) -> Iterator[Row]:
    """Yield the rows under the header; those with cells too many or too few are noted."""
    below = [row for row in table.rows if row.line > layout.header_line]
    if len(below) > MOST_ROWS:
        raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
    for row in below:
        found = len(row.cells)
        is_short = table.delimiter is not None and found < layout.width
        if is_short or any(str(cell) for cell in row.cells[layout.width :]):
            issues.append(
                fault(
                    IssueCode.COLUMN_COUNT,
                    line=row.line,
                    column=min(found, layout.width) + (0 if is_short else 1),
                    found=found,
                    expected=layout.width,
                )
            )
        else:
            yield row


def _conventions(rows: Sequence[Row], layout: Layout) -> Mapping[Field, Evidence]:
    """Weigh each column of numbers by its texts; cells that hold numbers need no convention."""
    return {field: evidence(_texts(rows, layout.columns.get(field))) for field in FIGURES}


def _texts(rows: Sequence[Row], place: int | None) -> Iterator[str]:
    for row in rows:
        if place is not None and place < len(row.cells):
            cell = row.cells[place]
            if isinstance(cell, str):
                yield cell


def _hidden(table: Table, sheet: _Sheet) -> Iterator[Issue]:
    """Ask once about rows and columns that hold figures and are hidden."""
    lines = [row.line for row in sheet.rows if row.line in table.hidden_lines]
    columns = [n for f in sheet.layout.columns if (n := sheet.layout.column(f))]
    hidden = [column for column in columns if column in table.hidden_columns]
    if lines or hidden:
        line, column = min(lines, default=None), min(hidden, default=None)
        found = ", ".join(str(number) for number in lines[:10] or hidden[:10])
        yield fault(IssueCode.HIDDEN_ROWS, line=line, column=column, value=found, found=found)


def _figures(
    sheet: _Sheet, catalogue: Catalogue, context: Context, issues: list[Issue]
) -> tuple[Observation, ...]:
    parser = RowParser(catalogue, context, sheet.layout, sheet.conventions)
    entries: list[Entry] = list(parser.parse(sheet.rows, issues))
    scope = Scope(catalogue, context, sheet.layout)
    for rule in RULES:
        issues.extend(rule(entries, scope))
    once: dict[object, Observation] = {}
    for entry in entries:
        once.setdefault(key(entry.observation), entry.observation)
    if not once and not any(issue.severity is Severity.ERROR for issue in issues):
        issues.append(fault(IssueCode.NO_ROWS, line=sheet.layout.header_line))
    return tuple(once.values())


def _place(issue: Issue) -> tuple[int, int]:
    return issue.line or 0, issue.column or 0
