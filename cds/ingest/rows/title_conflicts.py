"""Whether rows are of the place, time and indicator that titles, totals and heads name."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import pairwise

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.folding import plain_words
from cds.domain.indicators import Accumulation
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import ObservationStatus
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.ingest.faults import fault, first_of, unclear
from cds.ingest.head.guesses import levels_of
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow, Sheet, lies_in
from cds.ingest.head.titles import parted_name
from cds.ingest.rows.asides import foreign_measure
from cds.ingest.rows.drafts_and_corrections import DRAFT, names_other_figure
from cds.ingest.words.dates import in_other_time, months_so_far
from cds.ingest.words.explained import says
from cds.ingest.words.fields import UNITS, Field
from cds.ingest.words.measures import difference
from cds.ingest.words.names import apart
from cds.ingest.words.numbers import counts
from cds.ingest.words.qualifiers import announces_plan, is_example, narrows, only_plans, qualified
from cds.ingest.words.units import UnitFault, stranger_in
from cds.ingest.words.vocabulary import marked_words, phrases


def units_elsewhere(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Ask once where communes, or all districts, lie outside the district that is named."""
    above = registers.units.districts(sheet.district)
    rows = {each.observation.unit_id: each for each in sheet.entries} if above else {}
    communes = [row for row in rows.values() if row.unit.level is AdminLevel.COMMUNE]
    held = communes or [row for row in rows.values() if row.unit.level is AdminLevel.DISTRICT]
    held = [r for r in held if any(not u.ended_before(r.observation.period.end) for u in above)]
    outside = [row for row in held if not lies_in(row, above, registers)]
    if outside and (communes or len(outside) == len(held)):
        first, lines = outside[0], first_of(sorted(row.line for row in outside))
        column, unit = first.block.column(Field.UNIT_NAME), sheet.district
        asks = partial(unclear, reason="elsewhere", line=first.line, column=column, lines=lines)
        yield asks(value=first.unit.name, unit=unit, count=len(outside), all=len(held))


def units_beside(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Refuse rows whose unit is another than a column beside names by its code or name.

    In such a column, of no figures, most rows name a unit and most of these their own.
    """
    layout, units = sheet.layout, registers.units
    in_keys = any(field in layout.keys for field in UNITS)
    rows = {row.line: row for row in sheet.rows} if in_keys else {}
    entries = {e.observation.line: e for e in sheet.entries if e.observation.line in rows}
    known = {*(at for field, at in layout.keys.items() if field not in _ASIDE)}
    known |= {*layout.figure_columns, *sheet.answered}
    first = [row.line for row in sheet.first_rows if row.line in entries]
    meant = cache(partial(_meant, registers=registers))
    for at in (at for at in range(layout.head.width) if at not in known):
        if sum(bool(meant(str(rows[line].cell(at)))) for line in first) * 2 <= len(first):
            continue
        named = {line: found for line in entries if (found := meant(str(rows[line or 0].cell(at))))}
        codes = {line: {unit.code for unit in found} for line, found in named.items()}
        others = [line for line in named if entries[line].unit.code not in codes[line]]
        if len(named) * 2 <= len(entries) or len(others) * 2 >= len(named):
            continue
        for line in others:
            code, period = IssueCode.UNIT_CONFLICT, entries[line].observation.period
            told = units.slots(UnitFault(code, tuple(named[line])), period)
            name = entries[line].unit.name
            asks = partial(fault, code, line=line, column=at + 1, value=name, reason="beside")
            yield asks(expected=told["expected"], candidates=told["candidates"])
        sheet.entries = [each for each in sheet.entries if each.observation.line not in others]


_ASIDE = frozenset((Field.NOTE, Field.ORDINAL))
_FEWEST_DIGITS = 3  # of a code


def indicators_beside(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Refuse figures under the name of an indicator whose rows hold the code of another."""
    at, told = sheet.layout.keys.get(Field.INDICATOR_ID, -1), dict[tuple[str, str], Issue]()
    rows = {row.line: row for row in sheet.rows} if at >= 0 else {}
    kept = list[ParsedRow]()
    for entry in sheet.entries if rows else ():
        is_named = Field.INDICATOR_ID in entry.block.constants
        key = str(rows[entry.line].cell(at)) if is_named else ""
        meant = registers.indicators.resolve(key, "") if key else None
        if meant is None or meant is entry.indicator:
            kept.append(entry)
            continue
        asks = partial(fault, IssueCode.INDICATOR_CONFLICT, severity=Severity.ERROR, reason="head")
        asks = partial(asks, line=entry.observation.line, column=at + 1, value=key)
        found = asks(found=entry.indicator.name, expected=meant.name, key=key)
        told.setdefault((key, entry.indicator.indicator_id), found)
    sheet.entries = kept if told else sheet.entries
    yield from told.values()


def growth_only(sheet: Sheet) -> Iterator[Issue]:
    """Ask about a column whose numbers all bear a plus: they may be what came on top."""
    for block in sheet.layout.blocks:
        at = block.columns.get(Field.VALUE, -1)
        texts = (text for row in sheet.rows if at >= 0 and (text := str(row.cell(at))))
        if not all(text.startswith("+") for text in texts):
            continue
        found = [row for row in sheet.rows if at >= 0 and str(row.cell(at))]
        if len(found) > 1:
            code, line, value = IssueCode.AMBIGUOUS_NUMBER, found[0].line, str(found[0].cell(at))
            yield fault(code, line=line, column=at + 1, value=value, reason="plus")


def _meant(text: str, registers: Registers) -> Sequence[AdminUnit]:
    """Return the units that a cell means by name or code; none for a small number."""
    if text.isdigit():
        return registers.units.candidates(text, "") if len(text) >= _FEWEST_DIGITS else ()
    return registers.units.candidates("", text)


def names_elsewhere(sheet: Sheet, registers: Registers, told: set[str]) -> Iterator[Issue]:
    """Ask once of the name of a file, or of a sheet, that says another thing than the figures.

    By it they would be a plan, estimates, sums so far, of another district or indicator: each has
    a sentence of its own. `told` keeps the names that were asked about.
    """
    titled = {plain_words(text) for text in sheet.texts}
    names = dict.fromkeys((parted_name(registers.file_name), apart(sheet.table.sheet or "")))
    for at, name in enumerate(names if sheet.entries else ()):
        place = _other_place(name, sheet, registers)
        reason, other = ("place" if at == 0 else "place_of_sheet", place) if place else ("", "")
        if at == 0 and not place:
            reason, other = _said_else(name, sheet, registers)
        if reason and name not in told and plain_words(name) not in titled:
            told.add(name)
            first = sheet.entries[0]
            asks = partial(unclear, reason=f"name_{reason}", value=name, unit=first.unit.name)
            asks = partial(asks, indicator=first.indicator.name, other=other)
            yield asks(period=first.observation.period)


def _other_place(name: str, sheet: Sheet, registers: Registers) -> str:
    """Return the district that a name has and no unit of the figures lies in; "" for none."""
    pairs = [" ".join(pair) for pair in pairwise(name.split())]
    above = [unit for pair in pairs for unit in registers.units.districts(pair)]
    is_own = any(lies_in(row, above, registers) for row in sheet.entries)
    return above[0].name if above and not is_own else ""


def _said_else(name: str, sheet: Sheet, registers: Registers) -> tuple[str, str]:
    """Return what the name of a file says and the figures are not, and the other indicator.

    A plan, estimates, sums so far, a comparison, a measure or an indicator; "" for nothing.
    """
    # a report's result is no longer told where a part of its name is of a plan
    parts = tuple(parted_name(part) for part in _PARTS.split(registers.file_name))
    bare = _REPORT.sub("", name)
    is_plan = any(only_plans((each,)) for each in (name, *parts)) and sheet.plan is None
    is_plan |= names_other_figure(bare) and announces_plan(bare)
    words, rows = qualified(marked_words(name)), sheet.entries
    is_reported = all(row.observation.status is ObservationStatus.REPORTED for row in rows)
    is_sum = words.is_cumulative or months_so_far(name) is not None
    is_apart = any(
        row.observation.cumulative_since is None
        and row.observation.period.start.month > 1
        and row.indicator.accumulation is not Accumulation.STOCK
        and not row.indicator.is_share
        for row in rows
    )
    find = partial(registers.nearest.find, name, is_title=True)
    near = (find(levels_of(sheet, registers)), find(is_share=True))
    sure = [each.indicator for each in near if each and each.is_sure]
    is_other = bool(sure) and all(row.indicator not in sure for row in rows)
    is_draft = any(says(each, DRAFT) or plain_words(each) == "nhap" for each in parts)
    is_estimate = (words.status is not None or is_draft) and is_reported
    has_compared = any(each.is_compared for each in sheet.layout.meanings)
    own = (
        qualified(plain_words(text)) for text in (*sheet.texts, *(r.indicator.name for r in rows))
    )
    is_compared = words.is_compared and not (has_compared or any(e.is_compared for e in own))
    is_compared &= not _OF_RESULTS.search(plain_words(name))
    said = {"plan": is_plan, "estimate": is_estimate, "sum": is_sum and is_apart}
    said |= {"compared": is_compared}
    reason = next((each for each, is_so in said.items() if is_so), "")
    if reason or is_other:
        return (reason, "") if reason else ("indicator", sure[0].name)
    measure = other_measure(bare, sheet, registers)
    is_doubt = is_reported and says(bare, "unsure")
    period = rows[0].observation.period
    is_part = (
        is_doubt
        or any(says(bare, each) for each in _NOT_VALID)
        or (narrows(bare) and not is_example(bare))
    )
    is_part |= names_other_figure(bare) and words.status is None
    is_part |= in_other_time(plain_words(bare), period.kind) is not None
    is_part |= stranger_in(bare, registers.units, period, below=False) is not None
    return ("measure", measure) if measure else ("words", bare) if is_part else ("", "")


_NOT_VALID = ("remarked", "corrected")  # sections of what makes figures of no use
_OF_RESULTS = phrases("made results")
_REPORT = re.compile(r"^(?:(?:b[\u00e1a]o c[\u00e1a]o|bc|bi\u1ec3u|bieu)[\W_]+)+", re.IGNORECASE)


def other_measure(name: str, sheet: Sheet, registers: Registers) -> str:
    """Return the thousands or the parts of one in the name of a file, unless the table has them."""
    of = {row.indicator.indicator_id: row.indicator for row in sheet.entries}
    measures, indicators = registers.headings.measures, [*of.values()]
    is_converted = any(row.is_converted for row in sheet.entries)
    if foreign := foreign_measure(name, indicators, registers, is_converted=is_converted):
        return foreign
    if is_converted or len(indicators) != 1:
        return ""
    words = [found[0].split() for found in _MULTIPLE.finditer(plain_words(name))]
    runs = [next(filter(measures.read, (" ".join(e[:n]) for n in (3, 2))), "") for e in words]
    own = indicators[0]
    told = (run for run in runs if run and difference(measures.read(run), own, measures))
    return next(told, "")


# ngan is a bank's or a purse's as well
_MULTIPLE = re.compile(
    r"\b(?:(?:nghin|trieu|ngan(?! (?:hang|sach|han)\b)) [a-z]+(?: [a-z]+)?|phan nghin|nghin$)\b"
)


_PARTS = re.compile(r"[_()\[\]]")


def totals_elsewhere(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Ask about a sum that is called the province's in a table of the letterhead's district."""
    above = registers.units.districts(sheet.district)
    rows = {row.unit.unit_id: row for row in sheet.entries} if above else {}
    if not all(lies_in(row, above, registers) for row in rows.values()):
        return
    place = sheet.layout.keys.get(Field.UNIT_NAME, 0)
    for total in sheet.totals if rows else ():
        label = str(total.row.cell(place))
        has_number = any(counts(total.row.cell(at)) for at in sheet.layout.figure_columns)
        if has_number and _OF_PROVINCE.search(plain_words(label)):
            asks = partial(unclear, reason="total", line=total.row.line, column=place + 1)
            yield asks(value=label, unit=above[0].name, count=len(rows))


_OF_PROVINCE = phrases("of the province")


def periods_elsewhere(sheet: Sheet) -> Iterator[Issue]:
    """Ask once about figures of another time than the titles name.

    Former figures of the same units beside those of that time are a series; a bare number of a
    month or quarter was asked about where it stands.
    """
    yield from periods_below(sheet, sheet.entries)


def periods_below(sheet: Sheet, entries: Sequence[ParsedRow]) -> Iterator[Issue]:
    """Ask the same of figures below headings of periods, of which `sheet` holds the titles."""
    periods = {row.observation.period for row in entries}
    elsewhere = {each for each in periods if not _is_of_titles(each, sheet)}
    if not elsewhere or any(i.code is IssueCode.PERIOD_CONFLICT for i in sheet.issues):
        return
    own = (row.observation for row in entries if row.observation.period not in elsewhere)
    series = {(each.indicator_id, each.unit_id) for each in own}
    others = [
        row
        for row in entries
        if row.observation.period in elsewhere
        and (row.observation.indicator_id, row.observation.unit_id) not in series
    ]
    if others:
        period = others[0].observation.period
        asks = partial(others[0].fault, IssueCode.PERIOD_CONFLICT, Field.PERIOD, value=period)
        asks = partial(asks, severity=Severity.CONFIRM, reason="title", count=len(others))
        yield asks(period=_titled(period, sheet))


def periods_apart(above: Sheet | None, sheet: Sheet) -> Iterator[Issue]:
    """Ask once about figures of other units below a heading of another time than the titles'.

    Of the same units they are a series.
    """
    is_below = above is not None and above.table.sheet == sheet.table.sheet
    is_below &= above is not None and above.layout.header_line == sheet.layout.header_line
    top = above.entries if above and is_below else []
    if not top or top is sheet.entries or not sheet.entries:
        return
    kinds = ({e.unit.unit_id for e in rows} for rows in (top, sheet.entries))
    first, period = sheet.entries[0], top[0].observation.period
    is_other = all(row.observation.period != period for row in sheet.entries)
    if is_other and {*next(kinds)}.isdisjoint(next(kinds)):
        asks = partial(first.fault, IssueCode.PERIOD_CONFLICT, Field.PERIOD)
        asks = partial(asks, value=first.observation.period, severity=Severity.CONFIRM)
        yield asks(reason="title", period=period, count=len(sheet.entries))


def years_for_parts(sheet: Sheet) -> Iterator[Issue]:
    """Ask once about years over columns below a title of a part of a year, or of a sum so far.

    They may be the part of each year; not where the same indicator has figures of that part too.
    """
    own = [row for row in sheet.entries if Field.PERIOD in row.block.constants]
    years = [row for row in own if row.observation.period.kind is PeriodKind.YEAR]
    is_meant = any(row.observation.period.kind is not PeriodKind.YEAR for row in sheet.entries)
    told = years[0].observation.period if years and not is_meant else None
    part = _titled(told, sheet) if told else None
    if told is None or part is None or part.kind in (PeriodKind.YEAR, PeriodKind.DAY):
        return
    head = sheet.layout.head.texts[(years[0].block.header_column or 1) - 1]
    if _WHOLE_YEAR.search(plain_words(head)):
        return
    sheet.issues[:] = [each for each in sheet.issues if each not in sheet.so_far]
    asks = partial(years[0].fault, IssueCode.PERIOD_CONFLICT, years[0].figure, value=told)
    yield asks(severity=Severity.CONFIRM, reason="part", period=part, count=len(years))


_WHOLE_YEAR = phrases("whole years")


def _titled(period: Period, sheet: Sheet) -> Period | None:
    """Return the period that the titles name; that of a part of a year is in the figure's year."""
    if text := sheet.constants.get(Field.PERIOD):
        return parse_period(text)
    return sheet.part_of_year.of(period.end.year) if sheet.part_of_year else None


def _is_of_titles(period: Period, sheet: Sheet) -> bool:
    """True for a period that shares days with that of the titles, and for what a day looks back on.

    A sum so far is over all of its year until then.
    """
    titled = _titled(period, sheet)
    if titled is None:
        return True
    if titled.kind is PeriodKind.DAY:
        return period.start <= titled.end
    is_sum = Field.CUMULATIVE_SINCE in sheet.constants
    since = period_of(PeriodKind.YEAR, titled.end).start if is_sum else titled.start
    return since <= period.end and period.start <= titled.end
