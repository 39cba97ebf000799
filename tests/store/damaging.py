"""A data home with a file of every kind, and what a bad disk makes of files."""

from datetime import date

import pytest

from cds.domain.stories import Position, Slide, Story
from cds.ingest.context import Context
from cds.ingest.mapping import Column, ColumnMapping
from cds.initialise import initialise
from cds.publish import check_and_publish, remember_mapping
from cds.store.meetings import MeetingStore
from cds.store.reference.loading import load_catalogue
from cds.store.sending import WaitingRoom
from cds.store.snapshots import snapshot_store
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.stories import StoryStore
from tests.cli import small

STORY = Story("", "Giao ban tháng", (Slide("overview"), Slide("gaps", note="hỏi P. Hai")))
KINDS = {
    "figures": "snapshots/snapshot_id=*/*.parquet",
    "commits": "snapshots/_delta_log/*.json",
    "checkpoints": "snapshots/_delta_log/*.checkpoint.parquet",
    "note of the checkpoint": "snapshots/_delta_log/_last_checkpoint",
    "trail": "audit/audit.jsonl",
    "head of the trail": "audit/head.json",
    "reference": "reference/*.csv",
    "map layers": "boundaries/*.json",
    "uploads": "uploads/*",
    "stories": "stories/*.json",
    "meetings": "meetings/*.json",
    "waiting files": "waiting/*.json",
    "answers about columns": "mappings.json",
}


def whole_home(home):
    """A home with a file of every kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_store, "CHECKPOINT_EVERY", 3)
        return _filled(home)


def _filled(home):
    small.write_reference(home)
    initialise(home, date(2025, 2, 1), lambda step, name: None, with_demo=False)
    store, catalogue = SnapshotStore(home), load_catalogue(home)
    for year, covered in (("2023", small.COVERED_2023), ("2024", small.COVERED_2024)):
        content = small.figures(f"{year}-Q4", covered).encode()
        context = Context(today=date(2025, 2, 1))
        done = check_and_publish(
            store, catalogue, content, f"{year}.csv", by="Lan", context=context,
            confirmed=("sharp_change",),
        )  # fmt: skip
        assert done.snapshot
    store.withdraw(done.snapshot.snapshot_id, "sai", "Lan")
    stories, meetings = StoryStore(home), MeetingStore(home)
    stories.create(STORY, "An")
    meeting, token = meetings.start(STORY, 3)
    meetings.drive(meeting.meeting_id, token, Position(1))
    WaitingRoom(home).send(b"Xa;5", "x.csv", "Lan", period="2025-Q1")
    remember_mapping(home, "head", ColumnMapping({1: Column("value", "services")}), by="Lan")
    return home


def damages(sound, random):
    """Name and content of what a bad disk makes of a file."""
    for _ in range(6):
        flipped = bytearray(sound)
        flipped[random.randrange(len(sound))] ^= 1 << random.randrange(8)
        yield "bit", bytes(flipped)
    place = random.randrange(max(1, len(sound) - 64))
    zeroed = sound[:place] + bytes(min(64, len(sound) - place)) + sound[place + 64 :]
    yield "zeros", zeroed
    yield "cut", sound[: random.randrange(len(sound))]
    yield "empty", b""
