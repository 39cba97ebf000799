"""What numbers prove: which columns are a share and its counts, and how counts are written."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Indicator
from cds.domain.observations import percentage
from cds.ingest.head.layout import Layout
from cds.ingest.head.sheet import MOST_LOOKED_AT, Sheet
from cds.ingest.tables import Cell, Number
from cds.ingest.words.fields import COUNTS, FIGURES, INDICATORS, Field
from cds.ingest.words.measures import NOUN, MeasureReader, UnitOfMeasure
from cds.ingest.words.numbers import (
    Convention,
    Evidence,
    NumberReading,
    evidence,
    is_missing,
    read_number,
    take_apart,
)

_FEWEST_PROOFS = 2  # rows in which two counts give the share
_MORE = 3  # times as many as rows in which they do not
_HALF = Decimal("0.5")
_NO_EVIDENCE = Evidence()


class Numbers(NamedTuple):
    """The numbers of a column's first rows, None for none, read as counts and as shares."""

    counts: tuple[Decimal | None, ...]
    shares: tuple[Decimal | None, ...]

    @classmethod
    def of(cls, sheet: Sheet, place: int, *, are_wholes: bool = False) -> "Numbers":
        """Read a column, from 0; `are_wholes`: only the second counts of cells such as 45/47."""
        cells = [row.cell(place) for row in sheet.first_rows]
        if are_wholes:
            cells = [take_apart(str(cell)).whole or "" for cell in cells]
        counts = tuple(_number(cell, is_count=True) for cell in cells)
        texts = [cell for cell in cells if isinstance(cell, str) and not is_missing(cell)]
        column = evidence(part for text in texts for part in take_apart(text).texts)
        return cls(counts, tuple(_number(cell, column) for cell in cells))


def gives(
    part: Numbers,
    whole: Numbers,
    share: Numbers,
    fewest: int = _FEWEST_PROOFS,
    *,
    are_counts: bool = True,
) -> bool:
    """True when in enough rows whole counts give the share; a slip in one is told later.

    All of all gives 100 whichever of two equal counts is the part. Areas and sums of money are no
    whole counts.
    """
    proofs = slips = 0
    rows = zip(part.counts, whole.counts, share.shares, strict=True)
    for count, total, given in rows:
        if count is None or total is None or given is None:
            continue
        if (are_counts and (count % 1 or total % 1)) or slips * _MORE > len(part.counts):
            return False
        is_proof = is_given(count, total, given)
        slips += not is_proof
        proofs += is_proof and 0 < count <= total
    return proofs >= max(fewest, _MORE * slips)


def is_given(count: Decimal | None, total: Decimal | None, share: Decimal) -> bool:
    """True when whole counts give a share, in percent, to its last digit or its second."""
    exact = percentage(count, total)
    decimals = -int(share.normalize().as_tuple().exponent)
    slack = _HALF.scaleb(-max(0, min(decimals, 2)))
    return exact is not None and abs(exact - share) <= slack


def _number(
    cell: Cell, column: Evidence = _NO_EVIDENCE, *, is_count: bool = False
) -> Decimal | None:
    reading = _in_cell(cell, column, is_count=is_count)
    return reading.value if reading else None


def _in_cell(
    cell: Cell, column: Evidence, *, is_count: bool = False
) -> Number | NumberReading | None:
    if isinstance(cell, Number):
        return cell
    return read_number(take_apart(str(cell)).number, column, expects_whole=is_count)


class Counted:
    """Tells of what figures are counts of things that cannot be parted, in a table of such.

    Where the table names thousands, 1.570 of them may well be so.
    """

    def __init__(self, sheet: Sheet, catalogue: Catalogue, measures: MeasureReader) -> None:
        """Look at the measures that the table names."""
        self._catalogue = catalogue
        self._measures = measures
        self._known: dict[tuple[str, Field], bool] = {}
        named = [each for meaning in sheet.layout.meanings for each in meaning.measures]
        named += [each for _, found in measures_around(sheet, measures) for each in found]
        column = sheet.layout.keys.get(Field.MEASURE_UNIT)
        texts = {str(row.cell(column)) for row in sheet.rows} if column is not None else set[str]()
        named += [each for text in texts for each in measures.read(text, is_labelled=True)]
        self._has_multiples = any(each.kind == NOUN and each.size > 1 for each in named)

    def is_single(self, indicator_id: str, field: Field) -> bool:
        """True for a field of an indicator that counts such things."""
        key = indicator_id, field
        if key not in self._known:
            each = self._catalogue.indicators.get(indicator_id)
            self._known[key] = each is not None and self._counts(each, field)
        return self._known[key]

    def _counts(self, indicator: Indicator, field: Field) -> bool:
        if self._has_multiples or (
            field is Field.VALUE and (indicator.decimals or indicator.is_share)
        ):
            return False
        name = indicator.unit_name if field is Field.VALUE else indicator.denominator_name
        return self._measures.counts_single(name or "")


def measures_around(
    sheet: Sheet, measures: MeasureReader
) -> Iterator[tuple[int, tuple[UnitOfMeasure, ...]]]:
    """Yield line and measures of each label above the head, or beside or between the figures.

    Between rows of several indicators it is of those below it alone, and not told here.
    """
    between = sheet.asides if INDICATORS.isdisjoint(sheet.layout.keys) else ()
    rows = (*sheet.table.rows[: sheet.layout.head.first], *between, *sheet.after)
    texts = [(row.line, str(cell)) for row in rows for cell in row.cells]
    for line, text in (*texts, *sheet.titles):
        if found := measures.labelled(text):
            yield line, found


def conventions(sheet: Sheet, counted: Counted) -> Mapping[int, Evidence]:
    """Weigh each column of numbers by its texts; cells that hold numbers need no convention."""
    found: dict[int, Evidence] = {}
    singles = {
        at
        for block in sheet.layout.blocks
        for field, at in block.columns.items()
        if counted.is_single(block.constants.get(Field.INDICATOR_ID, ""), field)
    }
    for place in sheet.layout.figure_columns:
        cells = {row.cells[place] for row in sheet.rows if place < len(row.cells)}
        texts = (cell for cell in cells if isinstance(cell, str) and not is_missing(cell))
        parts = (part for text in texts for part in take_apart(text).texts)
        found[place] = evidence(parts, is_single=place in singles)
    for block in sheet.layout.blocks:
        places = [block.columns.get(field) for field in (*COUNTS, Field.VALUE)]
        known = [place for place in places if place is not None]
        open_ones = [at for at in known[:-1] if found[at].decimal is None]
        if open_ones and len(known) == len(places) and (mark := _reckoned(sheet, known, found)):
            found |= {at: Evidence(mark) for at in open_ones}
    return found


def _reckoned(
    sheet: Sheet, places: Sequence[int], found: Mapping[int, Evidence]
) -> Convention | None:
    """Return how counts are written that give the share in every row; None where none decides.

    Where both ways do, as of 1.200 and 1.500, they are written as the share is.
    """
    own = found[places[-1]]
    marks = [
        mark
        for mark in Convention
        if _all_give([_in_column(sheet, at, found[at], mark) for at in places])
    ]
    if own.decimal in marks and not own.is_contradicted:
        return own.decimal
    return marks[0] if len(marks) == 1 else None


def _in_column(sheet: Sheet, place: int, known: Evidence, mark: Convention) -> list[Decimal | None]:
    column = known if known.decimal else Evidence(mark)
    cells = (row.cell(place) for row in sheet.rows[:MOST_LOOKED_AT])
    readings = (_in_cell(c, column) for c in cells)
    return [each.value if each else None for each in readings]


def _all_give(columns: Sequence[Sequence[Decimal | None]]) -> bool:
    """True when the first counts of the second are the share of the third, to a whole percent."""
    rows = [row for row in zip(*columns, strict=True) if None not in row]
    given = [(percentage(part, whole), share) for part, whole, share in rows]
    fits = [exact is not None and abs(exact - (share or 0)) <= 1 for exact, share in given]
    return len(fits) >= _FEWEST_PROOFS and all(fits)


def decimal_mark(layout: Layout, found: Mapping[int, Evidence]) -> str | None:
    """Return the decimal mark of the values, or of the counts when the values tell none."""
    fields = (Field.VALUE, *FIGURES)
    places = [b.columns[f] for f in fields for b in layout.blocks if f in b.columns]
    marks = (found[place].decimal for place in places)
    return next((mark.value for mark in marks if mark), None)
