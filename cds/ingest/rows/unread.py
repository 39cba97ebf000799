"""The law: figures seen are figures read or figures named. Names the ones left out, and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import Period
from cds.ingest.faults import LONGEST_VALUE, fault, first_of, unread
from cds.ingest.head.headings import Meaning
from cds.ingest.head.layout import SUMS, Layout
from cds.ingest.head.reckoning import Numbers, is_given
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import Sheet
from cds.ingest.tables import LONGEST_CELL, Floating, RawRow, RawTable
from cds.ingest.words.dates import as_of_day, is_day, periods_in, read_period
from cds.ingest.words.explained import remarks
from cds.ingest.words.fields import COUNTS, UNITS, Field
from cds.ingest.words.names import is_part_of_commune, is_total, place_name
from cds.ingest.words.numbers import counts, is_figure
from cds.ingest.words.qualifiers import narrows, qualified
from cds.ingest.words.vocabulary import marked_words, phrases

_SEVERITIES = (Severity.WARNING, Severity.CONFIRM)  # whether it is asked about
_ORDINALS = 12  # numbers looked at to tell those of a list
_MOST_SUMMANDS = 12


def unread_figures(
    sheet: Sheet, registers: Registers, uneven: Collection[int | None]
) -> Iterator[Issue]:
    """Yield an issue for each column, and for the rows, whose numbers are in no figure.

    `uneven` are the lines of rows with too many cells, which are told themselves.
    """
    head, totals = sheet.layout.head, [total.row for total in sheet.totals]
    read = sorted((*sheet.rows, *totals, *sheet.wholes), key=lambda row: row.line)
    told = [*_columns(sheet, read, registers)]
    unknown = "reason", "column"
    asked = [i for i in told if i.severity is Severity.CONFIRM and unknown in i.details]
    if len(asked) > 1:
        columns = ", ".join(str(each.column) for each in asked)
        last = max(int(dict(each.details)["last"]) for each in asked)
        yield _as_one(asked, "columns", columns=columns, last=last)
    yield from (each for each in told if len(asked) == 1 or each not in asked)
    known = {row.line for row in read} | sheet.numbered
    rows = (*sheet.table.rows[: head.first], *sheet.below)
    left = [row for row in rows if row.line not in known and any(map(is_figure, row.cells))]
    left += [row for row in sheet.rows if _is_shifted(row, sheet)]
    left += [row for row in totals if any(map(is_figure, row.cells[head.width :]))]
    own = {row.line for row in sheet.rows}.difference(uneven)
    # as they are in the file: districts of sections are put right of the head
    if beside := [row for row in sheet.beside(sheet.below) if row.line in own]:
        places = ((row, at) for row in beside for at in range(head.width, len(row.cells)))
        found = [(row, at) for row, at in places if counts(row.cell(at))]
        (row, at), lines = found[0], first_of(each.line for each in beside)
        asks = partial(unread, reason="beside", lines=lines)
        yield asks(line=row.line, column=at + 1, value=row.cells[at], count=len(found))
    if left:
        cells = enumerate(left[0].cells, start=1)
        column, value = next((at, cell) for at, cell in cells if is_figure(cell))
        count = sum(is_figure(cell) for row in left for cell in row.cells)
        asks = partial(unread, reason="rows", line=left[0].line, column=column, value=value)
        yield asks(lines=first_of(row.line for row in left), count=count)


def unread_plan(sheet: Sheet) -> Issue:
    """Name the part of a table that its own title calls a plan, where other parts hold results."""
    line, text = sheet.plan or (None, "")
    right = sheet.layout.first_unit + 1
    count, last = sum(counts(c) for r in sheet.below for c in r.cells[right:]), sheet.below[-1].line
    return unread(reason="plans", line=line, value=text, count=count, last=last)


def leave_out_struck(sheet: Sheet) -> None:
    """Leave out the figures of rows struck through that another row gives again; name them."""
    lines = {line for line, _ in sheet.table.struck}
    if not lines:
        return
    given, sheet.entries = sheet.entries, []
    again = {each.observation.key for each in given if each.observation.line not in lines}
    for entry in given:
        if entry.observation.line not in lines or entry.observation.key not in again:
            sheet.entries.append(entry)
            continue
        code, asked, at = IssueCode.UNREAD_FIGURES, Severity.WARNING, entry.figure
        value = entry.observation.value
        sheet.issues.append(entry.fault(code, at, value=value, severity=asked, reason="struck"))


def ask_once_a_column(sheet: Sheet, since: int) -> None:
    """Ask of all numbers of a column that may be two together: how it writes them is one thing.

    So is that they are bounds.
    """
    columns: defaultdict[tuple[int | None, str | None], list[Issue]] = defaultdict(list)
    for each in sheet.issues[since:]:
        reason = dict(each.details).get("reason")
        if each.code is IssueCode.AMBIGUOUS_NUMBER and reason in (None, "bound"):
            columns[each.column, reason].append(each)
    others = {id(each) for found in columns.values() for each in found[1:]}
    kept = [each for each in sheet.issues[since:] if id(each) not in others]
    for place, each in enumerate(kept):
        details = dict(each.details)
        reason = details.get("reason")
        found = columns.get((each.column, reason), [])
        if found and each is found[0]:
            details |= {"count": str(len(found)), "last": str(found[-1].line)}
            if reason and len(found) > 1:
                shown = first_of(issue.line or 0 for issue in found)
                details |= {"reason": "bounds", "found": shown}
            kept[place] = replace(each, details=tuple(details.items()))
    sheet.issues[since:] = kept


def swallowed_lines(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Ask of lines of other units within one cell: a quote that was not closed took them in."""
    for row in sheet.rows:
        for at, cell in enumerate(row.cells):
            lines = str(cell).splitlines() if isinstance(cell, str) and "\n" in cell else []
            parted = [[*map(str.strip, _DELIMITERS.split(line))] for line in lines]
            named = [
                unit
                for parts in parted
                if any(map(counts, parts))
                and (unit := next(filter(registers.units.is_unit, parts), None))
            ]
            if named:
                shown = "; ".join(named)[:LONGEST_VALUE]
                asks = partial(unread, line=row.line, column=at + 1, value=lines[0])
                yield asks(reason="swallowed", units=shown, count=len(named))


_DELIMITERS = re.compile(r"[;,\t|]")


def leave_out_unknown(sheet: Sheet, since: int, *, is_second: bool) -> None:
    """Ask about the rows of a unit's own form that name no indicator of ours, where others do.

    And at a second reading about what few rows have that is no figure. `since`: how many issues
    there were before the rows were read, of heads and other sheets.
    """
    if not sheet.entries:
        return
    found, is_own = sheet.issues[since:], {*UNITS}.isdisjoint(sheet.layout.keys)
    if is_second:
        by_line: dict[int | None, RawRow] = {row.line: row for row in sheet.rows}
        found = [_named(issue, by_line) for issue in found]
    reasons = [_left_out(issue, is_own=is_own, is_second=is_second) for issue in found]
    lines = {(r, i.line) for i, r in zip(found, reasons, strict=True)}
    few = {r for r in _MEANT if sum(each[0] == r for each in lines) * _FEW <= len(sheet.rows)}
    few |= {"unknown", "detail"} if is_own else {"detail"}  # of which there may be many
    rows = {line for reason, line in lines if reason in few & _WHOLE_ROWS}
    sheet.issues[since:] = []
    left = defaultdict[str, list[Issue]](list)
    for each, reason in zip(found, reasons, strict=True):
        if reason in few:
            left[reason].append(each if reason not in _WHOLE_ROWS else replace(each, column=None))
        else:
            sheet.issues += [] if each.line in rows else [each]
    for reason, issues in left.items():
        shown = first_of(sorted(issue.line or 0 for issue in issues))
        close = dict(issues[0].details).get("close", "") if reason == "unknown" else ""
        sheet.issues.append(_as_one(issues, reason, lines=shown, close=close))


def _as_one(issues: Sequence[Issue], reason: str, **details: object) -> Issue:
    """Return what several issues of one cause ask, once, with what they name."""
    names = [*dict.fromkeys(each.value or "" for each in issues)]
    shown = "\u201d, \u201c".join(names[:_MOST_NAMED]) + "\u2026" * (len(names) > _MOST_NAMED)
    count = sum(int(dict(each.details).get("count", 1)) for each in issues)
    line, column = min(each.line or 0 for each in issues), issues[0].column
    asks = partial(unread, reason=reason, line=line, column=column, value=names[0])
    return asks(severity=Severity.CONFIRM, names=shown, count=count, **details)


_MOST_NAMED = 10
_FEW = 5  # of so many rows one may be none of figures
_MEANT = ("unknown", "row", "level", "word")
_WHOLE_ROWS = frozenset(("row", "level", "detail"))
_SAMPLE = phrases("sample rows")
_NO_UNIT = re.compile(rf"{_SAMPLE.pattern}|(?:[a-k] |[ivx]+ )?{phrases('groups').pattern}")


def _named(issue: Issue, rows: Mapping[int | None, RawRow]) -> Issue:
    """Return an issue of a row that names no unit with the words that stand there instead.

    So where they, beside the name, say that the row is a sample.
    """
    row = rows.get(issue.line)
    if issue.code is not IssueCode.UNKNOWN_UNIT or row is None:
        return issue
    texts = [text for cell in row.cells if any(map(str.isalpha, text := str(cell)))]
    samples = (text for text in texts if _SAMPLE.match(plain_words(text)))
    told = issue.value or next(iter(texts), None)
    return replace(issue, value=next(samples, told))


def _left_out(issue: Issue, *, is_own: bool, is_second: bool) -> str:
    """Return why a row or cell that blocks may be no figure; "" for what must be mended.

    An indicator that is unknown, a name like no unit's, a unit of another level, a word.
    """
    said, text = dict(issue.details), issue.value or ""
    if issue.code is IssueCode.UNKNOWN_INDICATOR and (is_own or is_second):
        return "unknown"
    if not is_second or not any(map(str.isalpha, text)):
        return ""
    if issue.code is IssueCode.UNKNOWN_UNIT:
        if is_part_of_commune(text):
            return "detail"
        is_near = said.get("close") or said.get("candidates") or place_name(text).kind
        return "" if is_near and not _NO_UNIT.match(plain_words(text)) else "row"
    if issue.code is IssueCode.WRONG_LEVEL and not said.get("reason"):
        return "level"
    is_word = issue.code is IssueCode.BAD_NUMBER and not any(map(str.isdigit, text))
    return "word" if is_word else ""


def _is_shifted(row: RawRow, sheet: Sheet) -> bool:
    """True for a row with a number where its unit's name belongs, and none where figures do."""
    keys = sheet.layout.keys
    place = keys.get(Field.UNIT_NAME)
    if place is None or not is_figure(row.cell(place)):
        return False
    return _lacks_figures(row, sheet.layout)


def _lacks_figures(row: RawRow, layout: Layout) -> bool:
    return not any(counts(row.cell(at)) for at in layout.figure_columns)


def _columns(sheet: Sheet, rows: Sequence[RawRow], registers: Registers) -> Iterator[Issue]:
    layout, head, heads = sheet.layout, sheet.layout.head, sheet.layout.head.texts
    left_out = {at for at, meaning in enumerate(layout.meanings) if meaning.field in _NO_FIGURES}
    used = layout.used - left_out
    used |= {*(layout.parts_of_years or ())[:2]}
    width = max((len(row.cells) for row in rows), default=0)
    doubled = {i.column for i in sheet.issues if i.code is IssueCode.DUPLICATE_COLUMN}
    sums = _sums(sheet, used, registers)
    summands = {at: each for each in reversed(sums) for at in (each.whole, *each.parts)}
    uncounted = {
        block.constants.get(Field.INDICATOR_ID)
        for block in layout.blocks
        if Field.NUMERATOR not in block.columns
    }
    for place in (at for at in range(min(width, len(layout.meanings))) if at not in used):
        found = [row for row in rows if counts(row.cell(place))]
        text, meaning = heads[place], layout.meanings[place]
        is_told = meaning.field in layout.keys and meaning.field not in _NO_FIGURES  # as doubled
        is_list = place < layout.first_unit or meaning.field is Field.ORDINAL
        reason = "said" if place in sheet.answered else _reason(meaning, layout.keys)
        reason = "note" if reason == "column" and _CODES.search(plain_words(text)) else reason
        reason = "parted" if reason == "note" and _is_parted(sheet, rows, place) else reason
        is_told = is_told or place + 1 in doubled
        if not found or is_told or (is_list and _is_ordinal(found, place)):
            continue
        is_known = reason in _KNOWN or not _NAMES.isdisjoint(layout.keys)
        added = summands.get(place)
        is_known = is_known or added is not None
        if reason == "column" and any(_lacks_figures(row, layout) for row in found):
            is_known = False  # its head may be a figure's, misspelled
        near = registers.nearest.find(text, is_share=True) if not is_known else None
        is_near = near is not None and near.indicator.indicator_id in uncounted
        of = (registers.catalogue.indicators.get(key or "") for key in uncounted)
        wholes = ((each, each.denominator_name or "") for each in of if each and each.is_share)
        is_part = any(registers.nearest.is_part(text, whole, each) for each, whole in wholes)
        if reason == "column" and not is_known and (is_near or is_part):
            reason = "counts"  # of a share, which they do not give
        details, asked = dict[str, str](), not is_known or reason == "parted"
        is_made = reason in ("compared", "cumulative")
        if is_made and (other := contradiction(sheet, place, reason)):
            reason, asked = f"{reason}_off", True
            details = {"part": other.part, "whole": other.whole, "off": str(len(other.lines))}
            details |= {"lines": first_of(other.lines)}
        if reason == "counts" and (off := _not_giving(sheet, place)):
            reason, details = "counts_off", {"lines": first_of(off), "off": str(len(off))}
        if reason == "column":
            details["close"] = "" if is_known else registers.nearest.close(text)
        if reason == "column" and (beside := _exceeds(sheet, place, registers)):
            reason, asked = "exceeds", True
            details = {"part": heads[beside[0]], "whole": heads[beside[1]]}
        if reason == "column" and added:
            reason, parts = "summed", "\u201d, \u201c".join(heads[at] for at in added.parts)
            details = {"parts": parts, "whole": heads[added.whole]}
            if added.slips and place == min({added.whole, *added.parts} - used):
                reason, asked = "sum", True
                details |= {"lines": first_of(added.slips)}
        told = (each for each in periods_in(text) if isinstance(each, Period))
        named = next(told, None) or as_of_day(text)
        is_counted = not meaning.is_rate and meaning.indicator_id in uncounted
        if reason == "cumulative" and named and is_counted and sheet.is_apart(named):
            code, line, period = IssueCode.PERIOD_CONFLICT, head.line, sheet.constants[Field.PERIOD]
            asks = partial(fault, code, line=line, column=place + 1, severity=Severity.CONFIRM)
            yield asks(value=named, reason="head", head=text, period=period)
            continue
        value, severity = text or str(found[0].cells[place]), _SEVERITIES[asked]
        asks = partial(unread, reason=reason, line=found[0].line, column=place + 1, value=value)
        yield asks(severity=severity, count=len(found), last=found[-1].line, **details)


def _is_parted(sheet: Sheet, rows: Sequence[RawRow], place: int) -> bool:
    """True where commas part cells and no word, but digits alone, stands right of a figure.

    They may be the rest of it, behind its own comma.
    """
    if sheet.table.delimiter != "," or place - 1 not in sheet.layout.figure_columns:
        return False
    cells = [(row.cell(place - 1), str(row.cell(place))) for row in rows]
    return all(counts(cell) and _REST.fullmatch(text) for cell, text in cells if text)


_REST = re.compile("[0-9]{1,3}")


def _not_giving(sheet: Sheet, place: int) -> Sequence[int]:
    """Return the lines in which a column of counts does not give the share beside its whole."""
    for block in sheet.layout.blocks:
        at = [
            block.columns[each]
            for each in (Field.DENOMINATOR, Field.VALUE)
            if each in block.columns
        ]
        if len(at) > 1:
            part, whole, share = (Numbers.of(sheet, each) for each in (place, *at))
            rows = zip(sheet.first_rows, part.counts, whole.counts, share.shares, strict=True)
            told = [(row.line, a, b, c) for row, a, b, c in rows if c is not None and a and b]
            return [line for line, a, b, c in told if not is_given(a, b, c)]
    return []


def _exceeds(sheet: Sheet, place: int, registers: Registers) -> tuple[int, int] | None:
    """Return part and whole of a share that an unread column contradicts: what is left of both.

    By its head it counts the contrary of the part, and in most rows both are more than the whole.
    """
    for block in sheet.layout.blocks:
        indicator = registers.indicator_in(block.constants)
        at = tuple(block.columns[each] for each in COUNTS if each in block.columns)
        text = sheet.layout.head.texts[place]
        if len(at) < len(COUNTS) or not (indicator and registers.nearest.turns(text, indicator)):
            continue
        numbers = (Numbers.of(sheet, each).counts for each in (place, *at))
        told = [(a, b, c) for a, b, c in zip(*numbers, strict=True) if None not in (a, b, c)]
        beyond = [row for row in told if row[0] and row[1] and row[2] and sum(row[:2]) > row[2]]
        if len(beyond) * 2 > len(told):
            return at[0], at[1]
    return None


class _Sum(NamedTuple):
    """Columns that add up to one that is read, and the lines of the few rows where they do not."""

    parts: Sequence[int]
    whole: int
    slips: Sequence[int]


def _sums(sheet: Sheet, used: Collection[int], registers: Registers) -> Sequence[_Sum]:
    """Return the sums in which all numbers of the unread columns are, in several rows each.

    All of them add up, or those of a group, or one with a part that is read as well: what is left
    says nothing new. So does the total of all columns that are read.
    """
    layout, may_be = sheet.layout, (None, Field.DENOMINATOR)  # as a total is called
    free = [at for at, meaning in enumerate(layout.meanings) if at not in used]
    free = [at for at in free if at > layout.first_unit and layout.meanings[at].field in may_be]
    free = free[:_MOST_SUMMANDS]
    read = [*layout.figure_columns] if free else []
    numbers = {at: Numbers.of(sheet, at).counts for at in (*free, *read)}
    lines = [row.line for row in sheet.first_rows]

    def added(parts: Sequence[int], whole: int) -> _Sum | None:
        rows = zip(lines, zip(*(numbers[at] for at in (whole, *parts)), strict=True), strict=True)
        told = [(line, row) for line, row in rows if None not in row]
        slips = [line for line, row in told if row[0] != sum(filter(None, row[1:]))]
        is_sum = len(told) - len(slips) >= max(2, len(slips) * 2)
        return _Sum(parts, whole, slips) if is_sum else None

    groups = defaultdict[tuple[int, str], list[int]](list)  # under one heading, and of one kind
    for at in free:
        for n, text in ((0, layout.head.stacks[at][:1]), (1, layout.head.stacks[at][-1:])):
            groups[n, "".join(text)].append(at)
    several = dict.fromkeys(tuple(each) for each in (free, *groups.values()) if len(each) > 1)
    found = [added(each, whole) for each in several for whole in read]
    if not any(found):
        pairs = [*_parts_read(layout, registers)]
        found = [added((at, part), whole) for at in free for part, whole in pairs]
    totals = [at for at in free if plain_words("".join(layout.head.stacks[at][-1:])) in SUMS]
    found += [added(read, at) for at in totals if len(read) > 1]
    for at in (each for each in free if _names_sum(layout.head.stacks[each])):
        beside = ([n for n in reversed(read) if n < at], [n for n in read if n > at])
        runs = [side[:n] for side in beside for n in range(2, min(len(side), _MOST_SUMMANDS) + 1)]
        found += [added(sorted(run), at) for run in runs]
    return sorted(filter(None, found), key=lambda each: len(each.slips))


def _names_sum(stack: Sequence[str]) -> bool:
    """True for a head that says it is a sum, or a year beside its parts."""
    text = "".join(stack[-1:])
    return is_total(text) or plain_words(text) in _WHOLE_YEAR


_WHOLE_YEAR = ("nam", "ca nam", "trong nam")


def _parts_read(layout: Layout, registers: Registers) -> Iterator[tuple[int, int]]:
    """Yield the columns of a part and its whole: of a share, or by the register."""
    values = {
        b.constants.get(Field.INDICATOR_ID, ""): b.columns.get(Field.VALUE, -1)
        for b in layout.blocks
    }
    for block in layout.blocks:
        if {*COUNTS} <= {*block.columns}:
            yield block.columns[Field.NUMERATOR], block.columns[Field.DENOMINATOR]
        indicator = registers.indicator_in(block.constants)
        whole = values.get((indicator and indicator.part_of) or "", -1)
        if whole >= 0 and Field.VALUE in block.columns:
            yield block.columns[Field.VALUE], whole


_NAMES = frozenset((Field.INDICATOR_ID, Field.INDICATOR_NAME))  # of a long table
_CODES = re.compile(  # no counts of things with codes
    rf"^{phrases('codes').pattern}|^(?!{phrases('counts').pattern}).*{phrases('coded').pattern}$"
)
_KNOWN = frozenset(("compared", "plan", "cumulative", "said", "note"))
_NO_FIGURES = frozenset(
    (
        *(Field.PLAN, Field.NOTE, Field.ORDINAL, Field.MEASURE_UNIT),
        *(Field.INDICATOR_NAME, Field.DISTRICT, Field.STATUS, Field.SOURCE_TITLE),
    )
)


def _reason(meaning: Meaning, keys: Collection[Field]) -> str:
    if meaning.field is Field.PLAN:
        return "compared" if meaning.is_compared else "plan"
    if meaning.field in _NO_FIGURES:
        return "note"
    if meaning.since or meaning.is_until:
        return "cumulative"
    return "compared" if meaning.field is Field.RATE and Field.PLAN in keys else "column"


def _is_ordinal(rows: Sequence[RawRow], place: int) -> bool:
    """True for 1, 2, 3 and for 1, 2, 1, 2 of sections."""
    texts = [str(row.cells[place]).strip("().") for row in rows[:_ORDINALS]]
    if not all(map(str.isdecimal, texts)) or (len(texts) == 1 and texts != ["1"]):
        return False  # a number alone may be a figure
    return all(int(b) in (int(a) + 1, 1) for a, b in pairwise(texts))


def unread_sheets(
    tables: Sequence[RawTable], read: Sequence[RawTable], is_full: Callable[[RawTable], bool]
) -> Iterator[Issue]:
    """Ask about each other sheet that holds figures; hidden ones without a head are but named."""
    others = [(table, False) for table in tables if all(table is not each for each in read)]
    for table, is_hidden in (*others, *((each, True) for each in tables[0].hidden)):
        cells = (cell for row in table.rows for cell in row.cells)
        count = sum(counts(cell) if isinstance(cell, str) else is_figure(cell) for cell in cells)
        if not count:
            continue
        code, severity = IssueCode.UNREAD_FIGURES, Severity.CONFIRM
        if is_hidden:
            code = IssueCode.HIDDEN_ROWS
            severity = severity if is_full(table) else Severity.WARNING
        name, is_plan = table.sheet or "", not is_hidden and is_plan_sheet(table)
        asks = partial(fault, code, value=name, severity=severity, found=name, count=count)
        yield asks(reason="plan_sheet" if is_plan else "sheet")


def is_plan_sheet(table: RawTable) -> bool:
    """True for a sheet that by its name is a plan."""
    return qualified(plain_words(table.sheet or "")).is_plan


def unread_texts(tables: Sequence[RawTable], registers: Registers) -> Iterator[Issue]:
    """Ask once for each sheet about texts above its cells that bear on figures; name pictures.

    A period that the rows name as well says nothing new.
    """
    rows = (row for table in tables for row in table.rows[:_FIRST_ROWS])
    known = {each for row in rows for each in periods_in(row.text[:LONGEST_CELL])}
    found: defaultdict[tuple[str, str], list[Floating]] = defaultdict(list)
    floating = dict.fromkeys(each for table in tables for each in table.floating)
    for number, each in enumerate(floating):
        is_looked_at = number < _MOST_LOOKED_AT and len(each.text) < _LONGEST_LOOKED_AT
        if not each.text:
            found[each.sheet, "picture"].append(each)
        elif not is_looked_at or _bears_on_figures(each.text, known, registers):
            found[each.sheet, "floating"].append(each)
    for (name, reason), those in found.items():
        first, severity = those[0], _SEVERITIES[reason == "floating"]
        asks = partial(unread, line=first.line, column=first.column, severity=severity)
        yield asks(value=first.text or name or "HTML", reason=reason, found=name, count=len(those))


def _bears_on_figures(text: str, known: Collection[object], registers: Registers) -> bool:
    """True for a text with a number, a period or a measure, or words that change a figure."""
    words, measures = marked_words(text), registers.headings.measures
    is_told = qualified(words).says_something or narrows(text) or remarks(text)
    if is_told or any(map(measures.labelled, text.splitlines())):
        return True
    named = [each for each in periods_in(text) if not is_day(each)]
    return any(each not in known for each in named) or any(map(is_figure, _WORDS.findall(text)))


_FIRST_ROWS = 30  # where titles stand
_MOST_LOOKED_AT = 500  # texts, each so long; more are told unread
_LONGEST_LOOKED_AT = 1_000
_WORDS = re.compile(r"(?<![\w/.-])[0-9][0-9.,]*%?(?![\w/-])")


_FULFILS = phrases("fulfils")
_GROWS = phrases("grows")
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
