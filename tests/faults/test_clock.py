"""A clock that is wrong by years changes nothing: what was published last counts."""

from random import Random

import pytest

from cds.store.snapshots import delta
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view
from tests import factories as f

pytestmark = pytest.mark.faults
DAY_MS = 86_400_000


def test_the_last_publication_counts_whatever_the_clock_says(tmp_path, monkeypatch):
    store, random, now = SnapshotStore(tmp_path), Random(6), delta._now_ms
    for value in range(9):
        shift = random.randint(-400, 3650) * DAY_MS
        monkeypatch.setattr(delta, "_now_ms", lambda shift=shift: now() + shift)
        made = store.publish([f.observation(value=str(value))], f.upload(f"{value}.csv"))
        assert made.version == value + 1
        (figure,) = open_view(SnapshotStore(tmp_path), f.catalogue()).observations()
        assert figure.value == value
    snapshots = SnapshotStore(tmp_path).snapshots()
    assert [one.file_name for one in snapshots] == [f"{value}.csv" for value in range(8, -1, -1)]
    assert len({one.snapshot_id for one in snapshots}) == 9
    assert verify(store) == ()
