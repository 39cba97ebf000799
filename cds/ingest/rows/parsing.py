"""One row and block of columns to one observation, noting every fault on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from itertools import chain

from openpyxl.utils import get_column_letter

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.folding import plain_words
from cds.domain.indicators import Accumulation, Indicator, IndicatorKind
from cds.domain.issues import IssueCode, Severity
from cds.domain.observations import Observation, ObservationStatus, percentage
from cds.domain.periods import Period, PeriodKind, period_of
from cds.ingest.faults import unclear
from cds.ingest.head.guesses import guess_name, is_of_its_time, levels_of
from cds.ingest.head.layout import FigureColumns
from cds.ingest.head.reckoning import Counted
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow, Sheet
from cds.ingest.rows.cells import CellCache, Cells
from cds.ingest.rows.drafts_and_corrections import STANDING
from cds.ingest.rows.number_cells import MOST_SIZE, SCALE, FigureReader, Figures, state_in
from cds.ingest.rows.unit_cells import UNIT_FIELDS, UnitReader, unit_field
from cds.ingest.tables import Flaw
from cds.ingest.words.dates import SINCE_YEAR, UNTIL, read_bare, read_part, read_period, sum_so_far
from cds.ingest.words.explained import without
from cds.ingest.words.fields import FIGURES, Field
from cds.ingest.words.measures import SHARE
from cds.ingest.words.nearest import says_share
from cds.ingest.words.numbers import Evidence, has_percent
from cds.ingest.words.qualifiers import qualified, status_in, status_of_remark, without_until
from cds.ingest.words.vocabulary import marked_words, meant_words

_TELL_EVERY = 500  # rows
_STATUSES = {  # what forms write, without accents, beside words that `status_in` knows
    **{str(each): each for each in ObservationStatus},
    **dict.fromkeys(("chinh thuc", "cong bo", "da cong bo"), ObservationStatus.REPORTED),
    "minh hoa": ObservationStatus.DEMO,
}


@dataclass(frozen=True, slots=True)
class _BlockCaches:
    """What reads the words of a block's rows, each part by its own cells."""

    block: FigureColumns
    subject: CellCache[tuple[Period | None, Indicator | None]]
    unit: CellCache[AdminUnit | None]
    remarks: CellCache[tuple[ObservationStatus, str, str, str, str]]


class RowParser:
    """Reads the rows of one table block by block; what rows share is looked up once."""

    def __init__(
        self, sheet: Sheet, registers: Registers, evidence: Mapping[int, Evidence], counted: Counted
    ) -> None:
        """Keep the registers; `evidence` tells the number convention of each column.

        What the sheet's titles say of the year completes quarters and months that stand without.
        """
        self._sheet = sheet
        self._registers = registers
        self._context = registers.context
        self._others: set[str] = set()  # indicators that the form did not name
        self._disagreeing: set[tuple[str, str]] = set()  # code and name of two
        self._so_far: set[str] = set()  # periods that are sums over the first months of a year
        self._ends: set[str] = set()  # texts that tell of their period its end alone
        self._until: set[tuple[str, Period]] = set()  # of flows, told of their end alone
        self._before: set[tuple[date, date]] = set()  # sums since, of units that began later
        self.figures = FigureReader(evidence, counted)
        self._units = UnitReader(sheet, registers)

    def parse(self, blocks: Sequence[FigureColumns]) -> Iterator[ParsedRow]:
        """Yield an entry for each sound figure; what is wrong with others is noted in the sheet.

        What is wrong with a row's unit is said once, not for each of its figures.
        """
        rows, sections, issues = self._sheet.rows, self._sheet.sections, self._sheet.issues
        has_flaws = Flaw in map(type, chain.from_iterable(row.cells for row in rows))
        every = [self._caches(block) for block in blocks]
        for number, (row, section) in enumerate(zip(rows, sections, strict=True)):
            if self._context.tell and number % _TELL_EVERY == 0:
                self._context.tell(number, len(rows))
            said: set[tuple[IssueCode, int | None]] = set()
            for caches in every:
                cells = Cells(row, caches.block)
                entry = None
                if cells.is_blank(_NUMBERS) and not self._tells_state(cells):
                    field = _missing_place(cells, caches.block.figure)
                    reason = "said" if cells.cell(field) else ""
                    cells.add(IssueCode.MISSING_VALUE, field, reason=reason)
                else:
                    entry = self._entry(cells, caches, section, has_flaws=has_flaws)
                for issue in cells.issues:
                    place = issue.code, issue.column
                    if place not in said:
                        issues.append(issue)
                    said.add(place)
                if entry:
                    yield entry

    def _tells_state(self, cells: Cells) -> bool:
        """True for "not yet" or a tick where the row is of a milestone: else it is no figure."""
        if state_in(cells.text(Field.VALUE)) is None:
            return False
        key, name = cells.text(Field.INDICATOR_ID), cells.text(Field.INDICATOR_NAME)
        found = self._registers.indicators.resolve(key or self._context.indicator_id or "", name)
        return found is not None and found.kind is IndicatorKind.MILESTONE

    def _caches(self, block: FigureColumns) -> _BlockCaches:
        return _BlockCaches(
            block,
            CellCache(block, _SUBJECT, lambda row: (self._period(row), self._indicator(row))),
            CellCache(
                block,
                UNIT_FIELDS,
                lambda row: self._units.read(row, self._read_period(row.text(Field.PERIOD))),
            ),
            CellCache(
                block,
                (Field.PERIOD, Field.STATUS, *_REMARKS),
                lambda row: (self._status(row), *_remarks(row)),
            ),
        )

    def _entry(
        self, cells: Cells, caches: _BlockCaches, section: int, *, has_flaws: bool
    ) -> ParsedRow | None:
        """Look at every cell before giving up, so that all faults of a row come at once."""
        period, indicator = caches.subject.of(cells)
        indicator = indicator or self._guessed(cells)
        unit = caches.unit.of(cells)
        if unit and indicator:
            self._check_level(cells, unit, indicator)
        figures = self.figures.read(cells, indicator)
        status, note, title, url, published_on = caches.remarks.of(cells)
        remarks = self._remarks(cells, caches.block) if self._sheet.marked else ()
        standing = (each for text in remarks if (each := status_in(meant_words(text))))
        if has_flaws:
            _note_flaws(cells)
        is_so_far = bool(self._so_far) and cells.text(Field.PERIOD) in self._so_far
        is_so_far = self._is_until(cells, period, indicator) or is_so_far
        since = _since(cells, period, indicator, is_so_far=is_so_far)
        since = self._within(cells, unit, period, since) if since and unit and period else since
        if not (period and indicator and unit) or (cells.issues and cells.has_error):
            return None
        value = _value(cells, figures, indicator, caches.block.figure)
        if cells.issues and cells.has_error:
            return None
        observation = Observation(
            indicator_id=indicator.indicator_id,
            unit_id=unit.unit_id,
            period=period,
            value=value,
            numerator=figures.numerator,
            denominator=figures.denominator,
            status=figures.status or next(standing, status),
            note="; ".join(filter(None, (figures.note, *remarks, note, self._cell_of(cells)))),
            source_title=title,
            source_url=url,
            line=cells.row.line,
            column=cells.figure_column(),
            cumulative_since=since,
            published_on=published_on,
        )
        return ParsedRow(
            observation,
            indicator,
            unit,
            figures.value,
            figures.decimals,
            caches.block,
            section,
            is_percent=figures.is_percent,
            is_of_whole=figures.is_of_whole,
            sheet=self._sheet.name,
        )

    def _within(self, cells: Cells, unit: AdminUnit, period: Period, since: date) -> date | None:
        """Return since when sums of a unit that began later can be; asks of it once."""
        if not since < unit.valid_from <= period.end:
            return since
        if (since, unit.valid_from) not in self._before:
            self._before.add((since, unit.valid_from))
            days = {"since": since, "first": unit.valid_from}
            cells.ask(unit_field(cells), "before_unit", unit=unit.name, **days)
        return None if unit.valid_from == period.start else unit.valid_from

    def _remarks(self, cells: Cells, block: FigureColumns) -> Sequence[str]:
        """Return the notes below the table that marks lead to, at a figure, its row or its head."""
        columns = [block.column(field) or 0 for field in FIGURES if field in block.columns]
        places = [(line, at) for line in (cells.row.line, 0) for at in (*columns, 0)]
        return [text for place in places for text in self._sheet.marked.get(place, ())]

    def _cell_of(self, cells: Cells) -> str:
        """Return the cell of a figure as sheets name it, with its sheet where several are read."""
        if not self._sheet.name:
            return ""
        return f"{self._sheet.name}!{get_column_letter(cells.figure_column() or 1)}{cells.row.line}"

    def _period(self, cells: Cells) -> Period | None:
        text, chosen = cells.text(Field.PERIOD), self._context.period
        period, bare = self._read_period(text), read_bare(text, self._sheet.part_of_year)
        if bare and bare[1] and self._sheet.part_of_year:
            code, severity = IssueCode.PERIOD_CONFLICT, Severity.CONFIRM
            expected = self._sheet.part_of_year.of(bare[0].end.year)
            cells.add(code, Field.PERIOD, severity=severity, expected=expected)
        if period is None:
            cells.add(IssueCode.BAD_PERIOD, Field.PERIOD, reason="" if text else "blank")
            return None
        sum_to = sum_so_far(text)
        if sum_to and sum_to[0].is_late and text not in self._so_far:
            self._so_far.add(text)  # told the first time
            cells.ask(Field.PERIOD, "so_far", period=period)
        if chosen and chosen != period and not (read_part(text) and chosen.holds(period)):
            cells.add(IssueCode.PERIOD_CONFLICT, Field.PERIOD, expected=chosen)
        return period

    def _read_period(self, text: str) -> Period | None:
        if not text and self._context.period:
            return self._context.period
        if bare := read_bare(text, self._sheet.part_of_year):
            return bare[0]
        words = marked_words(text)
        if (kept := without_until(words)) != words:
            self._ends.add(text)
            text = kept
        if sum_to := sum_so_far(text):
            year = sum_to[1] or self._sheet.year
            return sum_to[0].of(year) if year else None
        said = qualified(words)
        text = said.rest if said.status and not said.is_plan else text  # of a year so far unsettled
        part = read_part(text) if self._sheet.year else None
        return part.of(self._sheet.year) if part and self._sheet.year else read_period(text)

    def _indicator(self, cells: Cells) -> Indicator | None:
        """Return the indicator that the row's cells name; None, not noted, for none."""
        key, name = cells.text(Field.INDICATOR_ID), cells.text(Field.INDICATOR_NAME)
        if not key and not name:
            key = self._context.indicator_id or ""
        indicators, nearest = self._registers.indicators, self._registers.nearest
        found = indicators.resolve(key, name)
        if key and name and cells.place(Field.INDICATOR_ID) is None:  # closer than a title
            is_other = found is None or nearest.names_other(name, found)
            found = indicators.resolve("", name) if is_other else found
        if found:
            self._ask_of_another(cells, found)
        if found and key and name and not indicators.resolve("", name):
            self._ask_of_name(cells, name, found)
        return found

    def _ask_of_name(self, cells: Cells, name: str, found: Indicator) -> None:
        """Ask once about a name beside a code that says more, or else, than the code's own."""
        key = found.indicator_id
        left = self._registers.words.left(name, frozenset((key,)), "heads")
        is_number = plain_words(name).startswith("so ")
        is_other = is_number if found.is_share else says_share(name)
        if (left or is_other) and (key, name) not in self._disagreeing:
            self._disagreeing.add((key, name))
            at = (cells.place(Field.INDICATOR_NAME) or 0) + 1
            asks = partial(unclear, reason="words", line=cells.row.line, column=at, text=name)
            names = f"\u201c{found.name}\u201d"
            cells.issues.append(asks(value=left or name, names=names, of=key))

    def _ask_of_another(self, cells: Cells, found: Indicator) -> None:
        asked = self._context.indicator_id
        if asked in (None, found.indicator_id) or found.indicator_id in self._others:
            return
        self._others.add(found.indicator_id)  # told the first time
        known = self._registers.catalogue.indicators.get(asked or "")
        code, expected = IssueCode.INDICATOR_CONFLICT, known.name if known else asked
        cells.add(code, _named_at(cells), found=found.name, expected=expected)

    def _is_until(self, cells: Cells, period: Period | None, indicator: Indicator | None) -> bool:
        """True for figures of a flow of which only the end of their time is told; asks of them.

        So it is of those that are as of a day: what flows in one day nobody reports.
        """
        if not period or not indicator or indicator.accumulation is Accumulation.STOCK:
            return False
        since = cells.text(Field.CUMULATIVE_SINCE)
        is_told = since in (UNTIL, f"{UNTIL}{period}")
        is_told |= bool(self._ends) and cells.text(Field.PERIOD) in self._ends
        if not is_told and (since or period.kind is not PeriodKind.DAY):
            return False
        key = indicator.indicator_id, period
        if key not in self._until:
            self._until.add(key)  # told the first time
            cells.ask(Field.PERIOD, "until", indicator=indicator.name, period=period)
        return True

    def _guessed(self, cells: Cells) -> Indicator | None:
        """Return the indicator that a name in other words is nearest to; None, noted, for none.

        What a name may mean is asked about once; it hangs on the measure and sign of its row.
        """
        registers, unit = self._registers, cells.text(Field.MEASURE_UNIT)
        key, name = cells.text(Field.INDICATOR_ID), cells.text(Field.INDICATOR_NAME)
        measures, found = registers.headings.measures.read(unit, is_labelled=True), None
        is_share = any(measure.kind == SHARE for measure in measures)
        is_share |= not cells.is_blank((Field.DENOMINATOR,))
        has_sign = has_percent(cells.cell(Field.VALUE))
        if name and cells.place(Field.INDICATOR_ID) is None:
            key = ""  # a title's, and the name in the row is closer
        if name and not key:
            found = guess_name(name, self._levels, registers, is_share=is_share, has_sign=has_sign)
        by_code = registers.indicators.resolve(key, "") if key and name else None
        if found is None and by_code:  # and the name is another's
            if (key, name) not in self._disagreeing:
                self._disagreeing.add((key, name))  # told the first time
                code, severity = IssueCode.INDICATOR_CONFLICT, Severity.ERROR
                said = {"found": name, "expected": by_code.name, "key": key}
                cells.add(code, Field.INDICATOR_ID, severity=severity, reason="code", **said)
            return None
        if found is None:
            close = registers.close_names(name or key or self._context.indicator_id or "")
            cells.add(IssueCode.UNKNOWN_INDICATOR, _named_at(cells), close=close)
            return None
        of = frozenset((found.indicator.indicator_id,))
        is_sure = found.is_sure and is_of_its_time(name, self._sheet)
        is_sure = is_sure and not registers.words.left(name, of)
        if name not in self._others and not is_sure:
            self._others.add(name)
            own = found.indicator
            said = {"indicator": own.name, "measure": own.unit_name, "others": found.shown}
            cells.ask(Field.INDICATOR_NAME, found.reason, beside=found.beside, **said)
        self._ask_of_another(cells, found.indicator)
        return found.indicator

    def _status(self, cells: Cells) -> ObservationStatus:
        """Return how a figure stands; whoever approves figures may say that it is settled."""
        text = cells.text(Field.STATUS)
        known = _STATUSES.get(plain_words(text)) or status_of_remark(text or cells.text(Field.NOTE))
        known = known or status_of_remark(cells.text(Field.PERIOD))
        if text and known is None and not self._is_settled(text):
            code, severity, reason = IssueCode.MISSING_VALUE, Severity.ERROR, "status"
            cells.add(code, Field.STATUS, severity=severity, reason=reason)
        return known or ObservationStatus.REPORTED

    def _is_settled(self, text: str) -> bool:
        """True for words of approval and nothing besides."""
        is_told = any(without(text, section) != text for section in ("settled", STANDING))
        return is_told and not self._registers.words.left(text, frozenset(), "settled")

    @cached_property
    def _levels(self) -> frozenset[AdminLevel]:
        return levels_of(self._sheet, self._registers)

    def _check_level(self, cells: Cells, unit: AdminUnit, indicator: Indicator) -> None:
        """The whole country is welcome everywhere: references are compared with it."""
        asked = self._context.level
        if unit.level is AdminLevel.NATION and asked in (None, AdminLevel.NATION):
            return
        if unit.level not in indicator.levels or asked not in (None, unit.level):
            code, levels = IssueCode.WRONG_LEVEL, asked or ", ".join(indicator.levels)
            name, at = indicator.name, unit_field(cells)
            cells.add(code, at, expected=unit.name, indicator=name, levels=levels)


def _named_at(cells: Cells) -> Field:
    is_named = cells.place(Field.INDICATOR_ID) is None and cells.text(Field.INDICATOR_NAME)
    is_coded = cells.text(Field.INDICATOR_ID) and not is_named
    return Field.INDICATOR_ID if is_coded else Field.INDICATOR_NAME


_SUBJECT = (Field.PERIOD, Field.INDICATOR_ID, Field.INDICATOR_NAME)


def _value(cells: Cells, figures: Figures, indicator: Indicator, place: Field) -> Decimal | None:
    """Derive a share from its counts; take everything else as it was given."""
    if not (indicator.is_share and figures.has_counts):
        if figures.value is None:
            place = _missing_place(cells, place)
            cells.add(IssueCode.MISSING_VALUE, place, severity=Severity.ERROR)
        return figures.value
    exact = percentage(figures.numerator, figures.denominator)
    if exact is None or abs(exact) < MOST_SIZE:
        return None if exact is None else exact.quantize(SCALE)
    cells.add(IssueCode.BAD_NUMBER, Field.NUMERATOR)
    return None


_NUMBERS = (Field.NUMERATOR, Field.VALUE)  # a denominator alone is no figure yet


def _missing_place(cells: Cells, otherwise: Field) -> Field:
    """The cell that says in words or by a mark that there is no figure, if one does."""
    said = (field for field in FIGURES if cells.cell(field) and cells.is_blank((field,)))
    return next(said, otherwise)


_REMARKS = (Field.NOTE, Field.SOURCE_TITLE, Field.SOURCE_URL, Field.PUBLISHED_ON)


def _remarks(cells: Cells) -> tuple[str, str, str, str]:
    """Return note, title, link and date of the source, as they may be shown and handed on.

    Formulas as text would harm in the next spreadsheet; links are shown to readers.
    """
    note, title, url, published = map(cells.text, _REMARKS)
    texts = {Field.NOTE: note, Field.SOURCE_TITLE: title, Field.PUBLISHED_ON: published}
    for field, text in texts.items():
        if text.startswith("="):
            cells.add(IssueCode.UNSAFE_CONTENT, field)
    if url and not url.lower().startswith(("http://", "https://")):
        cells.add(IssueCode.UNSAFE_CONTENT, Field.SOURCE_URL)
    day = read_period(published)  # anything vaguer stays as it was written
    is_day = day is not None and day.kind is PeriodKind.DAY
    return note, title, url, str(day) if is_day else published


def _since(
    cells: Cells, period: Period | None, indicator: Indicator | None, *, is_so_far: bool
) -> date | None:
    """The day a figure is cumulated from; None for a plain one, which begins with its period."""
    text = cells.text(Field.CUMULATIVE_SINCE)
    if not text or text.startswith(UNTIL):
        text = SINCE_YEAR if is_so_far else ""
    if not text:
        return None
    year = period_of(PeriodKind.YEAR, period.end) if period else None
    first = year if text == SINCE_YEAR else read_period(text) or read_period(f"{text} {year}")
    if first is None or (period and first.start > period.end):
        cells.add(IssueCode.BAD_PERIOD, Field.CUMULATIVE_SINCE)
        return None
    # of what is there at the end of a period "so far" says nothing new
    is_stock = indicator is not None and indicator.accumulation is Accumulation.STOCK
    is_told = text == SINCE_YEAR or cells.place(Field.CUMULATIVE_SINCE) is None
    is_plain = is_stock and is_told and indicator is not None and not indicator.is_share
    return None if is_plain or (period and first.start == period.start) else first.start


def _note_flaws(cells: Cells) -> None:
    for field in _TEXTS:
        if isinstance(cell := cells.cell(field), Flaw):
            cells.add(cell.code, field)


_TEXTS = tuple(
    field
    for field in Field
    if field not in (*FIGURES, Field.RATE, Field.ORDINAL, Field.PLAN, Field.PERSON)
)
