"""A unit's sheet in a real browser: one A4 page; and the leaders' pages on a phone."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.homes import TODAY

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
ROOT = Path(__file__).resolve().parents[2]
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def address(full_home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", f"from cds.server import serve; serve(port={port})"]
    environment = {**os.environ, "CDS_DATA": str(full_home), "CDS_TODAY": TODAY.isoformat()}
    with subprocess.Popen(command, env=environment, cwd=ROOT) as server:
        url = f"http://127.0.0.1:{port}"
        _await_health(url)
        yield url
        server.terminate()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def opened(browser, url, width=1366):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(url)
    page.locator("h1").first.wait_for(timeout=90_000)
    page.locator(IDLE).wait_for(timeout=90_000)
    return page


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


@pytest.mark.parametrize("name", ["pilots", "unit", "nation", "changes", "reporting"])
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


def _await_health(url):
    for _ in range(600):
        try:
            with urlopen(f"{url}/healthz") as answer:  # noqa: S310 - our own server
                return answer.status
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not come up")
