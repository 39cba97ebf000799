"""Stories as a presenter prepares them: lists, editing, files, the record, the way in by link."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date

import pytest

from cds.blocks import Message
from cds.domain.errors import NotFoundError, UsageError
from cds.domain.stories import FRAMES, PAGES, Position, Slide, Story
from cds.store.meetings import MeetingStore
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.stories import StoryStore, exported
from cds.store.view.queries import open_view
from cds.text.phrases import phrase, sentence
from cds.ui import access, files
from cds.views.deck import slide_content
from cds.views.reader import Reader
from cds.views.stories import ready_stories
from tests.homes import ROOT, TODAY
from tests.pages.opening import opened, said, tables, told_as

pytestmark = pytest.mark.slow

STORY = Story("", "Giao ban quý", (Slide("overview", title="Mở đầu"), Slide("gaps", note="Hỏi")))


@pytest.fixture
def home(tmp_path, light_home):
    """A home that may be written to, with as few figures as a story needs."""
    return shutil.copytree(light_home, tmp_path / "home")


@pytest.fixture
def saved(home):
    return StoryStore(home).create(STORY, "An")


def story_page(monkeypatch, home, saved):
    return opened(monkeypatch, home, "present", {"story": saved.story.story_id})


def shown_slides(app):
    return list(tables(app)[0].iloc[:, 1])


def test_ready_made_stories_come_from_the_catalogue(monkeypatch, full_home, sources):
    app = opened(monkeypatch, full_home, "present")
    text = said(app)

    titles = [story.title for story in ready_stories(sources.catalogue, sources.view.reported())]
    assert titles[:3] == [
        "Họp giao ban tháng",
        "Thí điểm 3 đơn vị cấp xã",
        "Phủ sóng băng rộng–4G–5G",
    ]
    assert all(title in text.replace("\\", "") for title in titles[:3])
    (districts,) = (box for box in app.selectbox if box.label == phrase("present.of_district"))
    assert [*titles[3:]] == districts.options
    assert len(titles) == 3 + 15


def test_no_province_no_stories_still_a_page(empty_home):
    stories = ready_stories(load_catalogue(empty_home), ())

    assert {slide.page for story in stories for slide in story.slides} <= {*PAGES, *FRAMES}


@pytest.mark.parametrize("at_hand", ["full_home", "real_home"])
def test_ready_made_stories_hold_no_empty_chart_or_map(request, at_hand):
    home = request.getfixturevalue(at_hand)
    catalogue = load_catalogue(home)
    view = open_view(SnapshotStore(home), catalogue)
    sources = Reader(home, catalogue, view, TODAY)
    monthly, _, coverage, *_ = ready_stories(catalogue, view.reported())

    own = (s for s in (*monthly.slides, *coverage.slides) if s.page not in FRAMES)
    shown = {s: slide_content(s, sources) for s in own}

    drawn = {s: c for s, c in shown.items() if s.page in ("coverage", "indicator")}
    assert drawn
    ranked = [c for s, c in drawn.items() if s.asked("part") != "ranking"]
    assert not [c.title for c in ranked if isinstance(c.body, Message)]
    assert all(c.source.removeprefix("Nguồn: ") != phrase("source_none") for c in drawn.values())


def test_ready_made_stories_leave_out_what_a_programme_lacks(sources):
    whole = Reader(sources.home, sources.catalogue, sources.view, date(2026, 11, 28))
    for programme in whole.catalogue.programmes:
        sources = whole.of(programme)
        monthly, *_ = ready_stories(sources.catalogue, sources.view.reported())
        shown = [slide_content(s, sources) for s in monthly.slides if s.page not in FRAMES]

        assert not [one.title for one in shown if isinstance(one.body, Message)]
        assert len({one.title for one in shown}) == len(shown)


def test_a_story_shows_its_slides(monkeypatch, home, saved):
    app = story_page(monkeypatch, home, saved)

    assert not app.exception
    assert shown_slides(app) == ["Mở đầu", phrase("gaps.title")]
    assert app.title[0].value == "Giao ban quý"


def test_what_the_presenter_means_to_say_is_for_those_who_prepare_it(monkeypatch, home, saved):
    """On the page, and in the file that can be taken away."""
    offered = []
    monkeypatch.setattr(files, "download", lambda content, *_: offered.append(content))

    def taken():
        app = story_page(monkeypatch, home, saved)
        app.segmented_control(key="format").set_value("json").run()
        app.button(key="make").click().run()
        return tables(app)[0].to_string() + offered.pop().decode()

    assert taken().count("Hỏi") == 2

    monkeypatch.setattr(access, "is_at_this_machine", lambda _: False)
    assert "Hỏi" not in taken()
    assert "Mở đầu" in taken()


def test_who_saved_a_story_is_named_to_staff(monkeypatch, home):
    kept = StoryStore(home).create(STORY, "an@example.vn")
    assert "an\u2060@example" in said(story_page(monkeypatch, home, kept)).replace("\\", "")

    monkeypatch.setattr(access, "is_at_this_machine", lambda _: False)
    text = said(story_page(monkeypatch, home, kept)).replace("\\", "")
    assert "@example" not in text
    assert "do cán bộ phụ trách" in text


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("down_0", ["gaps", "overview"]),
        ("up_1", ["gaps", "overview"]),
        ("repeat_0", ["overview", "overview", "gaps"]),
        ("drop_0", ["gaps"]),
    ],
)
def test_slides_are_moved_repeated_and_dropped(monkeypatch, home, saved, button, expected):
    app = story_page(monkeypatch, home, saved)
    app.button(key=button).click().run()

    found = StoryStore(home).get(saved.story.story_id)
    assert not app.exception
    assert [slide.page for slide in found.story.slides] == expected
    assert found.version == 2


def test_a_slide_that_was_changed_stays_open_and_tells_the_words_of_its_view(monkeypatch, home):
    slides = (Slide("cover"), Slide("overview", {"part": "heat"}), Slide("overview"))
    saved = StoryStore(home).create(Story("", "Giao ban", slides), "test")
    app = story_page(monkeypatch, home, saved)

    assert shown_slides(app)[1] == f"{phrase('overview.title')} · {phrase('story.part_heat')}"
    said = {one.placeholder for one in (*app.text_input, *app.text_area)}
    assert any("mục tiêu chính" in text for text in said)

    app.button(key="down_1").click().run()

    assert [one.proto.expanded for one in app.expander[:3]] == [False, False, True]


def test_a_slide_taken_out_comes_back_with_all_its_words(monkeypatch, home, saved):
    app = story_page(monkeypatch, home, saved)
    app.button(key="drop_1").click().run()
    assert shown_slides(app) == ["Mở đầu"]

    app.button(key="undo").click().run()

    assert StoryStore(home).get(saved.story.story_id).story == saved.story


def test_the_cover_in_the_editor_is_that_of_the_slide(monkeypatch, home):
    slides = (Slide("cover"), Slide("overview", {"programme": "long_an"}))
    saved = StoryStore(home).create(Story("", "Giao ban", slides), "test")

    app = story_page(monkeypatch, home, saved)

    assert any(one.value.startswith("Tỉnh Long An, ngày") for one in app.text_area)


def test_what_two_write_at_once_is_neither_written_over_nor_lost(monkeypatch, home, saved):
    app, store = story_page(monkeypatch, home, saved), StoryStore(home)
    store.save(saved.story.renamed("Của Bình"), saved.version, "Bình")
    app.text_input[0].set_value("Của An")
    next(one for one in app.button if one.label == phrase("present.save")).click().run()

    assert "(Bình) nên phần đang sửa dưới đây không ghi được nữa" in said(app).replace("\\", "")
    assert store.get(saved.story.story_id).story.title == "Của Bình"
    assert app.text_input[0].value == "Của An"

    app.button(key="edit_newest").click().run()
    assert app.text_input[0].value == "Của Bình"
    app.button(key="down_0").click().run()  # what one saves oneself is nothing of others
    assert store.get(saved.story.story_id).version == 3
    assert "edit_newest" not in {one.key for one in app.button}


def test_who_comes_back_to_a_story_begins_with_what_others_saved_meanwhile(
    monkeypatch, home, saved
):
    """He has typed nothing that would be lost: no warning, and no version of before."""
    app = story_page(monkeypatch, home, saved)
    app.button(key="leave_story").click().run()
    StoryStore(home).save(saved.story.renamed("Của Bình"), saved.version, "Bình")
    app.query_params["story"] = saved.story.story_id
    app.run()

    assert "edit_newest" not in {one.key for one in app.button}
    assert app.text_input[0].value == "Của Bình"


def test_a_story_that_is_not_frozen_says_so_in_each_run(monkeypatch, home, saved):
    """A choice whose key was None was shown as one that can be cleared from the second run on."""
    app = story_page(monkeypatch, home, saved)
    for _ in range(2):
        [frozen] = [one for one in app.selectbox if one.label == phrase("present.frozen")]
        assert frozen.proto.HasField("default")
        app.run()


def test_a_ready_made_story_is_copied_before_it_is_edited(monkeypatch, home):
    app = opened(monkeypatch, home, "present", {"story": "ready-monthly"})
    app.button(key="copy").click().run()

    assert [one.story.title for one in StoryStore(home).stories()] == [
        "Họp giao ban tháng (bản sao)"
    ]


def test_a_story_taken_off_leaves_the_list(monkeypatch, home, saved):
    app = story_page(monkeypatch, home, saved)
    app.button(key="remove").click().run()

    assert StoryStore(home).stories() == ()
    assert not app.exception


def test_a_story_taken_off_comes_back_at_once_or_later(monkeypatch, home, saved):
    for back in ("at once", "later"):
        app = story_page(monkeypatch, home, saved)
        app.button(key="remove").click().run()
        assert told_as(app) == {"bytes"}
        if back == "later":
            app = opened(monkeypatch, home, "present")
        app.button(key=f"restore_{saved.story.story_id}").click().run()

        assert [one.story for one in StoryStore(home).stories()] == [saved.story]
        assert "Giao ban quý" in said(app)


def with_story_menu(app):
    """Choose to add the page to a story from the menu of what can be taken along."""
    return app.menu_button(key="bar_take").click("story").run()


def test_a_view_is_added_once_and_the_next_one_to_the_same_story(monkeypatch, home, saved):
    app = with_story_menu(opened(monkeypatch, home, "gaps"))
    app.text_input[-1].set_value("Giao ban tuần")
    with_story_menu(app)  # as Enter does
    assert [one.story.title for one in StoryStore(home).stories()] == ["Giao ban quý"]
    app.text_area[-1].set_value("Hỏi huyện")
    app.button(key="story_add").click()
    with_story_menu(app)

    assert "Giao ban tuần" in app.toast[0].value
    with_story_menu(app)
    assert (app.selectbox(key="story_which").value, app.text_area[-1].value) != ("", "Hỏi huyện")
    app.button(key="story_add").click()
    with_story_menu(app)
    week = next(s for s in StoryStore(home).stories() if s.story.title == "Giao ban tuần")
    assert [slide.note for slide in week.story.slides] == ["Hỏi huyện", ""]

    reloaded = with_story_menu(opened(monkeypatch, home, "unit"))
    assert reloaded.selectbox(key="story_which").value == week.story.story_id
    asked = ["story_which", "story_add", reloaded.text_area[-1].key]
    styled = re.findall(r'class\*="(st-key-[^"]+)"', (ROOT / "cds/ui/style.css").read_text("utf-8"))
    assert not [(key, one) for key in asked for one in styled if one in f"st-key-{key}"]


def test_an_unknown_story_or_meeting_is_told_in_words(monkeypatch, full_home):
    for name, thing in (("story", "story"), ("meeting", "meeting"), ("record", "meeting")):
        app = opened(monkeypatch, full_home, "present", {name: "00000000"})
        told = sentence(NotFoundError(f"unknown_{thing}", id="00000000"))
        assert [error.value for error in app.error] == [told]
        assert "00000000" in told
        assert [each.value for each in app.title] == [
            phrase("present.title")
        ]  # no page is nameless
        assert phrase("anew", page=phrase("present.title")) in [
            each.proto.label for each in app.get("page_link")
        ]


def test_a_wrong_dwell_is_told_in_words(monkeypatch, full_home):
    app = opened(monkeypatch, full_home, "present", {"kiosk": "ready-monthly", "dwell": "0"})

    assert [error.value for error in app.error] == [sentence(UsageError("bad_dwell", value="0"))]
    assert "từ 3 đến 3600" in app.error[0].value


def test_a_wall_and_an_open_meeting_are_told_by_their_whole_address(monkeypatch, home, saved):
    app = story_page(monkeypatch, home, saved)
    assert app.code[0].value.endswith(
        f"/present?kiosk={saved.story.story_id}&dwell=20&programme=long_an"
    )

    store = MeetingStore(home)
    held, token = store.start(saved.story, 1)
    store.end(held.meeting_id, token)
    running, _ = store.start(saved.story, 1)
    app = opened(monkeypatch, home, "present")
    ended = f"link_{held.meeting_id}"
    assert ended not in {button.key for button in app.button}
    app.button(key=f"link_{running.meeting_id}").click().run()
    assert [one.value for one in app.code] == [f"/present?meeting={running.meeting_id}"]


def test_beginning_makes_a_meeting_whose_address_holds_no_token(monkeypatch, home, saved):
    app = story_page(monkeypatch, home, saved)
    app.button(key="begin").click().run()

    (meeting,) = MeetingStore(home).meetings()
    assert not app.exception
    assert dict(app.query_params) == {"meeting": meeting.meeting_id}
    shown = [(slide.page, slide.title, slide.note) for slide in meeting.story.slides]
    told = [(slide.page, slide.title, slide.note) for slide in saved.story.slides]
    assert list(dict.fromkeys(shown)) == told
    assert MeetingStore(home).is_in_control(
        meeting, app.session_state[f"control_{meeting.meeting_id}"]
    )


def test_a_newer_version_is_offered_quietly(monkeypatch, home):
    frozen = StoryStore(home).create(STORY.frozen_at(0), "An")
    app = story_page(monkeypatch, home, frozen)

    assert any("phiên bản 0" in info.value for info in app.info)


def test_the_record_tells_what_was_shown_and_who_was_asked_about(monkeypatch, home, saved):
    catalogue = load_catalogue(home)
    unit = next(u for u in catalogue.units.values() if u.name == "Xã Dương Xuân Hội")
    store = MeetingStore(home)
    meeting, token = store.start(saved.story, 1)
    store.drive(meeting.meeting_id, token, Position(1))
    store.drive(meeting.meeting_id, token, Position(1, unit=unit.unit_id))
    store.end(meeting.meeting_id, token)

    app = opened(monkeypatch, home, "present", {"record": meeting.meeting_id})
    table = tables(app)[0]

    assert list(table.iloc[:, 1]) == ["Bắt đầu", "Chiếu trang", "Xem đơn vị", "Kết thúc"]
    assert table.iloc[2, 3] == "Xã Dương Xuân Hội"
    assert "2 trang đã chiếu" in said(app)


def in_small(app):
    shown = [each.proto for each in app.get("bidi_component")]
    return [one.bytes for one in shown if one.component_name.endswith("slide_in_small")]


def test_stories_are_listed_whose_figures_or_slides_are_not_here(monkeypatch, home):
    store = StoryStore(home)
    store.create(STORY.frozen_at(50), "An")
    for name, slides in {"Trống": (), "Khung": (Slide("cover"),)}.items():
        store.create(Story("", name, slides), "An")

    app = opened(monkeypatch, home, "present")

    assert not app.error
    assert phrase("present.import") in [one.label for one in app.expander]
    for saved in store.stories():
        assert saved.story.title in said(app)
        assert app.button(key=f"open_{saved.story.story_id}")
    assert all(in_small(app)), "none is an empty frame"
    lost = next(one for one in store.stories() if one.story.data_version)
    app = story_page(monkeypatch, home, lost)
    assert not app.error
    assert "không có phiên bản số liệu 50" in app.warning[0].value
    assert shown_slides(app) == ["Mở đầu", phrase("gaps.title")]


def test_a_story_file_brings_a_story_to_another_home(monkeypatch, home):
    app = opened(monkeypatch, home, "present", import_story=True)
    sent = exported(STORY.frozen_at(50))
    app.file_uploader(key="story_file").set_value(("bai.json", sent, "application/json"))
    next(one for one in app.button if one.label == phrase("present.import")).click().run()

    (made,) = StoryStore(home).stories()
    assert made.story == replace(STORY, story_id=made.story.story_id)
    assert any("không có phiên bản số liệu 50" in one.value for one in app.toast)
    record = json.loads(exported(STORY))

    second = record["story"]["slides"][1]
    assert (second["page"], second["query"], second["note"]) == ("gaps", {}, "Hỏi")
