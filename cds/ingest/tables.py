"""What reading yields: tables of cells that still know their line, and the limits they keep."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from cds.domain.issues import Issue, IssueCode

# Source of all limits: contracts, section "Limits".
MOST_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 300_000_000
MOST_UNPACKED_RATIO = 100
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 4_096

_ODD_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
LOST_LETTER = "\ufffd"


@dataclass(frozen=True, slots=True)
class Number:
    """A cell that holds a number, not text. A percent format has already been applied."""

    value: Decimal
    is_percent: bool = False

    def __str__(self) -> str:
        """Return the plain decimal text, without exponent or needless zeros."""
        text = format(self.value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text


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
class Row:
    """The cells of one line; `line` is what a person sees, from 1."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The non-blank rows of one text file or sheet. Hidden columns count from 1."""

    rows: tuple[Row, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    issues: tuple[Issue, ...] = field(default=())


def clean(text: str) -> str:
    """Return the text in NFC, trimmed, with ordinary spaces and nothing of zero width."""
    if text.isascii():
        return text.strip()
    text = _ZERO_WIDTH.sub("", _ODD_SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text).strip()
