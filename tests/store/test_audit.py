"""Who did what when: lines that seal each other."""

import json
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cds.domain.errors import StoreDamagedError
from cds.store import audit
from cds.store.audit import NOTHING_BEFORE, AuditTrail, Event

AT = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)


def event(name="publish", version=None, **details):
    return Event(name, "Nguyễn Văn Ánh", AT, version, details)


@pytest.fixture
def trail(tmp_path):
    return AuditTrail(tmp_path)


@pytest.fixture
def lines(trail):
    trail.record(*(event(version=number, note=f"dòng {number}") for number in range(5)))
    return trail.path.read_bytes().splitlines(keepends=True)


def test_a_trail_nobody_wrote_is_empty_and_whole(trail):
    assert (trail.events(), trail.first_broken()) == ((), None)
    trail.record()
    assert not trail.path.exists()


def test_events_come_back_as_they_were_recorded(trail):
    first, second = event("publish", 1, file_name="Số liệu.csv"), event("login")
    trail.record(first)
    trail.record(second)
    assert trail.events() == (first, second)
    seals = [json.loads(line)["previous"] for line in trail.path.read_text().splitlines()]
    assert seals[0] == NOTHING_BEFORE != seals[1]


def test_times_are_kept_in_utc(trail):
    local = datetime(2025, 6, 30, 15, 0, tzinfo=timezone(timedelta(hours=7)))
    trail.record(Event("login", "x", local))
    assert json.loads(trail.path.read_text())["at"] == "2025-06-30T08:00:00+00:00"


def test_each_line_seals_the_one_before(trail, lines):
    assert trail.first_broken() is None
    assert len({json.loads(line)["previous"] for line in lines}) == len(lines)


@pytest.mark.parametrize("line", [1, 3, 5])
def test_a_changed_line_is_found_at_the_line_that_sealed_it(trail, lines, line):
    lines[line - 1] = lines[line - 1].replace("Ánh".encode(), "Ảnh".encode())
    trail.path.write_bytes(b"".join(lines))
    # Nothing seals the last line yet but the head.
    assert (trail.first_broken(), trail.is_cut()) == (
        (line + 1, False) if line < 5 else (None, True)
    )


@pytest.mark.parametrize("line", [1, 2, 4])
def test_a_missing_line_is_found_where_the_next_one_misses_it(trail, lines, line):
    del lines[line - 1]
    trail.path.write_bytes(b"".join(lines))
    assert trail.first_broken() == line


def test_swapped_lines_are_found_at_the_first(trail, lines):
    lines[1], lines[2] = lines[2], lines[1]
    trail.path.write_bytes(b"".join(lines))
    assert trail.first_broken() == 2


@pytest.mark.parametrize("text", [b"{}\n", b"not json\n", b"[1]\n", b"\xff\xfe\n", b"\n"])
def test_an_unreadable_line_is_named(trail, lines, text):
    lines[2] = text
    trail.path.write_bytes(b"".join(lines))
    assert trail.first_broken() == 3
    with pytest.raises(StoreDamagedError) as caught:
        trail.events()
    assert (caught.value.phrase, caught.value.slots["line"]) == ("audit_broken", 3)


@pytest.mark.parametrize("cut", [1, 20, 100])
def test_a_torn_last_line_never_happened_and_is_written_over(trail, lines, cut):
    trail.path.write_bytes(b"".join((*lines, lines[0]))[:-cut])
    assert (len(trail.events()), trail.first_broken(), trail.is_cut()) == (5, None, False)
    trail.record(event("withdraw", 9))
    assert [entry.version for entry in trail.events()] == [0, 1, 2, 3, 4, 9]
    assert (trail.first_broken(), trail.is_cut()) == (None, False)


@pytest.mark.parametrize("kept", [0, 3, 4])
def test_lines_cut_off_at_the_end_are_missed_and_go_on_record(trail, lines, kept):
    trail.path.write_bytes(b"".join(lines[:kept]))
    assert trail.is_cut()
    trail.record(event("withdraw", 9))
    cut, last = trail.events()[-2:]
    assert (cut.event, cut.details["lines"], cut.details["found"]) == ("audit_cut", "5", str(kept))
    assert (last.version, trail.is_cut(), trail.first_broken()) == (9, False, None)


def test_a_cut_inside_the_last_line_is_missed_too(trail, lines):
    trail.path.write_bytes(b"".join(lines)[:-20])
    assert trail.is_cut()


def test_a_head_left_behind_by_a_power_cut_is_no_damage(trail, lines):
    head = trail.head_path.read_bytes()
    trail.record(event("login"))
    trail.head_path.write_bytes(head)
    assert (trail.is_cut(), trail.head_is_damaged()) == (False, False)


def test_the_version_of_a_writer_that_died_before_the_head_is_known_in_a_long_trail(
    trail, lines, monkeypatch
):
    """It was recorded again: of a long trail only the end is read."""
    head = trail.head_path.read_bytes()
    trail.record(event(version=5))
    trail.head_path.write_bytes(head)
    monkeypatch.setattr(audit, "_TAIL_BYTES", 2 * len(lines[0]))

    assert trail.last_version() == 5


def test_no_flipped_bit_in_the_head_goes_unnoticed(trail, lines):
    sound = trail.head_path.read_bytes()
    for place in range(len(sound)):
        flipped = bytearray(sound)
        flipped[place] ^= 1 << place % 8
        trail.head_path.write_bytes(flipped)
        assert trail.head_is_damaged()


def test_what_nothing_seals_tells_of_no_version(trail, lines):
    assert set(trail.by_version()) == set(range(5))
    for line in (1, 4):
        lines[line] = lines[line].replace("Ánh".encode(), "Ảnh".encode())
    trail.path.write_bytes(b"".join(lines))
    assert set(trail.by_version()) == {0, 2, 3}


def test_what_is_recorded_may_depend_on_the_last_version(trail, lines):
    told = []

    def choose(last):
        told.append(last)
        return [event("login"), event(version=last + 1)]

    trail.record_after(choose)
    trail.record_after(choose)
    assert told == [4, 5]


def test_an_unreadable_last_line_does_not_hide_the_last_version(trail, lines):
    trail.path.write_bytes(b"".join([*lines, b"not json\n", b'{"version": "x"}\n']))
    told = []
    trail.record_after(lambda last: told.append(last) or ())
    assert told == [4]


@pytest.mark.parametrize("line", range(5))
def test_a_version_that_nothing_seals_is_none(trail, lines, line):
    """A flipped bit must not make the next commit skip thousands of versions."""
    lines[line] = lines[line].replace(b'"version": ', b'"version": 9')
    trail.path.write_bytes(b"".join(lines))
    assert trail.last_version() == (3 if line == 4 else 4)


def test_threads_keep_one_chain(tmp_path):
    def work():
        for _ in range(5):
            AuditTrail(tmp_path).record(event("login"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    trail = AuditTrail(tmp_path)
    assert (len(trail.events()), trail.first_broken()) == (20, None)
