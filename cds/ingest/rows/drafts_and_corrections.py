"""Texts around figures by which these do not stand yet, or no longer: drafts and corrections."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain, islice
from typing import NamedTuple

from cds.domain.folding import plain_words
from cds.domain.indicators import Indicator
from cds.domain.observations import ObservationStatus
from cds.domain.periods import Period
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import ParsedRow, Sheet, lies_in
from cds.ingest.tables import LONGEST_CELL, RawRow
from cds.ingest.words.dates import as_of_day, in_other_time, names_others, read_part, read_period
from cds.ingest.words.explained import WordLaw, begins, parted, remarks, says, without
from cds.ingest.words.fields import Field
from cds.ingest.words.measures import difference
from cds.ingest.words.names import levels_named
from cds.ingest.words.qualifiers import narrows, qualified
from cds.ingest.words.units import stranger_in
from cds.ingest.words.vocabulary import marked_words, meant_words, phrases, typed

DRAFT, _CORRECTED, _FIGURE, _REMARK, _SENDER = "draft", "corrected", "figure", "remark", "sender"
STANDING = "standing"  # of figures with whoever approves them; a section of office language
_REASONS = (DRAFT, _CORRECTED)  # also the sections of office language that tell them
_MOST_LOOKED_AT = 500  # rows, below which nothing is a note; texts of a column of words
_MOST_REMARKS = 5  # that are told of one column
_MOST_OF_REMARK = 20  # words; a longer one tells where the figure is from
_ROUNDED = tuple(map(Decimal, ("1", "0.1", "0.01")))
_LONGEST_NOTE = 1_000  # characters of a text in which figures are looked for
_SHARE = re.compile(r"(?<![\w/.,-])[0-9]{1,9}(?:,[0-9]{1,9}(?![\w/])|(?:[.,][0-9]{1,9})?(?=\s*%))")
_FIGURE_OF = re.compile(  # a name and a number, no year
    r"^(?P<name>[^\d()]{1,60}?)[\s:=\u2013-]+(?!(?:19|20)[0-9]{2}\b)(?P<number>[0-9]{1,9})"
    r"(?: [^\W\d]{1,9}){0,3}\s*$"
)
_OF_WHOLE = phrases("wholes")
_FIGURES_OF, _FORMER = phrases("figures of another time"), phrases("former")
_ALL_OF_THEM = phrases("all of them")
_LAND, _DOSSIER = "dat dai", "ho so"
_OF_LAND = phrases("of land")
_CORRECTS = phrases("corrects")
_MOST_OF_SENDER = 12  # words


class Doubt(NamedTuple):
    """A text that puts figures in doubt, why, and where it stands; no line for a sheet's name."""

    reason: str
    text: str
    line: int | None
    column: int | None


def doubts(sheet: Sheet, registers: Registers) -> Iterator[Doubt]:
    """Yield what puts the figures of a sheet in doubt: above, between, beside and below them.

    Signatures below do not end what is looked at: what corrects figures is often added last.
    """
    head, rows = sheet.layout.head, [*sheet.above, *sheet.asides, *sheet.after][:_MOST_LOOKED_AT]
    numbers = (_SHARE, _FIGURE_OF)
    has_numbers = any(each.search(row.text[:_LONGEST_NOTE]) for row in rows for each in numbers)
    known, among = (_by_unit(sheet), _shares(sheet)) if has_numbers else ({}, set[Decimal]())
    for row in rows:
        said = [reason for reason in _REASONS if says(row.text[:LONGEST_CELL], reason)]
        yield from (_at(row, reason) for reason in said)
        text, is_note = row.text[:_LONGEST_NOTE], sum(map(bool, map(str, row.cells))) == 1
        is_other = is_note and not said and _gives_count(text, known)
        if is_other or (not said and _gives_another(text, known, among)):
            yield Doubt(_FIGURE, row.text[:LONGEST_CELL], row.line, None)
    heads = sheet.table.rows[head.first : head.last + 1]  # a title may be of them
    of_heads = (DRAFT,) if any(says(text, _CORRECTED) for text in sheet.texts) else _REASONS
    for row in heads:
        yield from (_at(row, each) for each in of_heads if says(row.text[:LONGEST_CELL], each))
    name = sheet.table.sheet or ""
    yield from (Doubt(reason, name, None, None) for reason in _REASONS if says(name, reason))
    yield from _of_one_sender(sheet)
    yield from _beside_rows(sheet, registers)


def _beside_rows(sheet: Sheet, registers: Registers) -> Iterator[Doubt]:
    """Yield what remarks, and other columns of words, say of the figures of their rows.

    Where a column tells how figures stand with whoever approves them, all that is not settled,
    and of very many different texts the first that nobody looked at.
    """
    columns = [(*each, len(sheet.rows)) for each in _remarks(sheet)]
    columns += [(*each, _MOST_LOOKED_AT) for each in columns_beside(sheet)]
    if not columns:
        return
    periods = frozenset(entry.observation.period for entry in sheet.entries)
    given = {entry.observation.line: entry for entry in reversed(sheet.entries)}
    rows = [row for row in reversed(sheet.rows) if row.line in given]  # others give no figure
    law, of = registers.words, {entry.indicator for entry in sheet.entries}
    for at, head, most in columns:
        texts = {str(row.cell(at)): row.line for row in rows}
        told = [each for each in reversed(texts.items()) if not each[0].isdigit()]
        tells_standing = says(head, STANDING)
        in_all = [t for t, _ in told if len(told) == 1 < len(rows) and _compares(t)]
        found = (
            (
                _said_of_row(text, given[line], periods, law)
                or (_REMARK if _is_of_another(text, given[line], of, registers) else "")
                or (_REMARK if text in in_all else "")
                or (_REMARK if tells_standing and law.left(text, _NONE, "settled") else ""),
                text,
                line,
            )
            for text, line in told[:most]
        )
        beyond = [(_REMARK, *each) for each in told[most : most + 1] if tells_standing]
        kept = islice((each for each in chain(found, beyond) if each[0]), _MOST_REMARKS)
        yield from (Doubt(reason, text, line, at + 1) for reason, text, line in kept)


def _remarks(sheet: Sheet) -> list[tuple[int, str]]:
    """Return the columns of remarks, from 0, without their heads, which say nothing more.

    So are sources, and what stands instead of a number in a list.
    """
    meanings = enumerate(sheet.layout.meanings)
    return [(at, "") for at, meaning in meanings if meaning.field in _REMARKS]


_REMARKS = frozenset((Field.NOTE, Field.SOURCE_TITLE, Field.ORDINAL))


def columns_beside(sheet: Sheet) -> list[tuple[int, str]]:
    """Return the columns, from 0, that nothing is read of, and what stands over them.

    Also those beyond the head, where someone wrote beside the table.
    """
    layout, meanings = sheet.layout, sheet.layout.meanings
    named = layout.keys.get(Field.INDICATOR_NAME, -1)
    is_named = any(named in block.columns.values() for block in layout.blocks)
    used = (layout.used | sheet.answered) - (set[int]() if is_named else {named})
    read = (*sheet.rows, *(total.row for total in sheet.totals))
    width = max((len(row.cells) for row in read), default=0)
    columns = [
        (at, layout.head.texts[at])
        for at, meaning in enumerate(meanings)
        if not (at in used or (meaning.says_something and at != named))
    ]
    return [*columns, *((at, "") for at in range(len(meanings), width))]


def repeat_remarks(sheet: Sheet) -> None:
    """Put the remark above in place of one that says that it is the same: "nt", "nhu tren"."""
    for at, _ in (*_remarks(sheet), *columns_beside(sheet)):
        above = ""
        for number, row in enumerate(sheet.rows):
            text = str(row.cell(at))
            may_be = above and len(text) <= _LONGEST_DITTO
            if may_be and (text.strip(_DASHES) in _DITTOS or plain_words(text) in _DITTOS):
                sheet.rows[number] = row.with_cell(at, above)
            else:
                above = text or above


_LONGEST_DITTO = 40  # characters, with dashes around it
_DASHES = " -.\u2013\u2014"
_DITTOS = frozenset(("nt", "n t", "nhu tren", '"', "''", "\u201c", "\u201d", "\u3003"))
_NONE = frozenset[str]()


def _said_of_row(text: str, row: ParsedRow, periods: frozenset[Period], law: WordLaw) -> str:
    """Return why a remark puts the figure of its row in doubt; "" for one that does not.

    How sure it is, and since when it is summed up, its row may say elsewhere. One that says no
    more than a period, a unit or a measure says that the figure is of it.
    """
    text, figure = text[:_LONGEST_NOTE], row.observation
    is_period = (read_period(text) or read_part(text)) is not None
    if is_period and names_others(text, frozenset((figure.period,))):
        return _REMARK
    if _is_of_another_time(text, figure.period) or names_other_figure(text):
        return _REMARK
    _, whose = parted(text, ("whose",))
    is_unit = whose != text and law.is_place(whose)
    if is_unit and plain_words(row.unit.name) not in plain_words(whose):
        return _REMARK
    if is_remark := remarks(text):  # of few is a part to be left out
        text = without(text, "compared remarks")
        is_remark = remarks(text)
    if _CORRECTS.search(plain_words(text)) or (is_remark and says(text, _CORRECTED)):
        return _CORRECTED
    if is_remark and len(text.split()) <= _MOST_OF_REMARK:
        is_sure = figure.status is ObservationStatus.REPORTED
        is_whole = figure.cumulative_since or figure.period.start.timetuple().tm_yday == 1
        is_doubt = says(text, "remarked") or says(text, DRAFT)
        is_doubt |= is_sure and says(text, "unsure")
        if is_doubt or (not is_whole and says(text, "so far")):
            return _REMARK
    told = _FIGURES_OF.search(plain_words(text))
    is_of_others = told is not None and (_FORMER.search(told[0]) or names_others(text, periods))
    return _REMARK if narrows(text) or is_of_others else ""


def _is_of_another_time(text: str, period: Period) -> bool:
    """True for a remark that says no more than a day apart from a period, or "in the month"."""
    plain, day = plain_words(text), as_of_day(text)
    is_apart = day is not None and (day.end < period.start or period.end < day.start)
    found = in_other_time(plain, period.kind)
    return (is_apart and len(plain.split()) <= _MOST_OF_STRANGER) or bool(
        found and _has_only("of all", f"{plain[: found.start()]}{plain[found.end() :]}")
    )


def _has_only(section: str, plain: str) -> bool:
    """True for words without accents that are nothing but phrases of a section."""
    return re.fullmatch(rf" *(?:{phrases(section).pattern} *)*", plain) is not None


def names_other_figure(text: str) -> bool:
    """True for the name of a plan, whose or of when it may tell, or of a figure that compares.

    No sentence that sets the figure beside it against them.
    """
    rest = without(text, "other figures")
    if rest != text and _has_only("when planned", plain_words(rest)):
        return True
    is_signed = _SIGNED.search(text) is not None and qualified(marked_words(text)).is_compared
    return is_signed or _NAMES_COMPARED.match(meant_words(text)) is not None


_SIGNED = re.compile(r"(?:^|[^\d\s])\s*%|^\s*(?:\+/-|\u00b1)")
_NAMES_COMPARED = phrases("named comparisons")


def _compares(text: str) -> bool:
    """True for few words that say how far figures are apart, beside none of these."""
    is_short = len(text.split()) <= _MOST_OF_STRANGER
    return is_short and qualified(marked_words(text)).is_compared and not _DONE.search(text.lower())


_DONE = re.compile(typed("reached"))


def _is_of_another(
    text: str, entry: ParsedRow, of: Collection[Indicator], registers: Registers
) -> bool:
    """True for a short remark that names a measure, indicator or district not the figure's own."""
    if len(text.split()) > _MOST_OF_STRANGER:
        return False
    measures = registers.headings.measures
    announced = measures.announced(text)
    said = (
        announced[1]
        if announced
        else measures.read(_PER.sub(f"{entry.indicator.unit_name}/", text))
    )
    if said and difference(said, entry.indicator, measures):
        return True
    if phrases("named shares").match(plain_words(text)):
        named = registers.headings.indicator_in((text,))
        near = registers.nearest.find(text, is_share=True)
        known = registers.catalogue.indicators.get(named or "") or (near and near.indicator)
        return known is not None and known not in of
    if not _BELONGS.search(text):
        return False
    if whole := _WHOLE.fullmatch(plain_words(text)):
        return entry.unit.level not in levels_named(whole[1])
    units, period = registers.units, entry.observation.period
    above = units.candidates("", units.district_in((text,)) or "")
    is_elsewhere = bool(above) and not lies_in(entry, above, registers)
    return is_elsewhere or stranger_in(text, units, period, below=False) is not None


_MOST_OF_STRANGER = 8  # words
_BELONGS = re.compile(rf"\b{typed('within')}\b|^{typed('units')} ", re.IGNORECASE)
_WHOLE = re.compile(rf"{phrases('of a whole').pattern} ({phrases('kinds of units').pattern})")
_PER = re.compile(r"^(?:t\u00ednh )?tr\u00ean (?=[0-9])", re.IGNORECASE)


def _of_one_sender(sheet: Sheet) -> Iterator[Doubt]:
    """Yield the first letterhead or signature of a body whose figures may be of it alone.

    Not where titles say that they are of all; of land offices alone of dossiers of other things.
    """
    names = {plain_words(entry.indicator.name) for entry in sheet.entries}
    if not names or any(_ALL_OF_THEM.search(plain_words(text)) for text in sheet.texts):
        return
    is_of_dossiers = any(_DOSSIER in each and _LAND not in each for each in names)
    rows = (*sheet.above, *sheet.after)[:_MOST_LOOKED_AT]
    cells = ((row.line, at, str(cell)) for row in rows for at, cell in enumerate(row.cells, 1))
    short = [c for c in cells if 0 < len(c[2].split()) <= _MOST_OF_SENDER and c[2][-1] != "."]
    own = (each for each in short if says(each[2], "partial senders"))
    companies = (each for each in short if begins(each[2], "companies"))
    for line, at, name in islice(chain(own, companies), 1):
        if is_of_dossiers or not _OF_LAND.search(plain_words(name)):
            yield Doubt(_SENDER, name, line, at)


def _by_unit(sheet: Sheet) -> Mapping[str, set[Decimal]]:
    """Return the values of each unit by its name, also as a text may round them."""
    found: defaultdict[str, set[Decimal]] = defaultdict(set)
    for entry in sheet.entries:
        values = entry.observation.value, entry.given_value
        for value in (each for each in values if each is not None):
            rounded = (value.quantize(digits, ROUND_HALF_UP) for digits in _ROUNDED)
            found[entry.unit.name] |= {value, *rounded}
    return {f" {plain_words(name)} ": values for name, values in found.items()}


def _gives_another(text: str, known: Mapping[str, set[Decimal]], among: set[Decimal]) -> bool:
    """True for a text that names units of the table with a share, or decimals, not in their rows.

    Or a whole with one that is not `among` the shares of its parts, from the least to the most.
    Nothing else need say that it corrects one: a paper is cited, and the figure.
    """
    said = f" {plain_words(text)} "
    own = [values for name, values in known.items() if name in said]
    of_whole = bool(among) and not own and _OF_WHOLE.search(said) is not None
    given = [Decimal(each.replace(",", ".")) for each in _SHARE.findall(text)]
    if of_whole:
        return any(not min(among) <= each <= max(among) for each in given)
    return bool(own) and any(all(each not in values for values in own) for each in given)


def _gives_count(text: str, known: Mapping[str, set[Decimal]]) -> bool:
    """True for the name of a unit of the table, maybe without its type, and a number not its."""
    found = _FIGURE_OF.search(text)
    if found is None:
        return False
    named = f" {plain_words(found['name'])} "
    is_bare = len(named.split()) > 1
    own = [
        values
        for name, values in known.items()
        if named.endswith(name) or (is_bare and name.endswith(named))
    ]
    return bool(own) and all(Decimal(found["number"]) not in values for values in own)


def _shares(sheet: Sheet) -> set[Decimal]:
    """Return the shares of the table, where all are of one indicator and period; none else."""
    of = {(e.observation.indicator_id, e.observation.period) for e in sheet.entries}
    shares = [e.observation.value for e in sheet.entries if e.indicator.is_share]
    return {each for each in shares if each is not None} if len(of) == 1 else set()


def _at(row: RawRow, reason: str) -> Doubt:
    """Tell the one cell that says it; the row where only several together do."""
    cells = ((at, str(cell)[:LONGEST_CELL]) for at, cell in enumerate(row.cells, start=1))
    found = next(((at, text) for at, text in cells if says(text, reason)), (None, row.text))
    return Doubt(reason, found[1], row.line, found[0])
