"""A story as a file waits for all its slides, or fails in words and leaves nothing."""

import io
import json
import os
import shutil
import time

import pytest
from pptx import Presentation

from cds.blocks import Table
from cds.charts.values import Bars, Spans
from cds.domain.errors import UserError
from cds.domain.periods import parse_period
from cds.domain.stories import PAGES, Slide, Story
from cds.export.content import MOST_ROWS
from cds.store.stories import FORMAT, StoryStore, imported
from cds.store.view.queries import open_view
from cds.text.phrases import phrase, sentence
from cds.ui.navigation import PAGES as SECTIONS
from cds.views import unit
from cds.views.deck import BUILDERS, deck, laid_out, lines_of, slide_content
from cds.views.overview import headline_verdict
from cds.views.reader import Reader
from cds.views.stories import story_file
from tests.cli.conftest import invoke
from tests.export.told import texts
from tests.homes import TODAY
from tests.pages.opening import opened, said

pytestmark = pytest.mark.slow

# How long the slow chart takes; CDS_SLOW_CHART_SECONDS=10 is the case people meet.
SLOW_SECONDS = float(os.environ.get("CDS_SLOW_CHART_SECONDS", "0.2"))
NOT_FOR_LEADERS = {"upload", "targets", "snapshots", "methods", "present"}
MADE = ("pptx", "pdf", "html")
TWO = Story("", "Họp thử", (Slide("milestones"), Slide("indicator", {"indicator": "x"})))


@pytest.fixture(scope="module")
def sources(sources):
    found = Reader(sources.home, sources.catalogue, sources.view, TODAY)
    found.units = (found.catalogue.home,)  # one answer will do for the offline page
    return found


@pytest.fixture
def slow(monkeypatch):
    build = BUILDERS["milestones"]

    def late(slide, sources):
        time.sleep(SLOW_SECONDS)
        return build(slide, sources)

    monkeypatch.setitem(BUILDERS, "milestones", late)


@pytest.mark.slow
@pytest.mark.parametrize("style", [*MADE, "json"])
def test_a_story_with_signs_nobody_sees_is_made_without_them(sources, style):
    slide = {
        "page": "gaps",
        "query": {},
        "title": "Khoảng cách \x0b tháng\ud800 9",
        "note": "\x00x",
    }
    told = {"title": "Bài\u202e thử", "data_version": None, "slides": [slide]}
    story = imported(json.dumps({"format": FORMAT, "story": told}).encode())

    content = story_file(story, sources, style)

    assert (story.title, story.slides[0].title) == ("Bài thử", "Khoảng cách tháng 9")
    if style == "pptx":
        shown = Presentation(io.BytesIO(content)).slides[0]
        assert shown.shapes.title.text_frame.text == "Khoảng cách tháng 9"
        assert shown.notes_slide.notes_text_frame.text.startswith("x\n")
    elif style != "pdf":
        assert "Khoảng cách tháng 9" in content.decode()


@pytest.fixture
def broken(monkeypatch):
    def fail(_slide, _sources):
        raise KeyError("a bug in one chart")

    monkeypatch.setitem(BUILDERS, "milestones", fail)


@pytest.mark.parametrize("style", MADE)
def test_a_file_waits_for_its_slowest_chart(sources, slow, style):
    told = []
    started = time.monotonic()

    content = story_file(TWO, sources, style, told.append)

    assert time.monotonic() - started >= SLOW_SECONDS
    assert told == [1, 2]
    if style == "pptx":
        first = Presentation(io.BytesIO(content)).slides[0]
        shown = " ".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
        (lane, *_) = slide_content(TWO.slides[0], sources).body.lanes
        assert lane.name in shown


@pytest.mark.parametrize("style", MADE)
def test_a_chart_that_fails_is_named_in_words(sources, broken, style):
    with pytest.raises(UserError) as refused:
        story_file(TWO, sources, style)

    assert f"trang 1: {phrase('milestones.title')}" in sentence(refused.value)
    assert "Tệp không được ghi ra" in sentence(refused.value)


@pytest.mark.slow
def test_the_command_leaves_no_half_file(light_home, tmp_path, broken):
    kept = tmp_path / "bai.pptx"
    kept.write_bytes(b"of last week")

    asked = ("--programme", "long_an", "-o", str(kept))
    answer = invoke(light_home, "export", "story", "ready-monthly", *asked)

    assert answer.exit_code == 3
    assert "không dựng được" in answer.stderr
    assert kept.read_bytes() == b"of last week"
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "name", "begins"),
    [
        (("story", "ready-monthly"), "bai.PDF", b"%PDF"),
        (("story", "ready-monthly"), "bai.json", b"{"),
        (("story", "ready-monthly"), "bai", b"PK"),
        (("story", "ready-monthly", "--format", "json"), "bai.txt", b"{"),
        (("unit", "--unit", "28237"), "phieu.zip", b"PK"),
        (("unit", "--unit", "28237"), "phieu.pdf", b"%PDF"),
    ],
)
def test_the_command_writes_the_kind_of_file_that_its_name_tells(
    light_home, tmp_path, asked, name, begins
):
    of = ("--programme", "long_an") if "story" in asked else ()
    answer = invoke(light_home, "export", *asked, *of, "-o", str(tmp_path / name))

    assert answer.exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert answer.stderr.rstrip().endswith(("12 mục.", "phiếu của 1 đơn vị."))


def test_the_page_tells_a_failure_and_offers_no_file(monkeypatch, story_home, broken, caplog):
    app = opened(monkeypatch, story_home[0], "present", {"story": story_home[1]})
    app.button(key="make").click().run(timeout=60)

    assert not app.exception
    assert "trang 1" in app.error[0].value
    assert f"trang 1: {phrase('milestones.title')}" in caplog.text
    assert not app.get("download_button")


def test_the_page_offers_the_file_once_it_is_whole(monkeypatch, story_home, slow):
    app = opened(monkeypatch, story_home[0], "present", {"story": story_home[1]})
    app.button(key="make").click().run(timeout=60)

    assert not app.exception
    assert app.get("download_button")


@pytest.fixture
def story_home(tmp_path, full_home):
    home = tmp_path / "home"
    shutil.copytree(full_home, home)
    return home, StoryStore(home).create(TWO, "An").story.story_id


def test_every_page_of_leaders_can_be_a_slide():
    pages = {name for section in SECTIONS.values() for name, _ in section}

    assert set(PAGES) == pages - NOT_FOR_LEADERS
    assert set(BUILDERS) == set(PAGES)


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("programme", {}),
        ("nation", {}),
        ("nation", {"part": "provinces", "compared": "dti_index", "year": "2099"}),
        ("changes", {}),
        ("changes", {"part": "moves", "before": "-1", "after": "999"}),
        ("reporting", {"part": "rates", "period": "2099"}),
        ("reporting", {"part": "missing", "level": "commune"}),
    ],
)
def test_a_view_of_comparison_change_or_reporting_is_a_whole_slide(sources, page, asked):
    content = slide_content(Slide(page, asked), sources)

    assert all(text.strip() for text in (content.title, content.source, content.as_of))
    assert isinstance(content.body, Table | Bars | Spans)
    assert len(list(texts(content))) > 6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "named_by"),
    [
        ({}, "Mục tiêu"),
        ({"unit_level": "district", "order": "things"}, "Mục tiêu và đơn vị"),
        ({"unit_level": "commune", "pillar": "society"}, "Mục tiêu và đơn vị"),
        ({"unit_level": "district", "within": "794"}, "Mục tiêu"),  # Tân An by its official code
        ({"unit_level": "district", "status": "achieved"}, None),
    ],
)
def test_a_slide_of_gaps_holds_the_lines_of_its_page(
    monkeypatch, full_home, sources, asked, named_by
):
    content = slide_content(Slide("gaps", asked), sources)

    page = opened(monkeypatch, full_home, "gaps", asked)
    counts = content.sentence.partition(" · ")[0]
    assert counts in said(page).replace("\\", "")
    if named_by:
        assert content.body.heads[0] == named_by


@pytest.mark.parametrize("page", ["unit", "indicator", "changes"])
def test_a_slide_of_an_unknown_unit_says_so(sources, page):
    content = slide_content(Slide(page, {"unit": "nowhere"}), sources)

    assert "nowhere" in content.body.text


@pytest.mark.parametrize(
    ("page", "name", "value"),
    [
        ("coverage", "level", "planet"),
        ("coverage", "level", "province"),  # of which there is no map
        ("changes", "since", "planet"),
        ("indicator", "period", "planet"),
        ("coverage", "period", "planet"),
    ],
)
def test_what_an_address_asks_in_vain_shows_the_default_as_the_page_does(
    sources, page, name, value
):
    asked = slide_content(Slide(page, {name: value}), sources)
    assert asked == slide_content(Slide(page, {}), sources)


def test_a_slide_of_changes_never_shows_later_figures_than_its_story(sources):
    catalogue = sources.catalogue
    early = Reader(sources.home, catalogue, open_view(sources.store, catalogue, 1), TODAY)

    content = slide_content(Slide("changes", {"before": "0", "after": "2"}), early)

    assert content.as_of.startswith("Từ phiên bản 0 đến phiên bản 1")


def test_a_story_is_framed_by_what_it_is_about_and_by_what_is_to_be_decided(sources):
    story = Story("", "Họp giao ban", (Slide("gaps"), Slide("overview"), Slide("gaps")))
    for page in ("closing", "agenda", "cover"):
        story = story.framed(page)

    cover, agenda, *_, closing = deck(story, sources).slides

    assert (cover.title, cover.topic) == ("Họp giao ban", sources.catalogue.programme.name)
    assert cover.sentence == headline_verdict(sources.headlines)
    standings = [row.assessment.standing for row in sources.headlines]
    assert sorted(cover.body.standings) == sorted(standings)
    assert agenda.body.rows == (
        (f"1. {phrase('gaps.title')}", slide_content(Slide("gaps"), sources).title),
        (f"2. {phrase('overview.title')}", slide_content(Slide("overview"), sources).title),
    )
    assert closing.sentence.startswith(f"{cover.sentence} · Phụ trách: ")
    assert closing.body.columns == ("proposal", "due")  # one office answers for all
    assert all(all(row) for row in closing.body.rows)


def test_what_somebody_wrote_takes_the_place_of_what_is_made(sources):
    said = Slide("closing", sentence="Giao kho dữ liệu | Sở KH&CN | 31/12/2026\nBáo cáo tháng tới")
    story = Story("", "Họp", (Slide("gaps", sentence="Hai việc phải làm ngay."), said))

    *_, gaps, closing = deck(story, sources).slides

    assert gaps.sentence == "Hai việc phải làm ngay."
    assert closing.body.rows == (
        ("Giao kho dữ liệu", "Sở KH&CN", "31/12/2026"),
        ("Báo cáo tháng tới", "", ""),
    )


def test_the_office_of_all_lines_is_said_once_on_the_slide_and_on_each_line_to_write(sources):
    said = Slide("closing", sentence="Giao kho dữ liệu | Sở Y tế | 31/12\nBáo cáo | Sở Y tế | 15/1")
    story = Story("", "Họp", (said,))

    (closing,) = deck(story, sources).slides

    assert closing.body.rows == (("Giao kho dữ liệu", "31/12"), ("Báo cáo", "15/1"))
    assert closing.sentence.endswith(" · Phụ trách: Sở Y tế")
    assert lines_of(story, said, sources) == said.sentence


def test_an_agenda_is_what_somebody_wrote(sources):
    said = Slide("agenda", sentence="Mạng 5G | 94 xã chưa đạt | 20 phút\nThảo luận | | 10")
    story = Story("", "Họp", (said, Slide("gaps")))

    agenda, *_ = deck(story, sources).slides

    assert agenda.title == "2 nội dung của cuộc họp"
    assert agenda.body.rows == (
        ("Mạng 5G", "94 xã chưa đạt", "20 phút"),
        ("Thảo luận", "", "10"),
    )


def test_a_meeting_turns_over_the_very_sheets_of_the_files(sources):
    story = Story("", "Họp", (Slide("overview", {"part": "heat"}), Slide("milestones")))

    led = laid_out(story, sources)

    assert len(led.slides) > len(story.slides)
    assert deck(led, sources).slides == deck(story, sources).slides


def test_two_views_share_a_slide_and_come_apart_again(sources):
    fibre = {"indicator": "fibre_household_share"}
    trend, ranking = Slide("indicator", fibre), Slide("indicator", {**fibre, "part": "ranking"})
    apart = Story("", "Họp", (trend, ranking))

    both = apart.joined(0)
    (made,) = deck(both, sources).slides

    first, second = (slide_content(slide, sources) for slide in apart.slides)
    halves = (("", first.body), (second.title, second.body.first(MOST_ROWS)))
    assert made.body.halves == halves
    assert made.title == first.title
    assert both.joined(0) == apart


def test_a_slide_judges_by_the_figures_up_to_its_period(sources):
    asked = Slide("unit", {"period": "2023-Q4"})

    content = slide_content(asked, sources)

    unit_id = sources.catalogue.home.unit_id
    then = sources.as_of(parse_period("2023-Q4"))
    assert content.title == then.kept(unit.build, unit_id).verdict
    assert content.title != sources.kept(unit.build, unit_id).verdict
