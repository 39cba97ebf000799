"""Leaders' ways through the pages: from what is late to a file, by a shared link, on a phone."""

import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from cds.export.figure_files import GAP_HEADS
from cds.text.phrases import phrase
from tests.browser.serving import DESKTOP, choose, english, needs_chromium, rest, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

LATE = "Khép sổ: chưa đạt"
FIRST = re.compile(r"nặng nhất: (?P<target>.+?) · (?P<unit>.+)")
FIRST_COMMUNE = re.compile(r"nặng nhất: (?P<target>.+?) · (?P<unit>(?:Xã|Phường|Thị trấn) .+)")
COUNTS = re.compile(r"(?P<lines>\S+) lượt mục tiêu tại (?P<units>\S+) đơn vị")
PLAN = re.compile(
    r"Còn (?P<need>\S+) .+ Chỉ cần hoàn thành 100% tại (?P<units>\S+) trong (?P<open>\S+) "
    r"đơn vị còn việc: cộng dồn (?P<total>\S+) "
)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def arrive(people, server):
    """Opens addresses in windows that share nothing, and waits until they rest."""

    def opened(address, **looks):
        address = address if address.startswith("http") else server.url + address
        return settled(people(address, **looks))

    return opened


def press(page, text):
    page.get_by_text(text, exact=True).first.click()
    rest(page)


def sentence(page, pattern):
    """The parts of the sentence that fits, as soon as it stands on the page."""
    main = page.locator("[data-testid=stMain]")
    for _ in range(300):
        if found := pattern.search(main.inner_text()):
            return found.groupdict()
        page.wait_for_timeout(100)
    return pytest.fail(f"{pattern.pattern} is not said")


def number(text):
    """A Vietnamese number as it is read."""
    return Decimal(text.replace(".", "").replace(",", "."))


def downloaded(page, folder):
    """The lines of the Excel file that the page offers, by the keys of its columns."""
    press(page, "Mang đi")
    press(page, phrase("gaps.file_xlsx"))
    with page.expect_download() as waiting:
        page.locator("[data-testid=stDialog] [data-testid=stDownloadButton] button").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    page.keyboard.press("Escape")
    head, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    keys = {name: key for key, name in GAP_HEADS.items()}
    return [dict(zip((keys[name] for name in head), row, strict=True)) for row in rows]


def test_from_late_targets_to_the_worst_district_its_communes_the_least_set_and_a_file(
    arrive, tmp_path
):
    page = arrive("/gaps")
    press(page, "Huyện")
    filtered(page, "Tình trạng", LATE)
    worst, counts = sentence(page, FIRST), sentence(page, COUNTS)
    late = downloaded(page, tmp_path)

    assert len(late) == number(counts["lines"])
    assert len({row["unit_code"] for row in late}) == number(counts["units"])
    furthest = min(late, key=lambda row: row["attainment_pct"])
    assert (furthest["unit_name"], furthest["target_name"]) == (worst["unit"], worst["target"])
    assert {(row["level"], row["status"]) for row in late} == {("huyện", LATE)}

    filtered(page, "Địa bàn", worst["unit"])
    press(page, "Xã")
    commune, counts = sentence(page, FIRST_COMMUNE), sentence(page, COUNTS)
    within = downloaded(page, tmp_path)
    assert len(within) == number(counts["lines"])
    assert {row["level"] for row in within} == {"xã"}
    furthest = min(within, key=lambda row: row["attainment_pct"])
    assert (furthest["unit_name"], furthest["target_name"]) == (commune["unit"], commune["target"])

    filtered(page, "Địa bàn", "Tất cả")
    filtered(page, "Tình trạng", "Tất cả")
    everywhere = [r for r in downloaded(page, tmp_path) if r["target_name"] == commune["target"]]
    assert {row["unit_name"] for row in within} < {row["unit_name"] for row in everywhere}
    press(page, phrase("gaps.tab_plan"))
    choose(page, "Mục tiêu cần tính", commune["target"])
    plan = sentence(page, PLAN)
    assert (number(plan["units"]), number(plan["total"])) == least(everywhere, number(plan["need"]))


def filtered(page, label, option):
    """Choose among the rarer choices, which a button of the bar opens."""
    page.locator(".st-key-bar_filters button").first.click()
    choose(page, label, option)
    page.keyboard.press("Escape")
    rest(page)


def least(rows, need):
    """How many communes close a gap when those with most left go first, and what they bring."""
    left = (row["denominator"] - row["numerator"] for row in rows if row["denominator"])
    total = 0
    for count, opened in enumerate(sorted(left, reverse=True), start=1):
        total += opened
        if total >= need:
            return count, total
    raise AssertionError


def seen(page):
    """Everything a visitor reads on a page, in order, tables too."""
    rest(page)
    page.wait_for_load_state("networkidle")
    table = "[data-testid=stMain] .data-table td"
    boxes = page.locator("[data-testid=stMain] input[role=combobox]")
    return (
        page.locator("[data-testid=stMain]").inner_text(),
        page.locator(table).all_text_contents(),
        boxes.evaluate_all("all => all.map(box => box.value)"),
    )


def test_a_shared_link_shows_the_same_in_another_browser(arrive):
    """Of every page: tests/pages/test_every_choice."""
    page = arrive("/coverage")
    choose(page, "Chỉ tiêu", "cáp quang")
    choose(page, "Kỳ", "Quý I/2025")
    press(page, "Bộ lọc")
    press(page, "Ô vuông")
    page.keyboard.press("Escape")

    other = arrive(page.url)

    shown = seen(page)
    for _ in range(20):  # boxes and tables are drawn one after another
        if seen(other) == shown:
            break
    assert seen(other) == shown
    assert other.url == page.url


def test_choices_of_a_part_are_carried_to_the_next_page(arrive):
    page = arrive("/motto?version=2")
    choose(page, "Đơn vị", "Huyện Tân Thạnh")
    chosen = parse_qs(urlsplit(page.url).query)
    assert set(chosen) == {"programme", "version", "unit"}

    page.get_by_role("link", name="Bản đồ", exact=True).first.click()
    page.wait_for_url("**/coverage?*")
    settled(page)

    assert parse_qs(urlsplit(page.url).query) == chosen


def test_what_is_chosen_is_told_apart_in_colours_of_the_system(arrive):
    page = arrive("/coverage?indicator=fibre_household_share")
    page.emulate_media(forced_colors="active")
    grounds = [
        page.get_by_role("radio", checked=is_chosen).first.evaluate(_GROUND)
        for is_chosen in (True, False)
    ]
    page.emulate_media(forced_colors="none")

    assert grounds[0] != grounds[1]


_GROUND = "choice => getComputedStyle(choice).backgroundColor"


def test_the_list_beside_a_map_ends_with_it_and_takes_the_width_that_the_map_leaves(arrive):
    page = arrive("/coverage")
    drawing, line = page.locator(".map svg").first, page.locator(".ranking li:visible").last
    line.wait_for()
    beside, under = drawing.bounding_box(), line.bounding_box()
    assert 0 < beside["y"] + beside["height"] - under["y"] < 2 * under["height"]
    assert under["x"] + under["width"] > DESKTOP["width"] - 30


def test_a_rule_unfolds_where_it_is_led_to_the_examples_of_all_stand_and_paper_has_all(arrive):
    page = arrive("/methods#placing")
    placing, counts = (page.locator(f".st-key-words_{name}") for name in ("placing", "counts"))
    expect(placing).to_be_in_viewport()
    heading = page.get_by_role("heading", name=phrase("methods.placing.title"))
    assert heading.bounding_box()["y"] > 90  # below the frame, not under it
    expect(counts).to_be_hidden()
    assert page.locator("[class*='st-key-drawn_rule_']").filter(visible=True).count() == 9
    assert page.locator("[data-testid=stMain]").evaluate(_SCREENS) < 3

    page.get_by_role("link", name=phrase("methods.counts.title")).click()

    expect(counts).to_be_in_viewport()
    expect(placing).to_be_hidden()
    page.emulate_media(media="print")
    expect(placing).to_be_visible()
    page.emulate_media(media="null")


_SCREENS = "main => main.scrollHeight / innerHeight"


def test_on_a_phone_the_titles_of_rules_stand_for_them(people, server):
    page = settled(people(f"{server.url}/methods#gap", **PHONE))
    gap, plan = (page.locator(f".st-key-section_{name} .drawn") for name in ("gap", "plan"))
    expect(gap).to_be_visible()
    expect(plan).to_be_hidden()

    page.get_by_role("link", name=phrase("methods.plan.title")).click()

    expect(plan).to_be_in_viewport()
    expect(gap).to_be_hidden()


def test_a_choice_that_is_not_there_is_told_above_the_sentence_and_leaves_the_bar_whole(arrive):
    page = arrive("/changes?since=30")

    expect(page.locator(".stAlert")).to_contain_text("“30”")
    expect(page.locator(".st-key-bar .stAlert")).to_have_count(0)
    expect(page.get_by_role("radio", name="7 ngày")).to_be_in_viewport(ratio=1)


def test_a_wall_has_the_title_of_its_page(people, server):
    page = people(f"{server.url}/present?kiosk=ready-monthly")

    expect(page).to_have_title(f"{phrase('present.title')} · CĐS Long An")


def test_boxes_forms_and_uploads_speak_our_language(arrive, server):
    page = arrive(server.at_machine("/upload"))
    page.get_by_role("combobox", name="Chỉ tiêu", exact=True).click()
    page.get_by_text("Tất cả", exact=True).wait_for()
    page.keyboard.type("cáp quang")
    page.get_by_text(re.compile(r"^Chọn cả \d+ mục tìm thấy$")).wait_for()
    assert english(page) == []
    page = arrive(server.at_machine("/upload?step=file"))
    page.get_by_role("textbox", name="Hoặc dán bảng").fill("a")
    page.get_by_text("Nhấn Ctrl+Enter để").wait_for()
    assert english(page) == []
    page.get_by_text("hoặc kéo thả vào đây, tối đa 50 MB mỗi tệp").first.wait_for()
    drop = page.locator("[data-testid=stFileUploaderDropzone] button:visible").first
    assert drop.locator("p").inner_text() == "Chọn tệp"
    page = arrive(server.at_machine("/targets?task=file"))
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": b"x"}
    page.locator("input[type=file]").first.set_input_files(picture)
    refused = page.get_by_text("Không nhận loại tệp này (image/png).")
    assert refused.bounding_box()["width"] > 200  # is read, not only heard
    assert english(page) == []
    page = arrive(server.at_machine("/targets?task=office"))
    page.get_by_role("spinbutton", name="ngày, Từ ngày").first.get_by_text("ngày").wait_for()
    assert english(page) == []


def test_a_drawer_gives_the_keyboard_back_to_the_line_that_opened_it(arrive):
    page = arrive("/snapshots")
    line = page.locator(".data-table tbody button").first

    line.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")

    expect(line).to_be_focused()


def test_the_keyboard_keeps_a_place_when_a_rerun_takes_it(arrive):
    page = arrive("/coverage?indicator=fibre_household_share")
    shape = page.locator(".map svg[role=listbox]")
    shape.press("ArrowRight")
    shape.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    expect(shape).to_be_focused()

    page = arrive("/present")
    page.get_by_role("button", name="Mở chi tiết").first.press("Enter")
    come = page.locator("h1", has_text="Họp giao ban tháng")
    expect(come).to_be_focused(timeout=10_000)


def test_a_line_of_a_table_is_found_sorted_and_opened_by_keyboard(arrive):
    page = arrive("/coverage?indicator=fibre_household_share")
    page.get_by_text("Bảng số liệu của bản đồ").click()
    table = page.locator(".data-table")
    table.get_by_role("searchbox").fill("my hanh")
    names = table.locator("tbody td.name")
    assert set(names.all_inner_texts()) == {"Xã Mỹ Hạnh Bắc", "Xã Mỹ Hạnh Nam"}

    table.get_by_role("button", name="Giá trị").press("Enter")

    values = [
        float(text.partition("%")[0].replace(",", "."))
        for text in table.locator("td.main").all_inner_texts()
    ]
    assert values == sorted(values)
    names.first.get_by_role("button").press("Enter")
    rest(page)
    page.locator(".st-key-trace_coverage_rows").get_by_text(
        names.first.inner_text()
    ).first.wait_for()


def test_one_choice_by_touch(arrive):
    page = arrive("/coverage", **PHONE)
    before = page.locator("[data-testid=stMain]").inner_text()

    page.get_by_role("button", name="Lựa chọn của trang").tap()
    page.get_by_text("Huyện", exact=True).first.tap()
    rest(page)

    assert "level=district" in page.url
    assert page.locator("[data-testid=stMain]").inner_text() != before


def test_a_failure_in_a_part_is_told_in_our_language_and_goes_away(arrive, server):
    page = arrive("/gaps?unit_level=district")
    log = server.home / "snapshots" / "_delta_log"
    aside = log.rename(log.with_name("aside"))
    log.touch()
    try:
        page.get_by_role("button", name="Đơn vị của tôi").click()
        told = page.get_by_text(re.compile("Hệ thống gặp lỗi khi mở phần này"))
        told.first.wait_for()
        assert re.search(r"mã lỗi [0-9a-f]{8}\.", told.first.inner_text())
        page.get_by_text("Huyện", exact=True).first.wait_for()  # the other parts stay
        text = page.locator("[data-testid=stApp]").inner_text()
        assert not re.search("Traceback|Error|error:|NotADirectory|exception", text)
    finally:
        log.unlink()
        aside.rename(log)
    page.get_by_text("Xã", exact=True).first.click()
    expect(told).to_have_count(0)


def test_the_menu_of_a_phone_goes_away_when_a_page_has_been_chosen(people, server):
    phone = settled(people(f"{server.url}/", **PHONE))
    for name in ("gaps", "coverage"):  # the second from a page that was led to
        phone.get_by_test_id("stExpandSidebarButton").tap()
        phone.get_by_role("link", name=phrase(f"{name}.title"), exact=True).tap()
        expect(phone).to_have_title(re.compile(phrase(f"{name}.title")))
        expect(phone.get_by_test_id("stSidebar")).not_to_be_in_viewport()


def test_a_page_that_the_menu_leaves_is_found_again_as_it_was(arrive):
    page = arrive("/gaps")
    press(page, "Xã")
    left, said = page.url, page.locator("h1").inner_text()

    page.get_by_role("link", name=phrase("coverage.title")).first.click()
    expect(page.locator("h1")).not_to_have_text(said)  # nor in the address
    rest(page)
    page.go_back()

    expect(page.locator("h1")).to_have_text(said)
    expect(page).to_have_url(left)
    assert sentence(page, COUNTS)["lines"] > ""


def test_a_tab_is_a_link_and_a_step_back(arrive):
    page = arrive("/")
    chosen = page.get_by_role("tab", selected=True)
    for name in ("overview.changes", "overview.reporting"):
        page.get_by_role("tab", name=phrase(name)).click()
        rest(page)
        expect(chosen).to_have_text(phrase(name))

    other = arrive(page.url)
    expect(other.get_by_role("tab", selected=True)).to_have_text(phrase("overview.reporting"))
    page.go_back()
    expect(chosen).to_have_text(phrase("overview.changes"))
    page.go_back()
    expect(chosen).not_to_have_text(phrase("overview.changes"))


def test_what_a_page_writes_into_its_address_by_itself_is_no_step_back(arrive):
    page = arrive("/gaps", timezone_id="UTC")  # a window of its own: history counts to fifty
    steps, write = page.evaluate("history.length"), "history.pushState({}, '', '?a=1')"

    page.evaluate(write)
    assert page.evaluate("history.length") == steps
    page.keyboard.press("Shift")
    page.evaluate(write)
    assert page.evaluate("history.length") == steps + 1
