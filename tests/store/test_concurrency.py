"""Several processes publish at once: nothing is lost, and readers see whole snapshots only."""

from collections import defaultdict

import pytest

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view
from tests import factories as f
from tests.store.publishing import CODES, LOOKED, publishers

WRITERS, TIMES = 8, 4


@pytest.mark.faults
def test_what_several_processes_publish_at_once_is_all_there(tmp_path):
    """Nobody sends another snapshot before the reader has seen a further version, however slow."""
    home, looked = tmp_path / "home", tmp_path / LOOKED
    store, seen = SnapshotStore(home), []
    looked.touch()
    with publishers(home) as running:
        for number in range(WRITERS):
            running.start(number, TIMES)
        while len(store.snapshots()) < WRITERS * TIMES:
            seen.append(whole_view(store))
            looked.write_bytes(b"." * len({*seen} - {0}))
        for number in range(WRITERS):
            running.wait_for(number)
    seen.append(whole_view(store))

    snapshots = store.snapshots()
    assert {one.snapshot_id for one in snapshots} == set(running.acknowledged)
    assert [one.version for one in snapshots] == list(range(WRITERS * TIMES, 0, -1))
    versions = [entry.version for entry in store.audit.events()]
    assert versions == list(range(WRITERS * TIMES + 1))
    assert seen == sorted(seen)
    assert len({*seen} - {0}) >= TIMES
    order = [one.file_name for one in reversed(snapshots)]
    for number in range(WRITERS):
        mine = [f"{number}-{value}.csv" for value in range(TIMES)]
        assert [name for name in order if name in mine] == mine


def whole_view(store):
    """Return the version of a view that holds whole snapshots only, of a home without damage.

    All five figures of a period are of one snapshot, and so of one value.
    """
    view = open_view(store, f.catalogue())
    found = defaultdict(list)
    for figure in view.observations():
        period = str(figure.period)
        found[period].append((figure.snapshot_id, figure.value))
    for period, figures in found.items():
        assert (len(figures), len(set(figures))) == (len(CODES), 1), period
    assert view.damaged == ()
    assert verify(store) == ()
    return view.version


def test_a_view_stays_what_it_was_while_others_publish(tmp_path):
    store = SnapshotStore(tmp_path)
    store.publish([f.observation(value="1")], f.upload())
    view = open_view(store, f.catalogue())
    store.publish([f.observation(value="2")], f.upload())
    assert (view.version, [one.value for one in view.observations()]) == (1, [1])
