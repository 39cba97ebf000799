"""The map in a real browser: fills, hatch, zoom, mouse and keyboard; nothing leaves the server."""

import os
import shutil
import subprocess
import sys
from urllib.parse import urlparse

import pytest

from cds.store.layers import save_layer
from tests.browser.serving import NEXT_FRAME, await_answer, free_port, needs_chromium
from tests.charts.map_factory import layer, outline
from tests.homes import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]

SIZE = {"width": 1000, "height": 700}
SCRIPT = """
from dataclasses import replace
from pathlib import Path
import streamlit as st
from cds.charts.coverage_map import Links, MapMode, RankedUnit
from cds.maps.addresses import geometry_url
from cds.ui.show import coverage_map as show_map
from tests.charts.map_factory import map_of, map_of_changes

HOME = Path({home!r})
files = [HOME / "boundaries" / f"v1-{{level}}.json" for level in ("commune", "district")]
links = Links(*map(geometry_url, files))
scene = st.query_params.get("scene")
value = st.radio("Value of unit 1", ["79", "95"], key="value")
figures = {{"00": "40", "01": value, "03": "81"}}
counts = {{unit: 400 // 4**i for i, unit in enumerate(figures)}}
mode = MapMode.CIRCLES if scene == "circles" else MapMode.FILL
payload = map_of(figures, counts, mode, links)
if scene == "selected":
    payload = replace(payload, selected="03@2020-01-01")
timeline = None
if scene == "listed":
    units = [RankedUnit(unit, f"Unit {{unit[1]}}", text, "East", "9 to do")
             for unit, text in (("00@2020-01-01", "40"), ("03@2020-01-01", "81"))]
    payload = replace(payload, ranking=tuple(units), ranking_title="Lowest")
    timeline = {{"2023": "year 2023", "2024": "year 2024", "2025": "year 2025"}}
if scene == "one period":
    timeline = {{"2023": "year 2023"}}

def cleared():
    st.session_state["cleared"] = True

def moved(period):
    st.session_state["period"] = period

at = st.session_state.get("period", "2023")
opened = show_map(
    payload, key="map", group="pair", on_clear=cleared, on_period=moved, timeline=timeline, at=at
)
st.text(f"period {{at}}")
st.text(f"opened {{opened}}")
st.text(f"cleared {{st.session_state.get('cleared')}}")
if scene == "pair":
    changes = {{"00": ("45", "40"), "01": ("40", value)}}
    show_map(map_of_changes(changes, links=links), key="difference", group="pair")
    show_map(payload, key="alone")
"""
SERVER = """
import sys
from pathlib import Path
import uvicorn
from cds.server import make_app
from cds.server.trusted_hosts import TrustedHosts

home = Path(sys.argv[1])
app = make_app(home, TrustedHosts.from_environment("127.0.0.1"), home / "app.py")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    save_layer(home / "boundaries" / "v1-commune.json", layer())
    save_layer(home / "boundaries" / "v1-district.json", outline())
    (home / "app.py").write_text(SCRIPT.format(home=str(home)))
    (home / ".streamlit").mkdir()
    shutil.copy(ROOT / ".streamlit" / "config.toml", home / ".streamlit")
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(home), str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CDS_DATA": str(home)}
    with subprocess.Popen(command, env=environment, cwd=home) as server:
        url = f"http://127.0.0.1:{port}"
        await_answer(f"{url}/healthz")
        yield url
        server.terminate()


@pytest.fixture(scope="module")
def window(browser):
    """Gives the window of some looks, which keeps what it has loaded, and all its troubles."""
    windows, troubles = {}, []

    def looking(**looks):
        if (key := repr(looks)) not in windows:
            base = {"viewport": SIZE, "reduced_motion": "reduce"}
            windows[key] = page = browser.new_context(**(base | looks)).new_page()
            page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on("request", lambda r: troubles.append(r.url) if _is_outside(r) else None)
        return windows[key]

    yield looking, troubles
    for page in windows.values():
        page.context.close()


@pytest.fixture
def visit(window, address):
    """Opens scenes of the app; fails on console errors and on requests to elsewhere."""
    looking, troubles = window

    def open_scene(scene="", **looks):
        size = looks.pop("viewport", SIZE)
        page = looking(**looks)
        page.set_viewport_size(size)
        page.goto(f"{address}?scene={scene}")
        page.locator(".st-key-map .map svg[role=listbox]").wait_for()
        return page

    yield open_scene
    told = troubles.copy()
    troubles.clear()
    assert told == []


@pytest.fixture
def look(visit, window):
    """Opens scenes for those who only look: one that nobody touched is not loaded again."""
    looking, _ = window

    def at_scene(scene="", viewport=SIZE):
        page = looking()
        if page.evaluate("window.lookedAt") != scene:
            visit(scene)
            page.evaluate("scene => { window.lookedAt = scene }", scene)
        page.mouse.move(0, 0)
        page.set_viewport_size(viewport)
        page.evaluate(NEXT_FRAME)
        return page

    return at_scene


@pytest.fixture
def page(visit):
    """The app with its map drawn."""
    return visit()


def _is_outside(request):
    address = urlparse(request.url)
    return address.scheme.startswith(("http", "ws")) and address.hostname != "127.0.0.1"


def fills(page):
    painted = "paths => paths.map(path => getComputedStyle(path).fill)"
    return page.locator(".map .unit").evaluate_all(painted)


def zoom_of(page, key="map"):
    return page.locator(f".st-key-{key} .world").get_attribute("transform")


def radii(page):
    """Radii of the circles in units of the drawing."""
    circles = page.locator(".map .circles circle")
    return circles.evaluate_all("circles => circles.map(c => Number(c.getAttribute('r')))")


def test_shapes_are_filled_by_their_side_of_the_target(look):
    page = look()
    assert fills(page) == [
        "rgb(107, 26, 16)",  # 40: more than ten points short of it
        "rgb(221, 122, 66)",  # 79
        'url("#hatch")',
        "rgb(143, 190, 220)",  # 81
    ]


def test_tooltip_and_labels_say_the_figure_with_period_and_source(look):
    page = look()
    page.locator("#unit-1").hover()

    said = page.locator(".map .tip").inner_text().split("\n")

    assert [line for line in said if line] == [
        "Unit 1", "value 79", "missing 1", "100 to do", "period 2025-Q1", "source report",
    ]  # fmt: skip
    assert page.locator("#unit-2").get_attribute("aria-label") == "Unit 2. no figure"


def test_legend_says_the_steps_in_words(look):
    page = look()
    assert page.locator(".map .legend > span").all_inner_texts()[-2:] == ["Đạt: từ 90", "no figure"]


def test_names_stand_on_a_wide_map_and_leave_a_small_one(look):
    page = look()
    names = page.locator(".map .labels text")
    assert names.all_text_contents() == ["West", "East"]
    assert names.first.is_visible()

    page.set_viewport_size({"width": 400, "height": 700})
    page.wait_for_timeout(300)

    assert not names.first.is_visible()


def test_one_finger_scrolls_the_page_and_nothing_overflows_on_a_phone(look):
    page = look()
    page.set_viewport_size({"width": 360, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    action = page.locator(".map svg[role=listbox]").evaluate(
        "svg => getComputedStyle(svg).touchAction"
    )
    assert action == "pan-x pan-y"


def test_the_legends_circles_are_as_large_as_the_maps(look):
    page = look("circles")
    largest = page.locator(".map .circles circle").first
    sample = page.locator(".map .legend circle").first

    assert page.locator(".map .legend > span").all_inner_texts()[:2] == ["400 to do", "100 to do"]
    for width in (1000, 400):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(300)
        assert sample.bounding_box()["width"] == pytest.approx(
            largest.bounding_box()["width"], abs=2
        )


def test_a_difference_says_change_and_both_figures(look):
    page = look("pair")
    page.locator(".st-key-difference #unit-1").hover()

    said = page.locator(".st-key-difference .tip").inner_text().split("\n")

    assert [line for line in said if line][:3] == ["Unit 1", "change 39", "missing 40 to 79"]


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1280, 720), (390, 844)])
def test_the_whole_map_lies_in_the_window_with_its_legend(look, size):
    page = look("listed", viewport={"width": size[0], "height": size[1]})

    for part in ("svg[role=listbox]", ".legend", ".timeline"):
        box = page.locator(f".map {part}").bounding_box()
        assert box["y"] + box["height"] <= size[1], part
        assert box["x"] + box["width"] <= size[0], part


def test_painted_pixels_are_those_of_the_steps_and_of_a_hatch(page):
    colours = [_colours_inside(page, f"#unit-{unit}") for unit in range(4)]

    assert [len(found) for found in (colours[0], colours[1], colours[3])] == [1, 1, 1]
    assert colours[1] == {(221, 122, 66)}
    assert len(colours[2]) > 1


def _colours_inside(page, unit):
    """The colours painted along a line through a unit, without its edges, names and the legend."""
    box = page.locator(unit).bounding_box()
    clip = {
        "x": box["x"] + box["width"] * 0.7, "y": box["y"] + box["height"] * 0.75,
        "width": box["width"] * 0.2, "height": 4,
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


def test_a_fall_is_striped_and_a_rise_is_flat(visit):
    page = visit("pair")
    unit = ".st-key-difference #unit-{}"
    page.locator(unit.format(0)).wait_for()
    page.locator(unit.format(0)).scroll_into_view_if_needed()

    assert len(_colours_inside(page, unit.format(0))) > 1, "45 to 40: striped"
    assert len(_colours_inside(page, unit.format(1))) == 1, "40 to 79: flat"
    assert "no figure" in page.locator(unit.format(3)).get_attribute("aria-label")


def test_the_dark_page_has_a_ramp_of_its_own(visit):
    worst, short, _, met = fills(visit(color_scheme="dark"))

    assert (worst, short, met) == ("rgb(255, 193, 163)", "rgb(204, 106, 66)", "rgb(53, 105, 140)")


def test_zoom_survives_a_change_of_figures(page):
    page.locator("#unit-1").hover()
    page.mouse.wheel(0, -300)
    zoomed = zoom_of(page)
    before = page.locator(".map").get_attribute("data-turn")

    page.get_by_text("95", exact=True).click()
    page.locator(f".map:not([data-turn='{before}'])").wait_for()

    assert "scale(1)" not in zoomed
    assert zoom_of(page) == zoomed
    assert fills(page)[1] != "rgb(221, 122, 66)"


def test_the_wheel_still_zooms_after_a_change_of_figures(page):
    before = page.locator(".map").get_attribute("data-turn")
    page.get_by_text("95", exact=True).click()
    page.locator(f".map:not([data-turn='{before}'])").wait_for()

    page.locator("#unit-1").hover()
    page.mouse.wheel(0, -300)

    assert "scale(1)" not in zoom_of(page)


def test_two_fingers_zoom_on_a_touch_screen(visit):
    page = visit(has_touch=True, viewport={"width": 390, "height": 800})
    box = page.locator(".map svg[role=listbox]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)

    def touch(kind, apart):
        points = [] if kind == "touchEnd" else [{"x": x - apart, "y": y}, {"x": x + apart, "y": y}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    touch("touchMove", 40)
    touch("touchMove", 80)
    touch("touchEnd", 0)

    assert float(zoom_of(page).split("scale(")[1].rstrip(")")) == pytest.approx(4, rel=0.05)
    assert page.get_by_text("opened None").count() == 1


def test_reset_shows_the_whole_map_again(page):
    page.locator(".map .zoom_in").click()
    page.locator(".map .reset").click()

    assert zoom_of(page) == "translate(0 0) scale(1)"


def test_click_opens_a_unit(page):
    page.locator("#unit-3").click()

    page.get_by_text("opened 03@2020-01-01").wait_for()
    assert page.get_by_text("opened None").count() == 0


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


def test_buttons_are_large_enough_for_a_finger(visit):
    page = visit(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})

    sizes = [button.bounding_box() for button in page.locator(".map .buttons button").all()[:2]]

    assert all(min(size["width"], size["height"]) >= 44 for size in sizes)
    top = page.locator(".map svg[role=listbox]").bounding_box()["y"]
    assert all(size["y"] + size["height"] <= top for size in sizes), "they cover no unit"


def test_escape_gives_the_selection_up(visit):
    page = visit("selected")
    assert page.locator("#unit-3").get_attribute("aria-selected") == "true"

    page.locator(".map svg[role=listbox]").press("Escape")

    page.get_by_text("cleared True").wait_for()


def test_circles_are_true_in_area_and_keep_their_size_while_zooming(visit):
    page = visit("circles")
    large, middle, small = radii(page)
    drawn = page.locator(".map .circles circle").first.bounding_box()["width"]

    page.locator(".map .zoom_in").click()
    zoomed = page.locator(".map .circles circle").first.bounding_box()["width"]

    assert (large / middle) ** 2 == pytest.approx(4)
    assert (middle / small) ** 2 == pytest.approx(4)
    assert zoomed == pytest.approx(drawn, abs=1)
    assert radii(page)[0] < large


def test_maps_of_a_group_move_together_and_others_stay(visit):
    page = visit("pair")
    page.locator(".st-key-difference .world").wait_for()
    page.locator(".st-key-alone .world").wait_for()

    page.locator(".st-key-map .zoom_in").click()

    assert "scale(1.6)" in zoom_of(page)
    assert zoom_of(page, "difference") == zoom_of(page)
    assert "scale(1)" in zoom_of(page, "alone")
    page.locator(".st-key-difference .reset").click()
    assert "scale(1)" in zoom_of(page)


def test_the_list_lights_a_unit_up_and_opens_it(visit):
    page = visit("listed")
    second = page.locator(".map .ranking button").nth(1)
    assert second.inner_text().split() == ["2", "Unit", "3", "81", "East", "9", "to", "do"]

    second.hover()
    lit = page.locator(".map .cursor").get_attribute("d")
    second.click()

    assert lit == page.locator("#unit-3").get_attribute("d")
    page.get_by_text("opened 03@2020-01-01").wait_for()


def test_the_timeline_goes_to_a_period_and_plays_to_the_last(visit):
    page = visit("listed")
    slider = page.locator(".map .timeline input")

    slider.focus()
    slider.press("ArrowRight")
    page.get_by_text("period 2024").wait_for()
    page.locator(".map .timeline button").click()

    page.get_by_text("period 2025").wait_for()
    assert page.locator(".map .timeline output").inner_text() == "year 2025"


def test_a_single_period_needs_no_row_below_the_map(visit):
    page = visit("one period")

    assert page.locator(".map .unit").count() == 4
    assert page.locator(".map .timeline").is_hidden()
