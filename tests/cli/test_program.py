"""The program itself: help in Vietnamese, usage faults, exit codes, what it loads."""

import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import click
import pytest

from cds.cli.home import operator
from cds.cli.program import COMMANDS, program
from cds.domain.errors import NotAllowedError
from cds.export.files import plain
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import disk_error, sentence
from tests.cli import small
from tests.cli.conftest import invoke

ROOT = Path(__file__).parents[2]
GROUPS = {
    "boundaries": ("import",), "demo": ("load", "remove"), "reference": ("check", "accept"),
}  # fmt: skip
PATHS = [(name,) for name in COMMANDS] + [(n, sub) for n, subs in GROUPS.items() for sub in subs]


def test_it_offers_the_commands_of_the_contract():
    assert set(COMMANDS) >= {
        *("init", "import", "snapshots", "show", "diff", "withdraw", "restore", "observations"),
        *("assess", "plan", "progress", "template", "boundaries", "demo", "verify", "backup"),
        *("recover", "reference", "serve", "bench"),
    }


@pytest.mark.parametrize("path", [(), *PATHS])
def test_every_help_page_is_vietnamese_throughout(prepared, path):
    found = invoke(prepared, *path, "--help")

    assert found.exit_code == 0
    assert found.stdout.startswith("Cách dùng: python -m cds")
    assert found.stdout == unicodedata.normalize("NFC", found.stdout)
    english = ("Usage", "Options", "Commands", "Show this", "required", "TEXT", "INTEGER", "PATH")
    assert not [word for word in english if word in found.stdout]


def test_every_option_and_command_is_explained():
    context = click.Context(program)
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        assert command.help
        for parameter in command.params:
            assert isinstance(parameter, click.Argument) or parameter.help, (name, parameter.name)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("imprt",), "import"),
        (("snapshots", "--formt", "json"), "--format"),
        (("snapshots", "--format", "xml"), "table, json, csv"),
        (("show",), "ID"),
        (("progress", "x.csv", "--method", "guess"), "path, cagr"),
        (("snapshots", "surplus"), "surplus"),
        (("boundaries", "impot"), "impot"),
    ],
)
def test_wrong_usage_is_told_with_the_right_one(prepared, args, said):
    found = invoke(prepared, *args)

    assert (found.exit_code, found.stdout) == (2, "")
    assert said in found.stderr
    assert "Usage" not in found.stderr
    assert "No such" not in found.stderr


@pytest.mark.parametrize("args", [(), ("demo",)])
def test_without_a_command_the_help_is_shown(prepared, args):
    found = invoke(prepared, *args)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("Cách dùng: ")


def test_a_today_that_is_no_date_is_refused(prepared, monkeypatch):
    monkeypatch.setenv("CDS_TODAY", "hôm nay")
    found = invoke(prepared, "assess")
    assert found.exit_code == 2
    assert "hôm nay" in found.stderr


def test_a_zone_that_is_none_is_refused(prepared, monkeypatch):
    monkeypatch.delenv("CDS_TODAY")
    monkeypatch.setenv("CDS_TIME_ZONE", "Asia/Long_An")
    found = invoke(prepared, "assess")
    assert found.exit_code == 2
    assert "Asia/Long_An" in found.stderr


def test_progress_and_help_do_not_wait_for_the_store(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,base_period,base_value,latest_period,latest_value\na,2020,1,2021,2\n")
    script = (
        "import sys\n"
        "from cds.cli.program import program\n"
        "try:\n"
        f"    program(['progress', {str(path)!r}, '--format', 'csv'])\n"
        "finally:\n"
        "    slow = {'deltalake', 'duckdb', 'pandas', 'streamlit', 'shapely'}\n"
        "    sys.stdout.write(repr(sorted(slow & set(sys.modules))))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.splitlines() == ["id,value,score,status", "a,,,not_assessable", "[]"]


@pytest.mark.slow
def test_as_a_program_it_speaks_utf8_whatever_the_locale(prepared):
    found = subprocess.run(
        [sys.executable, "-m", "cds", "--data", str(prepared), "show", "không-có"],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (5, b"")
    assert "không-có" in found.stderr.decode("utf-8")


@pytest.mark.slow
def test_a_reader_that_leaves_early_is_no_fault(prepared):
    command = f"{sys.executable} -m cds --data {prepared} observations --format csv | head -1"
    found = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, check=False
    )
    assert found.stderr == b""
    assert found.stdout.startswith(b"unit_code,")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("80.50000000", "80.5"),
        ("100", "100"),
        ("1e3", "1000"),
        ("-0.000000001", "-0.000000001"),
        ("0", "0"),
    ],
)
def test_figures_leave_as_plain_decimal_text(value, text):
    from decimal import Decimal

    assert plain(Decimal(value)) == text


def test_what_the_disk_refuses_is_said_and_a_bug_stays_a_bug():
    refused = disk_error(PermissionError(13, "denied", "kho/audit"))
    assert isinstance(refused, NotAllowedError)
    assert refused.exit_code == 6
    assert "kho/audit" in sentence(refused)
    full = disk_error(OSError(28, "No space left on device", "kho/x.parquet"))
    assert full is not None
    assert "đầy" in sentence(full)
    assert disk_error(FileNotFoundError(2, "nothing", "x")) is None


def test_a_file_where_a_folder_must_be_is_said(prepared, tmp_path):
    (tmp_path / "a.txt").touch()
    for args in (("backup", "a.txt"), ("backup", "a.txt/x"), ("recover", "a.txt")):
        found = invoke(prepared, args[0], str(tmp_path / args[1]))
        assert found.exit_code in (2, 3)
        assert "a.txt" in found.stderr
    found = invoke(tmp_path / "a.txt", "recover", str(prepared))
    assert found.exit_code == 3
    assert "a.txt" in found.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write for others")
def test_what_root_writes_in_the_home_of_an_account_is_that_account_s(home, tmp_path):
    outside = tmp_path / "outside"
    outside.touch()
    for place in (home, *home.rglob("*")):
        os.chown(place, 65534, 65534)
    (home / "link").symlink_to(outside)
    os.link(outside, home / "of-another")
    file = tmp_path / "a.csv"
    file.write_text(small.figures("2022-Q4", small.COVERED_2023), encoding="utf-8")

    done = invoke(home, "import", str(file), "--by", "Lan", "--confirm", "sharp_change")

    assert done.exit_code == 0
    written = [one for one in home.rglob("*") if one.lstat().st_uid == 0]
    assert sorted(one.name for one in written) == ["link", "of-another"]
    assert outside.stat().st_uid == 0


@pytest.mark.parametrize(
    ("command", "fault", "told"),
    [("withdraw", 28, "đã đầy"), ("import", 5, "báo lỗi"), ("import", 30, "chỉ cho đọc")],
)
def test_a_disk_that_refuses_a_commit_is_named_with_its_path(
    home, tmp_path, monkeypatch, command, fault, told
):
    """Calls on open files name no path of their own."""
    snapshot = SnapshotStore(home).snapshots()[0]
    file = tmp_path / "a.csv"
    file.write_text(small.figures("2022-Q4", small.COVERED_2023), encoding="utf-8")
    asked = {
        "withdraw": ("withdraw", snapshot.snapshot_id, "--reason", "sai", "--by", "Lan"),
        "import": ("import", str(file), "--by", "Lan", "--confirm", "sharp_change"),
    }

    def refuse(handle):
        raise OSError(fault, "refused")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        found = invoke(home, *asked[command])

    assert found.exit_code == 3
    assert told in found.stderr
    assert str(home) in found.stderr
    assert len(SnapshotStore(home).snapshots()) == 2
    assert not SnapshotStore(home).snapshots()[0].is_withdrawn
    assert invoke(home, "verify").exit_code == 0


def test_an_account_without_a_name_still_has_one_for_the_records(monkeypatch):
    def nameless() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr("getpass.getuser", nameless)
    assert operator() == "hệ thống"


def test_the_commands_run_from_any_folder_as_the_account_of_the_service(tmp_path):
    text = (ROOT / "deploy" / "cds").read_text("utf-8")
    text = text.replace("/srv/cds/.venv/bin/python", sys.executable).replace("/srv/cds", str(ROOT))
    (tmp_path / "cds").write_text(text.replace("/usr/sbin", str(tmp_path)))
    (tmp_path / "json.py").write_text("no module of ours")
    (tmp_path / "runuser").write_text('#!/bin/sh\necho "$2" >&2; shift 3; exec "$@"\n')
    (tmp_path / "runuser").chmod(0o755)
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "home" / "reference")
    found = {"PATH": "/usr/bin:/bin", "CDS_DATA": str(tmp_path / "home")}  # as cron has it

    said = subprocess.run(
        ["sh", "cds", "programmes", "--format", "csv"],
        cwd=tmp_path,
        env=found,
        capture_output=True,
        text=True,
    )

    assert (said.returncode, said.stderr) == (0, "cds\n")
    assert said.stdout.startswith("id,")


def test_where_the_measuring_is_not_it_is_said(prepared, monkeypatch):
    monkeypatch.setitem(sys.modules, "bench", None)  # as when only the product was copied
    found = invoke(prepared, "bench")
    assert (found.exit_code, found.stdout) == (5, "")
    assert "Thư mục bench không có ở đây" in found.stderr
