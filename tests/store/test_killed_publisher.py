"""Publishers are killed at random moments: the acknowledged is there, nothing is in part."""

import time
from random import Random

import pytest
from deltalake import DeltaTable

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view, read_snapshot
from tests import factories as f
from tests.faults.thoroughness import IS_FULL
from tests.store.publishing import CODES, kill, publishers

KILLS, WARM_UP = 60 if IS_FULL else 16, 5
MOST_SECONDS = 0.15  # so that a slow machine does not make the test slower and slower


@pytest.mark.slow
@pytest.mark.faults
def test_killing_publishers_loses_nothing_acknowledged_and_shows_nothing_in_part(tmp_path, capsys):
    store, random = SnapshotStore(tmp_path), Random(20211008)
    with publishers(tmp_path) as running:
        seconds = seconds_of_one(running)
        for number in range(1, KILLS, 2):  # two at a time, so that one may wait for the other
            victims = {number + place: running.start(number + place, 10_000) for place in range(2)}
            for name, victim in victims.items():
                if random.random() < 0.5:
                    running.wait_for_one(name)
                time.sleep(random.uniform(0, 2 * seconds))
                kill(victim)
                require_sound(store)
        running.finish()

    acknowledged, visible = set(running.acknowledged), store.snapshots()
    assert acknowledged <= {one.snapshot_id for one in visible}
    for snapshot in visible:
        require_whole(store, snapshot)
    assert DeltaTable(store.log.folder).count() == len(visible) * len(CODES)
    assert verify(store) == ()

    store.publish([f.observation(value="1")], f.upload("sau cùng.csv"))
    versions = [entry.version for entry in store.audit.events()]
    versions = [version for version in versions if version is not None]  # a checkpoint has none
    assert versions == list(range(store.data_version() + 1))
    assert open_view(store, f.catalogue()).snapshots[0].file_name == "sau cùng.csv"
    assert verify(store) == ()

    drafts = len(list(store.log.folder.glob("snapshot_id=*"))) - len(visible) - 1
    assert len(acknowledged) > WARM_UP
    with capsys.disabled():
        print(
            f"\n{KILLS} publishers killed: {len(acknowledged)} snapshots acknowledged, all "
            f"whole; {len(visible) - len(acknowledged)} more committed and whole when killed "
            f"before the acknowledgement; {drafts} drafts that nothing reads; 0 in part"
        )


def seconds_of_one(running):
    """How long a snapshot takes here, so that kills hit every moment of it."""
    running.start(0, WARM_UP)
    started = time.perf_counter()
    running.wait_for(0)
    return min((time.perf_counter() - started) / WARM_UP, MOST_SECONDS)


def require_sound(store):
    """Whatever is visible right after a kill is as it was meant to be published."""
    newest = store.snapshots()[:3]
    assert [store.damage_of(snapshot) for snapshot in newest] == [None] * len(newest)


def require_whole(store, snapshot):
    figures = read_snapshot(store, snapshot)
    values = {f"{figure.period.start.year - 2000}-{figure.value}.csv" for figure in figures}
    assert (len(figures), values) == (len(CODES), {snapshot.file_name})
    assert {figure.unit_id for figure in figures} == {f.unit_id(code) for code in CODES}
