"""Columns that only compare, or sum up, held against the figures they are made of."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from cds.domain.folding import plain_words
from cds.domain.periods import Period
from cds.ingest.head.reckoning import Numbers
from cds.ingest.head.sheet import Sheet
from cds.ingest.words.dates import read_period
from cds.ingest.words.fields import Field

_FULFILS = re.compile(
    r"\b(?:th kh|thuc hien kh|hoan thanh|(?:so voi|so|dat|thuc hien|vuot|%) (?:ke hoach|kh)"
    r"|(?:dat|so voi|thuc hien) (?:muc tieu|chi tieu))\b"
)
_GROWS = re.compile(r"\btang\b|\bchenh lech\b")
_TWO = 2  # times
_HUNDRED, _SLACK, _OF_ONE = Decimal(100), Decimal(1), Decimal("0.01")


class Contradiction(NamedTuple):
    """The heads of the two columns that another does not follow from, and the lines."""

    part: str
    whole: str
    lines: Sequence[int]


def contradiction(sheet: Sheet, place: int, reason: str) -> Contradiction | None:
    """Return how a column, from 0, contradicts in most rows the figures beside it; None if not.

    It stands in a group with a plan and its result alone, or with figures of two times; a sum so
    far is no less than what it is summed up from.
    """
    layout = sheet.layout
    group = layout.head.stacks[place][:-1]
    beside = [
        at for at, stack in enumerate(layout.head.stacks) if at != place and stack[:-1] == group
    ]
    figures = [at for at in beside if at in layout.figure_columns]
    plans = [
        at
        for at in beside
        if layout.meanings[at].field is Field.PLAN and not layout.meanings[at].is_compared
    ]
    text = plain_words(layout.head.texts[place])
    pairs = [*_of_two_times(sheet, figures)] if _GROWS.search(text) else []
    is_wrong: Callable[[frozenset[Decimal], Decimal, Decimal], bool] = _is_turned
    if reason == "cumulative":
        pairs, is_wrong = [(at, at) for at in _inside(sheet, place, figures)], _is_less
    elif len(figures) == len(plans) == 1 and _FULFILS.search(text):
        pairs, is_wrong = [(figures[0], plans[0])], _is_no_share
    heads = layout.head.texts
    for part, whole in pairs:
        rows = [*_rows(sheet, place, part, whole)]
        lines = [line for line, told, a, b in rows if is_wrong(told, a, b)]
        if len(lines) > 1 and len(lines) * 2 > len(rows):
            return Contradiction(heads[part], heads[whole], lines)
    return None


def _rows(sheet: Sheet, *places: int) -> Iterator[tuple[int, frozenset[Decimal], Decimal, Decimal]]:
    """Yield the line of each row, what the column may say, and its two numbers."""
    told, part, whole = (Numbers.of(sheet, at) for at in places)
    columns = told.counts, told.shares, part.counts, whole.counts
    for row, count, share, a, b in zip(sheet.first_rows, *columns, strict=True):
        known = frozenset(each for each in (count, share) if each is not None)
        if known and a and b:
            yield row.line, known, a, b


def _is_less(told: frozenset[Decimal], part: Decimal, whole: Decimal) -> bool:
    return max(told) < part


def _is_no_share(told: frozenset[Decimal], part: Decimal, whole: Decimal) -> bool:
    """True for what is neither the share, nor how far it, or the part itself, is from the whole."""
    share = part * _HUNDRED / whole
    may_be = [(share, _SLACK), (share / _HUNDRED, _OF_ONE), (share - _HUNDRED, _SLACK)]
    may_be += [(part - whole, _OF_ONE), (whole - part, _OF_ONE)]
    return not any(abs(each - made) <= slack for each in told for made, slack in may_be)


def _is_turned(told: frozenset[Decimal], later: Decimal, former: Decimal) -> bool:
    """True for what came on top with the contrary sign, itself or as a share of what was before."""
    more = later - former
    made = -more, -more * _HUNDRED / former
    return bool(more) and any(abs(each - one) <= _OF_ONE for each in told for one in made)


def _of_one(sheet: Sheet, figures: Sequence[int]) -> Mapping[int, Period | None]:
    """Return the period over each of these columns; none where they are not of one indicator."""
    blocks = {block.columns.get(Field.VALUE, -1): block for block in sheet.layout.blocks}
    keys = {blocks[at].constants.get(Field.INDICATOR_ID) for at in figures if at in blocks}
    is_one = len(keys) == 1 and blocks.keys() >= {*figures}
    return {at: _period(sheet, at) for at in figures if is_one}


def _period(sheet: Sheet, place: int) -> Period | None:
    meaning = sheet.layout.meanings[place]
    if meaning.part:
        return meaning.part.of(sheet.year) if sheet.year else None
    return read_period(meaning.period or "")


def _of_two_times(sheet: Sheet, figures: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the later and the former of two columns of figures of one indicator."""
    ends = {at: each.end for at, each in _of_one(sheet, figures).items() if each}
    if len(figures) == len(ends) == _TWO:
        former, later = sorted(ends, key=ends.__getitem__)
        yield later, former


def _inside(sheet: Sheet, place: int, figures: Sequence[int]) -> Iterator[int]:
    """Yield the columns of periods that are not over after that of a sum so far; of no shares."""
    until, meanings = _period(sheet, place), sheet.layout.meanings
    own = {at: each for at, each in _of_one(sheet, figures).items() if not meanings[at].is_rate}
    yield from (at for at, each in own.items() if not (until and each and each.end > until.end))
