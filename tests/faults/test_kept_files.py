"""What is kept beside the snapshots may fail to be written, be damaged or unreadable: none shows.

`make test` tries each call in one way and one damage of each file, `make test-faults` all.
"""

import errno
import io
import shutil
from collections import Counter
from random import Random

import pytest

from cds.store import derived
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view import kept
from cds.store.view.queries import open_view
from tests import factories as f
from tests.faults.failing import digest, failing_publishers, publish, withdraw
from tests.faults.test_every_call import HOWS, NEVER, places
from tests.faults.thoroughness import IS_FULL

pytestmark = [pytest.mark.faults, pytest.mark.slow]
FLIPS = 40


@pytest.fixture(scope="module")
def publishers():
    with failing_publishers() as running:
        yield running


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Four publications, of which one counts no more; nothing is kept yet."""
    home = tmp_path_factory.mktemp("published") / "home"
    for value in range(1, 4):
        publish(home, value)
    withdraw(home, 0)
    publish(home, 4)
    return home


def seen(home):
    """What is shown of a home once it is opened."""
    return digest(open_view(SnapshotStore(home), f.catalogue()))


def kept_names(home):
    return sorted(home.joinpath(derived.FOLDER).glob("[!.]*"))


def kinds(home):
    return {path.name.partition("-")[0] for path in kept_names(home)}


@pytest.fixture(scope="module")
def on_a_sound_disk(publishers, published, tmp_path_factory):
    """How many calls keeping takes, what is shown after it, and the kinds of files it leaves."""
    home = shutil.copytree(published, tmp_path_factory.mktemp("sound") / "home")
    *_, calls = publishers.act(home, "keep", NEVER, HOWS[0])
    assert {"log", "sound"} < kinds(home)
    return calls, seen(published), kinds(home)


@pytest.mark.parametrize("how", HOWS)
def test_a_disk_that_fails_at_any_call_of_keeping(
    publishers, published, on_a_sound_disk, tmp_path, capsys, how
):
    """Nobody is told of it, for nothing is lost; the next process keeps what this one could not."""
    calls, expected, kept_there = on_a_sound_disk
    counted = Counter()
    for place in places(calls, how):
        home = tmp_path / str(place)
        shutil.copytree(published, home)
        found, *shown = publishers.act(home, "keep", place, how)
        counted[found] += 1
        assert found == ("killed" if how == "kill" else "acked"), place
        assert shown[:1] == ([] if how == "kill" else [expected]), place
        assert verify(SnapshotStore(home)) == ()
        assert publishers.act(home, "keep", NEVER, how)[:2] == ["acked", expected]
        assert kinds(home) == kept_there
        shutil.rmtree(home)
    with capsys.disabled():
        print(f"\nkeeping, {how}: {calls} calls, {dict(counted)}")


def test_no_flipped_bit_and_no_unreadable_file_shows(publishers, published, tmp_path, monkeypatch):
    home, random = tmp_path / "home", Random(1)
    expected = seen(published)
    shutil.copytree(published, home)
    publishers.act(home, "keep", NEVER, "kill")
    opened, broken = io.open, set()

    def open_or_fail(path, *args, **named):
        if str(path) in broken:
            raise OSError(errno.EIO, "x", str(path))
        return opened(path, *args, **named)

    monkeypatch.setattr(io, "open", open_or_fail)
    monkeypatch.setattr(kept, "_FEW", 0)  # else figures of so few are read from their own files
    for number, path in enumerate(kept_names(home)):
        sound = path.read_bytes()
        damages = [b"", sound[: len(sound) // 2], *(flipped(sound, random) for _ in range(FLIPS))]
        for content in damages if IS_FULL else damages[number % 3 :][:1]:
            path.write_bytes(content)
            assert seen(home) == expected, path
        path.write_bytes(sound)
        broken.add(str(path))
        assert seen(home) == expected, path
        broken.clear()


def flipped(sound, random):
    """A content in which one bit is another."""
    n = random.randrange(8 * len(sound))
    return sound[: n // 8] + bytes([sound[n // 8] ^ 1 << n % 8]) + sound[n // 8 + 1 :]
