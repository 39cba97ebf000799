"""Pages on paper, as a real browser prints them."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.browser.serving import needs_chromium, settled, squeezed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]


@pytest.fixture
def opened(people, server):
    return lambda path: settled(people(f"{server.url}/{path}"))


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


def test_a_long_list_has_its_head_on_every_sheet_and_nothing_is_printed_over_it(opened):
    for path, mark, head in (
        ("reporting", "UBND xã", "Chỉ tiêu chưa gửi"), ("gaps", "Khép sổ:", "Mức mục tiêu"),
    ):  # fmt: skip
        page = opened(path)
        page.locator(".data-table td, .standings li").first.wait_for()

        sheets = printed(page)

        filled = [sheet for sheet in sheets if heights(sheet, mark)]
        assert len(filled) > 1
        assert all(heights(sheet, head) for sheet in filled)
        for sheet in filled:  # what comes after the list stands below its last line
            after = heights(sheet, "Tỷ lệ đã gửi theo huyện")
            assert not after or max(after) < min(heights(sheet, mark))


def test_a_line_of_targets_is_as_wide_as_upright_paper(opened):
    page = opened("")
    page.locator(".standings li").first.wait_for()

    sheet = PdfReader(BytesIO(page.pdf(format="A4"))).pages[0]

    ends = []

    def note(text, current, matrix, _font, _size):
        if "99,9%" in text or "2/4" in text:
            ends.append(matrix[4] * current[0] + current[4])

    sheet.extract_text(visitor_text=note)
    assert max(ends) > 0.8 * float(sheet.mediabox.width), ends


def printed(page):
    """Of each sheet, A4 across, what is written at which height, from its foot."""
    sheets = []
    for sheet in PdfReader(BytesIO(page.pdf(format="A4", landscape=True))).pages:
        lines = {}

        def note(text, current, matrix, _font, _size, lines=lines):
            at = round(matrix[5] * current[3] + current[5])
            lines[at] = lines.get(at, "") + text

        sheet.extract_text(visitor_text=note)
        sheets.append(lines)
    return sheets


def heights(sheet, text):
    return [at for at, line in sheet.items() if squeezed(text) in squeezed(line)]
