"""Tables kept beside the snapshots: the same figures, quickly, and never others."""

import os
from dataclasses import replace
from datetime import date
from unittest.mock import Mock

import pytest

from cds.domain.admin_units import Vintage
from cds.domain.observations import Origin
from cds.store import derived
from cds.store.files import kept_files
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import database, kept
from cds.store.view.queries import open_view
from tests import factories as f

pytestmark = pytest.mark.slow


@pytest.fixture
def published(store):
    """Two publications, of which the second corrects the first."""
    f.publish(store, 25)
    f.publish(store, 50)
    return store


def tables(store):
    return sorted((store.home / derived.FOLDER).glob("view-*.duckdb"))


def told(view):
    return view.series(), view.observations()


def test_what_is_kept_is_read_again_and_says_the_same(published):
    first = open_view(published, f.catalogue())
    first.keep()
    before = {path: path.stat().st_mtime_ns for path in tables(published)}
    second = open_view(published, f.catalogue())
    second.keep()
    assert told(first) == told(second)
    assert {path: path.stat().st_mtime_ns for path in tables(published)} == before
    assert len(before) == 1


def test_one_figure_is_added_to_the_base_that_lacks_least(store, monkeypatch):
    """Be there few files, and be the base of the version before the newer one, as after a start."""
    f.publish(store, 25)
    many = [f.observation(unit_id=one, counts=(1, 2)) for one in f.COMMUNES]
    store.publish(many, f.upload())
    for version in (2, 1):
        open_view(store, f.catalogue(), version).keep()
    f.publish(store, 75)
    read, whole = [], kept.sources
    monkeypatch.setattr(kept, "sources", lambda home, ones: read.extend(ones) or whole(home, ones))

    view = open_view(store, f.catalogue())

    assert [one.version for one in read] == [3]
    for path in tables(store):
        path.unlink()
    assert told(view) == told(open_view(store, f.catalogue()))


def test_what_is_kept_is_what_is_read(published):
    """Proven by tables that say something else under the same key."""
    view = open_view(published, f.catalogue())
    view.keep()
    made = view._filled
    for path in tables(published):
        path.unlink()
    with view.cursor() as cursor:
        empty = {name: cursor.table(name).limit(0).to_arrow_table() for name in kept.TABLES}
    kept.keep(published.home, made.register, made.snapshots, empty)
    assert open_view(published, f.catalogue()).series() == ()


def test_what_was_kept_of_an_older_version_since_hides_nothing(published):
    now, before = (open_view(published, f.catalogue(), version) for version in (None, 1))
    now.keep()
    before.keep()

    assert open_view(published, f.catalogue())._filled.lacked == 0


def test_of_a_period_that_was_withdrawn_whole_no_sum_stays(published, monkeypatch):
    """Its pages failed: a sum of the base was of a period that the view did not know."""
    monkeypatch.setattr(database, "_WORTH", 0)  # be there few figures
    one = published.publish([f.observation(counts=(1, 2), period="2023-Q1")], f.upload())
    open_view(published, f.catalogue()).keep()
    published.withdraw(one.snapshot_id, "sai", "Lan")

    view = open_view(published, f.catalogue())

    periods = {str(point.period) for series in view.series() for point in series.points}
    assert periods == {"2024-Q4"}


def test_what_is_kept_of_an_older_version_for_itself_is_no_base_of_later_ones(published):
    now, before = (open_view(published, f.catalogue(), version) for version in (None, 1))
    before.keep_as_older()

    assert told(open_view(published, f.catalogue(), 1)) == told(before)
    assert not open_view(published, f.catalogue(), 1)._filled.lacked
    again = open_view(published, f.catalogue())
    assert again._filled.lacked == len(now.snapshots)
    assert told(again) == told(now)


def test_few_of_the_older_versions_are_kept(published):
    for value in (60, 70, 80):
        f.publish(published, value)
    for version in range(1, 5):
        open_view(published, f.catalogue(), version).keep_as_older()

    assert len(list((published.home / derived.FOLDER).glob("older-*"))) == 2


def test_all_that_is_made_of_figures_is_kept(published):
    """What a view has beside these is made of the register, and part of the key."""
    catalogue = f.catalogue()
    view = open_view(published, catalogue)
    small = {"periods", *database._dimensions(catalogue)}
    view.keep()
    rows = open_view(published, catalogue).cursor().execute("FROM duckdb_tables()")
    own = {row[4] for row in rows.fetchall() if row[0] == "memory"}
    only_now = {"snapshots", "parents", "touched", "affected"}
    assert own - small - only_now == {"own_figures", "own_converted", "own_sums"}


def test_a_base_damaged_while_it_is_used_hurts_nothing(published):
    expected = told(open_view(published, f.catalogue()))
    open_view(published, f.catalogue()).keep()
    view = open_view(published, f.catalogue())
    (path,) = tables(published)
    path.write_bytes(b"")
    assert told(view) == expected


def test_another_register_or_publication_is_not_answered_from_what_is_kept(published):
    open_view(published, f.catalogue()).keep()
    other = f.catalogue([f.indicator(maximum=None)])
    changed = replace(other, vintages=())
    assert {one.unit_id for one in open_view(published, changed).series()} == {f.unit_id("1011")}
    published.withdraw(published.snapshots()[0].snapshot_id, "sai", "Lan")
    (figure,) = open_view(published, f.catalogue()).observations()
    assert figure.value == 25


def test_few_are_kept_and_none_is_part_of_the_home(published):
    for number in range(6):
        f.publish(published, number)
        open_view(published, f.catalogue()).keep()
    assert len(tables(published)) == kept._MOST_FILES
    assert not any(derived.FOLDER in path.parts for path in kept_files(published.home))


def test_a_disk_that_takes_nothing_serves(published):
    (published.home / derived.FOLDER).write_text("no folder")
    view = open_view(published, f.catalogue())
    view.keep()
    assert told(open_view(published, f.catalogue())) == told(view)


def test_figures_take_little_memory(full_home):
    """Unpacked they would take three times as much, and each its own copy of what all say."""
    view = open_view(SnapshotStore(full_home), load_catalogue(full_home))
    with view.cursor() as cursor:
        (figures,) = cursor.execute("SELECT count(*) FROM current_figures").fetchone()
        (held,) = cursor.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchone()
    assert held < 100 * figures
    own = [p for one in view.series() for p in one.points if p.origin is Origin.OWN]
    # Beside a sum, and where a count is lacking, each has its own.
    told = [p.told for p in own if p.parts_value is None and p.completeness is not None]
    assert len({id(one) for one in told}) == len(set(told)) < len(told) / 10


def test_many_figures_are_added_up_in_parts_and_say_the_same(published, monkeypatch):
    for month in ("2024-02", "2024-03", "2024-Q4"):
        published.publish([f.observation(value="30", period=month)], f.upload())
    expected = f.told(open_view(published, f.catalogue()))
    assert not tables(published)
    read = []
    own_files = kept.own_files
    monkeypatch.setattr(kept, "MANY_FIGURES", 1)
    monkeypatch.setattr(kept, "own_files", lambda *asked: read.append(asked) or own_files(*asked))
    assert f.told(open_view(published, f.catalogue())) == expected
    assert len(tables(published)) == 1
    sizes = [len(list(snapshots)) for _, snapshots in read]
    assert len(sizes) > 3
    assert max(sizes) < len(published.snapshots())


def test_many_figures_are_added_up_at_once_where_the_disk_takes_nothing(published, monkeypatch):
    expected = told(open_view(published, f.catalogue()))
    monkeypatch.setattr(kept, "MANY_FIGURES", 1)
    (published.home / derived.FOLDER).write_text("no folder")
    assert told(open_view(published, f.catalogue())) == expected


@pytest.mark.parametrize(
    ("periods", "together"),
    [
        (["1", "2", "3"], [[0], [1], [2]]),
        (["1", "2", "1"], [[0, 2], [1]]),
        (["12", "3", "23", "4"], [[0, 1, 2], [3]]),
    ],
)
def test_what_has_a_period_in_common_is_added_up_together(periods, together, monkeypatch):
    monkeypatch.setattr(kept, "MANY_FIGURES", 1)
    snapshots = [Mock(version=n, rows=1, periods=tuple(each)) for n, each in enumerate(periods)]
    parts = [sorted(one.version for one in part) for part in database._parts_of(snapshots)]
    assert parts == together
    monkeypatch.setattr(kept, "MANY_FIGURES", 9)
    assert len(list(database._parts_of(snapshots))) == 1


def test_who_was_killed_while_he_attached_a_large_base_does_not_hold_it_for_good(
    published, monkeypatch
):
    open_view(published, f.catalogue()).keep()
    monkeypatch.setattr(derived, "LARGE", 0)
    left, taken = (published.home / derived.FOLDER / f".linked-{n}" for n in "ab")
    for folder in (left, taken):
        folder.mkdir()
        (folder / "view").hardlink_to(tables(published)[0])
    os.utime(left, (0, 0))

    assert open_view(published, f.catalogue()).is_kept

    assert not left.exists()
    assert taken.exists()  # by somebody who is at it


def test_a_large_base_is_neither_copied_nor_hashed_again(published, monkeypatch):
    monkeypatch.setattr(derived, "LARGE", 0)
    expected = open_view(published, f.catalogue())
    expected.keep()
    view = open_view(published, f.catalogue())
    monkeypatch.setattr(kept, "copyfile", lambda *_: pytest.fail("copied"))
    monkeypatch.setattr(derived, "sha256_of", lambda path: pytest.fail(f"hashed {path}"))
    (path,) = tables(published)
    made = view._filled
    assert path in kept.bases(published.home, made.register, made.snapshots)
    path.unlink()
    assert told(view) == told(expected)


def test_large_files_stay_where_they_are(published, monkeypatch):
    monkeypatch.setattr(kept, "_FEW", 0)
    monkeypatch.setattr(kept, "_ROWS_OF_A_SMALL", 0)
    kept.pack(published.home, published.snapshots())
    folder = published.home / derived.FOLDER
    assert not list(folder.glob("figures-*"))
    monkeypatch.undo()
    monkeypatch.setattr(kept, "_FEW", 0)
    kept.pack(published.home, published.snapshots())
    assert len(list(folder.glob("figures-*"))) == 1


def test_sums_are_made_anew_of_the_wholes_of_what_was_touched_alone():
    parents = {"p": None, "d": "p", "c": "d", "e": "d", "q": None, "x": "q"}
    vintage = Vintage("v", date(2020, 1, 1), None, parents, {})
    assert database._wholes_of(Mock(vintages=(vintage,)), {"c"}) == {"p", "d", "c", "e"}
    assert database._wholes_of(Mock(vintages=(vintage,)), {"p", "unknown"}) == set()
