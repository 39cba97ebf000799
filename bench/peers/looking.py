"""What somebody waits for who opens a site in a real browser, and what comes over the wire."""

import statistics
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from bench.browsing import PATIENCE_MS, QUIET_MS, ROOTS
from bench.peers.sites import Site

_CHOICES = 4
_WATCH = f"""
wanted => {{
  {ROOTS}
  const seen = (window.benchPeers = {{
    at: {{}}, last: 0, chosen: null, before: null, painted: null,
  }})
  const found = selector => [document, ...shadows()].flatMap(
    root => [...root.querySelectorAll(selector)])
  const hasFont = ({{ fontWeight, fontSize, fontFamily }}) =>
    document.fonts.check(`${{fontWeight}} ${{fontSize}} ${{fontFamily}}`)
  const isSeen = one => one.checkVisibility() && one.getBoundingClientRect().height > 0
    && hasFont(getComputedStyle(one))
  const fills = () => found(wanted.areas).map(area => getComputedStyle(area).fill).join()
  const choose = () => {{ if (seen.before !== null) seen.chosen = performance.now() }}
  window.addEventListener('pointerdown', choose, true)
  window.benchAwait = () => {{
    Object.assign(seen, {{ before: fills(), chosen: null, painted: null }})
  }}
  watch(() => {{ seen.last = performance.now() }})
  const look = () => {{
    const now = performance.now()
    for (const [name, selector] of Object.entries(wanted))
      if (!(name in seen.at) && found(selector).some(isSeen)) seen.at[name] = now
    if (seen.before !== null && seen.painted === null) {{
      const drawn = fills()
      if (drawn && drawn !== seen.before) seen.painted = now
    }}
    requestAnimationFrame(look)
  }}
  look()
}}
"""
_IS_DONE = """
({ names, quiet }) => names.every(name => name in benchPeers.at)
  && performance.now() - benchPeers.last > quiet
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """One visit: milliseconds after navigation, kilobytes that came."""

    at: dict[str, float]
    idle_ms: float
    kb: float


def visits(browser: Browser, site: Site) -> dict[str, float]:
    """Open overview and map, each in a browser that knows nothing, then again; then choose."""
    told = dict[str, float]()
    for page, names in (("", ["number", "heat"]), ("coverage", ["areas"])):
        context = _context(browser, site)
        for kind in ("cold", "warm"):
            found = _opened(context, f"{site.url}/{page}", names)
            told |= {f"{name}, {kind}": found.at[name] for name in names}
            told[f"{page or 'overview'} idle, {kind}"] = found.idle_ms
            told[f"{page or 'overview'} came, {kind}"] = found.kb
        context.close()
    told["painted"] = _painted(browser, site)
    return told


def one_visitor(browser: Browser, site: Site) -> None:
    """Somebody looks at the overview."""
    context = _context(browser, site)
    _opened(context, site.url, ["number", "heat"])
    context.close()


def _context(browser: Browser, site: Site) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="vi-VN")
    wanted = {"number": site.number, "heat": site.heat, "areas": site.areas}
    context.add_init_script(f"({_WATCH})({wanted!r})")
    return context


def _opened(context: BrowserContext, url: str, names: list[str]) -> Opened:
    page = context.new_page()
    sizes = _counted(context, page)
    _arrive(page, url, names)
    seen = page.evaluate("window.benchPeers")
    page.close()
    return Opened(seen["at"], seen["last"], sum(sizes) / 1000)


def _arrive(page: Page, url: str, names: list[str]) -> None:
    page.goto(url, wait_until="commit")
    page.wait_for_function(
        _IS_DONE, arg={"names": names, "quiet": QUIET_MS}, timeout=2 * PATIENCE_MS
    )


def _counted(context: BrowserContext, page: Page) -> list[float]:
    """Bytes of each answer as it crossed the wire; a websocket's as they were before packing."""
    line, sizes = context.new_cdp_session(page), list[float]()
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.on("websocket", lambda one: one.on("framereceived", lambda told: sizes.append(len(told))))
    return sizes


def _painted(browser: Browser, site: Site) -> float:
    """The median of some choices, from the press until the map has other colours."""
    context = _context(browser, site)
    page = context.new_page()
    _arrive(page, f"{site.url}/coverage", ["areas"])
    waits = list[float]()
    for name in [*site.indicators.values()][:_CHOICES]:
        page.evaluate("() => benchAwait()")
        site.choose(page, name)
        page.wait_for_function("() => benchPeers.painted !== null", timeout=PATIENCE_MS)
        seen = page.evaluate("window.benchPeers")
        waits.append(seen["painted"] - seen["chosen"])
        page.wait_for_timeout(QUIET_MS)
    context.close()
    return statistics.median(waits)
