"""One row and block of columns to one observation, noting every fault on the way."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain

from openpyxl.utils import get_column_letter

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.folding import plain_words
from cds.domain.indicators import Accumulation, Indicator
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation, ObservationStatus, percentage
from cds.domain.periods import Period, PeriodKind, period_of
from cds.ingest.head.guesses import guess_name, levels_of
from cds.ingest.head.layout import SINCE_YEAR, FigureColumns
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow, Sheet
from cds.ingest.rows.cell_cache import CellCache
from cds.ingest.rows.cells import Cells
from cds.ingest.rows.number_cells import MOST_SIZE, SCALE, FigureReader, Figures
from cds.ingest.tables import Flaw
from cds.ingest.words.dates import read_bare, read_part, read_period, sum_so_far
from cds.ingest.words.fields import FIGURES, UNITS, Field
from cds.ingest.words.hedged_numbers import has_percent
from cds.ingest.words.measures import SHARE
from cds.ingest.words.names import level_of_title, levels_named
from cds.ingest.words.numbers import Evidence
from cds.ingest.words.units import UnitFault, UnitQuery

_TELL_EVERY = 500  # rows
_FEWEST_BESIDE, _MOST_BESIDE = 3, 0.8  # rows of one district, and of all, that tell it of others
_STATUSES = {  # what forms and people write, without accents
    **dict.fromkeys(
        ("", "reported", "chinh thuc", "cong bo", "da cong bo"), ObservationStatus.REPORTED
    ),
    **dict.fromkeys(("provisional", "tam tinh", "so bo"), ObservationStatus.PROVISIONAL),
    **dict.fromkeys(("estimated", "uoc", "uoc tinh", "uoc thuc hien"), ObservationStatus.ESTIMATED),
    **dict.fromkeys(("demo", "minh hoa"), ObservationStatus.DEMO),
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
        self, sheet: Sheet, registers: Registers, evidence: Mapping[int, Evidence]
    ) -> None:
        """Keep the registers; `evidence` tells the number convention of each column.

        What the sheet's titles say of the year completes quarters and months that stand without.
        """
        self._sheet = sheet
        self._registers = registers
        self._context = registers.context
        self._others: set[str] = set()  # indicators that the form did not name
        self._has_office = False  # asked about once
        self._so_far: set[str] = set()  # periods that are sums over the first months of a year
        self.figures = FigureReader(evidence)
        self._known_units: dict[tuple[str, ...], tuple[UnitQuery, AdminUnit | UnitFault]] = {}
        self._has_new: dict[Period, bool] = {}
        self._said: dict[Period, frozenset[AdminLevel]] = {}
        self._most: dict[str, str] = {}  # by vintage: the district that nearly all rows lie in
        self._heirs: dict[tuple[str, ...], str] = {}  # of those not valid, as `_known_units`

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
                if cells.is_blank(_NUMBERS):
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

    def _caches(self, block: FigureColumns) -> _BlockCaches:
        return _BlockCaches(
            block,
            CellCache(block, _SUBJECT, lambda row: (self._period(row), self._indicator(row))),
            CellCache(block, _UNIT_FIELDS, self._unit),
            CellCache(block, (Field.STATUS, *_REMARKS), lambda row: (_status(row), *_remarks(row))),
        )

    def _entry(
        self, cells: Cells, caches: _BlockCaches, section: int, *, has_flaws: bool
    ) -> ParsedRow | None:
        """Look at every cell before giving up, so that all faults of a row come at once."""
        period, indicator = caches.subject.of(cells)
        unit = caches.unit.of(cells)
        if unit and indicator:
            self._check_level(cells, unit, indicator)
        figures = self.figures.read(cells, indicator)
        status, note, title, url, published_on = caches.remarks.of(cells)
        if has_flaws:
            _note_flaws(cells)
        is_so_far = bool(self._so_far) and cells.text(Field.PERIOD) in self._so_far
        since = _since(cells, period, indicator, is_so_far=is_so_far)
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
            status=figures.status or status,
            note="; ".join(filter(None, (figures.note, note, self._cell_of(cells)))),
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
            cells.add(IssueCode.BAD_PERIOD, Field.PERIOD)
            return None
        sum_to = sum_so_far(text)
        if sum_to and sum_to[0].is_late and text not in self._so_far:
            self._so_far.add(text)  # told the first time
            code, reason = IssueCode.UNCLEAR_HEADING, "so_far"
            cells.add(code, Field.PERIOD, reason=reason, period=period)
        if chosen and chosen != period and not (read_part(text) and chosen.holds(period)):
            cells.add(IssueCode.PERIOD_CONFLICT, Field.PERIOD, expected=chosen)
        return period

    def _read_period(self, text: str) -> Period | None:
        if not text and self._context.period:
            return self._context.period
        if bare := read_bare(text, self._sheet.part_of_year):
            return bare[0]
        if sum_to := sum_so_far(text):
            year = sum_to[1] or self._sheet.year
            return sum_to[0].of(year) if year else None
        part = read_part(text) if self._sheet.year else None
        return part.of(self._sheet.year) if part and self._sheet.year else read_period(text)

    def _indicator(self, cells: Cells) -> Indicator | None:
        key, name = cells.text(Field.INDICATOR_ID), cells.text(Field.INDICATOR_NAME)
        field = Field.INDICATOR_ID if key else Field.INDICATOR_NAME
        asked = self._context.indicator_id
        if not key and not name:
            key = asked or ""
        found = self._registers.indicators.resolve(key, name)
        if found is None and key and name and cells.place(Field.INDICATOR_ID) is None:
            found = self._registers.indicators.resolve("", name)  # closer than a title
        if found is None and name and not key and "(" not in name:
            found = self._guessed(cells, name)
        if found is None:
            close = self._registers.indicators.close_names(name or key)
            cells.add(IssueCode.UNKNOWN_INDICATOR, field, close=close)
        elif asked not in (None, found.indicator_id) and found.indicator_id not in self._others:
            self._others.add(found.indicator_id)  # told the first time
            known = self._registers.catalogue.indicators.get(asked or "")
            expected = known.name if known else asked
            cells.add(IssueCode.INDICATOR_CONFLICT, field, found=found.name, expected=expected)
        return found

    def _guessed(self, cells: Cells, name: str) -> Indicator | None:
        """Return the indicator that a name in other words is nearest to; asked about once."""
        registers, unit = self._registers, cells.text(Field.MEASURE_UNIT)
        measures = registers.headings.measures.read(unit, is_labelled=True)
        is_share = any(measure.kind == SHARE for measure in measures)
        has_sign = has_percent(cells.cell(Field.VALUE))
        found = guess_name(name, self._levels, registers, is_share=is_share, has_sign=has_sign)
        if found and name not in self._others:
            self._others.add(name)
            code, reason = IssueCode.UNCLEAR_HEADING, "guessed"
            cells.add(code, Field.INDICATOR_NAME, reason=reason, indicator=found.name)
        return found

    @cached_property
    def _levels(self) -> frozenset[AdminLevel]:
        return levels_of(self._sheet, self._registers)

    def _unit(self, cells: Cells) -> AdminUnit | None:
        """Return the unit a row means; None, noted, for none, and None without a period."""
        said = tuple(map(cells.text, _UNIT_FIELDS))
        period = self._read_period(said[0])
        if period is None:
            return None
        if said not in self._known_units:
            _, code, name, district, province, vintage, level = said
            levels = levels_named(level)
            one = next(iter(levels)) if len(levels) == 1 else self._context.level
            near = self._sheet.district
            beside = "" if code or district else self._most_lie_in(period)
            query = UnitQuery(code, name, district, province, vintage, one, near, beside)
            self._known_units[said] = query, self._told_by_others(cells, query, period)
        query, found = self._known_units[said]
        if _misnames_level(cells, found):
            return None
        if isinstance(found, AdminUnit):
            if not self._has_office and self._registers.units.names_office(query.name):
                self._has_office, code, reason = True, IssueCode.UNCLEAR_HEADING, "office"
                cells.add(code, Field.UNIT_NAME, reason=reason, unit=found.name)
            return found
        named = self._registers.units.described(found.candidates)
        if said not in self._heirs:
            self._heirs[said] = self._registers.units.heirs(found, period)
        heirs, width = self._heirs[said], self._sheet.layout.head.width
        cells.issues.append(_unit_issue(cells, query, found, named, heirs, period, width))
        return None

    def _told_by_others(
        self, cells: Cells, query: UnitQuery, period: Period
    ) -> AdminUnit | UnitFault:
        """Return the unit meant; of several communes the one where nearly all rows lie, asked."""
        units = self._registers.units
        if units.names_office(query.name) and not self._are_offices:
            return UnitFault(IssueCode.UNKNOWN_UNIT)  # of another body than the rows beside it
        found = self._resolved(query, period)
        if isinstance(found, AdminUnit) or found.code is not IssueCode.AMBIGUOUS_UNIT:
            return found
        near = units.lying_in(query.beside, found.candidates, period)
        if len(near) != 1 or any(u.level is not AdminLevel.COMMUNE for u in found.candidates):
            return found
        named, meant = units.described(found.candidates), units.described(near)
        code, asked, reason = found.code, Severity.CONFIRM, "beside"
        said = {"candidates": named, "expected": meant}
        cells.add(code, _unit_field(cells), severity=asked, reason=reason, **said)
        return near[0]

    def _resolved(self, query: UnitQuery, period: Period) -> AdminUnit | UnitFault:
        """Look a unit up, in a file on older boundaries first among theirs."""
        registers, found = self._registers, self._registers.units.resolve(query, period)
        if isinstance(found, UnitFault) and found.code is IssueCode.AMBIGUOUS_UNIT:
            last = [unit for unit in found.candidates if not unit.ended_before(period.end)]
            if len(last) == 1 and self._names_new_units(period):
                found = last[0]
            elif level := self._level_meant(query, found, period):
                found = registers.units.resolve(replace(query, level=level), period)
        registers.asked[query, period] = found
        if older := registers.older.get(registers.catalogue.vintage_on(period.end).name):
            former = registers.units.resolve_in(query, older)
            return former if isinstance(former, AdminUnit) else found
        return found

    def _level_meant(self, query: UnitQuery, found: UnitFault, period: Period) -> AdminLevel | None:
        """Return the level that the company of a name and the titles tell, where nothing else does.

        Among communes a district's name may be the row of its sum: it is the town's where sums
        stand apart, or where nothing but the town is left of the district.
        """
        if query.level or query.district:
            return None
        said = self._levels_said(period)
        if said != {AdminLevel.COMMUNE} or self._sheet.totals:
            return next(iter(said)) if len(said) == 1 else None
        catalogue = self._registers.catalogue
        vintage = catalogue.vintage_on(period.end)
        towns = [unit for unit in found.candidates if unit.level is AdminLevel.COMMUNE]
        above = catalogue.district(towns[0], vintage) if len(towns) == 1 else None
        others = {*(catalogue.children(above, vintage) if above else ())}.difference(towns)
        is_left = bool(others) and others <= {unit for each in self._named for unit in each}
        return AdminLevel.COMMUNE if is_left else None

    def _levels_said(self, period: Period) -> frozenset[AdminLevel]:
        """Return what titles and the names that are of one level alone say: commune, district."""
        if (known := self._said.get(period)) is None:
            titles = (*self._sheet.texts, self._sheet.table.sheet or "")
            told = {level for text in titles if (level := level_of_title(text))}
            meant = ({u.level for u in each if u.overlaps(period)} for each in self._named)
            told |= {next(iter(levels)) for levels in meant if len(levels) == 1}
            known = frozenset(told & {AdminLevel.DISTRICT, AdminLevel.COMMUNE})
            self._said[period] = known
        return known

    def _names_new_units(self, period: Period) -> bool:
        """True for rows of which some name units that began within the period, none ended ones.

        Units of one name before and after a reform are then those after it.
        """
        if (known := self._has_new.get(period)) is None:
            is_new = any(all(u.valid_from > period.start for u in each) for each in self._named)
            is_old = any(all(u.ended_before(period.end) for u in each) for each in self._named)
            known = self._has_new[period] = is_new and not is_old
        return known

    def _most_lie_in(self, period: Period) -> str:
        """Return the district of nearly all communes that the rows name; "" for no such."""
        catalogue = self._registers.catalogue
        vintage = catalogue.vintage_on(period.end)
        if (known := self._most.get(vintage.name)) is None:
            lying = dict[str, str]()
            for named in self._named:
                present = [unit for unit in named if unit.unit_id in vintage.parents]
                above = catalogue.district(present[0], vintage) if len(present) == 1 else None
                lying |= {present[0].unit_id: above.name} if above else {}
            found = Counter(lying.values())
            name, most = next(iter(found.most_common(1)), ("", 0))
            is_most = most >= max(_FEWEST_BESIDE, _MOST_BESIDE * found.total())
            known = self._most[vintage.name] = name if is_most else ""
        return known

    @cached_property
    def _are_offices(self) -> bool:
        """True where offices, as of the police, stand for their places in every row."""
        place = self._sheet.layout.keys.get(Field.UNIT_NAME, -1)
        texts = {str(row.cell(place)) for row in self._sheet.rows} - {""}
        return all(map(self._registers.units.names_office, texts))

    @cached_property
    def _named(self) -> Sequence[Sequence[AdminUnit]]:
        """What each different unit that the rows, or heads, name may be, of any time."""
        layout, units = self._sheet.layout, self._registers.units
        places = [layout.keys[field] for field in UNITS if field in layout.keys]
        texts = dict.fromkeys(str(row.cell(at)) for row in self._sheet.rows for at in places)
        texts |= dict.fromkeys(b.constants.get(Field.UNIT_NAME, "") for b in layout.blocks)
        return [found for text in texts if (found := units.candidates("", text))]

    def _check_level(self, cells: Cells, unit: AdminUnit, indicator: Indicator) -> None:
        """The whole country is welcome everywhere: references are compared with it."""
        asked = self._context.level
        if unit.level is AdminLevel.NATION and asked in (None, AdminLevel.NATION):
            return
        if unit.level not in indicator.levels or asked not in (None, unit.level):
            code, levels = IssueCode.WRONG_LEVEL, asked or ", ".join(indicator.levels)
            name, at = indicator.name, _unit_field(cells)
            cells.add(code, at, expected=unit.name, indicator=name, levels=levels)


_SUBJECT = (Field.PERIOD, Field.INDICATOR_ID, Field.INDICATOR_NAME)
_UNIT_FIELDS = (
    Field.PERIOD,  # units come and go
    Field.UNIT_CODE,
    Field.UNIT_NAME,
    Field.DISTRICT,
    Field.PROVINCE,
    Field.VINTAGE,
    Field.LEVEL,
)


def _status(cells: Cells) -> ObservationStatus:
    text = cells.text(Field.STATUS)
    status = _STATUSES.get(plain_words(text) or text)
    if status is None:
        cells.add(IssueCode.MISSING_VALUE, Field.STATUS, severity=Severity.ERROR)
    return status or ObservationStatus.REPORTED


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
    cells.add(IssueCode.BAD_NUMBER, place)
    return None


_NUMBERS = (Field.NUMERATOR, Field.VALUE)  # a denominator alone is no figure yet


def _missing_place(cells: Cells, otherwise: Field) -> Field:
    """The cell that says in words or by a mark that there is no figure, if one does."""
    said = (field for field in FIGURES if cells.cell(field) and cells.is_blank((field,)))
    return next(said, otherwise)


def _unit_field(cells: Cells) -> Field:
    return Field.UNIT_CODE if cells.text(Field.UNIT_CODE) else Field.UNIT_NAME


def _misnames_level(cells: Cells, found: AdminUnit | UnitFault) -> bool:
    """Note a word for the level that says none, or another than the unit's."""
    text = str(cells.cell(Field.LEVEL))
    if not text:
        return False
    levels = levels_named(text)
    if not levels:
        cells.add(IssueCode.WRONG_LEVEL, Field.LEVEL, reason="unknown")
    elif isinstance(found, AdminUnit) and found.level not in levels:
        cells.add(IssueCode.WRONG_LEVEL, Field.LEVEL, reason="conflict", expected=found.name)
    else:
        return False
    return True


def _unit_issue(
    cells: Cells,
    query: UnitQuery,
    found: UnitFault,
    named: str,
    heirs: str,
    period: Period,
    width: int,
) -> Issue:
    field = _unit_field(cells)
    if (
        found.at
        and (cells.place(found.at) or 0) < width
        and (found.at is not Field.UNIT_NAME or query.name)
        and cells.cell(found.at)
    ):
        field = found.at
    first = found.candidates[0] if found.candidates else None
    last = found.candidates[-1] if found.candidates else None
    reason = ""  # a code that names nothing while the name does; a unit in force to this day
    if found.code is IssueCode.UNKNOWN_UNIT and named:
        reason = "named"
    elif field in (Field.DISTRICT, Field.PROVINCE):
        reason = "above"
    elif found.code is IssueCode.UNIT_NOT_VALID and last and last.valid_to is None:
        reason = "open"
    return cells.fault(
        found.code,
        field,
        reason=reason,
        candidates=named,
        expected=named,
        close="; ".join(found.close_names),
        heirs=heirs,
        period=period,
        valid_from=first.valid_from.strftime("%d/%m/%Y") if first else "",
        valid_to=last.valid_to.strftime("%d/%m/%Y") if last and last.valid_to else "",
    )


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
    text = cells.text(Field.CUMULATIVE_SINCE) or (SINCE_YEAR if is_so_far else "")
    first = read_period(text)
    if text == SINCE_YEAR and period:
        first = period_of(PeriodKind.YEAR, period.end)
        # of what is there at the end of a period "so far" says nothing new
        is_stock = indicator is not None and indicator.accumulation is Accumulation.STOCK
        is_plain = is_stock and indicator is not None and not indicator.is_share
        return None if is_plain or first.start == period.start else first.start
    if not text or (period and first and first.start == period.start):
        return None
    if first is None or (period and first.start > period.end):
        cells.add(IssueCode.BAD_PERIOD, Field.CUMULATIVE_SINCE)
        return None
    return first.start


def _note_flaws(cells: Cells) -> None:
    for field in _TEXTS:
        if isinstance(cell := cells.cell(field), Flaw):
            cells.add(cell.code, field)


_TEXTS = tuple(
    field
    for field in Field
    if field not in (*FIGURES, Field.RATE, Field.ORDINAL, Field.PLAN, Field.PERSON)
)
