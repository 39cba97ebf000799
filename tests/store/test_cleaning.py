"""What writers that died have left goes after a day; what any commit names stays for ever."""

import os

import pytest

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.repair import clean
from cds.store.upkeep.verification import verify
from tests import factories as f

DRAFTS = ("reference/.a.csv.tmp", "snapshots/_delta_log/_commit_1.json.tmp", "uploads/.b.tmp")


@pytest.fixture
def store(tmp_path):
    """Two snapshots, one withdrawn, and what dead writers left."""
    store = SnapshotStore(tmp_path)
    for value in "12":
        snapshot = store.publish([f.observation(value=value)], f.upload())
    store.withdraw(snapshot.snapshot_id, "sai", "x")
    for name in (*DRAFTS, "snapshots/snapshot_id=dead/part-dead.parquet"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"half")
    return store


def age(home):
    for path in home.rglob("*"):
        os.utime(path, (0, 0))


def test_what_no_commit_names_goes_after_a_day(store):
    assert clean(store.home, "An").names == ()
    age(store.home)

    done = clean(store.home, "An")

    assert set(done.names) == {*DRAFTS, "snapshots/snapshot_id=dead/part-dead.parquet"}
    assert (done.size, done.is_partial) == (16, False)
    assert not (store.log.folder / "snapshot_id=dead").exists()
    assert verify(SnapshotStore(store.home)) == ()
    last = store.audit.events()[-1]
    assert (last.event, last.by) == ("cleaned", "An")
    assert clean(store.home, "An").names == ()


@pytest.mark.parametrize("has_trail", [True, False])
def test_figures_of_a_damaged_commit_are_never_taken_away(store, has_trail):
    store.log.log_file(1).write_bytes(b"{")
    if not has_trail:
        store.audit.path.unlink()
    age(store.home)

    done = clean(store.home, "An")

    assert len([*store.log.folder.glob("snapshot_id=*/part-2*.parquet")]) == 2
    assert done.is_partial is not has_trail
    assert set(DRAFTS) <= set(done.names)
