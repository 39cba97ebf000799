"""Counts and value of one row, read by their columns' conventions."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from cds.domain.indicators import Indicator
from cds.domain.issues import IssueCode
from cds.ingest.cells import Cells
from cds.ingest.layout import Field
from cds.ingest.numbers import (
    MOST_DECIMALS,
    MOST_DIGITS,
    Evidence,
    Reading,
    is_missing,
    read_number,
)
from cds.ingest.tables import Number

SCALE = Decimal(1).scaleb(-MOST_DECIMALS)
MOST_SIZE = Decimal(10) ** MOST_DIGITS


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a row; None where it gives none. `decimals` are those of the value."""

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    decimals: int

    @property
    def has_counts(self) -> bool:
        """True when both counts are there."""
        return self.numerator is not None and self.denominator is not None


class FigureReader:
    """Reads numbers; every cell that is not one, or could be two, is noted."""

    def __init__(self, evidence: Mapping[Field, Evidence]) -> None:
        """Keep the convention of each column."""
        self._evidence = evidence

    def read(self, cells: Cells, indicator: Indicator | None) -> Figures:
        """Return the numbers of the row; faulty ones are None and noted."""
        counts = indicator is not None and indicator.decimals == 0
        takes_percent = indicator is None or indicator.is_share
        value = self._reading(cells, Field.VALUE, whole=counts, takes_percent=takes_percent)
        numerator = self._reading(cells, Field.NUMERATOR, whole=True, takes_percent=False)
        denominator = self._reading(cells, Field.DENOMINATOR, whole=True, takes_percent=False)
        return Figures(
            numerator.value if numerator else None,
            denominator.value if denominator else None,
            value.value if value else None,
            value.decimals if value else 0,
        )

    def _reading(
        self, cells: Cells, field: Field, *, whole: bool, takes_percent: bool
    ) -> Reading | None:
        if flaw := cells.flaw(field):
            cells.add(flaw.code, field)
            return None
        reading = self._number(cells, field, whole=whole)
        if reading is None:
            return None
        if (reading.is_percent and not takes_percent) or abs(reading.value) >= MOST_SIZE:
            cells.add(IssueCode.BAD_NUMBER, field)
            return None
        if reading.other is not None:
            cells.add(IssueCode.AMBIGUOUS_NUMBER, field, reading=reading.value, other=reading.other)
        return _rounded(cells, field, reading)

    def _number(self, cells: Cells, field: Field, *, whole: bool) -> Reading | None:
        cell = cells.cell(field)
        if isinstance(cell, Number):
            decimals = max(0, -int(cell.value.normalize().as_tuple().exponent))
            return Reading(cell.value, decimals, cell.is_percent)
        text = cells.text(field)
        if is_missing(text):
            return None
        column = self._evidence.get(field, Evidence())
        reading = read_number(text, column, expects_whole=whole)
        if reading is None:
            cells.add(IssueCode.BAD_NUMBER, field)
        return reading


def _rounded(cells: Cells, field: Field, reading: Reading) -> Reading:
    """Keep what the store can hold; say so when digits are lost."""
    kept = reading.value.quantize(SCALE, ROUND_HALF_EVEN)
    if kept == reading.value:
        return reading
    cells.add(IssueCode.PRECISION, field, reading=kept)
    return Reading(kept, MOST_DECIMALS, reading.is_percent)
