"""What titles say for all rows below them, and what the columns then hold."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice, pairwise

from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import Period, PeriodKind, period_of
from cds.ingest.faults import fault, unclear
from cds.ingest.head.column_faults import so_far_fault
from cds.ingest.head.guesses import (
    ask_of_nearest,
    at_level,
    find_indicators,
    guess_heads,
    guess_title,
    laid_out,
    levels_of,
    weigh_title,
    with_counts_beside,
    with_names_in_rows,
    with_titled_total,
    with_totals,
    without_counted_places,
)
from cds.ingest.head.heads import numbers_columns
from cds.ingest.head.layout import FigureColumns, Layout
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import Sheet
from cds.ingest.mapping import Column
from cds.ingest.tables import LONGEST_CELL, RawRow
from cds.ingest.words.dates import (
    SINCE_YEAR,
    UNTIL,
    as_of_day,
    days_in,
    days_so_far,
    is_until,
    months_so_far,
    of_results,
    periods_in,
    read_part,
    read_period,
    signed_day,
    summed_from,
    title_part,
    title_period,
)
from cds.ingest.words.fields import UNITS, Field
from cds.ingest.words.indicator_index import names_of, usual_name
from cds.ingest.words.names import apart, is_part_of_commune, numbers_heading, place_name
from cds.ingest.words.nearest import Nearest
from cds.ingest.words.numbers import counts
from cds.ingest.words.qualifiers import is_expected, only_plans, qualified
from cds.ingest.words.units import stranger_in
from cds.ingest.words.vocabulary import marked_words, phrases

LAST_DAY = 14  # reports cover the 15th to the 14th: Decree 09/2019/ND-CP
_BRACKETS = re.compile(r"\([^()]*\)")
_FEWEST_PARTS = 2  # of a year, that a column beside them sums up
_MOST_LOOKED_AT = 2_000  # texts of a column, to tell whether it holds units


def read_titles(sheet: Sheet, above: Sheet | None, registers: Registers) -> None:
    """Note what the titles say: of when, of what, where; else what those of the table above do."""
    name, chosen, texts = apart(sheet.table.sheet or ""), registers.context.period, sheet.texts
    period, is_unclear = title_period(texts)
    if is_unclear and registers.is_second:
        period, is_unclear = _without_prose(sheet)
    period = period or read_period(name)
    sheet.part_of_year = title_part([*texts, name], chosen)
    if above and sheet.part_of_year and not period and above.year:
        period = sheet.part_of_year.of(above.year)
    if chosen and period and not chosen.holds(period):
        line = next((n for n, text in sheet.titles if title_period((text,))[0] == period), None)
        code = IssueCode.PERIOD_CONFLICT
        sheet.issues.append(fault(code, line=line, value=period, expected=chosen))
    part = read_part(name)
    named = read_period(name) or (part.of(period.end.year) if part and period else None)
    if named and period and (named.end < period.start or period.end < named.start):
        asks = partial(fault, IssueCode.PERIOD_CONFLICT, value=named, severity=Severity.CONFIRM)
        sheet.issues.append(asks(reason="sheet", expected=period))
    said: dict[Field, str] = {**above.constants} if above else {}
    is_own = above is not None and above.is_guessed and bool(sheet.above)
    if above and (is_own or _heads_of_figures(above) != _heads_of_figures(sheet)):
        said.pop(Field.INDICATOR_ID, None)  # other figures are not of what stands over the first
    if is_unclear:
        said.pop(Field.PERIOD, None)
    if period and chosen is None:
        said[Field.PERIOD] = str(period)
    if indicator_id := registers.headings.indicator_in(texts):
        said[Field.INDICATOR_ID] = indicator_id
    if is_until(texts, period):
        said[Field.CUMULATIVE_SINCE] = f"{UNTIL}{period or ''}"
    for text in of_results(texts):
        words = qualified(marked_words(text))
        if words.status:
            said[Field.STATUS] = words.status
        so_far = months_so_far(text) or (period if days_so_far(text, period) else None)
        since, _ = summed_from(text)
        if so_far or since:
            said[Field.CUMULATIVE_SINCE] = since or SINCE_YEAR
        if since == SINCE_YEAR and not any(periods_in(text)):
            line = next((n for n, each in sheet.titles if text in each), None)
            if period:
                sheet.so_far.append(so_far_fault(line, None, text, period))
            else:
                sheet.ask("so_far_each", line, value=text)
        if so_far and so_far == period and so_far.start.month > 1 and not sheet.so_far:
            line = next((n for n, each in sheet.titles if text in each), None)
            sheet.so_far.append(so_far_fault(line, None, text, period))
    sheet.so_far += above.so_far if above and above.is_title else ()
    if sheet.plan and only_plans([*map(registers.headings.unnamed, texts)]):
        line, plan = sheet.plan
        sheet.ask("forecast" if is_expected(plan) else "plan", line, value=plan)
    sheet.constants = said
    stated = chosen or period
    if stated:
        _ask_of_days(sheet, stated)
        _ask_of_span(sheet, stated)
    sheet.year = stated.end.year if stated else (above.year if above else None)
    units, own = registers.units, (*texts, name)
    district = units.district_of(sheet.above, name)
    _ask_of_strangers(sheet, registers, stated, has_district=district is not None)
    district = district or (above.district if above else "")
    sheet.district = district or units.province_in(own) or ""
    named_unit = units.own_in(texts) or units.province_of_office(texts)
    sheet.own = named_unit or (name if units.is_name(name) else None)
    if above and sheet.own is None and above.table.sheet == sheet.table.sheet:
        sheet.own = above.own


def _keep_plain(sheet: Sheet) -> None:
    """Take figures of times of their own for no sums, whatever first months titles are of.

    A title of six months over columns of six months says which months there are. What titles call
    summed up stays.
    """
    said = sheet.constants
    whens = [b.constants.get(Field.PERIOD) for b in sheet.layout.blocks]
    has_own = Field.PERIOD in sheet.layout.keys or len({*whens} - {None}) > 1
    is_summed = any(summed_from(text)[0] for text in of_results(sheet.texts))
    if said.get(Field.CUMULATIVE_SINCE) == SINCE_YEAR and has_own and not is_summed:
        sheet.constants = {f: text for f, text in said.items() if f is not Field.CUMULATIVE_SINCE}


def _with_sums_of_parts(sheet: Sheet) -> Layout:
    """Return the layout with sums beside parts of a year that are of these parts, not of all of it.

    A total beside six months is of the first half, whatever year stands above. One whose time
    ends as a part does is left out: one figure is kept of a time.
    """
    year = read_period(sheet.constants.get(Field.PERIOD, ""))
    if year is None or year.kind is not PeriodKind.YEAR:
        return sheet.layout
    parts = defaultdict[str | None, list[Period]](list)
    for block in sheet.layout.blocks:
        text = block.constants.get(Field.PERIOD, "")
        part = read_part(text)
        when = part.of(year.end.year) if part else read_period(text)
        if when and Field.CUMULATIVE_SINCE not in block.constants:
            parts[block.constants.get(Field.INDICATOR_ID)].append(when)

    blocks: list[FigureColumns] = []
    for block in sheet.layout.blocks:
        own = parts[block.constants.get(Field.INDICATOR_ID)]
        if len(own) < _FEWEST_PARTS or Field.PERIOD in block.constants:
            blocks.append(block)
        elif (said := _sum_of(own))[Field.PERIOD] not in {str(each) for each in own}:
            blocks.append(replace(block, constants={**block.constants, **said}))
    return replace(sheet.layout, blocks=tuple(blocks))


def _sum_of(parts: Collection[Period]) -> dict[Field, str]:
    """Return what a sum of periods is of: one of its own, or the first months until the last."""
    first, last = min(each.start for each in parts), max(parts, key=lambda each: each.end)
    spans = (period_of(kind, first) for kind in PeriodKind)
    span = next((each for each in spans if (each.start, each.end) == (first, last.end)), None)
    if span:
        return {Field.PERIOD: str(span)}
    quarter = period_of(PeriodKind.QUARTER, last.start)
    until = quarter if quarter.end == last.end else last
    return {Field.PERIOD: str(until), Field.CUMULATIVE_SINCE: first.isoformat()}


def _without_prose(sheet: Sheet) -> tuple[Period | None, bool]:
    """Return what the titles name that are no sentences of a report; asks of it."""
    titles = [text for text in sheet.texts if not _PROSE.search(text)]
    prose = [(line, text) for line, text in sheet.titles if text not in titles]
    period, _ = title_period(titles)
    if period is None:
        return None, True
    line, other = next((e for e in prose if title_period((*titles, e[1]))[1]), prose[0])
    shown = next(text for text in titles if any(periods_in(text)))
    sheet.ask("prose", line, value=other, found=shown, period=period)
    return period, False


_PROSE = re.compile(r"(?:\S+\s+){7,}\S+[.;:]\s*$")


def _ask_of_strangers(
    sheet: Sheet, registers: Registers, stated: Period | None, *, has_district: bool
) -> None:
    """Ask once of each place that the titles, sheet or signature name and where nobody reports.

    A table may set it beside units of ours. By a district's paper any province of its own is meant.
    """
    cells = [(row.line, str(cell)) for row in sheet.above for cell in row.cells if str(cell)]
    below = [(row.line, str(cell)) for row in sheet.tail for cell in row.cells if str(cell)]
    named = sheet.table.sheet or ""
    places = [*((*each, False) for each in cells), (None, named, False)]
    places += ((*each, True) for each in below)
    rows = {place_name(str(cell)).plain for row in sheet.first_rows for cell in row.cells}
    told = set[str]()
    for line, text, is_below in places:
        is_any_meant = has_district and registers.units.district_in((text,)) is None
        period = None if is_any_meant else stated
        found = stranger_in(text, registers.units, period, below=is_below)
        place = place_name(found or "")
        is_of_row = place.kind is None and place.plain in rows
        if found and place.plain not in told and not is_of_row:
            told.add(place.plain)
            sheet.ask("province", line, value=found)


def _heads_of_figures(sheet: Sheet) -> frozenset[str]:
    """Return the words over all columns but those that tell rows apart."""
    head, keys = sheet.layout.head, sheet.layout.keys.values()
    return frozenset(plain_words(each) for at, each in enumerate(head.texts) if at not in keys)


def _ask_of_days(sheet: Sheet, stated: Period) -> None:
    """Ask about figures as of a day, or in a letter signed, before those of their period are there.

    Where both days are written between which they are, they must end with it; those of a plan or
    of what is compared may lie before it. What is said to be an estimate may be signed before.
    """
    has_status = Field.STATUS in sheet.constants
    is_estimate = has_status or any(Field.STATUS in b.constants for b in sheet.layout.blocks)
    notes = () if is_estimate else ((row.line, row.text[:LONGEST_CELL]) for row in sheet.tail)
    texts = (*sheet.titles, *notes) if stated.kind is not PeriodKind.DAY else ()
    spans = [*_spans(texts, stated)]
    others = {n for n, text, _, last in spans if last < stated.start and _is_else(sheet, n, text)}
    dated = ((line, at) for line, text in texts if (at := as_of_day(text)))
    told = [("early", line, at.end) for line, at in dated if line not in others]
    signed = list[tuple[str, int, date]]()
    if not has_status:
        cells = ((r.line, str(cell)) for r in (*sheet.above, *sheet.tail) for cell in r.cells)
        signed = [("signed", line, at.end) for line, text in cells if (at := signed_day(text))]
    due = _due(stated)
    early, before = ([each for each in days if each[2] < due] for days in (told, signed))
    inside = ((n, last) for n, _, first, last in spans if stated.start <= first)
    said = {day for *_, day in early}
    early += [("early", n, last) for n, last in inside if last < stated.end and last not in said]
    for reason, line, day in (*early, *before[:1]):
        code, asked = IssueCode.FUTURE_PERIOD, Severity.CONFIRM
        found = fault(code, line=line, value=stated, severity=asked, reason=reason, today=day)
        sheet.issues.append(found)


def _due(period: Period) -> date:
    """Return from when on the figures of a period may be there."""
    return max(period.start, min(period.end, period.end.replace(day=LAST_DAY)))


def without_early(issues: Iterable[Issue], periods: Collection[Period]) -> list[Issue]:
    """Leave out questions of a letter's day before its period ended where all figures' had."""
    due = max(map(_due, periods), default=date.max)
    kept = list[Issue]()
    for each in issues:
        said = dict(each.details)
        day = read_period(said.get("today", "")) if said.get("reason") == "signed" else None
        kept += [each] if day is None or day.end < due else []
    return kept


def _spans(
    texts: Sequence[tuple[int, str]], stated: Period
) -> Iterator[tuple[int, str, date, date]]:
    """Yield the first and the last day of figures that texts tell; two may hold one each."""
    year = stated.end.year
    # below a table texts are from the last one up
    for (line, text), (_, below) in pairwise((*sorted(texts), (0, ""))):
        days = days_in(text, year) or (
            not days_in(below, year) and days_in(f"{text} {below}", year)
        )
        if days:
            yield line, text, days[0].start, days[1].end


def _is_else(sheet: Sheet, line: int, text: str) -> bool:
    """True for a text of a plan or of what figures are compared with: its days are not theirs."""
    is_plan = sheet.plan is not None and sheet.plan[0] == line
    return is_plan or qualified(marked_words(text)).is_compared


def _ask_of_span(sheet: Sheet, stated: Period) -> None:
    """Ask about days from and to which figures are, where these are not those of their period.

    Reports may be from the 15th to the 14th; what grows over days is then of other days. Those
    that end within their period are asked about anyhow, and a plan as one.
    """
    texts = [*sheet.titles, *((row.line, row.text[:LONGEST_CELL]) for row in sheet.tail)]
    spans = _spans(texts, stated) if stated.kind is not PeriodKind.DAY else ()
    for line, text, first, last in spans:
        is_own = (first, last) == (stated.start, stated.end)
        is_inside = stated.start <= first and last < stated.end
        is_long, plain = (last - first).days > _LONGEST_SPAN, plain_words(text)
        is_other = _is_else(sheet, line, text) or _SENDING.search(plain) is not None
        is_other |= is_long and _PROGRAMME.search(plain) is not None
        is_sum = qualified(marked_words(text)).is_cumulative or days_so_far(text, stated)
        is_sum &= last == stated.end
        if not (is_own or is_inside or is_other or is_sum):
            asks = partial(unclear, reason="span", line=line, value=text, period=stated)
            sheet.so_far.append(asks(first=first, last=last))
            return


_LONGEST_SPAN = 400  # days; a programme of years is no time of figures
_PROGRAMME = phrases("programmes")
_SENDING = phrases("sending")


def complete_layout(sheet: Sheet, registers: Registers) -> None:
    """Add to the layout what titles say and what stands in columns whose head does not tell it."""
    chosen, texts = registers.context.period, sheet.texts
    sheet.layout = with_names_in_rows(sheet, registers)
    weigh_title(sheet, registers)
    sheet.layout = without_counted_places(sheet, registers)
    sheet.layout = _with_titled_heads(sheet, registers)
    sheet.layout = _with_short_head(sheet, registers)
    sheet.layout = guess_heads(sheet, registers)
    sheet.layout = at_level(sheet, registers)
    sheet.layout = with_counts_beside(sheet, registers)
    _keep_plain(sheet)
    sheet.layout = _with_sums_of_parts(sheet)
    sheet.layout = find_indicators(sheet, registers)
    sheet.layout = with_titled_total(sheet, registers)
    if registers.is_second:
        guess_title(sheet, registers)
        sheet.layout = find_indicators(sheet, registers)
        sheet.layout = with_titled_total(sheet, registers)
    told = chosen or read_period(sheet.constants.get(Field.PERIOD, ""))
    named = [each for text in (*texts, sheet.table.sheet or "") for each in periods_in(text)]
    named += [told] if told else []
    is_yearly = all(isinstance(each, Period) and each.kind is PeriodKind.YEAR for each in named)
    years = sheet.layout.years if is_yearly and sheet.mapping is None else {}
    sheet.layout = sheet.layout.with_constants(sheet.constants).with_keys(years)
    guess_title(sheet, registers)
    layout = sheet.layout.with_constants(sheet.constants)
    if parts_of_years := layout.parts_of_years:
        layout = layout.with_keys({Field.PERIOD: parts_of_years[0]})
    if not (registers.context.indicator_id or sheet.mapping):
        layout = layout.without_nameless()
    sheet.layout = layout.with_bare_periods(sheet.part_of_year)
    sheet.layout = with_totals(sheet, registers)
    _find_units(sheet, registers)
    _find_codes(sheet, registers)
    _find_districts(sheet, registers)
    own = sheet.own
    if units := _units_over_rows(sheet, registers):
        sheet.units, rows = units, sheet.below
        first = next(row.line for row in rows if _has_figures(row, sheet.layout))
        own = own or units.get(first)
    if not own and registers.is_second and not sheet.layout.has_units:
        own = registers.units.own_in((spelled := parted_name(registers.file_name),))
        if own:
            sheet.ask("unit", None, value=spelled, unit=own)
    if own and not sheet.layout.has_units:
        sheet.layout = sheet.layout.with_constants({Field.UNIT_NAME: own})
        _ask_of_parts(sheet, own, registers)
    has_period = all(Field.PERIOD in {*b.columns, *b.constants} for b in sheet.layout.blocks)
    if not (has_period or chosen or title_period(texts)[1]):
        _find_period(sheet, registers)


def _units_over_rows(sheet: Sheet, registers: Registers) -> dict[int, str]:
    """Return, by line, whose figures rows hold where units are headings in a list of indicators."""
    layout, unit, found = sheet.layout, "", dict[int, str]()
    if layout.has_units or Field.INDICATOR_NAME not in layout.keys:
        return found
    for row in sheet.below:
        if _has_figures(row, layout):
            found |= {row.line: unit} if unit else {}
            continue
        texts = [text for text in row.texts if not numbers_heading(text)]
        if len(texts) == 1 and is_part_of_commune(texts[0]):
            sheet.ask("below", row.line, value=texts[0], unit=unit or sheet.own or "")
        unit = texts[0] if len(texts) == 1 and registers.units.is_unit(texts[0]) else unit
    return found


def _has_figures(row: RawRow, layout: Layout) -> bool:
    return any(counts(row.cell(at)) for at in layout.figure_columns)


def parted_name(name: str) -> str:
    """Return the name of a file as words, without its ending and what tells copies apart."""
    bare = re.sub(r"\.[a-z]{2,5}$|\((?:[0-9]{1,3}|[Cc]opy)\)", "", name)
    return " ".join(re.sub(r"[\W_]*_[\W_]*|[-()\[\]]", " ", bare).split())


def _with_titled_heads(sheet: Sheet, registers: Registers) -> Layout:
    """Take a head for the indicator that the titles name where its words are but some of that name.

    "Area" below the area of one crop, named in full, is no area of the unit; so where the titles
    are only near to the name, which is asked about.
    """
    layout = sheet.layout
    named = {at: each.indicator_id for at, each in enumerate(layout.meanings) if each.indicator_id}
    if sheet.mapping or not named:
        return layout
    told = registers.indicator_in(sheet.constants)
    heads = {at: usual_name(_BRACKETS.sub("", layout.head.stacks[at][-1])) for at in named}
    is_named = told and told.indicator_id not in named.values()
    titles = [(None, None)] if is_named else [*_near_titles(sheet, heads, registers)]
    for title, near in titles:
        indicator = near.indicator if near else told
        if indicator is None or indicator.is_share or indicator.indicator_id in named.values():
            continue  # a share is of what is counted
        key = indicator.indicator_id
        own = [f" {usual_name(each)} " for each in registers.catalogue.once(names_of)[key]]
        shorter = [at for at, head in heads.items() if any(f" {head} " in name for name in own)]
        if len(shorter) == 1:
            if title and near:
                ask_of_nearest(sheet, title[0], None, title[1], near)
            return laid_out(sheet, {shorter[0]: Column(Field.VALUE, key)}, registers)
    return layout


def _near_titles(
    sheet: Sheet, heads: Mapping[int, str], registers: Registers
) -> Iterator[tuple[tuple[int, str], Nearest]]:
    """Yield the titles that hold a head of one word and are near to the name of an indicator.

    Or that together with such a head are.
    """
    bare = [head for head in heads.values() if len(head.split()) <= _MOST_OF_WORD]
    levels, find = levels_of(sheet, registers), registers.nearest.find
    for (line, text), kept in zip(sheet.titles, of_results(sheet.texts), strict=True):
        is_held = any(f" {head} " in f" {usual_name(kept)} " for head in bare)
        whole = kept if is_held else f"{bare[0]} {kept}" if len(bare) == 1 else ""
        near = find(whole, levels, is_title=True) if whole else None
        if near and (is_held or registers.nearest.names_some(kept, near.indicator)):
            yield (line, text), near


_MOST_OF_WORD = 2  # syllables: area, people


def _with_short_head(sheet: Sheet, registers: Registers) -> Layout:
    """Take as figures what stands under the first words of the indicator that the titles name."""
    layout, indicator = sheet.layout, registers.indicator_in(sheet.constants)
    if layout.blocks or indicator is None or sheet.mapping:
        return layout
    own = registers.catalogue.once(names_of)[indicator.indicator_id]
    names = [f"{usual_name(each)} " for each in own]
    places = [
        at
        for at, text in enumerate(layout.head.texts)
        if layout.meanings[at].field is not Field.PLAN
        and (begin := usual_name(_BRACKETS.sub("", text)))
        and any(name.startswith(f"{begin} ") for name in names)
        and any(counts(row.cell(at)) for row in sheet.below)
    ]
    said = dict.fromkeys(places, Column(Field.VALUE)) if len(places) == 1 else {}
    return laid_out(sheet, said, registers)


def _ask_of_parts(sheet: Sheet, own: str, registers: Registers) -> None:
    """Ask about rows that name something where all are taken for the unit of the letterhead."""
    layout = sheet.layout
    first = min(layout.figure_columns, default=0)
    for at in (at for at in layout.free if at < first):
        named = [row for row in sheet.below if str(row.cell(at)) and not counts(row.cell(at))]
        named = [row for row in named if not numbers_columns(row.texts)]
        row = next((row for row in named if _has_figures(row, layout)), None)
        if row and not registers.headings.measures.read(str(row.cell(at))):
            sheet.ask("below", row.line, at + 1, value=row.cell(at), unit=own)


def _find_period(sheet: Sheet, registers: Registers) -> None:
    """Take the one period named beside the table, in a box, below it, else by the file; ask of it.

    So of a column of nothing but periods, whatever its head, and at a second reading of the one
    bare day in the titles.
    """
    layout = sheet.layout
    for place in layout.free:
        told = sheet.first_texts(place)
        if told and all(map(_is_period, told)) and len(told) * 2 <= len(sheet.first_rows):
            sheet.layout = layout.with_keys({Field.PERIOD: place})
            sheet.ask_of_head("periods", place, found=", ".join(sorted(told)[:3]))
            return
    texts: list[tuple[int | None, str]] = [(row.line, row.text) for row in sheet.tail]
    texts += [(None, each.text) for each in sheet.table.floating if each.sheet == sheet.table.sheet]
    telling = [each for each in texts if title_period((each[1],))[0]]
    period, _ = title_period([text for _, text in telling])
    if not telling and (period := title_period((name := parted_name(registers.file_name),))[0]):
        telling = [(None, name)]
    if period:
        sheet.year = period.end.year
        sheet.layout = sheet.layout.with_constants({Field.PERIOD: str(period)})
        where, shown = telling[0]
        sheet.ask("period", where, value=shown, period=period)
        return
    days = {
        day: title
        for title in (sheet.titles if registers.is_second else ())
        for text in _BARE_DAY.findall(title[1])
        if (day := read_period(text))
    }
    for day, (line, shown) in days.items() if len(days) == 1 else ():
        sheet.year = day.end.year
        sheet.layout = sheet.layout.with_constants({Field.PERIOD: str(day)})
        sheet.ask("dated", line, value=shown, period=day)


_BARE_DAY = re.compile(  # not one of signing
    r"(?<!ng[\u00e0a]y )(?<![\d/.-])\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?![\d/.-])", re.IGNORECASE
)


def _is_period(text: str) -> bool:
    """True for what tells a period by itself; a number alone may be any."""
    period = read_period(text)
    is_bare = period is not None and period.kind is PeriodKind.YEAR and len(text) == len("2024")
    return period is not None and period.kind is not PeriodKind.DAY and not is_bare


def _find_measures(sheet: Sheet, registers: Registers) -> None:
    """Take a column "\u0110\u01a1n v\u1ecb" of nothing but measures for what it is."""
    keys, place = sheet.layout.keys, sheet.layout.keys.get(Field.UNIT_NAME)
    if place is None or Field.MEASURE_UNIT in keys or place in sheet.answered:
        return
    texts = dict.fromkeys(text for row in sheet.below if (text := str(row.cell(place))))
    first = [*islice(texts, _MOST_LOOKED_AT)]
    named = any(map(registers.units.is_unit, first))
    if first and not named and all(map(registers.headings.measures.read, first)):
        sheet.layout = sheet.layout.with_measures(place)


def _find_units(sheet: Sheet, registers: Registers) -> None:
    """Find the column of units by what it holds, where the head does not name it."""
    layout = sheet.layout
    above = layout.keys.get(Field.UNIT_NAME)
    is_above = above is not None and layout.meanings[above].field in (
        Field.DISTRICT,
        Field.PROVINCE,
    )
    if {*UNITS} & {*layout.keys} and not is_above:
        _find_measures(sheet, registers)
        return
    best, most = None, 0
    for place in layout.free:
        column = (str(row.cell(place)) for row in sheet.below)
        texts = tuple(islice(dict.fromkeys(text for text in column if text), _MOST_LOOKED_AT))
        named = sum(map(registers.units.is_unit, texts))
        if named > most and named * 2 > len(texts):
            best, most = place, named
    if best is not None:
        keys = {Field.UNIT_NAME: best}
        sheet.layout = layout.with_units(best) if is_above else layout.with_keys(keys)
        if is_above and above is not None:
            _ask_of_units(sheet, above, best)


def _find_codes(sheet: Sheet, registers: Registers) -> None:
    """Find the column of units' codes by what it holds, under a head of none or of ordinals."""
    layout, units = sheet.layout, registers.units
    keys = {at for field, at in layout.keys.items() if field is not Field.ORDINAL}
    taken = {*keys, *layout.figure_columns, *sheet.answered}
    has_units = Field.UNIT_CODE in layout.keys or not {*UNITS}.isdisjoint(
        field for block in layout.blocks for field in block.constants
    )
    for at in range(layout.head.width if not has_units else 0):
        meaning = layout.meanings[at]
        if at in taken or (meaning.says_something and meaning.field is not Field.ORDINAL):
            continue
        texts = sheet.first_texts(at)
        codes = {text for text in texts if _CODE.fullmatch(text) and units.candidates(text, "")}
        if len(codes) > 1 and len(codes) * 2 > len(texts):
            sheet.layout = layout.with_keys({Field.UNIT_CODE: at})
            return


_CODE = re.compile("[0-9]{3,5}")  # of a district or commune


def _find_districts(sheet: Sheet, registers: Registers) -> None:
    """Find the column of districts by what it holds: most rows name that of their commune."""
    layout, catalogue = sheet.layout, registers.catalogue
    place = layout.keys.get(Field.UNIT_NAME)
    if place is None or Field.DISTRICT in layout.keys:
        return
    named = registers.units.candidates
    for at in layout.free:
        if at in sheet.answered or layout.meanings[at].says_something:
            continue
        pairs = {(str(row.cell(place)), str(row.cell(at))) for row in sheet.first_rows}
        lying = 0
        for name, district in pairs:
            above = named("", district)
            units = named("", name) if above else ()
            held = (catalogue.district(unit, catalogue.last_vintage(unit)) for unit in units)
            lying += any(unit in above for unit in held)
        if lying * 2 > len(pairs):
            sheet.layout = layout.with_keys({Field.DISTRICT: at})
            return


def _ask_of_units(sheet: Sheet, above: int, place: int) -> None:
    """Ask whose figures are where each row names a place and one of those that lie in such."""
    texts = [str(row.cell(above)) for row in sheet.first_rows]
    if len(texts) == len({*texts}):
        sheet.ask_of_head("units", place, other=sheet.layout.head.texts[above])
