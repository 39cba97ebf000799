"""Where the header line is and what each column holds; the long layout only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import fault
from cds.ingest.names import plain_of
from cds.ingest.tables import Row, Table

_HEADER_WITHIN = 50  # rows; above it may stand titles and signatures
_FEWEST_KNOWN = 2
_SHOWN_CELLS = 20


class Field(StrEnum):
    """What a column of the long layout may hold."""

    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    DISTRICT = "district"
    LEVEL = "level"
    INDICATOR_ID = "indicator_id"
    INDICATOR_NAME = "indicator_name"
    PERIOD = "period"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "value"
    STATUS = "status"
    SOURCE_TITLE = "source_title"
    SOURCE_URL = "source_url"
    PUBLISHED_ON = "published_on"
    VINTAGE = "vintage"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Layout:
    """The header's line and, for each field found, its column from 0."""

    header_line: int
    columns: Mapping[Field, int]
    width: int

    def column(self, field: Field) -> int | None:
        """Return the field's column as a person counts, from 1; None when there is none."""
        place = self.columns.get(field)
        return None if place is None else place + 1


@dataclass(frozen=True, slots=True)
class Given:
    """What need not stand in the file because the sender said it once for all rows."""

    period: bool = False
    indicator: bool = False


def fields_by_alias(aliases: Mapping[str, str]) -> Mapping[str, Field]:
    """Return the field of each header, folded; our own words for the fields always count."""
    known = set(Field)
    own = {plain_of(field): field for field in Field}
    return own | {plain_of(a): Field(f) for a, f in aliases.items() if f in known}


def find_header(table: Table, aliases: Mapping[str, Field]) -> Row | None:
    """Return the first row with the most known headers; None when no row has two."""
    rows = table.rows[:_HEADER_WITHIN]
    best = max(rows, key=lambda row: len(_distinct(row, aliases)), default=None)
    known = _distinct(best, aliases) if best else ()
    return best if len(known) >= _FEWEST_KNOWN else None


def lay_out(header: Row, aliases: Mapping[str, Field]) -> Layout:
    """Return the first column of each field, and the header's width without blank cells."""
    columns: dict[Field, int] = {}
    for place, cell in enumerate(header.cells):
        if (field := _field(str(cell), aliases)) and field not in columns:
            columns[field] = place
    filled = [place for place, cell in enumerate(header.cells, start=1) if str(cell)]
    return Layout(header.line, columns, max(filled, default=0))


def header_faults(header: Row, aliases: Mapping[str, Field], given: Given) -> list[Issue]:
    """Return what keeps the header from being a long layout: columns missing or doubled."""
    found = Counter(_field(str(cell), aliases) for cell in header.cells)
    return [*_doubled(header, aliases, found), *_missing(header, found, given)]


def _doubled(
    header: Row, aliases: Mapping[str, Field], found: Counter[Field | None]
) -> list[Issue]:
    seen: set[Field] = set()
    issues: list[Issue] = []
    for column, cell in enumerate(header.cells, start=1):
        field = _field(str(cell), aliases)
        if field and field in seen:
            shown = str(cell)
            issues.append(
                fault(
                    IssueCode.DUPLICATE_COLUMN,
                    line=header.line,
                    column=column,
                    value=shown,
                    field=field,
                )
            )
        if field and found[field] > 1:
            seen.add(field)
    return issues


def _missing(header: Row, found: Counter[Field | None], given: Given) -> list[Issue]:
    has_counts = found[Field.NUMERATOR] and found[Field.DENOMINATOR]
    needs = (
        (Field.UNIT_CODE, found[Field.UNIT_CODE] or found[Field.UNIT_NAME]),
        (
            Field.INDICATOR_ID,
            given.indicator or found[Field.INDICATOR_ID] or found[Field.INDICATOR_NAME],
        ),
        (Field.PERIOD, given.period or found[Field.PERIOD]),
        (Field.VALUE, found[Field.VALUE] or has_counts),
    )
    shown = shown_cells(header)
    return [
        fault(
            IssueCode.MISSING_COLUMN, line=header.line, value=str(field), field=field, found=shown
        )
        for field, is_there in needs
        if not is_there
    ]


def shown_cells(row: Row) -> str:
    """Return the row's filled cells as one line of text."""
    return " | ".join(str(cell) for cell in row.cells[:_SHOWN_CELLS] if str(cell))


def _distinct(row: Row, aliases: Mapping[str, Field]) -> set[Field]:
    return {field for cell in row.cells if (field := _field(str(cell), aliases))}


def _field(cell: str, aliases: Mapping[str, Field]) -> Field | None:
    """Look the header up whole, then without what stands in brackets (the measure unit)."""
    if len(cell) > 200:
        return None
    return aliases.get(plain_of(cell)) or aliases.get(plain_of(cell.partition("(")[0]))
