"""The law: figures seen are figures read or figures named. Names the ones left out, and why."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.body import Body
from cds.ingest.faults import fault, listed
from cds.ingest.fields import Field
from cds.ingest.layout import Layout
from cds.ingest.mapping import ColumnMapping
from cds.ingest.numbers import is_figure
from cds.ingest.phrases import take_apart
from cds.ingest.tables import Cell, Number, RawRow, RawTable

_UNITS = (Field.UNIT_CODE, Field.UNIT_NAME)
_ORDINALS = 12  # numbers looked at to tell those of a list


def unread_figures(
    table: RawTable, layout: Layout, body: Body, mapping: ColumnMapping | None
) -> Iterator[Issue]:
    """Yield an issue for each column, and for the rows, whose numbers are in no figure."""
    totals = [total.row for total in body.totals]
    yield from _columns(layout, sorted((*body.rows, *totals), key=_line), mapping)
    known = {row.line for row in body.rows} | {total.row.line for total in body.totals}
    known |= body.numbered
    first, last = layout.head.first, layout.head.last
    rows = [*table.rows[:first], *table.rows[last + 1 :]]
    left = [row for row in rows if row.line not in known and any(map(is_figure, row.cells))]
    width = layout.head.width
    left += [row for row in totals if any(map(is_figure, row.cells[width:]))]
    if left:
        column = next(at for at, cell in enumerate(left[0].cells, start=1) if is_figure(cell))
        value = str(left[0].cells[column - 1])
        yield fault(
            IssueCode.UNREAD_FIGURES,
            line=left[0].line,
            column=column,
            value=value,
            reason="rows",
            lines=listed(row.line for row in left),
            count=sum(sum(map(is_figure, row.cells)) for row in left),
        )


def _line(row: RawRow) -> int:
    return row.line


def _columns(
    layout: Layout, rows: Sequence[RawRow], mapping: ColumnMapping | None
) -> Iterator[Issue]:
    used = {*layout.keys.values(), *layout.figure_columns} - _left_out(layout)
    used |= {*(layout.parts_of_years or ())[:2]}
    first = min((layout.keys[f] for f in _UNITS if f in layout.keys), default=0)
    width = max((len(row.cells) for row in rows), default=0)
    for place in (at for at in range(min(width, len(layout.meanings))) if at not in used):
        found = [row for row in rows if place < len(row.cells) and _counts(row.cells[place])]
        text, meaning = layout.head.texts[place], layout.meanings[place]
        is_told = meaning.field in layout.keys and meaning.field not in _NO_FIGURES  # as doubled
        is_list = place < first or meaning.field is Field.ORDINAL
        reason = _reason(layout, place, mapping)
        is_told = is_told or (meaning.is_figure and reason == "column")
        if not found or is_told or (is_list and _is_ordinal(found, place)):
            continue
        is_known = reason in _KNOWN or layout.name == "long"
        yield fault(
            IssueCode.UNREAD_FIGURES,
            line=found[0].line,
            column=place + 1,
            value=text or str(found[0].cells[place]),
            severity=Severity.WARNING if is_known else Severity.CONFIRM,
            reason=reason,
            count=len(found),
            last=found[-1].line,
        )


_KNOWN = frozenset(("compared", "plan", "cumulative", "said", "note"))
_NO_FIGURES = frozenset(
    (
        *(Field.PLAN, Field.NOTE, Field.ORDINAL, Field.MEASURE_UNIT),
        *(Field.INDICATOR_NAME, Field.DISTRICT, Field.STATUS, Field.SOURCE_TITLE),
    )
)


def _reason(layout: Layout, place: int, mapping: ColumnMapping | None) -> str:
    meaning = layout.meanings[place]
    if mapping and place + 1 in mapping.columns:
        return "said"
    if meaning.field is Field.PLAN:
        return "compared" if meaning.is_compared else "plan"
    if meaning.field in _NO_FIGURES:
        return "note"
    if meaning.is_cumulative:
        return "cumulative"
    return "compared" if meaning.field is Field.RATE else "column"


def _left_out(layout: Layout) -> set[int]:
    """The columns that are known not to hold figures of ours."""
    return {at for at, meaning in enumerate(layout.meanings) if meaning.field in _NO_FIGURES}


def _counts(cell: Cell) -> bool:
    if isinstance(cell, Number):
        return True
    return isinstance(cell, str) and bool(cell) and is_figure(take_apart(cell).number)


def _is_ordinal(rows: Sequence[RawRow], place: int) -> bool:
    """True for 1, 2, 3 and for 1, 2, 1, 2 of sections."""
    texts = [str(row.cells[place]).strip("().") for row in rows[:_ORDINALS]]
    if not all(map(str.isdecimal, texts)):
        return False
    return all(int(b) in (int(a) + 1, 1) for a, b in pairwise(texts))


def unread_sheets(tables: Sequence[RawTable], read: RawTable) -> Iterator[Issue]:
    """Ask about each other visible sheet that holds figures."""
    for table in tables:
        count = sum(map(is_figure, (cell for row in table.rows for cell in row.cells)))
        if table is not read and count:
            yield fault(
                IssueCode.UNREAD_FIGURES,
                value=table.sheet or "",
                reason="sheet",
                count=count,
            )
