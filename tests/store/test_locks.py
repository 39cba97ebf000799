"""One writer at a time, whoever holds the lock."""

import signal
import subprocess
import sys
import threading

import pytest

from cds.domain.errors import UserError
from cds.store.files import exclusive

HOLDER = """
import sys, time
from pathlib import Path
from cds.store.files import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


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
