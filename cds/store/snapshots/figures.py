"""Figures as a Parquet file, written once, never changed, and figures from its rows."""

import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.abc import MetaPathFinder
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from cds.domain.admin_units import Inheritance
from cds.domain.observations import Observation, ObservationStatus
from cds.domain.periods import parse_period
from cds.store.files import write_whole

SCALE = Decimal("0.00000001")  # of decimal128(28,8), the store's numbers
_NUMBERS = ("numerator", "denominator", "value")
FILE_SCHEMA = pa.schema(
    [
        ("indicator_id", pa.string()),
        ("unit_id", pa.string()),
        ("period", pa.string()),
        *((name, pa.decimal128(28, 8)) for name in _NUMBERS),
        ("status", pa.string()),
        ("note", pa.string()),
        ("source_title", pa.string()),
        ("source_url", pa.string()),
        ("line", pa.int32()),
        ("column", pa.int32()),
        ("cumulative_since", pa.date32()),  # this and the next: not in files of version 0.1
        ("published_on", pa.string()),
        ("converted_from", pa.string()),  # not in files of before 0.3
    ]
)
TABLE_SCHEMA = FILE_SCHEMA.append(pa.field("snapshot_id", pa.string()))  # from the folder's name
Row = tuple[object, ...]
"""One row of a query."""


class _NoPandas(MetaPathFinder):
    @staticmethod
    def find_spec(fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


# PyArrow looks for pandas at the first array, and would import it: 50 MB and 0.2 s.
sys.meta_path.insert(0, _NoPandas)
pa.array(())
sys.meta_path.remove(_NoPandas)


def write_figures(path: Path, figures: Sequence[Observation], *, is_demo: bool) -> None:
    """Write the figures durably; those of a demonstration all get the status demo.

    Numbers are kept to 8 decimals. Raises pyarrow.ArrowInvalid beyond 20 whole digits.
    """
    rows = pa.Table.from_pylist([_row(figure, is_demo) for figure in figures], FILE_SCHEMA)
    write_whole(path, lambda temporary: parquet.write_table(rows, temporary, compression="zstd"))


def _row(figure: Observation, is_demo: bool) -> dict[str, object]:
    row = {name: getattr(figure, name) for name in FILE_SCHEMA.names}
    row |= {name: _stored(row[name]) for name in _NUMBERS}
    status = ObservationStatus.DEMO if is_demo else figure.status
    made = ";".join(map(as_text, figure.converted_from))
    return row | {"period": str(figure.period), "status": status.value, "converted_from": made}


def as_text(part: Inheritance) -> str:
    """Return one unit of which a figure was made, as `inherited` reads it."""
    return f"{part.from_id}={part.share}{'~' * part.is_estimate}"


def _stored(number: Decimal | None) -> Decimal | None:
    """Cut what the column cannot hold; a share with counts is derived from them again anyway."""
    exponent = None if number is None else number.as_tuple().exponent
    if number is None or not isinstance(exponent, int) or exponent >= -8:
        return number
    return number.quantize(SCALE)


def observation(row: Row, snapshot_id: str = "") -> Observation:
    """Return the figure of a row that begins with the columns of a file, as it was published."""
    numerator, denominator, value = (plain(cell) for cell in row[3:6])
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
        published_on=str(row[13] or ""),  # none in files of version 0.1
        converted_from=inherited(str(row[1]), str(row[14] or "")),
        snapshot_id=snapshot_id,
    )


@lru_cache(maxsize=4_096)  # an heir's figures of all periods and indicators are made of the same
def inherited(heir_id: str, text: str) -> tuple[Inheritance, ...]:
    """Return of what a figure was made: unit=share of each part, "~" behind an estimate."""
    if not text:
        return ()
    parts = (part.partition("=") for part in text.split(";") if part)
    return tuple(
        Inheritance(heir_id, from_id, Decimal(share.rstrip("~")).normalize(), share.endswith("~"))
        for from_id, _, share in parts
    )


def plain(cell: object) -> Decimal | None:
    """Without the zeros that the column's eight decimals add."""
    if not isinstance(cell, Decimal):
        return None
    whole = cell.to_integral_value()
    return whole if whole == cell else cell.normalize()
