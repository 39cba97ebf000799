"""Counts and value of one row, read by their columns' conventions."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from cds.domain.folding import accented_words, plain_words
from cds.domain.indicators import Indicator, IndicatorKind
from cds.domain.issues import IssueCode
from cds.domain.observations import ObservationStatus
from cds.ingest.head.reckoning import Counted
from cds.ingest.rows.cells import Cells, keep
from cds.ingest.tables import Cell, Flaw, Number
from cds.ingest.words.dates import read_period
from cds.ingest.words.fields import Field
from cds.ingest.words.measures import names_counted
from cds.ingest.words.numbers import (
    MOST_DECIMALS,
    MOST_DIGITS,
    Evidence,
    NumberReading,
    Phrase,
    is_missing,
    is_percent_word,
    read_number,
    take_apart,
)

SCALE = Decimal(1).scaleb(-MOST_DECIMALS)
MOST_SIZE = Decimal(10) ** MOST_DIGITS
_SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
_NO_EVIDENCE = Evidence()
_YES, _NO = NumberReading(Decimal(1)), NumberReading(Decimal(0))
_TICKS = frozenset("xX\u00d7\u2713\u2714\u221a\u2611")
_STATES = {  # of a milestone
    **dict.fromkeys(("co", "da co", "hoan thanh", "da hoan thanh"), _YES),
    **dict.fromkeys(("khong", "chua", "chua co", "chua hoan thanh"), _NO),
}
_NONE_CAME = re.compile("khong (?:co )?phat sinh(?: (?:moi|ho so|trong (?:ky|quy|thang|nam)))?")
_STANDING = re.compile(r"\b(?:uoc(?: tinh)?|tam tinh|so bo)\b")  # may follow a number


def state_in(text: str) -> NumberReading | None:
    """Return the state of a milestone that a word or a tick tells; None for any other text."""
    return _YES if text.strip() in _TICKS else _STATES.get(plain_words(text))


class Figures(NamedTuple):
    """The numbers of a row; None where it gives none. `decimals` are those of the value.

    `note` is what a cell says beside its number. `is_percent`: the value bears the sign;
    `is_of_whole`: its cell holds both counts, as 37/52.
    """

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    decimals: int
    note: str = ""
    is_percent: bool = False
    is_of_whole: bool = False
    status: ObservationStatus | None = None

    @property
    def has_counts(self) -> bool:
        """True when both counts are there."""
        return self.numerator is not None and self.denominator is not None


@dataclass(frozen=True, slots=True)
class Given:
    """What one cell gives: a number, or a count of a whole, and its words when it has any."""

    reading: NumberReading | None = None
    whole: NumberReading | None = None
    percent: NumberReading | None = None
    note: str = ""
    status: ObservationStatus | None = None


_NONE = Given()
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # what a cell with a date holds


class _Habits(NamedTuple):
    """By what a number is read, as its indicator has it."""

    takes_percent: bool
    is_whole: bool
    is_single: bool
    is_milestone: bool
    counts_single: bool  # where a cell holds a count of a whole


_Kind = tuple[int, Field, _Habits]  # column, and how numbers are read there


class FigureReader:
    """Reads numbers; every cell that is not one, or could be two, is noted."""

    def __init__(self, evidence: Mapping[int, Evidence], counted: Counted) -> None:
        """Keep the convention of each column, from 0, and what counts single things."""
        self._evidence = evidence
        self._counted = counted
        self._clean: defaultdict[_Kind, dict[Cell, Given]] = defaultdict(dict)
        self._habits: dict[tuple[str, Field], _Habits] = {}  # "" for an unknown indicator

    def read(self, cells: Cells, indicator: Indicator | None) -> Figures:
        """Return the numbers of the row; faulty ones are None and noted."""
        value = self._given(cells, Field.VALUE, indicator)
        given = self._given(cells, Field.NUMERATOR, indicator)
        numerator = given.reading
        denominator = given.whole or self._given(cells, Field.DENOMINATOR, indicator).reading
        shown = value.reading
        if value.whole is not None:
            if numerator is not None or denominator is not None:
                cells.add(IssueCode.BAD_NUMBER, Field.VALUE)
            numerator, denominator, shown = value.reading, value.whole, value.percent
        return Figures(
            numerator.value if numerator else None,
            denominator.value if denominator else None,
            shown.value if shown else None,
            shown.decimals if shown else 0,
            value.note,
            is_percent=shown is not None and shown.is_percent,
            is_of_whole=value.whole is not None,
            status=value.status,
        )

    def plain(self, cells: Cells, field: Field) -> Decimal | None:
        """Return a number that can be read in one way only; None otherwise, noting nothing."""
        cell = cells.cell(field)
        if isinstance(cell, Number):
            return cell.value
        if not isinstance(cell, str) or is_missing(cell):
            return None
        reading = read_number(take_apart(cell).number, self._column(cells, field))
        return reading.value if reading and reading.other is None else None

    def _column(self, cells: Cells, field: Field) -> Evidence:
        place = cells.place(field)
        return _NO_EVIDENCE if place is None else self._evidence.get(place, _NO_EVIDENCE)

    def _given(self, cells: Cells, field: Field, indicator: Indicator | None) -> Given:
        """Read equal cells of a column once; what has words or faults is read in its place."""
        place, row = cells.place(field), cells.row.cells
        if place is None or place >= len(row) or not (cell := row[place]):
            return _NONE
        key = indicator.indicator_id if indicator else "", field
        habits = self._habits.get(key) or self._habits.setdefault(key, self._found(*key, indicator))
        clean = self._clean[place, field, habits]
        known = clean.get(cell)
        if known is not None:
            return known
        before = len(cells.issues)
        found = self._read(cells, field, indicator, habits)
        if len(cells.issues) == before and not (found.note or found.whole):
            keep(clean, cell, found)
        return found

    def _found(self, key: str, field: Field, indicator: Indicator | None) -> _Habits:
        is_value = field is Field.VALUE
        return _Habits(
            is_value and (indicator is None or indicator.is_share),
            not is_value or (indicator is not None and indicator.decimals == 0),
            self._counted.is_single(key, field),
            indicator is not None and indicator.kind is IndicatorKind.MILESTONE,
            self._counted.is_single(key, Field.DENOMINATOR),
        )

    def _read(
        self, cells: Cells, field: Field, indicator: Indicator | None, habits: _Habits
    ) -> Given:
        cell, (takes_percent, whole, is_single, is_milestone, of_single) = cells.cell(field), habits
        if isinstance(cell, Number):
            exponent = int(cell.value.normalize().as_tuple().exponent)
            number = NumberReading(cell.value, max(0, -exponent), cell.is_percent)
            return Given(self._sound(cells, field, number, takes_percent=takes_percent))
        if isinstance(cell, Flaw):
            cells.add(cell.code, field)
            return _NONE
        text, column = cells.text(field), self._column(cells, field)
        if is_milestone and (state := state_in(text)):
            return Given(state)
        if is_missing(text):
            return _NONE
        if text.upper() in _SPREADSHEET_ERRORS:
            cells.add(IssueCode.EXCEL_ERROR, field)
            return _NONE
        if _NONE_CAME.fullmatch(plain_words(text)) and _may_be_none(field, indicator):
            return Given(_NO, note=text)
        phrase = take_apart(text)
        is_counts = phrase.whole is not None
        whole, is_single = whole or is_counts, of_single if is_counts else is_single
        reading = read_number(phrase.number, column, expects_whole=whole, is_single=is_single)
        if reading is None or not self._fits(phrase, cells, field, indicator):
            self._refuse(cells, field, text)
            return _NONE
        reading = _within_bounds(reading, indicator) if field is Field.VALUE else reading
        if is_percent_word(phrase.words):
            reading = replace(reading, is_percent=True)
        if phrase.is_bound and reading.other is None:  # else asked about already
            value = str(reading.value)
            cells.add(IssueCode.AMBIGUOUS_NUMBER, field, reason="bound", reading=value)
        note = text if phrase.is_hedged or phrase.words else ""
        sound = self._sound(cells, field, reading, takes_percent=takes_percent and not is_counts)
        if phrase.whole is None:
            return Given(sound, note=note, status=phrase.status)
        total = read_number(phrase.whole, column, expects_whole=True, is_single=is_single)
        percent = read_number(phrase.percent, column) if phrase.percent else None
        if total is None or sound is None or (phrase.percent and percent is None):
            cells.add(IssueCode.BAD_NUMBER, field)
            return _NONE
        if indicator is not None and indicator.kind is IndicatorKind.RANK:
            return Given(sound, note=text, status=phrase.status)
        total = self._sound(cells, field, total, takes_percent=False)
        return Given(sound, total, percent, note, phrase.status) if total else _NONE

    def _refuse(self, cells: Cells, field: Field, text: str) -> None:
        """Note a text that is no number; of a day which number may have become it."""
        day = read_period(text) if _ISO_DAY.fullmatch(text) else None
        if day is None:
            cells.add(IssueCode.BAD_NUMBER, field)
            return
        found = f"{day.start.day},{day.start.month}"
        cells.add(IssueCode.BAD_NUMBER, field, reason="date", day=day.start, found=found)

    def _sound(
        self, cells: Cells, field: Field, reading: NumberReading, *, takes_percent: bool
    ) -> NumberReading | None:
        """Return what the store can hold of a number; say so when digits are lost."""
        if (reading.is_percent and not takes_percent) or abs(reading.value) >= MOST_SIZE:
            cells.add(IssueCode.BAD_NUMBER, field)
            return None
        if reading.other is not None:
            value, other = str(reading.value), str(reading.other)
            cells.add(IssueCode.AMBIGUOUS_NUMBER, field, reading=value, other=other)
        if reading.decimals <= MOST_DECIMALS:
            return reading
        kept = reading.value.quantize(SCALE, ROUND_HALF_EVEN)
        if kept == reading.value:
            return reading
        cells.add(IssueCode.PRECISION, field, reading=str(kept))
        return NumberReading(kept, MOST_DECIMALS, reading.is_percent)

    def _fits(
        self, phrase: Phrase, cells: Cells, field: Field, indicator: Indicator | None
    ) -> bool:
        """Words after a number must name its measure: thousands or millions would change it."""
        is_of_share = indicator is not None and indicator.is_share
        is_alone = field is Field.NUMERATOR and cells.place(Field.DENOMINATOR) is None
        is_rank = indicator is not None and indicator.kind is IndicatorKind.RANK  # of so many
        may_hold_both = is_rank or (is_of_share and (field is Field.VALUE or is_alone))
        if phrase.whole is not None and not may_hold_both:
            return False
        if not phrase.words or is_percent_word(phrase.words):
            return True
        words = _STANDING.sub(" ", phrase.words).split()
        if indicator is None or not words:
            return indicator is not None
        has_counts = phrase.whole is not None or field is not Field.VALUE
        has_whole = is_of_share and (has_counts or "%" in phrase.number)
        counted = (indicator.denominator_name if has_whole else "") or indicator.unit_name
        accented = accented_words(cells.text(field)).split()
        said = " ".join(each for each in accented if plain_words(each) in words)
        return names_counted(said, counted, indicator.name)


def _within_bounds(reading: NumberReading, indicator: Indicator | None) -> NumberReading:
    """Return a number in the one of two ways in which a share can be it; with a sign without doubt.

    80.125 per cent is no 80 thousand; without its sign it may be a count of something else.
    """
    if not (indicator and indicator.is_share and reading.other is not None):
        return reading
    if indicator.holds(reading.value) or not indicator.holds(reading.other):
        return reading
    other = None if reading.is_percent else reading.value
    decimals = -int(reading.other.as_tuple().exponent)
    return replace(reading, value=reading.other, other=other, decimals=decimals)


def _may_be_none(field: Field, indicator: Indicator | None) -> bool:
    """True for a count: where nothing came there is none, of a share no figure."""
    return field is not Field.VALUE or (
        indicator is not None and indicator.kind is IndicatorKind.COUNT
    )
