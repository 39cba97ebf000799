"""What unknown heads over numbers may be: guessed by words and proven by sums, else asked about."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import plain_words
from cds.domain.indicators import Aggregation, Indicator, IndicatorKind
from cds.domain.issues import Issue
from cds.ingest.faults import unread
from cds.ingest.head.headings import without_pivot
from cds.ingest.head.heads import Head
from cds.ingest.head.layout import SUMS, FigureColumns, Layout, lay_out
from cds.ingest.head.reckoning import Numbers, gives
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import MOST_LOOKED_AT, Sheet
from cds.ingest.mapping import Column, ColumnMapping
from cds.ingest.tables import Cell, RawTable
from cds.ingest.words.dates import PartOfYear, in_other_time, of_results, periods_in, read_period
from cds.ingest.words.fields import COUNTS, FIGURES, INDICATORS, PLACES, UNITS, Field
from cds.ingest.words.indicator_index import CODED, names_of
from cds.ingest.words.measures import NOUN, SHARE
from cds.ingest.words.nearest import Nearest, light_words, says_share
from cds.ingest.words.numbers import counts, has_percent, is_figure

_FEWEST_NAMED = 2  # rows of a form without a head
_WHOLE = 100  # per cent
_MOST_COUNTS = 12  # columns of which three may be a share and its counts
_BRACKETS = re.compile(r"\([^()]*\)")
_TOTAL = re.compile("(?:tong|toan bo)\\b")
_OF_WHICH = re.compile("trong (?:do|tong so)\\b")

_Levels = frozenset[AdminLevel]
_Numbers = Mapping[int, Numbers]  # of columns that may be a share or its counts


def guess_heads(sheet: Sheet, registers: Registers) -> Layout:
    """Return the layout with unknown heads over numbers understood; asks of those it guessed."""
    if sheet.mapping:
        return sheet.layout
    levels = levels_of(sheet, registers)
    numbers = _numbers(sheet)
    said = _proven(sheet, numbers, levels, registers)
    fulfilments = _fulfilments(sheet, numbers, said, registers)
    said |= dict.fromkeys(fulfilments, Column(Field.PLAN))
    said |= dict.fromkeys(_left_blank(sheet, registers), Column(None))
    said |= _counted(sheet, numbers, said, levels, registers)
    said |= _guessed(sheet, said, levels, registers)
    layout = laid_out(sheet, said, registers)
    for at in fulfilments:
        layout = layout.with_comparison(at)
        if not layout.has_figures:
            line, value = layout.header_line, layout.head.texts[at]
            sheet.issues.append(unread(reason="fulfilment", line=line, column=at + 1, value=value))
    return layout


def without_counted_places(sheet: Sheet, registers: Registers) -> Layout:
    """Return the layout without columns of units, by their heads, that hold numbers.

    Units stand in another column, and the numbers are no codes of any: they count what is of a
    level, or what somebody reports.
    """
    layout, units = sheet.layout, registers.units
    heads = [at for at, m in enumerate(layout.meanings) if m.field in PLACES]
    cells = {at: [c for row in sheet.first_rows if (c := row.cell(at)) != ""] for at in heads}
    counted = [
        at
        for at in heads
        if layout.meanings[at].field is not Field.UNIT_CODE
        if cells[at] and all(map(counts, cells[at]))
        if not all(units.candidates(str(cell), "") for cell in cells[at])
    ]
    if sheet.mapping or not counted or len(counted) == len(heads):
        return layout
    return laid_out(sheet, dict.fromkeys(counted, Column(None)), registers)


def at_level(sheet: Sheet, registers: Registers) -> Layout:
    """Return the layout without figures that units of the rows' level never have.

    Another indicator near to the head may be meant, which is asked about; where all figures are
    of that kind they stay, and each row says so.
    """
    layout, known = sheet.layout, registers.catalogue.indicators
    levels = levels_of(sheet, registers)
    key = Field.INDICATOR_ID
    headed = [b for b in layout.blocks if b.header_column and b.constants.get(key) in known]
    headed = [b for b in headed if b.figure in b.columns]
    others = [b for b in headed if not levels <= {*known[b.constants[key]].levels}]
    if not levels or not others or sheet.mapping:
        return layout
    said, told = dict[int, Column](), {b.constants[key] for b in headed if b not in others}
    for block in others:
        place = block.columns[block.figure]
        text, is_share = layout.head.stacks[place][-1], known[block.constants[key]].is_share
        near = registers.nearest.find(text, levels, is_share=is_share)
        places = {at: field for field, at in block.columns.items() if at in layout.figure_columns}
        if near and not near.is_part and near.indicator.indicator_id not in told:
            own, period = near.indicator.indicator_id, block.constants.get(Field.PERIOD)
            said |= {at: Column(field, own, period) for at, field in places.items()}
            ask_of_nearest(sheet, layout.header_line, place + 1, text, near._replace(is_sure=False))
        elif len(others) < len(layout.blocks):
            said |= dict.fromkeys(places, Column(None))
    return laid_out(sheet, said, registers)


def with_counts_beside(sheet: Sheet, registers: Registers) -> Layout:
    """Return the layout with counts for shares that two columns, figures of their own, give."""
    if sheet.mapping:
        return sheet.layout

    def with_counts(block: FigureColumns) -> FigureColumns:
        return replace(block, columns={**block.columns, **_counts_beside(sheet, block, registers)})

    return sheet.layout.with_blocks(with_counts)


def _counts_beside(sheet: Sheet, share: FigureColumns, registers: Registers) -> dict[Field, int]:
    """Return the two columns near a share's that are named as its part and its whole and give it.

    None for a share that has counts. Totals are made of counts, so a share should have them.
    """
    layout, nearest, heads = sheet.layout, registers.nearest, sheet.layout.head.stacks
    own = registers.indicator_in(share.constants)
    place = share.columns.get(Field.VALUE)
    has_counts = not {*COUNTS}.isdisjoint(share.columns)
    if own is None or not own.is_share or place is None or has_counts:
        return {}
    when = share.constants.get(Field.PERIOD)
    others = (b.columns for b in layout.blocks if b.constants.get(Field.PERIOD) == when)
    beside = {each[Field.VALUE] for each in others if Field.VALUE in each} - {place}
    near = sorted((at for at in beside if heads[at]), key=lambda at: abs(at - place))[:_MOST_COUNTS]
    numbers = {at: Numbers.of(sheet, at) for at in (place, *near)}
    pairs = [
        (part, whole)
        for part, whole in permutations(near, 2)
        if nearest.counts_part(heads[part][-1], own, is_given=False)
        and nearest.counts_whole(heads[whole][-1], own)
        and gives(numbers[part], numbers[whole], numbers[place])
    ]
    return dict(zip(COUNTS, pairs[0], strict=True)) if len(pairs) == 1 else {}


def with_totals(sheet: Sheet, registers: Registers) -> Layout:
    """Return the layout with wholes of shares that are figures of their own as well.

    Their heads say nothing else than the name of an indicator that adds up, of which no column is,
    and over them stands no other.
    """
    layout, levels = sheet.layout, levels_of(sheet, registers)
    known = registers.catalogue.indicators.values()
    counted = [i for i in known if i.kind is IndicatorKind.COUNT and levels <= {*i.levels}]
    told = {
        (b.constants.get(Field.INDICATOR_ID), b.constants.get(Field.PERIOD)) for b in layout.blocks
    }
    added: list[FigureColumns] = []
    shares = [block for block in layout.blocks if Field.DENOMINATOR in block.columns]
    for block in shares if levels and not sheet.mapping else ():
        at, when = block.columns[Field.DENOMINATOR], block.constants.get(Field.PERIOD)
        *above, text = layout.head.stacks[at] or ("",)
        if above and plain_words(text) in SUMS:
            text = above.pop()
        names = registers.nearest.named(text)
        own = next((each for each in counted if each.indicator_id in names), None)
        if own and own.aggregation is not Aggregation.SUM and Field.VALUE in block.columns:
            continue  # it was there for the share alone
        over = {registers.headings.read(each).indicator_id for each in above}
        is_other = bool(over - {None, block.constants.get(Field.INDICATOR_ID)})
        if own and not is_other and (own.indicator_id, when) not in told:
            told.add((own.indicator_id, when))
            keys = {field: place for field, place in block.columns.items() if field not in FIGURES}
            constants = {**block.constants, Field.INDICATOR_ID: own.indicator_id}
            added.append(FigureColumns({**keys, Field.VALUE: at}, constants, at + 1))
    return replace(layout, blocks=(*layout.blocks, *added))


def with_titled_total(sheet: Sheet, registers: Registers) -> Layout:
    """Return the layout with the total of what the titles name, where no other head is known.

    Beside it stand its parts: of a share the one its name says is the part. What is left out is
    asked about unless it adds up.
    """
    layout, own = sheet.layout, registers.indicator_in(sheet.constants)
    stacks = layout.head.stacks
    free = [at for at in layout.unnamed_columns if stacks[at] and sheet.has_numbers(at)]
    counted = plain_words(own.unit_name) if own else ""
    names = {name for each in SUMS for name in (each, f"{each} {counted}".strip())}
    totals = [at for at, stack in enumerate(stacks) if stack and plain_words(stack[-1]) in names]
    others = [at for at in free if at not in totals]
    figures = {field for block in layout.blocks for field in FIGURES if field in block.columns}
    is_bare = figures <= {Field.DENOMINATOR}  # as a total is called
    if own is None or sheet.mapping or not is_bare or len(totals) != 1 or not others:
        return layout
    if not own.is_share or _lies_between(sheet, totals[0], others):
        return laid_out(sheet, {totals[0]: Column(Field.VALUE)}, registers)
    nearest, texts = registers.nearest, {at: stacks[at][-1] for at in others}
    parts = [at for at, text in texts.items() if nearest.names_some(text, own)]
    parts = [at for at in parts if nearest.counts_part(texts[at], own, is_given=False)]
    if len(parts) != 1:
        return layout
    sheet.ask_of_head("pair", parts[0], whole=layout.head.texts[totals[0]], indicator=own.name)
    said = {totals[0]: Column(Field.DENOMINATOR), parts[0]: Column(Field.NUMERATOR)}
    return laid_out(sheet, said, registers)


def _lies_between(sheet: Sheet, place: int, others: Collection[int]) -> bool:
    """True for shares that lie between those beside them, as one of all does, and not beyond."""
    columns = [Numbers.of(sheet, at).shares for at in (place, *others)]
    rows = [[each for each in row if each is not None] for row in zip(*columns, strict=True)]
    rows = [row for row in rows if len(row) > 2]
    return bool(rows) and all(min(row[1:]) <= row[0] <= max(row[1:]) <= _WHOLE for row in rows)


def with_names_in_rows(sheet: Sheet, registers: Registers) -> Layout:
    """Return the layout with figures of what their rows name, where one head over all is a name.

    "Area" beside the area of one crop says no more than that it is one.
    """
    layout = sheet.layout
    heads = {at: m for at, m in enumerate(layout.meanings) if m.indicator_id}
    headed = {meaning.indicator_id for meaning in heads.values()}
    if sheet.mapping or len(headed) > 1:
        return layout
    levels, find = levels_of(sheet, registers), registers.nearest.find

    def is_other(text: str, field: Field | None) -> bool:
        if meant := registers.indicators.resolve("", text.rstrip(" :")):
            return meant.indicator_id not in headed
        near = find(text, levels, is_share=says_share(text)) if field else None
        return near is not None and near.indicator.indicator_id not in headed

    rows = [row for row in sheet.first_rows if any(map(counts, row.cells))]
    for place in range(min(heads, default=layout.head.width)):
        field = layout.meanings[place].field
        texts = {text for row in rows if " " in (text := str(row.cell(place)))}
        named = sum(is_other(each, field) for each in texts) if field in _NAMES_ROWS else 0
        if named and not heads and field is Field.INDICATOR_NAME:
            return _with_values(sheet, {}, registers)  # before its head is guessed at
        if heads and (named * 2 > len(texts) or (named and field is Field.INDICATOR_NAME)):
            figures = {
                at: Column(m.field or Field.VALUE, None, m.column.period) for at, m in heads.items()
            }
            return laid_out(sheet, {place: Column(Field.INDICATOR_NAME), **figures}, registers)
    return layout


_NAMES_ROWS = (None, Field.INDICATOR_NAME, Field.NOTE)


def find_indicators(sheet: Sheet, registers: Registers) -> Layout:
    """Return the layout with a column of indicators by what it holds, and the numbers beside it.

    Where one column alone holds numbers they are the figures; a head of it is asked about.
    """
    layout = sheet.layout
    if sheet.mapping or any(INDICATORS & {*block.constants} for block in layout.blocks):
        return layout
    if INDICATORS & {*layout.keys}:
        return _with_values(sheet, {}, registers)
    rows = [row for row in sheet.first_rows if any(map(is_figure, row.cells))]
    for place in range(layout.head.width):
        column = (str(row.cell(place)) for row in rows)
        texts = {text for text in column if len(text.split()) > 1}
        found = sum(_names(text, registers) for text in texts)
        if found > 1 and found * 2 > len(texts) and not layout.meanings[place].is_figure:
            return _with_values(sheet, {place: Column(Field.INDICATOR_NAME)}, registers)
    is_titled = Field.INDICATOR_ID in sheet.constants
    return _with_values(sheet, {}, registers) if is_titled else layout


def guess_title(sheet: Sheet, registers: Registers) -> None:
    """Take the indicator that the titles are nearest to, where none is named."""
    layout, said = sheet.layout, sheet.constants
    is_told = bool(registers.context.indicator_id or INDICATORS & {*said, *layout.told})
    if is_told or not (layout.blocks or registers.is_second):
        return
    is_share = any(meaning.is_rate for meaning in layout.meanings)
    levels = levels_of(sheet, registers)
    lines = (line for line, _ in sheet.titles)
    titles = [*zip(lines, sheet.texts, of_results(sheet.texts), strict=True)]
    asked: list[tuple[int | None, str, str, str]]
    asked = [(line, text, kept, kept) for line, text, kept in titles]
    if registers.is_second:
        named = (sheet.table.sheet or "", registers.file_name)
        heads = " ".join(layout.head.texts[at] for at in sorted(layout.figure_columns))
        asked += [(None, text, text, text) for text in named]
        asked += [(line, text, kept, f"{kept} {heads}") for line, text, kept in titles]
    for line, text, kept, whole in asked:
        is_told = is_share or (registers.is_second and says_share(text))
        near = registers.nearest.find(whole, levels, is_share=is_told, is_title=True)
        is_meant = near is not None and near.indicator.is_share is is_told
        # by the title itself, not by the heads beside it alone
        if near and is_meant and registers.nearest.names_some(kept, near.indicator):
            ask_of_nearest(sheet, line, None, text, near)
            sheet.constants = {**said, Field.INDICATOR_ID: near.indicator.indicator_id}
            sheet.is_guessed = True
            return


def weigh_title(sheet: Sheet, registers: Registers) -> None:
    """Take another indicator than a title names where its other words make it nearer to that.

    Asks of it: "area" of what grows under high technology, dossiers sent online and to the end.
    """
    named = registers.indicator_in(sheet.constants)
    has_own = any(meaning.indicator_id for meaning in sheet.layout.meanings)
    if named is None or has_own or sheet.mapping or INDICATORS & {*sheet.layout.keys}:
        return
    levels = levels_of(sheet, registers)
    for (line, text), kept in zip(sheet.titles, of_results(sheet.texts), strict=True):
        if registers.headings.indicator_in((kept,)) != named.indicator_id:
            continue
        near = registers.nearest.find(kept, levels, is_share=named.is_share, is_title=True)
        if near and near.indicator is not named and near.indicator.is_share is named.is_share:
            ask_of_nearest(sheet, line, None, text, near._replace(is_sure=False))
            told = {Field.INDICATOR_ID: near.indicator.indicator_id}
            sheet.constants = {**sheet.constants, **told}
            return


def guess_name(
    name: str, levels: _Levels, registers: Registers, *, is_share: bool, has_sign: bool
) -> Nearest | None:
    """Return the indicator that the name in a row is nearest to; None for none, and for a part.

    `is_share`: the measure beside it says so, `has_sign`: so does the sign behind the number.
    """
    name = _BRACKETS.sub(lambda aside: "" if CODED.fullmatch(aside[0]) else aside[0], name)
    text = name.rstrip(" :")
    near = registers.nearest.find(text, levels, is_share=is_share or says_share(name))
    is_said = is_share or has_sign or says_share(name)
    if near is None or near.is_part or (near.indicator.is_share and not is_said):
        return None
    asides = {word for aside in _BRACKETS.findall(name) for word in plain_words(aside).split()}
    return near if asides <= {*plain_words(near.indicator.name).split()} else None


def slip_head(table: RawTable, registers: Registers) -> Head | None:
    """Return the head, maybe blank, of a form whose rows name an indicator and its figure each."""
    rows = table.rows[:MOST_LOOKED_AT]
    named = [
        (place, row)
        for place, row in enumerate(rows)
        if any(_names(cell, registers) for cell in row.cells) and any(map(counts, row.cells))
    ]
    if len(named) < _FEWEST_NAMED:
        return None
    first, row = named[0]
    width = max(len(each.cells) for _, each in named)
    above = rows[first - 1] if first else row
    if len(above.texts) > 1 and not any(map(counts, above.cells)) and above.line == row.line - 1:
        texts = [str(above.cell(at)) for at in range(max(width, len(above.cells)))]
        if all(str(row.cell(at)) for at, text in enumerate(texts) if text):
            stacks = tuple((text,) if text else () for text in texts)
            return Head(first - 1, first - 1, above.line, stacks, len(texts))
    return Head(first, first - 1, row.line, ((),) * width, width)


def levels_of(sheet: Sheet, registers: Registers) -> _Levels:
    """Return the level of most units that the rows name; none when they name none."""
    layout = sheet.layout
    if registers.context.level:
        return frozenset((registers.context.level,))
    own = {block.constants.get(Field.UNIT_NAME, "") for block in layout.blocks} - {""}
    places = {layout.keys[field] for field in UNITS if field in layout.keys}
    above = {at for at in places if layout.meanings[at].field in (Field.DISTRICT, Field.PROVINCE)}
    first = {*range(min(layout.head.width, _MOST_LEFT))} if above or not places else set[int]()
    for columns in (places - above) | (first - above), above:  # beside districts stand their units
        texts = own or sheet.first_texts(*columns)
        levels = [unit.level for text in texts for unit in registers.units.candidates("", text)[:1]]
        if levels:
            break
    return frozenset(sorted(levels, key=levels.count)[-1:])


_MOST_LEFT = 3  # columns among which units stand


def laid_out(sheet: Sheet, said: Mapping[int, Column], registers: Registers) -> Layout:
    """Return the layout with what columns, from 0, were found to be, now and before."""
    if not said:
        return sheet.layout
    sheet.guessed |= said
    head, before = sheet.layout.head, list[Issue]()
    lay_out(head, registers.headings, None, before)
    sheet.issues[:] = [issue for issue in sheet.issues if issue not in before]  # told anew
    answers = ColumnMapping({place + 1: column for place, column in sheet.guessed.items()})
    return lay_out(head, registers.headings, answers, sheet.issues)


def _with_values(sheet: Sheet, said: dict[int, Column], registers: Registers) -> Layout:
    """Return the layout with the only column of numbers behind the names as that of figures."""
    layout = sheet.layout
    first = max((*said, layout.keys.get(Field.INDICATOR_NAME, layout.first_unit)))
    taken = {*layout.keys.values(), *layout.years.values()}
    free = (at for at in range(first + 1, layout.head.width) if at not in taken)
    places = [*filter(sheet.has_numbers, free)]
    if not layout.blocks and len(places) == 1 and not layout.meanings[places[0]].says_something:
        place = places[0]
        said[place] = Column(Field.VALUE)
        if text := layout.head.texts[place]:
            titled = registers.indicator_in(sheet.constants)
            words = _beside_name(text, titled, registers) if titled else ""
            if words:
                sheet.ask_of_head("values_but", place, words=words)
            elif not (titled and _counts(text, titled)):
                sheet.ask_of_head("values", place)
    return laid_out(sheet, said, registers)


def _counts(text: str, indicator: Indicator) -> bool:
    """True for words that count what an indicator counts: "number of markets" of such markets."""
    counted = plain_words(indicator.unit_name).split()[:1]
    return not indicator.is_share and {*counted} <= {*plain_words(text).split()}


def _beside_name(text: str, indicator: Indicator, registers: Registers) -> str:
    """Return the words of a head that no name of an indicator has, from the first to the last."""
    names = registers.catalogue.once(names_of)[indicator.indicator_id]
    known = light_words() | {word for name in names for word in plain_words(name).split()}
    words = text.split()
    others = [
        at for at, word in enumerate(words) if not known.issuperset(plain_words(word).split())
    ]
    if not others:
        return ""
    is_half = (
        others == [len(_BRACKETS.sub("", text).split()) - 1] != [0]
    )  # of a compound at the end
    return " ".join(words[others[0] - is_half : others[-1] + 1])


def _names(cell: Cell, registers: Registers) -> bool:
    """True for the name of an indicator as it is registered, of more than one word.

    At a second reading for one that is near to it.
    """
    if not isinstance(cell, str) or " " not in cell:
        return False
    if registers.indicators.resolve("", cell.rstrip(" :")):
        return True
    find = registers.nearest.find
    near = find(cell, is_share=says_share(cell)) if registers.is_second else None
    return near is not None and not near.is_part


def _proven(
    sheet: Sheet, numbers: _Numbers, levels: _Levels, registers: Registers
) -> dict[int, Column]:
    """Return columns of a share and its counts, where the counts of each row give the share.

    One column may hold both counts, as 45/47. A plan beside them takes no part. Where the share
    names its indicator, a heading over its counts says what they are counted among, and the rest
    under it is no figure of its own.
    """
    meanings, indicators = sheet.layout.meanings, registers.catalogue.indicators
    titled = registers.indicator_in(sheet.constants)
    found: dict[int, Column] = {}
    for share in numbers:
        own = indicators.get(meanings[share].indicator_id or "")
        says_so = any(map(says_share, sheet.layout.head.stacks[share][-1:]))
        is_rate = meanings[share].is_rate or (says_so and not meanings[share].says_something)
        if share in found or not (own.is_share if own else is_rate):
            continue
        period = meanings[share].column.period
        beside = [at for at in numbers if meanings[at].column.period == period]
        if own:  # of equal columns that under its heading is first
            under = [at for at in beside if meanings[at].indicator_id == own.indicator_id]
            beside = [*under, *(at for at in beside if at not in under)]
        wholes = [at for at in found if found[at].field is Field.DENOMINATOR]  # of several, maybe
        free = [at for at in beside if at in wholes or at not in {share, *found}]
        rival: int | None = None
        for part, whole in (*permutations(free, 2), *((at, at) for at in free)):
            is_one = part == whole
            total = Numbers.of(sheet, whole, are_wholes=True) if is_one else numbers[whole]
            shared = _under_one(sheet.layout, part, whole, registers)
            named = indicators.get(meanings[part].indicator_id or "")
            if not gives(numbers[part], total, numbers[share]):
                if gives(numbers[part], total, numbers[share], are_counts=False):
                    rival = part  # of areas, where the share is of what is counted
                continue
            if part < whole and gives(total, numbers[part], numbers[share]):
                continue  # all of all: the whole stands first
            if named not in (None, own) and part not in shared:
                rival = part
                continue
            if not (own or titled):
                own = _indicator_over(sheet, part, whole, levels, registers)
            _ask_of_swapped(sheet, part, whole)
            key = own.indicator_id if own else None
            of_all = None if whole in found else key
            found |= {at: Column(None) for at in shared}
            found[whole] = Column(Field.DENOMINATOR, of_all, period)
            found[part] = Column(Field.NUMERATOR, key, period)
            found[share] = Column(Field.RATE, key, period)
            break
        meant = own or titled
        if share not in found and rival is not None and meant:
            _ask_of_rival(sheet, rival, meant, registers)
    return found


def _ask_of_rival(sheet: Sheet, part: int, share: Indicator, registers: Registers) -> None:
    """Ask about a count of another thing than a share's name says, of which the rate beside is.

    An area or a sum of money is no count of what shares of ours are of.
    """
    text = " ".join(sheet.layout.head.stacks[part])
    is_count = not any(each % 1 for each in Numbers.of(sheet, part).counts if each)
    if not (is_count and registers.nearest.counts_part(text, share, is_given=False)):
        sheet.ask_of_head("rival", part, value=text, indicator=share.name)


def _fulfilments(
    sheet: Sheet, numbers: _Numbers, proven: Mapping[int, Column], registers: Registers
) -> list[int]:
    """Return columns of rates that a count and its plan give: no share, whatever the head says."""
    meanings, indicators = sheet.layout.meanings, registers.catalogue.indicators
    plans = [
        Numbers.of(sheet, at)
        for at, meaning in enumerate(meanings)
        if meaning.field in (Field.PLAN, Field.INDICATOR_NAME) and not meaning.is_compared
    ][:_MOST_COUNTS]
    found: list[int] = []
    for share in (at for at in numbers if at not in proven):
        own = indicators.get(meanings[share].indicator_id or "")
        is_share = own.is_share if own else meanings[share].is_rate
        parts = [numbers[at] for at in numbers if at != share]
        if is_share and any(
            gives(part, plan, numbers[share], 1) for part in parts for plan in plans
        ):
            found.append(share)
    return found


def _left_blank(sheet: Sheet, registers: Registers) -> list[int]:
    """Return columns that are all left blank beside sums so far, which are asked about."""
    layout = sheet.layout
    found: defaultdict[tuple[str | None, str], list[int]] = defaultdict(list)
    for place, meaning in enumerate(layout.meanings):
        if meaning.is_figure and meaning.field not in COUNTS:
            found[meaning.indicator_id, meaning.unit].append(place)
    blank: list[int] = []
    for places in found.values():
        plain = [at for at in places if not layout.meanings[at].since]
        sums = [at for at in places if at not in plain and sheet.has_numbers(at)]
        if sums and plain and not any(map(sheet.has_numbers, plain)):
            blank += plain
            period = registers.context.period or sheet.constants.get(Field.PERIOD, "")
            sheet.ask_of_head("so_far", sums[0], period=period)
    return blank


def _numbers(sheet: Sheet) -> _Numbers:
    """Return the first columns of numbers under a head that may be a share or counts of it."""
    heads, keys = sheet.layout.head.stacks, sheet.layout.keys.values()
    places = [
        at
        for at, meaning in enumerate(sheet.layout.meanings)
        if heads[at] and at not in keys and meaning.field is not Field.PLAN
        if sheet.has_numbers(at)
    ]
    return {at: Numbers.of(sheet, at) for at in places[:_MOST_COUNTS]}


def _under_one(layout: Layout, part: int, whole: int, registers: Registers) -> tuple[int, ...]:
    """Return the columns under the heading of both that are named by it alone."""
    stacks, read = layout.head.stacks, registers.headings.read
    top = stacks[part][0]
    under = [at for at, stack in enumerate(stacks) if len(stack) > 1 and stack[0] == top]
    if not {part, whole} <= {*under} or not read(top).indicator_id:
        return ()
    return tuple(at for at in under if not read(stacks[at][-1]).indicator_id)


def _indicator_over(
    sheet: Sheet, part: int, whole: int, levels: _Levels, registers: Registers
) -> Indicator | None:
    """Return the share that the two lowest words over what is counted may mean.

    Asks of it, but where they are the words of its name and the whole is what it is of.
    """
    stacks = sheet.layout.head.stacks
    for text in (*stacks[part][:-3:-1], " ".join(stacks[part][-2:])):
        if near := registers.nearest.find(text, levels, is_share=True):
            is_told = registers.nearest.is_part(text, stacks[whole][-1], near.indicator)
            is_told |= near.indicator.indicator_id in registers.nearest.named(
                " ".join(stacks[part])
            )
            if registers.is_second or not is_told:
                ask_of_nearest(sheet, sheet.layout.header_line, part + 1, text, near)
            return near.indicator
    return None


def _ask_of_swapped(sheet: Sheet, part: int, whole: int) -> None:
    """Ask about counts whose heads say the opposite of what they are."""
    meanings, texts = sheet.layout.meanings, sheet.layout.head.texts
    is_swapped = (
        meanings[part].field is Field.DENOMINATOR
        or meanings[whole].field is Field.NUMERATOR
        or (_TOTAL.match(plain_words(texts[part])) and not _TOTAL.match(plain_words(texts[whole])))
    )
    if is_swapped:
        sheet.ask_of_head("swapped", part, whole=texts[whole])


def _counted(
    sheet: Sheet,
    numbers: _Numbers,
    proven: Mapping[int, Column],
    levels: _Levels,
    registers: Registers,
) -> dict[int, Column]:
    """Return columns that count, by their words, a share's part and its whole; asks of them.

    No other column is of that share, both are of one period where both tell theirs, and in few rows
    the part is more than the whole, or in each.
    """
    layout, indicators = sheet.layout, registers.catalogue.indicators
    columns = [proven.get(at, each.column) for at, each in enumerate(layout.meanings)]
    free = [at for at in numbers if at not in proven]
    stacks = layout.head.stacks
    texts = {at: without_pivot(stacks[at][-1]) for at in free}
    periods = {at: columns[at].period or _period_in(texts[at]) for at in free}
    pairs: list[tuple[int, int, Indicator]] = []
    has_rate = any(meaning.is_rate for meaning in layout.meanings)
    for part in free:
        known = indicators.get(columns[part].indicator_id or "")
        of, words = part_of(stacks, part)
        near = registers.nearest.find(words, levels) if of in free else None
        if near and near.is_sure and not near.indicator.is_share:
            continue  # counted by an indicator of its own
        near = registers.nearest.find(words, levels, is_share=True) if of in free else None
        near = near or registers.nearest.find(texts[part], levels, is_share=True)
        near = near or registers.nearest.find(" ".join(stacks[part][-2:]), levels)
        own = known or (near and near.indicator)
        if own and _is_half(texts[part], own, stacks):
            continue
        is_percent = any(has_percent(row.cell(part)) for row in sheet.first_rows)
        if own is None or not own.is_share or says_share(texts[part]) or is_percent:
            continue
        when, key = periods[part], own.indicator_id
        of_it = {
            at
            for at, column in enumerate(columns)
            if column.indicator_id == key and when in (None, column.period)
        }
        if of_it - {part} and columns[part].field in COUNTS:
            continue  # under the share's name, by their own
        beside = (at for at in free if at != part and periods[at] in (None, when or periods[at]))
        wholes = [
            at
            for at in beside
            if of_it <= {part, at}
            if (columns[at].indicator_id in (None, key) and _is_total_of(stacks[at], stacks[part]))
            or _is_whole(texts[at], texts[part], own, registers)
            or (at == of and _is_whole(" ".join(stacks[at][-2:]), words, own, registers))
        ]
        for at in wholes:  # of which each is told where the heads were swapped
            one, other = numbers[part], numbers[at]
            is_pair = _is_within(one, other, has_rate=has_rate)
            is_pair = is_pair or _is_within(other, one, has_rate=True)
            pairs += [(part, at, own)] if is_pair else []
    if len({(own.indicator_id, periods[part]) for part, _, own in pairs}) < len(pairs):
        return {}
    found = dict[int, Column]()
    used = [whole for _, whole, _ in pairs]
    shared = [whole for whole in dict.fromkeys(used) if used.count(whole) > 1]
    pairs = [pair for pair in pairs if pair[1] not in shared[1:]]  # one is of all beside it
    for part, whole, own in pairs:
        sheet.ask_of_head("pair", part, whole=layout.head.texts[whole], indicator=own.name)
        of_all = own.indicator_id if used.count(whole) == 1 else None
        found[part] = Column(Field.NUMERATOR, own.indicator_id, periods[part])
        found[whole] = Column(Field.DENOMINATOR, of_all, periods[part])
    return found


def _is_half(text: str, own: Indicator, stacks: Sequence[Sequence[str]]) -> bool:
    """True for one of two things that a name joins, where another column counts the other.

    In time, beside early: neither is what is early or in time.
    """
    joined = {frozenset(found.groups()) for found in _JOINED.finditer(plain_words(own.name))}
    words = [{*plain_words(stack[-1]).split()} for stack in stacks if stack]
    asked = {*plain_words(text).split()}
    return any(
        len(two & asked) == 1 and any(two & each == two - asked for each in words) for two in joined
    )


_JOINED = re.compile(r"\b(\w+) va (\w+)\b")


def part_of(stacks: Sequence[Sequence[str]], place: int) -> tuple[int | None, str]:
    """Return the column of which another is a part by its head, and the words of both.

    "Of which online" right of dossiers received, or beside their total under one heading.
    """
    stack = stacks[place]
    if any(map(says_of_which, stack)):
        left = (at for at in reversed(range(place)) if not any(map(says_of_which, stacks[at])))
        of = next((at for at in left if stacks[at]), None)
        return of, " ".join(dict.fromkeys((*(stacks[of] if of is not None else ()), *stack)))
    totals = [at for at, each in enumerate(stacks) if _is_total_of(each, stack) and at != place]
    return (totals[0], " ".join(stack)) if len(totals) == 1 else (None, "")


def says_of_which(text: str) -> bool:
    """True for words by which a count is a part of the one before it."""
    return _OF_WHICH.match(plain_words(text)) is not None


def _is_total_of(whole: Sequence[str], part: Sequence[str]) -> bool:
    """True for the total under the heading of a part."""
    if len(whole) < 2 or whole[:-1] != part[:-1]:
        return False
    return _TOTAL.match(plain_words(whole[-1])) is not None


def _is_whole(text: str, part: str, share: Indicator, registers: Registers) -> bool:
    """True for words that count what a share is of, at a second reading of which a part is."""
    if registers.nearest.is_whole(text, share):
        return True
    begins = f"tong {plain_words(part)}".startswith(f"{plain_words(text)} ")
    return registers.is_second and begins and _TOTAL.match(plain_words(text)) is not None


def _is_within(part: Numbers, whole: Numbers, *, has_rate: bool) -> bool:
    """True for whole counts of which few are more than the one beside it, and most are less.

    What is more is asked about as a part that is more than its whole; beside a rate, which they
    do not give, none may be.
    """
    pairs = zip(part.counts, whole.counts, strict=True)
    rows = [(a, b) for a, b in pairs if a is not None and b is not None]
    are_counts = not any(a % 1 or b % 1 for a, b in rows)
    more, less = sum(a > b for a, b in rows), sum(a < b for a, b in rows)
    return are_counts and more < less and not (has_rate and more)


def _guessed(
    sheet: Sheet, proven: Mapping[int, Column], levels: _Levels, registers: Registers
) -> dict[int, Column]:
    """Return unknown columns of numbers whose heads are near to an indicator each; asks of them.

    Nothing is guessed that another column names, or that a share beside it is of, nor of what by
    its words is a part of such a share that it does not give.
    """
    layout, indicators = sheet.layout, registers.catalogue.indicators
    columns = [proven.get(at, each.column) for at, each in enumerate(layout.meanings)]
    named = {each.indicator_id for each in (*layout.columns, *proven.values())}
    wholes = {plain_words(indicators[each].denominator_name or "") for each in named if each}
    is_unknown = not (layout.blocks or proven)
    counted = {c.indicator_id for c in columns if c.field is Field.DENOMINATOR or is_unknown}
    shares = [indicators[each] for each in named if each and indicators[each].is_share]
    titled = registers.indicator_in(sheet.constants)
    has_rate = any(m.is_rate and not m.indicator_id for m in layout.meanings)
    is_of_title = titled is not None and titled.is_share and has_rate  # so are counts beside it
    nears: dict[int, tuple[str, Nearest]] = {}
    for place, meaning in enumerate(layout.meanings):
        if place in proven or place < layout.first_unit:
            continue
        text, near = _near_to(layout, place, levels, registers)
        if near is None or not sheet.has_numbers(place):
            continue
        indicator = near.indicator
        is_told = indicator.indicator_id in named or plain_words(indicator.name) in wholes
        is_told |= is_of_title and not indicator.is_share
        is_told |= not near.is_sure and any(
            registers.nearest.counts_part(text, each, is_given=False) for each in shares
        )
        is_sure = meaning.field is not None or meaning.is_rate
        if not is_told and (is_sure or _is_said(near, counted, sheet, place, registers)):
            nears[place] = text, near
    found = {place: _column(layout, place, *nears[place]) for place in nears}
    closest = [at for at in found if not _is_held(at, found, nears)]
    found = {at: found[at] for at in closest if [found[n] for n in closest].count(found[at]) == 1}
    for place in found:
        field = found[place].field if found[place].field in COUNTS else None
        ask_of_nearest(sheet, layout.header_line, place + 1, *nears[place], field=field)
    return found


def _is_held(
    place: int, found: Mapping[int, Column], nears: Mapping[int, tuple[str, Nearest]]
) -> bool:
    """True for words over a column that another of the same indicator says too, and more.

    Products, and those of them that are sold online: the whole is not of what names the part.
    """
    own = {*plain_words(nears[place][0]).split()}
    return any(
        own < {*plain_words(nears[at][0]).split()} for at in found if found[at] == found[place]
    )


def _near_to(
    layout: Layout, place: int, levels: _Levels, registers: Registers
) -> tuple[str, Nearest | None]:
    """Return words over a column, and what they are near to; None where it is known, or nothing."""
    meaning, stack = layout.meanings[place], layout.head.stacks[place]
    if place in layout.keys.values() or meaning.indicator_id or not stack:
        return "", None
    is_total = len(stack) > 1 and _TOTAL.match(plain_words(stack[-1])) is not None
    own = stack[-2] if is_total else stack[-1]
    said = meaning.says_something
    _, words = part_of(layout.head.stacks, place)
    texts = () if said else (*filter(None, (words,)), own, " ".join(stack[-2:]), " ".join(stack))
    for text in stack[-2:-1] if meaning.is_figure else texts:  # of its group, of what is counted
        if near := registers.nearest.find(text, levels, is_share=meaning.is_rate):
            is_counted = near.indicator.is_share and any(m.kind == NOUN for m in meaning.measures)
            return text, near._replace(is_part=near.is_part or is_counted)
    return "", None


def _is_said(
    near: Nearest, counted: Collection[str | None], sheet: Sheet, place: int, registers: Registers
) -> bool:
    """True unless a share was guessed of which no head, group, measure or cell says it is one.

    A count of what a share is of stands beside the whole: `counted` are the indicators of wholes,
    or of any column where nothing else in the table is understood.
    """
    if near.is_part:
        return None in counted or near.indicator.indicator_id in counted
    around = (m for text in sheet.texts for m in registers.headings.measures.labelled(text))
    given = [each for each in Numbers.of(sheet, place).shares if each is not None]
    return (
        not near.indicator.is_share
        or any(map(says_share, sheet.layout.head.stacks[place]))
        or any(has_percent(row.cell(place)) for row in sheet.first_rows)
        or any(measure.kind == SHARE for measure in around)
        or (max(given, default=_WHOLE) <= _WHOLE and any(each % 1 for each in given))
    )


def _column(layout: Layout, place: int, text: str, near: Nearest) -> Column:
    own = layout.meanings[place]
    field = own.field or (Field.NUMERATOR if near.is_part else Field.VALUE)
    return Column(field, near.indicator.indicator_id, own.column.period or _period_in(text))


def _period_in(text: str) -> str | None:
    """Return the one period of a head as a cell would say it; the head itself for none of ours."""
    named = periods_in(text)
    if len(named) != 1:
        return None
    part = named[0].text if isinstance(named[0], PartOfYear) else named[0]
    return str(part or text)


def is_of_its_time(text: str, sheet: Sheet) -> bool:
    """True unless words say "in the quarter" of figures that the titles say are of another time."""
    period = read_period(sheet.constants.get(Field.PERIOD, ""))
    return in_other_time(plain_words(text), period.kind if period else None) is None


def ask_of_nearest(
    sheet: Sheet,
    line: int | None,
    column: int | None,
    text: str,
    near: Nearest,
    *,
    field: Field | None = None,
) -> None:
    """Ask whether a text means the indicator it is nearest to, unless it is the name of that.

    `field`: which of its counts, where it is one.
    """
    if near.is_sure and is_of_its_time(text, sheet):
        return
    reason = "guessed_count" if field and near.reason == "guessed" else near.reason
    said = {"indicator": near.indicator.name, "measure": near.indicator.unit_name}
    said |= {"others": near.shown, "beside": near.beside, "field": field or ""}
    sheet.ask(reason, line, column, value=text, **said)
