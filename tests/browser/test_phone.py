"""A story on a phone: a sheet to read downwards, in type that an eye at arm's length reads."""

import pytest

from cds.blocks import Table, TableLine
from cds.export.html import offline_page, slide_html
from tests.browser.serving import PHONE, needs_chromium, settled
from tests.export.slides_factory import BARS, LINES, MAP, TABLE, content, deck

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]
HEADS = ("Mục tiêu và đơn vị", "Thực hiện", "Mức mục tiêu", "Còn thiếu", "Tình trạng", "Phụ trách")
LINE = TableLine(
    (
        "Tỷ lệ hộ gia đình được phủ mạng băng rộng cáp quang · Thị trấn Đông Thành",
        *("88,90%", "100%", "48.911 hộ", "Quá hạn"),
        "Sở Khoa học và Công nghệ; Viễn thông Long An",
    ),
    colours=(None, None, None, None, "#b3261e", None),
)
WIDE = Table(HEADS, HEADS, (LINE,) * 11)
SLIDES = deck(WIDE, BARS, LINES, MAP)
UNITS = (("u1", "Phường Tân Khánh", "TP. Tân An"),)
ANSWERS = {"u1": slide_html(content(TABLE, "Phường Tân Khánh"))}

# The smallest type that is seen, in pixels of the screen, and what lies outside its width.
SMALLEST = """() => {
  const deck = document.querySelector(".cds-deck")?.shadowRoot ?? document
  const stage = deck.querySelector(".stage")
  const nodes = [...stage.querySelectorAll("*")].filter(node =>
    [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()) &&
    !node.closest("title, [aria-live]") && node.checkVisibility({ visibilityProperty: true }))
  const scale = node => node.closest("svg")?.getScreenCTM().a ?? 1
  const sizes = nodes.flatMap(node => ["", "::before"].map(part =>
    parseFloat(getComputedStyle(node, part || null).fontSize) * scale(node)))
  return Math.min(...sizes)
}"""
SIDEWAYS = """() => {
  const deck = document.querySelector(".cds-deck")?.shadowRoot ?? document
  const stage = deck.querySelector(".stage")
  const boxes = [...stage.querySelectorAll(".leaf.shown *, .strip *, .panel *")]
    .filter(node => node.checkVisibility({ visibilityProperty: true }) && !node.closest("defs"))
    .map(node => node.getBoundingClientRect())
  return Math.max(...boxes.map(box => Math.max(box.right - innerWidth, -box.left)))
}"""


@pytest.fixture
def phone(people, tmp_path):
    file = tmp_path / "story.html"
    file.write_bytes(offline_page(SLIDES, UNITS, ANSWERS))
    return people(file.as_uri(), viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.mark.parametrize("size", [(390, 844), (360, 640), (844, 390)])
def test_every_slide_is_read_downwards_in_type_of_sixteen(phone, size):
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    for place in range(len(SLIDES.slides)):
        assert phone.locator(".page").inner_text() == f"{place + 1}/4"
        assert phone.evaluate(SMALLEST) >= 16
        assert phone.evaluate(SIDEWAYS) <= 0
        phone.get_by_role("button", name="Trang sau").tap()


def test_the_end_of_a_long_sheet_is_reached_by_scrolling(phone):
    source = phone.locator(".leaf.shown .source")
    below = phone.locator(".strip").bounding_box()["y"]
    assert source.bounding_box()["y"] > below

    phone.locator(".leaf.shown").evaluate("leaf => leaf.scrollTo(0, leaf.scrollHeight)")

    assert source.bounding_box()["y"] < below


def test_a_card_names_what_its_figures_are(phone):
    told = 'td => getComputedStyle(td, "::before").content'
    cells = phone.locator(".leaf.shown tbody tr").first.locator("td")

    assert cells.nth(3).evaluate(told) == '"Còn thiếu: "'


def test_my_commune_is_found_by_the_thumb(phone):
    phone.get_by_role("button", name="Đơn vị của tôi").tap()
    phone.locator(".find input").fill("tan khanh")
    assert phone.evaluate(SMALLEST) >= 16
    phone.locator(".find li").tap()
    assert phone.locator(".leaf.shown h1").inner_text() == "Phường Tân Khánh"
    phone.get_by_role("button", name="Trở lại bài").tap()
    assert phone.locator(".leaf.shown h1").inner_text() == "Trang 1"


def finger(page, start, end, others=()):
    """Move a finger over the glass as a hand does; `others` lie beside it all the while."""
    hand = page.context.new_cdp_session(page)

    def say(kind, *points):
        points = [{"x": x, "y": y, "id": name} for name, (x, y) in enumerate(points)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    say("touchStart", start, *others)
    for step in range(1, 11):
        (x, y), (to_x, to_y) = start, end
        say("touchMove", (x + (to_x - x) * step / 10, y + (to_y - y) * step / 10), *others)
        page.wait_for_timeout(20)
    say("touchEnd")
    hand.detach()


def test_a_finger_turns_the_sheets_and_scrolls_them(phone):
    address, stage = phone.url, phone.locator(".stage")
    for end, slide in (((60, 500), "1"), ((130, 380), "2")):  # a thumb moves in a bow
        finger(phone, (330, 500), end)
        assert stage.get_attribute("data-slide") == slide
    for slide in ("1", "0", "0"):  # the last is no way out of the story
        finger(phone, (60, 500), (330, 480))
        phone.wait_for_timeout(300)  # as long as a browser takes to go back
        assert (phone.url, stage.get_attribute("data-slide")) == (address, slide)

    finger(phone, (300, 700), (220, 300))
    assert phone.locator(".leaf.shown").evaluate("leaf => leaf.scrollTop") > 200
    assert stage.get_attribute("data-slide") == "0"


def test_a_slide_brought_near_is_moved_about_and_not_turned(phone):
    finger(phone, (330, 500), (60, 500))
    finger(phone, (200, 500), (200, 800), others=[(200, 350)])
    phone.wait_for_timeout(300)  # as long as a browser takes to tell
    assert phone.evaluate("visualViewport.scale") > 1.5
    left = phone.evaluate("visualViewport.pageLeft")

    finger(phone, (60, 500), (330, 500))

    assert phone.evaluate("visualViewport.pageLeft") < left
    assert phone.locator(".stage").get_attribute("data-slide") == "1"


def test_the_districts_by_the_parts_of_the_motto_fit_a_phone(people, server):
    page = settled(people(server.url + "/motto", viewport=PHONE))
    grid = page.locator("table.grid")
    grid.wait_for()

    for width in (390, 360):
        page.set_viewport_size({"width": width, "height": 844})
        assert grid.evaluate(_CUT) == []
        assert grid.locator("tbody tr:visible").count() == 15


# Texts of a table that leave the screen, are cut or are smaller than captions.
_CUT = """table => [...table.querySelectorAll("th, td")].filter(one => {
  const box = one.getBoundingClientRect()
  return box.right > innerWidth || one.scrollWidth > one.clientWidth + 1 ||
    parseFloat(getComputedStyle(one).fontSize) < 12.5
}).map(one => one.textContent)"""
