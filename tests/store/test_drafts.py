"""Drafts on disk: whole, one person's alone, bounded, and gone after a day."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cds.domain.errors import StoreDamagedError, UsageError
from cds.store import sending as drafts_module
from cds.store.sending import DRAFTS, Draft, DraftFile, Drafts, clean
from cds.store.upkeep.backup import back_up


@pytest.fixture
def mine(tmp_path):
    return Drafts(tmp_path, "lan@example.org")


def documents(home):
    return sorted((home / DRAFTS).rglob("draft.json"))


def aged(home, seconds):
    for path in documents(home):
        os.utime(path, (time.time() - seconds,) * 2)


def test_what_was_begun_is_read_by_another_process(tmp_path, mine):
    file = mine.add(b"a;b\n", "a.csv")
    answer = {"columns": {"1": {"field": "unit_name"}}, "sheet": None}
    mine.change(
        lambda draft: replace(draft, step="check", period="2025-Q3").amended(
            file.sha256, lambda one: replace(one, note="Đợt 2", mapping=answer)
        )
    )

    found = Drafts(tmp_path, "lan@example.org").read()

    kept = DraftFile("a.csv", file.sha256, "Đợt 2", answer)
    assert found == Draft("lan@example.org", "check", "2025-Q3", files=(kept,))
    assert mine.content(file.sha256) == b"a;b\n"


def test_nobody_reads_the_draft_of_another(tmp_path, mine):
    file = mine.add(b"a;b\n", "a.csv")
    other = Drafts(tmp_path, "minh@example.org")

    assert other.read() == Draft("minh@example.org")
    with pytest.raises(StoreDamagedError):
        other.content(file.sha256)


def test_a_file_that_is_left_out_leaves_the_disk(tmp_path, mine):
    file = mine.add(b"a;b\n", "a.csv")
    mine.change(lambda draft: draft.without_file(file.sha256))

    assert [path.name for path in documents(tmp_path)[0].parent.iterdir()] == ["draft.json"]


def test_the_same_file_twice_is_there_once(mine):
    mine.add(b"a;b\n", "a.csv")
    mine.add(b"a;b\n", "b.csv")

    assert [one.name for one in mine.read().files] == ["b.csv"]


def test_files_are_bounded_in_number_and_size(monkeypatch, mine):
    monkeypatch.setattr(drafts_module, "MOST_FILES", 2)
    monkeypatch.setattr(drafts_module, "MOST_BYTES", 5_000)
    with pytest.raises(UsageError):
        mine.add(b"x" * 5_001, "large.csv")
    mine.add(b"a", "a.csv")
    mine.add(b"b", "b.csv")
    with pytest.raises(UsageError):
        mine.add(b"c", "c.csv")

    assert [one.name for one in mine.read().files] == ["a.csv", "b.csv"]


def test_the_oldest_drafts_make_room(monkeypatch, tmp_path):
    monkeypatch.setattr(drafts_module, "MOST_PERSONS", 2)
    begun: set[Path] = set()
    for owner, seconds in {"a": 60, "b": 30, "c": 0}.items():
        Drafts(tmp_path, owner).add(b"x", "x.csv")
        (new,) = set(documents(tmp_path)) - begun
        os.utime(new, (time.time() - seconds,) * 2)
        begun.add(new)

    assert [bool(Drafts(tmp_path, owner).read().files) for owner in "abc"] == [False, True, True]


def test_a_draft_is_gone_after_a_day(tmp_path, mine):
    mine.add(b"a;b\n", "a.csv")
    aged(tmp_path, 24 * 60 * 60)

    assert mine.read().files == ()
    clean(tmp_path)
    assert documents(tmp_path) == []


def test_a_damaged_draft_is_named_and_can_be_thrown_away(tmp_path, mine):
    mine.add(b"a;b\n", "a.csv")
    path = documents(tmp_path)[0]
    path.write_bytes(path.read_bytes().replace(b"a.csv", b"b.csv"))
    with pytest.raises(StoreDamagedError):
        mine.read()

    mine.discard()
    assert mine.read().files == ()


def test_a_changed_file_is_not_used(tmp_path, mine):
    file = mine.add(b"a;b\n", "a.csv")
    (documents(tmp_path)[0].parent / file.sha256).write_bytes(b"changed")

    with pytest.raises(StoreDamagedError):
        mine.content(file.sha256)


def test_no_copy_of_the_home_holds_drafts(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "roles.toml").write_text("", "utf-8")
    Drafts(home, "lan@example.org").add(b"a;b\n", "a.csv")
    back_up(home, tmp_path / "copy")

    assert not [path for path in (tmp_path / "copy").rglob("*") if "draft" in path.name]
