"""Reference tables through declared columns: a line becomes a value, every fault is collected.

A table says once what each of its columns is called and must hold; how a cell is read, and how a
value is written again, follows from the type of the field it fills.
"""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    NamedTuple,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import readable
from cds.domain.issues import ReferenceFault, ReferenceProblem
from cds.domain.periods import Period, parse_period

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
V = TypeVar("V")

# With a decimal point; Python itself takes 1_000 and numbers of endless size.
_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
NATION_ALIAS = "VN"  # the collected tables write the nation's level as its code


def tables_of(home: Path) -> Mapping[str, bytes | None]:
    """The reference tables of a data home by their names; None for one that cannot be read."""
    found: dict[str, bytes | None] = {}
    for path in (home / "reference").glob("*.csv"):
        found[path.name] = None
        with suppress(OSError):
            found[path.name] = path.read_bytes()
    return found


@dataclass(frozen=True, slots=True)
class ReferenceReader:
    """The tables of a data home as they are read, and the problems found so far, in any of them.

    `known` are the ids that may be referred to, by the fault of naming another; without any, a
    table's own. Of the `delimiters` that counts which the head has most of; `has_any_case`: names
    of columns may be written in capitals.
    """

    tables: Mapping[str, bytes | None]  # as `tables_of` finds them
    known: dict[ReferenceFault, Collection[str]] = field(default_factory=dict)
    found: list[ReferenceProblem] = field(default_factory=list[ReferenceProblem])
    delimiters: str = ","
    has_any_case: bool = False

    def note(self, file_name: str, line: int | None, fault: ReferenceFault, **details: str) -> None:
        """Note one problem; the details fill the slots of its sentence."""
        self.found.append(ReferenceProblem(file_name, line, fault, tuple(details.items())))

    def has(self, file_name: str) -> bool:
        """True when the home has that table."""
        return file_name in self.tables

    def values(self, table: "ReferenceTable[T]") -> tuple[T, ...]:
        """The values of a table's lines, as `lines` has them."""
        return tuple(value for _, value in self.lines(table))

    def lines(self, table: "ReferenceTable[T]") -> list[tuple["ReferenceRow", T]]:
        """The lines of a table, in its order, each with its value.

        A line whose key came before is noted and left out. What cannot be read is noted and has a
        stand-in, which never leaves the loader: with any problem noted, no catalogue is built.
        """
        kept: dict[str, ReferenceRow] = {}
        for row in self._rows(table):
            name = " ".join([row.required(column) for column in table.key]) or str(row.line)
            if name in kept:
                row.fault(ReferenceFault.DUPLICATE_ID, id=name)
            kept.setdefault(name, row)
        return [(row, table.value(row, kept)) for row in kept.values()]

    def _rows(self, table: "ReferenceTable[T]") -> "Iterator[ReferenceRow]":
        """The rows of a table; none when it is missing or lacks a column.

        Those whose number of cells is not that of the head are noted and left out.
        """
        name = table.file_name
        if not self.has(name):
            if not table.is_optional:
                self.note(name, None, ReferenceFault.MISSING_FILE)
            return
        content = self.tables[name]
        try:
            lines = None if content is None else list(_lines(content, self.delimiters))
        except (UnicodeDecodeError, csv.Error):
            lines = None
        if lines is None:
            self.note(name, None, ReferenceFault.UNREADABLE)
            return
        head = lines[0][1] if lines else []
        head = [column.lower() for column in head] if self.has_any_case else head
        missing = [column for column in table.needed if column not in head]
        for column in missing:
            self.note(name, 1, ReferenceFault.MISSING_COLUMN, column=column)
        for line, cells in [] if missing else lines[1:]:
            if len(cells) == len(head):
                yield ReferenceRow(name, line, dict(zip(head, cells, strict=True)), self)
            else:
                counts = {"found": str(len(cells)), "expected": str(len(head))}
                self.note(name, line, ReferenceFault.COLUMN_COUNT, **counts)


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One line of a table: its cells, and where to note what is wrong with them."""

    file_name: str
    line: int
    cells: Mapping[str, str]
    reader: ReferenceReader

    def fault(self, fault: ReferenceFault, **details: str) -> None:
        """Note a problem of this line."""
        self.reader.note(self.file_name, self.line, fault, **details)

    def text(self, column: str) -> str:
        """The cell's text; empty when the table has no such column."""
        return self.cells.get(column, "")

    def required(self, column: str) -> str:
        """The cell's text, which must not be empty."""
        if not self.text(column):
            self.fault(ReferenceFault.EMPTY_CELL, column=column)
        return self.text(column)

    def value(self, column: str, kind: type[V]) -> V | None:
        """The cell as a value of a kind; None when it is empty."""
        text = self.text(column)
        return self.parsed(column, text, kind) if text else None

    def parsed(self, column: str, text: str, kind: type[V]) -> V:
        """A text of the column as a value; a stand-in, noted, when it is none."""
        if issubclass(kind, StrEnum):
            text = AdminLevel.NATION if (text, kind) == (NATION_ALIAS, AdminLevel) else text
            if text in tuple(kind):
                return kind(text)
            accepted = ", ".join(kind)
            self.fault(ReferenceFault.BAD_CHOICE, column=column, value=text, accepted=accepted)
            return next(iter(kind))
        reader = _READERS[kind]
        try:
            value: V = reader.read(text)
        except (ValueError, ArithmeticError):
            if text:  # an empty cell that must not be is noted as such
                self.fault(reader.fault, column=column, value=text)
            value = reader.stand_in
        return value


@dataclass(frozen=True)
class ReferenceTable(Generic[T]):
    """A file of `reference/` whose lines are values of a dataclass: each field has a column.

    The field's type says how its cell is read; an empty cell gives its default, else None, an
    empty text or list. `key` are the columns that together name a line, `called` the columns
    named otherwise than their field, `vietnamese` the fields whose column ends in `_vi`. Cells of
    `required` columns must not be empty, `extra` columns may be missing, `beside` are those that
    must be there and fill no field. `refers_to` gives the fault of naming, in a column, what the
    table referred to does not hold; `derived` the fields that need more than their cell, `apart`
    those that have a table of their own.
    """

    file_name: str
    kind: Callable[..., T]
    key: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict[str, str])
    vietnamese: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    refers_to: Mapping[str, ReferenceFault] = field(default_factory=dict[str, ReferenceFault])
    derived: Mapping[str, Callable[[ReferenceRow], object]] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    is_optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its fields, each once."""
        return tuple(dict.fromkeys(cell.column for cell in self._cells))

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that must be there, each once."""
        own = (column for column in self.columns if column not in self.extra)
        return tuple(dict.fromkeys((*own, *self.beside)))

    def cells(self, value: T) -> dict[str, str]:
        """The cells of a value by column, as the table writes them; without what is derived."""
        return {
            cell.column: _written(getattr(value, cell.field))
            for cell in self._cells
            if cell.field not in self.derived
        }

    def value(self, row: ReferenceRow, own: Collection[str]) -> T:
        """The value of a row; `own` are the ids that the table itself has."""
        for column in self.required:
            row.required(column)
        for column, fault in self.refers_to.items():
            text = row.text(column)
            if text and text not in row.reader.known.get(fault, own):
                row.fault(fault, column=column, value=text)
        values = {
            cell.field: cell.read(row)
            for cell in self._cells
            if cell.field not in self.derived and (row.text(cell.column) or not cell.has_default)
        }
        return self.kind(**values, **{name: make(row) for name, make in self.derived.items()})

    @cached_property
    def _cells(self) -> tuple["_Cell", ...]:
        hints = get_type_hints(self.kind)
        called = {**{name: f"{name}_vi" for name in self.vietnamese}, **self.called}
        return tuple(
            _Cell.declared(each, hints[each.name], called.get(each.name, each.name))
            for each in fields(cast("type[DataclassInstance]", self.kind))
            if each.init and each.name not in self.apart  # what follows from others has none
        )


@dataclass(frozen=True, slots=True)
class _Cell:
    column: str
    field: str
    kind: Any
    is_list: bool
    may_be_none: bool
    has_default: bool

    @classmethod
    def declared(cls, each: Field[Any], hint: Any, column: str) -> "_Cell":  # noqa: ANN401 - a type
        may_be_none = get_origin(hint) is UnionType
        hint = get_args(hint)[0] if may_be_none else hint
        is_list = get_origin(hint) is tuple
        has_default = (each.default, each.default_factory) != (MISSING, MISSING)
        kind = get_args(hint)[0] if is_list else hint
        return cls(column, each.name, kind, is_list, may_be_none, has_default)

    def read(self, row: ReferenceRow) -> object:
        """What the cell says; a stand-in when it cannot be read."""
        text = row.text(self.column)
        if self.is_list:
            parts = (part.strip() for part in text.split(";"))
            return tuple(row.parsed(self.column, part, self.kind) for part in parts if part)
        if self.may_be_none and not text:
            return None
        return row.parsed(self.column, text, self.kind)


def _written(value: object) -> str:
    """A value as a cell: a number with a point and no needless zeros, a day as 2025-06-30."""
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case Decimal():
            return f"{value.normalize():f}"
        case tuple():
            return ";".join(map(_written, value))
    return str(value)


def _lines(content: bytes, delimiters: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, each with the number of its first line in the file."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig").read()
    delimiter = max(delimiters, key=text.lstrip("\r\n").partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, [readable(cell).strip() for cell in cells]
        line = reader.line_num + 1


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _whole(text: str) -> int:
    value = _number(text)
    if value < 0 or value != value.to_integral_value():
        raise ValueError(text)
    return int(value)


class _RowReader(NamedTuple):
    read: Callable[[str], Any]
    fault: ReferenceFault
    stand_in: Any


_READERS: Mapping[type, _RowReader] = {
    str: _RowReader(str, ReferenceFault.EMPTY_CELL, ""),
    bool: _RowReader("1".__eq__, ReferenceFault.BAD_CHOICE, False),
    Decimal: _RowReader(_number, ReferenceFault.BAD_NUMBER, Decimal(0)),
    float: _RowReader(lambda text: float(_number(text)), ReferenceFault.BAD_NUMBER, 0.0),
    int: _RowReader(_whole, ReferenceFault.BAD_NUMBER, 0),
    date: _RowReader(date.fromisoformat, ReferenceFault.BAD_DATE, date.max),  # as 2025-06-30
    Period: _RowReader(parse_period, ReferenceFault.BAD_PERIOD, parse_period("2000")),
}
