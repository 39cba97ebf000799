"""A wall that turns slides for days, in minutes: how fast, what server and browser keep."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page

from bench.processes import Served

PATIENCE_MS = 90_000
_DECK = ".cds-deck .stage"
# Turns slides as the wall's clock does, and lets the page hear the server after each round,
# as it does between slides; then waits until the server has answered.
_TURN = """async ({turns, words}) => {
  for (let turn = 0; turn < turns; turn++) {
    window.cdsDeck.view.turn()
    await new Promise(requestAnimationFrame)
    if (turn % Math.ceil(turns / words) === 0) {
      const before = window.cdsDeck.view.heardAt
      window.cdsSay({})
      for (let wait = 0; wait < 500 && window.cdsDeck.view.heardAt === before; wait++)
        await new Promise(done => setTimeout(done, 10))
    }
  }
}"""
# Until the frame after the next slide's own.
_NEXT = """() => new Promise(done => {
  const started = performance.now()
  window.cdsDeck.view.turn()
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)))
})"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is held at one moment, after everything that can be freed was freed."""

    slides: int
    server_mb: float
    heap_mb: float
    nodes: float
    listeners: float


def soak(
    browser: Browser, server: Served, story_id: str, slides: int, looks: int = 5
) -> tuple[Kept, ...]:
    """Turn that many slides on a wall; return what was kept at the start and after each part."""
    with _wall(browser, server, story_id) as page:
        inner = page.context.new_cdp_session(page)
        inner.send("Performance.enable")
        part = slides // looks
        _turn(page, part)  # every slide has been on screen: from here on nothing is new
        found = [_kept(server, inner, part)]
        for look in range(1, looks):
            _turn(page, part)
            found.append(_kept(server, inner, part * (look + 1)))
    return tuple(found)


def next_slide_ms(browser: Browser, server: Served, story_id: str, slides: int = 10) -> float:
    """Return how long the next slide takes to be on screen: the median of the first ones."""
    with _wall(browser, server, story_id) as page:
        return median(float(page.evaluate(_NEXT)) for _ in range(slides))


@contextmanager
def _wall(browser: Browser, server: Served, story_id: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{server.url}/present?kiosk={story_id}&dwell=3600")
    page.locator(_DECK).wait_for(timeout=PATIENCE_MS)
    page.wait_for_function("() => window.cdsDeck.view.heardAt", timeout=PATIENCE_MS)
    yield page
    context.close()


def _turn(page: Page, slides: int) -> None:
    page.set_default_timeout(0)
    page.evaluate(_TURN, {"turns": slides, "words": max(1, slides // 4)})


def _kept(server: Served, inner: CDPSession, slides: int) -> Kept:
    for _ in range(3):
        inner.send("HeapProfiler.collectGarbage")
    told = inner.send("Performance.getMetrics")["metrics"]
    values = {one["name"]: float(one["value"]) for one in told}
    return Kept(
        slides,
        server.memory_mb,
        values["JSHeapUsedSize"] / 1_000_000,
        values["Nodes"],
        values["JSEventListeners"],
    )
