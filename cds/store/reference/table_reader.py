"""Reference tables as rows of cells that know their file and line; faults are collected."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cds.domain.folding import readable
from cds.domain.issues import ReferenceFault, ReferenceProblem
from cds.domain.periods import Period, parse_period

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class TableFaults:
    """The problems found so far, in any table."""

    found: list[ReferenceProblem] = field(default_factory=list[ReferenceProblem])

    def add(self, file_name: str, line: int | None, fault: ReferenceFault, **details: str) -> None:
        """Note one problem; the details fill the slots of its sentence."""
        self.found.append(ReferenceProblem(file_name, line, fault, tuple(details.items())))


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One line of a table. A cell that cannot be read is noted and gives None or a stand-in.

    A stand-in never leaves the loader: with any fault noted, no catalogue is built.
    """

    file_name: str
    line: int
    cells: Mapping[str, str]
    faults: TableFaults

    def fault(self, fault: ReferenceFault, **details: str) -> None:
        """Note a problem of this line."""
        self.faults.add(self.file_name, self.line, fault, **details)

    def text(self, column: str) -> str:
        """The cell's text; empty when the table has no such column."""
        return self.cells.get(column, "")

    def optional(self, column: str) -> str | None:
        """The cell's text; None when empty."""
        return self.text(column) or None

    def required(self, column: str) -> str:
        """The cell's text, which must not be empty."""
        if not self.text(column):
            self.fault(ReferenceFault.EMPTY_CELL, column=column)
        return self.text(column)

    def choice(self, column: str, kind: type[E], default: E | None = None) -> E:
        """The member the cell names; the default, if there is one, when it is empty."""
        text = self.text(column)
        if not text and default is not None:
            return default
        return self.member(column, text, kind)

    def member(self, column: str, text: str, kind: type[E]) -> E:
        """The member a text of the column names."""
        if text in tuple(kind):
            return kind(text)
        self.fault(
            ReferenceFault.BAD_CHOICE, column=column, value=text, accepted=", ".join(tuple(kind))
        )
        return next(iter(kind))

    def number(self, column: str) -> Decimal | None:
        """The number in the cell, with a decimal point; None when empty."""
        text = self.text(column)
        try:
            value = Decimal(text) if text else None
        except InvalidOperation:
            value = Decimal("NaN")
        if value is None or value.is_finite():
            return value
        self.fault(ReferenceFault.BAD_NUMBER, column=column, value=text)
        return None

    def whole(self, column: str) -> int | None:
        """The whole number, not negative, in the cell; None when empty."""
        value = self.number(column)
        if value is None or (value >= 0 and value == value.to_integral_value()):
            return None if value is None else int(value)
        self.fault(ReferenceFault.BAD_NUMBER, column=column, value=self.text(column))
        return None

    def day(self, column: str) -> date | None:
        """The date, as 2025-06-30; None when empty."""
        text = self.text(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fault(ReferenceFault.BAD_DATE, column=column, value=text)
            return None

    def required_day(self, column: str) -> date:
        """The date in a cell that must not be empty."""
        self.required(column)
        return self.day(column) or date.max

    def period(self, column: str) -> Period | None:
        """The period in the cell; None when empty."""
        text = self.text(column)
        try:
            return parse_period(text) if text else None
        except ValueError:
            self.fault(ReferenceFault.BAD_PERIOD, column=column, value=text)
            return None


def read_table(
    home: Path,
    file_name: str,
    columns: Sequence[str],
    faults: TableFaults,
    *,
    is_optional: bool = False,
) -> tuple[ReferenceRow, ...]:
    """Read `reference/<file_name>` of a data home; no rows when it is missing or has no head.

    Lines whose number of cells is not that of the head are noted and left out.
    """
    path = home / "reference" / file_name
    if not path.exists():
        if not is_optional:
            faults.add(file_name, None, ReferenceFault.MISSING_FILE)
        return ()
    try:
        lines = list(_lines(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, csv.Error):
        faults.add(file_name, None, ReferenceFault.UNREADABLE)
        return ()
    head = lines[0][1] if lines else []
    missing = [column for column in columns if column not in head]
    for column in missing:
        faults.add(file_name, 1, ReferenceFault.MISSING_COLUMN, column=column)
    return () if missing else tuple(_rows(file_name, head, lines[1:], faults))


def unique(rows: Iterable[ReferenceRow], column: str) -> list[ReferenceRow]:
    """The rows, noting and leaving out those whose id came before."""
    kept: dict[str, ReferenceRow] = {}
    for row in rows:
        if row.required(column) in kept:
            row.fault(ReferenceFault.DUPLICATE_ID, id=row.text(column))
        kept.setdefault(row.text(column), row)
    return list(kept.values())


def _rows(
    file_name: str, head: list[str], lines: list[tuple[int, list[str]]], faults: TableFaults
) -> Iterator[ReferenceRow]:
    for line, cells in lines:
        if len(cells) == len(head):
            yield ReferenceRow(file_name, line, dict(zip(head, cells, strict=True)), faults)
        else:
            faults.add(
                file_name,
                line,
                ReferenceFault.COLUMN_COUNT,
                found=str(len(cells)),
                expected=str(len(head)),
            )


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, each with the number of its first line in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, [readable(cell).strip() for cell in cells]
        line = reader.line_num + 1
