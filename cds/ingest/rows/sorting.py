"""Which rows under a head hold figures; which are totals, section heads, footnotes, signatures."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.folding import plain_words
from cds.ingest.head.heads import numbers_columns
from cds.ingest.head.layout import Layout
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import Sheet, Total
from cds.ingest.rows.number_cells import state_in
from cds.ingest.tables import Cell, Flaw, Number, RawRow, RawTable
from cds.ingest.words.explained import begins
from cds.ingest.words.fields import PLACES, UNITS, Field
from cds.ingest.words.names import ends_page, is_total
from cds.ingest.words.numbers import is_missing, looks_like_number, take_apart
from cds.ingest.words.qualifiers import narrows, qualified
from cds.ingest.words.vocabulary import marked_words

_ROMAN = re.compile(r"(?P<mark>[IVXL]{1,6}|[A-HK])\s*[.)\-\u2013:/]*(?:\s+|$)")
_MOST_BREAKS = 8  # sums of groups that one sum of groups may hold
_HEAD_ROWS = 3  # that may follow the head: what was missed of it, measures, numbers of columns
_NUMBER = re.compile(r"\(([0-9]{1,2})\)")
_BULLETS = ("-", "+", "*", "\u2022", "\u2013")
_FILLED_DOWN = (*(*PLACES, Field.PERIOD), *(Field.INDICATOR_ID, Field.INDICATOR_NAME))


class RowSorter:
    """Sorts the rows of one table; nothing with a number in it is ever dropped unnamed."""

    def __init__(self, sheet: Sheet, registers: Registers) -> None:
        """Look at a table through its layout."""
        table, layout = sheet.table, sheet.layout
        self._sheet = sheet
        self._width = layout.head.width
        self._units = registers.units
        self._indicators = registers.indicators
        self._keys = layout.keys
        self._has_units = any(field in layout.keys for field in UNITS)
        self._figures = layout.figure_columns
        self._kinds: dict[tuple[str, str], Sequence[AdminUnit]] = {}
        self._plain: dict[tuple[str, str], bool] = {}
        self._spans = _down(table, layout)
        self._head = {
            tuple(map(plain_words, map(str, row.cells)))
            for row in table.rows[layout.head.first : layout.head.last + 1]
        }
        self._head_starts = {texts[0] for texts in self._head}
        rows = (self._filled(row) for row in sheet.below if not self._is_head(row))
        self._rows = [*self._below_units(rows)]
        self._district = ""
        self._section = 0
        self._is_section = False
        self._is_group = False  # of units, under its sum
        self._is_list = False
        self._numbering: tuple[str, ...] = ()
        self._page_from = 0

    def sort(self) -> None:
        """Put the rows that hold figures, districts filled in, and the totals into the sheet."""
        backwards = reversed(range(len(self._rows)))
        last = next((at for at in backwards if self._tells(self._rows[at])), -1)
        for place in range(last + 1):
            row = self._rows[place]
            if self._is_plain(row) or not self._is_aside(place):
                row, unit = self._with_district(row), self._sheet.units.get(row.line)
                # the unit of the heading above stands right of all that stands in the row
                self._sheet.rows.append(row.with_cell(self._width + 1, unit) if unit else row)
                self._sheet.sections.append(self._section)

    def _is_plain(self, row: RawRow) -> bool:
        """True for most rows: a commune and nothing else."""
        named = self._named(row)
        if named not in self._plain:
            levels = {unit.level for unit in self._units_of(row)}
            self._plain[named] = levels == {AdminLevel.COMMUNE}
        return self._plain[named]

    def _units_of(self, row: RawRow) -> Sequence[AdminUnit]:
        """Return the units the row may mean."""
        named = self._named(row)
        if named not in self._kinds:
            self._kinds[named] = self._units.row_candidates(*named)
        return self._kinds[named]

    def _named(self, row: RawRow) -> tuple[str, str]:
        return self._text(row, Field.UNIT_CODE), self._text(row, Field.UNIT_NAME)

    def _tells(self, row: RawRow) -> bool:
        """True for a row that may be data; below the last one stand notes and signatures."""
        if self._has_number(row):
            return True
        if self._units_of(row) and not self._label(row).startswith(_BULLETS):
            return True
        return self._is_of_indicator(row)

    def _is_of_indicator(self, row: RawRow) -> bool:
        asked = self._text(row, Field.INDICATOR_ID), self._text(row, Field.INDICATOR_NAME)
        return any(asked) and self._indicators.resolve(*asked) is not None

    def _is_aside(self, place: int) -> bool:
        """Deal with a row that may be no data; True when it is none."""
        row, sheet = self._rows[place], self._sheet
        texts = tuple(row.texts)
        is_first = place < _HEAD_ROWS and not sheet.rows
        if is_first and (numbers_columns(texts) or self._numbers_column(texts)):
            self._numbering = texts
        if texts and texts == self._numbering:  # it may be repeated with the head
            sheet.numbered.add(row.line)
            return True
        has_number = self._has_number(row)
        units, label = self._units_of(row), self._label(row)
        if not units and self._has_units and is_total(label):
            ends_section = self._is_section and plain_words(label) != "tong cong"
            page_from = self._page_from if ends_page(label) else None
            section = self._section if ends_section else None
            # sums of groups may be summed up, so that rows may begin below more than the last one
            below = (total.row.line for total in reversed(sheet.totals) if total.since)
            since = (*islice(below, _MOST_BREAKS), 0)[:_MOST_BREAKS]  # what they are over
            sheet.totals.append(Total(row, section, page_from, since))
            if page_from is not None:
                self._page_from = row.line
            if not has_number:
                sheet.asides.append(row)  # and no sum
            return True
        if not units and self._has_units and qualified(marked_words(label)).is_plan:
            return True  # told with the figures that are left unread
        mark = self._mark(row, label)
        if mark and has_number and not units and self._has_units and self._groups(place, label):
            self._open_section("", is_section=True)
            self._is_group = True
            sheet.totals.append(Total(row, self._section))
            return True
        heads = any(u.level is AdminLevel.DISTRICT for u in units) and self._leads(place)
        if (heads and (mark or not has_number)) or (mark and not units and not has_number):
            self._is_list = False
            self._open_section(_district(units, label) if units else "", is_section=True)
            if not units:
                sheet.asides.append(row)
            if has_number:
                sheet.totals.append(Total(row, self._section))
            return True
        if units:
            self._is_list = True  # of districts and communes, each with its figures
            if self._is_group and not heads:
                self._district = ""
            else:
                self._open_section(_district(units, label) if heads else "", is_section=heads)
        if units or has_number or not self._is_note(row):
            return False
        sheet.asides.append(row)
        return True

    def _numbers_column(self, texts: Sequence[str]) -> bool:
        """True for the number of a single column, (2), where the others bear none."""
        found = _NUMBER.fullmatch(texts[0]) if len(texts) == 1 else None
        return found is not None and 0 < int(found[1]) <= self._width

    def _open_section(self, district: str, *, is_section: bool) -> None:
        """Number what follows anew; it is a section where the row heads those below it."""
        self._section += 1
        self._is_section, self._is_group = is_section, False
        self._district = district

    def _is_note(self, row: RawRow) -> bool:
        """A remark between the rows has neither unit nor anything where numbers belong."""
        numbers = (row.cell(place) for place in self._figures)
        blank = all(isinstance(cell, str) and is_missing(cell) for cell in numbers)
        named = any(self._text(row, each) for each in UNITS)
        filled = sum(bool(str(cell)) for cell in row.cells)
        return not named or (blank and filled == 1)

    def _groups(self, place: int, label: str) -> bool:
        """True for the sum of a group of units that follow it: wards, a region."""
        below = self._rows[place + 1 : place + 2]
        is_plain = not (narrows(label) or qualified(marked_words(label)).says_something)
        return begins(label, "groups of units") and is_plain and any(map(self._units_of, below))

    def _leads(self, place: int) -> bool:
        """True when the next row that names a unit names a commune."""
        below = (row for row in self._rows[place + 1 : place + 4] if self._units_of(row))
        return any(self._is_plain(row) for row in [next(below, None)] if row)

    def _mark(self, row: RawRow, label: str) -> bool:
        """True when a Roman number or a capital marks the row as the head of a section."""
        ordinal = self._text(row, Field.ORDINAL)
        if ordinal:
            return _ROMAN.fullmatch(ordinal) is not None
        return _ROMAN.match(label) is not None and bool(self._units.candidates("", label))

    def _label(self, row: RawRow) -> str:
        """Return what names the row: its unit, or whatever word stands first."""
        named = [
            self._text(row, each) for each in (Field.UNIT_NAME, Field.UNIT_CODE, Field.DISTRICT)
        ]
        words = [str(cell) for cell in row.cells if isinstance(cell, str) and _has_letters(cell)]
        return next((text for text in named if text), next(iter(words), ""))

    def _with_district(self, row: RawRow) -> RawRow:
        """Put the district of the section, or of the rows above, where the row leaves it out."""
        if text := self._text(row, Field.DISTRICT):
            self._district = text
            return row
        # a code, and in a list the name of one unit, need no district above them
        tells_itself = self._text(row, Field.UNIT_CODE) or (
            self._is_list and len(self._units_of(row)) == 1
        )
        if not self._district or not self._is_plain(row) or tells_itself:
            return row
        place = self._keys.get(Field.DISTRICT, self._width)
        return row.with_cell(place, self._district)

    def _filled(self, row: RawRow) -> RawRow:
        """Return the row with the texts of cells merged down from above.

        What stands left of the units, and is one, heads a section: it goes where units stand.
        """
        if self._named(row) == ("", "") and (place := self._keys.get(Field.UNIT_NAME)):
            left = ((at, str(row.cell(at))) for at in range(place))
            is_district = self._units.districts
            found = next((at for at, t in left if _has_letters(t) and is_district(t)), None)
            if found is not None and self._keys.get(Field.DISTRICT) != found:
                return row.with_cell(place, row.cells[found]).with_cell(found, "")
        for place, text in self._spans.get(row.line, {}).items():
            row = row.with_cell(place, text) if row.cell(place) == "" else row
        return row

    def _below_units(self, rows: Iterable[RawRow]) -> Iterator[RawRow]:
        """Yield the rows, those of other indicators below a unit's first with its name.

        They leave it blank, their number in the list too.
        """
        above, told = None, set[str]()
        may_be = self._has_units and Field.INDICATOR_NAME in self._keys
        for row in rows:
            name = self._text(row, Field.INDICATOR_NAME) if may_be else ""
            if name and any(self._named(row)):
                above, told = row, {name}
            is_blank = above and name and name not in told and not any(self._named(row))
            if is_blank and above and self._has_number(row) and not self._text(row, Field.ORDINAL):
                told.add(name)
                for at in (self._keys[each] for each in PLACES if each in self._keys):
                    row = row.with_cell(at, above.cell(at)) if row.cell(at) == "" else row
            yield row

    def _is_head(self, row: RawRow) -> bool:
        first = row.cells[0]
        if not isinstance(first, str) or plain_words(first) not in self._head_starts:
            return False
        return tuple(map(plain_words, map(str, row.cells))) in self._head

    def _text(self, row: RawRow, of: Field) -> str:
        place, cells = self._keys.get(of), row.cells
        return "" if place is None or place >= len(cells) else str(cells[place])

    def _has_number(self, row: RawRow) -> bool:
        """True for a row with a number, or with the word for a state that its indicator has."""
        cells = [row.cell(place) for place in self._figures]
        if any(map(_holds_number, cells)):
            return True
        return any(map(state_in, map(str, cells))) and self._is_of_indicator(row)


def _district(units: Sequence[AdminUnit], label: str) -> str:
    """A district told by its code alone lends its name to the rows below it."""
    names = {unit.name for unit in units}
    return names.pop() if len(names) == 1 else label


def _down(table: RawTable, layout: Layout) -> Mapping[int, dict[int, Cell]]:
    """Return, by line, what a cell merged from above says in the columns of names."""
    places = {layout.keys[f] for f in _FILLED_DOWN if f in layout.keys}
    tall = [
        span
        for span in table.spans
        if span.bottom > span.top and span.left == span.right and span.left - 1 in places
    ]
    if not tall:
        return {}
    rows = {row.line: row for row in table.rows}
    lines = sorted(rows)
    filled = dict.fromkeys(places, 0)  # down to which line; blocks that overlap are filled once
    found: dict[int, dict[int, Cell]] = {}
    for span in sorted(tall, key=lambda each: each.top):
        row, place = rows.get(span.top), span.left - 1
        if row is not None and place < len(row.cells):
            first = bisect_right(lines, max(span.top, filled[place]))
            for line in lines[first : bisect_right(lines, span.bottom)]:
                found.setdefault(line, {})[place] = row.cells[place]
            filled[place] = max(filled[place], span.bottom)
    return found


def _holds_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(cell) and looks_like_number(take_apart(cell).number)
    return isinstance(cell, Number | Flaw)


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))
