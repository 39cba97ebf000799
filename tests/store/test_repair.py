"""Single damaged files come back from a copy, each only when it is what it should be."""

import shutil
from random import Random

import pytest

from cds.store.reference.loading import reference_stamp
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.stories import StoryStore
from cds.store.upkeep.backup import back_up
from cds.store.upkeep.repair import repair
from cds.store.upkeep.verification import verify
from tests import factories as f
from tests.faults.thoroughness import IS_FULL
from tests.store.damaging import KINDS, STORY, damages, whole_home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    home, copy = (tmp_path_factory.mktemp("copies") / name for name in ("home", "copy"))
    whole_home(home)
    assert back_up(home, copy).damages == ()
    return home, copy


@pytest.fixture
def living(copied, tmp_path):
    """A home in which something was published and written after the copy was made."""
    home = shutil.copytree(copied[0], tmp_path / "home")
    publish(home)
    return home, copied[1]


def publish(home):
    figure = f.observation("services", value="7")
    return SnapshotStore(home).publish([figure], f.upload("sau.csv"))


def contents(home, pattern):
    return {path: path.read_bytes() for path in home.glob(pattern) if path.is_file()}


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_every_kind_is_put_back(copied, tmp_path, kind):
    """Of the trail, whose last lines the copy must have; of the rest also after a publication."""
    random, copy = Random(kind), copied[1]
    known = [path.relative_to(copy) for path in contents(copy, KINDS[kind])]
    for number, turn in enumerate(range(3, 9) if IS_FULL else (5, 7)):
        home = shutil.copytree(copied[0], tmp_path / f"home{number}")
        if "trail" not in kind:
            publish(home)
        path = home / random.choice(known)
        sound, place = path.read_bytes(), path.relative_to(home).as_posix()
        path.write_bytes([content for _, content in damages(sound, random)][turn])
        assert place in [one.path.partition(":")[0] for one in verify(SnapshotStore(home))]

        done = repair(home, copy, "An")

        assert (done.names, done.left) == ((place,), ())
        assert done.older == () or not place.startswith("uploads/")  # whose name is the hash
        assert path.read_bytes().startswith(sound) or kind == "head of the trail"
        last = SnapshotStore(home).audit.events()[-1]
        assert (last.event, last.by, last.details["files"]) == ("repaired", "An", place)
        assert verify(SnapshotStore(home)) == ()


def test_nothing_damaged_is_nothing_to_do(living):
    home, copy = living
    before = contents(home, "**/*")
    assert repair(home, copy, "An").names == ()
    assert contents(home, "**/*") == before


def test_a_file_of_the_copy_that_is_not_the_one_asked_for_is_left_there(living):
    home, copy = living
    path = home / publish(home).path
    sound = path.read_bytes()
    path.write_bytes(b"damaged")
    other = shutil.copytree(copy, home.parent / "other")
    (other / path.relative_to(home)).parent.mkdir()
    (other / path.relative_to(home)).write_bytes(sound + b"x")
    manifest = other / "MANIFEST.sha256"
    text = manifest.read_text() + f"{'0' * 64}  {path.relative_to(home).as_posix()}\n"
    manifest.write_text(text)

    done = repair(home, other, "An")

    assert (done.names, [one.path for one in done.left]) == (
        (), [path.relative_to(home).as_posix()],
    )  # fmt: skip
    assert path.read_bytes() == b"damaged"


def test_a_document_comes_back_as_old_as_the_copy_and_the_damaged_one_stays_beside(living):
    home, copy = living
    stories = StoryStore(home)
    (saved,) = stories.stories()
    stories.save(saved.story.renamed("Sửa sau"), saved.version, "An")
    stamp = reference_stamp(home)
    path = home / "stories" / f"{saved.story.story_id}.json"
    path.write_bytes(path.read_bytes()[:-9])

    done = repair(home, copy, "An")

    assert done.names == done.older == (f"stories/{path.name}",)
    assert stories.stories()[0].story.title == STORY.title
    assert reference_stamp(home) != stamp  # so that running servers read the home anew
    assert "Sửa sau" in path.with_name(f".{path.name}.damaged").read_text()


def test_lines_of_the_trail_that_came_after_the_copy_stay(living):
    home, copy = living
    trail = SnapshotStore(home).audit
    before = trail.path.read_bytes()
    trail.path.write_bytes(before.replace(b"Lan", b"Nam", 1))
    assert repair(home, copy, "An").left == ()
    assert trail.path.read_bytes().startswith(before)
    trail.path.write_bytes(before[:-40])  # what is lost now was never in the copy
    assert [one.reason for one in repair(home, copy, "An").left] == ["audit_cut"]
