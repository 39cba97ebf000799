"""The cells of one row by field, with the place of each for whoever finds fault."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Generic, TypeVar

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.faults import fault
from cds.ingest.head.layout import FigureColumns
from cds.ingest.tables import Cell, RawRow
from cds.ingest.words.fields import Field
from cds.ingest.words.numbers import is_missing

_SHIELDED = ("'=", "'+", "'-", "'@")  # how our own forms keep text from being a formula


class Cells:
    """One row seen through a block; faults of its cells gather in `issues`."""

    __slots__ = ("_block", "_columns", "issues", "row")

    def __init__(self, row: RawRow, block: FigureColumns) -> None:
        """Look at a row."""
        self.row = row
        self.issues: list[Issue] = []
        self._block = block
        self._columns = block.columns

    @property
    def has_error(self) -> bool:
        """True when an error has been found in the row."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)

    def place(self, field: Field) -> int | None:
        """Return the field's column from 0."""
        return self._columns.get(field)

    def cell(self, field: Field) -> Cell:
        """Return the cell as it was read, "" where there is none."""
        place = self._columns.get(field)
        cells = self.row.cells
        return "" if place is None or place >= len(cells) else cells[place]

    def text(self, field: Field) -> str:
        """Return the cell's text, or what the head says for all rows.

        A faulty cell has no text worth reading and is noted once by whoever reads it.
        """
        place = self._columns.get(field)
        if place is None:
            return self._block.constants.get(field, "")
        cells = self.row.cells
        cell = cells[place] if place < len(cells) else ""
        if not isinstance(cell, str):
            return str(cell)
        if not cell:
            return self._block.constants.get(field, "")
        return cell[1:] if cell[0] == "'" and cell.startswith(_SHIELDED) else cell

    def is_blank(self, fields: Iterable[Field]) -> bool:
        """True when none of the cells says anything."""
        for field in fields:
            cell = self.cell(field)
            if cell and not (isinstance(cell, str) and is_missing(cell)):
                return False
        return True

    def figure_column(self) -> int | None:
        """Return the column, from 1, of the value, or of the numerator where it gives none."""
        return self._block.column(Field.VALUE if self.cell(Field.VALUE) else Field.NUMERATOR)

    def fault(
        self, code: IssueCode, field: Field, *, severity: Severity | None = None, **details: object
    ) -> Issue:
        """Return an issue at the field's cell."""
        return fault(
            code,
            line=self.row.line,
            column=self._block.column(field),
            value=str(self.cell(field)) or self._block.constants.get(field, ""),
            severity=severity,
            **details,
        )

    def ask(self, field: Field, reason: str, **details: object) -> None:
        """Ask at the field's cell what its words make of figures."""
        self.add(IssueCode.UNCLEAR_HEADING, field, severity=None, reason=reason, **details)

    def add(
        self, code: IssueCode, field: Field, *, severity: Severity | None = None, **details: object
    ) -> None:
        """Note an issue at the field's cell."""
        self.issues.append(self.fault(code, field, severity=severity, **details))


MOST_KNOWN = 65_536  # readings kept; beyond it all are read anew

Read = TypeVar("Read")
Said = TypeVar("Said")


class CellCache(Generic[Read]):
    """Reads some fields of a block's rows, equal cells once.

    Only what was read without an issue is kept, so that every faulty cell is named in its place.
    """

    def __init__(
        self, block: FigureColumns, fields: Sequence[Field], read: Callable[[Cells], Read]
    ) -> None:
        """Keep how to read the fields; `read` must look at no other cells of the row."""
        places = [block.columns[field] for field in fields if field in block.columns]
        self._said = itemgetter(*places) if places else lambda _: None
        self._padding = ("",) * (max(places, default=-1) + 1)
        self._read = read
        self._found: dict[object, Read] = {}

    def of(self, cells: Cells) -> Read:
        """Return what the row's cells say."""
        row = cells.row.cells
        try:
            said = self._said(row)
        except IndexError:
            said = self._said((*row, *self._padding))
        known = self._found.get(said)
        if known is not None:
            return known
        before = len(cells.issues)
        found = self._read(cells)
        if len(cells.issues) == before:
            keep(self._found, said, found)
        return found


def keep(found: dict[Said, Read], said: Said, read: Read) -> None:
    """Keep a reading; when there are too many, begin anew."""
    if len(found) >= MOST_KNOWN:
        found.clear()
    found[said] = read
