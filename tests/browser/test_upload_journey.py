"""A file of unknown columns: asked about, answered, confirmed, published and undone."""

import re

import pytest
from openpyxl import Workbook

from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.browser.serving import IDLE, choose, needs_chromium, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

FIBRE = "Tỷ lệ hộ gia đình có Internet cáp quang"
ROWS = [("Nơi gửi", "Có cáp", "Tổng"), ("Xã Khánh Hưng", 1013, 1530), ("Xã Thái Trị", 2170, 2799)]


@pytest.fixture
def file(tmp_path):
    book = Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "nhanh.xlsx")
    return tmp_path / "nhanh.xlsx"


def in_view(page, selector):
    """Wait until a part's head lies in the window, below the frame of the page."""
    page.wait_for_function(
        """selector => {
          const { top } = document.querySelector(selector).getBoundingClientRect()
          return top >= 50 && top < innerHeight / 2
        }""",
        arg=selector,
        timeout=5_000,
    )


def test_a_file_is_asked_about_answered_published_and_undone(browser, own_server, file):
    store = SnapshotStore(own_server.home)
    before = store.data_version()
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.goto(f"{own_server.url}/upload")  # known as a browser of this machine, without a key
    period = settled(page).get_by_role("textbox", name="Kỳ số liệu, nếu tệp không ghi")
    period.fill("2025-Q2")
    page.keyboard.press("Enter")
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("Hệ thống chưa rõ các cột của tệp này").wait_for(timeout=90_000)
    in_view(page, '[class*="st-key-result_"]')

    choose(page, "Cột 1: Nơi gửi", "Tên đơn vị")
    for place, head, field in ((2, "Có cáp", "Tử số"), (3, "Tổng", "Mẫu số")):
        choose(page, f"Cột {place}: {head}", field)
        choose(page, f"Chỉ tiêu của cột {place}", FIBRE)
    page.get_by_role("button", name="Kiểm tra lại").click()
    page.get_by_text("Đọc được 2 số liệu của 1 chỉ tiêu, 2 đơn vị").wait_for(timeout=90_000)
    publish = page.get_by_role("button", name="Công bố 2 số liệu")
    assert publish.is_disabled()
    assert store.data_version() == before

    page.get_by_text(re.compile("^Tôi đã xem và xác nhận")).click()
    page.locator(IDLE).wait_for()
    publish.click()
    page.get_by_text("Đã công bố “nhanh.xlsx”: 2 số liệu").wait_for(timeout=90_000)
    in_view(page, '[class*="st-key-receipt_"]')
    newest = store.snapshots()[0]
    assert (newest.file_name, newest.rows, store.data_version()) == ("nhanh.xlsx", 2, before + 1)

    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_text("Đã hoàn tác “nhanh.xlsx”").wait_for(timeout=90_000)
    assert store.snapshot(newest.snapshot_id).is_withdrawn
    page.close()
