"""What reading yields: tables of cells that still know their line, and the limits they keep."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.faults import RefusedError, fault, plain

# Source of all limits: contracts, section "Limits".
MOST_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 300_000_000
MOST_UNPACKED_RATIO = 100
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 4_096
SPARE_ROWS = 100  # titles, a header and signatures may surround the figures
_GRAVE = Severity.ERROR  # letters that are gone cannot be confirmed back

_ODD_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_ZERO_WIDTH = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufeff]")
CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SHIELDS = frozenset("'=")
_SHIELDED = re.compile(r"""'+([0-9].*)|="([^"]*)\"""")  # programs keep codes from becoming numbers
LOST_LETTER = "\ufffd"
# "?" within a word, before one, or after one that a small letter follows.
_LOST = re.compile(
    r"[^\W\d_]*\?+[^\W\d_][^\W\d_?]*|[^\W\d_]+\?+(?=\s+(?!\S*[A-Z])[^\W\d_])|\S*\ufffd\S*"
)
_FEWEST_LOST = 4  # words; fewer may be questions
_ADDRESS = "://"
_MOST_FLOATING = 10_000


@dataclass(frozen=True, slots=True)
class Number:
    """A cell that holds a number, not text. A percent format has already been applied."""

    value: Decimal
    is_percent: bool = False

    def __str__(self) -> str:
        """Return the plain decimal text, without exponent or needless zeros."""
        return plain(self.value)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell that is faulty by itself: an Excel error, a formula without a result."""

    code: IssueCode
    text: str

    def __str__(self) -> str:
        """Return what the cell shows."""
        return self.text


Cell = str | Number | Flaw


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one line; `line` is what a person sees, from 1."""

    line: int
    cells: tuple[Cell, ...]

    def cell(self, place: int) -> Cell:
        """Return the cell of a column from 0; "" beyond the last one."""
        return self.cells[place] if place < len(self.cells) else ""

    def with_cell(self, place: int, cell: Cell) -> "RawRow":
        """Return the row with another cell in a column from 0, maybe beyond the last one."""
        cells = [*self.cells, *[""] * (place + 1 - len(self.cells))]
        cells[place] = cell
        return RawRow(self.line, tuple(cells))

    @property
    def texts(self) -> list[str]:
        """The filled cells."""
        return [text for cell in self.cells if (text := str(cell))]

    @property
    def text(self) -> str:
        """The same in one line."""
        return " ".join(self.texts)


@dataclass(frozen=True, slots=True)
class MergedCells:
    """A block of merged cells; all four ends count from 1 and belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Floating(NamedTuple):
    """A text that stands in no cell: a box, a shape, a comment; or, without a text, a picture."""

    sheet: str
    text: str = ""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class RawTable:
    """The non-blank rows of one text file or sheet. Hidden columns count from 1.

    `uncomputed` are line and column, from 1, of formulas that all hold the nought with which
    programs write formulas that nobody has computed; `struck` those of cells crossed out.
    `hidden` are the workbook's hidden sheets, as they were written: named, never read, and
    `floating` what stands above the cells of any visible one. `open_line` is the last line of a
    text that ends without a line end; None where it has one.
    """

    rows: tuple[RawRow, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    spans: tuple[MergedCells, ...] = ()
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    hidden: "tuple[RawTable, ...]" = ()
    floating: tuple[Floating, ...] = ()
    open_line: int | None = None
    issues: tuple[Issue, ...] = field(default=())


class SheetBuilder:
    """Gathers the rows of one sheet within the limits, whatever its format was."""

    def __init__(self, name: str | None = None) -> None:
        """Start with nothing."""
        self.name = name
        self.rows: list[RawRow] = []
        self.spans: list[MergedCells] = []
        self.hidden_lines: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.issues: list[Issue] = []
        self.noughts: set[tuple[int, int]] = set()  # formulas whose stored result is 0
        self.struck: set[tuple[int, int]] = set()  # cells crossed out
        self.floating: list[Floating] = []
        self.is_hidden = False
        self.is_computed = False  # some formula holds another number

    def add(self, line: int, cells: list[Cell]) -> None:
        """Keep a row unless it is blank. Raises RefusedError over a limit."""
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            return
        if len(cells) > MOST_COLUMNS:
            raise RefusedError(fault(IssueCode.TOO_MANY_COLUMNS, line=line, limit=MOST_COLUMNS))
        if len(self.rows) >= MOST_ROWS + SPARE_ROWS:
            raise RefusedError(fault(IssueCode.TOO_MANY_ROWS, line=line, limit=MOST_ROWS))
        self.rows.append(RawRow(line, tuple(cells)))

    def note_text(self, text: str, line: int | None = None, column: int | None = None) -> None:
        """Keep a text that floats above the cells; "" for a picture."""
        if len(self.floating) < _MOST_FLOATING:
            self.floating.append(Floating(self.name or "", text, line, column))

    def note_formula(self, line: int, column: int, *, is_nought: bool) -> None:
        """Remember what a formula's stored number tells of whether anybody computed it."""
        if is_nought:
            self.noughts.add((line, column))
        else:
            self.is_computed = True

    def table(self, encoding: str | None = None) -> RawTable:
        """Return what was gathered, as it was written: see `cleaned`."""
        return RawTable(
            tuple(self.rows),
            encoding=encoding,
            sheet=self.name,
            hidden_lines=frozenset(self.hidden_lines),
            hidden_columns=frozenset(self.hidden_columns),
            spans=tuple(dict.fromkeys(self._used_spans())),
            struck=frozenset(self.struck),
            floating=tuple(self.floating),
            uncomputed=frozenset() if self.is_computed else frozenset(self.noughts),
            issues=tuple(self.issues),
        )

    def _used_spans(self) -> Iterator[MergedCells]:
        """Yield the merged blocks as far as there are cells: a file may claim a million rows."""
        last = max((row.line for row in self.rows), default=0)
        width = max((len(row.cells) for row in self.rows), default=0)
        for span in self.spans:
            if span.top <= last and span.left <= width:
                right = max(span.left, min(span.right, width))
                yield MergedCells(span.top, span.left, min(span.bottom, last), right)


def visible(sheets: Iterable[SheetBuilder]) -> tuple[RawTable, ...]:
    """Return the filled sheets that people see; each knows the hidden ones, and what floats."""
    sheets = list(sheets)
    hidden = tuple(sheet.table() for sheet in sheets if sheet.rows and sheet.is_hidden)
    seen = [sheet for sheet in sheets if not sheet.is_hidden]
    floating = tuple(dict.fromkeys(each for sheet in seen for each in sheet.floating))
    tables = (sheet.table() for sheet in seen if sheet.rows)
    return tuple(replace(table, hidden=hidden, floating=floating) for table in tables)


def cleaned(table: RawTable) -> RawTable:
    """Return the table with every text in NFC and trimmed; what cannot be read is noted."""
    issues = list(table.issues)
    texts = CleanTexts()
    rows: list[RawRow] = []
    for row in table.rows:
        cells = [texts[cell] if isinstance(cell, str) else cell for cell in row.cells]
        if texts.suspect:
            for column, cell in enumerate(row.cells, start=1):
                if isinstance(cell, str):
                    issues.extend(text_faults(row.line, column, cell))
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            rows.append(RawRow(row.line, tuple(cells)))
    texts.refuse_lost(rows)
    return replace(table, rows=tuple(rows), issues=tuple(issues))


class CleanTexts(dict[str, str]):
    """Each text cleaned once; equal cells of a file share one string.

    `suspect`: a text may be faulty by itself, so that all have to be looked at.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self.suspect = False
        self._lost: set[str] = set()  # words of which a code table without them left "?"

    def __missing__(self, cell: str) -> str:
        self.suspect = self.suspect or any(text_faults(0, 0, cell))
        if ("?" in cell or LOST_LETTER in cell) and _ADDRESS not in cell:
            self._lost.update(_LOST.findall(cell[:LONGEST_CELL]))
        text = self[cell] = clean(cell)
        return text

    def refuse_lost(self, rows: Sequence[RawRow]) -> None:
        """Raise RefusedError when letters were lost all over the rows; it is one cause."""
        if len(self._lost) < _FEWEST_LOST:
            return
        line, column, cell = next(
            (row.line, column, cell)
            for row in rows
            for column, cell in enumerate(row.cells, start=1)
            if isinstance(cell, str) and _ADDRESS not in cell and _LOST.search(cell)
        )
        code, count = IssueCode.ENCODING, len(self._lost)
        place = {"line": line, "column": column, "value": cell}
        raise RefusedError(fault(code, **place, severity=_GRAVE, reason="lost", count=count))  # type: ignore[arg-type] # a line, a column and a text


def text_faults(line: int, column: int, cell: str) -> Iterator[Issue]:
    """Yield an issue for a cell too long, with control characters or with letters lost."""
    if len(cell) > LONGEST_CELL:
        place = {"line": line, "column": column, "value": cell}
        yield fault(IssueCode.FIELD_TOO_LONG, **place, found=len(cell), limit=LONGEST_CELL)  # type: ignore[arg-type] # a line, a column and a text
    if not cell.isprintable() and (found := CONTROLS.search(cell)):
        name = f"U+{ord(found[0]):04X}"
        shown = repr(cell)
        yield fault(IssueCode.CONTROL_CHARACTERS, line=line, column=column, value=shown, found=name)
    if LOST_LETTER in cell:
        yield fault(IssueCode.ENCODING, line=line, column=column, value=cell, severity=_GRAVE)


def clean(text: str) -> str:
    """Return the text in NFC, trimmed, with ordinary spaces and nothing of zero width."""
    if text[:1] in _SHIELDS and (shielded := _SHIELDED.fullmatch(text)):
        text = shielded[1] or shielded[2]
    if text.isascii():
        return text.strip()
    text = _ZERO_WIDTH.sub("", _ODD_SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text).strip()
