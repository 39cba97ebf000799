"""The first screen answers what leaders ask.

A question is a row of QUESTIONS: what is done from the first page, three deeds at most, and words
that must then stand on the screen without scrolling.
"""

import re

import pytest

from tests.browser.serving import DESKTOP, IDLE, PHONE, needs_chromium, rest, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

MOST_DEEDS = 3


def search(words, name):
    """Type into the search and take what is offered by that name."""

    def deed(page):
        box = page.locator(".st-key-bar_search input")
        box.click()
        page.locator(IDLE).wait_for()
        box.press_sequentially(words)
        page.locator("#hits [role=option]", has_text=name).first.click()
        page.wait_for_url(re.compile(r"\?"))

    return deed


def press(name):
    """Press the button of that name, or one that holds it."""

    def deed(page):
        switches = page.get_by_role("radio", name=name)  # what a choice of few is made of
        page.get_by_role("button", name=name).or_(switches).first.click()

    return deed


def choose(choice, name):
    """Choose among the few options that stay in sight."""
    return lambda page: page.locator(f".st-key-choice_{choice}").get_by_text(name).click()


def line(name):
    """Open the line of that target."""
    return lambda page: page.locator(".st-key-headlines a", has_text=name).first.click()


def tab(name):
    """Turn to a part of the page."""
    return lambda page: page.get_by_role("tab", name=re.compile(name)).click()


def goto(name):
    """Begin at a page of the navigation, to which a link leads: one deed on any width."""
    return f"/{name}"


# What leaders ask: deeds from the first page, and words that then stand on the first screen.
QUESTIONS = {
    "which targets are late and by how much": (
        [],
        ["Phổ cập điện thoại thông minh", "3,0 điểm", "2/4 bước", "2 bước"],
    ),
    "is 4G everywhere": ([], [r"4G/5G \(chỉ đo 4G\)", "99,9%", "Khép sổ: đạt"]),
    "who answers for the smart city": (
        [],
        ["đô thị thông minh cơ bản", "UBND TP. Tân An|Sở KH&CN tỉnh Tây Ninh"],
    ),
    "which district is worst in fibre": (
        [goto("coverage"), choose("level", "Huyện")],
        ["thấp nhất Thị xã Kiến Tường 82,65%"],
    ),
    "how many households lack fibre": ([goto("coverage")], ["48.911 hộ chưa có"]),
    "which communes first": ([goto("coverage")], ["14/182 xã", "Vĩnh Châu A", "thiếu 6,46 điểm"]),
    "where the province stands in the nation": (
        [goto("nation")],
        [r"hạng 11/63 năm 2022 \(mới nhất công bố\)", "tăng 10 bậc"],
    ),
    "where a figure comes from": (
        [goto("indicator"), press("Nguồn gốc số liệu")],
        ["88,9%", "long_an.csv", "vnexpress"],
    ),
    "have smartphones reached their target": ([], ["khoảng 87%", "Khép sổ: chưa đạt", "3,0 điểm"]),
    "how did the pilots do": (
        [goto("pilots")],
        [r"Nhanh hơn xã đối chứng ở \d+/\d+", r"xã đối chứng \+?\d+,\d+ điểm % \(từ"],
    ),
    "what changed since last month": (
        [goto("changes"), choose("since", "30 ngày")],
        [r"Từ \d\d/\d\d/\d{4}: .*số mới của"],
    ),
    "how far is each part of the motto": (
        [goto("motto")],
        ["cao nhất", "thấp nhất", "Thanh toán không dùng tiền mặt", "81%"],
    ),
    "which steps of the milestones are done": (
        [goto("milestones")],
        ["0/3 cột mốc hoàn thành", "Ra mắt giai đoạn 1", r"Hoàn thành 26/04/2022"],
    ),
    "is my district good": ([search("duc hue", "Huyện Đức Huệ")], ["Đức Huệ", "chưa đạt"]),
}
ON_PHONE = {
    "who answers for the smart city": [line("đô thị thông minh")],
    "is 4G everywhere": [press("Khép sổ: đạt")],
    "which district is worst in fibre": [
        goto("coverage"),
        press("Lựa chọn của trang"),
        choose("level", "Huyện"),
    ],
    "what changed since last month": [
        goto("changes"),
        press("Lựa chọn"),
        choose("since", "30 ngày"),
    ],
}  # where it takes a deed more

_SEEN = """() => {
  const said = []
  const walk = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      const range = document.createRange()
      range.selectNodeContents(node)
      const { top, bottom, left, right, width } = range.getBoundingClientRect()
      if (node.data.trim() && width > 1 && top >= 0 && bottom <= innerHeight && left >= 0
          && right <= innerWidth + 1
          && node.parentElement?.checkVisibility({ visibilityProperty: true })) said.push(node.data)
    }
    if (node.shadowRoot) walk(node.shadowRoot)
    node.childNodes.forEach(walk)
  }
  walk(document.body)
  return said.join(" ").replace(/\\s+/g, " ")
}"""


@pytest.fixture(params=["desktop", "phone"])
def kind(request):
    return request.param


@pytest.fixture
def arrive(people, server, kind):
    """Opens an address at that size, at rest."""
    size = DESKTOP if kind == "desktop" else PHONE
    return lambda address: settled(people(server.at_machine(address), viewport=size))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_screen_answers(arrive, kind, question):
    deeds, words = QUESTIONS[question]
    if kind == "phone":
        deeds = ON_PHONE.get(question, deeds)
    assert len(deeds) <= MOST_DEEDS
    address, *others = deeds if deeds and isinstance(deeds[0], str) else ("/", *deeds)
    page = arrive(address)
    for deed in others:
        deed(page)
        rest(page)
    for _ in range(100):  # lists and maps are drawn one after another
        said = page.evaluate(_SEEN)
        if not (unsaid := [word for word in words if not re.search(word, said)]):
            break
        page.wait_for_timeout(100)

    assert unsaid == [], said


def test_the_search_finds_without_accents_by_code_and_by_keys_alone(arrive):
    page = arrive("/")
    box = page.locator(".st-key-bar_search input")
    box.focus()
    page.locator(IDLE).wait_for()
    box.press_sequentially("27898")
    page.locator("#hits [role=option]", has_text="Thị trấn Đông Thành").wait_for()
    box.press("Enter")
    page.wait_for_url(re.compile(r"/unit\?.*unit=27898"))
    settled(page)

    box.focus()
    box.press_sequentially("không có nơi nào tên này")

    assert page.locator("#hits [role=option]").count() == 0
    assert box.get_attribute("aria-expanded") == "true"


def test_a_line_leads_to_its_indicator_and_keeps_the_version(people, server):
    page = settled(people(f"{server.url}/?version=1"))
    line = page.locator(".st-key-headlines a").first
    line.wait_for()

    assert "version=1" in line.get_attribute("href")
    line.focus()
    line.press("Enter")
    page.wait_for_url(re.compile(r"/indicator\?"))
    assert "version=1" in page.url


def test_ones_own_unit_is_remembered_by_the_browser(people, server):
    page = settled(people(server.at_machine("/")))
    page.locator(".st-key-bar_mine button").first.click()
    box = page.locator('[data-testid="stPopoverBody"] input')
    box.click()
    box.press_sequentially("duc hoa")
    page.get_by_role("option", name=re.compile("Huyện Đức Hòa")).first.click()
    page.locator(".st-key-bar_mine", has_text="Huyện Đức Hòa").wait_for()
    page.wait_for_function("document.cookie.includes('cds_unit=')")

    page.goto(f"{server.url}/unit")
    page.wait_for_url(re.compile("unit=802"))
    settled(page)

    assert "Đức Hòa" in page.locator("h1").inner_text()
