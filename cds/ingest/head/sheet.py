"""One table of a file on its way from rows to figures, and where such tables part."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from itertools import pairwise, takewhile
from operator import attrgetter
from typing import NamedTuple

from cds.domain.admin_units import AdminUnit
from cds.domain.folding import plain_words
from cds.domain.indicators import Indicator
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation
from cds.domain.periods import Period, parse_period
from cds.ingest.faults import fault, first_of, unclear, unread
from cds.ingest.head.heads import Head, find_head
from cds.ingest.head.layout import FigureColumns, Layout, lay_out
from cds.ingest.head.registers import Registers
from cds.ingest.mapping import Column, ColumnMapping
from cds.ingest.tables import LONGEST_CELL, MOST_COLUMNS, Cell, RawRow, RawTable
from cds.ingest.words.dates import PartOfYear, periods_in, title_period
from cds.ingest.words.explained import begins, names_document
from cds.ingest.words.fields import COLUMN_FIGURES, INDICATORS, UNITS, Field
from cds.ingest.words.names import LONGEST_TITLE, is_total, numbers_heading
from cds.ingest.words.numbers import counts, is_figure
from cds.ingest.words.qualifiers import announces_plan, only_plans, speaks_of_results

MOST_LOOKED_AT = 200  # rows, to tell what columns hold
_MOST_TITLE_CELLS = 3  # a row with more is no title
_MOST_SHEETS = 200
_MOST_TITLES = 3  # rows right above a head
_FIGURES = frozenset((*COLUMN_FIGURES, Field.PLAN))
_NAMING = INDICATORS | {*UNITS}
_NO_FIGURES = _NAMING | {Field.ORDINAL, Field.NOTE, Field.MEASURE_UNIT, Field.DISTRICT}


@dataclass(frozen=True, slots=True)
class Total:
    """A row of totals: a check on the rows of its section, or of the whole table.

    `page_from` is the line below which a page begins whose sum it is; None for no page's.
    `since` are the lines of the totals above below which the rows may begin whose sum it is.
    """

    row: RawRow
    section: int | None
    page_from: int | None = None
    since: tuple[int, ...] = ()


_Place = tuple[int, int]  # line and column, from 1; 0 for all rows of a column, all cells of a row


class Note(NamedTuple):
    """A remark below the rows: what it says and the cell it is marked at, else its own line.

    `beside` is the section of office language that its words may be in as well.
    """

    text: str
    line: int
    column: int | None
    beside: str = ""


@dataclass(slots=True)  # not frozen: there are hundreds of thousands, made in half the time
class ParsedRow:
    """An observation with what only its row knows.

    `given_value` is the value as written, None when it was left to the counts; `decimals` its
    digits after the decimal mark. `section` numbers the part of the table it stands in.
    `is_percent`: the value was written with the sign; `is_of_whole`: as 37/52; `is_converted`: it
    was multiplied. `sheet` is its name where several are read.
    """

    observation: Observation
    indicator: Indicator
    unit: AdminUnit
    given_value: Decimal | None
    decimals: int
    block: FigureColumns
    section: int = 0
    is_percent: bool = False
    is_of_whole: bool = False
    is_converted: bool = False
    sheet: str = ""

    @property
    def line(self) -> int:
        """The line it stands in."""
        return self.observation.line or 0

    @property
    def figure(self) -> Field:
        """Where the figure stands: at its value, at the numerator of a row that leaves that out."""
        is_at_value = self.observation.column == self.block.column(Field.VALUE)
        return Field.VALUE if is_at_value else Field.NUMERATOR

    def written(self, field: Field) -> Decimal | None:
        """Return the figure of a field as the row gives it; None when it leaves it out."""
        if field is Field.VALUE:
            return self.given_value
        seen = self.observation
        return seen.numerator if field is Field.NUMERATOR else seen.denominator

    def fault(
        self,
        code: IssueCode,
        at: Field,
        *,
        value: object = None,
        severity: Severity | None = None,
        **details: object,
    ) -> Issue:
        """Return an issue at a field of the row, which tells of what, whose and of when it is."""
        line, column = self.observation.line, self.block.column(at)
        own = {"indicator": self.indicator.name, "unit": self.unit.name}
        told: dict[str, object] = {**own, "period": self.observation.period, **details}
        found = fault(code, line=line, column=column, value=value, severity=severity, **told)
        return found.in_sheet(self.sheet) if self.sheet else found


@dataclass(slots=True)
class Sheet:
    """One table of a file under its head, and what each step makes of it.

    `above` are the rows of titles; what they say for all rows is in `constants`, `year`,
    `part_of_year`, `district` and `own`, the unit that reports; `units` are whose figures are in
    rows under headings of units, by line. `guessed` is what columns, from 0, were found to be.
    `issues` gather what is amiss in the file. `name` is the sheet's where several
    are read.
    `is_title`: there is nothing under the head but the titles of the parts below; there `over` are
    its titles and unknown heads.
    """

    table: RawTable
    layout: Layout
    above: tuple[RawRow, ...]
    mapping: ColumnMapping | None
    issues: list[Issue]
    name: str = ""
    over: tuple[RawRow, ...] = ()
    is_title: bool = False
    so_far: list[Issue] = field(default_factory=list[Issue])  # asked where sums can be
    constants: Mapping[Field, str] = field(default_factory=dict[Field, str])
    is_guessed: bool = False  # the indicator among them
    year: int | None = None
    part_of_year: PartOfYear | None = None
    district: str = ""
    own: str | None = None
    units: Mapping[int, str] = field(default_factory=dict[int, str])
    rows: list[RawRow] = field(default_factory=list[RawRow])  # of figures
    sections: list[int] = field(default_factory=list[int])  # in which each of them stands
    totals: list[Total] = field(default_factory=list[Total])
    numbered: set[int] = field(default_factory=set[int])  # lines that number the columns
    wholes: list[RawRow] = field(default_factory=list[RawRow])  # of parts in rows of figures
    asides: list[RawRow] = field(default_factory=list[RawRow])  # between the rows of figures
    notes: list[Note] = field(default_factory=list[Note])  # below them
    marked: dict[_Place, list[str]] = field(default_factory=dict["_Place", list[str]])  # by notes
    entries: list[ParsedRow] = field(default_factory=list[ParsedRow])
    guessed: dict[int, Column] = field(default_factory=dict[int, Column])

    def ask(self, reason: str, line: int | None, column: int | None = None, **told: object) -> None:
        """Ask what words make of figures; in a place from 1."""
        self.issues.append(unclear(reason=reason, line=line, column=column, **told))  # type: ignore[arg-type] # a value, and slots

    def ask_of_head(self, reason: str, place: int, **told: object) -> None:
        """Ask the same about what stands over a column from 0."""
        head = self.layout.head
        self.ask(reason, head.line, place + 1, **{"value": head.texts[place], **told})

    def has_numbers(self, place: int) -> bool:
        """True for a column, from 0, with numbers in the first rows."""
        return any(counts(row.cell(place)) for row in self.first_rows)

    def first_texts(self, *places: int) -> set[str]:
        """Return what stands in the first rows of columns from 0."""
        cells = (row.cell(place) for row in self.first_rows for place in places)
        return {str(cell) for cell in cells} - {""}

    @property
    def below(self) -> tuple[RawRow, ...]:
        """The rows below the head."""
        return self.table.rows[self.layout.head.last + 1 :]

    def beside(self, rows: Sequence[RawRow]) -> Sequence[RawRow]:
        """Return the rows with numbers right of all that the head names."""
        width = self.layout.head.width
        beyond = [row for row in rows if len(row.cells) > width]
        return [row for row in beyond if any(map(counts, row.cells[width:]))]

    @property
    def after(self) -> tuple[RawRow, ...]:
        """Those of them below the last row of figures, once these are known: notes, signatures."""
        last = self.rows[-1].line if self.rows else 0
        return self.below[bisect_right(self.below, last, key=attrgetter("line")) :]

    @property
    def tail(self) -> Sequence[RawRow]:
        """Those of them at the end that hold no figure, from the last one upwards, not too many."""
        last = self.below[-MOST_LOOKED_AT:]
        return [*takewhile(lambda row: not any(map(is_figure, row.cells)), reversed(last))]

    @property
    def first_rows(self) -> tuple[RawRow, ...]:
        """Those of them that are looked at to tell what columns hold."""
        first = self.layout.head.last + 1
        return self.table.rows[first : first + MOST_LOOKED_AT]

    @property
    def titles(self) -> tuple[tuple[int, str], ...]:
        """Line and text of each row of titles, of a document's name beside others as one more."""
        rows = self.above
        return tuple((row.line, text[:LONGEST_CELL]) for row in rows for text in titled(row))

    @property
    def texts(self) -> tuple[str, ...]:
        """The titles without their lines."""
        return tuple(text for _, text in self.titles)

    @property
    def plan(self) -> tuple[int, str] | None:
        """Line and text of the title that announces a plan; None where figures are results."""
        plan = only_plans(self.texts)
        return next((title for title in self.titles if title[1] == plan), None)

    def is_apart(self, period: Period) -> bool:
        """True for a period that has no day of that of the titles."""
        titled = (
            parse_period(self.constants[Field.PERIOD]) if Field.PERIOD in self.constants else period
        )
        return period.end < titled.start or titled.end < period.start

    @property
    def answered(self) -> frozenset[int]:
        """The columns, from 0, of which the sender said what they hold."""
        return frozenset(place - 1 for place in (self.mapping.columns if self.mapping else ()))


def titled(row: RawRow) -> Sequence[str]:
    """Return the texts of a row of titles: its words, and by itself each name of a document.

    Such a name has a number and a day that say nothing of the figures.
    """
    cells = row.texts
    documents = [text for text in cells if names_document(text)] if len(cells) > 1 else []
    return [*documents, " ".join(text for text in cells if text not in documents)]


def lies_in(row: ParsedRow, above: Sequence[AdminUnit], registers: Registers) -> bool:
    """True for the figure of one of some districts, or of a commune of theirs."""
    catalogue = registers.catalogue
    vintage = catalogue.vintage_for(row.unit, row.observation.period)
    return row.unit in above or catalogue.parent(row.unit, vintage) in above


def sheets(
    table: RawTable,
    head: Head,
    mapping: ColumnMapping | None,
    registers: Registers,
    issues: list[Issue],
) -> Iterator[Sheet]:
    """Part a table where tables stand beside or below each other.

    Below stands another where a row names another period or indicator, or is a head; without a
    head of its own it stands under the one above it.
    """
    for half, top in [(table, head)] if mapping else _beside(table, head, registers):
        over: tuple[RawRow, ...] = ()
        for part, own, titles in _below(half, top, mapping, registers, issues):
            said = mapping if own.stacks == top.stacks else None
            is_title = len(part.rows) == own.last + 1 < len(half.rows)
            layout = lay_out(own, registers.headings, said, [] if is_title else issues)
            yield Sheet(part, layout, titles, said, issues, over=over, is_title=is_title)
            if is_title:
                heads = part.rows[own.first : own.last + 1]
                over = (*titles, *(_unknown(row, registers) for row in heads))


def _unknown(row: RawRow, registers: Registers) -> RawRow:
    """Return a row of heads without those that say something."""
    texts = (str(cell) for cell in row.cells)
    read = registers.headings.read
    return RawRow(
        row.line, tuple("" if text and read(text).says_something else text for text in texts)
    )


def plans_beside_results(parts: Sequence[Sheet], head: Head) -> Sequence[Sheet]:
    """Return the parts of a table that are a plan's by their own titles, where others are not."""
    plans = [(part, *part.plan) for part in parts if part.plan]
    has_results = any(part.plan is None and not part.is_title for part in parts)
    if not has_results or any(line < head.line for _, line, _ in plans):
        return []  # the plan is of all of them
    return [part for part, _, text in plans if announces_plan(text)]


def _beside(table: RawTable, head: Head, registers: Registers) -> list[tuple[RawTable, Head]]:
    """Part a table where the head begins anew with the same column of units.

    A row above the head with one text is for all of them.
    """
    layout = lay_out(head, registers.headings, None, [])
    meanings, starts = layout.meanings, list[int]()
    fields = [meaning.field for meaning in meanings]
    named = Field.UNIT_NAME if Field.UNIT_NAME in fields else Field.DISTRICT  # as their units
    units = [at for at, field in enumerate(fields) if field is named]
    if len({plain_words(head.stacks[at][-1]) for at in units}) != 1:
        return [(table, head)]
    for at in units:
        while starts and meanings[at - 1].field in _BEFORE_UNITS:
            at -= 1
        starts.append(at if starts else 0)
    ends = [*starts[1:], MOST_COLUMNS]
    parts = [*zip(starts, ends, strict=True)]
    has_figures = all(  # or what a head in other words may stand over
        any(m.is_figure or not m.says_something for m in meanings[first:end])
        for first, end in parts
    )
    if len(parts) == 1 or not has_figures:
        return [(table, head)]
    return [_narrowed(table, head, first, end) for first, end in parts]


_BEFORE_UNITS = frozenset((Field.ORDINAL, Field.UNIT_CODE, Field.DISTRICT))


def _narrowed(table: RawTable, head: Head, first: int, end: int) -> tuple[RawTable, Head]:
    """Return table and head with the columns from the first to before the end alone."""

    def narrow(row: RawRow) -> RawRow:
        cells = [cell if at >= first else "" for at, cell in enumerate(row.cells[:end])]
        return RawRow(row.line, tuple(cells) or ("",))

    above = [
        row if sum(cell != "" for cell in row.cells) == 1 else narrow(row)
        for row in table.rows[: head.first]
    ]
    heads = [narrow(row) for row in table.rows[head.first : head.last + 1]]
    below = [narrow(row) for row in table.rows[head.last + 1 :]]
    titles, rows = ([row for row in part if row.text] for part in (above, below))
    stacks = tuple(stack if first <= at < end else () for at, stack in enumerate(head.stacks))
    moved = replace(head, first=len(titles), last=len(titles) + len(heads) - 1, stacks=stacks)
    return replace(table, rows=(*titles, *heads, *rows)), moved


def _below(
    table: RawTable,
    head: Head,
    mapping: ColumnMapping | None,
    registers: Registers,
    issues: list[Issue],
) -> Iterator[tuple[RawTable, Head, tuple[RawRow, ...]]]:
    """Yield each table that stands below another, its head and the rows of its titles."""
    layout = lay_out(head, registers.headings, mapping, [])
    table = _without_sums_of_plans(table, layout, registers, issues)
    rows = table.rows
    announces = partial(_announces_plan, layout)
    cuts = _cuts(rows, layout, announces, registers)[:_MOST_SHEETS]
    top, above = rows[head.first : head.last + 1], rows[: head.first]
    told = [text for row in above for text in titled(row)]
    is_dated = title_period(told) != (None, False)
    if is_dated or cuts[:1] != [head.last + 1]:  # else the first rows are titles, as of a year
        yield replace(table, rows=rows[: cuts[0]] if cuts else rows), head, above
        above = ()
    for cut, end in pairwise([*cuts, len(rows)]):
        below = replace(table, rows=rows[cut:end])
        own = find_head(below, registers.headings)
        if own:
            head, top = own, below.rows[own.first : own.last + 1]
            yield below, head, below.rows[: own.first]
            continue
        is_block = _heads_block(below.rows[:2], layout, registers)
        titles = tuple(takewhile(lambda row: _is_title(row, registers, announces), below.rows))
        titles = titles or (below.rows[:1] if is_block else ())
        under = replace(table, rows=(*top, *below.rows[len(titles) :]))
        yield under, replace(head, first=0, last=len(top) - 1), (*above, *titles)
        above = ()


def _without_sums_of_plans(
    table: RawTable, layout: Layout, registers: Registers, issues: list[Issue]
) -> RawTable:
    """Return a table of units with numbered headings of plans as texts; name the sums beside them.

    What names an indicator is no heading but a row of figures.
    """
    if {*UNITS}.isdisjoint(layout.keys) or not INDICATORS.isdisjoint(layout.keys):
        return table
    found, is_unit = dict[int, RawRow](), registers.units.is_unit
    sums = list[tuple[int, int, Cell]]()
    for place, row in enumerate(table.rows):
        first = row.cells[0]
        is_section = isinstance(first, str) and first in _SECTIONS and place > layout.head.last
        if is_section and any(map(is_figure, row.cells)):
            words = [text for cell in row.cells[1:] if (text := str(cell)) and not is_figure(cell)]
            is_named = registers.headings.indicator_in(words) or any(map(is_unit, words))
            if only_plans((" ".join(words),)) and not is_named:
                found[place] = RawRow(row.line, (first, *words))
                figures = [(at, c) for at, c in enumerate(row.cells, start=1) if is_figure(c)]
                sums += [(row.line, *each) for each in figures]
    if not found:
        return table
    (line, column, value), lines = sums[0], first_of(line for line, *_ in sums)
    asks = partial(unread, reason="rows", lines=lines, count=len(sums))
    issues.append(asks(line=line, column=column, value=value))
    rows = (found.get(place, row) for place, row in enumerate(table.rows))
    return replace(table, rows=tuple(rows))


_SECTIONS = frozenset((*"ABCDEGHK", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"))


def _cuts(
    rows: tuple[RawRow, ...], layout: Layout, announces: Callable[[str], bool], registers: Registers
) -> list[int]:
    """Return where a title or head begins that stands over figures; a repeated head is none."""
    cuts: list[int] = []
    first: int | None = None
    is_plan = False
    start = layout.head.last + 1
    seen = {row.cells for row in rows[layout.head.first : start]}
    figures = {*(layout.figure_columns or layout.unnamed_columns)}
    for place in range(start, len(rows)):
        cells = rows[place].cells
        if any(at < len(cells) and counts(cells[at]) for at in figures):
            cuts += [] if first is None else [first]
            first = None
        elif cells in seen:
            continue
        elif _is_head(rows[place], registers):
            figures |= {*_figures_of(rows[place], registers)}
            first = _first_title(rows, place, start, registers) if first is None else first
        elif first is None and (
            _is_title(rows[place], registers, announces)
            or _heads_block(rows[place : place + 2], layout, registers)
            or (is_plan and speaks_of_results(rows[place].text))
        ):
            first, is_plan = place, announces(rows[place].text)
    return cuts


def _announces_plan(layout: Layout, text: str) -> bool:
    """True for a title of a plan below the head; where it says results, aims are but groups."""
    if INDICATORS.isdisjoint(layout.keys):
        return only_plans((text,)) is not None
    heads = (each for at in layout.figure_columns for each in layout.head.stacks[at])
    return announces_plan(text) and not any(map(speaks_of_results, heads))


def _first_title(rows: Sequence[RawRow], head: int, start: int, registers: Registers) -> int:
    """Return where the titles begin that stand right above a head, else where the head does."""
    first = head
    while first > max(start, head - _MOST_TITLES):
        row, texts = rows[first - 1], rows[first - 1].texts
        if rows[first].line - row.line > 1 or not _may_be_title(row, registers):
            break
        if any(map(is_total, texts)) or any(begins(texts[0], e) for e in ("notes", "signatures")):
            break
        first -= 1
    return first


def _may_be_title(row: RawRow, registers: Registers) -> bool:
    """True for a row of few texts, none of them a figure or a unit."""
    texts = row.texts
    is_long = len(texts) > _MOST_TITLE_CELLS or len(row.text) > LONGEST_TITLE
    is_data = any(map(is_figure, row.cells)) or any(map(registers.units.is_unit, texts))
    return not (is_long or is_data)


def _figures_of(row: RawRow, registers: Registers) -> Iterator[int]:
    """Yield the columns, from 0, of a head that may stand over figures."""
    for at, text in enumerate(map(str, row.cells)):
        if text and registers.headings.read(text).field not in _NO_FIGURES:
            yield at


def _is_title(row: RawRow, registers: Registers, announces: Callable[[str], bool]) -> bool:
    """True for a row of few texts that names a period, an indicator, a district or a plan."""
    if not _may_be_title(row, registers):
        return False
    line, reader = row.text, registers.headings
    named = reader.indicator_in((line,)) or registers.units.district_in((line,))
    return named is not None or any(periods_in(line)) or announces(line)


def _heads_block(rows: Sequence[RawRow], layout: Layout, registers: Registers) -> bool:
    """True at a second reading for a row near to an indicator where no head names any.

    It stands right over a row of figures.
    """
    if not registers.is_second or not INDICATORS.isdisjoint(layout.told):
        return False
    row, *below = rows
    is_over = layout.blocks and any(is_figure(cell) for each in below for cell in each.cells)
    if not is_over or not _may_be_title(row, registers):
        return False
    is_share = any(meaning.is_rate for meaning in layout.meanings)
    text = " ".join(text for text in row.texts if not numbers_heading(text))
    return registers.nearest.find(text, is_share=is_share, is_title=True) is not None


def _is_head(row: RawRow, registers: Registers) -> bool:
    """True for heads, some of figures and some of what they are of, and for most of them.

    Where a word for units or indicators stands beside another of ours, one may be unknown.
    """
    meanings = [registers.headings.read(text) for text in dict.fromkeys(row.texts)]
    fields = {each.field for each in meanings} - {None}
    if all(each.says_something for each in meanings):
        return len(meanings) > 1 and not fields <= _FIGURES
    naming = fields & (_NAMING | {Field.DISTRICT})
    is_named = bool(naming) and len(fields) > 1 and len(meanings) > len(naming)
    has_unit = any(each.unit for each in meanings) or any(map(is_figure, row.cells))
    return is_named and not has_unit
