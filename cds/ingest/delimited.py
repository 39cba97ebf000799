"""Delimited text to a table: own vote on the delimiter, then the standard csv module."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from cds.domain.issues import Issue, IssueCode, Severity
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
_MOST_LINES = 1_048_576  # blank ones included: what a sheet can hold
_MOST_STRAYS = 100  # quotes that nothing closes; more are no slips of the hand
_SHOWN = 80
_MOST = 0.8  # of the records, that agree on a width
_RULED = re.compile(r"^\|[-|: ]*--[-|: ]*\|\s*$", re.MULTILINE)
_RULE = re.compile(r"[-|:+\s]+")
_QUOTE = '"'
_ENDS = "\r\n"


def read_delimited(text: str, encoding: str) -> RawTable:
    """Return the rows of a delimited text. Raises RefusedError when it is no table."""
    declared = _DECLARED.match(text)
    delimiter = declared[1] if declared else _vote(text)
    issues: list[Issue] = []
    texts = CleanTexts()
    rows = tuple(_rows(text, delimiter, issues, texts, first_line=2 if declared else 1))
    texts.refuse_lost(rows)
    open_line = rows[-1].line if rows and text[-1] not in _ENDS else None
    return RawTable(rows, encoding, delimiter, open_line=open_line, issues=tuple(issues))


def _vote(text: str) -> str:
    """Choose the delimiter whose records agree best on a width of two or more.

    Where most agree for several, as where titles and decimals have commas, the widest counts; of
    equal ones not the comma, nor where a line, as of the head, has another one and no comma: some
    programs leave out what would end a line.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    scored = [(_agreement(sample, delimiter), delimiter) for delimiter in DELIMITERS]
    most = [(width, share, each) for (share, width), each in scored if share >= _MOST]
    best, delimiter = max(scored, key=lambda pair: pair[0])
    if len(most) > 1:
        delimiter = max(most, key=lambda each: (each[0], each[2] != ",", each[1]))[2]
    if delimiter == ",":
        delimiter = next((each for each in DELIMITERS if _is_in_lines(sample, each)), delimiter)
    if not best[0]:
        raise RefusedError(fault(IssueCode.NOT_A_TABLE, line=1, value=text.strip()[:_SHOWN]))
    return delimiter


def _is_in_lines(sample: str, delimiter: str) -> bool:
    """True for a delimiter in most lines, one of which has no comma."""
    lines = [line for line in islice(_lines(sample), _SAMPLE_RECORDS) if line.strip()]
    having = [line for line in lines if delimiter in line]
    return len(having) >= _MOST * len(lines) and any("," not in line for line in having)


def _agreement(sample: str, delimiter: str) -> tuple[float, int]:
    """Return the share of records of the commonest width above one, and that width.

    With quotes and without them: one that nothing closes takes many records into one.
    """
    quoted = csv.reader(_lines(sample), delimiter=delimiter)
    plain = (line.strip().split(delimiter) for line in _lines(sample) if line.strip())
    return max(_share(quoted), _share(plain))


def _share(records: Iterable[list[str]]) -> tuple[float, int]:
    filled = [len(cells) for cells in islice(records, _SAMPLE_RECORDS) if cells]
    common = Counter(width for width in filled if width > 1).most_common(1)
    return (common[0][1] / len(filled), common[0][0]) if common else (0.0, 0)


def _rows(
    text: str, delimiter: str, issues: list[Issue], texts: CleanTexts, *, first_line: int
) -> Iterator[RawRow]:
    count = 0
    for line, cells in _records(text, delimiter, issues):
        if line < first_line or not any(cells):
            continue
        kept = tuple(map(texts.__getitem__, cells))
        if texts.suspect or len(cells) > MOST_COLUMNS:
            issues.extend(_cell_faults(line, cells))
        if any(kept):
            count += 1
            if count > MOST_ROWS + SPARE_ROWS:
                raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, line=line, limit=MOST_ROWS))
            yield RawRow(line, kept)


def _records(text: str, delimiter: str, issues: list[Issue]) -> Iterable[tuple[int, list[str]]]:
    """Return first line and cells of each record."""
    lines = _narrow_lines(text, delimiter)
    if delimiter == "|" and _RULED.search(text):  # chats frame tables, and rule the head off
        lines = ("\n" if _RULE.fullmatch(line) else line.strip().strip("|") for line in lines)
    if _QUOTE in text:
        return _quoted_records(_Lines(lines), delimiter, issues)
    return enumerate((line.rstrip(_ENDS).split(delimiter) for line in lines), start=1)


class _Lines(Iterator[str]):
    """Lines that know which were taken for the record being read, and take them back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken: list[str] = []

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line

    def keep_first(self) -> None:
        """Take back all but the first line of the record."""
        self._lines = chain(self.taken[1:], self._lines)
        del self.taken[1:]


def _quoted_records(
    lines: _Lines, delimiter: str, issues: list[Issue]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the same where cells may stand in quotes, and go over several lines.

    A quote that nothing closes would swallow the rows below: it is dropped and named.
    """
    reader, width, line, strays = _reader(lines, delimiter), 0, 1, 0
    while True:
        cells, reason = None, ""
        try:
            cells = next(reader, None)
        except csv.Error as error:
            reason = str(error)
        if not lines.taken:
            return
        if len(lines.taken) == 1 and ("end of data" in reason or "field limit" in reason):
            raise RefusedError(_broken(line, reason))
        alone = [_unquoted(cell) for cell in lines.taken[0].rstrip(_ENDS).split(delimiter)]
        if cells is None or (len(lines.taken) > 1 and len(cells) != width == len(alone)):
            strays += 1
            if strays > _MOST_STRAYS:
                raise RefusedError(_broken(line, reason))
            shown = lines.taken[0].strip()[:_SHOWN]
            code, severity = IssueCode.COLUMN_COUNT, Severity.WARNING
            issues.append(fault(code, line=line, value=shown, severity=severity, reason="quote"))
            lines.keep_first()
            reader, cells = _reader(lines, delimiter), alone
        width = width or len(cells)
        yield line, cells
        line += len(lines.taken)
        lines.taken.clear()


def _reader(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _unquoted(cell: str) -> str:
    is_whole = len(cell) > 1 and cell[0] == cell[-1] == _QUOTE
    return cell[1:-1].replace('""', _QUOTE) if is_whole else cell.removeprefix(_QUOTE)


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
        if number > _MOST_LINES:
            raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
        yield line


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends; other line-like characters stay inside."""
    return (match[0] for match in _LINES.finditer(text))


def _cell_faults(line: int, cells: list[str]) -> Iterator[Issue]:
    if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
        raise RefusedError(fault(IssueCode.TOO_MANY_COLUMNS, line=line, limit=MOST_COLUMNS))
    for column, cell in enumerate(cells, start=1):
        yield from text_faults(line, column, cell)
