"""What staff do at a browser, from what they bring to its undoing: a figure, a file, a target."""

import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from cds.store.amendments import amendments
from cds.store.reference.loading import load_catalogue
from cds.store.sending import DRAFTS
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.browser.keyboard import Keyboard
from tests.browser.serving import IDLE, choose, needs_chromium, rest, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

BROADBAND = "broadband_household_share_2025"
FIBRE = "Tỷ lệ hộ gia đình có Internet cáp quang"
FIGURE = ["Mã đơn vị\tChỉ tiêu\tKỳ\tTử số\tMẫu số", "27685\tfibre_household_share\t2024-Q4\t9\t10"]
ROWS = [("Nơi gửi", "Có cáp", "Tổng"), ("Xã Khánh Hưng", 1013, 1530), ("Xã Thái Trị", 2170, 2799)]


@pytest.fixture
def file(tmp_path):
    book = Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "nhanh.xlsx")
    return tmp_path / "nhanh.xlsx"


def said(page, text):
    """Wait for the sentence that a step begins with."""
    page.locator("h1").get_by_text(text).wait_for(timeout=90_000)


def aim(home):
    return str(load_catalogue(home).targets[BROADBAND].value)


def is_kept(home, text):
    """True once a draft on the disk holds a text."""
    drafts = (home / DRAFTS).rglob("draft.json")
    return any(text in path.read_text("utf-8") for path in drafts)


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


def test_a_file_is_asked_about_answered_published_and_undone(people, light_server, file):
    store = SnapshotStore(light_server.home)
    before = store.data_version()
    # Known as a browser of this machine, without a key.
    page = people(f"{light_server.url}/upload?step=file")
    said(page, "Thả tệp số liệu vào đây")
    period = settled(page).get_by_role("combobox", name="Kỳ số liệu, nếu tệp không ghi")
    period.fill("quý 2 năm 2025")  # as offices write it
    page.keyboard.press("Enter")
    rest(page)
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("Hệ thống chưa rõ các cột của tệp này").wait_for(timeout=90_000)

    settled(page)
    choose(page, "Cột A: Nơi gửi", "Tên đơn vị")
    for place, head, field in (("B", "Có cáp", "Tử số"), ("C", "Tổng", "Mẫu số")):
        choose(page, f"Cột {place}: {head}", field)
        choose(page, f"Chỉ tiêu của cột {place}", FIBRE)
    page.get_by_role("button", name="Kiểm tra lại").click()
    page.get_by_text("Đọc được 2 số liệu của 1 chỉ tiêu, 2 đơn vị").wait_for(timeout=90_000)
    note = settled(page).get_by_role("textbox", name="Ghi chú")
    note.fill("Đợt 2")
    note.press("Enter")
    for _ in range(100):
        if is_kept(light_server.home, "Đợt 2"):
            break
        page.wait_for_timeout(100)
    page.goto(f"{light_server.url}/methods")

    light_server.stop()  # what was begun is on the disk
    light_server.start()
    page.goto(f"{light_server.url}/upload")
    page.get_by_text("Đọc được 2 số liệu của 1 chỉ tiêu, 2 đơn vị").wait_for(timeout=90_000)
    expect(settled(page).get_by_role("textbox", name="Ghi chú")).to_have_value("Đợt 2")
    publish = page.get_by_role("button", name="Công bố 2 số liệu")
    assert publish.is_disabled()
    assert store.data_version() == before
    page.get_by_text(re.compile("^Tôi đã xem và xác nhận")).click()
    page.locator(IDLE).wait_for()
    assert publish.bounding_box()["y"] < 768 - 40  # always in the window
    publish.click()
    said(page, "Đã công bố “nhanh.xlsx”: 2 số liệu")
    newest = store.snapshots()[0]
    assert (newest.file_name, newest.rows, store.data_version()) == ("nhanh.xlsx", 2, before + 1)
    assert newest.note == "Đợt 2"

    page.get_by_role("button", name="Hoàn tác").click()
    said(page, "Đã hoàn tác “nhanh.xlsx”")
    assert store.snapshot(newest.snapshot_id).is_withdrawn


def test_a_target_is_changed_published_and_undone_by_keyboard(people, light_server):
    page = people(f"{light_server.url}/targets")
    keyboard = Keyboard(settled(page))
    keyboard.to("^Hạ tầng mạng băng rộng phủ trên 80%").press("Enter").hears("Sửa")
    keyboard.to("Mức phải đạt").press("Control+a")
    page.keyboard.type("85,5")
    keyboard.press("Enter")
    page.get_by_text("Mức từ 80% thành 85,5%.").wait_for(timeout=90_000)
    page.get_by_role("checkbox", name="Mục tiêu chính").scroll_into_view_if_needed()
    publish = page.get_by_role("button", name="Công bố")
    assert publish.bounding_box()["y"] < 768 - 40  # beside the form, however far that is scrolled
    assert aim(light_server.home) == "80"

    keyboard.to("Công bố$").press("Enter").hears("mục tiêu")
    page.get_by_text("Đã công bố lúc").wait_for(timeout=90_000)
    assert aim(light_server.home) == "85.5"
    keyboard.to("Hoàn tác").press("Enter")
    page.get_by_text("Đã hoàn tác lúc").wait_for(timeout=90_000)

    assert aim(light_server.home) == "80"
    assert len(amendments(light_server.home)) == 2


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


def test_a_deed_that_cannot_be_done_yet_is_read_in_the_dark(people, light_server):
    address = light_server.at_machine(f"/targets?task=target&target={BROADBAND}")
    page = settled(people(address, color_scheme="dark"))
    for name, text in (("Cơ quan phụ trách", "Sở Thử"), ("Căn cứ, lý do", "")):
        field = page.get_by_role("textbox", name=name)
        field.fill(text)
        field.press("Tab")
        rest(page)
    deed = page.get_by_role("button", name="Công bố")

    expect(deed).to_be_disabled()
    ink = deed.locator("p").evaluate("node => getComputedStyle(node).color")
    assert int(re.search(r"\d+", ink)[0]) > 128, ink  # light letters on the dark


def test_what_is_typed_for_a_target_outlives_a_reload_and_can_be_dropped(people, light_server):
    from playwright.sync_api import expect

    address = light_server.at_machine(f"/targets?task=target&target={BROADBAND}")
    page = people(address)
    value = settled(page).get_by_role("textbox", name="Mức phải đạt")
    value.fill("85,5")
    value.press("Enter")
    page.get_by_text("Mức từ 80% thành 85,5%.").wait_for(timeout=90_000)
    for _ in range(100):
        if is_kept(light_server.home, "85,5"):
            break
        page.wait_for_timeout(100)

    page.reload()

    page.get_by_text("Đã đưa lại những gì bạn nhập dở").wait_for(timeout=90_000)
    expect(settled(page).get_by_role("textbox", name="Mức phải đạt")).to_have_value("85,5")
    page.get_by_text("Mức từ 80% thành 85,5%.").wait_for()
    page.get_by_role("button", name="Bỏ phần nhập dở").click()
    expect(page.get_by_role("textbox", name="Mức phải đạt")).to_have_count(0, timeout=90_000)
    page.goto(address)
    expect(settled(page).get_by_role("textbox", name="Mức phải đạt")).to_have_value("80")
    assert not is_kept(light_server.home, "85,5")
