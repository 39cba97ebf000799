"""What asides of heads and names say that the figures are not: another measure or time."""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import product

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import accented_words, plain_words
from cds.domain.indicators import Indicator
from cds.domain.issues import IssueCode
from cds.domain.periods import Period, PeriodKind
from cds.ingest.head.reckoning import is_given
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow, Sheet
from cds.ingest.tables import Cell, Number
from cds.ingest.words.dates import PartOfYear, as_of_day, is_day, periods_in
from cds.ingest.words.fields import COLUMN_FIGURES, UNITS, Field
from cds.ingest.words.measures import NOUN, UnitOfMeasure, difference, names_counted
from cds.ingest.words.names import is_total, levels_named

_MARKS = re.compile(r"\s[-\u2013\u2014]\s|[\u2013\u2014:;()\[\]]|,\s")
_TITLE_MARKS = re.compile(r"\s[-\u2013\u2014]\s|[:()\[\]]")
_MOST_RECKONED = 50  # rows by which counts of shares are told
_LONGEST_NOUN = 2  # words, with accents: others are as often no measure ("Phieu" names a sheet)
_COMMON = frozenset((PeriodKind.YEAR, PeriodKind.QUARTER))  # in which shorter ones are told
_Said = tuple[str, int, int, Indicator]  # what is left of a text, where, from 1, and of what


def asides(text: str) -> list[str]:
    """Return what stands in brackets and behind marks after a name."""
    parts = (each.strip(" .*") for each in _MARKS.split(text)[1:])
    return [part for part in parts if "%" in part or any(map(str.isalpha, part))]


def foreign_measure(
    text: str, of: Collection[Indicator], registers: Registers, *, is_converted: bool = False
) -> str:
    """Return the measure that a text is, or names between marks, and no indicator has."""
    measures = registers.headings.measures
    for part in dict.fromkeys((text, *_TITLE_MARKS.split(text))):
        bare = part.strip(" .*")
        said = measures.read(bare) or (measures.labelled(bare) if bare == text else ())
        is_letter = len(bare) == 1 and bare.isalpha()
        nouns = [each.text for each in said if each.kind == NOUN and each.size == 1]
        is_loose = any(bare.isascii() or len(noun.split()) > _LONGEST_NOUN for noun in nouns)
        is_head = bool(said) and said[0].kind == NOUN and registers.headings.read(bare).field
        if said and not (is_letter or is_loose or is_head or is_total(bare) or levels_named(bare)):
            fits = (_fits(said, each, registers, is_converted=is_converted) for each in of)
            if not any(fits):
                return bare
    return ""


def _fits(
    said: tuple[UnitOfMeasure, ...], own: Indicator, registers: Registers, *, is_converted: bool
) -> bool:
    found = difference(said, own, registers.headings.measures)
    if found is None or (is_converted and found.factor):
        return True
    plain = all(each.kind == NOUN and each.size == 1 and each.words for each in said)
    return own.is_share and plain and all(_counts(each.text, own) for each in said)


def _counts(noun: str, own: Indicator) -> bool:
    """True for what the whole of a share is counted in, if in one word of it."""
    counted = own.denominator_name or ""
    return any(names_counted(noun, each, own.name) for each in (counted, *counted.split()))


def other_time(text: str, periods: Collection[Period]) -> bool:
    """True for a text that names a time, or a day, that is none of these nor holds any."""
    at = as_of_day(text)
    if at is not None:
        return all(at.end < each.start or each.end < at.start for each in periods)
    years = {each.end.year for each in periods}
    named = [each for each in periods_in(text) if not is_day(each)]
    parts = (each.of(year) for each in named if isinstance(each, PartOfYear) for year in years)
    whole = [each for each in (*named, *parts) if isinstance(each, Period)]
    return bool(whole) and not any(
        each == own or (each.kind in _COMMON and each.start <= own.start and own.end <= each.end)
        for each in whole
        for own in periods
    )


def said_otherwise(sheet: Sheet, registers: Registers) -> Iterator[_Said]:
    """Yield the asides of indicators' names and of figures' heads that their figures are not."""
    place, told = sheet.layout.keys.get(Field.INDICATOR_NAME, -1), set[tuple[str, str]]()
    rows = {row.line: row for row in sheet.rows} if place >= 0 else {}
    for entry in sheet.entries if rows else ():
        text, own = str(rows[entry.line].cell(place)), entry.indicator
        if (text, own.indicator_id) not in told:
            told.add((text, own.indicator_id))
            for part in _unnamed(text, own):
                if _is_other(part, [entry], registers):
                    yield part, entry.line, place + 1, own
    asked = {i.column for i in sheet.issues if i.code is IssueCode.MEASURE_CONFLICT}
    head = sheet.layout.head
    for at, entries in _by_column(sheet).items():
        for text in head.stacks[at] if at < len(head.stacks) and at + 1 not in asked else ():
            own = entries[0].indicator
            if other_time(text, [each.observation.period for each in entries]):
                yield text, head.line, at + 1, own
                continue
            name = f" {accented_words(_MARKS.split(text)[0])} "
            for part in _unnamed(text, own):
                is_named = f" {accented_words(part)} " in name
                if not is_named and _is_other(part, entries, registers):
                    yield part, head.line, at + 1, own


def _by_column(sheet: Sheet) -> dict[int, list[ParsedRow]]:
    """Return one figure of each indicator and time by the columns that it is read from."""
    found, seen = dict[int, list[ParsedRow]](), set[tuple[int, str, Period]]()
    for entry in sheet.entries:
        for at in (c for f, c in entry.block.columns.items() if f in COLUMN_FIGURES):
            key = at, entry.indicator.indicator_id, entry.observation.period
            if key not in seen:
                seen.add(key)
                found.setdefault(at, []).append(entry)
    return found


def _unnamed(text: str, own: Indicator) -> list[str]:
    """Return the asides but those that are part of the indicator's name."""
    name = plain_words(own.name)
    return [part for part in asides(text) if plain_words(part) not in ("", *name.split(", "))]


def _is_other(part: str, entries: Collection[ParsedRow], registers: Registers) -> bool:
    of = {each.indicator.indicator_id: each.indicator for each in entries}.values()
    is_converted = any(each.is_converted for each in entries)
    if any(foreign_measure(part, [e], registers, is_converted=is_converted) for e in of):
        return True
    return other_time(part, {each.observation.period for each in entries})


def counts_left_out(sheet: Sheet) -> Iterator[_Said]:
    """Yield heads of columns that were left out though shares are reckoned from them."""
    shares = [e for e in sheet.entries if e.given_value is not None and e.indicator.is_share]
    shares = [each for each in shares if each.observation.numerator is None]
    if not shares:
        return
    rows = {row.line: row for row in sheet.rows}
    read = {at for each in shares for at in each.block.columns.values()}
    keys = sheet.layout.keys
    known = {*read, *keys.values()} - {keys.get(Field.PLAN, -1)}
    free = [at for at in range(sheet.layout.head.width) if at not in known]
    first = shares[:_MOST_RECKONED]
    counts = {at: [_count(rows[each.line].cell(at)) for each in first] for at in free}
    counts |= {at: [_count(rows[each.line].cell(at)) for each in first] for at in read}
    for at, whole in product(free, counts):
        numbers = zip(counts[at], counts[whole], first, strict=True)
        if at != whole and all(
            each.given_value is not None and is_given(a, of, each.given_value)
            for a, of, each in numbers
        ):
            head = sheet.layout.head
            yield head.texts[at], head.line, at + 1, first[0].indicator


def _count(cell: Cell) -> Decimal | None:
    return cell.value if isinstance(cell, Number) else None


def units_of_others(sheet: Sheet, registers: Registers) -> Iterator[_Said]:
    """Yield headings of another place in the form of one commune, by the first figure below."""
    own = registers.units.candidates("", sheet.own or "")
    told = set[str]()
    is_own = bool(own) and own[0].level is AdminLevel.COMMUNE
    for entry in sheet.entries if is_own and sheet.layout.keys.keys().isdisjoint(UNITS) else ():
        name = sheet.units.get(entry.line, entry.unit.name)
        if name not in told and entry.unit not in own:
            told.add(name)
            yield name, entry.line, 1, entry.indicator
