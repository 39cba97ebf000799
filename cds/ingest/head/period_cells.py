"""Periods as programs write them: a month as its first day, a short year, the year beside it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from cds.domain.folding import plain_words
from cds.domain.issues import IssueCode, Severity
from cds.domain.periods import Period, PeriodKind, parse_period, period_of
from cds.ingest.faults import fault
from cds.ingest.head.heads import Head
from cds.ingest.head.layout import FigureColumns
from cds.ingest.head.sheet import Sheet
from cds.ingest.tables import RawTable
from cds.ingest.words.dates import MOMENT, read_part, read_period
from cds.ingest.words.fields import Field

_KINDS = {
    **dict.fromkeys(("thang", "month"), PeriodKind.MONTH),
    **dict.fromkeys(("quy", "qui", "quarter"), PeriodKind.QUARTER),
    **dict.fromkeys(("nam", "year"), PeriodKind.YEAR),
}
_LONGEST_FIRST = (PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH)
_OF_DAYS = frozenset(("ngay", "date", "day", "diem", "den"))  # in the head of a column of days
_SHORT = re.compile(r"(?P<number>0?[1-9]|1[0-2])\s*[/-]\s*(?P<year>2[0-9])")  # of this century
_NUMBERED = re.compile(r"(?:I{1,3}|IV|0?[1-4])\s*[/.-]\s*20[0-9]{2}", re.IGNORECASE)
_STARTS = {PeriodKind.QUARTER: "Q", PeriodKind.MONTH: "T"}
_QUARTERS = 4  # of a year


def tell_periods(sheet: Sheet, chosen: Period | None) -> None:
    """Put the periods that days and short years stand for into the rows and heads of a sheet."""
    _tell_cells(sheet, chosen)
    if sheet.mapping is None:
        _tell_heads(sheet, chosen)
    sheet.table = _with_years(sheet)


def _tell_cells(sheet: Sheet, chosen: Period | None) -> None:
    head, at = sheet.layout.head, sheet.layout.keys.get(Field.PERIOD)
    rows = [] if at is None else [(row, str(row.cell(at))) for row in sheet.below]
    titled = chosen or read_period(sheet.constants.get(Field.PERIOD, ""))
    year = titled.start.year if titled and titled.kind is PeriodKind.YEAR else None
    meant = _meant({text for _, text in rows}, _kind(head.texts[at or 0]), year)
    if at is None or not meant:
        return
    _ask(sheet, ((row.line, at + 1, text) for row, text in rows), meant, chosen)
    told = (r.with_cell(at, str(meant[text].period)) if text in meant else r for r, text in rows)
    sheet.table = replace(sheet.table, rows=(*sheet.table.rows[: head.last + 1], *told))


def _tell_heads(sheet: Sheet, chosen: Period | None) -> None:
    head, blocks = sheet.layout.head, sheet.layout.blocks
    texts = [_day_over(block, head) for block in blocks]
    meant = _meant({*texts} - {""}, None)
    places = (
        (head.line, block.header_column, text) for block, text in zip(blocks, texts, strict=True)
    )
    _ask(sheet, places, meant, chosen)
    told = (
        replace(block, constants={**block.constants, Field.PERIOD: str(meant[text].period)})
        if text in meant
        else block
        for block, text in zip(blocks, texts, strict=True)
    )
    sheet.layout = replace(sheet.layout, blocks=tuple(told))


def _day_over(block: FigureColumns, head: Head) -> str:
    """Return the day over a block of columns, its period, as the head writes it; "" for none."""
    if block.header_column is None or Field.PERIOD not in block.constants:
        return ""
    stack = head.stacks[block.header_column - 1]
    return next((text for text in stack if str(_day(text)) == block.constants[Field.PERIOD]), "")


def _ask(
    sheet: Sheet,
    places: Iterable[tuple[int, int | None, str]],
    meant: Mapping[str, "_Meant"],
    chosen: Period | None,
) -> None:
    """Ask of the first text that may stand for another period, unless the sender chose that one."""
    for line, column, text in places:
        if text in meant and not meant[text].is_sure and meant[text].period != chosen:
            sheet.ask("short_period", line, column, value=text, period=meant[text].period)
            return


class _Meant(NamedTuple):
    """The period that a text stands for, and whether nobody need be asked of it."""

    period: Period
    is_sure: bool


def _kind(head: str) -> PeriodKind | None:
    """Return the kind of period that the head of a column names, the shortest of several."""
    words = plain_words(head).split()
    if not _OF_DAYS.isdisjoint(words):
        return PeriodKind.DAY
    kinds = {_KINDS[word] for word in words if word in _KINDS}
    return next((kind for kind in reversed(_LONGEST_FIRST) if kind in kinds), None)


def _meant(
    texts: Collection[str], kind: PeriodKind | None, year: int | None = None
) -> Mapping[str, _Meant]:
    """Return what the days and short years among some texts stand for under a head of this kind.

    Without a kind days are days, unless all are the first one of longer periods. Numbers of parts
    are of the `year` that the titles name.
    """
    if kind is PeriodKind.DAY:
        return {}
    days = {text: day for text in texts if (day := _day(text))}
    meant = dict[str, _Meant]()
    if told := kind or _common({day.start for day in days.values()}):
        for text, day in days.items():
            period = period_of(told, day.start)
            meant[text] = _Meant(period, kind is not None and _is_sure(day.start, period))
    for text in texts if kind is not PeriodKind.YEAR else ():
        if found := _SHORT.fullmatch(text):
            number = int(found["number"])
            is_quarter = kind is PeriodKind.QUARTER and number <= _QUARTERS
            part = f"Q{number}" if is_quarter else f"{number:02d}"
            is_sure = kind is PeriodKind.MONTH or is_quarter
            meant[text] = _Meant(parse_period(f"20{found['year']}-{part}"), is_sure)
        elif quarter := read_period(f"Q{text}") if _of_quarter(text, kind) else None:
            meant[text] = _Meant(quarter, kind is PeriodKind.QUARTER)
        elif year and kind and (named := read_part(f"{_STARTS[kind]}{text}")):
            of_year = named.of(year)
            meant |= {text: _Meant(of_year, is_sure=True)} if of_year else {}
    return meant


def _of_quarter(text: str, kind: PeriodKind | None) -> bool:
    """True for the number of a quarter and a year: Roman, or in a column of quarters."""
    found = _NUMBERED.fullmatch(text)
    return found is not None and (kind is PeriodKind.QUARTER or text[:1] in "iI")


def _is_sure(day: date, period: Period) -> bool:
    """True for any day of a month, and for the first or last day of what is longer.

    "3/2024", of a quarter, may have become a day of March.
    """
    is_number = period.kind is PeriodKind.QUARTER and day.day == 1 < day.month <= _QUARTERS
    is_end = day in (period.start, period.end) and not is_number
    return period.kind is PeriodKind.MONTH or is_end


def _day(text: str) -> Period | None:
    """Return the day that a text of nothing but a day is."""
    day = read_period(text) if MOMENT.fullmatch(text) else None
    return day if day is not None and day.kind is PeriodKind.DAY else None


def _common(days: Collection[date]) -> PeriodKind | None:
    """Return the longest kind of period that begins on each of some days; one tells of a month."""
    kinds = _LONGEST_FIRST if len(days) > 1 else _LONGEST_FIRST[-1:]
    return next((k for k in kinds if all(period_of(k, day).start == day for day in days)), None)


def _with_years(sheet: Sheet) -> RawTable:
    """Return the table with the years of their own column behind the quarters or months.

    What tells its year itself is left as it is; where the column of years tells another, an issue
    says so once.
    """
    if sheet.layout.parts_of_years is None:
        return sheet.table
    at, year, start = sheet.layout.parts_of_years
    others = list[tuple[int, str, str]]()
    rows = [*sheet.table.rows[: sheet.layout.head.last + 1]]
    for row in sheet.below:
        text, said = str(row.cell(at)), str(row.cell(year))
        if text and read_part(text) is None and read_part(f"{start}{text}"):
            text = f"{start}{text}"
        whole, of_year = read_period(text), read_period(said)
        if whole and of_year and whole.end.year != of_year.end.year:
            others.append((row.line, text, said))
        elif text and said and not whole:
            text = f"{text} {said}"
        rows.append(row.with_cell(at, text))
    for line, text, said in others[:1]:
        code, severity, count = IssueCode.PERIOD_CONFLICT, Severity.ERROR, len(others)
        told = partial(fault, code, severity=severity, reason="years", year=said, count=count)
        sheet.issues.append(told(line=line, column=at + 1, value=text))
    return replace(sheet.table, rows=tuple(rows))
