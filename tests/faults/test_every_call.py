"""Every call that changes a store fails once, for good, or kills: nothing in part, nothing lost.

`make test` lets each call fail in one of the six ways, `make test-faults` in all of them.
"""

from collections import Counter

import pytest

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view, read_snapshot
from tests import factories as f
from tests.faults.failing import BROKEN, CODES, FULL, READ_ONLY, failing_publishers, publish
from tests.faults.thoroughness import IS_FULL

pytestmark = [pytest.mark.faults, pytest.mark.slow]
HOWS = (
    "kill",
    *(f"{error}-once" for error in (FULL, BROKEN, READ_ONLY)),
    *(f"{error}-on" for error in (FULL, READ_ONLY)),
)
NEVER = 10_000


@pytest.fixture(scope="module")
def publishers():
    with failing_publishers() as running:
        yield running


def counting(home):
    return {one.snapshot_id for one in SnapshotStore(home).snapshots() if not one.is_withdrawn}


def places(calls, how, hows=HOWS):
    """The calls that fail this way in this run, counted from 1."""
    first, step = (1, 1) if IS_FULL else (1 + hows.index(how), len(hows))
    return range(first, int(calls) + 1, step)


def require_whole(home):
    store = SnapshotStore(home)
    assert verify(store) == ()
    for snapshot in store.snapshots()[:2]:
        figures = read_snapshot(store, snapshot)
        assert (len(figures), {f"{one.value}.csv" for one in figures}) == (
            len(CODES), {snapshot.file_name},
        )  # fmt: skip
    assert open_view(store, f.catalogue()).damaged == ()


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("action", ["publish", "withdraw"])
def test_a_disk_that_fails_at_any_call_of_a_later_change(publishers, tmp_path, capsys, action, how):
    """Who is told of success or failure is told the truth; the next change always works."""
    publish(tmp_path, 1)
    *_, calls = publishers.act(tmp_path, "publish", NEVER, how)
    if action == "withdraw":
        *_, calls = publishers.act(tmp_path, action, NEVER, how)
    counted = Counter()
    for tried, place in enumerate(places(calls, how), start=1):
        if action == "withdraw":
            publish(tmp_path, 0)
        before = counting(tmp_path)
        told, *_ = publishers.act(tmp_path, action, place, how)
        changed = len(before ^ counting(tmp_path))
        counted[told] += 1
        assert changed == {"acked": 1, "refused": 0}.get(told, changed), (place, told)
        if tried % 4 == 0:
            require_whole(tmp_path)
    publish(tmp_path, 2)
    require_whole(tmp_path)
    versions = [entry.version for entry in SnapshotStore(tmp_path).audit.events()]
    assert versions == list(range(SnapshotStore(tmp_path).data_version() + 1))
    assert set(counted) <= {"killed"} if how == "kill" else {"acked", "refused"}
    with capsys.disabled():
        print(f"\n{action}, {how}: {calls} calls, {dict(counted)}")


FIRST_HOWS = ("kill", f"{FULL}-once")


@pytest.mark.parametrize("how", FIRST_HOWS)
def test_a_disk_that_fails_at_any_call_of_the_first_publish(publishers, tmp_path, how):
    *_, calls = publishers.act(tmp_path / "0", "publish", NEVER, how)
    for tried, place in enumerate(places(calls, how, FIRST_HOWS), start=1):
        home = tmp_path / str(place)
        told, *_ = publishers.act(home, "publish", place, how)
        assert len(counting(home)) == {"acked": 1, "refused": 0}.get(told, len(counting(home)))
        assert verify(SnapshotStore(home)) == ()
        publish(home, 2)
        assert verify(SnapshotStore(home)) == ()
        if tried % 4 == 0:
            require_whole(home)
