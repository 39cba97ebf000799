"""Delimited text to a table: own vote on the delimiter, then the standard csv module."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import RefusedError, fault
from cds.ingest.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    SPARE_ROWS,
    CleanTexts,
    RawRow,
    RawTable,
    text_faults,
)

DELIMITERS = (";", "\t", ",", "|")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_DECLARED = re.compile(r"sep=(.)\r?\n")  # Excel's own first line
_SAMPLE_CHARACTERS = 65_536
_SAMPLE_RECORDS = 200
_MOST_DELIMITERS = 20_000  # in one line; beyond it no reading of quotes saves the column limit
_MOST_RECORDS = 1_048_576  # blank ones included: what a sheet can hold


def read_delimited(text: str, encoding: str) -> RawTable:
    """Return the rows of a delimited text. Raises RefusedError when it is no table."""
    declared = _DECLARED.match(text)
    delimiter = declared[1] if declared else _vote(text)
    issues: list[Issue] = []
    rows = _rows(text, delimiter, issues, first_line=2 if declared else 1)
    return RawTable(tuple(rows), encoding, delimiter, issues=tuple(issues))


def _vote(text: str) -> str:
    """Choose the delimiter whose records agree best on a width of two or more."""
    sample = text[:_SAMPLE_CHARACTERS]
    scored = [(_agreement(sample, delimiter), delimiter) for delimiter in DELIMITERS]
    best, delimiter = max(scored, key=lambda pair: pair[0])
    if not best[0]:
        raise RefusedError(fault(IssueCode.NOT_A_TABLE, line=1, value=text.strip()[:80]))
    return delimiter


def _agreement(sample: str, delimiter: str) -> tuple[float, int]:
    """Return the share of records of the commonest width above one, and that width."""
    reader = csv.reader(_lines(sample), delimiter=delimiter)
    filled = [len(cells) for cells in islice(reader, _SAMPLE_RECORDS) if cells]
    common = Counter(width for width in filled if width > 1).most_common(1)
    return (common[0][1] / len(filled), common[0][0]) if common else (0.0, 0)


def _rows(text: str, delimiter: str, issues: list[Issue], *, first_line: int) -> Iterator[RawRow]:
    cleaned, count = CleanTexts(), 0
    for line, cells in _records(text, delimiter):
        if line < first_line or not any(cells):
            continue
        kept = tuple(map(cleaned.__getitem__, cells))
        if cleaned.suspect or len(cells) > MOST_COLUMNS:
            issues.extend(_cell_faults(line, cells))
        if any(kept):
            count += 1
            if count > MOST_ROWS + SPARE_ROWS:
                raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, line=line, limit=MOST_ROWS))
            yield RawRow(line, kept)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield first line and cells of each record."""
    reader = csv.reader(_narrow_lines(text, delimiter), delimiter=delimiter, strict=True)
    line = 1
    try:
        for count, cells in enumerate(reader):
            if count >= _MOST_RECORDS:
                raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise RefusedError(_broken(line, str(error))) from error


def _broken(line: int, reason: str) -> Issue:
    if "field limit" in reason:
        return fault(IssueCode.FIELD_TOO_LONG, line=line, found=reason, limit=LONGEST_CELL)
    if "end of data" in reason:
        return fault(IssueCode.TRUNCATED, line=line, found=reason)
    return fault(IssueCode.CORRUPT_FILE, line=line, found=reason)


def _narrow_lines(text: str, delimiter: str) -> Iterator[str]:
    for number, line in enumerate(_lines(text), start=1):
        if len(line) > _MOST_DELIMITERS and line.count(delimiter) > _MOST_DELIMITERS:
            raise RefusedError(fault(IssueCode.TOO_MANY_COLUMNS, line=number, limit=MOST_COLUMNS))
        yield line


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends; other line-like characters stay inside."""
    return (match[0] for match in _LINES.finditer(text))


def _cell_faults(line: int, cells: list[str]) -> Iterator[Issue]:
    if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
        raise RefusedError(fault(IssueCode.TOO_MANY_COLUMNS, line=line, limit=MOST_COLUMNS))
    for column, cell in enumerate(cells, start=1):
        yield from text_faults(line, column, cell)
