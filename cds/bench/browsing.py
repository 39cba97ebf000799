"""What a person waits for, measured in Debian's Chromium without a graphics card."""

import contextlib
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
QUIET_MS = 400  # no change for this long means the page is done
PATIENCE_MS = 30_000
_WATCH = """
(selector) => {
  const seen = (window.benchSeen = {first: null, last: 0});
  const look = () => {
    seen.last = performance.now();
    const found = document.querySelector(selector);
    if (seen.first === null && found && found.getBoundingClientRect().height > 0) {
      seen.first = performance.now();
    }
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
}
"""
_IS_IDLE = """
(quiet) => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app !== null
    && app.getAttribute('data-test-script-state') === 'notRunning'
    && window.benchSeen.first !== null
    && performance.now() - window.benchSeen.last > quiet;
}
"""


@dataclass(frozen=True, slots=True)
class Load:
    """Medians of several loads in a fresh browser, in milliseconds after navigation."""

    first_content_ms: float
    idle_ms: float


@dataclass(slots=True)
class Wire:
    """The websocket messages of a page, in both directions."""

    sent: list[bytes] = field(default_factory=list[bytes])

    def listen(self, socket: WebSocket) -> None:
        """Keep what the browser sends on this socket."""
        socket.on("framesent", self._keep)

    def _keep(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            self.sent.append(frame)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser and close it when the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def load(browser: Browser, url: str, content: str) -> Load:
    """Open a page in a browser that knows nothing yet; content is a selector."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="vi-VN")
    context.add_init_script(f"({_WATCH})({content!r})")
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_function(_IS_IDLE, arg=QUIET_MS, timeout=PATIENCE_MS)
    seen = page.evaluate("window.benchSeen")
    context.close()
    return Load(float(seen["first"]), float(seen["last"]))


def loads(browser: Browser, pages: Sequence[tuple[str, str]], count: int) -> tuple[Load, ...]:
    """Open the pages (address, content) in turn, count times each; their medians."""
    for address, content in pages:
        load(browser, address, content)
    taken = [[load(browser, *page) for page in pages] for _ in range(count)]
    return tuple(
        Load(
            statistics.median(one.first_content_ms for one in column),
            statistics.median(one.idle_ms for one in column),
        )
        for column in zip(*taken, strict=True)
    )


def wait_until_idle(page: Page) -> None:
    """Wait until the script has run and the page has been quiet."""
    page.wait_for_function(_IS_IDLE, arg=QUIET_MS, timeout=PATIENCE_MS)
