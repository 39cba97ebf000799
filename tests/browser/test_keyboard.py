"""Leaders and staff by the keyboard alone, each to the end of the journey."""

import re

import pytest
from playwright.sync_api import expect

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import phrase
from tests.browser.keyboard import Keyboard
from tests.browser.serving import choose, needs_chromium, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

FIGURE = ["Mã đơn vị\tChỉ tiêu\tKỳ\tTử số\tMẫu số", "27685\tfibre_household_share\t2024-Q4\t9\t10"]


def test_a_leader_goes_from_a_late_target_to_the_worst_district_its_communes_and_their_file(
    people, server
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
    keyboard.to("^(Tỉnh|Huyện|Xã)$", "Shift+Tab").to("^Xã$", "ArrowRight").press("Enter")
    page.locator("h1").get_by_text(re.compile(" · (Xã|Phường|Thị trấn) ")).wait_for()
    keyboard.to("Mang đi").press("Enter").to("^Bảng mục tiêu", "ArrowDown").press("Enter")
    keyboard.to("^Tải khoang-cach")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.startswith("khoang-cach-muc-tieu")


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


def test_a_slide_is_moved_on_and_a_story_removed_without_losing_the_place(people, light_server):
    page = settled(people(light_server.at_machine("/present?story=ready-monthly")))
    keyboard = Keyboard(page).to("Lưu thành bài riêng").press("Enter")
    page.locator("summary", has_text=re.compile(r"3\. ")).focus()
    keyboard.press("Enter").to("^Lên$")
    for place in (2, 1):
        keyboard.press("Enter")
        moved = page.locator(f".st-key-up_{place - 1} button")
        expect(moved).to_be_focused()

    keyboard.to("Xóa bài này").press("Enter").to("^Xóa bài$")
    page.keyboard.press("Enter")

    way_back = page.locator("[class*=st-key-restore_] button", has_text="Hoàn tác")
    expect(way_back).to_be_focused()  # that of the editor may still be on its way out


def test_a_typed_day_counts_at_enter(people, light_server):
    page = settled(people(light_server.at_machine("/targets?task=target")))
    page.get_by_test_id("stDateInputField").first.wait_for()
    keyboard = Keyboard(page).to("^ngày, Hạn")
    for digits, is_past in (("31122020", True), ("31122044", False), ("2021", True)):
        page.keyboard.type(digits)  # the last begins at the year, with no calendar open
        keyboard.press("Enter")
        expect(page.get_by_text("đã qua, nên mục tiêu được xét ngay")).to_have_count(int(is_past))
        expect(page.get_by_test_id("stDateInputCalendar")).to_have_count(0)


def test_a_sentence_that_a_choice_has_changed_is_said_to_those_who_hear(people, server):
    page = settled(people(f"{server.url}/unit"))
    heard = page.locator("[role=status]:not([data-testid])")
    expect(heard).to_have_text("")

    choose(page, phrase("unit.choose"), "Huyện Đức Hòa")

    expect(page.locator("h1")).to_contain_text("Huyện Đức Hòa")
    expect(heard).to_have_text(page.locator("h1").inner_text())
