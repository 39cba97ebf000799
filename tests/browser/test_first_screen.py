"""What the first screen answers once something was done there, and what is found by searching.

What it answers at once is seen in test_every_page.
"""

import re
import shutil

import pytest

from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.browser.questions import MOST_DEEDS, asked, unsaid
from tests.browser.serving import DESKTOP, IDLE, PHONE, Server, needs_chromium, rest, settled
from tests.factories import observation

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]
WITH_DEEDS = [
    pytest.param(kind, question, id=f"{kind}-{question}")
    for kind in ("desktop", "phone")
    for question, (_, deeds, _) in asked(kind).items()
    if deeds
]

# What is published of the programme in force.
NOW = {
    "/?programme=tay_ninh": ["8 mục tiêu chính", "Phổ cập cáp quang", "95,25%", "3,75 điểm"],
    "/nation?programme=tay_ninh": ["Tây Ninh 95,25%", r"cả nước 80,2% \(tháng 4/2024\)"],
    "/indicator?programme=tay_ninh&indicator=fibre_household_share": [
        *("95,25%", "thiếu 3,75 điểm", "UBND tỉnh Tây Ninh; Sở KH&CN"),
    ],
}


@pytest.fixture
def arrive(people, server):
    """Opens an address at a size, at rest."""

    def opened(address, kind="desktop"):
        size = DESKTOP if kind == "desktop" else PHONE
        return settled(people(server.at_machine(address), viewport=size))

    return opened


@pytest.mark.parametrize(("kind", "question"), WITH_DEEDS)
def test_the_first_screen_answers(arrive, kind, question):
    name, deeds, words = asked(kind)[question]
    assert len(deeds) + (name != "overview") <= MOST_DEEDS
    page = arrive("/" if name == "overview" else f"/{name}", kind)
    for deed in deeds:
        deed(page)
        rest(page)
    for _ in range(100):  # lists and maps are drawn one after another
        if not unsaid(page, words):
            break
        page.wait_for_timeout(100)

    assert unsaid(page, words) == []


@pytest.mark.parametrize("address", NOW)
def test_it_answers_for_the_programme_in_force_too(arrive, address):
    page = arrive(address)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        for _ in range(100):
            if not unsaid(page, NOW[address]):
                break
            page.wait_for_timeout(100)

        assert unsaid(page, NOW[address]) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_line_is_seen_before_the_library_that_draws_it_has_come(people, server, size):
    page, waiting = people("about:blank", viewport=size), []
    page.route("**/PlotlyChart*.js", lambda request: waiting.append(request))
    page.goto(server.at_machine("/indicator?indicator=fibre_household_share"))
    picture, chart = page.locator(".st-key-chart_trend img:visible"), page.locator(".main-svg")
    picture.wait_for()

    assert chart.count() == 0
    assert picture.evaluate("one => one.naturalWidth") > 0
    assert picture.bounding_box()["height"] > 200
    for request in waiting:
        request.continue_()
    chart.first.wait_for()
    picture.wait_for(state="detached")


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


# What is typed, and what is offered first: by name, short name, old name, code and abbreviation.
FIRST = {
    "long_an": {
        "tay ninh": "Tỉnh Tây Ninh",
        "Long An": "Tỉnh Long An",
        "tân an": "Thành phố Tân An",
        "80": "Tỉnh Long An",
        "801": "Huyện Đức Huệ",
        "kien tuong": "Thị xã Kiến Tường",
        "phuong 4": "Phường 4",
        "DTI": "Chỉ số chuyển đổi số cấp tỉnh (DTI)",
        "muc tieu": "Mục tiêu",
        "4 khong 1 co": "4 không, 1 có",
        "khoang cach": "Mục tiêu",
        "giao thong van tai": "Lĩnh vực",
        "cap quang 80%": "Hạ tầng mạng băng rộng phủ trên 80% hộ gia đình",
    },
    "tay_ninh": {"tay ninh": "Tỉnh Tây Ninh", "tan an": "Phường Tân An", "80": "Tỉnh Tây Ninh"},
}


@pytest.mark.parametrize("programme", FIRST)
def test_the_search_offers_first_what_is_called_so_and_one_s_own_before(arrive, programme):
    page, first = arrive(f"/?programme={programme}"), {}
    box = page.locator(".st-key-bar_search input")
    box.focus()
    page.locator(IDLE).wait_for()
    for typed in FIRST[programme]:
        box.fill(typed)
        first[typed] = page.locator("#hits [role=option] span").first.inner_text()

    wanted = FIRST[programme]
    assert {one: first[one] for one in wanted if not first[one].startswith(wanted[one])} == {}


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


def test_a_page_that_was_away_shows_what_came_meanwhile(people, server, light_home, tmp_path):
    home = shutil.copytree(light_home, tmp_path / "home")
    away = Server(home)
    try:
        page = settled(people(f"{away.url}/snapshots"))
        said = page.locator(".st-key-verdict")
        assert "1 lần công bố có hiệu lực" in said.inner_text()
        page.evaluate("window.hasStayed = true")
        away.stop()
        figure = observation("fibre_household_share", "2025-Q1", unit_id="28237@2004-08-31")
        SnapshotStore(home).publish([figure], Upload("den-sau.csv", "d" * 64, "test"))
        away.start()
        page.get_by_text("den-sau.csv").first.wait_for(timeout=60_000)
        said.filter(has_text="2 lần công bố").wait_for()
        assert page.evaluate("window.hasStayed")
        page.goto(f"{server.url}/healthz")
    finally:
        away.stop()
