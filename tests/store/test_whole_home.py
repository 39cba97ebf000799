"""Every kind of file in a data home: whatever happens to one is named by `verify`."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from cds.initialise import initialise
from cds.store.accepted import REFERENCE, accept, accepted
from cds.store.files import DamageReason, kept_files
from cds.store.sending import WaitingRoom
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.verification import verify
from tests.cli import small
from tests.faults.thoroughness import IS_FULL
from tests.store.damaging import KINDS, damages, whole_home


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return whole_home(tmp_path_factory.mktemp("whole") / "home")


def named(home):
    return [damage.path.partition(":")[0] for damage in verify(SnapshotStore(home))]


@pytest.mark.slow
@pytest.mark.faults
def test_every_damage_to_every_kind_of_file_is_named(home, capsys):
    assert named(home) == []
    random, counted, silent = Random(11), Counter(), []
    for kind, pattern in KINDS.items():
        paths = [path for path in sorted(home.glob(pattern)) if path.is_file()]
        assert paths, kind
        for path in random.sample(paths, min(len(paths), 4 if IS_FULL else 1)):
            sound, place = path.read_bytes(), path.relative_to(home).as_posix()
            for what, spoilt in damages(sound, random):
                path.write_bytes(spoilt)
                counted[kind] += 1
                if place not in named(home):
                    silent.append((place, what))
            path.write_bytes(sound)
    assert named(home) == []
    assert silent == []
    assert {path for pattern in KINDS.values() for path in home.glob(pattern)} >= {
        path for path in kept_files(home) if path.name.rpartition(".")[2] != "md"
    }
    with capsys.disabled():
        print(f"\n{sum(counted.values())} damages, all named: {dict(counted)}")


@pytest.fixture
def reference_home(tmp_path):
    home = small.write_reference(tmp_path / "home")
    accept(home, REFERENCE, "An")
    return home


def test_what_differs_from_the_accepted_reference_is_named_until_it_is_accepted(reference_home):
    folder = reference_home / "reference"
    (folder / "targets.csv").write_text(small.TARGETS.replace(">,80,", ">,00,"), encoding="utf-8")
    (folder / "commune_facts.csv").unlink()
    (folder / "pillars.csv").write_text("x\n", encoding="utf-8")

    found = verify(SnapshotStore(reference_home))
    assert [(damage.path, damage.reason) for damage in found] == [
        ("reference/commune_facts.csv", DamageReason.FILE_MISSING),
        ("reference/targets.csv", DamageReason.REFERENCE_CHANGED),
        ("reference/pillars.csv", DamageReason.REFERENCE_UNKNOWN),
    ]

    accept(reference_home, REFERENCE, "An", "đổi mục tiêu")
    assert verify(SnapshotStore(reference_home)) == ()
    last = SnapshotStore(reference_home).audit.events()[-1]
    assert (last.event, last.by, last.details["reason"]) == ("accepted", "An", "đổi mục tiêu")


@pytest.mark.slow
def test_a_home_of_before_is_not_damaged_and_gets_its_hashes_at_the_next_set_up(tmp_path):
    home = small.write_reference(tmp_path / "home")
    assert not accepted(home, REFERENCE)
    assert verify(SnapshotStore(home)) == ()
    initialise(home, date(2025, 2, 1), lambda step, name: None, with_demo=False)
    assert accepted(home, REFERENCE)

    (home / "reference" / "targets.csv").write_text(small.TARGETS + "\n", encoding="utf-8")
    initialise(home, date(2025, 2, 1), lambda step, name: None, with_demo=False)
    assert named(home) == ["reference/targets.csv"]  # setting up again stands by nothing


def test_a_file_that_is_taken_away_while_it_is_looked_at_is_no_damage(tmp_path, monkeypatch):
    room = WaitingRoom(tmp_path)
    sent = room.send(b"a", "a.csv", "Lan")
    paths = room._paths()
    room.take(sent, "released", "An")
    monkeypatch.setattr(WaitingRoom, "_paths", lambda self: paths)
    assert room.damaged() == ()
    assert room.all() == ()


def test_a_word_that_no_file_is_sent_with_is_refused_before_anything_is_kept(tmp_path):
    with pytest.raises(TypeError):
        WaitingRoom(tmp_path).send(b"x", "x.csv", "Lan", **{"perid": "2025-Q1"})

    assert not any(tmp_path.rglob("*"))


def test_a_file_that_waits_is_named_without_signs_nobody_sees(tmp_path):
    sent = WaitingRoom(tmp_path).send(
        b"x", "\u202aba\u0301o\x0b cáo.csv", "Bà\udcff Tư", note="\x00n"
    )

    assert (sent.file_name, sent.sent_by, sent.note) == ("báo cáo.csv", "Bà Tư", "n")
    assert WaitingRoom(tmp_path).all() == (sent,)
