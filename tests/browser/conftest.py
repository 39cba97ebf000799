"""What browser tests share: one Chromium, its windows and a server of full data a worker."""

import shutil
from functools import partial
from urllib.parse import urlsplit

import pytest

from tests.browser.serving import CHROMIUM, DESKTOP, FLAGS, Server


# Of the package: Playwright's event loop would run on below tests that start their own.
@pytest.fixture(scope="package")
def browser():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # as patient as the locators are: how soon, the bench says
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        chromium.new_context = partial(_of_long_an, chromium.new_context)
        chromium.new_page = lambda **looks: chromium.new_context(**looks).new_page()
        yield chromium
        chromium.close()


class Window:
    """A page of somebody who shares nothing with others; it forgets who used it before."""

    def __init__(self, browser, looks):
        self.looks, self.troubles, self.console = looks, [], []
        self.context = browser.new_context(reduced_motion="reduce", **looks)
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, message):
        if message.type == "error":
            self.console.append(message.text)

    def open(self, size):
        self.troubles.clear()
        self.console.clear()
        self.page.set_viewport_size(size)

    def clear(self):
        for page in self.context.pages:
            if page != self.page:
                page.close()
        self.page.unroute_all()  # what one test held back, the next would wait for in vain
        here = urlsplit(self.page.url)
        if here.scheme == "http":  # of the same site: a blank page would take another process
            self.page.goto(f"http://{here.netloc}/healthz")
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.emulate_media(media="null", color_scheme="null")
        self.context.clear_cookies()
        self.context.set_extra_http_headers({})
        _choose(self.context)


class Windows:
    """Windows by their looks. They are kept: the first page in a new one costs three others."""

    def __init__(self, browser):
        self.browser, self.all, self.free = browser, [], []

    def take(self, size=DESKTOP, **looks):
        window = next((one for one in self.free if one.looks == looks), None)
        if window:
            self.free.remove(window)
        else:
            self.all.append(window := Window(self.browser, looks))
        window.open(size)
        return window

    def give_back(self, window):
        window.clear()
        self.free.append(window)


@pytest.fixture(scope="package")
def windows(browser):
    kept = Windows(browser)
    yield kept
    for window in kept.all:
        window.context.close()


@pytest.fixture
def people(windows):
    """Opens addresses for people who share nothing; no script may fail in their windows."""
    used = []

    def arrive(address, *, viewport=DESKTOP, **looks):
        used.append(window := windows.take(viewport, **looks))
        window.page.goto(address)
        return window.page

    yield arrive
    troubles = [trouble for window in used for trouble in window.troubles]
    for window in used:
        windows.give_back(window)
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
def light_server(tmp_path_factory, light_home):
    """A server of one figure to write to and to start again, quick in both."""
    running = Server(shutil.copytree(light_home, tmp_path_factory.mktemp("served") / "home"))
    yield running
    running.stop()


@pytest.fixture(scope="package")
def own_server(tmp_path_factory, full_home):
    """A server of full data to write to and to start again."""
    running = Server(shutil.copytree(full_home, tmp_path_factory.mktemp("served") / "home"))
    yield running
    running.stop()
