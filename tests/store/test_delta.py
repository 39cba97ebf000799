"""One table that any Delta reader understands, with a history that is kept for ever."""

import errno
import json
from pathlib import Path

import pytest
from deltalake import DeltaTable, QueryBuilder

from cds.domain.errors import StoreDamagedError
from cds.store.snapshots.delta import FOREVER, CommitKind, DeltaLog
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from tests import factories as f


def rows_of_other_readers(store):
    """The table as PyArrow and as DataFusion read it."""
    table = DeltaTable(store.log.folder)
    columns = ["snapshot_id", "unit_id", "period", "value"]
    arrow = table.to_pyarrow_table(columns=columns).to_pylist()
    query = "SELECT snapshot_id, unit_id, period, value FROM figures"
    batches = QueryBuilder().register("figures", table).execute(query).read_all()
    fusion = [dict(zip(columns, row, strict=True)) for row in _tuples(batches)]
    return [sorted(map(tuple, (row.values() for row in rows))) for rows in (arrow, fusion)]


def _tuples(batches):
    columns = [batches.column(name).to_pylist() for name in batches.column_names]
    return list(zip(*columns, strict=True))


def test_other_readers_see_exactly_the_figures_that_count(store):
    first, second = f.publish(store, 1, 2), f.publish(store, 3)
    unit, period = f.unit_id("1011"), "2024-Q4"
    old = [(first.snapshot_id, unit, period, value) for value in (1, 2)]
    new = [(second.snapshot_id, unit, period, 3)]
    assert rows_of_other_readers(store) == [sorted(old + new)] * 2

    store.withdraw(first.snapshot_id, "sai", "x")
    assert rows_of_other_readers(store) == [new] * 2

    store.restore(first.snapshot_id, "lại", "x")
    assert rows_of_other_readers(store) == [sorted(old + new)] * 2


def test_other_readers_can_travel_in_time(store):
    f.publish(store, 1)
    f.publish(store, 2, 3)
    counts = [DeltaTable(store.log.folder, version=v).count() for v in range(3)]
    assert counts == [0, 1, 3]


def test_a_commit_tells_other_tools_what_it_did(store):
    snapshot = f.publish(store, 1, uploaded_by="Bà Tư")
    store.withdraw(snapshot.snapshot_id, "sai số", "Ông Ba")
    history = DeltaTable(store.log.folder).history()
    withdrawn, published, created = (json.loads(entry["userMetadata"]) for entry in history)
    assert created == {"kind": "create"}
    assert (published["kind"], published["uploaded_by"]) == ("publish", "Bà Tư")
    assert published["data_sha256"] == snapshot.data_sha256
    assert withdrawn == {
        "kind": "withdraw", "snapshot_id": snapshot.snapshot_id, "reason": "sai số",
        "by": "Ông Ba",
    }  # fmt: skip


def test_the_table_says_that_its_history_is_kept_for_ever(store):
    f.publish(store, 1)
    assert DeltaTable(store.log.folder).metadata().configuration == FOREVER


def test_cleaning_up_and_checkpoints_cost_no_history(store):
    first = f.publish(store, 1)
    store.withdraw(first.snapshot_id, "sai", "x")
    table = DeltaTable(store.log.folder)
    table.create_checkpoint()
    table.cleanup_metadata()
    second = f.publish(SnapshotStore(store.home), 2)

    fresh = SnapshotStore(store.home)
    assert len(fresh.history()) == fresh.data_version() + 1 == 4
    assert [s.snapshot_id for s in fresh.snapshots()] == [second.snapshot_id, first.snapshot_id]
    assert verify(fresh) == ()


def test_vacuum_would_take_away_no_withdrawn_file(store):
    snapshot = f.publish(store, 1)
    store.withdraw(snapshot.snapshot_id, "sai", "x")
    assert DeltaTable(store.log.folder).vacuum(dry_run=True) == []


def test_the_files_that_count_are_named_relative_to_the_table(store):
    snapshot = f.publish(store, 1)
    store.withdraw(snapshot.snapshot_id, "sai", "x")
    path = snapshot.path.removeprefix("snapshots/")
    assert [store.log.files(version) for version in range(-1, 3)] == [set(), set(), {path}, set()]


def test_the_version_follows_other_writers_and_a_table_made_anew(store):
    log = DeltaLog(store.log.folder)
    assert log.version() == -1
    f.publish(store, 1)
    f.publish(store, 2)
    assert log.version() == 2
    for path in log.log_folder.iterdir():
        path.unlink()
    assert log.version() == -1


def test_what_does_not_look_like_a_commit_is_none(store):
    f.publish(store, 1)
    for name in ("_last_checkpoint", "00000000000000000009.checkpoint.parquet", "x" * 20 + ".json"):
        (store.log.log_folder / name).touch()
    assert DeltaLog(store.log.folder).version() == 1


def test_a_stray_file_far_beyond_the_last_commit_is_none(store):
    f.publish(store, 1)
    store.log.log_file(10**12).write_bytes(b"x")
    assert DeltaLog(store.log.folder).version() == 1
    assert f.publish(SnapshotStore(store.home), 2).version == 2


def test_creating_a_table_twice_keeps_the_first(store):
    f.publish(store, 1)
    store.log.create()
    assert store.data_version() == 1


def test_commits_of_other_programs_change_nothing_of_ours(store):
    snapshot = f.publish(store, 1)
    DeltaTable(store.log.folder).alter.set_table_properties({"delta.appendOnly": "false"})
    last = store.history()[-1]
    assert (last.version, last.kind, last.details) == (2, CommitKind.OTHER, {})
    assert store.snapshots() == (snapshot,)
    f.publish(store, 2)
    assert verify(store) == ()


def test_a_log_that_is_no_json_is_damage(store):
    f.publish(store, 1)
    store.log.log_file(1).write_bytes(b"{")
    fresh = SnapshotStore(store.home)
    with pytest.raises(StoreDamagedError, match="store_log_unreadable"):
        fresh.log.files(1)
    assert fresh.log.read(1).is_damaged


def test_a_commit_that_another_program_made_first_is_left_alone(store, monkeypatch):
    f.publish(store, 1)
    monkeypatch.setattr(DeltaLog, "version", lambda self: 0)  # as seen before the other's commit
    assert f.publish(store, 2).version == 2


def test_a_disk_without_hard_links_takes_commits_too(store, monkeypatch):
    def no_links(path, target):
        raise OSError(errno.EPERM, "no links", str(path))

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    snapshots = [f.publish(store, value) for value in range(2)]
    assert [one.version for one in snapshots] == [1, 2]
    assert rows_of_other_readers(store)[0]
    assert verify(store) == ()
