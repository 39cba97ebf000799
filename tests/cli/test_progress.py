"""`progress`: both methods against tables worked by hand from methods, sections 4 to 6."""

import csv
import json

import pytest

from tests.cli.conftest import invoke

HEAD = (
    "id,base_period,base_value,latest_period,latest_value,target_period,target_value,"
    "direction,limit"
)
UP, DOWN = "higher_is_better", "lower_is_better"


@pytest.fixture
def judged(tmp_path):
    """Judge lines of a file and return its rows by id."""

    def judge(*lines, method):
        path = tmp_path / "series.csv"
        path.write_text("\n".join((HEAD, *lines, "")), encoding="utf-8")
        found = invoke(tmp_path, "progress", str(path), "--method", method, "--format", "json")
        assert found.exit_code == 0, found.stderr
        rows = json.loads(found.stdout)
        assert all(list(row) == ["id", "value", "score", "status"] for row in rows)
        return [
            (row["status"], *(v if v is None else float(v) for v in (row["value"], row["score"])))
            for row in rows
        ]

    return judge


# From 20 at the end of 2020 straight to 80 at the end of 2025 the path is at 44 two years on.
def test_by_the_path_the_ratio_is_told(judged):
    (found,) = judged(f"a,2020,20,2022,34.39,2025,80,{UP},", method="path")
    assert found == ("limited", pytest.approx(14.39 / 24, abs=1e-8), None)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f"a,2020,20,2025,79,2025,80,{UP},", "overdue"),
        (f"a,2020,20,2025,80,2025,80,{UP},", "achieved"),
        (f"a,2020,20,2022,44,,,{UP},", "not_assessable"),  # no target
        (f"a,,,2022,44,2025,80,{UP},", "not_assessable"),  # one value only
        (f"a,,,2022,81,2025,80,{UP},", "achieved"),  # which alone meets the target
        (f"a,2022,20,2022,44,2025,80,{UP},", "not_assessable"),  # base not before latest
        (f"a,2023,20,2022,44,2025,80,{UP},", "not_assessable"),
        (f"a,2020,20,,,2025,80,{UP},", "not_assessable"),
        (f"a,2020,0,2022,32,2025,80,{UP},", "on_track"),  # a base of 0 is a base of 0
        (f"a,2020,50,2022,38,2025,20,{DOWN},", "on_track"),
        (f"a,2020,50,2022,55,2025,20,{DOWN},", "moving_away"),
        (f"a,2020,50,2022,20,2025,20,{DOWN},", "achieved"),
        (f"a,2020-Q4,20,2022-12-31,44,2025-H2,80,{UP},", "on_track"),
    ],
)
def test_by_the_path_every_rule_has_its_case(judged, line, status):
    assert judged(line, method="path")[0][0] == status


@pytest.mark.parametrize(
    ("line", "told"),
    [
        # Growth of 10% a year from 100 reaches 161.051 in five years.
        (f"a,2020,100,2022,121,2025,161.051,{UP},", ("on_track", 1.0, 7.1429 - 4.2857)),
        (f"a,2020,100,2022,81,2025,59.049,{DOWN},", ("on_track", 1.0, 7.1429 - 4.2857)),
        (f"a,2020,100,2021,101.6,,,{UP},", ("on_track", 0.016, 3.0)),
        (f"a,2020,90,2021,{90 * 1.006},,,{UP},", ("needs_acceleration", 0.006, 0.25)),
        (f"a,2020,90,2021,{90 * 1.006},,,{UP},100",  # near its natural limit
         ("on_track", 0.006, 500 * 0.006 / (1 - 0.9**4.44) - 5)),
        (f"a,2020,0,2022,5,2025,10,{UP},", ("not_assessable", None, None)),
        (f"a,,,2022,6,2025,10,{UP},", ("not_assessable", None, None)),
        (f"a,2020,5,,,,,{UP},", ("not_assessable", None, None)),
    ],
)  # fmt: skip
def test_by_growth_ratio_or_growth_and_score_are_told(judged, line, told):
    ((status, *numbers),) = judged(line, method="cagr")
    assert (status, numbers) == (told[0], pytest.approx(told[1:]))


def test_a_long_list_keeps_its_order_and_repeated_ids(judged, tmp_path):
    lines = [f"{n % 3},2020,20,2022,{20 + n},2025,80,{UP}," for n in range(30)]
    assert [row[1] for row in judged(*lines, method="path")] == pytest.approx(
        [n / 24 for n in range(30)]
    )
    found = invoke(tmp_path, "progress", str(tmp_path / "series.csv"), "--format", "csv")
    assert [row["id"] for row in csv.DictReader(found.stdout.splitlines())] == ["0", "1", "2"] * 10


def test_every_fault_of_the_file_is_named_with_line_and_column(tmp_path):
    path = tmp_path / "bad.csv"
    lines = (
        f"a,20x,20,2022,44,2025,80,{UP},",
        f"b,2020,20,2022,4.4.4,2025,80,{UP},",
        "c,2020,20,2022,44,2025,80,sideways,",
        "d,2020,20",
        f"e,2020,20,2022,44,,80,{UP},",
        f"f,2020,NaN,2022,1_000,2025,80,{UP},",
    )
    path.write_text("\n".join((HEAD, *lines)), encoding="utf-8")

    found = invoke(tmp_path, "progress", str(path), "--format", "json")

    assert (found.exit_code, found.stdout) == (3, "")
    for said in (
        "dòng 2: Cột “base_period”", "dòng 3: Cột “latest_value”", "dòng 4: Cột “direction”",
        "dòng 5: Dòng có 3 ô", "dòng 6: Ô ở cột “target_period”", "dòng 7: Cột “base_value”",
        "dòng 7: Cột “latest_value”",
    ):  # fmt: skip
        assert said in found.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"id,base_period\n1,2020\n", b"\xff\xfe\x00a", HEAD.encode() + b'\n"a,2020\n'],
)
def test_what_is_no_such_list_is_refused(tmp_path, content):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)

    found = invoke(tmp_path, "progress", str(path))

    assert found.exit_code == 3
    assert "odd.csv" in found.stderr


def test_columns_without_use_may_be_left_out_and_semicolons_part_cells(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text(
        "\ufeff\nID;base_period;base_value;latest_period;latest_value\na;2020;100;2021;102\n",
        "utf-8",
    )

    found = invoke(tmp_path, "progress", str(path), "--method", "cagr", "--format", "csv")

    assert found.stdout.splitlines()[1].startswith("a,0.02,5,on_track")


def test_it_needs_no_data_home(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text(f"{HEAD}\na,2020,20,2022,44,2025,80,{UP},\n", encoding="utf-8")
    assert invoke(tmp_path / "none", "progress", str(path)).exit_code == 0
