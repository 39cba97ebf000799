"""A file is read again when it was touched, and only then; a process that starts knows as much."""

import os

import pytest

from cds.store import derived
from cds.store.derived import SoundFiles
from cds.store.snapshots import snapshot_store
from cds.store.snapshots.snapshot import kept_commits
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from tests import factories as f


def noted(path, names):
    """Note a file of the home itself, not one that is derived from it."""
    if path.parent.name != derived.FOLDER:
        names.append(path.name)


@pytest.fixture
def read(monkeypatch):
    """The files that were read to see whether they are sound."""
    names = []
    hashed = derived.sha256_of
    monkeypatch.setattr(derived, "_RACE_NS", -(10**12))  # as if they had lain for long
    monkeypatch.setattr(derived, "_FEW", 0)
    monkeypatch.setattr(derived, "sha256_of", lambda path: noted(path, names) or hashed(path))
    return names


@pytest.fixture
def known(store, monkeypatch):
    """A home of three publications whose log is kept in one file."""
    monkeypatch.setattr(snapshot_store, "_FEW", 0)
    for value in (1, 2, 3):
        f.publish(store, value)
    return store


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_file_is_read_once_while_nobody_touches_it(tmp_path, read):
    (tmp_path / "a").write_bytes(b"1")
    sha256 = derived.sha256_of(tmp_path / "a")
    files = SoundFiles(tmp_path)
    del read[:]

    assert files.has("a", sha256)
    files.keep()
    assert files.has("a", sha256)
    assert SoundFiles(tmp_path).has("a", sha256)
    assert read == ["a"]

    (tmp_path / "a").write_bytes(b"2")
    assert not files.has("a", sha256)
    assert not SoundFiles(tmp_path).has("a", sha256)
    with pytest.raises(FileNotFoundError):
        files.has("b", sha256)


def test_a_file_that_was_just_written_is_not_trusted(tmp_path, monkeypatch):
    """Two changes within one tick of the clock of the disk look like one."""
    (tmp_path / "a").write_bytes(b"1")
    sha256 = derived.sha256_of(tmp_path / "a")
    files = SoundFiles(tmp_path)
    assert files.has("a", sha256)
    status = (tmp_path / "a").stat()
    (tmp_path / "a").write_bytes(b"2")
    os.utime(tmp_path / "a", ns=(status.st_atime_ns, status.st_mtime_ns))

    assert not files.has("a", sha256)


def test_a_process_that_starts_opens_no_commit_that_is_known(known, monkeypatch, read):
    expected = known.history(), known.snapshots()
    SnapshotStore(known.home).history()
    opened = []
    hashed = derived.sha256_of
    monkeypatch.setattr(derived, "sha256_of", lambda path: noted(path, opened) or hashed(path))
    fresh = SnapshotStore(known.home)
    monkeypatch.setattr(fresh.log, "read", lambda version: opened.append(version))

    assert (fresh.history(), fresh.snapshots()) == expected
    assert opened == []


def test_a_commit_that_is_damaged_afterwards_is_named(known):
    flip(known.log.log_file(2))

    assert [one.path[-25:] for one in SnapshotStore(known.home).damaged_commits()] == [
        known.log.log_file(2).name
    ]
    assert len(SnapshotStore(known.home).snapshots()) == 2


def test_a_log_that_was_made_anew_is_not_taken_for_the_one_before(known, tmp_path_factory):
    kept = derived.newest(known.home, "log", "json")
    other = SnapshotStore(tmp_path_factory.mktemp("other"))
    f.publish(other, 9)
    (other.home / derived.FOLDER).mkdir(exist_ok=True)
    (other.home / derived.FOLDER / kept.name).write_bytes(kept.read_bytes())

    assert [one.rows for one in SnapshotStore(other.home).snapshots()] == [1]
    assert not any(commit.is_damaged for commit in SnapshotStore(other.home).history())


@pytest.mark.parametrize("content", [b"", b"[]", b"[[1]]", b"{"])
def test_a_file_of_commits_that_says_nothing_costs_nothing(known, content):
    expected = known.history()
    derived.put(known.home, "log", "json", content)
    derived.thin(known.home, "log-*.json", 1)

    assert kept_commits(known.home) == ()
    assert SnapshotStore(known.home).history() == expected


def test_verify_reads_also_what_looks_untouched(known, read):
    """Who sets the times back deceives a quick look; here one that remembers too much."""
    (snapshot, *_) = known.snapshots()
    path = known.home / snapshot.path
    known.has(snapshot.path, snapshot.data_sha256)
    known.sound.keep()
    flip(path)
    mark = SoundFiles(known.home)
    mark.has(snapshot.path, derived.sha256_of(path))
    marks = {
        name: text.replace(derived.sha256_of(path), snapshot.data_sha256)
        for name, text in mark._marks.items()
    }
    mark._marks = marks
    mark.keep()

    assert snapshot.path in {one.path for one in verify(known)}
    assert snapshot.path not in {one.path for one in verify(known, is_thorough=False)}


def test_a_quick_look_names_what_was_touched(known):
    (snapshot, *_) = known.snapshots()
    assert verify(known, is_thorough=False) == ()
    flip(known.home / snapshot.path)

    assert [one.path for one in verify(known, is_thorough=False)] == [snapshot.path]
