"""Published files are immutable; corrections, withdrawals and restores only add to the history."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from cds.domain import clock
from cds.domain.errors import NotFoundError, StoreDamagedError, UsageError
from cds.domain.issues import Issue, IssueCode, Severity
from cds.store.snapshots.delta import Commit, CommitKind
from cds.store.snapshots.snapshot import version_as_of
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.queries import read_snapshot
from tests import factories as f

BEFORE_MIDNIGHT, AT_MIDNIGHT = "2025-12-31T16:59:59+00:00", "2025-12-31T17:00:00+00:00"


def ids(snapshots):
    return [snapshot.snapshot_id for snapshot in snapshots]


def test_a_home_nobody_published_to_is_empty_and_stays_untouched(store, tmp_path):
    assert (store.data_version(), store.snapshots(), store.history()) == (-1, (), ())
    assert verify(store) == ()
    assert list(tmp_path.iterdir()) == []


def test_what_the_sender_told_is_kept_without_signs_nobody_sees(store):
    name = "\u202aCa\u0302\u0300n\x00.xlsx"
    snapshot = f.publish(store, 1, file_name=name, uploaded_by="Bà\udcff Tư", note="a\x0bb\ud800")
    store.withdraw(snapshot.snapshot_id, "sai\x1b số\ud800", "Bà\u200f Tư")

    (kept,) = SnapshotStore(store.home).snapshots()
    assert (kept.file_name, kept.uploaded_by, kept.note) == ("Cần.xlsx", "Bà Tư", "a\nb")
    assert (kept.withdrawn_reason, kept.withdrawn_by) == ("sai số", "Bà Tư")
    assert verify(store) == ()


def test_a_name_that_was_kept_with_such_signs_is_read_without(store):
    f.publish(store, 1, file_name="soXlieu.csv")
    log = store.log.log_file(1)
    log.write_text(log.read_text().replace("soXlieu", "so\\\\u000blieu"))
    store.audit.path.unlink()  # it would tell that this is not the commit that was written

    assert SnapshotStore(store.home).snapshots()[0].file_name == "so lieu.csv"


def test_a_snapshot_keeps_what_the_sender_told(store):
    issue = Issue(IssueCode.SHARP_CHANGE, Severity.WARNING, 3, 9, "12,5", (("old", "90"),))
    told = f.upload(
        "Số liệu quý IV.xlsx", sha256="a" * 64, uploaded_by="Lê Thị Ố", note="Bản sửa",
        issues=(issue, Issue(IssueCode.INCOMPLETE, Severity.WARNING)),
    )  # fmt: skip
    before = datetime.now(UTC)
    periods = ["2024-Q4", "2023", "2024-12", "2024"]
    snapshot = store.publish([f.observation(period=p, value="1") for p in periods], told)

    assert snapshot == SnapshotStore(store.home).snapshot(snapshot.snapshot_id)
    assert (snapshot.file_name, snapshot.sha256) == (told.file_name, told.sha256)
    assert (snapshot.uploaded_by, snapshot.note) == (told.uploaded_by, told.note)
    assert snapshot.issues == told.issues
    assert (snapshot.rows, snapshot.is_demo, snapshot.is_withdrawn) == (4, False, False)
    assert snapshot.periods == ("2023", "2024-12", "2024-Q4", "2024")
    assert timedelta(seconds=-1) < snapshot.published_at - before < timedelta(minutes=1)


def test_a_snapshot_is_one_file_that_can_be_seen(store):
    snapshot = f.publish(store, 1, 2)
    path = store.home / snapshot.path
    assert path.is_file()
    assert path.parent.name == f"snapshot_id={snapshot.snapshot_id}"
    figures = [(one.value, one.snapshot_id) for one in read_snapshot(store, snapshot)]
    assert figures == [(1, snapshot.snapshot_id), (2, snapshot.snapshot_id)]


def test_everything_is_on_the_disk_before_it_is_called_published(store, monkeypatch):
    """Syncs must follow each other as the files depend on each other."""
    f.publish(store, 1)
    synced, sync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(_inode(handle)) or sync(handle))
    snapshot = f.publish(store, 2)
    version = store.withdraw(snapshot.snapshot_id, "sai", "x")

    file, log = store.home / snapshot.path, store.log
    expected = [
        file, file.parent, log.folder, log.log_file(2), log.log_folder, store.audit.path,
        store.audit.path.parent, log.log_file(version), log.log_folder,
    ]  # fmt: skip
    order = iter(synced)
    assert [path.name for path in expected if _inode(path) not in order] == []


def _inode(path):
    status = os.stat(path)  # noqa: PTH116 - takes open files, too
    return status.st_dev, status.st_ino


def test_a_file_without_figures_is_not_published(store):
    with pytest.raises(UsageError, match="nothing_to_publish") as caught:
        store.publish([], f.upload("trống.csv"))
    assert caught.value.slots["name"] == "trống.csv"
    assert store.data_version() == -1


def test_snapshots_come_newest_first_with_the_version_they_appeared_in(store):
    made = [f.publish(store, number) for number in range(3)]
    assert ids(store.snapshots()) == ids(reversed(made))
    assert [snapshot.version for snapshot in made] == [1, 2, 3]
    assert store.data_version() == 3


def test_withdrawing_is_recorded_and_keeps_the_file(store):
    first, second = f.publish(store, 1), f.publish(store, 2)
    version = store.withdraw(first.snapshot_id, " sai đơn vị ", "Ông Ba")

    found = store.snapshot(first.snapshot_id)
    assert version == store.data_version() == 3
    assert (found.is_withdrawn, found.withdrawn_reason, found.withdrawn_by) == (
        True, "sai đơn vị", "Ông Ba",
    )  # fmt: skip
    assert found.withdrawn_at >= found.published_at
    assert (store.home / first.path).is_file()
    assert ids(store.snapshots()) == ids([second, first])
    assert not store.snapshot(second.snapshot_id).is_withdrawn


@pytest.mark.parametrize("version", [-2, 2, 99])
def test_a_version_that_never_was_is_not_found(store, version):
    f.publish(store, 1)
    with pytest.raises(NotFoundError, match="unknown_version"):
        store.snapshots(version)


def test_what_cannot_be_changed_says_why(store):
    snapshot_id = f.publish(store, 1).snapshot_id
    with pytest.raises(NotFoundError, match="unknown_snapshot"):
        store.withdraw("20200101-000000-00000000", "lý do", "x")
    with pytest.raises(UsageError, match="not_withdrawn"):
        store.restore(snapshot_id, "lý do", "x")
    with pytest.raises(UsageError, match="reason_missing"):
        store.withdraw(snapshot_id, "  ", "x")
    store.withdraw(snapshot_id, "lý do", "x")
    with pytest.raises(UsageError, match="already_withdrawn"):
        store.withdraw(snapshot_id, "lý do", "x")
    with pytest.raises(UsageError, match="reason_missing"):
        store.restore(snapshot_id, "", "x")
    assert store.data_version() == 2


def test_a_damaged_snapshot_can_be_withdrawn_but_not_restored(store):
    snapshot = f.publish(store, 1)
    path = store.home / snapshot.path
    path.write_bytes(path.read_bytes() + b"x")
    store.withdraw(snapshot.snapshot_id, "hỏng", "x")
    with pytest.raises(StoreDamagedError, match="snapshot_damaged"):
        store.restore(snapshot.snapshot_id, "thử", "x")


def test_a_store_opened_earlier_sees_what_others_published(store):
    other = SnapshotStore(store.home)
    assert other.snapshots() == ()
    first = f.publish(store, 1)
    assert other.snapshots() == (first,)
    second = f.publish(other, 2)
    assert store.snapshots() == (second, first)


def test_every_change_stands_in_the_audit_trail(store):
    snapshot = f.publish(store, 1, uploaded_by="Bà Tư", note="lần đầu")
    store.withdraw(snapshot.snapshot_id, "sai", "Ông Ba")
    store.restore(snapshot.snapshot_id, "đúng", "Ông Ba")
    told = list(store.audit.events())
    assert [(event.event, event.by, event.version) for event in told] == [
        ("create", "", 0), ("publish", "Bà Tư", 1), ("withdraw", "Ông Ba", 2),
        ("restore", "Ông Ba", 3),
    ]  # fmt: skip
    assert told[1].details["data_sha256"] == snapshot.data_sha256
    assert (told[1].details["note"], told[2].details["reason"]) == ("lần đầu", "sai")


def test_the_trail_of_a_writer_that_died_is_completed_by_the_next(store):
    first = f.publish(store, 1)
    details = {"snapshot_id": first.snapshot_id, "reason": "x", "by": "y"}
    store.log.remove(CommitKind.WITHDRAW, store.home / first.path, details)  # and no trail
    assert verify(store) == ()
    f.publish(store, 2)
    assert [entry.version for entry in store.audit.events()] == [0, 1, 2, 3]
    assert verify(store) == ()


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        ("0", 0),
        (" 2 ", 2),
        ("2999-12-31", 2),
        ("2999-12-31T00:00", 2),
        ("2999-12-31T00:00:00+07:00", 2),
    ],
)
def test_as_of_means_a_version_a_day_or_an_instant(store, moment, version):
    f.publish(store, 1)
    f.publish(store, 2)
    assert store.version_at(moment) == version


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2025-12-31T23:59:59", 0),
        ("2026-01-01T00:00", 1),
        ("2025-12-31T17:00:00Z", 1),
        ("9999-12-31", 1),
    ],
)
def test_a_day_ends_at_midnight_in_the_province(californian, moment, version):
    times = map(datetime.fromisoformat, (BEFORE_MIDNIGHT, AT_MIDNIGHT))
    commits = [Commit(number, at, CommitKind.PUBLISH, {}) for number, at in enumerate(times)]

    assert version_as_of(moment, commits) == version


def test_as_of_an_instant_is_the_last_version_until_then(store):
    f.publish(store, 1)
    f.publish(store, 2)
    times = [commit.committed_at for commit in store.history()]
    for version, time in enumerate(times):
        last_then = max(number for number, other in enumerate(times) if other <= time)
        assert store.version_at(time.isoformat()) == last_then
        assert last_then >= version
    today = clock.local(times[-1]).date()
    assert store.version_at(today.isoformat()) == 2


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        ("3", NotFoundError),
        ("1999-01-01", NotFoundError),
        ("0001-01-01", NotFoundError),
        ("0001-01-01T00:00", NotFoundError),
        ("yesterday", UsageError),
        ("", UsageError),
        ("30/06/2025", UsageError),
        ("-1", UsageError),
        ("1" * 5_000, NotFoundError),
    ],
)
def test_a_moment_that_means_nothing_is_refused(store, moment, error):
    f.publish(store, 1)
    f.publish(store, 2)
    with pytest.raises(error):
        store.version_at(moment)


def test_no_sequence_of_changes_loses_or_alters_anything(store):
    """Follow 30 random changes with a plain list of what should count."""
    random, states, known = Random(20210820), [(), ()], {}
    for _ in range(30):
        state = dict(states[-1])
        change = random.choice(["publish", *(["withdraw", "restore"] if state else [])])
        if change == "publish":
            snapshot = f.publish(store, random.randint(0, 100))
            known[snapshot.snapshot_id] = snapshot
            state[snapshot.snapshot_id] = True
        else:
            candidates = [key for key, counts in state.items() if counts is (change == "withdraw")]
            if not candidates:
                continue
            key = random.choice(candidates)
            getattr(store, change)(key, "lý do", "x")
            state[key] = change == "restore"
        states.append(tuple(state.items()))
    fresh = SnapshotStore(store.home)
    for version, state in enumerate(states[1:]):
        found = fresh.snapshots(version)
        assert [(s.snapshot_id, not s.is_withdrawn) for s in reversed(found)] == list(state)
    assert {s.snapshot_id: s.data_sha256 for s in fresh.snapshots()} == {
        key: snapshot.data_sha256 for key, snapshot in known.items()
    }
    assert verify(fresh) == ()


@pytest.mark.parametrize("wrong", ['\\"rows\\"', '\\"snapshot_id\\"', '\\"2024-Q4\\"'])
@pytest.mark.parametrize("has_trail", [True, False])
def test_a_record_that_cannot_be_understood_is_damage_and_no_crash(store, wrong, has_trail):
    f.publish(store, 1)
    path = store.log.log_file(1)
    text = path.read_text("utf-8")
    assert wrong in text
    path.write_text(text.replace(wrong, '\\"other\\"'), "utf-8")
    if not has_trail:
        store.audit.path.unlink()
    fresh = SnapshotStore(store.home)
    assert fresh.snapshots() == ()
    assert [damage.path for damage in fresh.damaged_commits()] == [
        path.relative_to(store.home).as_posix()
    ]


def test_a_home_made_anew_under_a_running_program_is_read_anew(store):
    f.publish(store, 1)
    f.publish(store, 2)
    shutil.rmtree(store.log.folder)
    assert store.snapshots() == ()
    snapshot = f.publish(SnapshotStore(store.home), 3)
    assert store.snapshots() == (snapshot,)
