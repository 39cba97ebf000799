"""A running server shows what was put back, without another publication or a restart."""

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.ui import cache
from tests import factories as f


def test_a_commit_that_was_put_back_counts_at_the_next_click(tmp_path):
    store = SnapshotStore(tmp_path)
    snapshot = store.publish([f.observation(value="1")], f.upload())
    path = store.log.log_file(1)
    sound = path.read_bytes()
    path.write_bytes(b"")
    assert cache.snapshots(str(tmp_path), 1) == ()
    path.write_bytes(sound)
    assert cache.snapshots(str(tmp_path), 1) == (snapshot,)
