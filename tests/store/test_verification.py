"""Whatever is damaged is named; the rest keeps working."""

import errno
import shutil
from dataclasses import replace
from random import Random

import pytest
from deltalake import DeltaTable
from pyarrow.parquet import read_table

from cds.domain.errors import StoreDamagedError
from cds.store.audit import AuditTrail
from cds.store.files import Damage, DamageReason, keep_upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view, read_snapshot
from tests import factories as f

PUBLISHED = {1: {0}, 2: {1}, 5: {2}}  # what the store below published in which version


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Three snapshots, each with the figure of another commune; the second was withdrawn once."""
    store = SnapshotStore(tmp_path_factory.mktemp("published"))
    for place, code in enumerate(("1011", "1012", "1021")):
        snapshot = store.publish([f.observation(code=code, value=str(place))], f.upload())
        if place == 1:
            store.withdraw(snapshot.snapshot_id, "sai", "x")
            store.restore(snapshot.snapshot_id, "đúng", "x")
    return store.home


@pytest.fixture
def store(published, tmp_path):
    """A copy of them that a test may damage."""
    return SnapshotStore(shutil.copytree(published, tmp_path, dirs_exist_ok=True))


def named(store):
    return verify(SnapshotStore(store.home))


def counting(store):
    """The figures that count, without the view that is made of them."""
    found, now = set(), SnapshotStore(store.home)
    for snapshot in now.snapshots():
        if not snapshot.is_withdrawn:
            now.require_sound(snapshot)
            figures = read_table(now.home / snapshot.path, columns=["value"])
            found.update(figures["value"].to_pylist())
    return found


def shown(store):
    view = open_view(SnapshotStore(store.home), f.catalogue())
    return {figure.value for figure in view.observations()}, view.damaged


def test_a_sound_store_has_nothing_to_name(store):
    assert named(store) == ()
    assert shown(store) == ({0, 1, 2}, ())


def test_no_flipped_bit_in_a_figures_file_goes_unnoticed(store):
    snapshot, random = store.snapshots()[1], Random(1)
    path = store.home / snapshot.path
    sound = path.read_bytes()
    damage = Damage(snapshot.snapshot_id, snapshot.path, DamageReason.FILE_CHANGED)
    for _ in range(25):
        flipped = bytearray(sound)
        flipped[random.randrange(len(sound))] ^= 1 << random.randrange(8)
        path.write_bytes(flipped)
        assert store.damage_of(snapshot) == damage
    assert named(store) == (damage,)
    assert shown(store) == ({0, 2}, (damage,))
    with pytest.raises(StoreDamagedError, match="snapshot_damaged"):
        read_snapshot(store, snapshot)


def test_a_missing_file_is_named_and_the_others_still_count(store):
    snapshot = store.snapshots()[0]
    (store.home / snapshot.path).unlink()
    damage = Damage(snapshot.snapshot_id, snapshot.path, DamageReason.FILE_MISSING)
    assert named(store) == (damage,)
    assert shown(store) == ({0, 1}, (damage,))


def test_damage_in_a_withdrawn_snapshot_is_named_too_but_disturbs_no_page(store):
    snapshot = store.snapshots()[0]
    store.withdraw(snapshot.snapshot_id, "sai", "x")
    (store.home / snapshot.path).unlink()
    assert [damage.snapshot_id for damage in named(store)] == [snapshot.snapshot_id]
    assert shown(store) == ({0, 1}, ())


def test_a_damaged_store_still_takes_new_figures(store):
    snapshot = store.snapshots()[0]
    (store.home / snapshot.path).unlink()
    fresh = SnapshotStore(store.home)
    fresh.publish([f.observation(code="1021", value="9")], f.upload())
    assert shown(store)[0] == {0, 1, 9}
    assert [damage.snapshot_id for damage in named(store)] == [snapshot.snapshot_id]


@pytest.mark.slow
@pytest.mark.parametrize("version", range(6))
def test_no_flipped_bit_in_the_log_goes_unnoticed(store, version):
    path, random = store.log.log_file(version), Random(version)
    sound = path.read_bytes()
    for _ in range(6):
        flipped = bytearray(sound)
        flipped[random.randrange(len(sound))] ^= 1 << random.randrange(8)
        path.write_bytes(flipped)
        (damage,) = named(store)
        place = f"snapshots/_delta_log/{path.name}"
        assert (damage.path, damage.reason) == (place, DamageReason.COMMIT_DAMAGED)
        assert counting(store) == {0, 1, 2} - PUBLISHED.get(version, set())
    assert shown(store) == (counting(store), (damage,))


@pytest.mark.parametrize("version", range(6))
def test_a_missing_commit_is_named_also_when_it_was_the_last(store, version):
    path = store.log.log_file(version)
    path.unlink()
    assert [damage.path for damage in named(store)] == [f"snapshots/_delta_log/{path.name}"]
    assert counting(store) == {0, 1, 2} - PUBLISHED.get(version, set())


DAMAGES = {
    "bit": lambda sound: bytes([*sound[:40], sound[40] ^ 4, *sound[41:]]),
    "zeros": lambda sound: sound[:60] + bytes(64) + sound[124:],
    "cut": lambda sound: sound[: len(sound) // 2],
    "empty": lambda sound: b"",
    "gone": None,
}


@pytest.mark.faults
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("version", range(6))
def test_a_damaged_commit_hurts_itself_alone(store, tmp_path, version, damage):
    """The rest publishes, withdraws and restores; put back, the commit counts again."""
    path = store.log.log_file(version)
    sound = path.read_bytes()
    path.unlink()
    if change := DAMAGES[damage]:
        path.write_bytes(change(sound))
    place = f"snapshots/_delta_log/{path.name}"
    left = {0, 1, 2} - PUBLISHED.get(version, set())
    fresh = SnapshotStore(store.home)
    snapshot = fresh.publish([f.observation(code="1023", value="9")], f.upload())
    assert snapshot.version == 6
    assert counting(store) == left | {9}
    fresh.withdraw(snapshot.snapshot_id, "sai", "x")
    assert counting(store) == left
    fresh.restore(snapshot.snapshot_id, "đúng", "x")
    assert [one.path for one in named(store)] == [one.path for one in verify(fresh)] == [place]
    path.write_bytes(sound)
    assert (named(store), verify(fresh)) == ((), ())
    assert counting(store) == {0, 1, 2, 9}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_withdrawal_stays_one(store, damage):
    snapshot = store.snapshots()[0]
    store.withdraw(snapshot.snapshot_id, "sai", "Lan")
    path = store.log.log_file(6)
    sound = path.read_bytes()
    path.unlink()
    if change := DAMAGES[damage]:
        path.write_bytes(change(sound))
    elif damage == "gone":  # the log ends before it; the next publish tells that there was more
        store.publish([f.observation(code="1023", value="9")], f.upload())
    withdrawn = SnapshotStore(store.home).snapshot(snapshot.snapshot_id)
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_reason) == ("Lan", "sai")
    assert 2 not in counting(store)


def test_a_torn_last_commit_that_nobody_was_told_of_costs_nothing(store):
    for torn in (b"", b'{"commitInfo"', bytes(200)):
        path = store.log.log_file(store.data_version() + 1)
        path.write_bytes(torn)
        place = path.relative_to(store.home).as_posix()
        assert place in [damage.path for damage in named(store)]
        SnapshotStore(store.home).publish([f.observation(code="1022", value="7")], f.upload())
        assert counting(store) == {0, 1, 2, 7}


@pytest.mark.parametrize("writers", [1, 4])
def test_a_trail_that_could_not_be_written_is_no_damage_and_no_failure(store, monkeypatch, writers):
    """The commits stand; the next writer that can completes the trail."""

    def refuse(self, choose):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(AuditTrail, "record_after", refuse)
        for _ in range(writers):
            store.publish([f.observation(code="1022", value="7")], f.upload())
        assert counting(store) == {0, 1, 2, 7}
        assert named(store) == ()
    store.publish([f.observation(code="1023", value="8")], f.upload())
    told = [entry.version for entry in store.audit.events()]
    assert told == list(range(store.data_version() + 1))
    assert named(store) == ()


def test_a_file_that_other_readers_would_miss_is_named(store):
    """A commit by another program that drops a file is no withdrawal of ours."""
    snapshot = store.snapshots()[0]
    DeltaTable(store.log.folder).delete(f"snapshot_id = '{snapshot.snapshot_id}'")
    assert Damage(None, "snapshots/_delta_log", DamageReason.LOG_INCONSISTENT) in named(store)
    assert shown(store) == ({0, 1, 2}, ())


def trail_lines(store):
    return store.audit.path.read_bytes().splitlines(keepends=True)


def test_an_edited_trail_is_named_by_line(store):
    lines = trail_lines(store)
    lines[1] = lines[1].replace("Sở Một".encode(), "Sở Hai".encode())
    store.audit.path.write_bytes(b"".join(lines))
    assert named(store) == (Damage(None, "audit/audit.jsonl:3", DamageReason.AUDIT_BROKEN),)
    assert counting(store) == {0, 1, 2}


def test_a_trail_forged_with_seals_that_fit_is_found_by_the_log(store):
    forged = AuditTrail(store.home / "forged")
    for event in store.audit.events():
        forged.record(event if event.version != 1 else _by_another(event))
    store.audit.path.write_bytes(forged.path.read_bytes())
    assert [(damage.reason, damage.path) for damage in named(store)] == [
        (DamageReason.AUDIT_CUT, "audit/audit.jsonl"),
        (DamageReason.AUDIT_INCOMPLETE, "audit/audit.jsonl (version 1)"),
    ]


def _by_another(event):
    return replace(event, by="Ai khác")


def test_a_gap_in_the_trail_is_named_by_version(store):
    kept = AuditTrail(store.home / "kept")
    kept.record(*(e for e in store.audit.events() if e.version not in (2, 3)))
    store.audit.path.write_bytes(kept.path.read_bytes())
    assert [damage.path for damage in named(store)] == [
        "audit/audit.jsonl", "audit/audit.jsonl (version 2)", "audit/audit.jsonl (version 3)",
    ]  # fmt: skip


def test_a_trail_that_is_gone_is_named_and_what_is_published_next_still_counts(store):
    store.audit.path.unlink()
    reasons = {damage.reason for damage in named(store)}
    assert reasons == {DamageReason.AUDIT_CUT}
    SnapshotStore(store.home).publish([f.observation(code="1022", value="7")], f.upload())
    assert counting(store) == {0, 1, 2, 7}


def test_an_unreadable_trail_is_named_beside_damaged_files(store):
    lines = trail_lines(store)
    store.audit.path.write_bytes(b"".join([*lines[:2], b"not json\n", *lines[3:]]))
    snapshot = store.snapshots()[0]
    (store.home / snapshot.path).unlink()
    assert {(damage.path, damage.reason) for damage in named(store)} == {
        (snapshot.path, DamageReason.FILE_MISSING),
        ("audit/audit.jsonl:3", DamageReason.AUDIT_BROKEN),
    }


def test_leftovers_of_writers_that_died_are_no_damage(store):
    orphan = store.log.folder / "snapshot_id=20250101-000000-00000000"
    orphan.mkdir()
    (orphan / ".part.parquet.tmp").write_bytes(b"half")
    (orphan / "part.parquet").write_bytes(b"half")
    (store.log.log_folder / "_commit_1234.json.tmp").write_bytes(b"half")
    with store.audit.path.open("ab") as file:
        file.write(b'{"at": "2025')
    assert named(store) == ()
    assert shown(store) == ({0, 1, 2}, ())


@pytest.fixture
def kept(store):
    """A snapshot whose file lies among the uploads, beside those that never had one."""
    path = keep_upload(store.home, b"sent")
    upload = replace(f.upload(), sha256=path.name, is_kept=True)
    return store.publish([f.observation(code="1022", value="9")], upload), path


def test_a_sent_file_that_is_gone_is_named(store, kept):
    snapshot, path = kept
    assert named(store) == ()
    path.unlink()
    damage = Damage(snapshot.snapshot_id, f"uploads/{path.name}", DamageReason.SOURCE_MISSING)
    assert named(store) == (damage,)


def test_a_sent_file_that_changed_is_named_once(store, kept):
    snapshot, path = kept
    store.publish([f.observation(value="1")], replace(f.upload(), sha256=path.name))
    path.write_bytes(b"sent otherwise")
    damage = Damage(snapshot.snapshot_id, f"uploads/{path.name}", DamageReason.SOURCE_CHANGED)
    assert named(store) == (damage,)
    assert shown(store)[1] == ()
