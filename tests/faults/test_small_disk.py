"""A disk that is really full or only for reading: a tmpfs of our own, which only root can mount."""

import os
import shutil
import subprocess
from collections import Counter

import pytest

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from tests.cli import small
from tests.cli.conftest import invoke
from tests.faults.thoroughness import IS_FULL

pytestmark = [pytest.mark.faults, pytest.mark.slow]
DISK_KB = 1_024
FREE_KB = (*range(0, 41, 4), 48, 56, 64, 80) if IS_FULL else (0, 8, 20, 32, 48, 80)


@pytest.fixture
def disk(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CDS_TODAY", "2025-02-01")
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_KB}k", "tmpfs", str(place)]
    mounted = os.geteuid() == 0 and shutil.which("mount") and subprocess.run(command, check=False)
    if not mounted or mounted.returncode:
        with capsys.disabled():
            print("\nNOT TESTED: a full disk. Only root can mount one, outside of most containers.")
        pytest.skip("cannot mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def filled_but(disk, free_kb):
    """Take the disk's space but for so much; return what takes it."""
    status = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * (status.f_bavail * status.f_frsize - free_kb * 1_024))
    return ballast


def imported(home, file, covered):
    file.write_text(small.figures("2024-Q4", covered), encoding="utf-8")
    questions = ("sharp_change", "already_published")
    confirmed = [part for code in questions for part in ("--confirm", code)]
    return invoke(home, "import", str(file), "--by", "Lan", *confirmed)


def requires_words(done, home, reason):
    assert done.exit_code == 3, done.output
    assert reason in done.stderr
    assert str(home) in done.stderr
    assert "Traceback" not in done.output


def test_a_full_disk_refuses_in_words_and_loses_nothing(disk, tmp_path, capsys):
    home, file, counted = small.write_reference(disk / "home"), tmp_path / "a.csv", Counter()
    assert imported(home, file, small.COVERED_2024).exit_code == 0
    for place, free_kb in enumerate(FREE_KB, start=1):
        before = SnapshotStore(home).snapshots()
        ballast = filled_but(disk, free_kb)
        covered = {**small.COVERED_2024, "1011": 4_200 - place}
        done = imported(home, file, covered)
        counted[done.exit_code] += 1
        if done.exit_code:
            requires_words(done, home, "đầy")
            assert SnapshotStore(home).snapshots() == before
        else:
            assert len(SnapshotStore(home).snapshots()) == len(before) + 1
        newest = next(one for one in SnapshotStore(home).snapshots() if not one.is_withdrawn)
        withdrawn = invoke(home, "withdraw", newest.snapshot_id, "--reason", "sai", "--by", "Lan")
        counted["withdrawn", withdrawn.exit_code] += 1
        if withdrawn.exit_code:
            requires_words(withdrawn, home, "đầy")
        assert verify(SnapshotStore(home)) == ()
        ballast.unlink()
        if not withdrawn.exit_code:
            invoke(home, "restore", newest.snapshot_id, "--reason", "đúng", "--by", "Lan")
    assert imported(home, file, {**small.COVERED_2024, "1011": 1_000}).exit_code == 0
    assert invoke(home, "verify").exit_code == 0
    assert {0, 3} <= set(counted)
    with capsys.disabled():
        print(f"\na full disk, 0 to {FREE_KB[-1]} kB free: {dict(counted)}")


def test_a_disk_for_reading_alone_is_read(disk, tmp_path):
    home, file = small.write_reference(disk / "home"), tmp_path / "a.csv"
    assert imported(home, file, small.COVERED_2023).exit_code == 0
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

    requires_words(imported(home, file, small.COVERED_2024), home, "chỉ cho đọc")
    assert invoke(home, "verify").exit_code == 0
    assert invoke(home, "assess", "--format", "json").exit_code == 0

    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert imported(home, file, small.COVERED_2024).exit_code == 0
