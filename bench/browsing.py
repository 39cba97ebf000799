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
SCROLL_MS = 200
_RARE = ".st-key-bar_filters button"
OPTIONS = 4  # options of a list that are chosen in turn
# Our components draw in shadows, which neither a selector nor an observer of the page sees into.
ROOTS = """
  const hosts = () => [...document.querySelectorAll(
    '[data-testid="stBidiComponentIsolated"], #sight .lines')]
  const shadows = () => hosts().map(host => host.shadowRoot).filter(root => root !== null)
  const watched = new Set()
  const watch = act => {
    const watcher = new MutationObserver(() => { reach(); act() })
    const reach = () => {
      for (const root of [document, ...shadows()])
        if (!watched.has(root)) {
          watched.add(root)
          watcher.observe(root, {
            subtree: true, childList: true, attributes: true, characterData: true,
          })
        }
    }
    reach()
  }
"""
_WATCH = f"""
(selector) => {{
  {ROOTS}
  const seen = (window.benchSeen = {{first: null, last: 0}})
  watch(() => {{
    seen.last = performance.now()
    if (seen.first !== null) return
    const found = [document, ...shadows()].map(root => root.querySelector(selector)).find(Boolean)
    if (found && found.getBoundingClientRect().height > 0) seen.first = performance.now()
  }})
}}
"""
# A person sees a change in the frame after the first text that differs from what stood there.
WATCH_TEXTS = f"""
(selector) => {{
  {ROOTS}
  const drawn = () => shadows().map(root => root.textContent)
  const texts = () => [...document.querySelectorAll(selector)].map(one => one.textContent)
  const read = () => [...texts(), ...drawn()].join('|')
  const seen = (window.benchChoice = {{chosen: null, before: null, painted: null}})
  const choose = () => {{ Object.assign(seen, {{chosen: performance.now(), painted: null}}) }}
  const start = () => {{ seen.before = read(); choose() }}
  for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, start, true)
  window.addEventListener('click', choose, true)
  watch(() => {{
    if (seen.before !== null && seen.painted === null && read() !== seen.before)
      requestAnimationFrame(() => {{ seen.painted ??= performance.now() }})
  }})
}}
"""
# The map counts its drawings in `data-turn`; the frame after that is what a person sees.
_WATCH_MAP = """
() => {
  const hosts = document.querySelectorAll('[data-testid="stBidiComponentIsolated"]');
  const roots = [...hosts].map(host => host.shadowRoot).filter(root => root !== null);
  const map = roots.map(root => root.querySelector('.map')).find(found => found !== null);
  const seen = (window.benchMap = {chosen: null, painted: null});
  window.addEventListener('click', () => {
    seen.chosen = performance.now();
    seen.painted = null;
  }, true);
  new MutationObserver(() => requestAnimationFrame(() => { seen.painted ??= performance.now(); }))
    .observe(map, {attributeFilter: ['data-turn']});
}
"""
_IS_PAINTED = "() => window.benchMap.painted !== null"
_HAS_MAP = """
() => [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
  .some(host => host.shadowRoot?.querySelector('.map')?.dataset.turn)
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


@dataclass(frozen=True, slots=True)
class Repaints:
    """What choosing other options costs. `messages` are those the browser sent for them."""

    painted_ms: float
    messages: tuple[bytes, ...]


@dataclass(slots=True)
class Wire:
    """The websocket messages that a page sends."""

    sent: list[bytes] = field(default_factory=list[bytes])

    def listen(self, socket: WebSocket) -> None:
        """Keep what the browser sends on this socket."""
        socket.on("framesent", lambda frame: self._keep(frame))

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
    page = opened(browser, url, content)
    seen = page.evaluate("window.benchSeen")
    page.context.close()
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


def repaints(browser: Browser, url: str, selector: str, count: int) -> Repaints:
    """Open a page with a map, choose options of a list in turn, and time the map's answers."""
    wire = Wire()
    page = opened(browser, url, "[data-testid=stBidiComponentIsolated]", wire)
    page.wait_for_function(_HAS_MAP, timeout=PATIENCE_MS)
    page.evaluate(_WATCH_MAP)
    for place in range(OPTIONS):  # to warm up
        _choose(page, selector, place)
    wire.sent.clear()
    taken = [_choose(page, selector, number % OPTIONS) for number in range(count)]
    page.context.close()
    return Repaints(statistics.median(taken), tuple(wire.sent))


def _choose(page: Page, selector: str, place: int) -> float:
    """Milliseconds from the click on an option until the map shows it."""
    choose_option(page, selector, place + 1)
    page.wait_for_function(_IS_PAINTED, timeout=PATIENCE_MS)
    seen = page.evaluate("window.benchMap")
    rest(page)
    return float(seen["painted"]) - float(seen["chosen"])


def choose_option(page: Page, selector: str, place: int) -> None:
    """Choose an option of a list by its place, counted from 0."""
    field = page.locator(selector).locator("input")
    if not field.is_visible():  # one of the rare choices
        page.locator(_RARE).first.click()
        field.wait_for()
    field.scroll_into_view_if_needed()  # a list closes when the page scrolls
    page.wait_for_timeout(SCROLL_MS)
    field.click()
    page.get_by_role("option").first.wait_for()
    page.get_by_role("option").nth(place).click()


def rest(page: Page) -> None:
    """Wait until the page has been quiet."""
    page.wait_for_function(_IS_IDLE, arg=QUIET_MS, timeout=PATIENCE_MS)


def opened(browser: Browser, url: str, content: str, wire: Wire | None = None) -> Page:
    """Open a page in a fresh browser context and wait until it has been quiet."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="vi-VN")
    context.add_init_script(f"({_WATCH})({content!r})")
    page = context.new_page()
    if wire is not None:
        page.on("websocket", lambda socket: wire.listen(socket))
    page.goto(url, wait_until="commit")
    rest(page)
    return page
