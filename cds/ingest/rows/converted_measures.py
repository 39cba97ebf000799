"""Figures in a measure that a file names are put into the indicator's own, and asked about."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation, percentage
from cds.ingest.faults import fault
from cds.ingest.head.reckoning import measures_around
from cds.ingest.head.sheet import ParsedRow, Sheet
from cds.ingest.rows.number_cells import MOST_SIZE, SCALE
from cds.ingest.words.fields import FIGURES, Field
from cds.ingest.words.measures import (
    NOUN,
    SHARE,
    Difference,
    MeasureReader,
    UnitOfMeasure,
    count_difference,
    difference,
)

_Label = tuple[int, tuple[UnitOfMeasure, ...]]  # the line of a measure around the table


def take_in_own_measures(sheet: Sheet, measures: MeasureReader) -> Iterator[Issue]:
    """Hold every measure that a head, a cell or words around a table name against the indicator's.

    Figures in a measure that differs by a factor are multiplied by it where they then can be the
    indicator's, which is asked about with an example; another kind of measure is refused. Each is
    told once.
    """
    layout, around = sheet.layout, list(measures_around(sheet, measures))
    counted = [each for each in around if all(one.kind == NOUN for one in each[1])]
    column, told = layout.keys.get(Field.MEASURE_UNIT), set[object]()
    yield from _contradicted(sheet, around) if around and column is None else ()
    in_heads = any(each.measures or each.field is Field.RATE for each in layout.meanings)
    in_heads |= any(_COUNTS.search(plain_words(text)) for own in layout.head.stacks for text in own)
    is_named = around or in_heads or column is not None
    for entries, text in _alike(sheet, column) if is_named else ():
        indicator, block = entries[0].indicator, entries[0].block
        for field in FIGURES:
            place, is_value = block.columns.get(field), field is Field.VALUE
            given = next((g for each in entries if (g := each.written(field)) is not None), None)
            if place is None or given is None:
                continue
            at: tuple[int | None, int | None] = (layout.header_line, place + 1)
            meaning, labels = layout.meanings[place], around if is_value else counted
            said, at_head = meaning.measures, (layout.header_line, meaning.measures)
            is_told = text or any(
                each.kind == SHARE for _, own in (at_head, *labels) for each in own
            )
            is_number = is_value and indicator.is_share and not is_told
            stack = layout.head.stacks[place] if is_number else ()
            number = next((each for each in stack if _COUNTS.search(plain_words(each))), "")
            amount = Difference(number, indicator.unit_name, is_other_noun=True)
            if number and (at, amount) not in told:
                told.add((at, amount))
                yield _measure_fault(amount, *at, indicator.name, None)
            if is_value and text:
                said = measures.read(text, is_labelled=True)
                at = entries[0].observation.line, (column or 0) + 1
            elif is_value and not said and meaning.field is Field.RATE:
                said = measures.read("%")
            elif not said and labels:
                said, at = labels[0][1], (labels[0][0], None)
            if not said:
                continue
            found = difference(said, indicator, measures) if is_value else count_difference(said)
            rivals = [*around, (layout.header_line, meaning.measures)] if is_value else ()
            other = _size_fault(said, rivals, indicator.name)
            if other and other not in told:
                told.add(other)
                yield other
            if found is None:
                continue
            is_multiplied = found.factor is not None and _multiply(entries, field, found.factor)
            if (at, found) not in told:
                told.add((at, found))
                yield _measure_fault(found, *at, indicator.name, given if is_multiplied else None)


def _contradicted(sheet: Sheet, around: Sequence[_Label]) -> Iterator[Issue]:
    """Ask of a label that is of no column: each has another measure in its own head."""
    layout, keys = sheet.layout, sheet.layout.keys.values()
    found = list[_Label]()
    for at, meaning in enumerate(layout.meanings):
        is_figure = at in layout.figure_columns
        if at in keys or not (is_figure or sheet.has_numbers(at)):
            continue
        if not meaning.measures:
            return  # the label's may be its
        found += [(at, meaning.measures)] if is_figure else []
    said = [one for _, measures in found for one in measures]
    for line, label in around if found else ():
        if any(_is_alike(one, other) for one in label for other in said):
            continue
        at, (own, *_) = found[0]
        code, head = IssueCode.MEASURE_CONFLICT, layout.head.texts[at]
        asks = partial(fault, code, line=line, value=label[0].text, severity=Severity.CONFIRM)
        yield asks(reason="label", own=own.text, head=head)
        return


def _is_alike(one: UnitOfMeasure, other: UnitOfMeasure) -> bool:
    is_other_noun = one.words.isdisjoint(other.words) and one.words and other.words
    return one.kind == other.kind and not (one.kind == NOUN and is_other_noun)


# at the end of a head, or all of it: how many
_COUNTS = re.compile(r"(?:^| )(?:sl|so luong|tong|tong so|tong cong)$|^(?:sl |so$)")


def _alike(sheet: Sheet, column: int | None) -> Iterator[tuple[Sequence[ParsedRow], str]]:
    """Yield the rows of which one measure is said, and what the column of measures, from 0, says.

    Rows that give a value and those that leave it to their counts are apart.
    """
    cells = {row.line: str(row.cell(column)) for row in sheet.rows} if column is not None else {}
    alike: defaultdict[tuple[int, str, str, bool], list[ParsedRow]] = defaultdict(list)
    texts = [cells.get(entry.line, "") for entry in sheet.entries]
    for entry, text in zip(sheet.entries, texts, strict=True):
        has_value = entry.given_value is not None
        alike[id(entry.block), entry.indicator.indicator_id, text, has_value].append(entry)
    for (_, _, text, _), entries in alike.items():
        yield entries, text


def _multiply(entries: Sequence[ParsedRow], field: Field, factor: Decimal) -> bool:
    """Multiply the figures of rows; False when one then cannot be the indicator's, or be stored."""
    made = [_multiplied(entry, field, factor) for entry in entries]
    if None in made:
        return False
    for entry, observation in zip(entries, filter(None, made), strict=True):
        entry.observation, entry.is_converted = observation, True
        if field is Field.VALUE and entry.given_value is not None:
            entry.given_value *= factor
            entry.decimals -= factor.adjusted()
    return True


def _multiplied(entry: ParsedRow, field: Field, factor: Decimal) -> Observation | None:
    given, indicator = entry.written(field), entry.indicator
    if given is None:
        return entry.observation
    product = given * factor
    if abs(product) >= MOST_SIZE or (field is Field.VALUE and not indicator.holds(product)):
        return None
    kept = product.quantize(SCALE)
    stored = {field.value: product if kept == product else kept}
    seen = replace(entry.observation, **stored)  # type: ignore[arg-type] # a number
    exact = percentage(seen.numerator, seen.denominator) if indicator.is_share else None
    if exact is None:
        return seen
    return None if abs(exact) >= MOST_SIZE else replace(seen, value=exact.quantize(SCALE))


def _size_fault(
    said: Sequence[UnitOfMeasure],
    rivals: Iterable[tuple[int, tuple[UnitOfMeasure, ...]]],
    name: str,
) -> Issue | None:
    """Return the question which of two sizes of one kind is that of the figures; None for one."""
    for line, measures in rivals if said else ():
        same = [each for each in measures if each.kind == said[0].kind]
        if same and all(each.size != own.size for each in same for own in said):
            code, given, own = IssueCode.SUSPICIOUS_SCALE, same[0].text, said[0].text
            return fault(code, line=line, value=given, reason="differ", own=own, indicator=name)
    return None


def _measure_fault(
    found: Difference, line: int | None, column: int | None, name: str, given: Decimal | None
) -> Issue:
    """Return what to say of a measure; `given` is a figure that was multiplied, None for none."""
    code, severity = IssueCode.SUSPICIOUS_SCALE, Severity.CONFIRM
    details: dict[str, object] = {"reason": "measure", "factor": found.factor}
    if found.factor is None:
        code, details = IssueCode.MEASURE_CONFLICT, {"reason": "" if found.own else "counts"}
        is_grave = column is not None and not found.is_other_noun
        severity = Severity.ERROR if is_grave else Severity.CONFIRM
    elif given is not None:
        details |= {"reason": "multiplied", "given": given, "made": given * found.factor}
    details |= {"own": found.own, "indicator": name}
    return fault(code, line=line, column=column, value=found.given, severity=severity, **details)
