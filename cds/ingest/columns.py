"""Faults of whole columns: unread, ragged, hidden, counted in thousands."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.body import Body
from cds.ingest.dates import read_part, title_period
from cds.ingest.faults import fault, listed
from cds.ingest.fields import FIGURES, Field
from cds.ingest.heads import shown_cells
from cds.ingest.layout import Layout
from cds.ingest.mapping import ColumnMapping
from cds.ingest.measures import (
    Difference,
    MeasureReader,
    UnitOfMeasure,
    count_difference,
    difference,
)
from cds.ingest.names import LONGEST_NAME
from cds.ingest.numbers import Evidence, evidence, is_missing, is_number
from cds.ingest.parsing import ParsedRow
from cds.ingest.parts import Part, Titles
from cds.ingest.phrases import take_apart
from cds.ingest.qualifiers import meant_words, status_in
from cds.ingest.registers import IndicatorIndex
from cds.ingest.scope import RuleScope
from cds.ingest.tables import Cell, RawRow, RawTable
from cds.ingest.units import UnitIndex

_FEWEST_WORDS = 3  # of a head that may be an indicator's name, misspelled


def unread_columns(
    table: RawTable, layout: Layout, mapping: ColumnMapping | None, indicators: IndicatorIndex
) -> Iterator[Issue]:
    """Yield an issue for each column of numbers whose head says nothing known.

    A long table may bring columns of its own; where the head names indicators each column of
    numbers is one. Left of the units stand ordinals.
    """
    is_wide = layout.name == "wide" or not layout.blocks
    first = min((layout.keys[f] for f in _UNITS if f in layout.keys), default=0)
    told = {place - 1 for place in mapping.columns} if mapping else set[int]()
    for place, meaning in enumerate(layout.meanings):
        text = layout.head.texts[place]
        is_known = meaning.says_something or place in told or place in layout.keys.values()
        if is_known or (place < first and not text) or not (is_wide or not text):
            continue
        line = _first_number(table, layout, place)
        if line is None:
            continue
        if text:
            close = indicators.close_names(text)
            is_like = close and len(text.split()) >= _FEWEST_WORDS
            if layout.blocks and not is_like:
                continue  # asked about with the figures that are left out
            code, at = IssueCode.UNKNOWN_INDICATOR, layout.header_line
            yield fault(code, line=at, column=place + 1, value=text, close=close)
        else:
            found, expected = len(layout.meanings), sum(map(bool, layout.head.texts))
            code = IssueCode.COLUMN_COUNT
            yield fault(code, line=line, column=place + 1, found=found, expected=expected)


_UNITS = (Field.UNIT_CODE, Field.UNIT_NAME)


def _first_number(table: RawTable, layout: Layout, place: int) -> int | None:
    below = table.rows[layout.head.last + 1 :]
    lines = (r.line for r in below if place < len(r.cells) and is_number(r.cells[place]))
    return next(lines, None)


def lone_numbers(table: RawTable, layout: Layout, mapping: ColumnMapping | None) -> Iterator[Issue]:
    """Ask about a long table's own column when it has numbers where all figures are blank.

    Its head may be a figure's, misspelled.
    """
    told = {place - 1 for place in mapping.columns} if mapping else set[int]()
    known = {*layout.keys.values(), *layout.figure_columns, *told}
    own = [
        place
        for place, text in enumerate(layout.head.texts)
        if text and place not in known and not layout.meanings[place].says_something
    ]
    if not own or layout.name != "long" or not layout.blocks:
        return
    blank = [r for r in table.rows[layout.head.last + 1 :] if _is_blank(r, layout.figure_columns)]
    found = " | ".join(each for each in layout.head.texts if each)
    for place in own:
        if any(is_number(_at(row, place)) for row in blank):
            yield fault(
                IssueCode.MISSING_COLUMN,
                line=layout.header_line,
                column=place + 1,
                value=layout.head.texts[place],
                severity=Severity.CONFIRM,
                field=Field.VALUE,
                found=found,
            )


def _is_blank(row: RawRow, places: Sequence[int]) -> bool:
    cells = (_at(row, place) for place in places)
    return all(isinstance(cell, str) and is_missing(cell) for cell in cells)


def _at(row: RawRow, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else ""


def rival_units(
    table: RawTable, layout: Layout, mapping: ColumnMapping | None, units: UnitIndex
) -> Iterator[Issue]:
    """Yield an issue for a column of communes under an unknown head beside that of districts.

    The districts would be taken for the units that the figures belong to.
    """
    place = layout.keys.get(Field.UNIT_NAME)
    if place is None or layout.meanings[place].field is not Field.DISTRICT:
        return
    told = {at - 1 for at in mapping.columns} if mapping else set[int]()
    for at, text in enumerate(layout.head.texts):
        if layout.meanings[at].says_something or at in told:
            continue
        words = {str(_at(row, at)) for row in table.rows[layout.head.last + 1 :]} - {""}
        if sum(bool(units.candidates("", word)) for word in words) * 2 > len(words):
            found = " | ".join(each for each in layout.head.texts if each)
            code, line = IssueCode.MISSING_COLUMN, layout.header_line
            field = Field.UNIT_NAME
            yield fault(code, line=line, column=at + 1, value=text, field=field, found=found)


def figures_above(table: RawTable, layout: Layout, units: UnitIndex) -> Iterator[Issue]:
    """Yield an issue for the first row of figures above the head: it would be lost as a title."""
    for row in table.rows[: layout.head.first]:
        places = (layout.keys.get(each) for each in _UNITS)
        code, name = ("" if place is None else str(_at(row, place)) for place in places)
        has_number = any(is_number(_at(row, place)) for place in layout.figure_columns)
        if has_number and units.candidates(code, name):
            yield fault(IssueCode.NO_HEADER, line=row.line, value=name, found=shown_cells(row))
            return


def ragged(table: RawTable, layout: Layout) -> Iterator[Issue]:
    """Yield an issue for each row with cells beyond the head's, or too few of them.

    In a text a number torn at its comma shifts what follows, so even blank cells count.
    """
    width = layout.head.width
    is_text = table.delimiter is not None
    for row in table.rows[layout.head.last + 1 :]:
        found = len(row.cells)
        if is_text and found < width and _ends_early(row, layout):
            continue
        beyond = [at for at, cell in enumerate(row.cells[width:], start=width) if is_number(cell)]
        if (is_text and found != width) or beyond:
            column = min(found, width) + (1 if found > width else 0)
            column = beyond[0] + 1 if beyond and not is_text else column
            code = IssueCode.COLUMN_COUNT
            yield fault(code, line=row.line, column=column, found=found, expected=width)


def _ends_early(row: RawRow, layout: Layout) -> bool:
    """True for a row that lacks only what it may leave blank: Excel leaves out such delimiters."""
    found = len(row.cells)
    if any(at >= found for f, at in layout.keys.items() if f not in _MAY_BE_BLANK):
        return False
    for block in layout.blocks:
        counts = [at for f in _COUNTS if (at := block.columns.get(f)) is not None]
        has_all = all(at < found for at in counts)
        has_counts = has_all and len(counts) == len(_COUNTS) and all(_at(row, at) for at in counts)
        if not has_counts and not (has_all and block.columns.get(Field.VALUE, found) < found):
            return False
    return True


_COUNTS = (Field.NUMERATOR, Field.DENOMINATOR)
_MAY_BE_BLANK = frozenset(
    (
        *(Field.NOTE, Field.STATUS, Field.SOURCE_TITLE, Field.SOURCE_URL, Field.PUBLISHED_ON),
        *(Field.VINTAGE, Field.LEVEL, Field.CUMULATIVE_SINCE, Field.PLAN),
    )
)


def whole_periods(table: RawTable, layout: Layout) -> RawTable:
    """Return the table with the years of their own column behind the quarters or months."""
    if layout.parts_of_years is None:
        return table
    at, year, start = layout.parts_of_years
    first = layout.head.last + 1
    rows: list[RawRow] = []
    for row in table.rows[first:]:
        text, said = str(_at(row, at)), str(_at(row, year))
        if text and read_part(text) is None and read_part(f"{start}{text}"):
            text = f"{start}{text}"
        cells = [*row.cells[:at], f"{text} {said}" if text and said else text, *row.cells[at + 1 :]]
        rows.append(RawRow(row.line, tuple(cells)))
    return replace(table, rows=(*table.rows[:first], *rows))


def hidden(table: RawTable, layout: Layout, rows: Sequence[RawRow]) -> Iterator[Issue]:
    """Ask once about rows and columns that hold figures and are hidden."""
    above = table.rows[: layout.head.last + 1]
    lines = [row.line for row in (*above, *rows) if row.line in table.hidden_lines]
    used = {*layout.keys.values(), *layout.figure_columns}
    columns = sorted(place + 1 for place in used if place + 1 in table.hidden_columns)
    struck = sorted(
        table.struck & {(row.line, at + 1) for row in rows for at in used} if table.struck else ()
    )
    if struck:
        shown = listed(line for line, _ in struck)
        code, (first, at) = IssueCode.HIDDEN_ROWS, struck[0]
        yield fault(code, line=first, column=at, value=shown, found=shown, reason="struck")
    if lines or columns:
        line, column = min(lines, default=None), min(columns, default=None)
        found = listed(lines or columns)
        yield fault(IssueCode.HIDDEN_ROWS, line=line, column=column, value=found, found=found)


def uncomputed(table: RawTable, layout: Layout, rows: Sequence[RawRow]) -> Iterator[Issue]:
    """Ask once about formulas that all hold nought: a program may have written them unreckoned."""
    figures = layout.figure_columns
    lines = {row.line for row in rows} if table.uncomputed else set[int]()
    found = sorted(
        (line, column)
        for line, column in table.uncomputed
        if line in lines and column - 1 in figures
    )
    if found:
        code, severity = IssueCode.FORMULA_WITHOUT_VALUE, Severity.CONFIRM
        line, column = found[0]
        details = {"reason": "nought", "count": len(found)}
        yield fault(code, line=line, column=column, value="0", severity=severity, **details)


def merged(table: RawTable, layout: Layout, body: Body) -> Iterator[Issue]:
    """Ask about each figure merged over several units or columns, and take it from the rows.

    It may be the whole's, or each one's; it is never the first one's alone.
    """
    places = {row.line: n for n, row in enumerate(body.rows)} if table.spans else {}
    in_order = sorted(places)
    for span in table.spans:
        place, at = places.get(span.top), span.left - 1
        if place is None or at not in layout.figure_columns:
            continue
        row = body.rows[place]
        lines = bisect_right(in_order, span.bottom) - bisect_left(in_order, span.top)
        columns = sum(at <= other < span.right for other in layout.figure_columns)
        if max(lines, columns) > 1 and is_number(_at(row, at)):
            yield fault(
                IssueCode.UNREAD_FIGURES,
                line=row.line,
                column=span.left,
                value=str(row.cells[at]),
                reason="merged",
                count=max(lines, columns),
            )
            cells = (*row.cells[:at], "", *row.cells[at + 1 :])
            body.rows[place] = RawRow(row.line, cells)


def notes_below(table: RawTable, layout: Layout, body: Body) -> Iterator[Issue]:
    """Ask about a remark below the rows that calls figures estimates where no status does."""
    last = body.rows[-1].line if body.rows else 0
    has_status = Field.STATUS in {*layout.keys, *(f for b in layout.blocks for f in b.constants)}
    for row in table.rows[layout.head.last + 1 :] if last and not has_status else ():
        text = " ".join(str(cell) for cell in row.cells if str(cell))
        if row.line > last and status_in(meant_words(text[:LONGEST_NAME])):
            code, reason = IssueCode.UNCLEAR_HEADING, "status"
            yield fault(code, line=row.line, value=text, reason=reason)


def unclear_title(above: Titles, layout: Layout) -> Iterator[Issue]:
    """Yield an issue for the titles that name several periods, or one that is none of ours."""
    telling = [(line, text) for line, text in above if title_period((text,)) != (None, False)]
    if title_period(tuple(text for _, text in above))[1]:
        line = telling[0][0] if telling else layout.header_line
        shown = " | ".join(text for _, text in telling)
        yield fault(IssueCode.BAD_PERIOD, line=line, value=shown)


def unclear_heads(layout: Layout) -> Iterator[Issue]:
    """Ask about words in heads that nobody understood: they may change what the figures are."""
    for place, meaning in enumerate(layout.meanings):
        if meaning.learnt:
            code, line, text = (
                IssueCode.UNCLEAR_HEADING,
                layout.header_line,
                layout.head.texts[place],
            )
            yield fault(
                code,
                line=line,
                column=place + 1,
                value=text,
                reason="learnt",
                indicator=meaning.learnt,
            )
        if meaning.unclear and (meaning.is_figure or meaning.field is Field.PLAN):
            code, line, text = IssueCode.UNCLEAR_HEADING, layout.header_line, meaning.unclear
            head = layout.head.texts[place]
            yield fault(code, line=line, column=place + 1, value=text, head=head)


def measure_faults(
    part: Part,
    layout: Layout,
    body: Body,
    entries: Sequence[ParsedRow],
    measures: MeasureReader,
    scope: RuleScope,
) -> Iterator[Issue]:
    """Hold every measure that a head, a cell or words around a table name against the indicator's.

    Sizes are never changed: a measure that only differs by a factor is asked about, another kind
    of measure is refused. Each is told once.
    """
    around = list(_measures_around(part, body, measures))
    column = layout.keys.get(Field.MEASURE_UNIT)
    cells = {row.line: str(_at(row, column)) for row in body.rows} if column is not None else {}
    told: set[object] = set()
    for entry in entries:
        indicator, line = scope.indicator(entry), entry.observation.line
        text = cells.get(line or 0, "")
        cause = id(entry.block), indicator.indicator_id, text, entry.given_value is None
        if cause in told:
            continue
        told.add(cause)
        for field in FIGURES:
            place = entry.block.columns.get(field)
            said = layout.meanings[place].measures if place is not None else ()
            if place is None or (field is Field.VALUE and entry.given_value is None):
                continue
            at: tuple[int | None, int | None] = (layout.header_line, place + 1)
            if field is Field.VALUE and text:
                said, at = measures.read(text, is_labelled=True), (line, (column or 0) + 1)
            elif field is Field.VALUE and not said and layout.meanings[place].field is Field.RATE:
                said = measures.read("%")
            elif field is Field.VALUE and not said and around:
                said, at = around[0][1], (around[0][0], None)
            found = difference(said, indicator, measures) if said else None
            if field is not Field.VALUE and said:
                found = count_difference(said)
            if found is None or (at, found) in told:
                continue
            told.add((at, found))
            yield _measure_fault(found, at, indicator.name, is_loose=at[1] is None)


def _measure_fault(
    found: Difference, at: tuple[int | None, int | None], name: str, *, is_loose: bool
) -> Issue:
    details = {"own": found.own, "indicator": name}
    place = {"line": at[0], "column": at[1], "value": found.given}
    if found.factor is not None:
        factor = format(found.factor.normalize(), "f")
        code = IssueCode.SUSPICIOUS_SCALE
        return fault(code, **place, reason="measure", factor=factor, **details)  # type: ignore[arg-type] # a place and a text
    severity = Severity.CONFIRM if is_loose or found.is_other_noun else Severity.ERROR
    reason = "" if found.own else "counts"
    return fault(IssueCode.MEASURE_CONFLICT, **place, severity=severity, reason=reason, **details)  # type: ignore[arg-type] # likewise


def _measures_around(
    part: Part, body: Body, measures: MeasureReader
) -> Iterator[tuple[int, tuple[UnitOfMeasure, ...]]]:
    """Yield line and measures of each label above the head or beside the rows of figures."""
    lines = {row.line for row in body.rows}
    last = max(lines, default=0)
    head = part.head
    rows = [*part.table.rows[: head.first]]
    rows += [row for row in part.table.rows[head.last + 1 :] if row.line > last]
    texts = [(row.line, str(cell)) for row in rows for cell in row.cells]
    for line, text in (*texts, *part.titles):
        if found := measures.labelled(text):
            yield line, found


def conventions(rows: Sequence[RawRow], layout: Layout) -> Mapping[int, Evidence]:
    """Weigh each column of numbers by its texts; cells that hold numbers need no convention."""
    return {place: evidence(_texts(rows, place)) for place in layout.figure_columns}


def _texts(rows: Sequence[RawRow], place: int) -> Iterator[str]:
    cells = {row.cells[place] for row in rows if place < len(row.cells)}
    for cell in cells:
        if isinstance(cell, str) and not is_missing(cell):
            yield from take_apart(cell).texts


def decimal_mark(layout: Layout, found: Mapping[int, Evidence]) -> str | None:
    """Return the decimal mark of the values, or of the counts when the values tell none."""
    fields = (Field.VALUE, *FIGURES)
    places = [b.columns[f] for f in fields for b in layout.blocks if f in b.columns]
    marks = (found[place].decimal for place in places)
    return next((mark.value for mark in marks if mark), None)
