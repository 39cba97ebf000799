"""Which columns make a figure: long, one column per indicator, one per period, or both."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from cds.domain.folding import accented_words, plain_words
from cds.domain.indicators import Indicator
from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import fault
from cds.ingest.head.headings import HeadingReader, Meaning
from cds.ingest.head.heads import Head, year_columns
from cds.ingest.mapping import Column, ColumnMapping
from cds.ingest.tables import MOST_COLUMNS
from cds.ingest.words.dates import UNTIL, PartOfYear, read_bare, read_part, read_period, summed_from
from cds.ingest.words.fields import COUNTS, FIGURES, INDICATORS, PLACES, UNITS, Field
from cds.ingest.words.measures import NOUN
from cds.ingest.words.names import level_of_head
from cds.ingest.words.qualifiers import qualified, without_until
from cds.ingest.words.vocabulary import marked_words

_NOTHING = Meaning()
_FIGURE = Meaning(Field.VALUE)  # what a word for figures alone says
_ROMAN_QUARTERS = ["I", "II", "III", "IV"]
_COUNT = re.compile(r"(?:so luong|sl|so(?! (?:ty|ti) le| phan tram))\b")  # of things beside a rate
_PART_STARTS = {"quy": "Q", "quarter": "Q", "thang": "T", "month": "T"}
_PART_HEADS = frozenset(("quy", "qui", "thang", "ngay", "nua", "6", "9", "quarter", "month"))


def _tells_part(head: str) -> bool:
    """True for a head that begins with a part of a year; a size is no quarter but for its tone."""
    is_plain = accented_words(head) == plain_words(head)
    first = accented_words(head).split()[:1]
    return (is_plain or first != ["quy"]) and not _PART_HEADS.isdisjoint(
        plain_words(head).split()[:1]
    )


@dataclass(frozen=True, slots=True)
class FigureColumns:
    """One figure per row: the column of each field, from 0, and what the head says for all rows.

    `header_column` is where the head names indicator or period, from 1. What stands beyond `width`
    is in no cell of the file.
    """

    columns: Mapping[Field, int]
    constants: Mapping[Field, str] = field(default_factory=dict[Field, str])
    header_column: int | None = None
    width: int = MOST_COLUMNS

    def column(self, of: Field) -> int | None:
        """Return the field's column as a person counts, from 1; None when there is none."""
        place = self.columns.get(of)
        if place is None:
            return self.header_column if of in self.constants else None
        return place + 1 if place < self.width else None

    @property
    def figure(self) -> Field:
        """What is shown of a figure: the value, or the numerator where no column holds values."""
        return Field.VALUE if Field.VALUE in self.columns else Field.NUMERATOR

    @property
    def unit(self) -> Field:
        """The field that names the unit: its code where there is a column of codes."""
        return Field.UNIT_CODE if Field.UNIT_CODE in self.columns else Field.UNIT_NAME


@dataclass(frozen=True, slots=True)
class Layout:
    """The head understood. `keys` are the columns that all blocks share.

    `name` is "wide" when the head names indicators or periods, else "long".
    """

    head: Head
    keys: Mapping[Field, int]
    blocks: tuple[FigureColumns, ...]
    meanings: tuple[Meaning, ...]
    name: str

    @property
    def header_line(self) -> int:
        """The line of the head's first row."""
        return self.head.line

    @property
    def figure_columns(self) -> tuple[int, ...]:
        """The columns, from 0, that hold numbers to publish."""
        places = (block.columns[f] for block in self.blocks for f in FIGURES if f in block.columns)
        return tuple(dict.fromkeys(places))

    @property
    def used(self) -> set[int]:
        """The columns, from 0, that are read."""
        return {*self.keys.values(), *self.figure_columns}

    @property
    def free(self) -> list[int]:
        """The others."""
        used = self.used
        return [at for at in range(self.head.width) if at not in used]

    @property
    def told(self) -> set[Field]:
        """What columns hold beside figures, and what heads or titles say of these."""
        return {*self.keys, *(field for block in self.blocks for field in block.constants)}

    @property
    def unnamed_columns(self) -> tuple[int, ...]:
        """The columns, from 0, right of the units of which the head does not say what they hold."""
        right = range(self.first_unit + 1, len(self.meanings))
        return tuple(at for at in right if not self.meanings[at].says_something)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What each column was taken for, by its head or by what it holds."""
        found = {place: Column(each) for each, place in self.keys.items()}
        return tuple(
            meaning.column if meaning.says_something else found.get(place, meaning.column)
            for place, meaning in enumerate(self.meanings)
        )

    @property
    def has_figures(self) -> bool:
        """True when every block has a value, or the counts of one."""
        complete = [Field.VALUE in b.columns or {*COUNTS} <= {*b.columns} for b in self.blocks]
        return bool(complete) and all(complete)

    @property
    def has_units(self) -> bool:
        """True when a column, or the heads of all figures, name the units."""
        in_heads = all(Field.UNIT_NAME in block.constants for block in self.blocks)
        return in_heads or any(field in self.keys for field in UNITS)

    @property
    def first_unit(self) -> int:
        """The column, from 0, of units, else of indicators, left of which stand ordinals."""
        places = [self.keys[field] for field in UNITS if field in self.keys]
        return min(places, default=self.keys.get(Field.INDICATOR_NAME, 0))

    @property
    def years(self) -> Mapping[Field, int]:
        """The column of years as that of periods; none where a head tells more of the period."""
        if Field.PERIOD in self.told or any(map(_tells_part, self.head.texts)):
            return {}
        places = year_columns(self.head.texts)
        return {Field.PERIOD: places[0]} if len(places) == 1 else {}

    @property
    def parts_of_years(self) -> tuple[int, int, str] | None:
        """The column of quarters or months beside one of years, and what begins such a part."""
        heads = [plain_words(text) for text in self.head.texts]
        years = year_columns(self.head.texts)
        parts = [at for at, head in enumerate(heads) if head in _PART_STARTS]
        if len(years) != 1 or len(parts) != 1 or self.keys.get(Field.PERIOD, parts[0]) != parts[0]:
            return None
        return parts[0], years[0], _PART_STARTS[heads[parts[0]]]

    def with_blocks(self, change: Callable[[FigureColumns], FigureColumns]) -> "Layout":
        """Return the layout with each of its figures changed."""
        return replace(self, blocks=tuple(map(change, self.blocks)))

    def with_keys(self, found: Mapping[Field, int]) -> "Layout":
        """Return the layout with key columns that the head does not name."""
        told = self.with_blocks(lambda each: replace(each, columns={**found, **each.columns}))
        return replace(told, keys={**found, **self.keys})

    def with_units(self, place: int) -> "Layout":
        """Return the layout with the column of units beside that of what they are in."""
        above = self.keys[Field.UNIT_NAME]
        moved = {Field.UNIT_NAME: place, self.meanings[above].field or Field.DISTRICT: above}

        def below(block: FigureColumns) -> FigureColumns:
            said = {**block.constants}
            said.pop(Field.LEVEL, None)  # the head of the column above told it
            return replace(block, columns={**block.columns, **moved}, constants=said)

        return replace(self.with_blocks(below), keys={**self.keys, **moved})

    def with_measures(self, place: int) -> "Layout":
        """Return the layout with a column of measures where one of units was thought to be."""

        def moved(columns: Mapping[Field, int]) -> dict[Field, int]:
            kept = {field: at for field, at in columns.items() if at != place}
            return {**kept, Field.MEASURE_UNIT: place}

        told = self.with_blocks(lambda each: replace(each, columns=moved(each.columns)))
        return replace(told, keys=moved(self.keys))

    def with_comparison(self, place: int) -> "Layout":
        """Return the layout with a column of a plan as one that only compares with it."""
        meanings = [*self.meanings]
        meanings[place] = replace(meanings[place], is_compared=True)
        return replace(self, meanings=tuple(meanings))

    def with_constants(self, said: Mapping[Field, str]) -> "Layout":
        """Return the layout with what titles say for all rows; the head says it more closely."""

        def told(block: FigureColumns) -> FigureColumns:
            new = {f: t for f, t in said.items() if f not in block.columns or f is Field.STATUS}
            return replace(block, constants={**new, **block.constants})

        return self.with_blocks(told)

    def without_nameless(self) -> "Layout":
        """Return the layout without figures of no indicator where others beside them are of one."""
        named = tuple(
            block
            for block in self.blocks
            if INDICATORS & {*block.columns, *block.constants} or {*COUNTS} & {*block.columns}
        )
        return replace(self, blocks=named or self.blocks)

    def with_bare_periods(self, title: PartOfYear | None) -> "Layout":
        """Return the layout with periods as the head writes them where the title may say more."""

        def bare(block: FigureColumns) -> FigureColumns:
            period = block.constants.get(Field.PERIOD)
            if period is None or block.header_column is None:
                return block
            stack = self.head.stacks[block.header_column - 1]
            period = next((text for text in stack if read_bare(text, title)), period)
            return replace(block, constants={**block.constants, Field.PERIOD: period})

        return self.with_blocks(bare)


def lay_out(
    head: Head, reader: HeadingReader, mapping: ColumnMapping | None, issues: list[Issue]
) -> Layout:
    """Return what each column of the head holds; columns that stand twice are noted."""
    stacks = [list(stack) for stack in head.stacks]
    lowest = [stack[-1] if stack else "" for stack in stacks]
    for first in range(len(lowest)):
        if lowest[first : first + len(_ROMAN_QUARTERS)] == _ROMAN_QUARTERS:
            for number, stack in enumerate(stacks[first : first + len(_ROMAN_QUARTERS)], start=1):
                stack[-1] = f"Q{number}"
    times = Counter(text for stack in stacks for text in {*stack})
    said = [_meaning(stack, reader, times) for stack in stacks]
    own = _under_counts(stacks, said, reader)
    own = _under_shares(stacks, own, reader)
    meanings = tuple(
        _mapped(mapping, column, meaning, " ".join(stack))
        for column, (stack, meaning) in enumerate(zip(stacks, own, strict=True), start=1)
    )
    keys = _keys(head, meanings, issues)
    blocks = _blocks(head, meanings, keys, reader, issues)
    is_wide = any({*_SAID} & {*block.constants} for block in blocks)
    return Layout(head, keys, blocks, meanings, "wide" if is_wide else "long")


def _mapped(mapping: ColumnMapping | None, column: int, own: Meaning, head: str) -> Meaning:
    """Return what a person says of a column.

    That it holds persons, sums so far or estimates, or in what it is measured, cannot be answered
    away.
    """
    said = mapping.columns.get(column) if mapping else None
    if said is None or own.field is Field.PERSON:
        return own
    words = marked_words(head)
    qualities = qualified(words)
    return Meaning(
        said.field,
        said.indicator_id,
        said.period,
        measures=own.measures,
        status=qualities.status,
        since=summed_from(head)[0],
        is_until=without_until(words) != words,
    )


def _meaning(stack: Sequence[str], reader: HeadingReader, times: Mapping[str, int]) -> Meaning:
    """Join what the texts over a column say; where they disagree the lowest is closest.

    What names another indicator is asked about, unless it heads several columns.
    A level told over or below the name of a figure is the end of that name.
    """
    level = next((text for text in stack if _LEVEL.fullmatch(plain_words(text))), "")
    others = [text for text in stack if text != level]
    if level and others and not any(reader.read(text).field in _NAMING for text in others):
        stack = [*others[:-1], f"{others[-1]} - {level}"]
    found, above = _NOTHING, ""
    for text in stack:
        said = reader.read(text)
        if not (joined := found.joined(said)) and found.indicator_id and said.indicator_id:
            is_other = found.indicator_id != said.indicator_id and times[above] == 1
            said = replace(said, unclear=above) if is_other else said
        found, above = joined or said, text if said.indicator_id else above
    if not found.says_something and len(stack) > 1:
        whole = reader.read(" ".join(stack))
        return replace(whole, measures=whole.measures or found.measures)
    return found


def _under_counts(
    stacks: Sequence[Sequence[str]], meanings: Sequence[Meaning], reader: HeadingReader
) -> Sequence[Meaning]:
    """Return the meanings, where columns stand under the name of a count that is one of them.

    That is their total, or what the count is measured in. Each other one is of the indicator that
    the heading and its own words name together, or of none. So under a word for figures alone,
    whose total is the figure.
    """
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for at, (stack, meaning) in enumerate(zip(stacks, meanings, strict=True)):
        indicator = reader.catalogue.indicators.get(meaning.indicator_id or "")
        is_bare = meaning.field in (None, Field.VALUE, *COUNTS)
        is_under = len(stack) > 1 and is_bare and not reader.read(stack[-1]).indicator_id
        is_named = indicator is not None and not indicator.is_share
        is_named |= indicator is None and is_under and reader.read(stack[0]) == _FIGURE
        if is_named and is_under:
            groups[stack[0], meaning.group].append(at)
    found = [*meanings]
    for places in groups.values():
        own = reader.catalogue.indicators.get(meanings[places[0]].indicator_id or "")
        counted = (own.unit_name, f"s\u1ed1 {own.unit_name}") if own else ()
        totals = {*_TOTALS, *map(plain_words, counted)}
        whole = [at for at in places if plain_words(stacks[at][-1]) in totals]
        for at in places if len(whole) == 1 else ():
            said = reader.read(" ".join(stacks[at]))
            is_other = said.indicator_id not in (None, own and own.indicator_id)
            kept = replace(meanings[at], field=None if own else Field.VALUE)
            found[at] = said if is_other else kept if at in whole else _NOTHING
    return found


def _under_shares(
    stacks: Sequence[Sequence[str]], meanings: Sequence[Meaning], reader: HeadingReader
) -> Sequence[Meaning]:
    """Return the meanings, where columns under the name of a share count its part and its whole.

    A count is never the share itself: not beside its total, nor of what the share is of.
    """
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for at, (stack, meaning) in enumerate(zip(stacks, meanings, strict=True)):
        indicator = reader.catalogue.indicators.get(meaning.indicator_id or "")
        is_under = len(stack) > 1 and not reader.read(stack[-1]).indicator_id
        if indicator and indicator.is_share and is_under:
            groups[tuple(stack[:-1]), meaning.group].append(at)
    found = [*meanings]
    for places in groups.values():
        own = reader.catalogue.indicators[meanings[places[0]].indicator_id or ""]
        said = {at: reader.read(stacks[at][-1]) for at in places}
        plain = {at: plain_words(stacks[at][-1]) for at in places}
        wholes = [at for at in places if said[at].field is Field.DENOMINATOR]
        unknown = [at for at in places if not said[at].says_something]
        wholes = wholes or [at for at in unknown if plain[at].startswith("tong ")]
        noun = plain_words(own.denominator_name or "").removeprefix("so ") or None
        for at in places:
            is_amount = said[at].field is Field.VALUE and _AMOUNT.fullmatch(plain[at])
            is_count = at in unknown and _COUNT.match(plain[at])
            is_own = noun and plain[at].startswith(f"so {noun} ")
            if len(wholes) == 1 and at in wholes:
                field = Field.DENOMINATOR
            elif (is_count and is_own) or (len(wholes) == 1 and (is_count or is_amount)):
                field = Field.NUMERATOR
            else:
                continue
            found[at] = replace(meanings[at], field=field, measures=said[at].measures)
    return found


_AMOUNT = re.compile("so luong|sl")
SUMS = frozenset(("cong", "tong", "tong so", "tong cong", "tong chung", "chung"))  # heads of sums
_TOTALS = SUMS | {"so luong"}
_LEVEL = re.compile("cap (?:tinh|huyen|xa)")
_NAMING = frozenset((*PLACES, Field.PROVINCE))


def _keys(head: Head, meanings: Sequence[Meaning], issues: list[Issue]) -> dict[Field, int]:
    """Return the first column of each field that is no figure; a second one is noted."""
    keys: dict[Field, int] = {}
    for place, meaning in enumerate(meanings):
        if meaning.field is None or meaning.is_figure:
            continue
        if meaning.field in keys and meaning.field not in _REPEATABLE:
            named = [
                at
                for at in (place, keys[meaning.field])
                if plain_words(head.texts[at]) in _IDENTITIES
            ]
            if len(named) == 1:  # says more than the code beside it
                keys[meaning.field] = named[0]
                continue
            issues.append(_twice(head, place, meaning.field))
        keys.setdefault(meaning.field, place)
    above = next((each for each in (Field.DISTRICT, Field.PROVINCE) if each in keys), None)
    if above and not any(unit in keys for unit in UNITS):
        keys[Field.UNIT_NAME] = keys.pop(above)
    return keys


_REPEATABLE = frozenset((Field.ORDINAL, Field.NOTE, Field.PLAN, Field.MEASURE_UNIT, Field.PERSON))


_IDENTITIES = frozenset(("unit id", "dinh danh don vi"))


def _twice(
    head: Head, place: int, doubled: Field, first: int = 0, indicator: Indicator | None = None
) -> Issue:
    """Return the issue that columns hold one thing: a field, or figures of an indicator."""
    asks = partial(fault, IssueCode.DUPLICATE_COLUMN, line=head.line, column=place + 1)
    asks = partial(asks, value=head.texts[place], field=doubled)
    if indicator is None:
        return asks()
    return asks(reason="same", other=head.texts[first], indicator=indicator.name)


def _blocks(
    head: Head,
    meanings: Sequence[Meaning],
    keys: Mapping[Field, int],
    reader: HeadingReader,
    issues: list[Issue],
) -> tuple[FigureColumns, ...]:
    """Group the columns of figures by the indicator and period over them."""
    groups: dict[_Names, dict[Field, int]] = {}
    has_units = any(field in keys for field in UNITS)
    used = [p for p, m in enumerate(meanings) if m.is_figure and not (has_units and m.unit)]
    shares = {meanings[place].group for place in used if meanings[place].is_rate}
    counts = {meanings[place].group for place in used if meanings[place].field in COUNTS}
    for place in used:
        meaning = meanings[place]
        names = indicator_id, period, is_sum, unit = meaning.group
        so_far = indicator_id, period, True, unit
        if meaning.is_rate and not is_sum and so_far in counts and names not in counts:
            names = so_far  # a share is of what its counts are
        group = groups.setdefault(names, {})
        holds = meaning.field or Field.VALUE
        indicator = reader.catalogue.indicators.get(meaning.indicator_id or "")
        is_beside = names in shares and not meaning.is_rate
        if holds is Field.VALUE and is_beside and indicator and indicator.is_share:
            below = head.stacks[place][-1]
            kinds = {each.kind for each in meaning.measures}
            is_noun = kinds == {NOUN}  # of what the rate beside is of
            holds = Field.NUMERATOR if is_noun or _COUNT.match(plain_words(below)) else holds
        if holds in group:
            issues.append(_twice(head, place, holds, group[holds], indicator))
        group.setdefault(holds, place)
    groups = {names: g for names, g in groups.items() if not _is_beside(names, g, groups, keys)}
    has_plan = any(m.field is Field.PLAN and not m.is_compared for m in meanings)
    rated = {names for names, group in groups.items() if Field.RATE in group and not has_plan}
    for group in groups.values():
        rate, value = group.pop(Field.RATE, None), group.get(Field.VALUE)
        if rate is None:
            continue
        # a rate is the value, unless it only compares the value with a plan
        if value is not None and Field.PLAN not in keys:
            issues.append(_twice(head, rate, Field.VALUE))
        group.setdefault(Field.VALUE, rate)
    _share_counts(groups, rated, reader)
    level = _level(head, keys)
    notes = {
        m.column.period: p for p, m in enumerate(meanings) if m.field is Field.NOTE
    }  # by time over
    blocks: list[FigureColumns] = []
    for (indicator_id, period, is_sum, unit), group in groups.items():
        since = next((text for at in group.values() if (text := meanings[at].since)), UNTIL)
        said = {
            Field.INDICATOR_ID: indicator_id,
            Field.PERIOD: period,
            Field.LEVEL: level,
            Field.STATUS: next((s for at in group.values() if (s := meanings[at].status)), None),
            Field.CUMULATIVE_SINCE: since if is_sum else None,
            Field.UNIT_NAME: unit or None,
        }
        constants = {field: str(text) for field, text in said.items() if text is not None}
        hidden = {*constants, Field.PLAN} - {Field.STATUS}
        hidden |= {Field.INDICATOR_NAME} if indicator_id is not None else set()
        own = {field: place for field, place in keys.items() if field not in hidden}
        if period and Field.NOTE in own:
            note = notes.get(period, notes.get(None))
            told = {} if note is None else {Field.NOTE: note}  # else of another time
            own = {f: at for f, at in own.items() if f is not Field.NOTE} | told
        first = min(group.values()) + 1 if group else None
        blocks.append(FigureColumns({**own, **group}, constants, first))
    return tuple(blocks)


_Names = tuple[str | None, str | None, bool, str]


def _is_beside(
    names: _Names,
    group: Mapping[Field, int],
    groups: Mapping[_Names, Mapping[Field, int]],
    keys: Mapping[Field, int],
) -> bool:
    """True for what only stands beside figures: their sum so far, or how they fulfil a plan."""
    indicator_id, period, is_cumulative, unit = names
    plain = [key for key in groups if (key[0], *key[2:]) == (indicator_id, False, unit)]
    if is_cumulative and any(_ends_as(period, key[1]) for key in plain):
        return True
    others = [other for key, other in groups.items() if key != names and key[0] == indicator_id]
    has_value = any(Field.VALUE in other for other in others)
    return {*group} == {Field.RATE} and period is None and Field.PLAN in keys and has_value


def _ends_as(period: str | None, other: str | None) -> bool:
    """True for times that may end on one day: nine months, and the month beside them."""
    if period is None or other in (period, None):
        return True
    parts = [part.of(_A_YEAR) for part in map(read_part, (period, other)) if part]
    ends = [each.end for each in parts or map(read_period, (period, other)) if each]
    return len(ends) > 1 and ends[0] == ends[1]


_A_YEAR = 2000  # any: of two parts of one year


def _share_counts(
    groups: dict[_Names, dict[Field, int]], rated: set[_Names], reader: HeadingReader
) -> None:
    """Counts, and a rate, under no name are those of the one share beside them.

    A total that stands once before several counts is the denominator of each.
    """
    for nameless in [names for names in groups if names[0] is None]:
        alone = groups[nameless]
        period = nameless[1]
        others = {n: g for n, g in groups.items() if n[0] and period in (None, n[1])}
        if {*alone} == {Field.DENOMINATOR} and period is None and not others:
            others = {n: g for n, g in groups.items() if n[1]}  # a total of several periods
        ids = {names[0] for names in others}
        known = [reader.catalogue.indicators.get(each or "") for each in ids]
        is_one = len(others) == 1 and known[0] is not None and known[0].is_share
        takes = {*COUNTS}
        if nameless in rated and is_one and all(Field.VALUE not in g for g in others.values()):
            takes.add(Field.VALUE)
        is_total = {*alone} == {Field.DENOMINATOR} and bool(others)
        if not is_total and not (is_one and {*alone} <= takes):
            continue
        del groups[nameless]  # a total by itself is no figure
        for group in others.values():
            if is_one or Field.NUMERATOR in group:
                for field, place in alone.items():
                    group.setdefault(field, place)


def _level(head: Head, keys: Mapping[Field, int]) -> str | None:
    """Return the level that the head of the units names, which tells names without type apart."""
    place = keys.get(Field.UNIT_NAME)
    if place is None or Field.LEVEL in keys:
        return None
    return level_of_head(head.texts[place])


def missing_columns(layout: Layout, given: Iterable[Field]) -> list[Issue]:
    """Return what neither the file nor the sender says, one issue for each.

    Without a column of figures nobody asks whose or of when they are.
    """
    known = {*layout.keys, *given}
    has_all = {
        f: all(f in block.constants for block in layout.blocks) for f in (*_SAID, Field.UNIT_NAME)
    }
    if not layout.blocks:
        has_all[Field.UNIT_NAME] = False
    is_named = Field.INDICATOR_NAME in known or has_all[Field.INDICATOR_ID]
    needs = (
        (Field.UNIT_CODE, known & {*UNITS} or has_all[Field.UNIT_NAME]),
        (Field.INDICATOR_ID, Field.INDICATOR_ID in known or is_named),
        (Field.PERIOD, Field.PERIOD in known or has_all[Field.PERIOD]),
        (Field.VALUE, layout.has_figures),
    )
    return [missing_column(layout.head, f) for f, is_there in needs if not is_there]


def missing_column(head: Head, of: Field) -> Issue:
    """Return the issue that no column holds a field, and under which head it may stand."""
    code, line = IssueCode.MISSING_COLUMN, head.line
    return fault(code, line=line, value=of, field=of, found=head.shown)


_SAID = (Field.INDICATOR_ID, Field.PERIOD)
