"""`init`, `verify`, `backup`, `recover`, `serve`: a data home's life by command."""

import json
import os
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.cli import small
from tests.cli.conftest import invoke


def test_init_makes_a_home_ready_and_says_so_step_by_step(bare):
    found = invoke(bare, "init")

    assert (found.exit_code, found.stdout) == (0, "")
    assert "[5/5]" in found.stderr
    assert str(bare) in found.stderr
    assert SnapshotStore(bare).data_version() == 1


def test_init_without_demonstration_figures(bare):
    found = invoke(bare, "init", "--no-demo")
    assert (found.exit_code, "phiên bản số liệu –." in found.stderr) == (0, True)
    assert SnapshotStore(bare).data_version() == -1


def test_init_publishes_what_lies_in_published_and_names_what_it_cannot(bare):
    folder = bare / "published"
    folder.mkdir()
    (folder / "a.csv").write_text(small.figures("2024-Q4", small.COVERED_2024), encoding="utf-8")
    bad = small.figures("2024-Q4", small.COVERED_2024).replace("1012", "9999")
    (folder / "b.csv").write_text(bad, encoding="utf-8")

    found = invoke(bare, "init", "--no-demo")

    assert found.exit_code == 3
    assert "b.csv" in found.stderr
    assert "dòng 3" in found.stderr
    assert [snapshot.file_name for snapshot in SnapshotStore(bare).snapshots()] == ["a.csv"]


def test_init_refuses_a_folder_that_is_something_else(tmp_path):
    (tmp_path / "thư.txt").write_text("x", encoding="utf-8")

    found = invoke(tmp_path, "init")

    assert found.exit_code == 5
    assert str(tmp_path) in found.stderr
    assert invoke(tmp_path / "thư.txt", "init").exit_code == 5
    assert [path.name for path in tmp_path.iterdir()] == ["thư.txt"]


def test_init_names_every_fault_of_the_reference(bare):
    path = bare / "reference" / "targets.csv"
    path.write_text(path.read_text("utf-8").replace(",fibre,", ",fiber,"), encoding="utf-8")
    (bare / "reference" / "indicators.csv").unlink()

    found = invoke(bare, "init")

    assert found.exit_code == 3
    assert "indicators.csv: " in found.stderr
    assert "targets.csv, dòng 2: " in found.stderr
    assert {path.name for path in bare.iterdir()} == {"reference", "boundaries", "init.lock"}


def test_verify_finds_a_sound_home_sound(prepared, bare):
    assert invoke(prepared, "verify").exit_code == 0
    found = invoke(prepared, "verify", "--format", "json")
    assert (found.exit_code, json.loads(found.stdout)) == (0, [])
    assert invoke(bare, "verify").exit_code == 0


def test_verify_names_what_is_damaged(home):
    path = next(home.glob("snapshots/snapshot_id=*/*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    found = invoke(home, "verify", "--format", "json")

    assert found.exit_code == 7
    (damage,) = json.loads(found.stdout)
    assert list(damage) == ["snapshot_id", "path", "reason", "message"]
    assert (damage["path"], damage["reason"]) == (path.relative_to(home).as_posix(), "file_changed")
    assert damage["snapshot_id"] in path.name
    assert damage["path"] in invoke(home, "verify").stdout


def test_a_quick_look_finds_what_was_touched(home):
    assert invoke(home, "verify", "--quick").exit_code == 0
    path = next(home.glob("snapshots/snapshot_id=*/*.parquet"))
    path.write_bytes(path.read_bytes() + b"x")

    for how in ("--quick", "--full"):
        found = invoke(home, "verify", how)
        assert (found.exit_code, path.relative_to(home).as_posix() in found.stdout) == (7, True)


def test_verify_names_a_broken_log_and_a_broken_trail(home):
    trail = home / "audit" / "audit.jsonl"
    trail.write_bytes(trail.read_bytes().replace(b"Lan", b"Nam"))
    (home / "snapshots" / "_delta_log" / f"{1:020d}.json").write_text("{", encoding="utf-8")

    found = invoke(home, "verify", "--format", "json")

    assert found.exit_code == 7
    reasons = {damage["reason"] for damage in json.loads(found.stdout)}
    assert {"commit_damaged", "audit_broken"} == reasons


WAYS = {
    "folder": ("snapshots/_delta_log",),
    "commits": ("snapshots/_delta_log/*.json",),
    "trail as well": ("snapshots/_delta_log", "audit"),
    "figures as well": ("snapshots",),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_home_whose_log_is_gone_is_never_taken_for_an_empty_one(home, tmp_path, way):
    assert invoke(home, "backup", str(tmp_path / "copy")).exit_code == 0
    (home / "published").mkdir()
    (home / "published" / "f.csv").write_text(small.figures("2022-Q4", small.COVERED_2023), "utf-8")
    for path in [found for pattern in WAYS[way] for found in home.glob(pattern)]:
        path.unlink() if path.is_file() else shutil.rmtree(path)
    before = sorted(home.rglob("*.parquet"))

    for command in (
        *("init", "snapshots", "observations", "assess", "verify", "clean"),
        *("demo load", "demo remove", "plan --indicator fibre", "diff 0 1", "show x"),
    ):
        found = invoke(home, *command.split())
        assert (found.exit_code, bool(found.stderr)) == (7, True), command
    assert "repair --from" in invoke(home, "init").stderr
    assert sorted(home.rglob("*.parquet")) == before

    if way != "trail as well":  # else nothing tells what the commits were
        assert invoke(home, "repair", "--from", str(tmp_path / "copy")).exit_code == 0
        assert len(json.loads(invoke(home, "snapshots", "--format", "json").stdout)) == 2


def test_a_file_of_published_that_is_not_what_init_published_is_named(bare, tmp_path):
    (bare / "published").mkdir()
    file, form = bare / "published" / "f.csv", small.figures("2023-Q4", small.COVERED_2023)
    file.write_text(form, "utf-8")
    assert invoke(bare, "verify").exit_code == 0  # not published yet
    assert invoke(bare, "init", "--no-demo").exit_code == 0
    assert invoke(bare, "verify").exit_code == 0
    assert invoke(bare, "backup", str(tmp_path / "copy")).exit_code == 0

    file.write_text(form.replace("3000", "3001"), "utf-8")
    found = invoke(bare, "verify", "--quick")
    assert (found.exit_code, "published/f.csv" in found.stdout) == (7, True)
    assert invoke(bare, "repair", "--from", str(tmp_path / "copy")).exit_code == 0
    assert (file.read_text("utf-8"), invoke(bare, "verify").exit_code) == (form, 0)

    file.write_text(form.replace("3000", "3001"), "utf-8")
    assert invoke(bare, "init", "--no-demo").exit_code == 0  # whoever edits it knowingly says so
    assert invoke(bare, "verify").exit_code == 0


def test_a_home_moves_to_a_new_host_by_backup_and_recover(home, tmp_path):
    copy, new = tmp_path / "copy", tmp_path / "new"
    before = invoke(home, "assess", "--format", "json").stdout

    assert invoke(home, "backup", str(copy)).exit_code == 0
    shutil.rmtree(home)
    assert invoke(new, "recover", str(copy), "--by", "An").exit_code == 0

    assert invoke(new, "assess", "--format", "json").stdout == before
    assert invoke(new, "verify").exit_code == 0


def test_a_damaged_copy_is_refused_and_a_home_never_overwritten(home, tmp_path):
    copy, new = tmp_path / "copy", tmp_path / "new"
    assert invoke(home, "backup", str(copy)).exit_code == 0

    assert invoke(home, "backup", str(copy)).exit_code == 2
    assert invoke(home, "recover", str(copy)).exit_code == 2
    assert invoke(new, "recover", str(tmp_path / "none")).exit_code == 5
    with (copy / "reference" / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("x")
    refused = invoke(new, "recover", str(copy))
    assert refused.exit_code == 7
    assert "reference/targets.csv" in refused.stderr
    assert not new.exists()


def test_a_damaged_home_is_backed_up_with_a_list_and_mended_from_an_earlier_copy(home, tmp_path):
    early, late = tmp_path / "early", tmp_path / "late"
    assert invoke(home, "backup", str(early)).exit_code == 0
    path = next(home.glob("snapshots/snapshot_id=*/*.parquet"))
    path.unlink()

    found = invoke(home, "backup", str(late))
    assert (found.exit_code, path.name in found.stderr) == (7, True)
    assert (late / "reference" / "targets.csv").exists()
    assert invoke(tmp_path / "new", "recover", str(late)).exit_code == 7

    found = invoke(home, "repair", "--from", str(late))
    assert (found.exit_code, path.name in found.stderr) == (7, True)
    found = invoke(home, "repair", "--from", str(early), "--by", "An")
    assert (found.exit_code, path.name in found.stderr) == (0, True)
    assert invoke(home, "verify").exit_code == 0
    assert invoke(home, "repair", "--from", str(early)).exit_code == 0
    assert invoke(home, "repair", "--from", str(tmp_path / "none")).exit_code == 5


def test_lines_lost_from_the_trail_stay_on_record(home):
    trail = home / "audit" / "audit.jsonl"
    lines = trail.read_bytes().splitlines(keepends=True)
    trail.write_bytes(b"".join(lines[:-1]))
    found = invoke(home, "verify", "--format", "json")
    assert [damage["reason"] for damage in json.loads(found.stdout)] == ["audit_cut"]
    assert invoke(home, "reference", "accept", "--by", "An", "--reason", "x").exit_code == 0

    found = invoke(home, "verify")

    assert found.exit_code == 0
    assert f"{len(lines) - 1} trong {len(lines)} dòng" in found.stderr


def test_what_a_dead_writer_left_is_cleaned_after_a_day(home):
    draft = home / "snapshots" / "_delta_log" / "_commit_1.json.tmp"
    draft.write_text("{", encoding="utf-8")
    assert invoke(home, "clean").exit_code == 0
    assert draft.exists()
    os.utime(draft, (0, 0))

    found = invoke(home, "clean", "--by", "An")

    assert (found.exit_code, draft.name in found.stderr, draft.exists()) == (0, True, False)
    assert invoke(home, "verify").exit_code == 0


@pytest.mark.parametrize("name", ["snapshots", "verify", "observations", "assess"])
def test_a_folder_that_is_no_data_home_is_named(tmp_path, name):
    found = invoke(tmp_path / "none", name)
    assert (found.exit_code, found.stdout) == (5, "")
    assert str(tmp_path / "none") in found.stderr
    assert not (tmp_path / "none").exists()


def test_a_clock_that_went_back_is_told_and_harms_no_figure(prepared, monkeypatch):
    assert "đồng hồ" not in invoke(prepared, "verify").stderr
    newest, *rest = SnapshotStore(prepared).snapshots()
    late = replace(newest, published_at=rest[0].published_at - timedelta(days=365))
    monkeypatch.setattr(SnapshotStore, "snapshots", lambda *_: (late, *rest))

    found = invoke(prepared, "verify")

    assert found.exit_code == 0
    assert f"{newest.snapshot_id} ghi lúc" in found.stderr


def test_serving_no_home_is_refused_as_by_every_command(tmp_path):
    """It was served as healthy and empty."""
    found = invoke(tmp_path / "none", "serve", "--port", "0")
    assert found.exit_code == 5
    assert str(tmp_path / "none") in found.stderr


def test_backing_up_no_home_makes_nothing(tmp_path):
    found = invoke(tmp_path / "none", "backup", str(tmp_path / "copy"))
    assert found.exit_code == 5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_serve_refuses_a_port_that_is_none(prepared, port):
    found = invoke(prepared, "serve", "--port", port)
    assert found.exit_code == 2
    assert port in found.stderr
