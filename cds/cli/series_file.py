"""A list of series as a CSV file: what the columns hold, and every fault of the file at once."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cds.domain.indicators import Direction
from cds.domain.periods import Period, parse_period
from cds.text import cli as words

NEEDED = ("id", "base_period", "base_value", "latest_period", "latest_value")
COLUMNS = (*NEEDED, "target_period", "target_value", "direction", "limit")
_UP = ("", "higher_is_better", "higher", "up", "increase", "positive", "+", "+1", "1")
_DOWN = ("lower_is_better", "lower", "down", "decrease", "negative", "-", "-1")
_DIRECTIONS = {
    **dict.fromkeys(_UP, Direction.HIGHER_IS_BETTER),
    **dict.fromkeys(_DOWN, Direction.LOWER_IS_BETTER),
}
_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Dated:
    """A value and the period it is of."""

    period: Period
    value: Decimal


@dataclass(frozen=True, slots=True)
class SeriesCase:
    """One series: where it began, where it stands, where it should go; None is not known.

    `limit` is the natural limit of the value, for judging growth without target.
    """

    series_id: str
    base: Dated | None
    latest: Dated | None
    target: Dated | None
    direction: Direction
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """What could be read and, in words, what could not."""

    comparisons: tuple[SeriesCase, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _SeriesLine:
    """One line's cells by column; a cell that cannot be read is noted and counts as empty."""

    number: int
    cells: Mapping[str, str]
    faults: list[str] = field(repr=False)

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def period(self, column: str) -> Period | None:
        try:
            return parse_period(self.text(column)) if self.text(column) else None
        except ValueError:
            self.fault(column, words.NOT_A_PERIOD)
            return None

    def number_in(self, column: str) -> Decimal | None:
        text = self.text(column)
        if text and not _NUMBER.fullmatch(text):
            self.fault(column, words.NOT_A_DECIMAL)
            return None
        return Decimal(text) if text else None

    def dated(self, name: str) -> Dated | None:
        """A value with its period; without either it is not known."""
        period, value = self.period(f"{name}_period"), self.number_in(f"{name}_value")
        return None if period is None or value is None else Dated(period, value)

    def direction(self) -> Direction:
        found = _DIRECTIONS.get(self.text("direction").lower())
        if found is None:
            self.fault("direction", words.NOT_A_DIRECTION)
        return found or Direction.HIGHER_IS_BETTER

    def fault(self, column: str, reason: str) -> None:
        told = reason.format(value=self.text(column))
        self.faults.append(words.CELL_FAULT.format(line=self.number, column=column, reason=told))


def read_series(content: bytes) -> SeriesFile:
    """Return the comparisons of a CSV file in UTF-8 with a head; or all its faults."""
    try:
        text = content.decode("utf-8-sig")
        rows = [(number, row) for number, row in _rows(text) if any(row)]
    except (UnicodeDecodeError, csv.Error):
        return SeriesFile((), (words.NOT_CSV,))
    if not rows:
        return SeriesFile((), (words.NO_SERIES,))
    head = [name.lower() for name in rows[0][1]]
    missing = [name for name in NEEDED if name not in head]
    if missing:
        return SeriesFile((), (words.MISSING_COLUMNS.format(names=", ".join(missing)),))
    faults: list[str] = []
    found = tuple(_comparisons(head, rows[1:], faults))
    return SeriesFile(() if faults else found, tuple(faults))


def _comparisons(
    head: Sequence[str], rows: Sequence[tuple[int, list[str]]], faults: list[str]
) -> Iterator[SeriesCase]:
    for number, row in rows:
        if len(row) != len(head):
            slots = {"line": number, "found": len(row), "expected": len(head)}
            faults.append(words.CELL_COUNT.format(**slots))
            continue
        line = _SeriesLine(number, dict(zip(head, row, strict=True)), faults)
        if line.text("target_value") and not line.text("target_period"):
            line.fault("target_period", words.UNDATED_TARGET)
        yield SeriesCase(
            series_id=line.text("id"),
            base=line.dated("base"),
            latest=line.dated("latest"),
            target=line.dated("target"),
            direction=line.direction(),
            limit=line.number_in("limit"),
        )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of trimmed cells, each with the number of its first line; blank ones have no text."""
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    for row in reader:
        yield line, [cell.strip() for cell in row]
        line = reader.line_num + 1
