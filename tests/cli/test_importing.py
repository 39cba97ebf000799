"""`import`: the contract's object, exit codes, and nothing published unless it says so."""

import hashlib
import json

import pytest

from tests.cli import small
from tests.cli.conftest import invoke

NEXT = {"1011": 3500, "1012": 1900}


@pytest.fixture
def sheet(tmp_path):
    """A file with two sound figures."""
    path = tmp_path / "quy-3.csv"
    path.write_text(small.figures("2024-Q3", NEXT), encoding="utf-8")
    return path


def versions(home):
    return [
        row["version"] for row in json.loads(invoke(home, "snapshots", "--format", "json").stdout)
    ]


def imported(home, *args):
    found = invoke(home, "import", *map(str, args), "--format", "json")
    return found.exit_code, json.loads(found.stdout)


def test_an_accepted_file_is_one_object_and_one_snapshot(home, sheet):
    code, found = imported(home, sheet, "--by", "Lan", "--note", "bổ sung")

    assert code == 0
    assert list(found) == ["status", "snapshot_id", "version", "file", "issues", "messages"]
    assert (found["status"], found["version"], found["issues"]) == ("accepted", 3, [])
    assert {
        "name",
        "sha256",
        "encoding",
        "delimiter",
        "sheet",
        "decimal",
        "layout",
        "header_line",
    } == (set(found["file"]))
    assert found["file"]["name"] == "quy-3.csv"
    assert found["file"]["sha256"] == hashlib.sha256(sheet.read_bytes()).hexdigest()
    assert (found["file"]["layout"], found["file"]["header_line"]) == ("long", 1)
    (newest, *_) = json.loads(invoke(home, "snapshots", "--format", "json").stdout)
    assert newest["snapshot_id"] == found["snapshot_id"]
    assert (newest["uploaded_by"], newest["note"], newest["rows"]) == ("Lan", "bổ sung", 2)


def test_a_dry_run_shows_the_figures_and_publishes_nothing(home, sheet):
    code, found = imported(home, sheet, "--dry-run")

    assert (code, found["status"]) == (0, "accepted")
    assert (found["snapshot_id"], found["version"]) == (None, None)
    assert found["observations"][1] == {
        "unit_code": "1012", "indicator_id": "fibre", "period": "2024-Q3", "numerator": "1900",
        "denominator": "3000", "value": "63.33333333", "status": "reported",
        "cumulative_since": None, "note": "", "line": 3,
        "column": found["observations"][1]["column"],
    }  # fmt: skip
    assert versions(home) == [2, 1]


def test_a_cause_is_told_once_with_its_lines_and_how_figures_stand(home, sheet):
    text = sheet.read_text("utf-8").replace("2024-Q3", "Q5/2024")
    sheet.write_text(text, encoding="utf-8")
    _, found = imported(home, sheet, "--dry-run")
    assert [issue["line"] for issue in found["issues"]] == [2, 3]
    assert [(said["code"], said["lines"]) for said in found["messages"]] == [("bad_period", [2, 3])]
    assert found["messages"][0]["message"] == found["issues"][0]["message"]


def test_rows_are_listed_when_asked_for(home, sheet):
    _, found = imported(home, sheet, "--rows")
    assert [row["unit_code"] for row in found["observations"]] == ["1011", "1012"]


def test_a_refused_file_names_line_column_and_value_and_publishes_nothing(home, sheet):
    text = sheet.read_text("utf-8").replace(",1900,", ",hai nghìn,").replace("1011", "9999")
    sheet.write_text(text, encoding="utf-8")

    code, found = imported(home, sheet)

    assert (code, found["status"], found["snapshot_id"]) == (3, "rejected", None)
    issues = {issue["code"]: issue for issue in found["issues"]}
    assert issues["unknown_unit"]["line"] == 2
    bad = issues["bad_number"]
    assert list(bad) == ["code", "severity", "line", "column", "value", "message", "hint"]
    assert (bad["severity"], bad["line"], bad["column"]) == ("error", 3, 4)
    assert bad["value"] == "hai nghìn"
    assert bad["message"]
    assert bad["hint"]
    assert versions(home) == [2, 1]


def test_a_question_is_asked_and_answered_by_its_code(home, sheet):
    assert imported(home, sheet)[0] == 0

    code, found = imported(home, sheet)
    assert (code, found["status"]) == (4, "needs_confirmation")
    assert [issue["code"] for issue in found["issues"]] == ["already_published"]
    assert versions(home) == [3, 2, 1]

    code, found = imported(home, sheet, "--confirm", "already_published")
    assert (code, found["status"], found["version"]) == (0, "accepted", 4)


def test_period_indicator_and_name_may_be_said_once_for_the_file(home, tmp_path):
    path = tmp_path / "bare.csv"
    path.write_text("Mã đơn vị,Tử số,Mẫu số\n1011,10,20\n", encoding="utf-8")

    code, found = imported(
        home, path, "--period", "2024-Q2", "--indicator", "fibre", "--name", "Báo cáo quý II.csv",
        "--level", "commune", "--rows",
    )  # fmt: skip

    assert code == 0
    assert found["file"]["name"] == "Báo cáo quý II.csv"
    (row,) = found["observations"]
    assert (row["indicator_id"], row["period"], row["value"]) == ("fibre", "2024-Q2", "50")


def test_a_period_that_has_not_ended_today_is_not_taken(home, tmp_path, monkeypatch):
    path = tmp_path / "early.csv"
    path.write_text(small.figures("2025-Q4", NEXT), encoding="utf-8")
    assert imported(home, path)[0] in (3, 4)

    monkeypatch.setenv("CDS_TODAY", "2026-01-05")
    assert imported(home, path)[0] == 0


def test_people_get_the_issues_in_words_and_programs_get_stdout_alone(home, sheet):
    sheet.write_text(sheet.read_text("utf-8").replace("1900", "x y"), encoding="utf-8")

    told = invoke(home, "import", str(sheet))
    assert (told.exit_code, told.stdout) == (3, "")
    assert "dòng 3, cột D" in told.stderr
    assert "1 lỗi" in told.stderr

    listed = invoke(home, "import", str(sheet), "--format", "csv")
    head, line = listed.stdout.splitlines()
    assert head == "code,severity,line,column,value,message,hint"
    assert line.startswith("bad_number,error,3,4,x y,")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--period", "quý 1"), 2),
        (("--level", "x"), 2),
        (("--indicator", "nothing"), 5),
        (("--unknown",), 2),
    ],
)
def test_wrong_options_are_refused_before_anything_is_read(home, sheet, args, code):
    found = invoke(home, "import", str(sheet), *args)
    assert (found.exit_code, found.stdout) == (code, "")
    assert versions(home) == [2, 1]


def test_a_missing_file_is_wrong_usage(home, tmp_path):
    found = invoke(home, "import", str(tmp_path / "none.csv"))
    assert found.exit_code == 2
    assert "none.csv" in found.stderr


def test_a_file_far_too_large_is_refused(home, tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(small.HEAD.encode())
        file.truncate(51_000_000)

    code, found = imported(home, path)

    assert (code, [issue["code"] for issue in found["issues"]]) == (3, ["too_large"])


def test_a_damaged_log_stops_nobody_from_publishing(home, sheet):
    (home / "snapshots" / "_delta_log" / f"{1:020d}.json").write_text("{", encoding="utf-8")

    code, found = imported(home, sheet)

    assert (code, found["status"]) == (0, "accepted")


def test_what_the_source_says_beside_its_number_is_kept_to_every_reader(home, tmp_path):
    path = tmp_path / "luy-ke.csv"
    path.write_text(
        "Mã đơn vị,Mã chỉ tiêu,Kỳ,Lũy kế từ,Giá trị,Ghi chú,Ngày công bố\n"
        "1011,services,2023-Q1,01/01/2022,khoảng 15,theo báo,02/04/2023\n",
        encoding="utf-8",
    )
    assert imported(home, path)[0] == 0

    asked = ("observations", "--indicator", "services", "--unit", "1011", "--format")
    (told,) = json.loads(invoke(home, *asked, "json").stdout)
    kept = {name: told[name] for name in ("value", "note", "published_on", "cumulative_since")}
    assert kept == {
        "value": "15",
        "note": "khoảng 15; theo báo",
        "published_on": "2023-04-02",
        "cumulative_since": "2022-01-01",
    }
    assert "khoảng 15; theo báo,2022-01-01" in invoke(home, *asked, "csv").stdout


def test_a_word_that_is_no_code_confirms_nothing(home, tmp_path):
    file = tmp_path / "f.csv"
    file.write_text(small.figures("2025-Q1", small.COVERED_2024), encoding="utf-8")

    found = invoke(home, "import", str(file), "--confirm", "NONSENSE")

    assert (found.exit_code, "sharp_change" in found.stderr) == (2, True)
