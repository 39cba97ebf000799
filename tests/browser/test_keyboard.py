"""Each journey by the keyboard alone: wherever it is can be seen, and no deed loses it."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from cds.store.amendments import amendments
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import phrase
from tests.browser.serving import needs_chromium, rest, settled
from tests.browser.test_present import STAGE, await_state

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

MOST_STOPS = 90
FIGURE = ["Mã đơn vị\tChỉ tiêu\tKỳ\tTử số\tMẫu số", "27685\tfibre_household_share\t2024-Q4\t9\t10"]
# The name of what has the keyboard, and what is wrong with it: nothing, no ring, out of sight.
_HELD = """() => {
  let held = document.activeElement
  while (held?.shadowRoot?.activeElement) held = held.shadowRoot.activeElement
  if (!held || held === document.body) return ["", "lost"]
  const { top, bottom } = held.getBoundingClientRect()
  const isRinged = node => getComputedStyle(node).outlineStyle !== "none"
  let ringed = held
  for (let up = 0; up < 5 && ringed && !isRinged(ringed); up++) ringed = ringed.parentElement
  const isSeen = bottom > 0 && top < innerHeight
  const wrong = !isSeen ? "out of sight" : ringed && isRinged(ringed) ? "" : "no ring"
  const isOne = held.matches("a, button, h1, [role=tab], [role=menuitem]")  // else it holds others
  return [held.getAttribute("aria-label") || (isOne ? held.innerText : held.value) || "", wrong]
}"""


class Keyboard:
    """Somebody without a mouse."""

    def __init__(self, page):
        self.page = page

    def to(self, name, key="Tab"):
        """Go on until something of this name has the keyboard; every stop on the way is seen."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press(key)
            held, wrong = self.page.evaluate(_HELD)
            assert wrong in ("", "lost"), (held, wrong)  # behind the last stop is the browser's own
            if re.search(name, held):
                return self
        return pytest.fail(f"{name} is not reached")

    def press(self, *keys):
        """Press keys; after what they do the keyboard still has a place that is seen."""
        for key in keys:
            self.page.keyboard.press(key)
            rest(self.page)
        for _ in range(100):
            held, wrong = self.page.evaluate(_HELD)
            if not wrong:
                return self
            self.page.wait_for_timeout(100)
        return pytest.fail(f"{held} after {keys}: {wrong}")

    def hears(self, sentence):
        """The page's sentence has the keyboard: a screen reader says it."""
        expect(self.page.locator("h1", has_text=sentence)).to_be_focused(timeout=30_000)
        return self


def test_a_leader_goes_from_a_late_target_to_the_worst_district_its_communes_and_a_file(
    people, server, tmp_path
):
    page = people(f"{server.url}/")
    keyboard = Keyboard(settled(page))
    keyboard.to("^Phổ cập điện thoại").press("Enter").hears("thiếu")
    keyboard.to("^(Xã|Phường|Thị trấn) ").press("Enter").hears("đứng")
    keyboard.to(phrase("bar.search"), "Shift+Tab")
    page.keyboard.type("mục tiêu")
    page.get_by_role("option", name=phrase("gaps.title"), exact=True).first.wait_for()
    while page.locator("[aria-selected=true] span").inner_text() != phrase("gaps.title"):
        page.keyboard.press("ArrowDown")
    keyboard.press("Enter").hears("nặng nhất")
    keyboard.to("^Tỉnh$").press("ArrowRight", "Enter")
    worst = page.locator("h1").get_by_text(" · Huyện ")
    worst.wait_for()
    district = worst.inner_text().rpartition(" · ")[2]
    keyboard.to("Bộ lọc").press("Enter").to("Địa bàn")
    page.keyboard.type(district)
    keyboard.press("Enter", "Escape")
    keyboard.to("^Tỉnh$", "Shift+Tab").press("ArrowRight", "ArrowRight", "Enter")
    page.locator("h1").get_by_text(re.compile(" · (Xã|Phường|Thị trấn) ")).wait_for()
    keyboard.to("Mang đi").press("Enter").to(phrase("gaps.file_xlsx"), "ArrowDown").press("Enter")
    page.get_by_role("dialog").get_by_test_id("stDownloadButton").wait_for()
    with page.expect_download() as waiting:
        keyboard.to("Tải").press("Enter")
    waiting.value.save_as(tmp_path / "communes.xlsx")
    assert load_workbook(tmp_path / "communes.xlsx").worksheets[0].max_row > 1
    keyboard.press("Escape")


def test_staff_send_a_figure_and_take_it_back(people, light_server):
    page = people(f"{light_server.url}/upload")
    before = SnapshotStore(light_server.home).data_version()
    keyboard = Keyboard(settled(page))
    keyboard.to("Đã có tệp").press("Enter").hears("Thả tệp số liệu vào đây")
    keyboard.to("dán bảng")
    page.keyboard.insert_text("\n".join(FIGURE))
    keyboard.press("Control+Enter")
    keyboard.to("Kiểm tra bảng đã dán").press("Enter")
    page.get_by_role("button", name="Công bố 1 số liệu").wait_for(timeout=90_000)
    keyboard.press().to("Công bố 1 số liệu").press("Enter").hears("Đã công bố")
    assert SnapshotStore(light_server.home).data_version() == before + 1
    keyboard.to("Hoàn tác").press("Enter").hears("Đã hoàn tác")
    assert SnapshotStore(light_server.home).data_version() == before + 2


def test_staff_set_a_target_and_take_it_back(people, light_server):
    page = people(f"{light_server.url}/targets")
    before = len(amendments(light_server.home))
    keyboard = Keyboard(settled(page))
    keyboard.to("^Hạ tầng mạng băng rộng phủ trên 80%").press("Enter").hears("Sửa")
    keyboard.to("Mức phải đạt").press("Control+a")
    page.keyboard.type("86")
    keyboard.press("Enter")
    page.get_by_text("Mức từ 80% thành 86%.").wait_for(timeout=30_000)
    keyboard.to("^(publish)?\\s*Công bố$").press("Enter").hears("Long An")
    keyboard.to("Hoàn tác").press("Enter")
    page.get_by_text("Đã hoàn tác lúc").wait_for(timeout=30_000)
    assert len(amendments(light_server.home)) == before + 2


def test_a_presenter_begins_goes_points_and_ends(people, own_server):
    page = people(own_server.at_machine("/present"))
    keyboard = Keyboard(settled(page)).to("Bắt đầu")
    page.keyboard.press("Enter")
    page.locator(STAGE).wait_for(timeout=90_000)
    await_state(page, role="drive", slide="0")
    page.keyboard.press("ArrowRight")
    await_state(page, slide="1")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    await_state(page, slide="4")
    page.keyboard.type("ben luc")
    page.locator(".find li.chosen").wait_for()
    page.keyboard.press("Enter")
    page.locator(".leaf.shown h1", has_text="Bến Lức").wait_for(timeout=15_000)
    page.keyboard.press("Escape")
    await_state(page, asked="")
    page.keyboard.press("Tab")
    keyboard.to("Kết thúc cuộc họp", "ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    page.get_by_text("Biên bản: Họp giao ban tháng").wait_for(timeout=60_000)
