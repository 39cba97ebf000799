"""Rows of the queries as figures as they were published."""

from datetime import date
from decimal import Decimal

from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import parse_period

Row = tuple[object, ...]


def observation(row: Row) -> Observation:
    """Return the figure of a row: the fourteen columns of `observations` that a file holds."""
    numerator, denominator, value = (_plain(cell) for cell in row[3:6])
    line, column = (cell if isinstance(cell, int) else None for cell in row[10:12])
    return Observation(
        indicator_id=str(row[0]),
        unit_id=str(row[1]),
        period=parse_period(str(row[2])),
        value=value,
        numerator=numerator,
        denominator=denominator,
        status=ObservationStatus(str(row[6])),
        note=str(row[7]),
        source_title=str(row[8]),
        source_url=str(row[9]),
        line=line,
        column=column,
        cumulative_since=row[12] if isinstance(row[12], date) else None,
        published_on=str(row[13]),
    )


def _plain(cell: object) -> Decimal | None:
    """Without the zeros that the column's eight decimals add."""
    if not isinstance(cell, Decimal):
        return None
    whole = cell.to_integral_value()
    return whole if whole == cell else cell.normalize()
