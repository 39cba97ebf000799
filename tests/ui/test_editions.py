"""The newest edition that is ready is served; building the next keeps nobody waiting."""

import threading
from dataclasses import replace

import pytest

from cds.domain.errors import InconsistentReferenceError, StoreDamagedError
from cds.ui.editions import Edition, Editions

FIRST = Edition("home", "sound", 1, "2025-07-15")
SECOND = replace(FIRST, version=2)
LONG = 30.0


class Builder:
    """Builds at once, or waits at a gate, or fails."""

    def __init__(self):
        self.built, self.given_up = [], []
        self.gate = threading.Event()
        self.gate.set()
        self.error = None

    def __call__(self, edition):
        assert self.gate.wait(LONG)
        if self.error:
            raise self.error
        self.built.append(edition)


@pytest.fixture
def builder():
    return Builder()


@pytest.fixture
def editions(builder):
    made = Editions(
        lambda _: None, [builder], lambda gone, now: builder.given_up.append((gone, now))
    )
    assert made.ready(FIRST) == FIRST
    return made


def test_a_slow_build_keeps_nobody_waiting(editions, builder):
    builder.gate.clear()

    assert editions.ready(SECOND, 0.0) == FIRST
    assert editions.ready(SECOND, 0.0) == FIRST

    builder.gate.set()
    assert editions.caught_up(SECOND) == SECOND
    assert builder.built == [SECOND]  # once, however many asked


def test_who_rests_is_woken_by_what_has_been_built_once(editions, builder):
    assert not editions.rest(0.01)  # there is nothing to wait for
    builder.gate.clear()
    editions.ready(SECOND, 0.0)
    assert not editions.rest(0.01)

    threading.Timer(0.05, builder.gate.set).start()
    assert editions.rest(LONG)
    assert not editions.rest(0.01)
    assert editions.ready(SECOND) == SECOND


def test_a_quick_build_shows_at_once(editions):
    assert editions.ready(SECOND, LONG) == SECOND


def test_what_was_made_of_an_earlier_edition_is_given_up_once(editions, builder):
    builder.error = StoreDamagedError("store_damaged")
    editions.ready(SECOND, LONG)
    assert not builder.given_up  # it goes on serving

    builder.error = None
    later = replace(SECOND, version=3, today="2025-07-16")
    editions.caught_up(later)
    editions.caught_up(later)
    editions._worker.shutdown()
    assert builder.given_up == [(replace(FIRST, today="2025-07-16"), later)]


def test_who_waits_for_the_newest_gets_it_after_one_that_is_being_built(editions, builder):
    builder.gate.clear()
    editions.ready(SECOND, 0.0)
    third = replace(FIRST, version=3)
    threading.Timer(0.05, builder.gate.set).start()

    assert editions.caught_up(third) == third


def test_a_reference_that_cannot_be_used_is_told_and_tried_once(editions, builder):
    builder.error = InconsistentReferenceError("reference_inconsistent")
    faulty = replace(FIRST, reference="faulty")

    assert editions.ready(faulty, LONG) == FIRST
    assert editions.fault(faulty) is builder.error
    assert editions.fault(FIRST) is None

    builder.error = None
    assert editions.ready(faulty, LONG) == FIRST
    newer = replace(faulty, version=2)
    assert editions.ready(newer, LONG) == SECOND  # figures still come, by the sound reference
    assert editions.fault(newer)
    mended = replace(SECOND, reference="mended")
    assert editions.ready(mended, LONG) == mended
    assert editions.fault(mended) is None


def test_damage_is_told_and_tried_again(editions, builder):
    builder.error = StoreDamagedError("log_unreadable")

    assert editions.caught_up(SECOND) == FIRST
    assert editions.fault(SECOND) is builder.error

    builder.error = None
    assert editions.caught_up(SECOND) == SECOND
    assert editions.fault(SECOND) is None


def test_a_bug_in_building_is_raised(editions, builder):
    builder.error = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        editions.ready(SECOND, LONG)


def test_the_first_edition_must_be_sound():
    def load(_edition):
        raise InconsistentReferenceError("reference_inconsistent")

    with pytest.raises(InconsistentReferenceError):
        Editions(load, [], lambda *_: None).ready(FIRST)


def test_another_day_is_no_other_edition_to_build(editions, builder):
    tomorrow = replace(FIRST, today="2025-07-16")

    assert editions.ready(tomorrow, 0.0) == tomorrow
    assert builder.built == []
