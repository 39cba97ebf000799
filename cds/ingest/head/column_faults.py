"""Faults of whole columns and rows: unread, ragged, hidden, merged, in another measure."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from unicodedata import normalize

from cds.domain.folding import plain_words
from cds.domain.indicators import Accumulation
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import ObservationStatus
from cds.domain.periods import Period
from cds.ingest.faults import fault, first_of, unclear, unread
from cds.ingest.head.layout import SUMS, Layout, missing_column
from cds.ingest.head.registers import Registers
from cds.ingest.head.sheet import Note, Sheet
from cds.ingest.number_formats import raised
from cds.ingest.tables import LONGEST_CELL, RawRow
from cds.ingest.words.dates import PartOfYear, may_mean_period, periods_in, title_period
from cds.ingest.words.explained import begins, says
from cds.ingest.words.fields import COUNTS, FIGURES, INDICATORS, UNITS, Field
from cds.ingest.words.names import LONGEST_NAME
from cds.ingest.words.nearest import wholes_of
from cds.ingest.words.numbers import counts
from cds.ingest.words.qualifiers import qualified, status_in
from cds.ingest.words.vocabulary import marked_words, meant_words, phrases, typed

_FEWEST_WORDS = 3  # of a head that may be an indicator's name, misspelled
_MAY_BE_BLANK = frozenset(
    (
        *(Field.NOTE, Field.STATUS, Field.SOURCE_TITLE, Field.SOURCE_URL, Field.PUBLISHED_ON),
        *(Field.VINTAGE, Field.LEVEL, Field.CUMULATIVE_SINCE, Field.PLAN),
    )
)


def unread_columns(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Yield an issue for each column of numbers whose head says nothing known.

    A long table may bring columns of its own; where the head names indicators each column of
    numbers is one. Left of the units stand ordinals.
    """
    layout, head = sheet.layout, sheet.layout.head
    is_wide = layout.name == "wide" or not layout.blocks
    known = sheet.answered | {*layout.keys.values()}
    for place, meaning in enumerate(layout.meanings):
        text = head.texts[place]
        is_known = meaning.says_something or place in known
        if is_known or (place < layout.first_unit and not text) or not (is_wide or not text):
            continue
        line = next((row.line for row in sheet.below if counts(row.cell(place))), None)
        if line is None:
            continue
        if text:
            is_slip = len(text.split()) >= _FEWEST_WORDS and registers.indicators.is_slip(text)
            near = registers.nearest.find(text) if is_slip else None
            if layout.blocks and (registers.is_second or not is_slip or (near and near.is_part)):
                continue  # asked about with the figures that are left out
            close = registers.close_names(text)
            code = IssueCode.UNKNOWN_INDICATOR
            yield fault(code, line=head.line, column=place + 1, value=text, close=close)
        else:
            asks = partial(fault, IssueCode.COLUMN_COUNT, line=line, column=place + 1)
            yield asks(expected=sum(map(bool, head.texts)), reason="beyond")


def ragged(sheet: Sheet) -> Iterator[Issue]:
    """Yield an issue for each row with cells beyond the head's, or too few of them.

    In a text parted by commas a number torn at its own shifts what follows, so even blank cells
    count. In a workbook few numbers beside the rows are a block of its own, told as unread.
    """
    width = sheet.layout.head.width
    is_text, may_tear = sheet.table.delimiter is not None, sheet.table.delimiter == ","
    is_aside = not is_text and len(sheet.beside(sheet.below)) * 2 <= len(sheet.below)
    for row in sheet.below if not is_aside else ():
        found = len(row.cells)
        if found > width and not may_tear and not any(row.cells[width:]):
            continue
        if is_text and found < width and _ends_early(row, sheet.layout):
            continue
        beyond = [at for at, cell in enumerate(row.cells[width:], start=width) if counts(cell)]
        if (is_text and found != width) or beyond:
            column = min(found, width) + (1 if found > width else 0)
            column = beyond[0] + 1 if beyond and not is_text else column
            asks = partial(fault, IssueCode.COLUMN_COUNT, line=row.line, column=column)
            reason = "" if is_text else "beyond"
            yield asks(found=found, expected=width, reason=reason)


def _ends_early(row: RawRow, layout: Layout) -> bool:
    """True for a row that lacks only what it may leave blank: Excel leaves out such delimiters."""
    found = len(row.cells)
    if any(at >= found for f, at in layout.keys.items() if f not in _MAY_BE_BLANK):
        return False
    for block in layout.blocks:
        places = [at for f in COUNTS if (at := block.columns.get(f)) is not None]
        has_all = all(at < found for at in places)
        has_counts = has_all and len(places) == len(COUNTS) and all(map(row.cell, places))
        if not has_counts and not (has_all and block.columns.get(Field.VALUE, found) < found):
            return False
    return True


def hidden(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Ask once about rows and columns that hold figures and are hidden, and once about struck.

    Hidden codes beside names say nothing that is not seen, nor does a letterhead.
    """
    table, layout, rows = sheet.table, sheet.layout, sheet.rows
    above = [row for row in table.rows[: layout.head.first] if row.line in table.hidden_lines]
    titles = [row.line for row in above if _says_of_figures(row, sheet, registers)]
    heads = table.rows[layout.head.first : layout.head.last + 1]
    lines = [row.line for row in (*heads, *rows) if row.line in table.hidden_lines]
    used = layout.used
    if Field.UNIT_NAME in layout.keys:
        used -= {layout.keys.get(Field.UNIT_CODE)}
    columns = sorted(place + 1 for place in used if place + 1 in table.hidden_columns)
    struck = sorted(
        table.struck & {(row.line, at + 1) for row in rows for at in used} if table.struck else ()
    )
    if struck:
        shown = first_of(line for line, _ in struck)
        code, (first, at) = IssueCode.HIDDEN_ROWS, struck[0]
        yield fault(code, line=first, column=at, value=shown, found=shown, reason="struck")
    if lines or columns:
        lines = [*titles, *lines]
        line, column = min(lines, default=None), min(columns, default=None)
        found = first_of(lines or columns)
        yield fault(IssueCode.HIDDEN_ROWS, line=line, column=column, value=found, found=found)
    elif titles:
        code, found = IssueCode.HIDDEN_ROWS, first_of(titles)
        yield fault(code, line=titles[0], value=found, found=found, reason="titles")


def _says_of_figures(row: RawRow, sheet: Sheet, registers: Registers) -> bool:
    """True for a row of titles by which figures below it are understood; a letterhead is none."""
    texts, named = row.texts, registers.headings
    told = any(map(periods_in, texts)) or named.indicator_in(texts) is not None
    told |= any(qualified(marked_words(text)).says_something for text in texts)
    told |= any(map(named.measures.labelled, texts)) or any(map(counts, row.cells))
    own = {block.constants.get(Field.UNIT_NAME, "") for block in sheet.layout.blocks} - {""}
    return told or any(each in text for each in own for text in texts)


def uncomputed(sheet: Sheet) -> Iterator[Issue]:
    """Ask once about formulas that all hold nought: a program may have written them unreckoned."""
    figures, noughts = sheet.layout.figure_columns, sheet.table.uncomputed
    lines = {row.line for row in sheet.rows} if noughts else set[int]()
    found = sorted((line, at) for line, at in noughts if line in lines and at - 1 in figures)
    if found:
        code, severity = IssueCode.FORMULA_WITHOUT_VALUE, Severity.CONFIRM
        line, column = found[0]
        details = {"reason": "nought", "count": len(found)}
        yield fault(code, line=line, column=column, value="0", severity=severity, **details)


def merged(sheet: Sheet) -> Iterator[Issue]:
    """Ask about each figure merged over several units or columns, and take it from the rows.

    It may be the whole's, or each one's; it is never the first one's alone.
    """
    spans, figures = sheet.table.spans, sheet.layout.figure_columns
    places = {row.line: n for n, row in enumerate(sheet.rows)} if spans else {}
    in_order = sorted(places)
    for span in spans:
        place, at = places.get(span.top), span.left - 1
        if place is None or at not in figures:
            continue
        row = sheet.rows[place]
        lines = bisect_right(in_order, span.bottom) - bisect_left(in_order, span.top)
        count = max(lines, sum(at <= other < span.right for other in figures))
        if count > 1 and counts(row.cell(at)):
            asks = partial(unread, reason="merged", line=row.line, column=span.left)
            yield asks(value=row.cells[at], count=count)
            sheet.rows[place] = row.with_cell(at, "")


def notes_below(sheet: Sheet) -> Iterator[Issue]:
    """Ask about remarks below the rows that make figures estimates, and note the others.

    Each is told where its mark stands, in a cell or a head, and kept with the figures marked: there
    it says how they stand. Marks of figures are raised, so that they are no part of numbers.
    """
    layout = sheet.layout
    has_status = Field.STATUS in layout.told
    rows = [(row.line, text) for row in sheet.after[:_MOST_NOTES] if (text := _remark(row))]
    told = {_bare_mark(found[1]) for _, text in rows for found in _MARKS.finditer(text)}
    marked = _marks(sheet, told) if told else {}
    kept = {mark: _kept_at(places, sheet) for mark, places in marked.items()}
    explained = Counter[str]()
    notes = [(line, each) for line, text in rows for each in _parted(text, marked)]
    is_signed = False
    for line, text in notes if sheet.rows else ():
        found = _NOTE.match(text)
        mark = _bare_mark(found[1]) if found else ""
        at_line, column = marked[mark][0] if mark in marked else (line, None)
        is_signed = is_signed or begins(text, "signatures")
        is_status = status_in(meant_words(text)) is not None and not says(text, "draft")
        explained[mark] += 1
        for place in kept.get(mark, ()) if explained[mark] <= _MOST_OF_MARK else ():
            sheet.marked.setdefault(place, []).append(text)
        if is_status and not has_status and mark not in marked:
            yield unclear(reason="status", line=at_line, column=column, value=text)
        elif found or begins(text, "notes") or not (is_signed or _is_name(text)):
            beside = "units" if column == layout.keys.get(Field.UNIT_NAME, -1) + 1 else ""
            sheet.notes.append(Note(text, at_line, column, "titles" if is_status else beside))


def _marks(sheet: Sheet, told: Collection[str]) -> dict[str, list[tuple[int, int]]]:
    """Return line and column of the cells and heads that bear each mark told, raised in figures."""
    layout, marked = sheet.layout, defaultdict[str, list[tuple[int, int]]](list)
    figures = {*layout.figure_columns}
    for number, row in enumerate(sheet.rows):
        for at, cell in enumerate(row.cells):
            found = isinstance(cell, str) and (_MARK.search(cell) or _BEFORE.match(cell))
            if found and isinstance(cell, str):
                mark = _bare_mark(found[1])
                marked[mark].append((row.line, at + 1))
                if at in figures and mark in told and found.end() == len(cell):
                    bare = cell[: found.start()] + ("*" if mark.isalpha() else raised(mark))
                    sheet.rows[number] = sheet.rows[number].with_cell(at, bare)
    for at, text in enumerate(layout.head.texts):
        if found := _MARK.search(text):
            marked[_bare_mark(found[1])].append((layout.header_line, at + 1))
    return marked


def _kept_at(places: Sequence[tuple[int, int]], sheet: Sheet) -> Collection[tuple[int, int]]:
    """Return what marks are of: a figure, all of a row, of a column, or of the table."""
    figures, head = {*sheet.layout.figure_columns}, sheet.layout.header_line
    return {
        (0 if line == head else line, column if column - 1 in figures else 0)
        for line, column in places
    }


def _parted(text: str, marked: Collection[str]) -> Iterator[str]:
    """Yield the remarks of a text that follow a mark each; the text where none does."""
    bare = _LEAD.sub("", text)
    starts = [m.start() for m in _MARKS.finditer(bare) if _bare_mark(m[1]) in marked]
    if starts[:1] != [0]:
        yield text
        return
    for first, end in pairwise([*starts, len(bare)]):
        yield bare[first:end].rstrip(" ;,")


def _remark(row: RawRow) -> str:
    """Return what a row below the figures remarks; several texts side by side are signatures."""
    texts = row.texts
    is_remark = len(texts) == 1 or begins(texts[0], "notes") or _NOTE.match(row.text)
    return row.text[:LONGEST_CELL] if is_remark else ""


def _is_name(text: str) -> bool:
    """True for the name of a person, alone: Nguyen Van A."""
    words = text.split()
    return len(words) <= _LONGEST_PERSON and all(word[:1].isupper() for word in words)


_LONGEST_PERSON = 5
_MOST_OF_MARK = 3  # notes by one mark that figures keep
_MOST_NOTES = 500  # rows below the figures that belong to them; what follows is another text


_SIGN = r"(?:\*+|[\u2020\u2021]|[0-9\u00b9\u00b2\u00b3\u2074-\u2079])"
_ONE = rf"([(\[]?{_SIGN}[)\]]|[(\[][a-z][)\]]|\*+|[\u2020\u2021\u00b9\u00b2\u00b3\u2074-\u2079])"
_NOTE = re.compile(rf"{_ONE}[:.]?\s*\D")
_MARK = re.compile(rf"\s*{_ONE}\s*$")
_BEFORE = re.compile(r"(\*+|[\u2020\u2021]) *(?=[0-9])")
_MARKS = re.compile(rf"(?<!\S){_ONE}(?=[:.]?\s*\D)")
_LEAD = re.compile(rf"^\s*{typed('before notes')}\s*[:.]\s*", re.IGNORECASE)


def _bare_mark(mark: str) -> str:
    """Return a footnote's mark as a sign: (1), [1], 1) and a raised 1 are one."""
    return normalize("NFKC", mark.strip("()[]"))


def unclear_title(sheet: Sheet) -> Iterator[Issue]:
    """Yield an issue for the titles that name several periods, or one that is none of ours."""
    telling = [(n, text) for n, text in sheet.titles if title_period((text,)) != (None, False)]
    if title_period(sheet.texts)[1]:
        line = telling[0][0] if telling else sheet.layout.header_line
        shown = " | ".join(text for _, text in telling)
        named = {each for _, text in telling for each in periods_in(text) if each}
        reason = "several" if len(named) > 1 else ""
        found = fault(IssueCode.BAD_PERIOD, line=line, value=shown, reason=reason)
        yield _of_two_periods(sheet, found)


def _of_two_periods(sheet: Sheet, fault_of: Issue) -> Issue:
    """Return a fault of titles that names two periods and their lines; any other as it is."""
    lines = dict[Period, int]()
    named = [(line, each) for line, text in sheet.titles for each in periods_in(text)]
    years = {each.end.year for _, each in named if isinstance(each, Period)}
    for line, each in named:
        periods = [each.of(year) for year in years] if isinstance(each, PartOfYear) else [each]
        for period in filter(None, periods):
            lines.setdefault(period, line)
    if len(lines) != _BOTH:
        return fault_of
    (one, first), (other, second) = lines.items()
    hidden = [line for line in (first, second) if line in sheet.table.hidden_lines]
    said = {"former": str(one), "first": str(first), "period": str(other)}
    said |= {"other_line": str(second), "reason": "two_hidden" if hidden else "two"}
    said |= {"hidden": first_of(hidden)} if hidden else {}
    return replace(fault_of, details=tuple(said.items()))


_BOTH = 2


def missing_period(sheet: Sheet) -> list[Issue]:
    """Return the issue that nothing tells the period, at the title that may have meant to."""
    titles = ((line, text) for line, text in sheet.titles if may_mean_period(text))
    line, text = next(titles, (None, ""))
    found = missing_column(sheet.layout.head, Field.PERIOD)
    if line is None:
        return [found]
    details = (*found.details, ("reason", "title"), ("title", text[:LONGEST_NAME]))
    return [replace(found, line=line, details=details)]


def of_sums(sheet: Sheet) -> Field | None:
    """Return what numbers under a sum and its parts lack: their indicator, else their figure.

    None where there is no such sum, or a figure.
    """
    layout = sheet.layout
    over = [at for at, stack in enumerate(layout.head.stacks) if stack and layout.first_unit < at]
    sums = [at for at in over if plain_words(layout.head.stacks[at][-1]) in SUMS]
    named = {*layout.told, *sheet.constants}
    figures = [{*block.columns} for block in layout.blocks]
    has_figure = any(Field.VALUE in each or {*COUNTS} <= each for each in figures)
    has_sum = any(map(sheet.has_numbers, sums))
    if has_figure or not has_sum or not INDICATORS.isdisjoint(layout.keys):
        return None
    return Field.INDICATOR_ID if INDICATORS.isdisjoint(named) else Field.VALUE


def named_heads(missing: Issue, sheet: Sheet) -> Issue:
    """Return an issue that figures or their indicator are missing, with the heads that are why.

    Over numbers stand words that name no indicator, or plans and comparisons alone.
    """
    layout, code = sheet.layout, missing.value
    if code not in (Field.INDICATOR_ID, Field.VALUE):
        return missing
    over = [
        (meaning, text)
        for at, (meaning, text) in enumerate(zip(layout.meanings, layout.head.texts, strict=True))
        if text and at >= layout.first_unit and meaning.field not in (*UNITS, Field.NOTE)
        if sheet.has_numbers(at)
    ]
    plans = [text for meaning, text in over if meaning.field is Field.PLAN]
    unnamed = [text for meaning, text in over if not meaning.indicator_id and text not in plans]
    if code == Field.VALUE:
        unnamed = plans if len(plans) == len(over) else []
    if not unnamed:
        return missing
    reason, heads = "heads" if code == Field.INDICATOR_ID else "plans", unnamed[:3]
    details = (*missing.details, ("reason", reason), ("heads", "\u201d, \u201c".join(heads)))
    return replace(missing, details=details)


def unclear_heads(sheet: Sheet) -> Iterator[Issue]:
    """Ask about words in heads that nobody understood: they may change what the figures are."""
    layout = sheet.layout
    for place, meaning in enumerate(layout.meanings):
        head, line, at = layout.head.texts[place], layout.header_line, place + 1
        if meaning.is_so_far and place in layout.figure_columns:
            part = meaning.part.of(sheet.year) if meaning.part and sheet.year else None
            yield so_far_fault(line, at, head, part or meaning.period)
        if meaning.learnt:
            asks = partial(unclear, reason="learnt", line=line, column=at, value=head)
            yield asks(indicator=meaning.learnt)
        if meaning.unclear and (meaning.is_figure or meaning.field in (Field.PLAN, *UNITS)):
            yield unclear(line=line, column=at, value=meaning.unclear, head=head)
    yield from _estimates_beside(layout)


def _estimates_beside(layout: Layout) -> Iterator[Issue]:
    """Ask about estimates in columns beside results: of a year not over they are none yet."""
    estimate = str(ObservationStatus.ESTIMATED)
    told = [each for each in layout.blocks if each.constants.get(Field.STATUS) == estimate]
    for block in told if len(told) < len(layout.blocks) else ():
        at = min(at for field, at in block.columns.items() if field in FIGURES)
        head, period = layout.head.texts[at], block.constants.get(Field.PERIOD, "")
        found = partial(unclear, line=layout.header_line, column=at + 1, value=head)
        yield found(reason="estimate", period=period) if period else found(reason="estimates")


def other_wholes(sheet: Sheet, registers: Registers) -> Iterator[Issue]:
    """Ask about counts whose heads count another thing than the share beside them is of."""
    layout = sheet.layout
    asked = {i.column for i in sheet.issues if i.code is IssueCode.UNCLEAR_HEADING}
    for block in layout.blocks:
        indicator = registers.indicator_in(block.constants)
        own = indicator and indicator.denominator_name
        if not (indicator and own):
            continue
        name, places = indicator.name, {f: block.columns.get(f, -1) for f in COUNTS}
        asks = partial(unclear, line=layout.header_line, indicator=name)
        told = {f: at for f, at in places.items() if at >= 0 and at not in sheet.answered}
        stacks = {f: reversed(layout.head.stacks[at]) for f, at in told.items()}
        heads = {  # over the sum of a group the head above names it
            f: next((text for text in _named([*stack]) if plain_words(text) not in SUMS), "")
            for f, stack in stacks.items()
        }
        text = heads.get(Field.DENOMINATOR, "")
        counted = _COUNTED.search(plain_words(text))
        is_other = not registers.nearest.counts_whole(text, indicator)
        known = _COUNTED.findall(plain_words(f"{own}; {name}"))
        is_other |= counted is not None and counted[0] not in known
        if is_other and told[Field.DENOMINATOR] + 1 not in asked:
            at = told[Field.DENOMINATOR] + 1
            own = wholes_of(indicator)[-1]
            yield asks(reason="whole", column=at, value=text, own=own)
        text = heads.get(Field.NUMERATOR, "")
        is_given = Field.VALUE in block.columns
        is_other = not registers.nearest.counts_part(text, indicator, is_given=is_given)
        if is_other and told[Field.NUMERATOR] + 1 not in asked:
            at = told[Field.NUMERATOR] + 1
            yield asks(reason="part", column=at, value=text)


def _named(stack: Sequence[str]) -> Sequence[str]:
    """Return the texts over a column, the lowest first, without the measure below its own name."""
    words = [plain_words(text).split() for text in stack]
    is_measure = len(stack) > 1 and _holds(words[1], words[0])
    return stack[1:] if is_measure else stack


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    return len(part) < len(words) and f" {' '.join(part)} " in f" {' '.join(words)} "


_COUNTED = phrases("counted")


def so_far_questions(sheet: Sheet) -> list[Issue]:
    """Return what titles are asked about sums so far, once, where figures may be such.

    Of what is there at the end of a period nobody need ask since when it is.
    """
    stock, of = Accumulation.STOCK, [entry.indicator for entry in sheet.entries]
    if of and all(not each.is_share and each.accumulation is stock for each in of):
        return []
    return [each for each in sheet.so_far if each not in sheet.issues]


def so_far_fault(line: int | None, column: int | None, text: str, period: object) -> Issue:
    """Ask whether figures of the first months of a year are sums from its beginning."""
    return unclear(reason="so_far", line=line, column=column, value=text, period=period)
