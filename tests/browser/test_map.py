"""The map in a real browser: fills, hatch, zoom, mouse and keyboard; nothing leaves the server."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import urlopen

import pytest

from cds.store.boundaries import save_layer
from tests.charts.map_factory import layer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

SCRIPT = """
from decimal import Decimal
from pathlib import Path
import streamlit as st
from cds.charts.colour_steps import Aim
from cds.charts.coverage_map import Links, coverage_map
from cds.store.boundaries import load_layer
from cds.ui.map import coverage_map as show_map, geometry_url
from tests.charts.map_factory import WORDING, point

HOME = Path({home!r})
value = st.radio("Value of unit 1", ["79", "95"], key="value")
figures = {{"00": "40", "01": value, "03": "81"}}
points = {{f"{{code}}@2020-01-01": point(text) for code, text in figures.items()}}
links = Links(geometry_url(HOME / "boundaries" / "v1-commune.json"))
layer = load_layer(HOME, "v1", "commune")
payload = coverage_map(layer, points, Aim(Decimal(80)), WORDING, links)
opened = show_map(payload, key="map")
st.text(f"opened {{opened}}")
"""
SERVER = """
import sys
from pathlib import Path
import uvicorn
from cds.server import make_app
from cds.server.admission import Admission

home = Path(sys.argv[1])
app = make_app(home, Admission.from_environment("127.0.0.1"), home / "app.py")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory, free_port):
    home = tmp_path_factory.mktemp("home")
    save_layer(home / "boundaries" / "v1-commune.json", layer())
    (home / "app.py").write_text(SCRIPT.format(home=str(home)))
    (home / ".streamlit").mkdir()
    shutil.copy(ROOT / ".streamlit" / "config.toml", home / ".streamlit")
    command = [sys.executable, "-c", SERVER, str(home), str(free_port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CDS_DATA": str(home)}
    with subprocess.Popen(command, env=environment, cwd=home) as server:
        url = f"http://127.0.0.1:{free_port}"
        _await_health(url)
        yield url
        server.terminate()


@pytest.fixture(scope="module")
def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, address):
    """The app with its map drawn; fails on console errors and on requests to elsewhere."""
    context = browser.new_context(viewport={"width": 1000, "height": 700}, reduced_motion="reduce")
    page = context.new_page()
    troubles = []
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request", lambda request: troubles.append(request.url) if _is_outside(request) else None
    )
    page.goto(address)
    page.locator(".map svg[role=listbox]").wait_for()
    yield page
    context.close()
    assert troubles == []


def _await_health(url):
    for _ in range(200):
        try:
            with urlopen(f"{url}/healthz", timeout=1):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def _is_outside(request):
    address = urlparse(request.url)
    return address.scheme.startswith(("http", "ws")) and address.hostname != "127.0.0.1"


def fills(page):
    return page.locator(".map .unit").evaluate_all("paths => paths.map(path => path.style.fill)")


def zoom_of(page):
    return page.locator(".map .world").get_attribute("transform")


def test_shapes_are_filled_by_their_side_of_the_target(page):
    assert fills(page) == [
        "rgb(165, 59, 34)",  # 40: the darker of two steps short of it
        "rgb(236, 147, 85)",  # 79
        'url("#hatch")',
        "rgb(169, 210, 233)",  # 81
    ]


def test_painted_pixels_are_those_of_the_steps_and_of_a_hatch(page):
    colours = [_colours_inside(page, unit) for unit in range(4)]

    assert [len(found) for found in (colours[0], colours[1], colours[3])] == [1, 1, 1]
    assert colours[1] == {(236, 147, 85)}
    assert len(colours[2]) > 1


def _colours_inside(page, unit):
    """The colours painted along the middle of a unit, without its edges."""
    box = page.locator(f"#unit-{unit}").bounding_box()
    clip = {
        "x": box["x"] + box["width"] * 0.3, "y": box["y"] + box["height"] * 0.5,
        "width": box["width"] * 0.4, "height": 4,
    }  # fmt: skip
    image = page.screenshot(clip=clip)
    return {tuple(colour) for colour in page.evaluate(_PIXELS, list(image))}


_PIXELS = """async bytes => {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]))
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")
  context.drawImage(bitmap, 0, 0)
  const data = context.getImageData(0, 0, bitmap.width, bitmap.height).data
  const found = new Map()
  for (let i = 0; i < data.length; i += 4) {
    const colour = [...data.slice(i, i + 3)]
    found.set(colour.join(), colour)
  }
  return [...found.values()]
}"""


def test_zoom_survives_a_change_of_figures(page):
    page.locator("#unit-1").hover()
    page.mouse.wheel(0, -300)
    zoomed = zoom_of(page)
    before = page.locator(".map").get_attribute("data-turn")

    page.get_by_text("95", exact=True).click()
    page.locator(f".map:not([data-turn='{before}'])").wait_for()

    assert "scale(1)" not in zoomed
    assert zoom_of(page) == zoomed
    assert fills(page)[1] != "rgb(236, 147, 85)"


def test_reset_shows_the_whole_map_again(page):
    page.locator(".map .zoom_in").click()
    page.locator(".map .reset").click()

    assert zoom_of(page) == "translate(0 0) scale(1)"


def test_click_opens_a_unit(page):
    page.locator("#unit-3").click()

    page.get_by_text("opened 03@2020-01-01").wait_for()


def test_dragging_moves_the_map_and_opens_nothing(page):
    page.locator(".map .zoom_in").click()
    before = zoom_of(page)
    box = page.locator(".map svg[role=listbox]").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 250, box["y"] + 60, steps=4)
    page.mouse.up()

    assert zoom_of(page) != before
    assert page.get_by_text("opened None").count() == 1


def test_keyboard_walks_and_opens(page):
    canvas = page.locator(".map svg[role=listbox]")
    canvas.focus()
    canvas.press("ArrowRight")
    canvas.press("ArrowRight")
    active = canvas.get_attribute("aria-activedescendant")
    canvas.press("Enter")

    page.get_by_text(f"opened 0{active[-1]}@2020-01-01").wait_for()
    assert active == "unit-2"


def test_tooltip_and_labels_say_the_figure_with_period_and_source(page):
    page.locator("#unit-1").hover()

    said = page.locator(".map .tip").inner_text().split("\n")

    assert [line for line in said if line] == [
        "Unit 1", "value 79", "missing 1", "period 2025-Q1", "source report",
    ]  # fmt: skip
    assert page.locator("#unit-2").get_attribute("aria-label") == "Unit 2. no figure"


def test_legend_says_the_steps_in_words(page):
    assert page.locator(".map .legend > span").all_inner_texts()[-2:] == ["met >=80", "no figure"]


def test_one_finger_scrolls_the_page_and_nothing_overflows_on_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    action = page.locator(".map svg[role=listbox]").evaluate(
        "svg => getComputedStyle(svg).touchAction"
    )
    assert action == "pan-x pan-y"
