"""check(): bytes in, figures and every issue out; the one door of this package."""

import gc
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from cds.domain.catalogue import Catalogue
from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation
from cds.ingest.context import CheckedUpload, Context, FileFacts, FirstRows
from cds.ingest.faults import RefusedError, fault, listed
from cds.ingest.head.column_faults import (
    missing_period,
    named_heads,
    of_sums,
    other_wholes,
    unclear_heads,
    unclear_title,
    unread_columns,
)
from cds.ingest.head.guesses import slip_head
from cds.ingest.head.headings import known_words
from cds.ingest.head.heads import (
    Head,
    find_head,
    guessed_head,
    rows_of_words,
    shown_cells,
    with_named_times,
)
from cds.ingest.head.layout import lay_out, missing_column, missing_columns
from cds.ingest.head.proposals import preview_of, proposing
from cds.ingest.head.registers import Registers, registers_of
from cds.ingest.head.sheet import ParsedRow, Sheet, plans_beside_results, sheets, titled
from cds.ingest.head.titles import complete_layout, read_titles, without_early
from cds.ingest.mapping import ColumnMapping, signature
from cds.ingest.reading import read
from cds.ingest.rows.privacy import person_columns
from cds.ingest.rows.title_conflicts import periods_apart, periods_below
from cds.ingest.rows.unexplained import wording
from cds.ingest.rows.unread import is_plan_sheet, unread_plan, unread_sheets, unread_texts
from cds.ingest.rows.whole_sheet import faults_of_rows, read_rows, sort_rows
from cds.ingest.rules.figure_rules import OF_ROWS, RULES, out_of_scope
from cds.ingest.rules.old_boundaries import older_boundaries, on_boundaries_of_today
from cds.ingest.tables import LONGEST_CELL, MOST_ROWS, RawTable
from cds.ingest.words.dates import read_period, title_period
from cds.ingest.words.fields import Field
from cds.ingest.words.numbers import counts
from cds.ingest.words.qualifiers import qualified

__all__ = ["CheckedUpload", "Context", "FileFacts", "FirstRows", "check", "wording"]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no cycles meanwhile: millions of cells hold none, and walking them costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
def check(content: bytes, name: str, catalogue: Catalogue, context: Context) -> CheckedUpload:
    """Return what a file says and everything that is wrong with it.

    Never raises for a fault of the file. Observations are those of sound rows, each key once.
    """
    facts = FileFacts(name, hashlib.sha256(content).hexdigest())
    chosen = context.mapping.sheet if context.mapping else None
    filled: tuple[str, ...] = ()
    registers = registers_of(catalogue, context, name)
    try:
        told = read(content, catalogue.once(known_words))
        tables = [with_named_times(table, registers.headings) for table in told]
        filled = tuple(table.sheet for table in tables if table.sheet and table.rows)
        found = _chosen(tables, chosen, registers)
    except RefusedError as refusal:
        return CheckedUpload(facts, (), (refusal.issue,), sheets=filled)
    table, head = found[0]
    named = ", ".join(table.sheet for table, _ in found if table.sheet) or None
    facts = replace(facts, encoding=table.encoding, delimiter=table.delimiter, sheet=named)
    read_ones = [table for table, _ in found]
    left = () if chosen else unread_sheets(tables, read_ones, partial(_is_full, registers))
    texts = unread_texts(read_ones if chosen else tables, registers)
    table = replace(table, issues=(*table.issues, *left, *texts))
    headed = [(table, head), *found[1:]]
    checked = _checked(facts, headed, registers)
    if _leaves_out(checked) and not (context.mapping and context.mapping.columns):
        checked = _read_again(checked, headed, registers)
    if context.convert and (older := older_boundaries(registers)):
        again = _checked(facts, headed, replace(registers, older=older, asked={}))
        is_offered = any(one.code is IssueCode.OLD_BOUNDARIES for one in again.issues)
        checked = again if is_offered else checked
    return replace(checked, sheets=filled)


def _leaves_out(checked: CheckedUpload) -> bool:
    """True for a file that is refused, or figures of which nobody knows what they are of."""
    unread = (i for i in checked.issues if i.code is IssueCode.UNREAD_FIGURES)
    reasons = {dict(i.details).get("reason") for i in unread if i.severity is Severity.CONFIRM}
    return checked.is_blocked or not reasons.isdisjoint(_UNKNOWN)


_UNKNOWN = frozenset(("column", "columns", "counts", "counts_off", "exceeds", "unknown"))


def _read_again(
    strict: CheckedUpload, tables: Sequence[tuple[RawTable, Head | None]], registers: Registers
) -> CheckedUpload:
    """Return what a file may say, what is not sure a question; strict reading's if that is more.

    The words above tables and in names of sheet and file may tell what their heads leave out.
    """
    if sum(len(table.rows) for table, _ in tables) > _MOST_READ_AGAIN:
        return strict
    best, fewest = strict, 0 if strict.is_blocked else len(strict.observations)
    words = [(table, rows_of_words(table, registers.headings)) for table, _ in tables]
    found = [(table, head or over) for (table, head), (_, over) in zip(tables, words, strict=True)]
    for again in (found, words) if words != found and strict.is_blocked else (found,):
        around = [registers.file_name]
        for table, head in again:
            above = table.rows[: head.first if head else 0]
            around += [table.sheet or "", *(row.text[:LONGEST_CELL] for row in above)]
        read = _checked(strict.file, again, registers.for_second_reading(around))
        if not read.is_blocked and len(read.observations) > fewest:
            best, fewest = read, len(read.observations)
    return best


_MOST_READ_AGAIN = 20_000  # rows: forms are short


def _chosen(
    tables: Sequence[RawTable], wanted: str | None, registers: Registers
) -> Sequence[tuple[RawTable, Head | None]]:
    """Return the one table with a head of ours, or all that are alike or tell of other figures.

    Raises RefusedError for none, or for several of which nobody knows which one counts.
    """
    tables = [table for table in tables if wanted in (None, table.sheet)] or list(tables)
    heads = [(table, find_head(table, registers.headings)) for table in tables]
    headed = [(table, head) for table, head in heads if head]
    full = [(table, head) for table, head in headed if _is_full(registers, table)] or headed
    for leaves_out in (False, True) if full else ():
        found = [each for each in full if not (leaves_out and _is_beside(*each, registers))]
        alone = len(full) == 1 or (leaves_out and len(found) == 1)
        if alone or (found and (_are_alike(found, registers) or _are_apart(found, registers))):
            return found
    if full:
        names = ", ".join(table.sheet or "" for table, _ in full)
        raise RefusedError(fault(IssueCode.AMBIGUOUS_SHEET, value=names, found=names))
    filled = [table for table in tables if table.rows]
    if not filled:
        raise RefusedError(fault(IssueCode.EMPTY_FILE))
    return [(max(filled, key=lambda table: len(table.rows)), None)]


def _is_beside(table: RawTable, head: Head, registers: Registers) -> bool:
    """True for a sheet that is a plan by its name, or where nothing names an indicator."""
    reader, titles = registers.headings, [row.text for row in table.rows[: head.first]]
    texts = (table.sheet or "", *titles, *head.texts)
    nearest, heads = registers.for_second_reading(texts).nearest, " ".join(head.texts)
    near = (nearest.find(f"{text} {heads}", is_title=True) for text in titles)
    is_told = any(reader.read(text).indicator_id for text in head.texts) or any(near)
    is_told |= reader.indicator_in(texts) is not None
    return is_plan_sheet(table) or not is_told


def _are_alike(found: Sequence[tuple[RawTable, Head]], registers: Registers) -> bool:
    """True for sheets of one period, each of an indicator of its own by its title.

    And for those with one head, and each a district, a period or units of its own.
    """
    units, reader = registers.units, registers.headings
    names = [table.sheet or "" for table, _ in found]
    if any(map(_is_aside, names)):
        return False
    rows = [table.rows[: head.first] for table, head in found]
    titles = [[text for row in each for text in titled(row)] for each in rows]
    periods = [title_period(each)[0] for each in titles]
    if None not in periods and len({*periods}) == 1:
        indicators = {reader.indicator_in(each) for each in titles}
        if len(indicators - {None}) == len(found):
            return True
    if len({tuple(map(plain_words, head.texts)) for _, head in found}) > 1:
        return False
    periods = [period or read_period(name) for period, name in zip(periods, names, strict=True)]
    districts = {units.district_of(t.rows[: h.first], t.sheet or "") for t, h in found}
    own = {
        units.own_in(t) or (n if units.is_name(n) else None)
        for t, n in zip(titles, names, strict=True)
    }
    if len(found) in (len({*periods} - {None}), len(districts - {None}), len(own - {None})):
        return True
    cells = [{str(c) for row in t.rows[h.last + 1 :] for c in row.cells} for t, h in found]
    named = [text for each in cells for text in each if units.is_unit(text)]
    return bool(named) and len(named) == len({*named})


def _are_apart(found: Sequence[tuple[RawTable, Head]], registers: Registers) -> bool:
    """True for sheets of which each is sound by itself, and none tells a figure of another."""
    if any(_is_aside(table.sheet or "") for table, _ in found):
        return False
    told = set[object]()
    for each in found:
        alone = _checked(FileFacts("", ""), [each], replace(registers, asked={}))
        keys = {figure.key for figure in alone.observations}
        if alone.is_blocked or not keys or not told.isdisjoint(keys):
            return False
        told |= keys
    return True


def _is_aside(name: str) -> bool:
    """True for the name of a sheet of plans and the like, or of one kept for oneself."""
    plain = plain_words(name)
    return qualified(plain).says_something or _OF_NO_USE.search(plain) is not None


_OF_NO_USE = re.compile(r"\b(?:nhap|cu|goc|luu|copy|sao|backup|vi du|test)\b")  # by name


def _is_full(registers: Registers, table: RawTable) -> bool:
    """True when numbers stand under a head that names units or figures."""
    head = find_head(table, registers.headings)
    if head is None:
        return False
    layout = lay_out(head, registers.headings, None, [])
    rows = table.rows[head.last + 1 :]
    return bool(layout.blocks) and any(
        counts(row.cell(place)) for row in rows for place in layout.figure_columns
    )


def _checked(
    facts: FileFacts, tables: Sequence[tuple[RawTable, Head | None]], registers: Registers
) -> CheckedUpload:
    """Check head, rows and figures of each sheet; a bad head leaves its rows unread."""
    reader, (table, found) = registers.headings, tables[0]
    head = found or guessed_head(table, reader)
    mapping = _answer(head, registers.context)
    if found is None and mapping is None and (found := slip_head(table, registers)):
        head = found
    if head is None or (found is None and mapping is None):
        return _unheaded(facts, table, head, registers)
    issues, entries, preview, above = list[Issue](), list[ParsedRow](), None, None
    count, told, before, is_refused = 0, set[str](), head, False
    for table, own in tables:
        since, is_first = len(issues), table is tables[0][0]
        titled = list[tuple[Sheet, int]]()
        if own and own.texts != before.texts:
            above, before = None, own  # another form: what titles say before it is not of it
        issues += table.issues
        parts = [*sheets(table, own or head, mapping, registers, issues)]
        plans = plans_beside_results(parts, own or head)
        issues += map(unread_plan, plans)
        for sheet in (part for part in parts if part not in plans):
            sheet.name = table.sheet or "" if len(tables) > 1 else ""
            read_titles(sheet, above, registers)
            if sheet.is_title:
                above = above or sheet
                titled.append((sheet, len(entries)))
                continue
            complete_layout(sheet, registers)
            layout = sheet.layout
            if preview is None:
                header_line = head.line if any(head.texts) else None
                facts = replace(facts, layout=layout.name, header_line=header_line)
                said = lay_out(head, reader, None, []) if mapping else None
                preview = preview_of(sheet.table, layout, said)
            faults = _head_faults(sheet, registers)
            issues += [*faults, *person_columns(layout)]
            is_bad = any(issue.severity is Severity.ERROR for issue in faults)
            if is_bad or not layout.blocks:
                issues += faults_of_rows(sheet, faults, registers)
                entries += sheet.entries
                if above is None and is_first:
                    preview = preview if mapping else proposing(preview, table, layout, registers)
                    is_refused = True
                    break  # the parts below bear the same head
                continue
            above = above or sheet
            sort_rows(sheet, registers)
            count += len(sheet.rows)
            if count > MOST_ROWS:
                issues.append(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
                return CheckedUpload(facts, (), listed(issues), preview)
            mark = read_rows(sheet, registers, told)
            issues += periods_apart(above, sheet)
            facts = replace(facts, decimal=facts.decimal or mark)
            entries += sheet.entries
        ends = (*(at for _, at in titled[1:]), len(entries))
        for (sheet, at), end in zip(titled, ends, strict=True) if titled else ():
            issues += periods_below(sheet, entries[at:end])
        if len(tables) > 1:
            issues[since:] = [issue.in_sheet(table.sheet or "") for issue in issues[since:]]
    if not (count or is_refused):
        issues.append(fault(IssueCode.NO_ROWS, line=layout.header_line))
    issues = without_early(issues, {entry.observation.period for entry in entries})
    for rule in OF_ROWS if is_refused else RULES:
        issues.extend(rule(entries, registers))
    if is_refused:
        return CheckedUpload(facts, (), listed(issues), preview)
    if registers.older:
        entries = on_boundaries_of_today(entries, registers, issues)
    issues.extend(out_of_scope(entries, registers))
    once: dict[object, Observation] = {}
    for entry in entries:
        once.setdefault(entry.observation.key, entry.observation)
    if not once and not any(issue.severity is Severity.ERROR for issue in issues):
        issues.append(fault(IssueCode.NO_ROWS, line=layout.header_line))
    return CheckedUpload(facts, tuple(once.values()), listed(issues), preview)


def _answer(head: Head | None, context: Context) -> ColumnMapping | None:
    """The sender's answer for this file counts before the remembered one.

    A blank head is shared by all files without one, so nothing is remembered for it.
    """
    if head is None:
        return None
    if context.mapping is not None and context.mapping.columns:
        return context.mapping
    known = context.mappings or {}
    return known.get(signature(head.texts)) if any(head.texts) else None


def _unheaded(
    facts: FileFacts, table: RawTable, head: Head | None, registers: Registers
) -> CheckedUpload:
    first, preview = table.rows[0], None
    shown = shown_cells(first)
    issue = fault(IssueCode.NO_HEADER, line=first.line, value=shown, found=shown)
    if head is not None:
        layout = lay_out(head, registers.headings, None, [])
        preview = preview_of(table, layout, None)
        preview = proposing(preview, table, layout, registers)
    return CheckedUpload(facts, (), (*table.issues, issue), preview)


def _head_faults(sheet: Sheet, registers: Registers) -> list[Issue]:
    if Field.EXPORTED in sheet.layout.keys:
        place = sheet.layout.keys[Field.EXPORTED]
        line, text = sheet.layout.header_line, sheet.layout.head.texts[place]
        code, reason = IssueCode.UNSUPPORTED_FILE, "exported"
        sheet.issues.clear()  # why says all
        return [fault(code, line=line, column=place + 1, value=text, reason=reason)]
    given = [Field.PERIOD] if registers.context.period else []
    given += [Field.INDICATOR_ID] if registers.context.indicator_id else []
    missing = missing_columns(sheet.layout, given)
    if any(issue.value == Field.PERIOD for issue in missing):
        kept = [issue for issue in missing if issue.value != Field.PERIOD]
        missing = [*(list(unclear_title(sheet)) or missing_period(sheet)), *kept]
    unknown = list(unread_columns(sheet, registers))
    if any(issue.code is IssueCode.UNKNOWN_INDICATOR for issue in unknown):
        missing = [issue for issue in missing if issue.value != Field.VALUE]  # one cause
    if lacking := of_sums(sheet):
        missing = [i for i in missing if i.value not in (Field.INDICATOR_ID, Field.VALUE)]
        missing.append(missing_column(sheet.layout.head, lacking))
        unknown = [i for i in unknown if i.code is not IssueCode.UNKNOWN_INDICATOR]
    missing = [named_heads(issue, sheet) for issue in missing]
    unclear = [*unclear_heads(sheet), *other_wholes(sheet, registers)]
    return [*missing, *unknown, *unclear]
