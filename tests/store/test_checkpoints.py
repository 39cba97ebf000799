"""A damaged checkpoint is named, costs no figure and hinders no publisher."""

from random import Random

import pytest
from deltalake import DeltaTable

from cds.store.files import Damage, DamageReason
from cds.store.snapshots import snapshot_store
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view
from tests import factories as f

pytestmark = pytest.mark.slow
LOG = "snapshots/_delta_log"
CHECKPOINT, NOTE = "00000000000000000004.checkpoint.parquet", "_last_checkpoint"


@pytest.fixture
def store(tmp_path):
    """Three files, one withdrawn, then a checkpoint by another program, then one file more."""
    store = SnapshotStore(tmp_path)
    for value in "123":
        snapshot = publish(store, value)
    store.withdraw(snapshot.snapshot_id, "sai", "x")
    DeltaTable(store.log.folder).create_checkpoint()
    publish(store, "4", "1012")
    return store


def publish(store, value, code="1011"):
    return store.publish([f.observation(code=code, value=value)], f.upload())


def named(store):
    return {damage.path.removeprefix(f"{LOG}/") for damage in verify(SnapshotStore(store.home))}


def shown(store):
    view = open_view(SnapshotStore(store.home), f.catalogue())
    return {figure.value for figure in view.observations()}


def flipped(sound, random):
    content = bytearray(sound)
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    return bytes(content)


@pytest.mark.slow
def test_no_flipped_bit_in_a_checkpoint_of_ours_goes_unnoticed(store, monkeypatch):
    """The trail holds the hash of those we make ourselves."""
    monkeypatch.setattr(snapshot_store, "CHECKPOINT_EVERY", 6)
    publish(store, "5", "1021")
    path, random = store.log.checkpoint(6), Random(16)
    assert named(store) == set()
    sound = path.read_bytes()
    for _ in range(16):
        path.write_bytes(flipped(sound, random))
        assert path.name in named(store)
    assert shown(store) == {2, 4, 5}


def test_a_checkpoint_that_cannot_be_made_costs_no_publish(store, monkeypatch):
    monkeypatch.setattr(snapshot_store, "CHECKPOINT_EVERY", 1)
    store.log.log_file(1).write_bytes(b"{")
    publish(store, "5", "1021")
    assert 5 in shown(store)


def test_a_sound_checkpoint_has_nothing_to_name(store):
    assert (store.log.log_folder / CHECKPOINT).exists()
    assert named(store) == set()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xffgarbage",
        b'{"version":4,"size"',
        b"[]",
        b'{"version":99,"size":7}',
        b'{"version":2,"size":7}',
        b'{"version":4,"size":99}',
    ],
)
def test_a_note_that_is_not_true_is_named(store, content):
    (store.log.log_folder / NOTE).write_bytes(content)

    assert verify(SnapshotStore(store.home)) == (
        Damage(None, f"{LOG}/{NOTE}", DamageReason.CHECKPOINT_DAMAGED),
    )
    assert shown(store) == {2, 4}


def test_no_flipped_bit_in_the_note_goes_unnoticed(store):
    note, random = store.log.log_folder / NOTE, Random(1)
    sound = note.read_bytes()
    for _ in range(60):
        note.write_bytes(flipped(sound, random))
        assert named(store) == {NOTE}


@pytest.mark.parametrize("change", ["empty", "truncated", "garbage"])
def test_a_damaged_checkpoint_is_named_and_hinders_nobody(store, change):
    path = store.log.log_folder / CHECKPOINT
    sound = path.read_bytes()
    path.write_bytes({"empty": b"", "truncated": sound[:-300], "garbage": b"x" * 3000}[change])

    assert named(store) == {NOTE}
    assert shown(store) == {2, 4}
    publish(SnapshotStore(store.home), "5", "1021")
    assert shown(store) == {2, 4, 5}


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_in_a_checkpoint_is_named_or_changes_nothing(store, seed):
    path = store.log.log_folder / CHECKPOINT
    path.write_bytes(flipped(path.read_bytes(), Random(seed)))

    found = named(store)

    assert found in (set(), {NOTE}, {LOG})
    assert shown(store) == {2, 4}
    publish(SnapshotStore(store.home), "5")


def test_a_checkpoint_of_other_figures_is_named(store):
    other = SnapshotStore(store.home / "other")
    for value in "12345":
        publish(other, value)
    DeltaTable(other.log.folder, version=4).create_checkpoint()
    (store.log.log_folder / CHECKPOINT).write_bytes(
        (other.log.log_folder / CHECKPOINT).read_bytes()
    )

    assert named(store) == {NOTE}


def test_taking_the_named_files_away_is_the_cure(store):
    (store.log.log_folder / CHECKPOINT).unlink()
    assert named(store) == {NOTE}

    (store.log.log_folder / NOTE).unlink()

    publish(store, "5")
    assert named(store) == set()
    assert shown(store) == {5, 4}
