"""`rollup`: figures, sums and standings as one file, worked by hand on the small home."""

from datetime import date
from decimal import Decimal

from pyarrow import parquet

from tests.cli.conftest import invoke


def rolled_up(home, folder):
    done = invoke(home, "rollup", "-o", str(folder / "all.parquet"))
    assert done.exit_code == 0, done.stderr
    return parquet.read_table(folder / "all.parquet").to_pylist()


def test_every_figure_that_counts_is_told_and_the_newest_with_its_standing(prepared, tmp_path):
    rows = rolled_up(prepared, tmp_path)

    province = [one for one in rows if one["unit_code"] == "10" and one["indicator_id"] == "fibre"]
    earlier, newest = province
    assert [(one["period"], one["numerator"], one["denominator"]) for one in province] == [
        ("2023-Q4", 5900, 12000),
        ("2024-Q4", 8150, 12000),
    ]
    assert {one["origin"] for one in province} == {"rolled_up"}
    assert (earlier["target_id"], earlier["standing"]) == (None, None)
    assert (newest["target_id"], newest["due"]) == ("fibre_2025", date(2025, 12, 31))
    assert newest["value"] == Decimal("67.91666666666667")
    assert newest["gap"] == Decimal("12.08333333333333")
    assert newest["still_to_do"] == 1451  # strictly above 80 % of 12,000
    own = {(one["unit_code"], one["period"]) for one in rows if one["origin"] == "own"}
    assert own == {
        (code, f"{year}-Q4")
        for code in ("1011", "1012", "1021", "1022", "1023")
        for year in (2023, 2024)
    }


def test_of_a_home_without_figures_targets_alone_are_told(bare, tmp_path):
    (row,) = rolled_up(bare, tmp_path)

    assert (row["unit_code"], row["period"], row["standing"]) == (
        "10",
        None,
        "not_assessable",
    )


def test_a_cluster_is_spark_s(prepared, tmp_path):
    done = invoke(prepared, "rollup", "--master", "spark://h:7077", "-o", str(tmp_path / "f"))

    assert done.exit_code == 2
    assert "--engine spark" in done.stderr
