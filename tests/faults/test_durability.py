"""What the system is really asked to do, seen by strace: all is synced before it has its name."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from tests.cli import small
from tests.cli.conftest import invoke

ROOT = Path(__file__).parents[2]
WATCHED = "link,linkat,rename,renameat,renameat2,fsync,fdatasync"
CALL = re.compile(r"\d+ +(\w+)\((.*)\) += 0$")
pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("strace") is None and os.environ.get("CDS_STRACE") != "required",
        reason="needs strace",
    ),
]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CDS_TODAY", "2025-02-01")
    home = small.write_reference(tmp_path / "home")
    for year, covered in (("2023", small.COVERED_2023), ("2024", small.COVERED_2024)):
        file = tmp_path / f"{year}.csv"
        file.write_text(small.figures(f"{year}-Q4", covered), encoding="utf-8")
    assert invoke(home, "import", str(tmp_path / "2023.csv"), "--by", "Lan").exit_code == 0
    return home


def traced(home, *args, options=()):
    """Run a command under strace; return its process and its successful calls on the home."""
    trace = home.parent / "trace"
    command = [sys.executable, "-m", "cds", "--data", str(home), *args]
    strace = ["strace", "-f", "-qq", "-y", "-o", str(trace), "-e", f"trace={WATCHED}", *options]
    found = subprocess.run([*strace, *command], cwd=ROOT, capture_output=True, check=False)
    calls = [
        match.groups() for line in trace.read_text().splitlines() if (match := CALL.match(line))
    ]
    return found, [(name, rest) for name, rest in calls if str(home) in rest]


def names(rest):
    """The paths of a call: quoted, or of the open file it is about."""
    return re.findall(r'"([^"]+)"|<([^>]+)>', rest)


def commands(home):
    newest = SnapshotStore(home).snapshots()[0].snapshot_id
    yield ("import", str(home.parent / "2024.csv"), "--by", "Lan", "--confirm", "sharp_change")
    yield ("withdraw", newest, "--reason", "sai", "--by", "Lan")
    yield ("restore", newest, "--reason", "đúng", "--by", "Lan")


def test_nothing_gets_its_name_before_it_is_on_the_disk(home):
    """And before the command ends, the folder that holds the name is synced as well."""
    seen = 0
    for command in commands(home):
        found, calls = traced(home, *command)
        assert found.returncode == 0, found.stderr.decode()
        synced, unsynced = set(), set()
        for name, rest in calls:
            paths = [Path(quoted or opened) for quoted, opened in names(rest)]
            if "sync" in name:
                synced.add(paths[0])
                unsynced.discard(paths[0])
                continue
            source, target = paths[0], paths[-1]
            assert source in synced, (name, rest)
            unsynced.add(target.parent)
            seen += 1
        assert unsynced == set()
        assert any(path.name.endswith(".tmp") and "_delta_log" in str(path) for path in synced)
    assert seen >= 4 + 2 + 2  # upload, figures, commit, head; then twice commit and head


@pytest.mark.parametrize(("fault", "told"), [("ENOSPC", "đầy"), ("EIO", "báo lỗi")])
def test_a_disk_that_refuses_to_sync_is_told_in_words_and_changes_nothing(home, fault, told):
    before = SnapshotStore(home).snapshots()
    for command in commands(home):
        if command[0] == "restore":
            continue
        inject = ("-e", f"inject=fsync:error={fault}:when=1+")
        found, _ = traced(home, *command, options=inject)
        assert found.returncode == 3
        assert told in found.stderr.decode()
        assert str(home) in found.stderr.decode()
    assert SnapshotStore(home).snapshots() == before
    assert verify(SnapshotStore(home)) == ()


def test_a_kill_at_the_link_leaves_all_or_nothing(home):
    before = SnapshotStore(home).snapshots()
    command = next(commands(home))
    found, _ = traced(home, *command, options=("-e", "inject=link,linkat:signal=KILL:when=1"))
    assert found.returncode != 0
    assert len(SnapshotStore(home).snapshots()) in (len(before), len(before) + 1)
    assert verify(SnapshotStore(home)) == ()
    assert invoke(home, *command, "--confirm", "already_published").exit_code == 0
