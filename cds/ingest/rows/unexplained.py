"""The law for words: words seen around figures are words understood or words asked about."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import ObservationStatus
from cds.domain.periods import Period
from cds.ingest.faults import LONGEST_VALUE, fault, unclear
from cds.ingest.head.headings import MARKS, without_pivot
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow, Sheet, lies_in
from cds.ingest.rows.asides import (
    asides,
    counts_left_out,
    foreign_measure,
    other_time,
    said_otherwise,
    units_of_others,
)
from cds.ingest.rows.drafts_and_corrections import (
    DRAFT,
    STANDING,
    columns_beside,
    doubts,
    names_other_figure,
)
from cds.ingest.rows.title_conflicts import other_measure
from cds.ingest.syllables import is_syllable
from cds.ingest.tables import LONGEST_CELL, RawRow
from cds.ingest.words.dates import (
    PartOfYear,
    as_of_day,
    in_other_time,
    names_others,
    of_other_time,
    periods_in,
    sum_so_far,
)
from cds.ingest.words.explained import begins, parted, remarks, says, without
from cds.ingest.words.fields import INDICATORS, UNITS, Field
from cds.ingest.words.measures import NOUN, PER, difference
from cds.ingest.words.names import apart, is_total, levels_named, may_begin_type, numbers_heading
from cds.ingest.words.nearest import says_share
from cds.ingest.words.numbers import is_figure
from cds.ingest.words.qualifiers import (
    is_example,
    is_unsettled,
    narrows,
    only_plans,
    qualified,
    widens,
)
from cds.ingest.words.units import ADDRESS, SIGNED, stranger_in
from cds.ingest.words.vocabulary import marked_words, phrases

_ASKED = ("plan", "forecast", "province")  # reasons of questions that quote a text
_ASKED_OF_HEAD = (  # and those of a head
    *("part", "whole", "guessed", "guessed_of", "guessed_but", "values_but"),
    "guessed_count",
)
_FEWEST_OF_PROSE = 16, 10  # words; a sentence so long tells a story; above tables stand titles
_MOST_OF_TITLE = 36
_LONGEST_OF_TITLE = 600  # characters
_MOST_LOOKED_AT = 500  # different texts of a table; one more is asked about for all that follow
_MOTTO = phrases("motto")
_MOST_OF_SENDER = 12  # words
_MOST_OF_PERSON = 5
_MESSAGE = re.compile(r"\[[0-9]{1,2}:[0-9]{2}")  # in a chat, when
_END = re.compile(r"[.:;,]\s*$")


class _Place(NamedTuple):
    """A text that qualifies figures of some indicators.

    `beside`: the section of office language that it may be in as well.
    """

    text: str
    line: int | None
    column: int | None
    of: frozenset[str]
    beside: str = ""


def unexplained_words(sheet: Sheet, registers: Registers, told: set[str]) -> Iterator[Issue]:
    """Ask once about each wording around the figures that nothing explains.

    `told` holds the wordings that the file was asked about already, whatever the sheet.
    """
    of = frozenset(entry.indicator.indicator_id for entry in sheet.entries)
    periods = frozenset(entry.observation.period for entry in sheet.entries)
    reasons = [(dict(issue.details).get("reason"), issue) for issue in sheet.issues]
    asked = [issue.value or "" for reason, issue in reasons if reason in _ASKED]
    heads = [  # earlier sheets' are told of them
        (issue.line, issue.column, issue.value or "")
        for reason, issue in reasons
        if reason in _ASKED_OF_HEAD and "sheet" not in dict(issue.details)
    ]
    swallowed = {issue[1].line for issue in reasons if issue[0] == "swallowed"}
    for doubt in doubts(sheet, registers):
        if doubt.line in swallowed:
            continue
        asked += [] if doubt.reason == DRAFT else [doubt.text]
        key = f"{doubt.reason} {plain_words(doubt.text)}"
        if key not in told:
            told.add(key)
            code, reason, (line, column) = IssueCode.UNCLEAR_HEADING, doubt.reason, doubt[2:]
            yield fault(code, line=line, column=column, value=doubt.text, reason=reason)
    offices = {plain_words(issue.value or "") for reason, issue in reasons if reason == "office"}
    units = {entry.unit.unit_id: entry for entry in sheet.entries}
    is_wide = any(entry.unit.level is not AdminLevel.COMMUNE for entry in units.values())
    has_told = any(i.code is IssueCode.PERIOD_CONFLICT for i in sheet.issues)
    is_compared = len(periods) > 1 or any(m.is_compared for m in sheet.layout.meanings)
    is_ranked = any(plain_words(e) in _RANKS for own in sheet.layout.head.stacks for e in own)
    may_be = {"regions": not is_wide, "rankings": is_ranked, "comparisons": is_compared}
    is_measured = any(i.code is IssueCode.MEASURE_CONFLICT for i in sheet.issues)
    is_converted = any(entry.is_converted for entry in sheet.entries)
    harmless = [section for section, is_so in may_be.items() if is_so]
    figures = [*_of_other_figures(sheet, of, registers)] if of else []
    said = {plain_words(each) for each in asked}
    wholes = [f" {plain_words(left)} " for _, left in figures]
    places = dict[tuple[str, str], _Place]()
    for place in _places(sheet, of, registers) if of else ():
        is_of_head = any(place[1:3] == (n, at) and place.text in head for n, at, head in heads)
        if not is_of_head and not any(place.text in each for each in asked):  # asked already
            places.setdefault((place.text, place.beside), place)
    for number, place in enumerate(islice(places.values(), _MOST_LOOKED_AT + 1)):
        is_looked_at = number < _MOST_LOOKED_AT
        text = place.text
        for section in harmless:
            text = without(text, section)
        left = _left(place._replace(text=text), periods, registers) if is_looked_at else place.text
        left = left or _of_others(place, sheet, units.values(), registers)
        if not left and place.line is not None and not is_measured:
            indicators = [registers.catalogue.indicators[each] for each in place.of]
            left = foreign_measure(text, indicators, registers, is_converted=is_converted)
        if not left and place.beside == _ASIDE and other_time(text, periods):
            left = text
        measure = _other_unit(text, sheet, registers) if place.line is None else ""
        if place.line is None and has_told and any(periods_in(text)):
            continue  # of a sheet named after another period than its title
        if place.line is None and not measure and _is_of(left, sheet, registers):
            continue  # the titles are asked about themselves
        left = measure or left
        key = plain_words(left)
        is_within = any(f" {key} " in whole for whole in wholes)
        if key in {"", *told, *said} or is_within or _is_of_office(key, offices):
            continue
        told.add(key)
        if place.line is not None and registers.units.districts(left):
            asks = partial(unclear, reason="of_place", line=place.line, column=place.column)
            text, example = place.text[:LONGEST_VALUE], next(iter(units.values())).unit.name
            yield asks(value=left, text=text, example=example)
            continue
        yield _asked(place, left, registers)
    told_otherwise = [*said_otherwise(sheet, registers), *counts_left_out(sheet)]
    told_otherwise += units_of_others(sheet, registers)
    for left, line, column, own in told_otherwise:
        figures.append((_Place(left, line, column, frozenset((own.indicator_id,))), left))
    for place, left in chain(figures, _of_other_times(sheet, registers)):
        if (key := plain_words(left)) not in told:
            told.add(key)
            yield _asked(place, left, registers)


def _is_of_office(key: str, offices: Collection[str]) -> bool:
    """True for the name of an office that rows were asked about, alone or with types of places."""
    name = " ".join(word for word in key.split() if not may_begin_type(word))
    return bool(name) and any(f"{office} ".startswith(f"{name} ") for office in offices)


def _asked(place: _Place, left: str, registers: Registers) -> Issue:
    """Return the question about words of a text, a warning where it was answered already."""
    named = " ".join(sorted(place.of)[:_MOST_NAMED])
    shown = registers.catalogue.indicators
    names = [f"\u201c{shown[each].name}\u201d" for each in sorted(place.of)[:_MOST_SHOWN]]
    names += ["\u2026"] if len(place.of) > _MOST_SHOWN else []
    asks = partial(unclear, line=place.line, column=place.column, value=left, of=named)
    asks = partial(asks, names=", ".join(names))
    reason = _OF_SHEET if place.line is None else _ASKED_WORDS
    found = asks(reason=reason, text=place.text[:LONGEST_VALUE])
    if wording(found) in registers.context.known_words:
        severity, text = Severity.WARNING, place.text[:LONGEST_VALUE]
        found = asks(severity=severity, reason=_ANSWERED, text=text)
    return found


def _of_other_times(sheet: Sheet, registers: Registers) -> Iterator[tuple[_Place, str]]:
    """Yield heads and titles that say "in the month" over figures of another time, and these words.

    The name of an indicator may say them itself.
    """
    seen = (each.observation for each in sheet.entries)
    figures = {(each.column or 1, each.period.kind, each.indicator_id) for each in seen}
    head, named = sheet.layout.head, registers.headings.indicator_in
    titles = [(line, 1, text, named((text,))) for line, text in sheet.titles]
    for column, kind, key in sorted(figures):
        heads = head.stacks[column - 1]
        over = [(head.line, column, text, named((text,)) or key) for text in heads]
        for line, at, text, of in (*over, *titles):
            plain, written = _by_word(text)
            meaning = registers.headings.read(text)
            is_bare = line == head.line and not (meaning.period or meaning.part)
            told = of_other_time if is_bare else in_other_time
            found = told(plain, kind) if of == key else None
            if found and found[0] not in plain_words(registers.catalogue.indicators[key].name):
                yield _Place(text, line, at, frozenset((key,))), written(found)


def _by_word(text: str) -> tuple[str, Callable[[re.Match[str]], str]]:
    """Return the words of a text without accents, and what tells how some of them are written."""
    words = [*_WORDS.finditer(text)]
    plain = " ".join(plain_words(each[0]) for each in words)

    def written(found: re.Match[str]) -> str:
        first = len(plain[: found.start()].split())
        return text[words[first].start() : words[first + len(found[0].split()) - 1].end()]

    return plain, written


def _other_unit(name: str, sheet: Sheet, registers: Registers) -> str:
    """Return the measure of which no figure is by the name of a sheet, or the name of shares."""
    is_share = any(entry.indicator.is_share for entry in sheet.entries)
    own = other_measure(name, sheet, registers)
    return own or (name if says_share(name) and not is_share else "")


def _of_other_figures(
    sheet: Sheet, of: frozenset[str], registers: Registers
) -> Iterator[tuple[_Place, str]]:
    """Yield parts of titles by themselves that name a plan or a comparison, or another measure.

    What people work after, or a column is of, changes nothing; so may the name of an office end.
    And the district of a signature in which no figure is.
    """
    before, plan = "", sheet.plan and sheet.plan[1]
    is_reported = all(e.observation.status is ObservationStatus.REPORTED for e in sheet.entries)
    has_plans = any(meaning.field is Field.PLAN for meaning in sheet.layout.meanings)
    for row in (*sheet.over, *sheet.above):
        for at, text in _texts(row):
            parts = [*_ASIDES.findall(text), *text.split(" - ")[1:], text]
            is_work = text == plan or _WORKED_AFTER.search(plain_words(before)) is not None
            place = _Place(text, row.line, at + 1, of, "titles")
            if not (is_work or begins(text, "offices")):
                told = [
                    bare
                    for bare in (each.strip("() ") for each in parts)
                    if _is_other_figure(bare, has_plans=has_plans)
                    or (is_reported and bare != text and says(bare, "unsure"))
                    or _tells_measure(place._replace(text=bare, beside=_BETWEEN), registers)
                ]
                yield from ((place, each) for each in told[:1])
            before = text
    for row in sheet.tail:
        for at, text in _texts(row):
            place = _Place(text, row.line, at + 1, of)
            district = registers.units.district_in((text,)) if text.isupper() else None
            above = registers.units.candidates("", district or "")
            above = [unit for unit in above if unit.level is AdminLevel.DISTRICT]
            if above and not any(lies_in(entry, above, registers) for entry in sheet.entries):
                yield place, district or ""


def _is_other_figure(part: str, *, has_plans: bool) -> bool:
    told = qualified(marked_words(part))
    is_told = (told.is_plan and not has_plans) or told.is_compared
    return is_told and names_other_figure(part)


_ASIDES = re.compile(r"\([^()]*\)")
_WORKED_AFTER = phrases("worked after")


def _of_others(
    place: _Place, sheet: Sheet, held: Collection[ParsedRow], registers: Registers
) -> str:
    """Return the level that a text names and no figure is of, or another district or province.

    An indicator may name the level itself. `held` is a figure of each unit.
    """
    text, levels = place.text, {entry.unit.level for entry in held}
    plain, written = _by_word(text)
    told = [(each, of) for phrase, of in _OF_LEVEL if (each := phrase.search(plain))]
    of = [registers.catalogue.indicators[each] for each in place.of]
    counted = plain_words(" ".join(f"{each.unit_name} {each.denominator_name}" for each in of))
    names = [plain_words(each.name) for each in of]
    names += [f"cap {word}" for word in counted.split()]  # what they count, or are shares of
    own = {of for each, of in told if of in levels or any(each[0] in name for name in names)}
    if told and not own and place.line != sheet.layout.header_line:
        return written(told[0][0])
    is_addressed = SIGNED.search(text) or ADDRESS.search(text)
    if place.beside == "titles" and (begins(text, "bases") or is_addressed):
        return ""  # who is written to, or where
    district = registers.units.district_in((text,)) or ""
    if place.beside == _ASIDE or any(place.line == row.line for row in sheet.asides):
        period = None if sheet.district else next(iter(held)).observation.period
        return stranger_in(text, registers.units, period, below=False) or ""
    above = registers.units.districts(district)
    is_own = any(lies_in(entry, above, registers) for entry in held)
    return district if above and district != sheet.district and not is_own else ""


_WORDS = re.compile(r"[^\W_]+")
_OF_LEVEL = (
    (phrases("of districts"), AdminLevel.DISTRICT),
    (phrases("of communes"), AdminLevel.COMMUNE),
    (phrases("of a province"), AdminLevel.PROVINCE),
)


def wording(issue: Issue) -> str | None:
    """Return what of a question about words counts as answered later; None for another question.

    Words change nothing where they stand in the same text over the same indicators, of any time.
    """
    said = dict(issue.details)
    words = plain_words(said.get("text", "")).split()
    text = " ".join(word for word in words if not _OF_TIME.fullmatch(word))
    is_of_words = said.get("reason") in (_ASKED_WORDS, _OF_SHEET, _ANSWERED)
    whole = f"{plain_words(issue.value or '')}: {text} ({said.get('of', '')})"
    return whole if is_of_words else None


_MOST_NAMED = 5  # indicators by which texts are told apart
_MOST_SHOWN = 3  # of which a question says that figures are
_ASKED_WORDS, _OF_SHEET, _ANSWERED = "words", "words_of_sheet", "known_words"
_OF_TIME = re.compile("[0-9]+|[ivx]+|[qt][0-9]+")


def _left(place: _Place, periods: frozenset[Period], registers: Registers) -> str:
    """Return the words of a text that may change figures: what is left, in a story what narrows.

    What a story says of the figures is read like any note, whatever its length. Beside titles
    no period but the figures' own is read, so that any other is left.
    """
    text = place.text
    if place.beside == _NO_UNITS:
        return text
    is_letter = _LETTER.fullmatch(text) and not MARKS.fullmatch(text)  # of thousands, a time
    if place.beside == _OF_HEAD and (is_letter or text.lstrip("( ").startswith("/")):
        return text
    if place.beside == _GROUPS:
        return _of_group(place, registers)
    if measure := _tells_measure(place, registers):
        return measure
    bare = _unnumbered(text)
    if without(bare, "fields") != bare and not any(map(str.isalpha, without(bare, "fields"))):
        return "" if registers.words.are_of_each(bare, place.of) else text
    section, rest = parted(text, ("scopes",))
    if section and not any(map(str.isdigit, rest)) and not begins(rest, "whole scopes"):
        return "" if registers.units.is_unit(rest) else rest
    if len(periods) == 1 and _OF_SPAN.match(plain_words(text)):
        return text
    if place.beside == _BETWEEN and _is_of_another_time(text, periods):
        return text
    if sum_so_far(plain_words(text)) and _make_up(periods, periods_in(text)):
        return ""
    if _is_story(place):
        told = (e for e in _SENTENCE.findall(text) if _ON_FIGURES.search(plain_words(e)))
        lefts = (registers.words.left(each, place.of, place.beside) for each in told)
        return next(filter(None, lefts), text if narrows(text) or widens(text) else "")
    if is_example(text) or is_unsettled(text):
        return text
    left = registers.words.left(text[:_LONGEST_READ], place.of, place.beside)
    if left or place.beside == "titles":
        return left
    is_plan = place.beside not in ("titles", _OF_HEAD) and only_plans((text,))
    if narrows(text) or widens(text) or is_plan:
        return text
    return text if names_others(text, periods) else ""


def _tells_measure(place: _Place, registers: Registers) -> str:
    """Return what a text says that figures are over, or are shares or numbers, and they are not."""
    of = [registers.catalogue.indicators[each] for each in place.of]
    found = _OVER.search(place.text) if "/" in place.text else None
    if found and not any("/" in each.unit_name for each in of):
        units = [found["of"], found["of"].split()[-1]] if found["of"] else [of[0].unit_name]
        read = registers.headings.measures.read
        if any(each.kind == PER for unit in units for each in read(f"{unit}/{found['per']}")):
            return found[0].strip(" :")
    whole = registers.headings.measures.read(place.text)
    is_noun = any(each.kind == NOUN for each in whole) and not levels_named(place.text)
    is_head = registers.headings.read(place.text).says_something
    if is_noun and not is_head and place.beside in _ALONE:  # heads may count the parts of shares
        differs = (difference(whole, each, registers.headings.measures) for each in of)
        return place.text if of and all(differs) else ""
    told = _COLUMN_IS.search(plain_words(place.text))
    is_share = told is not None and told["share"] is not None
    return place.text if told and not any(each.is_share is is_share for each in of) else ""


_OVER = re.compile(  # "dossiers/month", ": /100 people"
    r"(?:(?P<of>(?:[^\W\d]{1,9} )?[^\W\d]{1,9})|^|:\s*)\s?/\s?"
    r"(?P<per>(?:[0-9.]{1,7} )?[^\W\d]{1,9})(?!\w)"
)
_COLUMN_IS = re.compile(
    r"\bcot (?:so )?[0-9a-z]{1,2} (?:la|ghi|tinh) (?:(?P<share>ty le|phan tram)|so luong|so dem)\b"
)


def _is_story(place: _Place) -> bool:
    """True for prose above figures, and for remarks that judge, ask or thank."""
    text, count, is_title = place.text, len(place.text.split()), place.beside == "titles"
    is_sentence = count >= _FEWEST_OF_PROSE[is_title] and _END.search(text) is not None
    is_long = is_sentence or count > _MOST_OF_TITLE or len(text) > _LONGEST_OF_TITLE
    return _MESSAGE.match(text) is not None or (is_long and (is_title or begins(text, "stories")))


def _is_of_another_time(text: str, periods: frozenset[Period]) -> bool:
    """True for a heading of years together, or of a day, in which no figure is."""
    at = as_of_day(text)
    is_apart = at is not None and all(at.end < e.start or e.end < at.start for e in periods)
    return is_apart or _OF_YEARS.fullmatch(plain_words(text)) is not None


_LETTER = re.compile(r"\W*[^\W\d_]\W*")
_OF_SPAN = phrases("of a span")
_OF_YEARS = phrases("of years")
_SENTENCE = re.compile(r"\S(?:[^.;]|[.;](?=\S))*")
_ON_FIGURES = phrases("on figures")
_LONGEST_READ = 2_000  # characters of a text of which each word is looked up


def _make_up(periods: frozenset[Period], named: Sequence[Period | PartOfYear | None]) -> bool:
    """True for the period named itself, and for the several that it ends with."""
    whole = next((each for each in named if isinstance(each, Period)), None)
    if whole is None or periods == {whole}:
        return whole is not None
    ends = {each.end for each in periods if whole.start <= each.start <= each.end <= whole.end}
    return len(ends) == len(periods) > 1 and whole.end in ends


def _places(sheet: Sheet, of: frozenset[str], registers: Registers) -> Iterator[_Place]:
    for row in (*sheet.over, *sheet.above):
        before = ""
        for at, text in _texts(row):
            if not (_is_sender(text, row) or _is_person(text, before)):
                yield _Place(text, row.line, at + 1, of, "titles")
            before = text
    words = [each for each in apart(sheet.table.sheet or "").split() if not _says_nothing(each)]
    if words:
        yield _Place(" ".join(words), None, None, of)  # nobody else reads plans in it
    yield from _heads(sheet, of, registers)
    is_named = {Field.INDICATOR_ID, Field.INDICATOR_NAME} & {*sheet.layout.keys}
    of_groups = frozenset(registers.catalogue.indicators) if is_named else of
    headed = _headed(sheet) if is_named else {}
    for row in sheet.asides if not _are_groups(sheet) else ():
        below = headed.get(row.line, frozenset[str]())
        for at, text in _texts(row):
            is_heading = below and not numbers_heading(text) and not _is_note(text)
            own, beside = (below, _GROUPS) if is_heading else (of_groups, _BETWEEN)
            yield _Place(text, row.line, at + 1, own, beside)
    yield from _beside(sheet, of)
    for note in sheet.notes:
        yield _Place(note.text, note.line, note.column, of, note.beside)


def _headed(sheet: Sheet) -> Mapping[int, frozenset[str]]:
    """Return, by the line of a row that heads figures, their indicators until the next such."""
    lines, found = sorted(row.line for row in sheet.asides), defaultdict[int, set[str]](set)
    for entry in sheet.entries:
        if above := bisect_left(lines, entry.line):
            found[lines[above - 1]].add(entry.indicator.indicator_id)
    return {line: frozenset(own) for line, own in found.items()}


def _is_note(text: str) -> bool:
    """True for a remark between rows: no heading of those below."""
    return len(text.split()) > _MOST_OF_SENDER or begins(text, "notes") or text.endswith(".")


_GROUPS, _NO_UNITS, _OF_HEAD, _BETWEEN = "groups", "below units", "heads", "between"
_ASIDE = "asides"
_COUNTS = frozenset((Field.NUMERATOR, Field.DENOMINATOR))
_ALONE = frozenset((_BETWEEN, _GROUPS))
_MARK = re.compile(r"(?:[IVXL]+|[A-K]|[0-9.]+)\s*[.)/:-]\s*")


def _unnumbered(text: str) -> str:
    found = _MARK.match(text)
    return text[found.end() :] if found else text


def _of_group(place: _Place, registers: Registers) -> str:
    """Return a heading in a list of indicators, unless it only groups those below it."""
    bare = _unnumbered(place.text)
    words = _WORDS.findall(without(bare, _GROUPS))
    rest = " ".join(word for word in words if not numbers_heading(word))
    is_told = registers.words.are_of_each(rest, place.of) or registers.units.is_unit(bare)
    is_told &= not qualified(marked_words(bare)).is_compared
    return "" if is_told else bare


def _says_nothing(word: str) -> bool:
    """True for first letters in a sheet's name that tell of no time, plan, mean or sum."""
    is_short = len(word) <= _LONGEST_SHORT and word.isalpha() and not is_syllable(word)
    is_told = is_total(word) or narrows(word) or qualified(plain_words(word)).says_something
    return is_short and not (is_told or any(periods_in(word)))


_LONGEST_SHORT = 3


_RANKS = frozenset(("hang", "xep hang", "thu hang"))


def _is_of(name: str, sheet: Sheet, registers: Registers) -> bool:
    """True for a sheet's name in words of the titles and heads, or in first letters of one.

    Of plans it may be where they stand in columns of their own, of other times and sums never.
    """
    told = qualified(plain_words(name))
    has_plans = any(meaning.field is Field.PLAN for meaning in sheet.layout.meanings)
    is_told = has_plans and (told.is_plan or told.is_compared)
    if any(periods_in(name)) or (told.says_something and not is_told):
        return False
    titles = (*sheet.texts, *sheet.layout.head.texts)
    said = [[word for word in plain_words(text).split() if word not in _LIGHT] for text in titles]
    words = {word for each in said for word in each}
    letters = ["".join(word[0] for word in each) for each in said]
    short = [word for word in _WORDS.findall(name) if plain_words(word) not in words]
    for word in short:  # letters follow one another, of four and more with others between them
        own = plain_words(word)
        is_short = word.isupper() and len(word) > 1 and any(_holds(each, own) for each in letters)
        if not is_short and registers.words.left(word, frozenset()):
            return False
    return bool(name)


def _holds(letters: str, word: str) -> bool:
    left = iter(letters)
    return word in letters if len(word) <= _LONGEST_SHORT else all(each in left for each in word)


_LIGHT = frozenset(("va", "cua", "tai", "voi", "cho"))


def _are_groups(sheet: Sheet) -> bool:
    """True for headings between rows that part the units, each in one group, and narrow nothing."""
    lines = [row.line for row in sheet.asides]
    held = defaultdict[str, set[int]](set)
    for entry in sheet.entries if len(lines) > 1 else ():
        held[entry.unit.unit_id].add(bisect_left(lines, entry.line))
    led = {group for groups in held.values() for group in groups} - {0}
    texts = [text for row in sheet.asides for _, text in _texts(row)]
    is_plain = not any(
        narrows(text) or qualified(marked_words(text)).says_something for text in texts
    )
    return (
        len(led) == len(lines) > 1
        and all(len(groups) == 1 for groups in held.values())
        and is_plain
        and (not sheet.layout.has_units or all(map(_parts_units, texts)))
    )


def _parts_units(text: str) -> bool:
    """True for a number of a heading, and for one that says of which kind the units below are."""
    bare = _unnumbered(text)
    return numbers_heading(bare) or begins(bare, "groups of units")


def _is_sender(text: str, row: RawRow) -> bool:
    """True for the capitals that stand in a letterhead beside the state's name and motto."""
    others = (plain_words(each) for _, each in _texts(row) if each != text)
    is_name = text.isupper() and not any(map(str.isdigit, text))
    return is_name and len(text.split()) <= _MOST_OF_SENDER and any(map(_MOTTO.match, others))


def _is_person(text: str, before: str) -> bool:
    """True for a name, or that of an account, beside a cell that asks who it is."""
    words = text.split()
    is_name = all(w.isalpha() and w.istitle() for w in words) if len(words) > 1 else "." in text
    is_name &= 0 < len(words) <= _MOST_OF_PERSON
    return is_name and begins(before, "people") and not begins(text, "offices")


def _texts(row: RawRow) -> Iterator[tuple[int, str]]:
    for at, cell in enumerate(row.cells):
        if isinstance(cell, str) and cell and not is_figure(cell):
            yield at, cell[:LONGEST_CELL]


def _heads(sheet: Sheet, of: frozenset[str], registers: Registers) -> Iterator[_Place]:
    """Yield the texts over figures and units that say nothing by themselves nor together."""
    layout, reader = sheet.layout, registers.headings
    owners, over = defaultdict[int, set[str]](set), defaultdict[str, set[str]](set)
    for block in layout.blocks:
        named = {block.constants.get(Field.INDICATOR_ID, "")} - {""}
        for at in {*block.columns.values()}:
            owners[at] |= named
            for text in layout.head.stacks[at] if at < len(layout.head.stacks) else ():
                over[text] |= named
    figures = {*layout.figure_columns}
    units = {layout.keys[field] for field in UNITS if field in layout.keys}
    keyed = units | {layout.keys[field] for field in INDICATORS if field in layout.keys}
    columns = ((field, at) for block in layout.blocks for field, at in block.columns.items())
    counted = {at for field, at in columns if field in _COUNTS}
    for at in sorted((figures | keyed) - sheet.answered):
        stack = layout.head.stacks[at]
        said = [reader.read(text) for text in stack]
        is_below = False
        for text, meaning in zip(stack, said, strict=True):
            if not meaning.says_something and at in figures | units:
                own = frozenset(over[text]) if owners[at] and at in figures else of
                beside = _OF_HEAD if is_below else "titles"
                yield _Place(without_pivot(text), layout.header_line, at + 1, own, beside)
            is_below |= meaning.indicator_id in owners[at]
            for part in asides(text) if at in keyed | counted and meaning.says_something else ():
                yield _Place(part, layout.header_line, at + 1, of, _ASIDE)
            if at in units and says(text, _NO_UNITS):
                yield _Place(text, layout.header_line, at + 1, of, _NO_UNITS)


def _beside(sheet: Sheet, of: frozenset[str]) -> Iterator[_Place]:
    """Yield what stands in the rows beside the figures: columns of words, marks of examples.

    Over a column stands what it is of, and where few texts part the rows these are told with it;
    others name something of each. Where nothing does, the first texts tell. Texts by which figures
    stand or not are asked about themselves.
    """
    for at, meaning in enumerate(sheet.layout.meanings):
        if meaning.field is Field.ORDINAL:
            cells = ((row.line, str(row.cell(at))) for row in sheet.rows)
            shown = (_Place(text, n, at + 1, of) for n, text in cells if is_example(text))
            yield from islice(shown, 1)
    read = [*sheet.rows, *(total.row for total in sheet.totals)]
    for at, head in columns_beside(sheet):
        if says(head, STANDING):
            continue
        rows = [(str(row.cell(at)), row.line) for row in reversed(read)]
        rows = [(text, line) for text, line in rows if any(map(str.isalpha, text))]
        found = dict(rows)
        told = [*reversed(found.items())][:_MOST_BESIDE]
        if head:
            is_alone = not any(str(row.cell(at)) for row in read)  # written beside the head
            are_names = len(found) > _MOST_KINDS or len(found) * 2 > max(len(rows), _MOST_KINDS)
            is_told = (found and not are_names) or (is_alone and remarks(head))
            texts = [] if are_names else [t for t, _ in told if any(map(str.isalpha, _unsaid(t)))]
            whole = f"{head}: {'; '.join(texts)}" if texts else head
            told = [(whole, sheet.layout.header_line)] if is_told else []
        yield from (_Place(text, line, at + 1, of) for text, line in told)


_unsaid = partial(without, section="answers")
_MOST_BESIDE = 5  # different texts of a column without a head
_MOST_KINDS = 3  # that part rows
