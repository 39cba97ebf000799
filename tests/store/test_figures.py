"""What a snapshot's file keeps of each figure."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from cds.domain.admin_units import Inheritance
from cds.domain.observations import ObservationStatus
from cds.store.snapshots.figures import FILE_SCHEMA, TABLE_SCHEMA, write_figures
from tests import factories as f

D = Decimal


def stored(path, *figures, is_demo=False):
    write_figures(path, figures, is_demo=is_demo)
    return parquet.read_table(path, partitioning=None).to_pylist()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "snapshot_id=x" / "part-x.parquet"


def test_every_field_of_a_figure_is_kept_as_it_was(path):
    figure = f.observation(
        period="2024-Q4", counts=(4, 5), status=ObservationStatus.PROVISIONAL, note="Ước",
        source_title="Báo cáo số 1", source_url="https://example.vn/a?b=1", line=12, column=7,
        cumulative_since=date(2024, 1, 1), published_on="2025-01-07",
        converted_from=(
            Inheritance("1011@2004-08-31", "9@2000-01-01", Decimal("0.25"), is_estimate=True),
        ),
    )  # fmt: skip
    assert stored(path, figure) == [
        {
            "indicator_id": "coverage",
            "unit_id": "1011@2004-08-31",
            "period": "2024-Q4",
            "numerator": 4,
            "denominator": 5,
            "value": 80,
            "status": "provisional",
            "note": "Ước",
            "source_title": "Báo cáo số 1",
            "source_url": "https://example.vn/a?b=1",
            "line": 12,
            "column": 7,
            "cumulative_since": date(2024, 1, 1),
            "published_on": "2025-01-07",
            "converted_from": "9@2000-01-01=0.25~",
        }
    ]


def test_what_is_not_known_stays_unknown(path):
    (row,) = stored(path, f.observation(value=None))
    assert [row[name] for name in ("value", "numerator", "denominator", "line", "column")] == (
        [None] * 5
    )


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("0.00000001", "0.00000001"),
        ("79.99999999", "79.99999999"),
        ("66.666666666666", "66.66666667"),
        ("99999999999999999999.12345678", "99999999999999999999.12345678"),
        ("-5.5", "-5.5"),
        ("1E+3", "1000"),
    ],
)
def test_numbers_are_exact_to_eight_decimals(path, value, kept):
    assert stored(path, f.observation(value=value))[0]["value"] == D(kept)


def test_a_number_beyond_the_column_is_an_error_that_leaves_no_file(path):
    with pytest.raises(pa.ArrowInvalid):
        stored(path, f.observation(value="1" + "0" * 20))
    assert not path.exists()


def test_the_order_of_the_file_is_kept(path):
    codes = ["1023", "1011", "1022"]
    rows = stored(path, *(f.observation(code=code, value="1") for code in codes))
    assert [row["unit_id"] for row in rows] == [f.unit_id(code) for code in codes]


def test_figures_of_a_demonstration_are_all_marked(path):
    rows = stored(
        path, f.observation(value="1"), f.observation(status=ObservationStatus.ESTIMATED),
        is_demo=True,
    )  # fmt: skip
    assert {row["status"] for row in rows} == {"demo"}


def test_the_table_has_the_files_columns_and_the_snapshot():
    assert TABLE_SCHEMA.names == [*FILE_SCHEMA.names, "snapshot_id"]
