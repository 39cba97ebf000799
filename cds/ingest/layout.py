"""Which columns make a figure: long, one column per indicator, one per period, or both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cds.domain.admin_units import AdminLevel
from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode
from cds.ingest.dates import PartOfYear, read_bare
from cds.ingest.faults import fault
from cds.ingest.fields import COLUMN_FIGURES, FIGURES, Field
from cds.ingest.headings import HeadingReader, Meaning, has_scaled_aside
from cds.ingest.heads import Head
from cds.ingest.mapping import Column, ColumnMapping

_UNITS = (Field.UNIT_CODE, Field.UNIT_NAME)
_NOTHING = Meaning()
_YEAR_HEADS = frozenset(("nam", "nam bao cao", "nam so lieu", "nam thong ke", "year"))
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
    def years(self) -> Mapping[Field, int]:
        """The column of years as that of periods; none where a head tells more of the period."""
        heads = [plain_words(text) for text in self.head.texts]
        is_told = Field.PERIOD in {*self.keys, *(f for b in self.blocks for f in b.constants)}
        if is_told or any(_PART_HEADS.intersection(head.split()[:1]) for head in heads):
            return {}
        places = [at for at, head in enumerate(heads) if head in _YEAR_HEADS]
        return {Field.PERIOD: places[0]} if len(places) == 1 else {}

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
    missing = {f: text for f, text in said.items() if f not in block.columns}
    return replace(block, constants={**missing, **block.constants})


def lay_out(
    head: Head,
    reader: HeadingReader,
    mapping: ColumnMapping | None,
    issues: list[Issue],
) -> Layout:
    """Return what each column of the head holds; columns that stand twice are noted."""
    meanings = tuple(
        _mapped(mapping, column, _meaning(stack, reader), stack)
        for column, stack in enumerate(head.stacks, start=1)
    )
    keys = _keys(head, meanings, issues)
    blocks = _blocks(head, meanings, keys, issues)
    is_wide = any({*_SAID} & {*block.constants} for block in blocks)
    return Layout(head, keys, blocks, meanings, "wide" if is_wide else "long")


def _mapped(
    mapping: ColumnMapping | None, column: int, own: Meaning, stack: Sequence[str]
) -> Meaning:
    """Return what a person says of a column.

    That it holds persons, or counts in thousands, cannot be answered away.
    """
    said = mapping.columns.get(column) if mapping else None
    if said is None or own.field is Field.PERSON:
        return own
    return Meaning(
        field=said.field,
        indicator_id=said.indicator_id,
        period=said.period,
        is_scaled=bool(said.field or said.indicator_id) and any(map(has_scaled_aside, stack)),
    )


def _meaning(stack: Sequence[str], reader: HeadingReader) -> Meaning:
    """Join what the texts over a column say; where they disagree the lowest is closest."""
    found = _NOTHING
    for text in stack:
        said = reader.read(text)
        found = found.joined(said) or said
    if not found.says_something and len(stack) > 1:
        found = reader.read(" ".join(stack))
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
    issues: list[Issue],
) -> tuple[FigureColumns, ...]:
    """Group the columns of figures by the indicator and period over them."""
    groups: dict[tuple[str | None, str | None], dict[Field, int]] = {}
    for place, meaning in enumerate(meanings):
        if not meaning.is_figure:
            continue
        group = groups.setdefault((meaning.indicator_id, meaning.column.period), {})
        holds = meaning.field or Field.VALUE
        if holds in group:
            issues.append(_twice(head, place, holds))
        group.setdefault(holds, place)
    for group in groups.values():
        _settle_rate(head, group, keys, issues)
    _share_denominator(groups)
    level = _level(head, keys)
    shared: dict[Field, int] = {f: place for f, place in keys.items() if f is not Field.PLAN}
    return tuple(_block(group, names, shared, level) for names, group in groups.items())


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


def _share_denominator(groups: dict[tuple[str | None, str | None], dict[Field, int]]) -> None:
    """A total that stands once before several counts is the denominator of each."""
    alone = groups.get((None, None))
    others = [group for names, group in groups.items() if names != (None, None)]
    if alone is None or set(alone) != {Field.DENOMINATOR} or not others:
        return
    del groups[None, None]  # by itself it is no figure
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
    names: tuple[str | None, str | None],
    keys: Mapping[Field, int],
    level: str | None,
) -> FigureColumns:
    said = zip((Field.INDICATOR_ID, Field.PERIOD, Field.LEVEL), (*names, level), strict=True)
    constants = {f: text for f, text in said if text is not None}
    own = {f: place for f, place in keys.items() if f not in constants}
    if Field.INDICATOR_ID in constants:
        own.pop(Field.INDICATOR_NAME, None)
    first = min(group.values()) + 1 if group else None
    return FigureColumns({**own, **group}, constants, first)


def missing_columns(layout: Layout, given: Iterable[Field]) -> list[Issue]:
    """Return what neither the file nor the sender says, one issue for each."""
    known = {*layout.keys, *given}
    has_all = {f: all(f in block.constants for block in layout.blocks) for f in _SAID}
    complete = [b for b in layout.blocks if _has_figure(b)]
    needs = (
        (Field.UNIT_CODE, known & {*_UNITS}),
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
