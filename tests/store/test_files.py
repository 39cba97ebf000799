"""Files are written whole or not at all, by one writer at a time; uploads are kept by hash."""

import hashlib
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cds.domain.errors import UserError
from cds.store.files import (
    exclusive,
    keep_upload,
    make_folder,
    sha256_of,
    sync_file,
    sync_folder,
    upload_path,
    write_whole,
)

CONTENT = "Mã đơn vị,Kỳ\n27691,2024".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HOLDER = """
import sys, time
from pathlib import Path
from cds.store.files import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


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


def test_threads_exclude_each_other(tmp_path):
    inside, most = [], []

    def work():
        for _ in range(20):
            with exclusive(tmp_path / "lock"):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (80, 1)


def test_the_lock_of_a_killed_process_is_free(tmp_path):
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(UserError), exclusive(path, wait_seconds=0.05):
            raise AssertionError("two writers at once")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with exclusive(path, wait_seconds=5):
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
