"""What unknown heads over numbers may be: guessed by words and proven by sums, else asked about."""

import re
from collections.abc import Mapping, Set
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import plain_words
from cds.domain.indicators import Indicator
from cds.domain.issues import IssueCode
from cds.domain.observations import percentage
from cds.ingest.faults import fault
from cds.ingest.head.headings import Meaning
from cds.ingest.head.heads import Head
from cds.ingest.head.layout import Layout, lay_out
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import Sheet
from cds.ingest.mapping import Column, ColumnMapping
from cds.ingest.tables import Cell, Number, RawTable
from cds.ingest.words.dates import of_results, periods_in
from cds.ingest.words.fields import UNITS, Field
from cds.ingest.words.hedged_numbers import counts, has_percent
from cds.ingest.words.measures import NOUN, SHARE
from cds.ingest.words.nearest import Nearest, counts_another, says_share
from cds.ingest.words.numbers import Evidence, read_number
from cds.ingest.words.qualifiers import marked_words, qualified

_MOST_ROWS = 200  # looked at
_FEWEST_PROOFS = 2  # rows in which two counts give the share
_MOST_COUNTS = 12  # columns of which three may be a share and its counts
_MORE = 3  # times as many as rows in which they do not
_HALF = Decimal("0.5")
_TOTAL = re.compile("(?:tong|toan bo)\\b")


def guess_heads(sheet: Sheet, layout: Layout, registers: Registers) -> Layout:
    """Return the layout with unknown heads over numbers understood; asks of those it guessed."""
    if sheet.mapping:
        return layout
    levels = levels_of(sheet, layout, registers)
    said = _proven(sheet, layout, levels, registers)
    named = {m.indicator_id for m in layout.meanings} | {
        each.indicator_id for each in said.values()
    }
    known = registers.catalogue.indicators
    wholes = {plain_words(known[each].denominator_name or "") for each in named if each}
    counted = {
        said[at].indicator_id if at in said else each.indicator_id
        for at, each in enumerate(layout.meanings)
        if each.field is Field.DENOMINATOR or not (layout.blocks or said)
    }
    found: dict[int, tuple[str, Nearest]] = {}
    for place, meaning in enumerate(layout.meanings):
        texts = () if place in said else _asked(layout, place)
        if not texts or place < layout.first_unit or not _has_numbers(sheet, place):
            continue
        is_share = _is_rate(meaning)
        nears = ((text, _nearest(text, levels, registers, is_share=is_share)) for text in texts)
        text, near = next((each for each in nears if each[1]), ("", None))
        if near and near.indicator.is_share and any(m.kind == NOUN for m in meaning.measures):
            near = near._replace(is_part=True)
        if near and not (meaning.field or is_share):
            near = near if _is_said(near, counted, place, sheet, layout, registers) else None
        if near and near.indicator.indicator_id not in named and not _is_of(near, wholes):
            found[place] = text, near
    guessed = {place: _column(layout, place, text, near) for place, (text, near) in found.items()}
    guessed = {at: each for at, each in guessed.items() if [*guessed.values()].count(each) == 1}
    for place in guessed:
        _ask(sheet, layout.header_line, place + 1, *found[place])
    said |= guessed
    return _laid_out(sheet, layout, said, registers) if said else layout


def _laid_out(
    sheet: Sheet, layout: Layout, said: Mapping[int, Column], registers: Registers
) -> Layout:
    """Return the layout with what columns, from 0, were found to be."""
    code, line = IssueCode.DUPLICATE_COLUMN, layout.header_line
    sheet.issues[:] = [i for i in sheet.issues if (i.code, i.line) != (code, line)]  # told anew
    answers = ColumnMapping({place + 1: column for place, column in said.items()})
    return lay_out(layout.head, registers.headings, answers, sheet.issues)


def find_indicators(sheet: Sheet, layout: Layout, registers: Registers) -> Layout:
    """Return the layout with a column of indicators by what it holds, and the numbers beside it.

    Where one column alone holds numbers they are the figures; a head of it is asked about.
    """
    named = {Field.INDICATOR_ID, Field.INDICATOR_NAME}
    if sheet.mapping or any(named & {*block.constants} for block in layout.blocks):
        return layout
    if named & {*layout.keys, *sheet.constants}:
        return _with_values(sheet, layout, {}, registers)
    for place in range(layout.head.width):
        column = (str(row.cell(place)) for row in sheet.below[:_MOST_ROWS])
        texts = {text for text in column if len(text.split()) > 1}
        found = sum(
            registers.indicators.resolve("", text.rstrip(" :")) is not None for text in texts
        )
        if found > 1 and found * 2 > len(texts) and not layout.meanings[place].is_figure:
            return _with_values(sheet, layout, {place: Column(Field.INDICATOR_NAME)}, registers)
    return layout


def _with_values(
    sheet: Sheet, layout: Layout, said: dict[int, Column], registers: Registers
) -> Layout:
    first = max((*said, layout.first_unit, layout.keys.get(Field.INDICATOR_NAME, 0)))
    free = (at for at in range(first + 1, layout.head.width) if at not in layout.keys.values())
    places = [at for at in free if _has_numbers(sheet, at)]
    if not layout.blocks and len(places) == 1 and not layout.meanings[places[0]].says_something:
        place = places[0]
        said[place] = Column(Field.VALUE)
        if text := layout.head.texts[place]:
            code, reason, line = IssueCode.UNCLEAR_HEADING, "values", layout.header_line
            sheet.issues.append(fault(code, line=line, column=place + 1, value=text, reason=reason))
    return _laid_out(sheet, layout, said, registers) if said else layout


def slip_head(table: RawTable, registers: Registers) -> Head | None:
    """Return the head, maybe blank, of a form whose rows name an indicator and its figure each."""
    rows = table.rows[:_MOST_ROWS]
    named = [
        (place, row)
        for place, row in enumerate(rows)
        if any(_names(cell, registers) for cell in row.cells) and any(map(counts, row.cells))
    ]
    if len(named) < _FEWEST_PROOFS:
        return None
    first, row = named[0]
    width = max(len(each.cells) for _, each in named)
    above = rows[first - 1] if first else row
    words = [str(cell) for cell in above.cells if str(cell)]
    if len(words) > 1 and not any(map(counts, above.cells)) and above.line == row.line - 1:
        texts = [str(above.cell(at)) for at in range(max(width, len(above.cells)))]
        filled = [at for at, text in enumerate(texts) if text]
        if all(str(row.cell(at)) for at in filled):
            stacks = tuple((text,) if text else () for text in texts)
            return Head(first - 1, first - 1, above.line, stacks, len(texts))
    return Head(first, first - 1, row.line, ((),) * width, width)


def _names(cell: Cell, registers: Registers) -> bool:
    """True for the name of an indicator, as it is registered or nearly so."""
    if not isinstance(cell, str) or " " not in cell:
        return False
    text = cell.rstrip(" :")
    return registers.indicators.resolve("", text) is not None


def _is_of(near: Nearest, wholes: set[str]) -> bool:
    """True for what a share beside it is of: it stands there for the share's sake."""
    return plain_words(near.indicator.name) in wholes


def _asked(layout: Layout, place: int) -> tuple[str, ...]:
    """Return the words over a column that may name an indicator, none where it is known."""
    meaning, stack = layout.meanings[place], layout.head.stacks[place]
    if place in layout.keys.values() or meaning.indicator_id or not stack:
        return ()
    if meaning.is_figure:  # in a group of what is counted, and the share
        return stack[-2:-1]
    return () if meaning.says_something else (stack[-1], " ".join(stack))


def _is_said(
    near: Nearest,
    counted: Set[str | None],
    place: int,
    sheet: Sheet,
    layout: Layout,
    registers: Registers,
) -> bool:
    """True unless a share was guessed of which no head, group, measure or cell says it is one.

    A count of what a share is of stands beside the whole: `counted` are the indicators of wholes,
    or of any column where nothing else in the table is understood.
    """
    if near.is_part:
        return not counted.isdisjoint({None, near.indicator.indicator_id})
    cells = (row.cell(place) for row in sheet.below[:_MOST_ROWS])
    around = (m for text in sheet.texts for m in registers.headings.measures.labelled(text))
    is_said = any(map(says_share, layout.head.stacks[place])) or any(map(has_percent, cells))
    is_said = is_said or any(measure.kind == SHARE for measure in around)
    return is_said or not near.indicator.is_share


def _is_rate(meaning: Meaning) -> bool:
    is_percent = any(measure.kind == SHARE for measure in meaning.measures)
    return meaning.field is Field.RATE or is_percent


def _column(layout: Layout, place: int, text: str, near: Nearest) -> Column:
    own = layout.meanings[place]
    whole = [each for each in periods_in(text) if each]
    period = own.column.period or (str(whole[0]) if len(whole) == 1 else None)
    field = own.field or (Field.NUMERATOR if near.is_part else Field.VALUE)
    return Column(field, near.indicator.indicator_id, period)


def _proven(
    sheet: Sheet, layout: Layout, levels: frozenset[AdminLevel], registers: Registers
) -> dict[int, Column]:
    """Return columns of a share and its counts, where the counts of each row give the share.

    A plan beside them takes no part. Where the share names its indicator, a heading over its
    counts says what they are counted among, and the rest under it is no figure of its own.
    """
    meanings, stacks = layout.meanings, layout.head.stacks
    places = [
        at
        for at, meaning in enumerate(meanings)
        if at not in layout.keys.values()
        and meaning.field is not Field.PLAN
        and stacks[at]
        and _has_numbers(sheet, at)
    ][:_MOST_COUNTS]
    numbers = {at: _Numbers.of(sheet, at) for at in places}
    indicators, found = registers.catalogue.indicators, dict[int, Column]()
    for share in places:
        own = indicators.get(meanings[share].indicator_id or "")
        key, period = meanings[share].indicator_id, meanings[share].column.period
        is_share = own.is_share if own else _is_rate(meanings[share])
        others = [
            at
            for at in places
            if at not in {share, *found} and meanings[at].column.period == period
        ]
        pairs = permutations(others if is_share and share not in found else (), 2)
        for part, whole in pairs:
            shared = _under_one(layout, part, whole, registers) if own else ()
            is_own = meanings[part].indicator_id in (None, key) or part in shared
            if not is_own or not _gives(numbers[part], numbers[whole], numbers[share]):
                continue
            heads = () if own or Field.INDICATOR_ID in sheet.constants else stacks[part][:-3:-1]
            for text in heads:
                if near := _nearest(text, levels, registers, is_share=True):
                    key = near.indicator.indicator_id
                    _ask(sheet, layout.header_line, part + 1, text, near)
                    break
            asked = key or sheet.constants.get(Field.INDICATOR_ID, "")
            _ask_of_counts(sheet, layout, part, whole, indicators.get(asked))
            fields = (Field.NUMERATOR, part), (Field.DENOMINATOR, whole), (Field.RATE, share)
            found |= {at: Column(None) for at in shared}
            found |= {at: Column(field, key, period) for field, at in fields}
            break
    return found


def _under_one(layout: Layout, part: int, whole: int, registers: Registers) -> tuple[int, ...]:
    """Return the columns under the heading of both that are named by it alone."""
    stacks, read = layout.head.stacks, registers.headings.read
    top = stacks[part][0]
    under = [at for at, stack in enumerate(stacks) if len(stack) > 1 and stack[0] == top]
    if not {part, whole} <= {*under} or not read(top).indicator_id:
        return ()
    return tuple(at for at in under if not read(stacks[at][-1]).indicator_id)


def _ask_of_counts(
    sheet: Sheet, layout: Layout, part: int, whole: int, indicator: Indicator | None
) -> None:
    """Ask about counts whose heads say the opposite of what they are, or count another thing."""
    line, texts = layout.header_line, layout.head.texts
    fields = layout.meanings[part].field, layout.meanings[whole].field
    totals = [_TOTAL.match(plain_words(texts[at])) is not None for at in (part, whole)]
    code, issues = IssueCode.UNCLEAR_HEADING, sheet.issues
    if fields[0] is Field.DENOMINATOR or fields[1] is Field.NUMERATOR or totals == [True, False]:
        at, value, other = part + 1, texts[part], texts[whole]
        issues.append(fault(code, line=line, column=at, value=value, reason="swapped", whole=other))
    own = indicator.denominator_name if indicator else None
    if indicator and own and counts_another(texts[whole], own):
        at, value, why, name = whole + 1, texts[whole], "whole", indicator.name
        found = fault(code, line=line, column=at, value=value, reason=why, indicator=name, own=own)
        issues.append(found)


def guess_title(sheet: Sheet, layout: Layout, registers: Registers) -> Layout:
    """Return the layout with the indicator that the titles are nearest to, where none is named."""
    named = {Field.INDICATOR_ID, Field.INDICATOR_NAME}
    known = {*layout.keys, *(f for block in layout.blocks for f in block.constants)}
    if not layout.blocks or named & known or registers.context.indicator_id:
        return layout
    is_share = any(meaning.field is Field.RATE for meaning in layout.meanings)
    levels = levels_of(sheet, layout, registers)
    for (line, text), kept in zip(sheet.titles, of_results(sheet.texts), strict=True):
        near = _nearest(kept, levels, registers, is_share=is_share)
        if near and near.indicator.is_share is is_share:
            _ask(sheet, line, None, text, near)
            return layout.with_constants({Field.INDICATOR_ID: near.indicator.indicator_id})
    return layout


def _nearest(
    text: str, levels: frozenset[AdminLevel], registers: Registers, *, is_share: bool
) -> Nearest | None:
    words = qualified(marked_words(text))
    if words.is_plan or words.is_compared:
        return None
    return registers.nearest.find(
        registers.headings.measures.without(text), levels, is_share=is_share
    )


def _ask(sheet: Sheet, line: int, column: int | None, text: str, near: Nearest) -> None:
    code, reason = IssueCode.UNCLEAR_HEADING, "guessed"
    named = near.indicator.name
    sheet.issues.append(
        fault(code, line=line, column=column, value=text, reason=reason, indicator=named)
    )


def _has_numbers(sheet: Sheet, place: int) -> bool:
    return any(counts(row.cell(place)) for row in sheet.below[:_MOST_ROWS])


def levels_of(sheet: Sheet, layout: Layout, registers: Registers) -> frozenset[AdminLevel]:
    """Return the level of most units that the rows name; none when they name none."""
    if registers.context.level:
        return frozenset((registers.context.level,))
    own = {block.constants.get(Field.UNIT_NAME, "") for block in layout.blocks} - {""}
    places = [layout.keys[field] for field in UNITS if field in layout.keys]
    places = places or [*range(min(layout.head.width, 3))]
    rows = sheet.below[:_MOST_ROWS]
    texts = own or {str(row.cell(at)) for row in rows for at in places} - {""}
    levels = [unit.level for text in texts for unit in registers.units.candidates("", text)[:1]]
    return frozenset(sorted(levels, key=levels.count)[-1:])


class _Numbers(NamedTuple):
    """The numbers of a column's first rows, None for none, read as counts and as shares."""

    counts: tuple[Decimal | None, ...]
    shares: tuple[Decimal | None, ...]

    @classmethod
    def of(cls, sheet: Sheet, place: int) -> "_Numbers":
        cells = [row.cell(place) for row in sheet.below[:_MOST_ROWS]]
        counts = tuple(_number(cell, is_count=True) for cell in cells)
        return cls(counts, tuple(map(_number, cells)))


def _gives(part: _Numbers, whole: _Numbers, share: _Numbers) -> bool:
    """True when in enough rows whole counts give the share; a slip in one is told later."""
    proofs = slips = 0
    rows = zip(part.counts, whole.counts, share.shares, strict=True)
    for count, total, given in rows:
        if count is None or total is None or given is None:
            continue
        exact = percentage(count, total)
        decimals = -int(given.normalize().as_tuple().exponent)
        slack = _HALF.scaleb(-max(0, min(decimals, 2)))
        is_given = exact is not None and abs(exact - given) <= slack
        if count % 1 or total % 1 or slips * _MORE > len(part.counts):
            return False
        slips += not is_given
        proofs += is_given and 0 < count < total
    return proofs >= max(_FEWEST_PROOFS, _MORE * slips)


def _number(cell: Cell, *, is_count: bool = False) -> Decimal | None:
    if isinstance(cell, Number):
        return cell.value
    reading = read_number(str(cell), Evidence(), expects_whole=is_count)
    return reading.value if reading else None
