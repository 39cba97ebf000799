"""Figures as a Parquet file: the columns of the store, written once, never changed."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
# pyarrow ships no type information.

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from cds.domain.observations import Observation, ObservationStatus
from cds.store.files import write_whole

SCALE = Decimal("0.00000001")  # of decimal128(28,8), the store's numbers

FILE_SCHEMA = pa.schema(
    [
        ("indicator_id", pa.string()),
        ("unit_id", pa.string()),
        ("period", pa.string()),
        ("numerator", pa.decimal128(28, 8)),
        ("denominator", pa.decimal128(28, 8)),
        ("value", pa.decimal128(28, 8)),
        ("status", pa.string()),
        ("note", pa.string()),
        ("source_title", pa.string()),
        ("source_url", pa.string()),
        ("line", pa.int32()),
        ("column", pa.int32()),
        ("cumulative_since", pa.date32()),  # this and the next: not in files of version 0.1
        ("published_on", pa.string()),
    ]
)
TABLE_SCHEMA = FILE_SCHEMA.append(pa.field("snapshot_id", pa.string()))  # from the folder's name


def write_figures(path: Path, figures: Sequence[Observation], *, is_demo: bool) -> None:
    """Write the figures durably; those of a demonstration all get the status demo.

    Numbers are kept to 8 decimals. Raises pyarrow.ArrowInvalid beyond 20 whole digits.
    """
    rows = pa.Table.from_pylist([_row(figure, is_demo) for figure in figures], FILE_SCHEMA)
    write_whole(path, lambda temporary: parquet.write_table(rows, temporary, compression="zstd"))


def _row(figure: Observation, is_demo: bool) -> dict[str, object]:
    return {
        "indicator_id": figure.indicator_id,
        "unit_id": figure.unit_id,
        "period": str(figure.period),
        "numerator": _stored(figure.numerator),
        "denominator": _stored(figure.denominator),
        "value": _stored(figure.value),
        "status": (ObservationStatus.DEMO if is_demo else figure.status).value,
        "note": figure.note,
        "source_title": figure.source_title,
        "source_url": figure.source_url,
        "line": figure.line,
        "column": figure.column,
        "cumulative_since": figure.cumulative_since,
        "published_on": figure.published_on,
    }


def _stored(number: Decimal | None) -> Decimal | None:
    """Cut what the column cannot hold; a share with counts is derived from them again anyway."""
    exponent = None if number is None else number.as_tuple().exponent
    if number is None or not isinstance(exponent, int) or exponent >= -8:
        return number
    return number.quantize(SCALE)
