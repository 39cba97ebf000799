"""What the tests of the store begin with."""

import pytest

from cds.store.snapshots.snapshot_store import SnapshotStore


@pytest.fixture
def store(tmp_path):
    """A home to which nothing was published."""
    return SnapshotStore(tmp_path)
