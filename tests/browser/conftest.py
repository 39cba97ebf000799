"""What browser tests share: one Chromium a module, one server of full data a worker."""

import shutil

import pytest

from tests.browser.serving import CHROMIUM, FLAGS, Server


# Of a module: Playwright's event loop would run on below tests that start their own.
@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory, full_home):
    """The server of full data. Only to read: what writes or restarts takes `own_server`."""
    running = Server(shutil.copytree(full_home, tmp_path_factory.mktemp("served") / "home"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def own_server(tmp_path_factory, full_home):
    """A server of full data that only the tests of one module know."""
    running = Server(shutil.copytree(full_home, tmp_path_factory.mktemp("served") / "home"))
    yield running
    running.stop()
