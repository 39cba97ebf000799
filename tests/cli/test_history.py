"""`snapshots`, `show`, `diff`, `withdraw`, `restore`."""

import json

import pytest

from tests.cli import small
from tests.cli.conftest import invoke


def listed(home, *args):
    found = invoke(home, *args, "--format", "json")
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)


def ids(home):
    """Ids of the snapshots, newest first."""
    return [row["snapshot_id"] for row in listed(home, "snapshots")]


def test_snapshots_are_listed_newest_first_with_their_facts(prepared):
    newest, oldest = listed(prepared, "snapshots")

    assert (newest["file_name"], oldest["file_name"]) == ("so-lieu-2024.csv", "so-lieu-2023.csv")
    assert (newest["version"], newest["rows"], newest["periods"]) == (2, 5, ["2024-Q4"])
    assert (newest["uploaded_by"], newest["is_demo"], newest["withdrawn_by"]) == (
        "Lan",
        False,
        None,
    )
    assert len(newest["sha256"]) == 64


def test_show_tells_one_snapshot_and_its_figures_when_asked(prepared):
    newest = ids(prepared)[0]

    plain = listed(prepared, "show", newest)
    assert plain["snapshot_id"] == newest
    assert [(issue["code"], issue["severity"]) for issue in plain["issues"]] == [
        ("sharp_change", "confirm")
    ]  # what was asked and answered stays with the snapshot
    assert "observations" not in plain
    figures = listed(prepared, "show", newest, "--rows")["observations"]
    assert [(row["unit_code"], row["value"], row["line"]) for row in figures][:2] == [
        ("1011", "84", 2),
        ("1012", "70", 3),
    ]
    table = invoke(prepared, "show", newest, "--rows")
    assert len(table.stdout.splitlines()) == 2 + 5


def test_diff_lists_what_a_correction_changed(home, tmp_path):
    file = tmp_path / "sua.csv"
    file.write_text(small.figures("2024-Q4", {"1012": 2400}), encoding="utf-8")
    assert invoke(home, "import", str(file), "--confirm", "sharp_change").exit_code == 0
    newest, before, _ = ids(home)

    for ends in ((before, newest), ("2", "3"), (before, "3")):
        (change,) = listed(home, "diff", *ends)
        assert (change["unit_code"], change["period"], change["change"]) == (
            "1012", "2024-Q4", "changed",
        )  # fmt: skip
        assert (change["old_value"], change["new_value"]) == ("70", "80")
        assert (change["old_numerator"], change["new_numerator"]) == ("2100", "2400")


def test_diff_tells_what_came_and_what_went(prepared):
    came = listed(prepared, "diff", "1", "2")
    assert [(row["change"], row["old_value"]) for row in came] == [("added", None)] * 5
    went = listed(prepared, "diff", "2", "1")
    assert [(row["change"], row["new_value"]) for row in went] == [("removed", None)] * 5
    assert listed(prepared, "diff", "2", "2") == []


def test_withdrawing_and_restoring_move_the_current_figures(home):
    newest = ids(home)[0]

    done = invoke(home, "withdraw", newest, "--reason", "sai quý", "--by", "Minh")
    assert (done.exit_code, done.stdout) == (0, "")
    assert len(listed(home, "observations")) == 5
    shown = listed(home, "show", newest)
    assert (shown["withdrawn_by"], shown["withdrawn_reason"]) == ("Minh", "sai quý")

    assert invoke(home, "restore", newest, "--reason", "đúng rồi", "--by", "Minh").exit_code == 0
    assert len(listed(home, "observations")) == 10
    assert len(listed(home, "observations", "--as-of", "3")) == 5
    assert invoke(home, "verify").exit_code == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("show", "20200101-000000-00000000"), 5),
        (("diff", "1", "99"), 5),
        (("diff", "1", "không-có"), 5),
        (("diff", "1"), 2),
        (("withdraw", "nothing", "--reason", "r", "--by", "b"), 5),
        (("withdraw", "nothing", "--by", "b"), 2),
        (("withdraw", "nothing", "--reason", "r"), 2),
        (("restore", "nothing", "--reason", "r", "--by", "b"), 5),
    ],
)
def test_what_there_is_not_is_said(prepared, args, code):
    found = invoke(prepared, *args)
    assert (found.exit_code, found.stdout) == (code, "")
    assert found.stderr.strip()


def test_a_blank_reason_or_a_second_withdrawal_is_refused(home):
    newest = ids(home)[0]
    asked = ("withdraw", newest, "--by", "Minh", "--reason")

    assert invoke(home, *asked, " ").exit_code == 2
    assert invoke(home, *asked, "sai").exit_code == 0
    again = invoke(home, *asked, "sai")
    assert again.exit_code == 2
    assert newest in again.stderr


def test_an_empty_home_has_no_snapshots(bare):
    assert listed(bare, "snapshots") == []
    assert invoke(bare, "show", "x").exit_code == 5


def test_a_damaged_commit_is_said_with_its_own_code_and_the_rest_listed(home):
    newest, oldest = ids(home)
    commit = home / "snapshots" / "_delta_log" / f"{2:020d}.json"
    commit.write_text("{", encoding="utf-8")

    found = invoke(home, "snapshots", "--format", "json")
    assert (found.exit_code, [row["snapshot_id"] for row in json.loads(found.stdout)]) == (
        7, [oldest],
    )  # fmt: skip
    assert commit.name in found.stderr
    assert invoke(home, "show", oldest).exit_code == 0
    assert invoke(home, "show", newest).exit_code == 5
    for args in (("diff", "0", "2"), ("observations",), ("assess",)):
        found = invoke(home, *args)
        assert (found.exit_code, commit.name in found.stderr) == (7, True)
    assert invoke(home, "withdraw", oldest, "--reason", "sai", "--by", "Lan").exit_code == 0


def test_a_damaged_checkpoint_keeps_from_nothing(home):
    note = home / "snapshots" / "_delta_log" / "_last_checkpoint"
    note.write_text('{"version":9,"size":7}', encoding="utf-8")

    assert invoke(home, "withdraw", ids(home)[0], "--reason", "sai", "--by", "Lan").exit_code == 0
    assert invoke(home, "observations").exit_code == 0
    found = invoke(home, "verify")
    assert found.exit_code == 7
    assert "snapshots/_delta_log/_last_checkpoint" in found.stdout


def test_a_damaged_file_cannot_be_shown_in_rows(home):
    newest = ids(home)[0]
    next(home.glob(f"snapshots/snapshot_id={newest}/*.parquet")).unlink()

    assert invoke(home, "show", newest).exit_code == 0
    assert invoke(home, "show", newest, "--rows").exit_code == 7
