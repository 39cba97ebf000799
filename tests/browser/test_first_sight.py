"""The first numbers come with the page, stay where they are, and give way to the page itself."""

import re
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from streamlit import file_util

from cds.maps.addresses import SIGNS
from cds.text.figures import STANDINGS
from tests.browser.serving import DESKTOP, PHONE, needs_chromium, settled
from tests.homes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]
SCRIPT = "**/static/js/index.*.js"  # with which Streamlit begins
TABLET = {"width": 800, "height": 1000}
PLACES = """() => {
  const sight = document.getElementById("sight")
  const top = sight ?? document.querySelector(".st-key-verdict")
  const lines = (sight?.querySelector(".lines")
    ?? document.querySelector(".st-key-headlines [data-testid=stBidiComponentIsolated]")).shadowRoot
  const found = [top.querySelector("h1"), lines.querySelector(".strip"),
    ...lines.querySelectorAll("li .value")]
  return found.map(one => {
    const { x, y, width, height } = one.getBoundingClientRect()
    return [one.textContent, ...[x, y, width, height].map(Math.round)]
  })
}"""
# Where a value is in each frame, be it of the first sight or of the page.
FOLLOW = """() => {
  window.seen = []
  const look = () => {
    const hosts = [document.querySelector("#sight .lines"), document.querySelector(
      ".st-key-headlines [data-testid=stBidiComponentIsolated]")]
    const value = hosts.map(one => one?.shadowRoot?.querySelector("li .value")).find(Boolean)
    const box = value?.getBoundingClientRect()
    if (document.fonts.check("700 15px 'Sight Sans'")) // not seen before
      seen.push(box?.height ? `${value.textContent} ${Math.round(box.y)}` : "")
    requestAnimationFrame(look)
  }
  look()
}"""

NAMED = re.compile(r"(?::material/|icon ?= ?\"|link\(.*\")([a-z0-9_]{3,})")
TEXT = re.compile(r"\"([a-z0-9_]{3,})\"")
# The names that are no sign of a font: they are written out, wider than a sign.
WRITTEN_OUT = """async ([names, address]) => {
  const font = new FontFace("Tried", `url(${address})`)
  document.fonts.add(await font.load())
  return names.filter(name => {
    const sign = document.createElement("span")
    sign.style.cssText = "font: 24px/1 Tried; position: absolute; white-space: pre"
    sign.textContent = name
    document.body.append(sign)
    const { width } = sign.getBoundingClientRect()
    sign.remove()
    return width > 25
  })
}"""


@pytest.fixture
def arrive(browser, server):
    """Opens a window of somebody who never chose another programme."""
    opened = []
    for _ in range(600):  # a server that has just begun makes nobody wait for it
        with urlopen(f"{server.url}/") as answer:  # noqa: S310 - our own address
            if b'id="sight"' in answer.read():
                break
        time.sleep(0.1)

    def arrived(size=DESKTOP):
        context = browser.new_context(viewport=size, reduced_motion="reduce")
        context.clear_cookies()
        context.set_default_timeout(60_000)
        opened.append(context)
        return context.new_page()

    yield arrived
    for context in opened:
        context.close()


@pytest.fixture
def held(arrive, server):
    """Opens an address for somebody whose scripts of Streamlit do not come."""

    def arrived(address, size=DESKTOP):
        page = arrive(size)
        page.route(SCRIPT, lambda route: route.abort())
        page.goto(f"{server.url}{address}")
        return page

    return arrived


@pytest.mark.parametrize("size", [DESKTOP, PHONE, TABLET], ids=["desktop", "phone", "tablet"])
def test_the_page_draws_its_numbers_where_they_were(held, server, size):
    page = held("/", size)
    page.locator("#sight li .value").first.wait_for()
    page.evaluate("() => document.fonts.ready.then(() => true)")
    first = page.evaluate(PLACES)
    page.unroute(SCRIPT)

    page.goto(f"{server.url}/")
    settled(page)
    page.locator("#sight").wait_for(state="detached")
    for _ in range(50):  # parts of the bar come one after another
        if page.evaluate(PLACES) == first:
            break
        page.wait_for_timeout(100)

    assert page.evaluate(PLACES) == first
    assert len(first) > 5


def test_numbers_never_vanish_nor_move_until_the_page_is_there(arrive, server):
    page = arrive()
    page.add_init_script(f"({FOLLOW})()")
    page.goto(f"{server.url}/")
    page.locator("#sight").wait_for(state="detached")
    settled(page)

    seen = page.evaluate("() => seen")
    since = seen[next(place for place, one in enumerate(seen) if one) :]
    assert len({*since}) == 1


def test_a_line_leads_on_before_the_page_has_loaded(held):
    page = held("/")
    page.locator("#sight a").first.click()
    page.wait_for_url("**/indicator?*")

    assert "target=" in page.url


def test_an_address_of_another_view_shows_no_other_numbers_first(held):
    assert held("/?version=1").locator("#sight").count() == 0


def test_the_page_comes_also_where_what_draws_its_first_numbers_does_not(arrive, server):
    page = arrive()
    page.route("**/sight.js", lambda route: route.abort())
    page.goto(f"{server.url}/")
    settled(page)

    assert page.locator("h1").first.is_visible()
    assert page.locator("#sight").count() == 0


def test_every_sign_that_is_named_is_in_the_font_that_is_sent(people, server):
    static = Path(file_util.get_static_dir())
    (whole,) = static.rglob("MaterialSymbols-Rounded.*")
    ours = [path for name in ("cds", "pages") for path in (ROOT / name).rglob("*.py")]
    sources = [path.read_text("utf-8") for path in (*static.rglob("*.js"), ROOT / "app.py", *ours)]
    names = {one.icon for one in STANDINGS.values()}.union(
        *map(NAMED.findall, sources),
        *(TEXT.findall(text) for text in sources if ":material/{" in text),  # put together there
    )
    page, fonts = settled(people(f"{server.url}/methods")), []
    page.on("request", lambda request: fonts.append(request.url))
    page.reload()
    settled(page)
    asked = [url for url in fonts if url.endswith(".woff2") and "Source" not in url]

    assert [url.rpartition("/")[2] for url in asked] == [SIGNS]
    whole_url = f"{server.url}/{whole.relative_to(static).as_posix()}"
    without = page.evaluate(WRITTEN_OUT, [sorted(names), whole_url])
    assert len(names) - len(without) > 120
    assert page.evaluate(WRITTEN_OUT, [sorted(names), asked[0]]) == without
