"""A meeting in real browsers: one leads, others follow, come late, wander, survive a restart."""

import re
import string
import time
from contextlib import suppress
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from playwright.sync_api import Error
from pypdf import PdfReader

from cds.store.meetings import MeetingStore
from tests.browser.serving import DESKTOP, IDLE, MOVING, PHONE, needs_chromium, squeezed
from tests.browser.test_phone import SIDEWAYS, SMALLEST, finger
from tests.cli.conftest import invoke
from tests.homes import TODAY

STAGE = ".cds-deck .stage"
CONNECTED = '[data-test-connection-state="CONNECTED"]'
WALL = {"width": 1920, "height": 1080}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]


def begin(page, server):
    """Begin a meeting at the machine; the page is its big screen."""
    page.goto(server.at_machine("/present?story=ready-monthly"))
    page.get_by_role("button", name="Bắt đầu").press("Enter", timeout=90_000)
    page.locator(STAGE).wait_for(timeout=90_000)
    await_state(page, role="drive")
    return page


def follow(page):
    page.locator(STAGE).wait_for(timeout=90_000)
    await_state(page, role="follow")
    return page


@pytest.fixture(scope="module")
def meeting(windows, own_server):
    """The big screen of a meeting, and who follows at a desk and on a phone."""
    used = [windows.take(size) for size in (WALL, DESKTOP, PHONE)]
    presenter, *followers = [window.page for window in used]
    begin(presenter, own_server)
    for page in followers:
        page.goto(presenter.url)
        follow(page)
    yield [presenter, *followers]
    assert [trouble for window in used for trouble in window.troubles] == []
    for window in used:
        windows.give_back(window)


@pytest.fixture
def presenter(meeting):
    """The big screen at the first slide, with all who follow."""
    for page in meeting:
        for _ in range(3):  # out of a box, an answer, a way of one's own
            page.keyboard.press("Escape")
    meeting[0].keyboard.press("Home")
    for page in meeting:
        await_state(page, slide="0", asked="")
    return meeting[0]


@pytest.fixture
def followers(meeting):
    return meeting[1:]


@pytest.fixture
def follower(followers):
    return followers[0]


def state(page):
    return page.locator(STAGE).evaluate("stage => ({...stage.dataset})")


def await_state(page, seconds=15.0, **wanted):
    """Wait until the stage is in a state; return how long that took."""
    started = time.monotonic()
    while (left := seconds - (time.monotonic() - started)) > 0:
        wait = [wanted, min(left, 1) * 1000]  # a stage may give way to another
        with suppress(Error):  # or its page to another
            if page.locator(STAGE).evaluate(_REACHED, wait, timeout=left * 1000):
                return time.monotonic() - started
    return pytest.fail(f"{state(page)} is not {wanted}")


_REACHED = """(stage, [wanted, milliseconds]) => new Promise(done => {
  const held = () => Object.entries(wanted).every(([name, value]) => stage.dataset[name] === value)
  if (held()) return done(true)
  const seen = new MutationObserver(() => held() && done(true))
  seen.observe(stage, { attributes: true })
  setTimeout(() => { seen.disconnect(); done(false) }, milliseconds)
})"""


def slides(page):
    """How many slides a deck has, as it says itself."""
    return int(page.locator(".number").text_content().split("/")[1])


def command(page, name):
    """Choose from the menu of commands, by the keyboard alone."""
    page.keyboard.press("Tab")
    page.locator(".list button", has_text=name).press("Enter")


def test_followers_see_where_the_leader_points_and_the_leader_how_many_follow(presenter, followers):
    """The first: who comes late in another test is counted until he has long been gone."""
    follower, phone = followers[0], followers[-1]
    presenter.keyboard.press("End")
    presenter.locator(".chip.crowd", has_text="2 người theo dõi").wait_for()
    line = presenter.locator(".leaf.shown tbody tr").last
    place = line.bounding_box()
    presenter.keyboard.down("Shift")
    presenter.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    follower.locator(".dot").wait_for()
    assert state(follower)["pointed"] == state(presenter)["pointed"]
    marked = phone.locator(".pointed")  # a sheet has other places: the same line is marked
    assert marked.text_content() == line.text_content()
    assert marked.evaluate(_IN_SIGHT)
    presenter.keyboard.up("Shift")
    follower.locator(".dot").wait_for(state="hidden")
    marked.wait_for(state="detached")


_IN_SIGHT = "line => line.getBoundingClientRect().top < innerHeight"


def test_one_wanders_and_returns_and_one_comes_late(people, presenter, followers):
    first, second = followers
    presenter.keyboard.press("ArrowRight")
    for page in (first, second):
        await_state(page, slide="1")

    second.keyboard.press("End")
    presenter.keyboard.press("ArrowRight")
    await_state(first, slide="2")
    second.wait_for_timeout(1200)
    assert state(second)["slide"] == str(slides(second) - 1)
    second.keyboard.press("Escape")
    await_state(second, 1, slide="2")

    late = follow(people(presenter.url))
    await_state(late, slide="2")


def test_a_finger_wanders_over_the_sheets_and_a_tap_returns(people, presenter):
    phone = follow(people(presenter.url, viewport=PHONE, has_touch=True, is_mobile=True))
    for start, end, slide in ((330, 60, "1"), (60, 330, "0"), (330, 60, "1")):
        finger(phone, (start, 500), (end, 480))
        await_state(phone, 2, slide=slide, role="follow")
    assert state(presenter)["slide"] == "0"

    phone.wait_for_timeout(500)  # a hand that has just moved is no tap yet
    phone.locator(".chip:visible", has_text="tự xem").tap()

    await_state(phone, 2, slide="0")
    presenter.keyboard.press("ArrowRight")
    await_state(phone, slide="1")
    assert phone.url == presenter.url


def test_followers_see_the_unit_asked_about_and_its_light(presenter, follower):
    presenter.keyboard.type("duong xuan")
    presenter.locator(".find li.chosen").wait_for()
    presenter.keyboard.press("Enter")
    await_state(presenter, asked="28237@2004-08-31")
    await_state(follower, asked="28237@2004-08-31")
    follower.locator(".leaf.shown h1", has_text="Xã Dương Xuân Hội").wait_for(timeout=15_000)
    stays_with_the_meeting(follower)

    presenter.keyboard.press("Escape")
    await_state(follower, asked="")
    while not presenter.locator(".leaf.shown path[data-unit]").count():
        presenter.keyboard.press("ArrowRight")
    presenter.locator(".leaf.shown path[data-unit]").first.click(force=True)
    lit, place = state(presenter)["spotlight"], state(presenter)["slide"]
    await_state(follower, slide=place, spotlight=lit)
    assert follower.locator(".leaf.shown .light:visible").count() == 1
    stays_with_the_meeting(follower)


def stays_with_the_meeting(follower):
    """Who is with the meeting and asks back to it stays, and is offered no other way."""
    shown = state(follower)
    follower.keyboard.press("Escape")
    assert state(follower) == shown
    assert follower.locator(".chip:visible", has_text=re.compile("Trở lại bài|tự xem")).count() == 0


def test_only_the_holder_drives_and_control_is_handed_over(own_server, people):
    presenter = begin(people("about:blank", viewport=WALL), own_server)
    follower = follow(people(presenter.url))
    follower.keyboard.press("End")
    presenter.wait_for_timeout(1500)
    assert state(presenter)["slide"] == "0"

    code = handed_over(presenter)
    command(follower, "Nhận quyền điều khiển bằng mã")
    follower.keyboard.type(code)
    follower.keyboard.press("Enter")
    await_state(follower, role="drive")
    await_state(presenter, role="follow")
    follower.keyboard.press("Home")
    follower.keyboard.press("ArrowRight")
    await_state(presenter, slide="1")
    assert "control" not in follower.url
    assert all(
        page.evaluate("Object.values(localStorage).filter(v => location.href.includes(v)).length")
        == 0
        for page in (presenter, follower)
    )


def handed_over(presenter):
    """Ask for a code at the big screen and read it where it alone may stand."""
    with presenter.expect_popup() as opening:
        command(presenter, "Trao quyền điều khiển")
    notes = opening.value
    told = notes.locator(".chip", has_text=re.compile(r"Mã trao quyền: \d{6}"))
    code = re.search(r"\d{6}", told.inner_text(timeout=90_000)).group()
    presenter.locator(".chip", has_text="hiện ở cửa sổ ghi chú").wait_for()
    presenter.wait_for_timeout(1000)  # as long as an answer takes
    assert code not in presenter.locator(STAGE).evaluate("stage => stage.textContent")
    notes.close()
    return code


def test_no_letter_is_a_command_and_a_name_is_typed_as_it_begins(own_server, presenter, follower):
    before, address = state(presenter), presenter.url
    (meeting_id,) = parse_qs(urlsplit(address).query)["meeting"]
    meeting = MeetingStore(own_server.home).get(meeting_id)
    names = ["tan an", "ben luc", "nhon", *(f"{letter}a" for letter in string.ascii_letters)]

    for name in names:
        presenter.keyboard.type(name)
        assert presenter.locator(".find input").input_value() == name
        presenter.keyboard.press("Escape")

    for opener in ("Tab", "?"):  # over the panels too
        presenter.keyboard.press(opener)
        presenter.keyboard.type("nhon")
        assert presenter.locator(".find input").input_value() == "nhon"
        presenter.keyboard.press("Escape")

    assert (state(presenter), presenter.url) == (before, address)
    assert len(presenter.context.pages) == 1
    assert MeetingStore(own_server.home).get(meeting_id) == meeting
    assert not follower.locator(".blank").is_visible()
    presenter.keyboard.type("ben luc")
    presenter.keyboard.press("Enter")
    follower.locator(".leaf.shown h1", has_text="Bến Lức").wait_for(timeout=15_000)


def test_words_of_the_meeting_stand_below_the_slide(presenter, follower):
    presenter.keyboard.type("duc hue")
    presenter.keyboard.press("Shift+Enter")
    follower.keyboard.press("End")
    for page in (presenter, follower):
        page.locator(".chip:visible").nth(1).wait_for()
        slide = page.locator(".leaf.shown").bounding_box()
        for chip in page.locator(".chip:visible").all():
            assert chip.bounding_box()["y"] >= slide["y"] + slide["height"]


def test_the_way_in_is_shown_as_an_address_and_a_code(presenter):
    command(presenter, "Đường dẫn và mã QR")

    assert presenter.locator(".link input").input_value() == presenter.url
    path = presenter.locator(".link .qr path").last.get_attribute("d")
    assert path == re.findall(r'd="([^"]+)"', segno.make(presenter.url, error="m").svg_inline())[-1]
    presenter.locator(".link button").press("Enter")
    presenter.locator(".link button", has_text="Đã sao chép").wait_for()


def test_every_slide_is_large_and_whole_on_the_wall_and_read_on_a_phone(presenter, followers):
    phone = followers[-1]
    for place in range(slides(presenter)):
        presenter.keyboard.type(str(place + 1))
        presenter.keyboard.press("Enter")
        await_state(presenter, 5, slide=str(place))
        assert presenter.locator(STAGE).evaluate(_SMALLEST, "*") >= 24
        # Drawings are measured on the screen, which the strip makes smaller: 36 × 1040/1080.
        assert presenter.locator(STAGE).evaluate(_SMALLEST, "td, svg text, .message") >= 34.6
        assert presenter.locator(STAGE).evaluate(_OVERFLOW) <= 1
        await_state(phone, slide=str(place))
        assert phone.evaluate(SMALLEST) >= 16
        assert [one.evaluate(MOVING) for one in (presenter, *followers)] == [[], [], []]
        assert phone.evaluate(SIDEWAYS) <= 0


_SMALLEST = """(stage, kinds) => {
  const leaf = stage.querySelector(".leaf.shown")
  const nodes = [...leaf.querySelectorAll(kinds)].filter(
    node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()) &&
      !node.closest("title") && node.getClientRects().length)
  const scale = node => {
    const svg = node.closest("svg")
    return svg ? svg.getScreenCTM().a : 1
  }
  return Math.min(...nodes.map(node => parseFloat(getComputedStyle(node).fontSize) * scale(node)))
}"""
_OVERFLOW = """stage => {
  const body = stage.querySelector(".leaf.shown .body")
  return body.scrollHeight - body.clientHeight
}"""


def test_a_follower_finds_one_s_own_unit_on_a_phone(presenter, followers):
    follower = followers[-1]
    presenter.keyboard.press("End")
    await_state(follower, slide=str(slides(presenter) - 1))
    mine = follower.get_by_role("button", name="Đơn vị của tôi")
    mine.click()
    follower.locator(".find input").fill("duong xuan")
    follower.locator(".find li").first.click()
    follower.locator(".leaf.shown h1", has_text="Xã Dương Xuân Hội").wait_for(timeout=15_000)
    assert follower.evaluate(SIDEWAYS) <= 0

    mine.click()  # back to the meeting; from now on one's own unit stands below each slide
    follower.locator(".own", has_text="Xã Dương Xuân Hội đồng hạng").wait_for()
    while not presenter.locator(".leaf.shown path[data-unit]").count():
        presenter.keyboard.press("ArrowLeft")
    follower.locator(".own", has_text="91,63%").wait_for(timeout=15_000)
    assert follower.evaluate(SMALLEST) >= 16
    follower.reload()
    follower.locator(".own", has_text="Xã Dương Xuân Hội").wait_for(timeout=60_000)


def test_a_tablet_held_upright_reads_a_sheet_too(presenter, followers):
    follower = followers[-1]
    follower.set_viewport_size({"width": 820, "height": 1180})
    for place in range(4):
        presenter.keyboard.type(str(place + 1))
        presenter.keyboard.press("Enter")
        await_state(follower, slide=str(place))
        assert follower.evaluate(SMALLEST) >= 16
        assert follower.evaluate(SIDEWAYS) <= 0
    follower.set_viewport_size(PHONE)


def test_the_offline_page_works_without_network(people, tmp_path, full_home, monkeypatch):
    file = tmp_path / "story.html"
    monkeypatch.setenv("CDS_TODAY", TODAY.isoformat())
    asked = ("--programme", "long_an", "--format=html", "-o", str(file))
    made = invoke(full_home, "export", "story", "ready-monthly", *asked)
    assert made.exit_code == 0
    page = people("about:blank", offline=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.keyboard.press("End")
    assert page.locator(".stage").get_attribute("data-slide") == str(slides(page) - 1)
    page.keyboard.type("dương xuân")
    page.keyboard.press("Enter")
    page.locator(".leaf.shown h1", has_text="Xã Dương Xuân Hội").wait_for()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.keyboard.press("Escape")
    assert_printed_whole(page)
    assert file.stat().st_size < 6_000_000


def assert_printed_whole(page):
    """Every slide is on a sheet of its own, in their order, those not looked at too."""
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    titles = page.locator(".leaf:not(.answer) h1").all_text_contents()
    assert len(sheets) == len(titles) == slides(page)
    for sheet, title in zip(sheets, titles, strict=True):
        assert squeezed(title) in squeezed(sheet.extract_text())
        assert sheet.mediabox.width > sheet.mediabox.height
    page.keyboard.press("Home")
    assert page.locator(".leaf.shown h1").text_content() == titles[0]


def test_a_meeting_prints_as_its_slides(presenter):
    assert_printed_whole(presenter)


def test_a_restart_in_mid_meeting_loses_nothing(own_server, presenter, follower):
    """Near the end: pages of the shared meeting outlive the server they asked."""
    presenter.keyboard.press("ArrowRight")
    await_state(follower, slide="1")

    own_server.stop()
    presenter.keyboard.press("ArrowRight")  # while nobody listens
    assert state(presenter)["slide"] == "2"
    follower.locator("[role=dialog]").first.wait_for(state="attached")  # what Streamlit says of it
    follower.get_by_role("button", name="Lệnh").click(timeout=5_000)
    follower.locator(".panel").wait_for()
    own_server.start()

    await_state(follower, 60, slide="2")
    presenter.keyboard.press("ArrowRight")
    await_state(follower, slide="3")
    assert state(presenter)["role"] == "drive"


def test_the_keyboard_alone_leads_a_meeting_to_its_end(own_server, presenter, follower):
    """The last of the shared meeting."""
    last = str(slides(presenter) - 1)
    for key, slide in (("End", last), ("Home", "0"), (" ", "1"), ("PageUp", "0")):
        presenter.keyboard.press(key)
        await_state(presenter, 2, slide=slide)
    presenter.keyboard.type("5")
    presenter.keyboard.press("Enter")
    await_state(presenter, 2, slide="4")
    presenter.keyboard.press(".")
    assert presenter.locator(".blank").is_visible()
    presenter.keyboard.press(".")
    presenter.keyboard.press("?")
    assert "Phím tắt" in presenter.locator(".help").inner_text()
    presenter.keyboard.press("Escape")
    (meeting_id,) = parse_qs(urlsplit(presenter.url).query)["meeting"]
    command(presenter, "Kết thúc cuộc họp")
    presenter.locator(".list button:focus", has_text="họp tiếp").wait_for()
    presenter.keyboard.press("2")
    presenter.get_by_text("Biên bản: Họp giao ban tháng").wait_for(timeout=60_000)
    assert MeetingStore(own_server.home).get(meeting_id).ended_at is not None


def test_a_wall_turns_by_itself_and_recovers(own_server, people):
    wall = people(
        "about:blank", viewport=WALL, locale="vi-VN"
    )  # a window of its own: so is its time
    wall.clock.install()
    wall.goto(f"{own_server.url}/present?kiosk=ready-pilots&dwell=3")
    wall.locator(STAGE).wait_for(timeout=90_000)

    own_server.stop()
    wall.locator(CONNECTED).wait_for(state="detached")
    own_server.start()
    wall.locator(f"{CONNECTED}{IDLE}").wait_for(timeout=60_000)

    wall.clock.pause_at(wall.evaluate("Date.now() / 1000 + 4"))  # a deck nobody wants stays for 3 s
    assert wall.locator(".leaf.shown").count() == 1
    shown = [int(state(wall)["slide"])]
    for _ in range(3):
        wall.clock.run_for(3000)
        shown.append(int(state(wall)["slide"]))
    assert shown == [(shown[0] + turns) % slides(wall) for turns in range(4)], "one clock turns it"
