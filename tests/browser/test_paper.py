"""Pages on paper, as a real browser prints them."""

import re
from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from tests.browser.serving import needs_chromium, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]


def squeezed(text):
    """A text as a file of print can be compared: its gaps are not its own."""
    return re.sub(r"\s", "", normalize("NFC", text))


@pytest.fixture
def opened(people, server):
    return lambda path: settled(people(f"{server.url}/{path}"))


@pytest.mark.parametrize("unit", ["28159", "28237", "802"])
def test_a_unit_prints_on_one_a4_page(opened, unit):
    page = opened(f"unit?unit={unit}")
    page.locator(".st-key-print_sheet table").wait_for(state="attached")

    printed = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_the_sheet_is_out_of_sight_until_printed(opened):
    page = opened("unit?unit=28237")

    page.locator(".st-key-print_sheet").wait_for(state="hidden")
    page.emulate_media(media="print")
    assert page.locator(".st-key-print_sheet").is_visible()
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


@pytest.mark.parametrize("name", ["motto", "milestones", "pilots", "reporting"])
def test_what_elements_draw_prints_whole(opened, name):
    page = opened(name)
    drawn = page.locator(".drawn, .data-table").filter(visible=True)
    page.locator(".drawn > *, .data-table tr").first.wait_for()
    words = "th, td.name, td span, .label, .down b, .down small"
    labels = [one for part in drawn.all() for one in part.locator(words).all_text_contents()]
    assert labels

    printed = squeezed(
        "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    )

    assert [label for label in labels if squeezed(label) not in printed] == []


def test_controls_stay_on_the_screen_and_what_they_say_goes_on_paper(opened):
    page = opened("gaps")
    assert not page.locator(".st-key-paper_only_filters").is_visible()

    page.emulate_media(media="print")

    for control in ("stSelectbox", "stMultiSelect", "stButtonGroup", "stSlider", "stButton"):
        assert page.locator(f"[data-testid={control}]:visible").count() == 0
    assert page.locator(".st-key-paper_only_filters").inner_text().startswith("Cấp: Tỉnh")


def test_the_first_page_prints_its_standings_and_no_controls(opened):
    page = opened("")

    page.emulate_media(media="print")

    lines = page.locator(".st-key-headlines li")
    lines.first.wait_for()
    assert lines.count() == len([one for one in lines.all() if one.is_visible()]) == 9
    assert not page.locator(".st-key-bar").is_visible()
    assert page.locator("[data-testid=stPageLink]:visible").count() == 0
