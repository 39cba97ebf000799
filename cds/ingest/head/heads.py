"""Where the head of a table is: one row or several, with merged cells spread over their columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from string import ascii_lowercase

from cds.domain.folding import accented_words, plain_words
from cds.ingest.head.headings import HeadingReader, Meaning
from cds.ingest.tables import Cell, MergedCells, Number, RawRow, RawTable
from cds.ingest.words.dates import periods_in
from cds.ingest.words.fields import INDICATORS, PLACES, UNITS, Field
from cds.ingest.words.measures import LABEL
from cds.ingest.words.names import is_total
from cds.ingest.words.numbers import counts, is_figure

_WORD = re.compile(r"(?![IVX]+\W*$).*[^\W\d_]{2}", re.DOTALL)  # no section's number
_TERM = r"[(\[ ]*[0-9]{1,3}[)\] ]*%?\s*"
_NUMBERING = re.compile(
    rf"[(\[]?(?:[0-9]{{1,2}}|[A-Za-z])[)\]]?(?:\s*=.*)?|=?{_TERM}(?:[+\-*/x:=]\s*{_TERM})+"
)
_NUMBERED = re.compile(r"([0-9]{1,2})[)\]]?\s*(?:=|$)")
_LONGEST_NUMBERING = 60
_WITHIN = 60  # rows; above the head may stand motto, titles and notes
_FEWEST_KNOWN = 2
YEAR_HEADS = frozenset(
    ("nam", "nam bao cao", "nam so lieu", "nam thong ke", "year", "nam year", "year nam")
)
_MEN = "nam"  # without accents, where other heads have theirs
_MOST_ROWS = 3  # of a head above or below its fullest row
_SHOWN_CELLS = 20


@dataclass(frozen=True)  # no slots: its texts are asked for once a column, and kept
class Head:
    """The rows of a head and, for each column from 0, the different texts above it."""

    first: int  # place of the first row among the table's rows
    last: int
    line: int
    stacks: tuple[tuple[str, ...], ...]
    width: int  # columns that exist in the head, filled or not

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The head as one line of text."""
        return tuple(" / ".join(stack) for stack in self.stacks)

    @property
    def shown(self) -> str:
        """The filled texts in one line."""
        return " | ".join(text for text in self.texts if text)


def find_head(table: RawTable, reader: HeadingReader) -> Head | None:
    """Return the head: the first row with the most known headers and the rows that belong to it.

    None when no row has two known headers. A row that names a unit holds figures, and never
    stands above the head: a head repeated further down may be the better spelled one.
    """
    spread = [_spread(row, table.spans) for row in table.rows[:_WITHIN]]
    strengths = [
        0 if any(map(is_figure, row.cells)) else _strength(texts, reader)
        for row, texts in zip(table.rows, spread, strict=False)
    ]
    best = max(range(len(spread)), key=lambda place: strengths[place], default=None)
    if best is None or not strengths[best]:
        best = _over_units(table, spread, reader)
    if best is None:
        return None

    def has_figures(row: RawRow) -> bool:
        texts = [str(cell) for cell in row.cells]
        return any(map(reader.is_unit, texts)) and any(map(counts, row.cells))

    above = (p for p in range(best) if strengths[p] and any(map(has_figures, table.rows[p:best])))
    return _whole(table, spread, next(above, best), reader)


def with_named_times(table: RawTable, reader: HeadingReader) -> RawTable:
    """Return a table with names for months or quarters of which a head gives numbers alone.

    Below the word for them, or beside the head of the units where a title says they are by month.
    """
    rows = [*table.rows[:_WITHIN]]
    for at, row in enumerate(rows):
        texts = [str(cell) for cell in row.cells]
        first = next((n for n, text in enumerate(texts) if text in _FIRST), 0)
        numbered = zip(texts[first:], range(1, 13), _ROMANS, strict=False)
        count = sum(text.lstrip("0") in (str(number), roman) for text, number, roman in numbered)
        if not first or count < _FEWEST_TIMES or any(map(str.isdecimal, texts[first + count :])):
            continue
        above, before = rows[max(0, at - 1)], [text for text in texts[:first] if text]
        told = plain_words(str(above.cell(first))) if at and not before else ""
        if any(reader.read(text).field in PLACES for text in before):
            titles = (plain_words(each.text) for each in rows[max(0, at - _MOST_ROWS) : at])
            told = next((found[1] for text in titles if (found := _BY_TIME.search(text))), "")
        if told in _TIMES and not any(map(str, above.cells[first + 1 : first + count])):
            named = [f"{_TIMES[told]}{n}" for n in range(1, count + 1)]
            cells = (*row.cells[:first], *named, *row.cells[first + count :])
            rows[at] = RawRow(row.line, cells)
            return replace(table, rows=(*rows, *table.rows[_WITHIN:]))
    return table


_FEWEST_TIMES = 3
_ROMANS = ("I", "II", "III", "IV", *[""] * 8)
_FIRST = frozenset(("1", "01", "I"))
_TIMES = {"thang": "T", "cac thang": "T", "theo thang": "T", "quy": "Q", "cac quy": "Q"}
_BY_TIME = re.compile(r"\b(?:theo|cac|tung|hang)(?: cac| tung)? (thang|quy)\b")


def year_columns(texts: Sequence[str]) -> list[int]:
    """Return the columns, from 0, whose heads name years; beside accents one without is of men."""
    has_accents = any(plain_words(text) != accented_words(text) for text in texts)
    found = [at for at, text in enumerate(texts) if plain_words(text) in YEAR_HEADS]
    return [at for at in found if not (has_accents and accented_words(texts[at]) == _MEN)]


def rows_of_words(table: RawTable, reader: HeadingReader) -> Head | None:
    """Return a head of which no word is known, over rows of units with numbers; None for none."""
    spread = [_spread(row, table.spans) for row in table.rows[:_WITHIN]]
    best = _over_units(table, spread, reader, is_known=True)
    return None if best is None else _whole(table, spread, best, reader)


def _over_units(
    table: RawTable, spread: Sequence[list[str]], reader: HeadingReader, *, is_known: bool = False
) -> int | None:
    """Return the place of a row of words, one of them known, over rows of units with numbers."""
    rows = table.rows[:_WITHIN]
    figures = (at for at, row in enumerate(rows) if any(map(is_figure, row.cells)))
    first = next((at for at in figures if any(map(reader.is_unit, map(str, rows[at].cells)))), 0)
    if not first:
        return None
    words = [len({text for text in texts if _WORD.match(text)}) for texts in spread[:first]]
    words = [0 if any(map(is_figure, r.cells)) else n for r, n in zip(rows, words, strict=False)]
    best = max(range(first), key=lambda place: words[place])
    known = is_known or any(reader.read(text).says_something for text in spread[best] if text)
    return best if words[best] >= _FEWEST_KNOWN and known else None


def guessed_head(table: RawTable, reader: HeadingReader) -> Head | None:
    """Return the first widest row of words, for a person to say what its columns hold.

    A row that names a unit holds figures and is never taken for a head: without words above it
    the head is blank.
    """
    rows = table.rows[:_WITHIN]
    has_unit = (any(map(reader.is_unit, map(str, row.cells))) for row in rows)
    first = next((place for place, has in enumerate(has_unit) if has), None)
    rows = rows if first is None else rows[:first]
    words = [sum(bool(_WORD.match(str(cell))) for cell in row.cells) for row in rows]
    best = max(range(len(rows)), key=lambda place: words[place], default=None)
    if best is None or words[best] < _FEWEST_KNOWN:
        if first is None:
            return None
        row = table.rows[first]
        return Head(first, first - 1, row.line, ((),) * len(row.cells), len(row.cells))
    texts = tuple((str(cell),) if str(cell) else () for cell in rows[best].cells)
    return Head(best, best, rows[best].line, texts, len(texts))


def shown_cells(row: RawRow) -> str:
    """Return the row's filled cells as one line of text."""
    return " | ".join(str(cell) for cell in row.cells[:_SHOWN_CELLS] if str(cell))


def _spread(row: RawRow, spans: Sequence[MergedCells]) -> list[str]:
    """Return the row's texts, those of merged cells over all their columns."""
    texts = [str(cell) for cell in row.cells]
    for span in spans:
        if span.top <= row.line <= span.bottom and span.right > span.left:
            text = texts[span.left - 1] if span.left <= len(texts) else ""
            texts += [""] * (span.right - len(texts)) if text else []
            if text and span.top == row.line:
                texts[span.left - 1 : span.right] = [text] * (span.right - span.left + 1)
    return texts


def _strength(texts: Sequence[str], reader: HeadingReader) -> float:
    filled = [reader.read(text) for text in texts if text]
    if len(filled) == _FEWEST_KNOWN and filled[0].field is Field.PERIOD and filled[1].period:
        return 0  # a label and what it is, as over a pivot table
    known = [meaning for text in dict.fromkeys(texts) if (meaning := reader.read(text))]
    telling = [meaning for meaning in known if meaning.says_something]
    is_by_year = any(m.indicator_id for m in telling) and any(
        plain_words(text) in YEAR_HEADS for text in texts
    )
    if len(telling) < _FEWEST_KNOWN and not is_by_year:
        return 0
    if any(meaning.unit for meaning in telling) and not _heads_units(texts, reader):
        return 0
    return sum(2 if meaning.field else 1.5 if meaning.indicator_id else 1 for meaning in telling)


def _heads_units(texts: Sequence[str], reader: HeadingReader) -> bool:
    """True for a head whose columns are units; a row that names a unit holds figures of it."""
    filled = [text for text in texts if text]
    meanings = [reader.read(text) for text in filled]
    has_key = any(meaning.field in _ACROSS for meaning in meanings)
    others = (m for m, text in zip(meanings, filled, strict=True) if not is_total(text))
    return has_key and all(m.says_something and (m.unit or m.field) for m in others)


_ACROSS = INDICATORS | {Field.PERIOD}


def _whole(table: RawTable, spread: Sequence[list[str]], best: int, reader: HeadingReader) -> Head:
    rows = table.rows
    first = last = best
    while (
        first > max(0, best - _MOST_ROWS)
        and rows[first].line - rows[first - 1].line == 1
        and not any(map(is_figure, rows[first - 1].cells))
        and _is_upper(spread[first - 1], spread[best], reader)
    ):
        first -= 1
    while (
        last < min(len(spread) - 1, best + _MOST_ROWS)
        and rows[last + 1].line - rows[last].line == 1
        and (
            _is_lower(rows[last + 1].cells, spread[last + 1], spread[best], reader)
            or _is_parted(rows[last + 1], table.spans)
        )
    ):
        last += 1
    texts = [[*map(reader.spaced, row)] for row in spread[first : last + 1]]
    stacks = _stacks(table, texts, rows[first].line)
    return Head(first, last, rows[first].line, stacks, max(map(len, spread[first : last + 1])))


def _is_upper(texts: Sequence[str], below: Sequence[str], reader: HeadingReader) -> bool:
    """A title stands alone at the left; a group's heading stands over some of the columns.

    So does a title that has its words and its period in two cells.
    """
    filled = [text for text in dict.fromkeys(texts) if text]
    place = next((at for at, text in enumerate(texts) if text), 0)
    start = next((at for at, text in enumerate(below) if text), 0)
    if len(filled) < _FEWEST_KNOWN and place <= start:
        return False
    meanings = [reader.read(text) for text in filled]
    is_label = any(m.field is Field.PERIOD for m in meanings) or filled[0].endswith(":")
    is_title = is_label and any(m.period for m in meanings)
    is_title |= _tells_measure(filled, meanings) and not reader.read(below[place]).is_figure
    return any(m.says_something for m in meanings) and not (
        is_title or any(m.unit for m in meanings)
    )


def _tells_measure(filled: Sequence[str], meanings: Sequence[Meaning]) -> bool:
    """True for one period and, behind it, what begins as the label of a measure and names one."""
    is_period = bool(meanings[0].period or meanings[0].part) and not meanings[0].indicator_id
    labels = [bool(LABEL.match(text)) for text in filled[1:]]
    return is_period and bool(labels) and all(labels) and all(m.measures for m in meanings[1:])


def _is_parted(row: RawRow, spans: Sequence[MergedCells]) -> bool:
    """True for a row of words of which each stands below a heading merged over several columns."""
    filled = [at for at, cell in enumerate(row.cells, start=1) if str(cell)]
    over = [s for s in spans if s.bottom == row.line - 1 and s.right > s.left]
    is_under = all(any(s.left <= at <= s.right for s in over) for at in filled)
    return len(filled) > 1 and is_under and not any(map(is_figure, row.cells))


def _is_lower(
    cells: Sequence[Cell], texts: Sequence[str], above: Sequence[str], reader: HeadingReader
) -> bool:
    """Sub-headings all say something, or name a measure; so does a row of measures alone.

    "4G" says something below the share of people covered.
    """
    filled = [text for text in dict.fromkeys(texts) if text]
    over = dict(zip(texts, above, strict=False))
    alone = {text: reader.read(text) for text in filled}
    for text, meaning in alone.items():
        if not meaning.says_something and not reader.read(over.get(text, "")).says_something:
            whole = reader.read(f"{over.get(text, '')} {text}")
            alone[text] = whole if whole.says_something else meaning
    meanings = [*alone.values()]
    first = next((at for at, text in enumerate(texts) if text), 0)
    is_of_units = reader.read(above[first] if first < len(above) else "").field in PLACES
    if len(filled) == 1 and (first == 0 or (is_of_units and any(periods_in(filled[0])))):
        return False  # a section's heading
    if _qualifies(cells, texts, above, reader):
        return True
    if filled and all(m.measures and not m.says_something for m in meanings):
        return True
    is_data = any(map(reader.is_unit, filled)) and not _heads_units(filled, reader)
    heads = (m.is_figure or m.field in (Field.PLAN, *UNITS) for m in meanings)
    if is_data or not any(heads):
        return False
    numbers = sum(isinstance(cell, Number) for cell in cells)
    if numbers and not all(meaning.period for meaning in meanings):
        return False
    return all(
        m.says_something or m.measures or re.fullmatch(r"\(.*\)|[\W_]*", t)
        for m, t in zip(meanings, filled, strict=True)
    )


def _qualifies(
    cells: Sequence[Cell], texts: Sequence[str], above: Sequence[str], reader: HeadingReader
) -> bool:
    """True for words that stand below names of figures alone: they may make others of them."""
    places = [at for at, text in enumerate(texts) if text]
    said = [reader.read(texts[at]).field for at in places]
    return (
        bool(places)
        and not any(map(is_figure, cells))
        and all(at < len(above) and reader.read(above[at]).is_figure for at in places)
        and not any(reader.is_unit(texts[at]) for at in places)
        and {*said} <= {None, Field.VALUE, Field.PERIOD}
    )


def numbers_columns(texts: Sequence[str]) -> bool:
    """True for (1) (2) (3), or A B 1 2 3=2:1."""
    is_short = all(len(text) <= _LONGEST_NUMBERING for text in texts)
    if len(texts) < len("12") or not is_short or not all(map(_NUMBERING.fullmatch, texts)):
        return False
    marks = [text.strip("()[]") for text in texts]
    if all(mark.isalpha() for mark in marks):
        return "".join(marks).lower() in ascii_lowercase
    numbers = [int(found[1]) for mark in marks if (found := _NUMBERED.match(mark))]
    steps = {after - before for before, after in pairwise(numbers)}
    return steps == {1} or (numbers == [1] and len(texts) > len(("A", "1")))


def _stacks(
    table: RawTable, spread: Sequence[Sequence[str]], top: int
) -> tuple[tuple[str, ...], ...]:
    """Return the texts over each column, from the top; merged ones count once.

    Without merged cells a group's heading stands at its first column alone.
    """
    bottom = top + len(spread) - 1
    has_spans = any(span.top <= bottom and span.bottom >= top for span in table.spans)
    rows = [list(texts) for texts in spread]
    for upper, lower in pairwise(rows) if not has_spans else ():
        upper += [""] * (len(lower) - len(upper))
        for place, text in enumerate(lower[1:], start=1):
            if text and not upper[place] and lower[place - 1]:
                upper[place] = upper[place - 1]
    width = max(map(len, rows))
    whole = [[*texts, *[""] * (width - len(texts))] for texts in rows]
    columns = zip(*whole, strict=True)
    return tuple(tuple(dict.fromkeys(text for text in column if text)) for column in columns)
