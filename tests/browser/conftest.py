"""What browser tests share: one Chromium, its windows and a server of full data a worker."""

import shutil
from collections import defaultdict
from functools import partial
from itertools import chain

import pytest

from tests.browser.serving import CHROMIUM, DESKTOP, FLAGS, Server


# Of the package: Playwright's event loop would run on below tests that start their own.
@pytest.fixture(scope="package")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        chromium.new_context = partial(_of_long_an, chromium.new_context)
        chromium.new_page = lambda **looks: chromium.new_context(**looks).new_page()
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def _windows(browser):
    """Windows by their looks. They are kept: the first page in a new one costs three others."""
    kept = defaultdict(list)
    yield kept
    for window in chain(*kept.values()):
        window.page.context.close()


class Window:
    """A page of somebody who shares nothing with others; it forgets who used it before."""

    def __init__(self, browser, looks):
        self.looks, self.troubles = looks, []
        self.page = browser.new_context(**looks).new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def clear(self):
        for page in self.page.context.pages:
            if page != self.page:
                page.close()
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        _choose(self.page.context)
        self.page.set_viewport_size(self.looks["viewport"])
        self.page.emulate_media(media="null")


@pytest.fixture
def people(browser, _windows):
    """Opens addresses for people who share nothing; no script may fail in their windows."""
    used = []

    def arrive(address, **looks):
        looks = {"viewport": DESKTOP, "reduced_motion": "reduce"} | looks
        alike = _windows[repr(looks)]
        free = next((window for window in alike if window not in used), None)
        if free is None:
            alike.append(free := Window(browser, looks))
        used.append(free)
        free.page.goto(address)
        return free.page

    yield arrive
    troubles = [trouble for window in used for trouble in window.troubles]
    for window in used:
        window.clear()
        window.troubles.clear()
    assert troubles == []


def _of_long_an(make, **looks):
    """A browser whose visitor chose the programme of many districts, pilots and figures before."""
    context = make(**looks)
    _choose(context)
    return context


def _choose(context):
    cookie = {"name": "cds_programme", "value": "long_an", "path": "/"}
    context.add_cookies([{**cookie, "domain": host} for host in ("127.0.0.1", "localhost")])


@pytest.fixture(scope="package")
def server(tmp_path_factory, full_home):
    """The server of full data. Only to read: what writes or restarts takes `own_server`."""
    running = Server(shutil.copytree(full_home, tmp_path_factory.mktemp("served") / "home"))
    yield running
    running.stop()


@pytest.fixture(scope="package")
def own_server(tmp_path_factory, full_home):
    """A server of full data to write to and to start again."""
    running = Server(shutil.copytree(full_home, tmp_path_factory.mktemp("served") / "home"))
    yield running
    running.stop()
