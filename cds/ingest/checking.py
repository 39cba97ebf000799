"""check(): bytes in, figures and every issue out; the one door of this package."""

import gc
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

from cds.domain.catalogue import Catalogue
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation
from cds.domain.periods import Period, PeriodKind
from cds.ingest.body import Body, BodyReader, district_block
from cds.ingest.columns import (
    conventions,
    decimal_mark,
    figures_above,
    hidden,
    is_number,
    lone_numbers,
    ragged,
    rival_units,
    scaled_columns,
    unclear_title,
    unread_columns,
)
from cds.ingest.context import CheckedUpload, Context, FileFacts, FirstRows
from cds.ingest.dates import PartOfYear, periods_in, read_period, title_part, title_period
from cds.ingest.faults import MOST_ISSUES, RefusedError, fault
from cds.ingest.fields import Field, fields_by_alias
from cds.ingest.headings import HeadingReader, known_words
from cds.ingest.heads import Head, find_head, guessed_head, shown_cells, titles
from cds.ingest.layout import Layout, lay_out, missing_columns
from cds.ingest.mapping import ColumnMapping, signature
from cds.ingest.numbers import Evidence
from cds.ingest.parsing import ParsedRow, RowParser
from cds.ingest.privacy import person_columns, personal_cells
from cds.ingest.proposals import proposed
from cds.ingest.reading import read
from cds.ingest.registers import IndicatorIndex, Registers
from cds.ingest.rules import RULES, key
from cds.ingest.scope import RuleScope
from cds.ingest.tables import MOST_ROWS, RawTable
from cds.ingest.totals import total_faults
from cds.ingest.units import UnitIndex

__all__ = ["CheckedUpload", "Context", "FileFacts", "FirstRows", "check"]

_MOST_LOOKED_AT = 2_000  # texts of a column, to tell whether it holds units
_PREVIEW_ROWS = 8
_PREVIEW_COLUMNS = 60
Told = tuple[int | None, PartOfYear | None]  # year, and quarter or half, that titles name


def check(content: bytes, name: str, catalogue: Catalogue, context: Context) -> CheckedUpload:
    """Return what a file says and everything that is wrong with it.

    Never raises for a fault of the file. Observations are those of sound rows, each key once.
    """
    with _uncollected():
        return _check(content, name, catalogue, context)


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


def _check(content: bytes, name: str, catalogue: Catalogue, context: Context) -> CheckedUpload:
    facts = FileFacts(name, hashlib.sha256(content).hexdigest())
    aliases = fields_by_alias({**context.aliases, **catalogue.header_aliases})
    desk = _Desk(
        catalogue,
        context,
        HeadingReader(catalogue, aliases),
        Registers(UnitIndex(catalogue), IndicatorIndex(catalogue)),
    )
    sheets: tuple[str, ...] = ()
    try:
        tables = read(content, _vocabulary(catalogue))
        sheets = tuple(table.sheet for table in tables if table.sheet and table.rows)
        table, head = desk.chosen(tables)
    except RefusedError as refusal:
        return CheckedUpload(facts, (), (refusal.issue,), sheets=sheets)
    facts = replace(facts, encoding=table.encoding, delimiter=table.delimiter, sheet=table.sheet)
    return replace(desk.checked(facts, table, head), sheets=sheets)


def _vocabulary(catalogue: Catalogue) -> frozenset[str]:
    names = [unit.name for unit in catalogue.units.values()]
    return known_words([*names, *(each.name for each in catalogue.indicators.values())])


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything one check needs beside the file."""

    catalogue: Catalogue
    context: Context
    reader: HeadingReader
    registers: Registers

    def chosen(self, tables: Sequence[RawTable]) -> tuple[RawTable, Head | None]:
        """Return the one table with a head of ours. Raises RefusedError for none or several."""
        wanted = self.context.mapping.sheet if self.context.mapping else None
        tables = [table for table in tables if wanted in (None, table.sheet)] or list(tables)
        heads = [(table, find_head(table, self.reader, self._is_unit)) for table in tables]
        headed = [(table, head) for table, head in heads if head]
        full = [(table, head) for table, head in headed if self._is_full(table, head)] or headed
        if len(full) > 1:
            names = ", ".join(table.sheet or "" for table, _ in full)
            raise RefusedError(fault(IssueCode.AMBIGUOUS_SHEET, value=names, found=names))
        if full:
            return full[0]
        filled = [table for table in tables if table.rows]
        if not filled:
            raise RefusedError(fault(IssueCode.EMPTY_FILE))
        largest = max(filled, key=lambda table: len(table.rows))
        return largest, None

    def _is_full(self, table: RawTable, head: Head) -> bool:
        """True when numbers stand under a head that names units or figures."""
        rows = table.rows[head.last + 1 :]
        layout = lay_out(head, self.reader, None, [])
        return bool(layout.blocks) and any(
            is_number(row.cells[place])
            for row in rows
            for place in layout.figure_columns
            if place < len(row.cells)
        )

    def _is_unit(self, text: str) -> bool:
        return bool(text) and bool(self.registers.units.candidates("", text))

    def checked(self, facts: FileFacts, table: RawTable, found: Head | None) -> CheckedUpload:
        """Check head, rows and figures; a bad head leaves the rows unread."""
        head = found or guessed_head(table, self._is_unit)
        mapping = self._mapping(head)
        if head is None or (found is None and mapping is None):
            return self._unheaded(facts, table, head)
        issues = [*table.issues]
        told, period_faults, said = self._titled(table, head)
        layout = lay_out(head, self.reader, mapping, issues)
        is_yearly = mapping is None and self._is_yearly(table, head, said)
        layout = layout.with_constants(said).with_keys(layout.years if is_yearly else {})
        layout = layout.with_bare_periods(told[1])
        layout = self._with_units(table, layout)
        header_line = head.line if any(head.texts) else None
        facts = replace(facts, layout=layout.name, header_line=header_line)
        preview = self._preview(table, layout, mapping)
        faults = self._head_faults(table, layout, mapping)
        issues += [*period_faults, *faults, *person_columns(layout)]
        if any(issue.severity is Severity.ERROR for issue in faults) or not layout.blocks:
            preview = preview if mapping else self._proposing(preview, table, layout)
            return CheckedUpload(facts, (), _listed(issues), preview)
        return self._read(facts, table, layout, told, issues, preview)

    def _mapping(self, head: Head | None) -> ColumnMapping | None:
        """The sender's answer for this file counts before the remembered one.

        A blank head is shared by all files without one, so nothing is remembered for it.
        """
        if head is None:
            return None
        given = self.context.mapping
        if given is not None and given.columns:
            return given
        known = self.context.mappings or {}
        return known.get(signature(head.texts)) if any(head.texts) else None

    def _unheaded(self, facts: FileFacts, table: RawTable, head: Head | None) -> CheckedUpload:
        first = table.rows[0]
        shown = shown_cells(first)
        issue = fault(IssueCode.NO_HEADER, line=first.line, value=shown, found=shown)
        preview = None
        if head is not None:
            layout = lay_out(head, self.reader, None, [])
            preview = self._proposing(self._preview(table, layout, None), table, layout)
        return CheckedUpload(facts, (), (*table.issues, issue), preview)

    def _preview(self, table: RawTable, layout: Layout, mapping: ColumnMapping | None) -> FirstRows:
        head = layout.head
        rows = table.rows[head.last + 1 : head.last + 1 + _PREVIEW_ROWS]
        alone = lay_out(head, self.reader, None, []) if mapping else layout
        return FirstRows(
            signature(head.texts),
            head.texts[:_PREVIEW_COLUMNS],
            layout.columns[:_PREVIEW_COLUMNS],
            alone.columns[:_PREVIEW_COLUMNS],
            tuple(tuple(str(cell) for cell in row.cells[:_PREVIEW_COLUMNS]) for row in rows),
            is_answered=mapping is not None,
        )

    def _proposing(self, preview: FirstRows, table: RawTable, layout: Layout) -> FirstRows:
        """Return the preview with what its unread columns may hold."""
        columns = proposed(table, layout, self._is_unit, self.reader)
        return replace(preview, meanings=columns[:_PREVIEW_COLUMNS])

    def _is_yearly(self, table: RawTable, head: Head, said: Mapping[Field, str]) -> bool:
        """True when neither the sender nor a title speaks of anything but whole years."""
        texts = (*(text for _, text in titles(table, head)), table.sheet or "")
        told = self.context.period or read_period(said.get(Field.PERIOD, ""))
        named = (*(each for text in texts for each in periods_in(text)), *([told] if told else []))
        return all(isinstance(each, Period) and each.kind is PeriodKind.YEAR for each in named)

    def _titled(self, table: RawTable, head: Head) -> tuple[Told, list[Issue], Mapping[Field, str]]:
        """Return what the titles say for all rows: year and part of it, a period, an indicator."""
        above = list(titles(table, head))
        period, _ = title_period(tuple(text for _, text in above))
        period = period or read_period(table.sheet or "")
        chosen = self.context.period
        issues: list[Issue] = []
        if chosen and period and not _same_time(chosen, period):
            line = next((n for n, text in above if title_period((text,))[0] == period), None)
            issues = [
                fault(
                    IssueCode.PERIOD_CONFLICT,
                    line=line,
                    value=str(period),
                    expected=str(chosen),
                )
            ]
        said: dict[Field, str] = {}
        if period and chosen is None:
            said[Field.PERIOD] = str(period)
        if indicator_id := self.reader.indicator_in(text for _, text in above):
            said[Field.INDICATOR_ID] = indicator_id
        part = title_part([*(text for _, text in above), table.sheet or ""], chosen)
        return (_year(chosen or period), part), issues, said

    def _with_units(self, table: RawTable, layout: Layout) -> Layout:
        """Find the column of units by what it holds, where the head does not name it."""
        if {Field.UNIT_CODE, Field.UNIT_NAME} & {*layout.keys}:
            return layout
        rows = table.rows[layout.head.last + 1 :]
        taken = {*layout.keys.values(), *layout.figure_columns}
        best, most = None, 0
        for place in range(layout.head.width):
            if place in taken:
                continue
            column = (str(row.cells[place]) for row in rows if place < len(row.cells))
            texts = tuple(islice(dict.fromkeys(text for text in column if text), _MOST_LOOKED_AT))
            named = sum(map(self._is_unit, texts))
            if named > most and named * 2 > len(texts):
                best, most = place, named
        return layout if best is None else layout.with_keys({Field.UNIT_NAME: best})

    def _head_faults(
        self, table: RawTable, layout: Layout, mapping: ColumnMapping | None
    ) -> list[Issue]:
        given = [Field.PERIOD] if self.context.period else []
        given += [Field.INDICATOR_ID] if self.context.indicator_id else []
        missing = missing_columns(layout, given)
        if any(issue.value == Field.PERIOD for issue in missing):
            unclear = list(unclear_title(table, layout))
            kept = [issue for issue in missing if issue.value != Field.PERIOD]
            missing = [*unclear, *kept] if unclear else missing
        return [
            *missing,
            *figures_above(table, layout, self.registers.units),
            *rival_units(table, layout, mapping, self.registers.units),
            *lone_numbers(table, layout, mapping),
            *unread_columns(table, layout, mapping, self.registers.indicators),
            *scaled_columns(table, layout),
        ]

    def _read(
        self,
        facts: FileFacts,
        table: RawTable,
        layout: Layout,
        told: Told,
        issues: list[Issue],
        preview: FirstRows,
    ) -> CheckedUpload:
        uneven = {issue.line: issue for issue in ragged(table, layout)}
        body = BodyReader(table, layout, self.registers.units, self.registers.indicators).read()
        if len(body.rows) > MOST_ROWS:
            issues.append(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
            return CheckedUpload(facts, (), _listed(issues), preview)
        kept = [place for place, row in enumerate(body.rows) if row.line not in uneven]
        issues += [uneven[row.line] for row in body.rows if row.line in uneven]
        if not body.rows:
            issues.append(fault(IssueCode.NO_ROWS, line=layout.header_line))
        body.rows, body.sections = (
            [body.rows[place] for place in kept],
            [body.sections[place] for place in kept],
        )
        issues += [*hidden(table, layout, body.rows), *personal_cells(body.rows, layout)]
        weighed = conventions(body.rows, layout)
        observations = self._figures(layout, body, weighed, told, issues)
        facts = replace(facts, decimal=decimal_mark(layout, weighed))
        return CheckedUpload(facts, observations, _listed(issues), preview)

    def _figures(
        self,
        layout: Layout,
        body: Body,
        weighed: Mapping[int, Evidence],
        told: Told,
        issues: list[Issue],
    ) -> tuple[Observation, ...]:
        place = layout.head.width
        blocks = tuple(district_block(block, place) for block in layout.blocks)
        parser = RowParser(self.catalogue, self.context, self.registers, weighed, told)
        entries: list[ParsedRow] = list(parser.parse(body.rows, body.sections, blocks, issues))
        scope = RuleScope(self.catalogue, self.context)
        for rule in RULES:
            issues.extend(rule(entries, scope))
        issues.extend(total_faults(body.totals, entries, blocks, parser.figures, scope))
        once: dict[object, Observation] = {}
        for entry in entries:
            once.setdefault(key(entry.observation), entry.observation)
        if not once and not any(issue.severity is Severity.ERROR for issue in issues):
            issues.append(fault(IssueCode.NO_ROWS, line=layout.header_line))
        return tuple(once.values())


def _same_time(chosen: Period, named: Period) -> bool:
    """A year chosen beside a title with one of its days, or the reverse, is no conflict."""
    return chosen == named or (chosen.start <= named.start and named.end <= chosen.end)


def _year(period: Period | None) -> int | None:
    return period.end.year if period else None


def _listed(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Return the issues by place, of each kind as many as people may read and how many more."""
    kinds: defaultdict[tuple[IssueCode, Severity], list[Issue]] = defaultdict(list)
    for issue in sorted(issues, key=_place):
        kinds[issue.code, issue.severity].append(issue)
    listed = [issue for found in kinds.values() for issue in found[:MOST_ISSUES]]
    more = [
        fault(
            IssueCode.MORE_ISSUES,
            value=code,
            severity=Severity.ERROR if severity is Severity.ERROR else Severity.WARNING,
            like=found[0].line,
            more=len(found) - MOST_ISSUES,
        )
        for (code, severity), found in kinds.items()
        if len(found) > MOST_ISSUES
    ]
    return (*sorted(listed, key=_place), *more)


def _place(issue: Issue) -> tuple[int, int]:
    return issue.line or 0, issue.column or 0
