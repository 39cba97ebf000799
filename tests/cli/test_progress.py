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
@pytest.mark.parametrize(
    ("latest", "status", "ratio"),
    [
        ("80", "achieved", 2.5),
        ("44", "on_track", 1.0),
        ("42.8", "on_track", 0.95),
        ("42.79", "needs_acceleration", 22.79 / 24),
        ("34.4", "needs_acceleration", 0.6),
        ("34.39", "limited", 14.39 / 24),
        ("20", "limited", 0.0),
        ("19.9", "moving_away", -0.1 / 24),
    ],
)
def test_by_the_path_the_ratio_decides(judged, latest, status, ratio):
    (found,) = judged(f"a,2020,20,2022,{latest},2025,80,{UP},", method="path")
    assert found == (status, pytest.approx(ratio, abs=1e-8), None)


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


# Growth of 10% a year from 100 reaches 161.051 in five years.
@pytest.mark.parametrize(
    ("latest", "status", "ratio"),
    [
        (200, "achieved", (2**0.5 - 1) / 0.1),
        (121, "on_track", 1.0),
        (100 * 1.096**2, "on_track", 0.96),
        (100 * 1.08**2, "needs_acceleration", 0.8),
        (100 * 1.03**2, "limited", 0.3),
        (90, "moving_away", (0.9**0.5 - 1) / 0.1),
    ],
)
def test_by_growth_the_ratio_decides_and_gives_the_score(judged, latest, status, ratio):
    (found,) = judged(f"a,2020,100,2022,{latest},2025,161.051,{UP},", method="cagr")

    score = min(7.1429 * ratio - 4.2857, 5) if ratio >= 0.6 else max(4.1667 * ratio - 2.5, -5)
    expected = 5 if status == "achieved" else score
    assert found == (status, pytest.approx(ratio), pytest.approx(expected))


@pytest.mark.parametrize(
    ("growth", "status", "score"),
    [
        (0.020, "on_track", 5.0),
        (0.016, "on_track", 3.0),
        (0.010, "needs_acceleration", 1.25),
        (0.002, "limited", -1.5),
        (-0.010, "moving_away", -3.75),
        (-0.200, "moving_away", -5.0),
    ],
)
def test_without_target_yearly_growth_decides(judged, growth, status, score):
    (found,) = judged(f"a,2020,100,2021,{100 * (1 + growth)},,,{UP},", method="cagr")
    assert found == (status, pytest.approx(growth), pytest.approx(score))


def test_near_its_natural_limit_a_series_need_grow_less(judged):
    near, free = judged(
        f"a,2020,90,2021,{90 * 1.006},,,{UP},100", f"b,2020,90,2021,{90 * 1.006},,,{UP},",
        method="cagr",
    )  # fmt: skip

    room = 1 - 0.9**4.44
    assert near == ("on_track", pytest.approx(0.006), pytest.approx(500 * 0.006 / room - 5))
    assert free == ("needs_acceleration", pytest.approx(0.006), pytest.approx(0.25))


@pytest.mark.parametrize(
    "line",
    [
        f"a,2020,0,2022,5,2025,10,{UP},",
        f"a,2020,-3,2022,5,2025,10,{UP},",
        f"a,2020,5,2020-H1,6,2025,10,{UP},",
        f"a,,,2022,6,2025,10,{UP},",
        f"a,2020,5,,,,,{UP},",
    ],
)
def test_where_no_growth_can_be_told_it_says_so(judged, line):
    assert judged(line, method="cagr") == [("not_assessable", None, None)]


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
        "\ufeffID;base_period;base_value;latest_period;latest_value\na;2020;100;2021;102\n", "utf-8"
    )

    found = invoke(tmp_path, "progress", str(path), "--method", "cagr", "--format", "csv")

    assert found.stdout.splitlines()[1].startswith("a,0.02,5,on_track")


def test_it_needs_no_data_home(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text(f"{HEAD}\na,2020,20,2022,44,2025,80,{UP},\n", encoding="utf-8")
    assert invoke(tmp_path / "none", "progress", str(path)).exit_code == 0
