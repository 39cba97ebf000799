"""Tables kept beside the snapshots: the same figures, quickly, and never others."""

from dataclasses import replace

import pytest

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
    return sorted((store.home / derived.FOLDER).glob("view-*"))


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


def test_what_is_kept_is_what_is_read(published):
    """Proven by tables that say something else under the same key."""
    view = open_view(published, f.catalogue())
    view.keep()
    made = view._filled
    for path in tables(published):
        path.unlink()
    with view.cursor() as cursor:
        empty = {name: cursor.table(name).limit(0).to_arrow_table() for name in kept.TABLES}
    kept.keep(published.home, made.register, made.snapshots, empty, database.query("base"))
    assert open_view(published, f.catalogue()).series() == ()


def test_what_was_kept_of_an_older_version_since_hides_nothing(published):
    now, before = (open_view(published, f.catalogue(), version) for version in (None, 1))
    now.keep()
    before.keep()

    assert open_view(published, f.catalogue())._filled.lacked == 0


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
    small = {name for name, _ in database._dimensions(catalogue, view._filled.numbers)}
    view.keep()
    rows = open_view(published, catalogue).cursor().execute("FROM duckdb_tables()")
    own = {row[4] for row in rows.fetchall() if row[0] == "memory"}
    only_now = {"snapshots", "parents", "touched", "affected"}
    assert own - small - only_now == {"own_figures", "own_converted", "own_sums"}


def test_a_damaged_base_is_made_anew(published):
    expected = open_view(published, f.catalogue())
    expected.keep()
    (path,) = tables(published)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert told(open_view(published, f.catalogue())) == told(expected)


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
    assert figure.observation.value == 25


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
    told = [point for one in view.series() for point in one.points]
    titles = [point.source_title for point in told if point.source_title]
    assert len({id(title) for title in titles}) == len(set(titles)) < len(titles)
