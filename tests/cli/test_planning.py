"""`plan`: the least set, worked by hand and against every other set of the small home."""

import json
import re
from itertools import combinations

import pytest

from tests.cli import small
from tests.cli.conftest import invoke

OPEN = {code: small.HOUSEHOLDS[code] - small.COVERED_2024[code] for code in small.HOUSEHOLDS}


def plan(home, *args):
    found = invoke(home, "plan", "--indicator", "fibre", "--format", "json", *args)
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)


def test_the_plan_has_the_contracts_shape_and_the_fewest_units(prepared):
    found = plan(prepared)

    assert found == {
        "indicator_id": "fibre",
        "period": "2024-Q4",
        "target_id": "fibre_2025",
        "still_to_do": 1451,
        "reachable": True,
        "units": [
            {"unit_code": "1021", "unit_name": "Thị trấn Ba", "open": 1000, "running_total": 1000},
            {"unit_code": "1012", "unit_name": "Xã Hai", "open": 900, "running_total": 1900},
        ],
    }
    assert not any(OPEN[code] >= 1451 for code in OPEN)  # no single commune would do
    assert max(sum(OPEN[c] for c in pair) for pair in combinations(OPEN, 2)) == 1900


def test_an_earlier_period_has_its_own_plan(prepared):
    found = plan(prepared, "--period", "2023-Q4")

    assert (found["period"], found["still_to_do"]) == ("2023-Q4", 9601 - 5900)
    assert [unit["unit_code"] for unit in found["units"]] == ["1011", "1012", "1021"]


def test_a_target_that_is_met_leaves_nothing_to_do(home, tmp_path):
    file = tmp_path / "all.csv"
    file.write_text(small.figures("2024-Q4", small.HOUSEHOLDS), encoding="utf-8")
    assert invoke(home, "import", str(file), "--confirm", "sharp_change").exit_code == 0

    found = plan(home)

    assert (found["still_to_do"], found["reachable"], found["units"]) == (0, True, [])


def test_when_all_units_do_not_suffice_it_says_so(home):
    path = home / "reference" / "targets.csv"
    path.write_text(path.read_text("utf-8").replace(",80,", ",100,"), encoding="utf-8")

    found = plan(home)

    assert (found["still_to_do"], found["reachable"]) == (12001 - 8150, False)
    assert len(found["units"]) == 5
    assert "không đủ" in invoke(home, "plan", "--indicator", "fibre").stderr


def test_a_table_lists_the_units_and_what_each_still_lacks(prepared):
    head, _, *lines = invoke(prepared, "plan", "--indicator", "fibre").stdout.splitlines()

    assert re.split(r"\s{2,}", head)[2:] == ["Còn lại", "Cộng dồn"]
    assert [re.split(r"\s{2,}", line)[::2] for line in lines] == [
        ["1021", "1.000"],
        ["1012", "900"],
    ]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--indicator", "services"), 5),
        (("--indicator", "nothing"), 5),
        (("--indicator", "fibre", "--period", "2020"), 5),
        (("--indicator", "fibre", "--period", "x"), 2),
        ((), 2),
    ],
)
def test_what_cannot_be_planned_is_said(prepared, args, code):
    found = invoke(prepared, "plan", *args)
    assert (found.exit_code, found.stdout) == (code, "")
    assert found.stderr.strip()
