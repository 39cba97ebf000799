"""A unit's sheet in a real browser: one A4 page; and the leaders' pages on a phone."""

import re

import pytest

from tests.browser.serving import Server, needs_chromium, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]


@pytest.fixture(scope="module")
def address(full_home):
    server = Server(full_home)
    yield server.url
    server.stop()


def opened(browser, url, width=1366):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(url)
    return settled(page)


@pytest.mark.parametrize("unit", ["28159", "28237", "802"])
def test_a_unit_prints_on_one_a4_page(browser, address, unit):
    page = opened(browser, f"{address}/unit?unit={unit}")
    page.locator(".st-key-print_sheet table").wait_for(state="attached")

    printed = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.close()


def test_the_sheet_is_out_of_sight_until_printed(browser, address):
    page = opened(browser, f"{address}/unit?unit=28237")

    page.locator(".st-key-print_sheet").wait_for(state="hidden")
    page.emulate_media(media="print")
    assert page.locator(".st-key-print_sheet").is_visible()
    assert not page.locator(".st-key-screen_only").is_visible()
    page.close()


@pytest.mark.parametrize("name", ["programme", "pilots", "unit", "nation", "changes", "reporting"])
def test_a_phone_scrolls_down_only(browser, address, name):
    page = opened(browser, f"{address}/{name}", width=360)

    page.wait_for_function(
        """() => [...document.querySelectorAll(
            '[data-testid=stMain] [data-testid=stPageLink] a,' +
            '[data-testid=stMain] [data-testid=stButtonGroup] button,' +
            '[data-testid=stMain] [data-testid=stExpander] summary')]
          .map(one => one.getBoundingClientRect().height)
          .every(height => height === 0 || height >= 44)""",
        timeout=20_000,
    )  # parts appear one after the other
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.close()
