"""Stories and meetings on disk: versions, conflicts, damage, control and its hand-over."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from cds.domain.errors import NotAllowedError, NotFoundError, StoreDamagedError, UsageError
from cds.domain.stories import Position, Slide, Story
from cds.store import meetings as meetings_module
from cds.store.documents import DocumentError, decoded, plain
from cds.store.meetings import MOST_TRIES, MeetingMoment, MeetingStore
from cds.store.stories import MOST_BYTES, StoryStore, exported, imported

STORY = Story("", "Giao ban tháng", (Slide("overview"), Slide("coverage", title="Bản đồ")))


@pytest.fixture
def stories(tmp_path):
    return StoryStore(tmp_path)


@pytest.fixture
def meetings(tmp_path):
    return MeetingStore(tmp_path)


def test_every_version_is_kept(stories):
    first = stories.create(STORY, "An")
    stories.save(first.story.renamed("Giao ban quý"), first.version, "Bình")

    assert stories.get(first.story.story_id).story.title == "Giao ban quý"
    assert stories.get(first.story.story_id, 1).story.title == "Giao ban tháng"
    assert [s.saved_by for s in stories.history(first.story.story_id)] == ["An", "Bình"]


def test_two_editors_do_not_overwrite_each_other(stories):
    first = stories.create(STORY, "An")
    stories.save(first.story.without(0), first.version, "Bình")

    with pytest.raises(UsageError) as refused:
        stories.save(first.story.repeated(0), first.version, "An")

    assert refused.value.phrase == "story_changed"
    assert len(stories.get(first.story.story_id).story.slides) == 1


def test_a_removed_story_leaves_the_list_but_not_the_disk(stories):
    first = stories.create(STORY, "An")
    stories.remove(first.story.story_id, "An")

    assert stories.stories() == ()
    assert stories.get(first.story.story_id, 1).story == first.story
    with pytest.raises(NotFoundError):
        stories.get(first.story.story_id)


def test_a_removed_story_is_put_back_as_it_was(stories):
    first = stories.create(STORY, "An")
    stories.remove(first.story.story_id, "An")
    assert [saved.story for saved in stories.removed()] == [first.story]

    stories.restore(first.story.story_id, "Bình")
    stories.restore(first.story.story_id, "Bình")  # a second press changes nothing

    assert stories.removed() == ()
    assert stories.get(first.story.story_id).story == first.story
    assert [s.is_removed for s in stories.history(first.story.story_id)] == [False, True, False]


@pytest.mark.parametrize("story_id", ["none", "../audit", "", "A B"])
def test_an_unknown_story_is_not_found(stories, story_id):
    with pytest.raises(NotFoundError):
        stories.get(story_id)


@pytest.mark.parametrize("content", ["[]", "{", '[{"saved_at": "x"}]', '[{"saved_at": 1}]'])
def test_a_damaged_file_is_named(stories, content):
    saved = stories.create(STORY, "An")
    path = stories.folder / f"{saved.story.story_id}.json"
    path.write_text(content)

    with pytest.raises(StoreDamagedError) as refused:
        stories.get(saved.story.story_id)

    assert refused.value.slots["file"] == path.name
    assert [damage.path for damage in stories.damaged()] == [f"stories/{path.name}"]


def test_a_story_travels_as_a_file():
    assert imported(exported(STORY)) == STORY
    assert imported(b"\xef\xbb\xbf" + exported(STORY)) == STORY


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (b"PK\x03\x04", "story_file_foreign"),
        (b"\xff\xfe", "story_file_foreign"),
        (b"[]", "story_file_foreign"),
        (b'{"format": "other"}', "story_file_foreign"),
        (b'{"format": "cds-story-1", "story": {"title": ""}}', "story_file_wrong"),
        (b"[" * 900_000, "story_file_foreign"),
        (b" " * (MOST_BYTES + 1), "story_file_too_large"),
    ],
)
def test_a_wrong_file_is_refused_in_words(content, phrase):
    with pytest.raises(UsageError) as refused:
        imported(content)

    assert refused.value.phrase == phrase


@pytest.mark.parametrize(
    ("story", "field"),
    [
        ("[]", "story"),
        ('{"title": " ", "slides": []}', "story.title"),
        ('{"title": 3, "slides": []}', "story.title"),
        ('{"title": "x", "slides": {}}', "story.slides"),
        ('{"title": "x", "slides": [{}]}', "story.slides[0].page"),
        ('{"title": "x", "slides": [{"page": "secrets"}]}', "story.slides[0].page"),
        ('{"title": "x", "slides": [{"page": "unit", "query": []}]}', "story.slides[0].query"),
        (
            '{"title": "x", "slides": [{"page": "unit", "query": {"unit": 3}}]}',
            "story.slides[0].query[...]",
        ),
        ('{"title": "x", "data_version": "4"}', "story.data_version"),
        ('{"title": "x", "data_version": true}', "story.data_version"),
    ],
)
def test_a_wrong_file_names_the_field(story, field):
    with pytest.raises(UsageError) as refused:
        imported(f'{{"format": "cds-story-1", "story": {story}}}'.encode())

    assert (refused.value.phrase, refused.value.slots["what"]) == ("story_file_wrong", field)


def test_only_the_holder_of_the_token_drives(meetings):
    meeting, token = meetings.start(STORY, 3)

    meetings.drive(meeting.meeting_id, token, Position(1, spotlight="u1"))
    with pytest.raises(NotAllowedError):
        meetings.drive(meeting.meeting_id, "guess", Position(0))

    shown = meetings.get(meeting.meeting_id)
    assert (shown.position, shown.step) == (Position(1, spotlight="u1"), 1)


def test_a_meeting_survives_a_restart(meetings, tmp_path):
    meeting, token = meetings.start(STORY, 3)
    meetings.drive(meeting.meeting_id, token, Position(1, unit="u1"))

    again = MeetingStore(tmp_path)
    meetings_module._read.cache_clear()

    assert again.get(meeting.meeting_id).position == Position(1, unit="u1")
    assert again.drive(meeting.meeting_id, token, Position(0)).step == 2


def test_the_token_is_nowhere_on_disk(meetings):
    meeting, token = meetings.start(STORY, 3)
    meetings.offer(meeting.meeting_id, token)

    assert all(token not in path.read_text() for path in meetings.folder.iterdir())


def test_a_slide_beyond_the_end_is_the_last(meetings):
    meeting, token = meetings.start(STORY, 3)

    assert meetings.drive(meeting.meeting_id, token, Position(99)).position.slide == 1
    assert meetings.drive(meeting.meeting_id, token, Position(-3)).position.slide == 0


def test_showing_the_same_again_is_no_step(meetings):
    meeting, token = meetings.start(STORY, 3)

    assert meetings.drive(meeting.meeting_id, token, Position(0)).step == 0


def test_control_passes_with_the_code_and_only_once(meetings):
    meeting, old = meetings.start(STORY, 3)
    code = meetings.offer(meeting.meeting_id, old)

    new = meetings.take(meeting.meeting_id, f" {code} ")

    held = meetings.get(meeting.meeting_id)
    assert (meetings.is_in_control(held, new), meetings.is_in_control(held, old)) == (True, False)
    with pytest.raises(NotAllowedError) as refused:
        meetings.take(meeting.meeting_id, code)
    assert refused.value.phrase == "hand_over_none"


def test_a_code_cannot_be_guessed(meetings):
    meeting, token = meetings.start(STORY, 3)
    code = meetings.offer(meeting.meeting_id, token)
    wrong = "000000" if code != "000000" else "111111"

    phrases = []
    for _ in range(MOST_TRIES + 1):
        with pytest.raises(NotAllowedError) as refused:
            meetings.take(meeting.meeting_id, wrong)
        phrases.append(refused.value.phrase)

    assert phrases == ["hand_over_wrong"] * MOST_TRIES + ["hand_over_none"]


def test_a_code_does_not_last(meetings, monkeypatch):
    meeting, token = meetings.start(STORY, 3)
    code = meetings.offer(meeting.meeting_id, token)

    class Later(datetime):
        @classmethod
        def now(cls, _zone=None):
            return datetime.now(UTC) + timedelta(minutes=6)

    monkeypatch.setattr(meetings_module, "datetime", Later)
    with pytest.raises(NotAllowedError) as refused:
        meetings.take(meeting.meeting_id, code)

    assert refused.value.phrase == "hand_over_late"


def test_an_ended_meeting_stands_still(meetings):
    meeting, token = meetings.start(STORY, 3)
    ended = meetings.end(meeting.meeting_id, token)

    assert not meetings.is_in_control(ended, token)
    with pytest.raises(UsageError):
        meetings.drive(meeting.meeting_id, token, Position(1))


def test_the_record_tells_slides_units_and_versions(meetings):
    meeting, token = meetings.start(STORY, 3)
    meetings.drive(meeting.meeting_id, token, Position(1))
    meetings.drive(meeting.meeting_id, token, Position(1, unit="u1"))
    meetings.refresh(meeting.meeting_id, token, 5)
    meetings.end(meeting.meeting_id, token)

    told = [(m.what, m.position.slide, m.position.unit, m.data_version) for m in
            meetings.record(meeting.meeting_id)]  # fmt: skip

    assert told == [
        ("started", 0, None, 3),
        ("shown", 1, None, 3),
        ("shown", 1, "u1", 3),
        ("refreshed", 1, "u1", 5),
        ("ended", 1, "u1", 5),
    ]


def test_a_record_of_before_is_read_up_to_where_it_was_cut_off(meetings):
    meeting, token = meetings.start(STORY, 3)
    before = MeetingMoment(meeting.started_at, "started", Position(0), 2)
    line = json.dumps({**plain(before), "sha256": "x"})
    path = meetings.folder / f"{meeting.meeting_id}.jsonl"
    path.write_text(f"{line}\n{line[:20]}", encoding="utf-8")
    meetings.drive(meeting.meeting_id, token, Position(1))

    told = [(one.what, one.data_version) for one in meetings.record(meeting.meeting_id)]
    assert told == [("started", 2), ("started", 3), ("shown", 3)]


def test_a_damaged_meeting_is_named(meetings):
    meeting, token = meetings.start(STORY, 3)
    meetings.drive(meeting.meeting_id, token, Position(1))
    path = meetings.folder / f"{meeting.meeting_id}.json"
    path.write_bytes(b'{"step": 1}\n' + path.read_bytes().partition(b"\n")[2])

    assert [damage.path for damage in meetings.damaged()] == [f"meetings/{path.name}"]
    with pytest.raises(StoreDamagedError):
        meetings.record(meeting.meeting_id)


@pytest.mark.parametrize("meeting_id", ["00000000", "../audit", ""])
def test_an_unknown_meeting_is_not_found(meetings, meeting_id):
    with pytest.raises(NotFoundError):
        meetings.get(meeting_id)


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"slide": "1"},
        {"slide": True},
        {"slide": 1, "unit": 3},
        {"slide": 1, "unit": "x" * 65},
    ],
)
def test_a_wrong_position_from_a_browser_is_refused(record):
    with pytest.raises(DocumentError):
        decoded(record, Position)


def test_meetings_are_listed_newest_first(meetings):
    made = [meetings.start(STORY, version)[0].meeting_id for version in range(3)]

    assert [one.meeting_id for one in meetings.meetings()] == made[::-1]
    kept = json.loads((meetings.folder / f"{made[0]}.json").read_text())  # any program can read it
    assert kept["content"]["data_version"] == 0
