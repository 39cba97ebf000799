"""A view made from another, or from what is kept, shows what one made from the files shows."""

import shutil
from random import Random

import pytest

from cds.domain.errors import StoreDamagedError
from cds.domain.observations import ObservationStatus
from cds.store import derived
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import database, kept
from cds.store.view.queries import open_view
from tests import factories as f
from tests.factories import told

pytestmark = pytest.mark.slow

INDICATORS = ("coverage", "lines", "calls")
PERIODS = ("2023", "2023-Q4", "2024-Q1", "2024-03", "2024-Q4")


@pytest.fixture(params=[kept.MANY_FIGURES, 0], ids=["few figures", "many figures"])
def always(request, monkeypatch):
    """However few snapshots there are, take over what there is and put them into one file.

    Of many figures a base has records, too.
    """
    monkeypatch.setattr(database, "_WORTH", 0)
    monkeypatch.setattr(kept, "_FEW", 0)
    monkeypatch.setattr(kept, "MANY_FIGURES", request.param)


def catalogue():
    return f.catalogue([f.indicator(one) for one in INDICATORS])


def figures(random):
    """Some figures, few enough kinds of them that later files correct earlier ones."""
    keys = {
        (random.choice(INDICATORS), random.choice([*f.COMMUNES, "101"]), random.choice(PERIODS))
        for _ in range(random.randint(1, 6))
    }
    return [
        f.observation(
            *key,
            counts=(random.randint(0, 50), random.randint(50, 90)),
            status=random.choice(list(ObservationStatus)),
            line=line,
        )
        for line, key in enumerate(sorted(keys))
    ]


def act(store, random):
    """Publish, or take back, or bring back, whatever there is."""
    known = store.snapshots()
    counting = [one.snapshot_id for one in known if not one.is_withdrawn]
    gone = [one.snapshot_id for one in known if one.is_withdrawn]
    deed = random.random()
    if deed < 0.2 and counting:
        store.withdraw(random.choice(counting), "sai", "Lan")
    elif deed < 0.35 and gone:
        store.restore(random.choice(gone), "đúng", "Lan")
    else:
        store.publish(figures(random), f.upload(is_demo=random.random() < 0.2))


def from_files(store, reference, version=None):
    """What a process sees that finds nothing but the files themselves."""
    shutil.rmtree(store.home / derived.FOLDER, ignore_errors=True)
    return told(open_view(SnapshotStore(store.home), reference, version))


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_published_in_whatever_order(store, seed, always):
    random, reference, view = Random(seed), catalogue(), None
    for _ in range(9):
        act(store, random)
        view = open_view(store, reference, other=view)
        if random.random() < 0.5:
            view.series(random.choice(INDICATORS))  # so that some are built and others are not
        if random.random() < 0.3:
            view.keep()
            assert told(open_view(SnapshotStore(store.home), reference)) == told(view)
    assert told(view) == from_files(store, reference)
    earlier = random.randint(0, store.data_version())
    then = open_view(store, reference, earlier, view)
    assert told(then) == from_files(store, reference, earlier)


def test_series_that_nothing_touched_are_the_same_objects(store, always):
    store.publish([f.observation("coverage", value="1"), f.observation("lines", value="1")],
                  f.upload())  # fmt: skip
    reference = catalogue()
    before = open_view(store, reference)
    coverage, lines = before.series("coverage"), before.series("lines")
    store.publish([f.observation("lines", value="2")], f.upload())
    after = open_view(store, reference, other=before)

    assert after.series("coverage")[0] is coverage[0]
    assert after.series("lines")[0].points[0].value == 2
    assert lines[0].points[0].value == 1


def test_another_register_takes_nothing_over(store, always):
    store.publish([f.observation("lines", value="1")], f.upload())
    before = open_view(store, catalogue())
    before.keep()
    other = f.catalogue([f.indicator("lines", maximum=None), f.indicator()])

    assert told(open_view(store, other, other=before)) == from_files(store, other)


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.fixture
def kept_home(store, always):
    """Three publications, of which the last corrects the first; all that can be is kept."""
    for value in ("1", "2", "3"):
        store.publish([f.observation("lines", value=value), f.observation("calls", value="7")],
                      f.upload(f"{value}.csv"))  # fmt: skip
    open_view(store, catalogue()).keep()
    return store


def test_a_snapshot_damaged_afterwards_is_named_and_hurts_itself_alone(kept_home):
    newest, second, _ = kept_home.snapshots()
    damage(kept_home.home / newest.path)
    fresh = SnapshotStore(kept_home.home)
    view = open_view(fresh, catalogue())

    assert [one.snapshot_id for one in view.damaged] == [newest.snapshot_id]
    assert {one.snapshot_id for one in view.observations()} == {second.snapshot_id}
    assert told(view) == from_files(kept_home, catalogue())


def test_what_is_kept_of_another_home_is_not_taken(kept_home, tmp_path_factory):
    other = SnapshotStore(tmp_path_factory.mktemp("other"))
    for value in ("5", "6", "7"):
        other.publish([f.observation("lines", value=value)], f.upload())
    shutil.copytree(kept_home.home / derived.FOLDER, other.home / derived.FOLDER)
    assert told(open_view(other, catalogue())) == from_files(other, catalogue())


def test_a_file_that_changes_between_check_and_reading_is_refused(kept_home, monkeypatch):
    shutil.rmtree(kept_home.home / derived.FOLDER)
    damage(kept_home.home / kept_home.snapshots()[0].path)
    monkeypatch.setattr(SnapshotStore, "damage_of", lambda *_: None)
    with pytest.raises(StoreDamagedError):
        open_view(kept_home, catalogue())


def test_what_is_kept_is_taken_where_another_view_differs_too_much(kept_home, monkeypatch):
    newest = open_view(kept_home, catalogue())
    before = told(open_view(kept_home, catalogue(), 1))
    open_view(kept_home, catalogue(), 1).keep()
    monkeypatch.setattr(database, "_WORTH", 4)
    monkeypatch.setattr(kept, "_read", lambda *_: pytest.fail("read anew"))
    assert told(open_view(kept_home, catalogue(), 1, newest)) == before


def test_few_files_are_kept(kept_home):
    for number in range(5):
        f.publish(kept_home, number)
        open_view(kept_home, catalogue()).keep()
    folder = kept_home.home / derived.FOLDER
    assert len(list(folder.glob("figures-*"))) == 2
    assert len(list(folder.glob("view-*.duckdb"))) <= kept._MOST_FILES
    assert len(list(folder.glob("view-*"))) <= 2 * kept._MOST_FILES
