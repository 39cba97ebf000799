"""What is dear: so often for one address, one at a time, and refused in words."""

import gc
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cds.domain.errors import UserError
from cds.domain.periods import parse_period
from cds.jobs import exports
from cds.site import turns
from cds.site.turns import ALLOWANCES, Allowance
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.view import queries
from cds.store.view.queries import open_view
from cds.text.phrases import sentence
from cds.ui import cache, files
from cds.views import choices
from tests.factories import observation, upload
from tests.homes import light_home
from tests.pages.opening import opened

pytestmark = pytest.mark.slow
COMMUNE = "28237@2004-08-31"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_an_allowance_comes_back_bit_by_bit(clock):
    allowance = Allowance(2, 10, clock)

    assert [allowance.take("a") for _ in range(4)] == [0, 0, 10, 10]
    assert allowance.take("b") == 0
    clock.now = 4
    assert allowance.take("a") == 6
    clock.now = 10
    assert [allowance.take("a") for _ in range(2)] == [0, 10]


def test_addresses_of_long_ago_are_forgotten(clock, monkeypatch):
    monkeypatch.setattr(turns, "_MOST_KNOWN", 3)
    allowance = Allowance(1, 10, clock)
    for clock.now in range(0, 1000, 100):
        allowance.take(str(clock.now))

    assert len(allowance._used) <= 3


@pytest.mark.parametrize("what", ALLOWANCES)
def test_refusal_says_in_words_when_to_come_again(what, monkeypatch):
    monkeypatch.setitem(ALLOWANCES, what, Allowance(0, 12))

    with pytest.raises(UserError) as refused:
        turns.spend(what, "10.0.0.1")

    assert "thử lại sau 12 giây" in sentence(refused.value)
    assert turns.spend(what, "") is None


@pytest.fixture
def visitor(full_home, monkeypatch):
    """Opens a page as a visitor of an address does who may do each dear thing once."""
    monkeypatch.setattr(turns, "caller", lambda: "10.0.0.1")
    for what in ALLOWANCES:
        monkeypatch.setitem(ALLOWANCES, what, Allowance(1, 60, lambda: 0.0))

    return lambda page="overview", at_hand=full_home, **asked: opened(
        monkeypatch, at_hand, page, asked
    )


def refusals(page):
    return [error.value for error in page.error if "thử lại sau" in error.value]


@pytest.mark.slow
def test_old_versions_are_opened_once_and_then_later(visitor):
    def forget():
        for kept in (cache._older_view, cache._older_readers):
            kept.clear()

    forget()
    assert not refusals(visitor(version="0"))
    assert not refusals(visitor(version="0"))  # in memory
    forget()
    assert refusals(visitor(version="0"))
    assert not refusals(visitor())


@pytest.mark.slow
def test_a_room_behind_one_address_sees_all_boundaries_and_what_changed(
    visitor, full_home, monkeypatch
):
    monkeypatch.setenv("CDS_DATA", str(full_home))
    cache._view.clear()
    before = str(cache.newest().version - 1)
    vintages = [name for name in choices.boundaries(cache.catalogue(cache.newest())) if name]

    assert vintages
    for named in ("", *vintages):
        assert not refusals(visitor(boundaries=named))
        assert not refusals(visitor(boundaries=named, version=before))


def test_what_counts_and_what_did_before_stay_while_others_compare_two_versions(
    full_home, monkeypatch
):
    opened_versions = []

    def open_noted(store, catalogue, version, *other):
        opened_versions.append(version)
        return open_view(store, catalogue, version, *other)

    monkeypatch.setenv("CDS_DATA", str(full_home))
    monkeypatch.setattr(cache, "open_view", open_noted)
    newest = cache.edition().version
    for kept in (cache._view, cache._older_view, cache._readers, cache._older_readers):
        kept.clear()

    for version in (newest, newest - 1, 0, -1, newest, newest - 1):
        cache.reader(cache.edition(version))

    assert opened_versions == [newest, newest - 1, 0, -1]


def test_versions_of_both_programmes_leave_memory_together(tmp_path, monkeypatch):
    home = light_home(tmp_path)
    snapshots = SnapshotStore(home)
    for _ in range(3):
        snapshots.withdraw(snapshots.snapshots()[0].snapshot_id, "sai", "Lan")
        snapshots.restore(snapshots.snapshots()[0].snapshot_id, "đúng", "Lan")
    monkeypatch.setenv("CDS_DATA", str(home))
    for kept in (cache._view, cache._older_view, cache._readers, cache._older_readers):
        kept.clear()
    alive = []

    for version in range(8):
        for programme in ("long_an", "tay_ninh"):
            asked = replace(cache.edition(version), programme=programme)
            alive.append(weakref.ref(cache.reader(asked).view))
    gc.collect()

    assert len({view() for view in alive} - {None}) == 2 + cache._MOST_OLDER


@pytest.mark.parametrize("is_refused", [False, True])
def test_an_older_version_of_many_figures_is_added_up_apart_or_else_here(
    tmp_path, monkeypatch, is_refused
):
    home, works, add_up = light_home(tmp_path), [], exports.keep_older
    store = SnapshotStore(home)
    first = store.snapshots()[0].snapshot_id
    store.publish(
        [observation("fibre_household_share", "2025-Q1", counts=(1, 4), unit_id=COMMUNE)], upload()
    )

    def run(*asked):
        works.append(asked[:-1])
        if is_refused:
            raise UserError("base_too_heavy")
        add_up(*asked)

    monkeypatch.setenv("CDS_DATA", str(home))
    monkeypatch.setattr(queries, "_MUCH", 0)
    monkeypatch.setattr(exports, "keep_older", run)
    cache._older_view.clear()
    assert cache.view(cache.edition())
    for _ in range(3):
        store.withdraw(first, "sai", "Lan")
        store.restore(first, "đúng", "Lan")
    without = store.data_version() - 3

    shown = cache.view(replace(cache.caught_up(), version=without))

    assert works == [(home, without, "")]
    assert shown.series() == open_view(store, load_catalogue(home), without).series() != ()
    assert is_refused or not shown._filled.lacked


def test_a_version_that_counts_no_more_keeps_so_much(full_home, monkeypatch):
    monkeypatch.setenv("CDS_DATA", str(full_home))
    monkeypatch.setattr(cache, "_MOST_ROWS", 10)
    cache._readers.clear()
    newest = cache.edition()
    read = {}

    for asked in (newest, replace(newest, version=newest.version - 1)):
        view = cache.reader(asked).view
        read[asked] = cache.reader(asked).headlines, view.rows_kept
        again = cache.reader(asked)
        assert view.rows_kept == (0 if asked != newest else read[newest][1])
        assert again.headlines == read[asked][0]
    assert all(kept > 10 for _, kept in read.values())


def test_the_newest_version_keeps_no_more_than_twice_its_figures(full_home, monkeypatch):
    monkeypatch.setenv("CDS_DATA", str(full_home))
    newest = cache.edition()
    figures = sum(one.rows for one in cache.view(newest).snapshots)
    cache._readers.clear()
    assert cache.reader(newest)._most_rows == 2 * figures
    cache._readers.clear()
    monkeypatch.setattr(cache, "_MOST_ROWS_OF_ALL", figures)  # of a country
    assert cache.reader(newest)._most_rows == figures
    cache.reader(newest)._most_rows = 10
    assert cache.reader(newest).headlines
    assert cache.reader(newest).view.rows_kept == 0


def test_periods_before_make_room_when_the_next_edition_is_read(tmp_path, monkeypatch):
    """What both editions keep is held at once, and the holes that it leaves stay."""
    home, made = light_home(tmp_path), []
    monkeypatch.setenv("CDS_DATA", str(home))
    newest = cache.reader(cache.caught_up())
    before = newest.as_of(parse_period("2025-Q1"))

    def build(reader):
        made.append(str(reader.until))

    for _ in range(2):
        newest.kept(build)
        before.kept(build)
    cache._read_ahead(cache.newest())
    newest.kept(build)
    before.kept(build)

    assert made == ["None", "2025-Q1", "2025-Q1"]


def test_the_store_is_checked_once_and_then_later(visitor):
    page = visitor("snapshots")

    assert not refusals(page.button(key="verify").click().run())
    assert refusals(page.button(key="verify").click().run())


@pytest.mark.slow
def test_everything_is_packed_once_and_then_later(visitor, empty_home):
    page = visitor("methods", empty_home)
    page.query_params["tab"] = "sources"
    page.run()
    files.everything.clear()

    assert not refusals(page.button(key="everything").click().run())
    assert refusals(page.button(key="everything").click().run())


@pytest.mark.slow
def test_a_story_is_made_once_and_then_later(visitor):
    page = visitor("present", story="ready-monthly")

    assert not refusals(page.button(key="make").click().run())
    assert refusals(page.button(key="make").click().run())


def test_meetings_are_not_found_by_trying(visitor):
    assert not refusals(visitor("present", meeting="00000000"))
    assert refusals(visitor("present", meeting="00000001"))
    assert refusals(visitor("present", record="00000001"))


def test_dear_things_are_done_one_at_a_time(monkeypatch):
    monkeypatch.setattr(turns, "get_script_run_ctx", lambda **_: object())
    monkeypatch.setattr(turns, "caller", lambda: "")
    at_work, most = [], []

    def work():
        with turns.dear("export"):
            at_work.append(1)
            most.append(len(at_work))
            time.sleep(0.01)
            at_work.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 5

    monkeypatch.setattr(turns, "_TURN_SECONDS", 0.01)
    with turns.dear("export"), ThreadPoolExecutor(1) as another:
        refused = another.submit(work).exception()
    assert isinstance(refused, UserError)
    assert refused.args[0] == "too_busy"


def test_who_has_the_turn_opens_an_older_version_within_it(monkeypatch):
    """As a slide on what changed does while its file is made."""
    monkeypatch.setattr(turns, "get_script_run_ctx", lambda **_: object())
    monkeypatch.setattr(turns, "caller", lambda: "")
    monkeypatch.setattr(turns, "_TURN_SECONDS", 0.01)

    done = []
    with turns.dear("export"), turns.dear("version"):
        done.append("slide")

    assert done


def test_older_versions_are_not_opened_one_upon_the_other(monkeypatch):
    """Each opening is followed by a rest as long as it took, three times over."""
    slept = []
    monkeypatch.setattr(turns, "get_script_run_ctx", lambda **_: object())
    monkeypatch.setattr(turns, "caller", lambda: "")
    monkeypatch.setattr(turns.time, "sleep", slept.append)
    clock = iter([100.0, 100.0, 101.0, 102.0, 102.0, 103.0])
    monkeypatch.setattr(turns.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(turns._OTHERS, "_free_at", 0.0)

    for _ in range(2):
        with turns.dear("version"):
            pass

    assert slept == [0.0, 2.0]
