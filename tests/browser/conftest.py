"""What browser tests share: one Chromium a module, and a server of full data of its own."""

import shutil

import pytest

from tests.browser.serving import CHROMIUM, FLAGS, Server


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory, full_home):
    running = Server(shutil.copytree(full_home, tmp_path_factory.mktemp("served") / "home"))
    yield running
    running.stop()
