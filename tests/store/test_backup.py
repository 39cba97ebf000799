"""Copies of a data home: whole, consistent while others publish, and refused when damaged."""

import errno
import hashlib
import multiprocessing
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.store.files import keep_upload
from cds.store.sending import WaitingRoom
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep import backup
from cds.store.upkeep.backup import MANIFEST, back_up, read_manifest, recover
from cds.store.upkeep.verification import verify
from tests import factories as f

KEPT = {  # one of each kind that a home may hold
    "reference/indicators.csv": "a,b\n",
    "published/so-lieu.csv": "1,2\n",
    "samples/mau.csv": "3\n",
    "boundaries/v1-commune.json": '{"vintage": "v1", "level": "commune", "viewBox": [0, 0, 1, 1], '
    '"licence": "own", "units": []}',
    "stories/hop giao ban.json": "[]",
    "access.toml": "x = 1\n",
}
LEFT = ("snapshots.lock", "reference/.draft.tmp", ".cache/x")


def publish(home: Path, number: int = 1):
    content = f"tệp {number}".encode()
    keep_upload(home, content)
    upload = Upload(f"{number}.csv", hashlib.sha256(content).hexdigest(), "Lan")
    return SnapshotStore(home).publish([f.observation(value=str(number))], upload)


@pytest.fixture
def home(tmp_path):
    """A home with two snapshots, one of them withdrawn, and a file of every other kind."""
    home = tmp_path / "home"
    for name, text in (KEPT | dict.fromkeys(LEFT, "x")).items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    publish(home, 1)
    SnapshotStore(home).withdraw(publish(home, 2).snapshot_id, "thử", "Lan")
    return home


@pytest.fixture
def copy(home, tmp_path):
    """A sound copy of the home."""
    back_up(home, tmp_path / "copy")
    return tmp_path / "copy"


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_copy_holds_everything_but_drafts_and_locks(home, tmp_path):
    done = back_up(home, tmp_path / "copy")

    copied = contents(tmp_path / "copy")
    expected = {
        name: content
        for name, content in contents(home).items()
        if name not in LEFT and not name.endswith(".lock")
    }
    manifest = copied.pop(MANIFEST)
    assert copied == expected
    assert KEPT.keys() <= copied.keys()
    assert (done.files, done.version) == (len(expected), 3)
    assert len(manifest.splitlines()) == len(expected)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs coreutils")
def test_a_copy_can_be_checked_without_us(copy):
    command = ["sha256sum", "--check", "--strict", "--quiet", MANIFEST]
    assert subprocess.run(command, cwd=copy, check=False).returncode == 0


def test_a_recovered_home_is_what_it_was_and_tells_of_it(home, copy, tmp_path):
    before = SnapshotStore(home).snapshots()

    done = recover(copy, tmp_path / "new", "An")

    store = SnapshotStore(tmp_path / "new")
    assert (done.version, store.snapshots(), verify(store)) == (3, before, ())
    last = store.audit.events()[-1]
    assert (last.event, last.by) == ("recover", "An")
    assert publish(tmp_path / "new", 3).version == 4
    assert verify(store) == ()


def test_an_empty_folder_can_be_recovered_into_and_a_cut_short_one_again(copy, tmp_path):
    (tmp_path / "new" / ".recovering" / "half").mkdir(parents=True)
    recover(copy, tmp_path / "new", "An")
    assert verify(SnapshotStore(tmp_path / "new")) == ()
    assert not (tmp_path / "new" / ".recovering").exists()


def test_a_home_without_snapshots_is_copied_too(tmp_path):
    (tmp_path / "home" / "reference").mkdir(parents=True)
    (tmp_path / "home" / "reference" / "a.csv").write_text("x")

    assert back_up(tmp_path / "home", tmp_path / "copy").version == -1
    assert recover(tmp_path / "copy", tmp_path / "new", "An").files == 1


@pytest.mark.parametrize("name", ["thư.txt", "reference"])
def test_a_home_with_anything_in_it_is_never_written_to(copy, tmp_path, name):
    new = tmp_path / "new"
    (new / name).mkdir(parents=True)

    with pytest.raises(UsageError, match="home_not_empty"):
        recover(copy, new, "An")

    assert [path.name for path in new.iterdir()] == [name]


def test_a_folder_with_anything_in_it_takes_no_copy(home, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "x").write_text("mine")

    with pytest.raises(UsageError, match="backup_target_not_empty"):
        back_up(home, tmp_path / "copy")

    assert contents(tmp_path / "copy") == {"x": b"mine"}


@pytest.mark.parametrize("place", [".", "copies/monday"])
def test_a_copy_does_not_go_into_the_home_itself(home, place):
    with pytest.raises(UsageError, match="backup_inside_home"):
        back_up(home, home / place)


def test_what_is_no_folder_or_no_copy_is_said(home, tmp_path):
    with pytest.raises(NotFoundError, match="no_backup"):
        recover(tmp_path / "none", tmp_path / "new", "An")
    with pytest.raises(StoreDamagedError, match="not_a_backup"):
        recover(home, tmp_path / "new", "An")
    with pytest.raises(NotFoundError, match="no_home"):
        back_up(tmp_path / "none", tmp_path / "other")
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "other").exists()


def flip(path: Path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_every_damage_to_a_copy_is_found_and_named(copy, tmp_path):
    sound = contents(copy)
    for name in sorted(sound.keys() - {MANIFEST}):
        for damage in (flip, Path.unlink):
            damage(copy / name)
            with pytest.raises(StoreDamagedError) as caught:
                recover(copy, tmp_path / "new", "An")
            assert caught.value.slots["file"] == name
            assert not (tmp_path / "new").exists()
            (copy / name).write_bytes(sound[name])
    recover(copy, tmp_path / "new", "An")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.partition("\n")[2],  # a file nobody vouches for
        lambda text: text.replace("  reference/", "  ../reference/", 1),
        lambda text: text.replace("  reference/", "  /reference/", 1),
        lambda text: text[: len(text) // 2],
        lambda text: "z" + text[1:],
        lambda _: "",
    ],
)
def test_a_spoilt_manifest_is_damage(copy, tmp_path, spoil):
    path = copy / MANIFEST
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")

    with pytest.raises(StoreDamagedError):
        recover(copy, tmp_path / "new", "An")

    assert not (tmp_path / "new").exists()


def test_commits_that_speak_of_a_file_the_copy_lacks_are_damage(copy, tmp_path):
    """A copy made by hand may agree with its manifest and still not be a store."""
    hashes = dict(read_manifest(copy))
    lost = next(name for name in hashes if name.endswith(".parquet"))
    (copy / lost).unlink()
    lines = "".join(f"{digest}  {name}\n" for name, digest in hashes.items() if name != lost)
    (copy / MANIFEST).write_text(lines, "utf-8")

    with pytest.raises(StoreDamagedError) as caught:
        recover(copy, tmp_path / "new", "An")

    assert caught.value.slots["file"] == lost


PLACES = ["snapshots/snapshot_id=*/*.parquet", "uploads/*", "snapshots/_delta_log/*1.json"]


@pytest.mark.parametrize("damage", [flip, Path.unlink])
@pytest.mark.parametrize("place", PLACES)
def test_damage_in_the_home_is_listed_in_the_copy_and_stops_no_backup(
    home, tmp_path, place, damage
):
    path = next(home.glob(place))
    name = path.relative_to(home).as_posix()
    damage(path)
    before = verify(SnapshotStore(home))

    done = back_up(home, tmp_path / "copy")

    assert [one.path for one in done.damages] == [one.path for one in before]
    if before:  # who published without keeping the file as it was sent misses none
        assert name in (tmp_path / "copy" / "DAMAGED.txt").read_text()
    restored = recover(tmp_path / "copy", tmp_path / "new", "An")
    assert restored.damages == done.damages
    assert not (tmp_path / "new" / "DAMAGED.txt").exists()
    assert SnapshotStore(tmp_path / "new").snapshots() == SnapshotStore(home).snapshots()
    if done.damages:
        flip(tmp_path / "copy" / "DAMAGED.txt")
        with pytest.raises(StoreDamagedError, match="backup_damaged"):
            recover(tmp_path / "copy", tmp_path / "other", "An")


def test_a_copy_that_fails_leaves_a_given_folder_empty(home, tmp_path, monkeypatch):
    def fail(handle):
        raise OSError(errno.ENOSPC, "full")

    (tmp_path / "copy").mkdir()
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full") as caught:
        back_up(home, tmp_path / "copy")

    assert str(tmp_path / "copy") in caught.value.filename
    assert list((tmp_path / "copy").iterdir()) == []


def test_nobody_waits_to_publish_while_the_log_is_copied(home, tmp_path, monkeypatch):
    """Ten years of commits take minutes; the copy stays at its version."""
    copy_one, made = backup._copy, []

    def copy_slowly(folder, path, *rest):
        if path.parent.name == "_delta_log" and not made:
            made.append(publish(home, 3))
        copy_one(folder, path, *rest)

    monkeypatch.setattr(backup, "_copy", copy_slowly)
    done = back_up(home, tmp_path / "copy")

    assert (made[0].version, done.version, done.damages) == (4, 3, ())
    recover(tmp_path / "copy", tmp_path / "new", "An")
    assert verify(SnapshotStore(tmp_path / "new")) == ()


def test_what_is_released_while_a_copy_is_made_is_left_out(home, tmp_path, monkeypatch):
    """A file of the waiting room may go between the list and the copy."""
    room = WaitingRoom(home)
    for number in range(3):
        room.send(b"x", f"{number}.csv", "Lan")
    waiting = room.all()
    copy_one = backup._copy

    def copy_slowly(folder, path, *rest):
        if path.stem == waiting[0].waiting_id:
            room.take(waiting[1], "released", "An")
        copy_one(folder, path, *rest)

    monkeypatch.setattr(backup, "_copy", copy_slowly)
    assert back_up(home, tmp_path / "copy").damages == ()
    kept = {path.stem for path in (tmp_path / "copy" / "waiting").iterdir()}
    assert kept == {waiting[0].waiting_id, waiting[2].waiting_id}


def test_what_a_dead_writer_left_is_not_copied(home, tmp_path):
    orphan = home / "snapshots" / "snapshot_id=dead" / "part-dead.parquet"
    orphan.parent.mkdir()
    orphan.write_bytes(b"half")
    (home / "snapshots" / "_delta_log" / "_commit_1.json.tmp").write_text("{")

    back_up(home, tmp_path / "copy")

    names = contents(tmp_path / "copy")
    assert not [name for name in names if "dead" in name or name.endswith(".tmp")]


def test_parts_of_a_home_may_lie_on_another_disk(home, tmp_path):
    for name in ("snapshots", "uploads", "boundaries"):
        (home / name).rename(tmp_path / f"disk-{name}")
        (home / name).symlink_to(tmp_path / f"disk-{name}", target_is_directory=True)

    back_up(home, tmp_path / "copy")

    assert "boundaries/v1-commune.json" in contents(tmp_path / "copy")
    recover(tmp_path / "copy", tmp_path / "new", "An")
    assert verify(SnapshotStore(tmp_path / "new")) == ()


def test_file_names_that_are_no_text_are_copied(home, tmp_path):
    odd = os.fsencode(home / "stories") + b"/b\xe1o c\xe1o.json"
    try:
        Path(os.fsdecode(odd)).write_text("[]")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this disk takes text names only")
    back_up(home, tmp_path / "copy")
    assert recover(tmp_path / "copy", tmp_path / "new", "An").files


def _keep_publishing(home: str, stop, count) -> None:
    number = 100
    while not stop.is_set():
        publish(Path(home), number)
        with count.get_lock():
            count.value += 1
        number += 1


@pytest.mark.slow
def test_copies_taken_while_others_publish_are_consistent(home, tmp_path):
    context = multiprocessing.get_context("spawn")
    stop, count = context.Event(), context.Value("i", 0)
    writers = [
        context.Process(target=_keep_publishing, args=(str(home), stop, count)) for _ in range(2)
    ]
    for writer in writers:
        writer.start()
    versions = []
    try:
        _wait_for(count, 2)
        for number in range(3):
            versions.append(back_up(home, tmp_path / f"copy{number}").version)
            _wait_for(count, count.value + 1)
    finally:
        stop.set()
        for writer in writers:
            writer.join(timeout=30)

    assert versions == sorted(set(versions))  # something was published between the copies
    for number, version in enumerate(versions):
        recover(tmp_path / f"copy{number}", tmp_path / f"new{number}", "An")
        store = SnapshotStore(tmp_path / f"new{number}")
        told = [e.version for e in store.audit.events() if e.version is not None]
        assert (store.data_version(), verify(store)) == (version, ())
        assert told == list(range(version + 1))


def _wait_for(count, least: int) -> None:
    done = threading.Event()
    for _ in range(600):
        if count.value >= least:
            return
        done.wait(0.05)
    pytest.fail("the writers do not get on")
