"""Which columns make a figure: long, one column per indicator, one per period, or both."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode
from cds.ingest.dates import PartOfYear, read_bare
from cds.ingest.faults import fault
from cds.ingest.fields import COLUMN_FIGURES, FIGURES, Field
from cds.ingest.headings import HeadingReader, Meaning
from cds.ingest.heads import Head
from cds.ingest.mapping import Column, ColumnMapping

_UNITS = (Field.UNIT_CODE, Field.UNIT_NAME)
_NOTHING = Meaning()
_YEAR_HEADS = frozenset(("nam", "nam bao cao", "nam so lieu", "nam thong ke", "year"))
_PART_STARTS = {"quy": "Q", "quarter": "Q", "thang": "T", "month": "T"}
_PART_HEADS = frozenset(("quy", "qui", "thang", "ngay", "nua", "6", "9", "quarter", "month"))


@dataclass(frozen=True, slots=True)
class FigureColumns:
    """One figure per row: the column of each field, from 0, and what the head says for all rows.

    `header_column` is where the head names indicator or period, from 1.
    """

    columns: Mapping[Field, int]
    constants: Mapping[Field, str] = field(default_factory=dict[Field, str])
    header_column: int | None = None

    def column(self, of: Field) -> int | None:
        """Return the field's column as a person counts, from 1; None when there is none."""
        place = self.columns.get(of)
        return self.header_column if place is None and of in self.constants else _counted(place)


def _counted(place: int | None) -> int | None:
    return None if place is None else place + 1


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
    def columns(self) -> tuple[Column, ...]:
        """What each column was taken for, by its head or by what it holds."""
        found = {place: Column(each) for each, place in self.keys.items()}
        return tuple(
            meaning.column if meaning.says_something else found.get(place, meaning.column)
            for place, meaning in enumerate(self.meanings)
        )

    @property
    def has_units(self) -> bool:
        """True when a column, or the heads of all figures, name the units."""
        in_heads = all(Field.UNIT_NAME in block.constants for block in self.blocks)
        return in_heads or any(field in self.keys for field in _UNITS)

    @property
    def years(self) -> Mapping[Field, int]:
        """The column of years as that of periods; none where a head tells more of the period."""
        heads = [plain_words(text) for text in self.head.texts]
        is_told = Field.PERIOD in {*self.keys, *(f for b in self.blocks for f in b.constants)}
        if is_told or any(_PART_HEADS.intersection(head.split()[:1]) for head in heads):
            return {}
        places = [at for at, head in enumerate(heads) if head in _YEAR_HEADS]
        return {Field.PERIOD: places[0]} if len(places) == 1 else {}

    @property
    def parts_of_years(self) -> tuple[int, int, str] | None:
        """The column of quarters or months beside one of years, and what begins such a part."""
        heads = [plain_words(text) for text in self.head.texts]
        years = [at for at, head in enumerate(heads) if head in _YEAR_HEADS]
        parts = [at for at, head in enumerate(heads) if head in _PART_STARTS]
        if len(years) != 1 or len(parts) != 1 or self.keys.get(Field.PERIOD, parts[0]) != parts[0]:
            return None
        return parts[0], years[0], _PART_STARTS[heads[parts[0]]]

    def with_keys(self, found: Mapping[Field, int]) -> "Layout":
        """Return the layout with key columns that the head does not name."""
        blocks = tuple(replace(block, columns={**found, **block.columns}) for block in self.blocks)
        return replace(self, keys={**found, **self.keys}, blocks=blocks)

    def with_constants(self, said: Mapping[Field, str]) -> "Layout":
        """Return the layout with what titles say for all rows; the head says it more closely."""
        blocks = tuple(_said(block, said) for block in self.blocks)
        return replace(self, blocks=blocks)

    def with_bare_periods(self, title: PartOfYear | None) -> "Layout":
        """Return the layout with periods as the head writes them where the title may say more."""
        return replace(self, blocks=tuple(self._bare(block, title) for block in self.blocks))

    def _bare(self, block: FigureColumns, title: PartOfYear | None) -> FigureColumns:
        if Field.PERIOD not in block.constants or block.header_column is None:
            return block
        stack = self.head.stacks[block.header_column - 1]
        bare = next((text for text in stack if read_bare(text, title)), None)
        period = bare or block.constants[Field.PERIOD]
        return replace(block, constants={**block.constants, Field.PERIOD: period})


def _said(block: FigureColumns, said: Mapping[Field, str]) -> FigureColumns:
    missing = {f: t for f, t in said.items() if f not in block.columns or f is Field.STATUS}
    return replace(block, constants={**missing, **block.constants})


def lay_out(
    head: Head,
    reader: HeadingReader,
    mapping: ColumnMapping | None,
    issues: list[Issue],
) -> Layout:
    """Return what each column of the head holds; columns that stand twice are noted."""
    meanings = tuple(
        _mapped(mapping, column, _meaning(stack, reader))
        for column, stack in enumerate(head.stacks, start=1)
    )
    keys = _keys(head, meanings, issues)
    blocks = _blocks(head, meanings, keys, reader, issues)
    is_wide = any({*_SAID} & {*block.constants} for block in blocks)
    return Layout(head, keys, blocks, meanings, "wide" if is_wide else "long")


def _mapped(mapping: ColumnMapping | None, column: int, own: Meaning) -> Meaning:
    """Return what a person says of a column.

    That it holds persons, or in what it is measured, cannot be answered away.
    """
    said = mapping.columns.get(column) if mapping else None
    if said is None or own.field is Field.PERSON:
        return own
    return Meaning(said.field, said.indicator_id, said.period, measures=own.measures)


def _meaning(stack: Sequence[str], reader: HeadingReader) -> Meaning:
    """Join what the texts over a column say; where they disagree the lowest is closest."""
    found = _NOTHING
    for text in stack:
        said = reader.read(text)
        found = found.joined(said) or said
    if not found.says_something and len(stack) > 1:
        whole = reader.read(" ".join(stack))
        return replace(whole, measures=whole.measures or found.measures)
    return found


def _keys(head: Head, meanings: Sequence[Meaning], issues: list[Issue]) -> dict[Field, int]:
    """Return the first column of each field that is no figure; a second one is noted."""
    keys: dict[Field, int] = {}
    for place, meaning in enumerate(meanings):
        if meaning.field is None or meaning.is_figure:
            continue
        if meaning.field in keys and meaning.field not in _REPEATABLE:
            issues.append(_twice(head, place, meaning.field))
        keys.setdefault(meaning.field, place)
    if Field.DISTRICT in keys and not any(unit in keys for unit in _UNITS):
        keys[Field.UNIT_NAME] = keys.pop(Field.DISTRICT)
    return keys


_REPEATABLE = frozenset((Field.ORDINAL, Field.NOTE, Field.PLAN, Field.MEASURE_UNIT, Field.PERSON))


def _twice(head: Head, place: int, doubled: Field) -> Issue:
    return fault(
        IssueCode.DUPLICATE_COLUMN,
        line=head.line,
        column=place + 1,
        value=head.texts[place],
        field=doubled,
    )


def _blocks(
    head: Head,
    meanings: Sequence[Meaning],
    keys: Mapping[Field, int],
    reader: HeadingReader,
    issues: list[Issue],
) -> tuple[FigureColumns, ...]:
    """Group the columns of figures by the indicator and period over them."""
    groups: dict[_Names, dict[Field, int]] = {}
    has_units = any(field in keys for field in _UNITS)
    for place, meaning in enumerate(meanings):
        if not meaning.is_figure or (has_units and meaning.unit):
            continue
        names = meaning.indicator_id, meaning.column.period, meaning.is_cumulative, meaning.unit
        group = groups.setdefault(names, {})
        holds = meaning.field or Field.VALUE
        if holds in group:
            issues.append(_twice(head, place, holds))
        group.setdefault(holds, place)
    groups = {names: g for names, g in groups.items() if not _is_beside(names, g, groups, keys)}
    for names, group in groups.items():
        indicator = reader.catalogue.indicators.get(names[0] or "")
        if indicator and indicator.is_share:
            _name_count(head, group)
        _settle_rate(head, group, keys, issues)
    _share_denominator(groups)
    level = _level(head, keys)
    shared: dict[Field, int] = {f: place for f, place in keys.items() if f is not Field.PLAN}
    return tuple(
        _block(group, names, shared, level, [meanings[place] for place in group.values()])
        for names, group in groups.items()
    )


_Names = tuple[str | None, str | None, bool, str]  # indicator, period, is cumulative, unit


def _is_beside(
    names: _Names,
    group: Mapping[Field, int],
    groups: Mapping[_Names, Mapping[Field, int]],
    keys: Mapping[Field, int],
) -> bool:
    """True for what only stands beside figures: their sum so far, or how they fulfil a plan."""
    indicator_id, period, is_cumulative, unit = names
    if is_cumulative and (indicator_id, period, False, unit) in groups:
        return True
    others = [other for key, other in groups.items() if key != names and key[0] == indicator_id]
    has_value = any(Field.VALUE in other for other in others)
    return {*group} == {Field.RATE} and period is None and Field.PLAN in keys and has_value


def _name_count(head: Head, group: dict[Field, int]) -> None:
    """Under a share, a number of things beside a rate is what the rate counts."""
    place = group.get(Field.VALUE)
    if place is None or Field.RATE not in group or Field.NUMERATOR in group:
        return
    if _COUNT.match(plain_words(head.stacks[place][-1])):
        group |= {Field.NUMERATOR: place, Field.VALUE: group.pop(Field.RATE)}


_COUNT = re.compile(r"(?:so luong|sl)\b")


def _settle_rate(
    head: Head, group: dict[Field, int], keys: Mapping[Field, int], issues: list[Issue]
) -> None:
    """A rate is the value, unless it only compares the value with a plan."""
    place = group.pop(Field.RATE, None)
    if place is None:
        return
    if Field.VALUE not in group:
        group[Field.VALUE] = place
    elif Field.PLAN not in keys:
        issues.append(_twice(head, place, Field.VALUE))


def _share_denominator(groups: dict[_Names, dict[Field, int]]) -> None:
    """A total that stands once before several counts is the denominator of each."""
    nameless = None, None, False, ""
    alone = groups.get(nameless)
    others = [group for names, group in groups.items() if names != nameless]
    if alone is None or set(alone) != {Field.DENOMINATOR} or not others:
        return
    del groups[nameless]  # by itself it is no figure
    for group in others:
        if Field.NUMERATOR in group:
            group.setdefault(Field.DENOMINATOR, alone[Field.DENOMINATOR])


def _level(head: Head, keys: Mapping[Field, int]) -> str | None:
    """Return the level that the head of the units names, which tells names without type apart."""
    place = keys.get(Field.UNIT_NAME)
    if place is None or Field.LEVEL in keys:
        return None
    words = plain_words(head.texts[place]).replace("thi xa", "").split()
    if "huyen" in words or "quan" in words or "district" in words:
        return AdminLevel.DISTRICT
    return AdminLevel.COMMUNE if {"xa", "phuong", "commune", "ward"} & {*words} else None


def _block(
    group: Mapping[Field, int],
    names: _Names,
    keys: Mapping[Field, int],
    level: str | None,
    meanings: Sequence[Meaning],
) -> FigureColumns:
    status = next((each.status for each in meanings if each.status), None)
    since = SINCE_YEAR if names[2] else None
    said = zip(_SAID_BY_HEADS, (*names[:2], level, status, since, names[3] or None), strict=True)
    constants = {f: str(text) for f, text in said if text is not None}
    own = {f: place for f, place in keys.items() if f not in constants or f is Field.STATUS}
    if Field.INDICATOR_ID in constants:
        own.pop(Field.INDICATOR_NAME, None)
    first = min(group.values()) + 1 if group else None
    return FigureColumns({**own, **group}, constants, first)


SINCE_YEAR = "dau nam"  # cumulated from the first day of the year
_SAID_BY_HEADS = (
    *(Field.INDICATOR_ID, Field.PERIOD, Field.LEVEL),
    *(Field.STATUS, Field.CUMULATIVE_SINCE, Field.UNIT_NAME),
)


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
    complete = [b for b in layout.blocks if _has_figure(b)]
    needs = (
        (Field.UNIT_CODE, known & {*_UNITS} or has_all[Field.UNIT_NAME]),
        (
            Field.INDICATOR_ID,
            known & {Field.INDICATOR_ID, Field.INDICATOR_NAME} or has_all[Field.INDICATOR_ID],
        ),
        (Field.PERIOD, Field.PERIOD in known or has_all[Field.PERIOD]),
        (Field.VALUE, bool(layout.blocks) and len(complete) == len(layout.blocks)),
    )
    head = layout.head
    shown = " | ".join(text for text in head.texts if text)
    return [
        fault(IssueCode.MISSING_COLUMN, line=head.line, value=str(f), field=f, found=shown)
        for f, is_there in needs
        if not is_there
    ]


_SAID = (Field.INDICATOR_ID, Field.PERIOD)


def _has_figure(block: FigureColumns) -> bool:
    return Field.VALUE in block.columns or {Field.NUMERATOR, Field.DENOMINATOR} <= {*block.columns}


__all__ = ["COLUMN_FIGURES", "FigureColumns", "Layout", "lay_out", "missing_columns"]
