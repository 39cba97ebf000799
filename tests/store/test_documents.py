"""Stories, meetings, waiting files, answers, map layers: one damaged hurts itself alone."""

import json
from random import Random

import pytest

from cds.domain.errors import StoreDamagedError
from cds.domain.stories import Position, Slide, Story
from cds.store.documents import read_document, write_document
from cds.store.layers import damaged_layers, found_layer, save_layer
from cds.store.meetings import MeetingStore
from cds.store.sending import WaitingRoom, damaged_answers, read_answers, remember
from cds.store.stories import StoryStore
from tests.charts.map_factory import layer

STORY = Story("", "Giao ban tháng", (Slide("overview"), Slide("gaps", note="hỏi P. Hai")))
FLIPS = 40


def flips(sound, random):
    """The damages of a disk: single bits, zeros, a cut, nothing left."""
    for _ in range(FLIPS):
        flipped = bytearray(sound)
        flipped[random.randrange(len(sound))] ^= 1 << random.randrange(8)
        yield bytes(flipped)
    place = random.randrange(len(sound) - 64)
    yield sound[:place] + bytes(64) + sound[place + 64 :]
    yield sound[:place]
    yield b""


def stories(home):
    store = StoryStore(home)
    path = store.folder / f"{store.create(STORY, 'An').story.story_id}.json"
    store.create(STORY.renamed("Khác"), "An")
    return path, store.damaged, lambda: len(store.stories())


def meetings(home):
    store = MeetingStore(home)
    for _ in range(2):
        meeting, token = store.start(STORY, 3)
        store.drive(meeting.meeting_id, token, Position(1))
    path = store.folder / f"{meeting.meeting_id}.json"
    return path, lambda: MeetingStore(home).damaged(), lambda: len(store.meetings())


def waiting(home):
    room = WaitingRoom(home)
    sent = [room.send(b"a;b", f"{n}.csv", "Lan", period="2025-Q1", note="bản 2") for n in "ab"]
    path = home / "waiting" / f"{sent[0].waiting_id}.json"
    return path, room.damaged, lambda: len(room.all())


def answers(home):
    remember(home, "head", {"columns": {"1": {"field": "value"}}, "by": "Lan"})
    return (
        home / "mappings.json",
        lambda: damaged_answers(home),
        lambda: 1 + len(read_answers(home)),
    )


@pytest.mark.faults
@pytest.mark.parametrize("kind", [stories, meetings, waiting, answers])
def test_every_damage_is_named_and_the_others_work(tmp_path, kind):
    path, damaged, count = kind(tmp_path)
    sound, place = path.read_bytes(), path.relative_to(tmp_path).as_posix()
    before = count()
    assert damaged() == ()
    for spoilt in flips(sound, Random(kind.__name__)):
        path.write_bytes(spoilt)
        assert [damage.path for damage in damaged()] == [place]
        assert count() == before - 1
    path.write_bytes(sound)
    assert (damaged(), count()) == ((), before)


def test_a_layer_that_cannot_be_read_is_named_and_draws_no_map(tmp_path):
    path = save_layer(tmp_path / "boundaries" / "v1-commune.json", layer())
    save_layer(tmp_path / "boundaries" / "v1-district.json", layer())
    assert damaged_layers(tmp_path) == ()
    path.write_bytes(path.read_bytes()[:-20])
    assert [damage.path for damage in damaged_layers(tmp_path)] == ["boundaries/v1-commune.json"]
    assert found_layer(tmp_path, "v1", "commune") is None
    assert found_layer(tmp_path, "v1", "district") is not None


def test_documents_of_before_are_read_and_get_their_hash_when_saved(tmp_path):
    store = StoryStore(tmp_path)
    saved = store.create(STORY, "An")
    path = store.folder / f"{saved.story.story_id}.json"
    rows = json.loads(path.read_bytes())["content"]
    for row in rows:  # nor did they say what their name and order tell
        del row["version"], row["story"]["story_id"]
    path.write_text(json.dumps(rows))
    assert store.get(saved.story.story_id) == saved
    store.save(saved.story.renamed("Mới"), 1, "An")
    assert path.read_bytes().startswith(b'{"sha256": "')


def test_a_document_is_json_of_any_program(tmp_path):
    value = {"tên": ["Xã Hai", None, 1.5]}
    write_document(tmp_path / "one.json", value)
    kept = json.loads((tmp_path / "one.json").read_bytes())["content"]
    assert kept == read_document(tmp_path / "one.json", dict[str, object], "story_damaged") == value


def test_a_damaged_document_names_its_file_and_field(tmp_path):
    (tmp_path / "one.json").write_text('{"slide": 1, "unit": 3}')
    with pytest.raises(StoreDamagedError) as error:
        read_document(tmp_path / "one.json", Position, "meeting_damaged")
    assert (error.value.slots["file"], error.value.slots["field"]) == ("one.json", "unit")
