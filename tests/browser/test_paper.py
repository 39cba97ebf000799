"""Pages on paper, as a real browser prints them."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.browser.serving import lead, needs_chromium, settled, squeezed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]


@pytest.fixture
def opened(people, server):
    return lambda path: settled(people(f"{server.url}/{path}"))


def test_a_unit_prints_on_one_a4_page_that_is_out_of_sight_until_then(opened):
    page = opened("")
    for unit, name in (
        ("28159", "Thị trấn Cần Giuộc"), ("28237", "Xã Dương Xuân Hội"), ("802", "Huyện Đức Hòa"),
    ):  # fmt: skip
        lead(page, f"unit?unit={unit}")
        sheet = page.locator(".st-key-print_sheet", has_text=name)
        sheet.locator("table").wait_for(state="attached")
        settled(page)
        assert not sheet.is_visible()

        printed = page.pdf(prefer_css_page_size=True)

        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1

    page.emulate_media(media="print")
    assert sheet.is_visible()
    assert not page.locator(".st-key-screen_only").is_visible()


def test_a_chart_prints_whole(opened):
    page = opened("indicator?indicator=fibre_household_share")
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=30_000)
    labels = page.locator(".js-plotly-plot .main-svg text").all_text_contents()
    chart = page.locator(".js-plotly-plot .svg-container").first
    width = chart.evaluate("node => node.clientWidth")

    for landscape in (False, True):
        pdf = PdfReader(BytesIO(page.pdf(format="A4", landscape=landscape)))

        # What lies beyond the sheet is not in the file.
        printed = squeezed("".join(sheet.extract_text() for sheet in pdf.pages))
        assert [label for label in labels if squeezed(label) not in printed] == []
        assert chart.evaluate("node => node.clientWidth") == width  # the screen has it back
