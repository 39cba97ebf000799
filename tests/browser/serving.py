"""The real server on a free port, and what every browser test needs of pages."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from unicodedata import normalize
from urllib.request import urlopen

import pytest
from playwright.sync_api import TimeoutError

from tests.homes import ROOT, TODAY

# The first draws the same with a quarter less work, for it has no window of its own.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-quic",
    "--js-flags=--single-threaded",  # helpers ahead of time took a tenth of all work on two cores
]  # fmt: skip
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


class Server:
    """The server of a data home on one port, which can be killed and started again."""

    def __init__(self, home):
        self.home, self.port = home, free_port()
        self.url, self.key = f"http://127.0.0.1:{self.port}", secrets.token_urlsafe()
        self.start()

    def start(self):
        command = [sys.executable, "-m", "cds", "serve", "--port", str(self.port)]
        environment = {
            **os.environ, "CDS_DATA": str(self.home), "CDS_TODAY": TODAY.isoformat(),
            "CDS_LOCAL_KEY": self.key,
        }  # fmt: skip
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT)
        await_answer(f"{self.url}/healthz")

    def at_machine(self, address):
        """An address as whoever started the server opens it."""
        return f"{self.url}{address}{'&' if '?' in address else '?'}key={self.key}"

    def stop(self):
        self.process.kill()
        self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_answer(url):
    for _ in range(600):
        try:
            with urlopen(url, timeout=1):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {url}")


def settled(page):
    """Wait until a page has its title and rests."""
    page.locator("h1").first.wait_for(timeout=90_000)
    page.locator(IDLE).wait_for(timeout=90_000)
    return page


def lead(page, address):
    """Go to an address of the site as its own links do: nothing is loaded that is there."""
    page.evaluate(_LEAD, address)


_LEAD = "to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')) }"


def squeezed(text):
    """A text as a file of print can be compared: its gaps are not its own."""
    return re.sub(r"\s", "", normalize("NFC", text))


def rest(page):
    """Wait until what was just done has been answered."""
    page.wait_for_timeout(150)  # until the browser has told the server
    page.locator(IDLE).wait_for(timeout=30_000)


def choose(page, label, option):
    """Choose in a box as people do: type, take what is offered, wait for the answer."""
    boxes = page.locator("[data-testid=stSelectbox], [data-testid=stMultiSelect]")
    box = boxes.get_by_role("combobox", name=label).first  # the search is none of them
    box.scroll_into_view_if_needed()
    page.evaluate(NEXT_FRAME)  # a box closes when the page is still scrolling
    offered = page.get_by_role("option", name=option).first
    for _ in range(10):  # or when something has just come
        box.click()
        box.fill(option)
        with suppress(TimeoutError):
            offered.wait_for(timeout=1000)
            break
    offered.click()
    rest(page)


# What would move for longer than 0,01 s, drawings of our components too.
MOVING = """() => {
  const seconds = text => Math.max(...text.split(",").map(
    one => parseFloat(one) / (one.trim().endsWith("ms") ? 1000 : 1)))
  const inside = root => [...root.querySelectorAll("*")].flatMap(
    node => [node, ...(node.shadowRoot ? inside(node.shadowRoot) : [])])
  const moves = ({ animationName, animationDuration, transitionDuration }) =>
    (animationName !== "none" && seconds(animationDuration) > 0.01) ||
    seconds(transitionDuration) > 0.01
  const found = inside(document).filter(node => moves(getComputedStyle(node)))
  return [...new Set(found.map(({ tagName, className }) => `${tagName} ${className}`))]
}"""

NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Words of Streamlit's own that no name or text of ours holds (“open” stands in “Open SDG”).
ENGLISH = re.compile(
    r"\b(app pages|sidebar|menu|logo|navigate|skip|link to|close|choose|options?|select|"
    r"selectbox|multiselect|values|clear|remove|press|apply|submit|upload|per file|drag|drop|"
    r"file upload|calendar|previous|next|today|show|hide|columns?|download|search|fullscreen|"
    r"suggestions|available|results?|icon|running|loading|sort|pin|autosize|day|month|year|error|allowed)\b|\"open\""
)


def english(page):
    """The names and texts of a page, as a screen reader tells them, in which English is left."""
    told = page.locator("body").aria_snapshot().splitlines()
    ours = (re.sub(r"^\s*- '?[a-z]+", "", line) for line in told if "- /" not in line)  # no roles
    return [line for line in ours if ENGLISH.search(line.lower().split(" [")[0])]
