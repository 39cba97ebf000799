"""check(): bytes in, figures and every issue out; the one door of this package."""

import gc
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice

from cds.domain.catalogue import Catalogue
from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.observations import Observation
from cds.domain.periods import Period, PeriodKind
from cds.ingest.body import BodyReader, district_block
from cds.ingest.columns import (
    conventions,
    decimal_mark,
    figures_above,
    hidden,
    lone_numbers,
    measure_faults,
    merged,
    notes_below,
    ragged,
    rival_units,
    unclear_heads,
    unclear_title,
    uncomputed,
    unread_columns,
    whole_periods,
)
from cds.ingest.context import CheckedUpload, Context, FileFacts, FirstRows
from cds.ingest.dates import (
    PartOfYear,
    of_results,
    periods_in,
    read_period,
    title_part,
    title_period,
)
from cds.ingest.faults import MOST_ISSUES, RefusedError, fault
from cds.ingest.fields import Field, fields_by_alias
from cds.ingest.headings import HeadingReader, known_words
from cds.ingest.heads import Head, find_head, guessed_head, shown_cells
from cds.ingest.layout import SINCE_YEAR, Layout, lay_out, missing_columns
from cds.ingest.mapping import ColumnMapping, signature
from cds.ingest.numbers import is_number
from cds.ingest.parsing import ParsedRow, RowParser
from cds.ingest.parts import Part, parts
from cds.ingest.privacy import person_columns, personal_cells
from cds.ingest.proposals import proposed
from cds.ingest.qualifiers import marked_words, only_plans, qualified
from cds.ingest.reading import read
from cds.ingest.registers import IndicatorIndex, Registers
from cds.ingest.rules import RULES, key
from cds.ingest.scope import RuleScope
from cds.ingest.tables import MOST_ROWS, RawTable
from cds.ingest.totals import total_faults
from cds.ingest.units import UnitIndex
from cds.ingest.unread import unread_figures, unread_sheets

__all__ = ["CheckedUpload", "Context", "FileFacts", "FirstRows", "check"]

_MOST_LOOKED_AT = 2_000  # texts of a column, to tell whether it holds units
_MANY_CONTROLS = 20  # cells with control characters, beyond which the code table was wrong
_PREVIEW_ROWS = 8
_PREVIEW_COLUMNS = 60


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
    units = UnitIndex(catalogue)
    aliases = fields_by_alias({**context.aliases, **catalogue.header_aliases})
    desk = _Desk(
        catalogue,
        context,
        HeadingReader(catalogue, aliases, units.is_unit, context.learnt),
        Registers(units, IndicatorIndex(catalogue)),
    )
    sheets: tuple[str, ...] = ()
    try:
        tables = read(content, _vocabulary(catalogue))
        sheets = tuple(table.sheet for table in tables if table.sheet and table.rows)
        table, head = desk.chosen(tables)
    except RefusedError as refusal:
        return CheckedUpload(facts, (), (refusal.issue,), sheets=sheets)
    facts = replace(facts, encoding=table.encoding, delimiter=table.delimiter, sheet=table.sheet)
    left = () if desk.chosen_sheet else unread_sheets(tables, table)
    table = replace(table, issues=(*table.issues, *left))
    return replace(desk.checked(facts, table, head), sheets=sheets)


def _vocabulary(catalogue: Catalogue) -> frozenset[str]:
    names = [unit.name for unit in catalogue.units.values()]
    return known_words([*names, *(each.name for each in catalogue.indicators.values())])


@dataclass(slots=True)
class _Gathered:
    """What the parts of a sheet yield together, for the rules to look at all of it."""

    issues: list[Issue]
    entries: list[ParsedRow] = field(default_factory=list[ParsedRow])
    decimal: str | None = None
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Said:
    """What titles say for all rows below them, each blank where they do not."""

    constants: Mapping[Field, str]
    year: int | None
    part: PartOfYear | None
    district: str


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything one check needs beside the file."""

    catalogue: Catalogue
    context: Context
    reader: HeadingReader
    registers: Registers

    @property
    def chosen_sheet(self) -> str | None:
        """The sheet that the sender chose."""
        return self.context.mapping.sheet if self.context.mapping else None

    def chosen(self, tables: Sequence[RawTable]) -> tuple[RawTable, Head | None]:
        """Return the one table with a head of ours. Raises RefusedError for none or several."""
        wanted = self.chosen_sheet
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
        return self.registers.units.is_unit(text)

    def checked(self, facts: FileFacts, table: RawTable, found: Head | None) -> CheckedUpload:
        """Check head, rows and figures of each part; a bad head leaves its rows unread."""
        head = found or guessed_head(table, self._is_unit)
        mapping = self._mapping(head)
        if head is None or (found is None and mapping is None):
            return self._unheaded(facts, table, head)
        layout = lay_out(head, self.reader, mapping, [])
        gathered, preview, above = _Gathered([*table.issues]), None, None
        for part in parts(table, layout, self.reader, self.registers.units):
            mapped = mapping if part.head.stacks == head.stacks else None
            said = self._said(part, gathered, above)
            layout = self._laid_out(part, said, mapped, gathered)
            if preview is None:
                header_line = head.line if any(head.texts) else None
                facts = replace(facts, layout=layout.name, header_line=header_line)
                preview = self._preview(part.table, layout, mapping)
            faults = self._head_faults(part, layout, mapped)
            gathered.issues += [*faults, *person_columns(layout)]
            is_bad = any(issue.severity is Severity.ERROR for issue in faults)
            if is_bad or not layout.blocks:
                if above is None:
                    preview = preview if mapping else self._proposing(preview, table, layout)
                    return CheckedUpload(facts, (), _listed(gathered.issues), preview)
                continue
            above = above or said
            if not self._read(part, layout, said, mapped, gathered):
                return CheckedUpload(facts, (), _listed(gathered.issues), preview)
        if not gathered.rows:
            gathered.issues.append(fault(IssueCode.NO_ROWS, line=layout.header_line))
        facts = replace(facts, decimal=gathered.decimal)
        observations = self._judged(gathered, layout)
        return CheckedUpload(facts, observations, _listed(gathered.issues), preview)

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

    def _said(self, part: Part, gathered: _Gathered, above: _Said | None) -> _Said:
        """Return what the titles say for all rows: of when, of what, where; else those above."""
        sheet, chosen = part.table.sheet or "", self.context.period
        texts = [text for _, text in part.titles]
        period, is_unclear = title_period(tuple(texts))
        period = period or read_period(sheet)
        part_said = title_part([*texts, sheet], chosen)
        if above and part_said and not period and above.year:
            period = part_said.of(above.year)
        if chosen and period and not _same_time(chosen, period):
            line = next((n for n, text in part.titles if title_period((text,))[0] == period), None)
            code, expected = IssueCode.PERIOD_CONFLICT, str(chosen)
            gathered.issues.append(fault(code, line=line, value=str(period), expected=expected))
        said: dict[Field, str] = {**above.constants} if above else {}
        if is_unclear:
            said.pop(Field.PERIOD, None)
        if period and chosen is None:
            said[Field.PERIOD] = str(period)
        if indicator_id := self.reader.indicator_in(texts):
            said[Field.INDICATOR_ID] = indicator_id
        for text in of_results(texts):
            words = qualified(marked_words(text))
            if words.status:
                said[Field.STATUS] = words.status
            if words.is_cumulative and any(periods_in(text)):
                said[Field.CUMULATIVE_SINCE] = SINCE_YEAR
        named = (text for text in texts if self.reader.indicator_in((text,)))
        if plan := only_plans(texts) or next(filter(self.reader.is_changed, named), None):
            line = next(line for line, text in part.titles if text == plan)
            code, reason = IssueCode.UNCLEAR_HEADING, "plan"
            gathered.issues.append(fault(code, line=line, value=plan, reason=reason))
        district = self.registers.units.district_in((*texts, sheet))
        year = _year(chosen or period) or (above.year if above else None)
        return _Said(said, year, part_said, district or (above.district if above else ""))

    def _laid_out(
        self, part: Part, said: _Said, mapping: ColumnMapping | None, gathered: _Gathered
    ) -> Layout:
        """Return what the columns hold, by the head, the titles and what stands in them."""
        layout = lay_out(part.head, self.reader, mapping, gathered.issues)
        is_yearly = mapping is None and self._is_yearly(part, said)
        years = layout.years if is_yearly else {}
        layout = layout.with_constants(said.constants).with_keys(years)
        if parts_of_years := layout.parts_of_years:
            layout = layout.with_keys({Field.PERIOD: parts_of_years[0]})
        layout = self._with_units(part.table, layout.with_bare_periods(said.part))
        own = self.registers.units.own_in([text for _, text in part.titles])
        return layout.with_constants({Field.UNIT_NAME: own} if own and not layout.has_units else {})

    def _is_yearly(self, part: Part, said: _Said) -> bool:
        """True when neither the sender nor a title speaks of anything but whole years."""
        texts = (*(text for _, text in part.titles), part.table.sheet or "")
        told = self.context.period or read_period(said.constants.get(Field.PERIOD, ""))
        named = (*(each for text in texts for each in periods_in(text)), *([told] if told else []))
        return all(isinstance(each, Period) and each.kind is PeriodKind.YEAR for each in named)

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
        self, part: Part, layout: Layout, mapping: ColumnMapping | None
    ) -> list[Issue]:
        given = [Field.PERIOD] if self.context.period else []
        given += [Field.INDICATOR_ID] if self.context.indicator_id else []
        missing = missing_columns(layout, given)
        if any(issue.value == Field.PERIOD for issue in missing):
            unclear = list(unclear_title(part.titles, layout))
            kept = [issue for issue in missing if issue.value != Field.PERIOD]
            missing = [*unclear, *kept] if unclear else missing
        table = part.table
        unknown = list(unread_columns(table, layout, mapping, self.registers.indicators))
        if any(issue.code is IssueCode.UNKNOWN_INDICATOR for issue in unknown):
            missing = [issue for issue in missing if issue.value != Field.VALUE]  # one cause
        return [
            *missing,
            *figures_above(table, layout, self.registers.units),
            *rival_units(table, layout, mapping, self.registers.units),
            *lone_numbers(table, layout, mapping),
            *unknown,
            *unclear_heads(layout),
        ]

    def _read(
        self,
        part: Part,
        layout: Layout,
        said: _Said,
        mapping: ColumnMapping | None,
        gathered: _Gathered,
    ) -> bool:
        """Read the rows of a part; False when there are too many."""
        table, issues = whole_periods(part.table, layout), gathered.issues
        uneven = {issue.line: issue for issue in ragged(table, layout)}
        body = BodyReader(table, layout, self.registers.units, self.registers.indicators).read()
        gathered.rows += len(body.rows)
        if gathered.rows > MOST_ROWS:
            issues.append(fault(IssueCode.TOO_MANY_ROWS, limit=MOST_ROWS))
            return False
        issues += unread_figures(table, layout, body, mapping)
        issues += [uneven[row.line] for row in body.rows if row.line in uneven]
        kept = [place for place, row in enumerate(body.rows) if row.line not in uneven]
        body.rows, body.sections = (
            [body.rows[place] for place in kept],
            [body.sections[place] for place in kept],
        )
        issues += [*hidden(table, layout, body.rows), *personal_cells(body.rows, layout)]
        issues += [*uncomputed(table, layout, body.rows), *merged(table, layout, body)]
        issues += notes_below(table, layout, body)
        weighed = conventions(body.rows, layout)
        gathered.decimal = gathered.decimal or decimal_mark(layout, weighed)
        blocks = tuple(district_block(block, layout.head.width) for block in layout.blocks)
        told = said.year, said.part
        parser = RowParser(
            self.catalogue, self.context, self.registers, weighed, told, said.district
        )
        entries = list(parser.parse(body.rows, body.sections, blocks, issues))
        scope = RuleScope(self.catalogue, self.context)
        issues += measure_faults(part, layout, body, entries, self.reader.measures, scope)
        issues += total_faults(body.totals, entries, blocks, parser.figures, scope)
        gathered.entries += entries
        return True

    def _judged(self, gathered: _Gathered, layout: Layout) -> tuple[Observation, ...]:
        """Hold all figures against the rules; return each key once."""
        scope = RuleScope(self.catalogue, self.context)
        for rule in RULES:
            gathered.issues.extend(rule(gathered.entries, scope))
        once: dict[object, Observation] = {}
        for entry in gathered.entries:
            once.setdefault(key(entry.observation), entry.observation)
        if not once and not any(issue.severity is Severity.ERROR for issue in gathered.issues):
            gathered.issues.append(fault(IssueCode.NO_ROWS, line=layout.header_line))
        return tuple(once.values())


def _same_time(chosen: Period, named: Period) -> bool:
    """A year chosen beside a title with one of its days, or the reverse, is no conflict."""
    return chosen == named or (chosen.start <= named.start and named.end <= chosen.end)


def _year(period: Period | None) -> int | None:
    return period.end.year if period else None


def _listed(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Return the issues by place, of each kind as many as people may read and how many more.

    Letters broken all over a file have one cause.
    """
    controls = [issue for issue in issues if issue.code is IssueCode.CONTROL_CHARACTERS]
    if len(controls) > _MANY_CONTROLS:
        first = min(controls, key=_place)
        broken = fault(
            IssueCode.ENCODING,
            line=first.line,
            column=first.column,
            value=first.value,
            severity=Severity.ERROR,
            reason="controls",
            count=len(controls),
        )
        others = (each for each in issues if each.code is not IssueCode.CONTROL_CHARACTERS)
        issues = [broken, *others]
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
