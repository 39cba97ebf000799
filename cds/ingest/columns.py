"""Faults of whole columns: unread, ragged, hidden, counted in thousands."""

from collections.abc import Iterator, Mapping, Sequence

from cds.domain.folding import plain_words
from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.dates import title_period
from cds.ingest.faults import fault
from cds.ingest.fields import FIGURES, Field
from cds.ingest.headings import is_scaled
from cds.ingest.heads import shown_cells, titles
from cds.ingest.layout import Layout
from cds.ingest.mapping import ColumnMapping
from cds.ingest.numbers import Evidence, evidence, is_missing, looks_like_number
from cds.ingest.phrases import take_apart
from cds.ingest.registers import IndicatorIndex
from cds.ingest.tables import Cell, Number, RawRow, RawTable
from cds.ingest.units import UnitIndex

_MEASURES = ("don vi tinh", "dvt", "don vi do", "dv tinh")
_SHOWN = 10


def is_number(cell: Cell) -> bool:
    """True for a number and for a text that looks like one."""
    return isinstance(cell, Number) or (isinstance(cell, str) and looks_like_number(cell))


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
            close = "; ".join(indicators.close(text))
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
    if not own or layout.name != "long":
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


def scaled_columns(table: RawTable, layout: Layout) -> Iterator[Issue]:
    """Yield a question for each measure in thousands or millions: sizes are never changed."""
    for line, text in titles(table, layout.head):
        if plain_words(text).startswith(_MEASURES) and is_scaled(text):
            yield fault(IssueCode.SUSPICIOUS_SCALE, line=line, value=text, reason="measure")
    for place, meaning in enumerate(layout.meanings):
        if meaning.is_scaled:
            text = layout.head.texts[place]
            code, at = IssueCode.SUSPICIOUS_SCALE, layout.header_line
            yield fault(code, line=at, column=place + 1, value=text, reason="measure")
    measure = layout.keys.get(Field.MEASURE_UNIT)
    if measure is not None:
        for row in table.rows[layout.head.last + 1 :]:
            if measure < len(row.cells) and is_scaled(str(row.cells[measure])):
                text, code = str(row.cells[measure]), IssueCode.SUSPICIOUS_SCALE
                yield fault(code, line=row.line, column=measure + 1, value=text, reason="measure")


def ragged(table: RawTable, layout: Layout) -> Iterator[Issue]:
    """Yield an issue for each row with cells beyond the head's, or too few of them.

    In a text a number torn at its comma shifts what follows, so even blank cells count.
    """
    width = layout.head.width
    for row in table.rows[layout.head.last + 1 :]:
        found = len(row.cells)
        is_text = table.delimiter is not None
        beyond = [at for at, cell in enumerate(row.cells[width:], start=width) if is_number(cell)]
        if (is_text and found != width) or beyond:
            column = min(found, width) + (1 if found > width else 0)
            column = beyond[0] + 1 if beyond and not is_text else column
            code = IssueCode.COLUMN_COUNT
            yield fault(code, line=row.line, column=column, found=found, expected=width)


def hidden(table: RawTable, layout: Layout, rows: Sequence[RawRow]) -> Iterator[Issue]:
    """Ask once about rows and columns that hold figures and are hidden."""
    lines = [row.line for row in rows if row.line in table.hidden_lines]
    used = {*layout.keys.values(), *layout.figure_columns}
    columns = sorted(place + 1 for place in used if place + 1 in table.hidden_columns)
    if lines or columns:
        line, column = min(lines, default=None), min(columns, default=None)
        found = ", ".join(str(number) for number in lines[:_SHOWN] or columns[:_SHOWN])
        yield fault(IssueCode.HIDDEN_ROWS, line=line, column=column, value=found, found=found)


def unclear_title(table: RawTable, layout: Layout) -> Iterator[Issue]:
    """Yield an issue for the titles that name several periods, or one that is none of ours."""
    above = list(titles(table, layout.head))
    telling = [(line, text) for line, text in above if title_period((text,)) != (None, False)]
    if title_period(tuple(text for _, text in above))[1]:
        line = telling[0][0] if telling else layout.header_line
        shown = " | ".join(text for _, text in telling)
        yield fault(IssueCode.BAD_PERIOD, line=line, value=shown)


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
