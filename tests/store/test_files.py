"""Files are written whole or not at all, by one writer at a time; uploads are kept by hash."""

import hashlib
from pathlib import Path

import pytest

from cds.domain.errors import UserError
from cds.store.files import (
    exclusive,
    keep_upload,
    sync_file,
    sync_folder,
    upload_path,
    write_whole,
)

CONTENT = "Mã đơn vị,Kỳ\n27691,2024".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_gets_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "deep" / "a.txt"
    seen = []

    def write(temporary: Path) -> None:
        temporary.write_text("whole")
        seen.append((path.exists(), temporary.parent == path.parent, temporary.name[0]))

    write_whole(path, write)
    assert seen == [(False, True, ".")]
    assert path.read_text() == "whole"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.txt"]


def test_a_write_that_fails_keeps_the_old_file_and_leaves_nothing(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write(temporary: Path) -> None:
        temporary.write_text("half")
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        write_whole(path, write)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_syncing_what_is_not_there_is_an_error_and_no_silence(tmp_path):
    for sync in (sync_file, sync_folder):
        with pytest.raises(FileNotFoundError):
            sync(tmp_path / "none")


def test_a_taken_lock_is_waited_for_and_then_named(tmp_path):
    path = tmp_path / "home" / "snapshots.lock"
    with (
        exclusive(path),
        pytest.raises(UserError) as caught,
        exclusive(path, wait_seconds=0.05),
    ):
        raise AssertionError("two writers at once")
    assert caught.value.phrase == "store_busy"
    assert caught.value.slots["path"] == "home/snapshots.lock"


def test_the_lock_is_free_again_after_an_error(tmp_path):
    path = tmp_path / "lock"
    with pytest.raises(ValueError, match="inside"), exclusive(path):
        raise ValueError("inside")
    with exclusive(path, wait_seconds=0.05):
        pass


def test_a_file_is_found_again_by_its_hash(tmp_path):
    assert not upload_path(tmp_path, SHA256).exists()
    kept = keep_upload(tmp_path, CONTENT)
    assert kept == upload_path(tmp_path, SHA256)
    assert kept.read_bytes() == CONTENT


def test_keeping_a_file_twice_is_keeping_it(tmp_path):
    first = keep_upload(tmp_path, CONTENT).stat()
    second = keep_upload(tmp_path, CONTENT).stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)
    keep_upload(tmp_path, b"other")
    assert len(list((tmp_path / "uploads").iterdir())) == 2


def test_a_kept_file_that_was_damaged_is_mended_by_sending_it_again(tmp_path):
    kept = keep_upload(tmp_path, CONTENT)
    kept.write_bytes(CONTENT[:-1])
    assert keep_upload(tmp_path, CONTENT).read_bytes() == CONTENT
