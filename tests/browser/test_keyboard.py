"""Leaders by the keyboard alone, to the end of the journey: staff are in test_staff_journeys."""

import re

import pytest
from playwright.sync_api import expect

from cds.text.phrases import phrase
from tests.browser.keyboard import Keyboard
from tests.browser.serving import choose, needs_chromium, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


def test_a_leader_goes_from_a_late_target_to_the_worst_district_its_communes_and_their_file(
    people, server
):
    page = people(f"{server.url}/")
    keyboard = Keyboard(settled(page))
    keyboard.to("^Phổ cập điện thoại").press("Enter").hears("thiếu")
    keyboard.to("^(Xã|Phường|Thị trấn) ").press("Enter").hears("hạng")
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


def test_a_sentence_that_a_choice_has_changed_is_said_to_those_who_hear(people, server):
    page = settled(people(f"{server.url}/unit"))
    heard = page.locator("[role=status]:not([data-testid])")
    expect(heard).to_have_text("")

    choose(page, phrase("unit.choose"), "Huyện Đức Hòa")

    expect(page.locator("h1")).to_contain_text("Huyện Đức Hòa")
    expect(heard).to_have_text(page.locator("h1").inner_text())
