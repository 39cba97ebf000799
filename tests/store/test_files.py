"""Files are written whole or not at all."""

import hashlib
from pathlib import Path

import pytest

from cds.store.files import make_folder, sha256_of, sync_file, sync_folder, write_whole


def test_the_hash_is_that_of_the_content(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"so lieu")
    assert sha256_of(path) == hashlib.sha256(b"so lieu").hexdigest()
    with pytest.raises(FileNotFoundError):
        sha256_of(tmp_path / "none")


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


def test_a_folder_may_be_there_already(tmp_path):
    for _ in range(2):
        make_folder(tmp_path / "one" / "two")
    assert (tmp_path / "one" / "two").is_dir()


def test_syncing_what_is_not_there_is_an_error_and_no_silence(tmp_path):
    for sync in (sync_file, sync_folder):
        with pytest.raises(FileNotFoundError):
            sync(tmp_path / "none")
