"""Every page, walked once, on a desktop that becomes a phone, and what must hold on each.

One page leads to the next: by their addresses they are opened in tests/pages, and some in
test_first_screen. What is seen is kept by its name and page, so that a test is a sentence about
all pages.
"""

import re
from collections import defaultdict
from importlib.resources import files
from io import BytesIO
from itertools import cycle

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from cds.text.phrases import phrase
from cds.ui.navigation import PAGES
from tests.browser.questions import asked, unsaid
from tests.browser.serving import (
    DESKTOP,
    MOVING,
    PHONE,
    english,
    lead,
    needs_chromium,
    settled,
    squeezed,
)
from tests.homes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

NAMES = [name for section in PAGES.values() for name, _ in section]
HIGHEST = {"desktop": 130, "phone": 140}  # px from the top at which a page's sentence begins
LEAST = {"desktop": 1, "phone": 0.7}  # share of the main picture on the first screen
# The main picture of a page by the key of its container; a page of text has none.
PICTURES = {
    "overview": "headlines",
    "gaps": "gaps_lines",
    "coverage": "coverage_map .frame",
    "indicator": "trend",
    "unit": "unit_targets",
    "changes": "changes_columns",
    "pilots": "drawn_pilots",
    "sectors": "sector_lines",
    "reporting": "reporting_table_missing",
    "nation": "drawn_nation_strips",
    "motto": "drawn_motto_parts",
    "milestones": "drawn_milestones",
    "programme": "drawn_programme_timeline",
    "present": "storyline_0",
    "snapshots": "history",
    "targets": "targets_list",
}
ZOOMED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}  # a desktop at 200%
OTHERS = ({"width": 1920, "height": 1080}, {"width": 1280, "height": 720})  # desktops
# Pages whose pictures are elements.
DRAWN = ("motto", "milestones", "nation", "pilots", "reporting")
TABLET = {"width": 820, "height": 1180}
# Tables that are cut on the right, and figures that break in two.
_CUT = """frames => frames.flatMap(frame => {
  const broken = [...frame.querySelectorAll('td.figure')].filter(cell => {
    const range = document.createRange()
    range.selectNodeContents(cell)
    const tops = [...range.getClientRects()].map(({ top }) => top)
    return Math.max(...tops) - Math.min(...tops) > 8
  })
  const isWide = frame.scrollWidth > frame.clientWidth + 1
  const cut = isWide ? [frame.getAttribute('aria-label')] : []
  return [...cut, ...broken.map(one => one.innerText)]
})"""
# Words of steps that lie on each other, or of what was on the line of today, in a lane.
_OVERLAID = """tracks => tracks.flatMap(track => {
  const words = [...track.querySelectorAll('.words')]
  const places = words.map(one => [one.innerText, one.getBoundingClientRect()])
  const now = track.querySelector('.now')?.getBoundingClientRect().left
  const crossed = places.filter(([, one], place) =>
    +words[place].dataset.share < track.dataset.now && one.right > now)
  const onEachOther = places.flatMap(([text, one], place) => places.slice(place + 1)
    .filter(([, other]) => one.left < other.right && other.left < one.right
      && one.top < other.bottom && other.top < one.bottom)
    .map(([other]) => `${text} / ${other}`))
  return [...crossed.map(([text]) => text), ...onEachOther]
})"""
SMALL_PHONE = {"width": 360, "height": 740}
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
# Rule and place in the page of what axe-core found; all rules, or those that are named.
_FAULTS = """async rules => (await axe.run(document, {
    resultTypes: ["violations"], ...(rules && { runOnly: rules }) })).violations
  .filter(({ impact }) => impact !== "minor")
  .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))"""
_ON_COLOURS = ["color-contrast", "link-in-text-block"]  # what another ground can change
_SHARE = """node => {
  const { top, bottom, left, right } = node.getBoundingClientRect()
  const tall = Math.min(bottom, innerHeight) - Math.max(top, 0)
  const wide = Math.min(right, innerWidth) - Math.max(left, 0)
  return Math.max(0, tall * wide) / ((bottom - top) * (right - left))
}"""
# Main controls that a finger would miss.
_SMALL = """() => [...document.querySelectorAll(
    '[data-testid=stMain] [data-testid=stPageLink] a, [data-testid=stMain] summary,' +
    '[data-testid=stMain] [data-testid=stButtonGroup] button,' +
    '[data-testid=stMain] [data-testid=stButton] button,' +
    '[data-testid=stMain] [data-testid=stSelectbox] [data-baseweb=select]')]
  .map(one => [one.getBoundingClientRect().height, one.innerText])
  .filter(([height]) => height > 0 && height < 44)"""
_CONTROLS = (
    "[data-testid=stSelectbox], [data-testid=stMultiSelect], [data-testid=stButtonGroup],"
    "[data-testid=stSlider], [data-testid=stButton]"
)
_HALF = 0.5
_TYPE = "getComputedStyle(document.querySelector('h1')).fontSize"
_END = "document.querySelector('h1').getBoundingClientRect().bottom / innerHeight"
# Charts less wide than on a phone: names lie on what is drawn.
_NARROW = """[...document.querySelectorAll(".js-plotly-plot")]
  .map(one => one.clientWidth).filter(width => width < 340)"""
_SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
_APP = "[data-testid=stApp]"
_COMING = "[data-testid=stSkeleton]"  # what stands where something is still to be drawn


def walk(page, server):
    """Gives every page at rest with its name; the window keeps what it has loaded."""
    page.goto(server.at_machine("/"))
    for name in NAMES:
        if name != "overview":
            lead(page, name)
        expect(page).to_have_title(_title_of(name), timeout=30_000)
        settled(page)
        expect(page.locator(_COMING)).to_have_count(0, timeout=30_000)
        yield name


class Screen:
    """What a window is a screen of: a desktop's or, touched by fingers, a phone's."""

    def __init__(self, page):
        self.devtools = page.context.new_cdp_session(page)

    def become(self, size):
        is_phone = size["width"] < 640
        metrics = {**size, "deviceScaleFactor": 1, "mobile": is_phone}
        self.devtools.send("Emulation.setDeviceMetricsOverride", metrics)
        self.devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": is_phone})


def _title_of(name):
    return re.compile(re.escape(phrase(f"{name}.title")))


def look_at_first_screen(seen, kind, name, page):
    """Where the sentence begins, how much of the picture is seen, what is answered at once."""
    begins = page.locator("h1").first
    picture = page.locator(f".st-key-{PICTURES[name]}") if name in PICTURES else None
    questions = [words for of, deeds, words in asked(kind).values() if of == name and not deeds]
    words = [word for one in questions for word in one]
    for _ in range(50):  # what stands above may still be on its way out, the picture in
        seen["begins"][name] = begins.bounding_box()["y"]
        if picture:
            seen["share"][name] = picture.evaluate(_SHARE)
        seen["unsaid"][name] = unsaid(page, words)
        is_low = seen["begins"][name] > HIGHEST[kind]
        if not (is_low or seen["share"].get(name, 1) < LEAST[kind] or seen["unsaid"][name]):
            break
        page.wait_for_timeout(100)


@pytest.fixture(scope="module")
def seen(windows, server):
    """What is seen of every page by kind of screen."""
    window, seen = (
        windows.take(),
        {kind: defaultdict(dict) for kind in (*HIGHEST, "tablet", "paper")},
    )
    page, screen = window.page, Screen(window.page)
    grounds = cycle([("light", "dark"), ("dark", "light")])  # each page begins as one was left
    for name, (ground, other) in zip(walk(page, server), grounds, strict=False):
        expect(page.locator(_APP)).to_have_css("color-scheme", ground)
        look_at_desktop(seen["desktop"], name, page)
        look_at_others(seen["desktop"], name, page, screen)
        screen.become(TABLET)
        look_at_tablet(seen["tablet"], name, page)
        screen.become(PHONE)
        look_at_phone(seen["phone"], name, page, screen)
        screen.become(DESKTOP)
        page.emulate_media(color_scheme=other)
        expect(page.locator(_APP)).to_have_css("color-scheme", other)
        seen["desktop"]["faults on the other ground"][name] = page.evaluate(_FAULTS, _ON_COLOURS)
        look_at_paper(seen["paper"], name, page)
    screen.devtools.detach()
    seen["troubles"] = window.troubles + window.console
    windows.give_back(window)
    return seen


def look_at_desktop(seen, name, page):
    look_at_first_screen(seen, "desktop", name, page)
    seen["title"][name] = page.title()
    seen["type"][name] = page.evaluate(_TYPE)
    seen["english"][name] = english(page)
    seen["moving"][name] = page.evaluate(MOVING)
    if name == "overview":
        page.evaluate(AXE)
    seen["faults"][name] = page.evaluate(_FAULTS)


def look_at_others(seen, name, page, screen):
    """How much of the picture others show; at 200% where the sentence ends, what is narrow."""
    for size in OTHERS if name in PICTURES else ():
        screen.become(size)
        for _ in range(50):
            share = page.locator(f".st-key-{PICTURES[name]}").evaluate(_SHARE)
            if share >= LEAST["desktop"]:
                break
            page.wait_for_timeout(100)
        seen["share elsewhere"][f"{name} {size['width']}"] = share
    screen.become(ZOOMED)
    for _ in range(50):
        seen["ends"][name] = page.evaluate(_END)
        seen["narrow"][name] = page.evaluate(_NARROW)
        if seen["ends"][name] < _HALF and not seen["narrow"][name]:
            break
        page.wait_for_timeout(100)


def look_at_tablet(seen, name, page):
    for _ in range(50):
        seen["cut"][name] = page.locator(".data-table .frame").evaluate_all(_CUT)
        seen["overlaid"][name] = page.locator(".wide .track").evaluate_all(_OVERLAID)
        if not seen["cut"][name] and not seen["overlaid"][name]:
            break
        page.wait_for_timeout(100)
    if name == "milestones":
        seen["dates"] = page.locator(".dates.wide .words small").all_text_contents()
    if name == "present":
        page.locator(".small .slide").first.wait_for()
        slides = page.locator(".small .slide")
        seen["in small"] = slides.evaluate_all("all => all.map(one => one.offsetWidth)")


def look_at_phone(seen, name, page, screen):
    look_at_first_screen(seen, "phone", name, page)
    seen["type"][name] = page.evaluate(_TYPE)
    screen.become(SMALL_PHONE)
    for _ in range(50):  # parts are drawn one after another, and the style comes last
        seen["small"][name], seen["sideways"][name] = (
            page.evaluate(_SMALL),
            page.evaluate(_SIDEWAYS),
        )
        if not seen["small"][name] and seen["sideways"][name] <= 0:
            break
        page.wait_for_timeout(100)


def look_at_paper(seen, name, page):
    """What does not get there although it is drawn, what does although it is a control."""
    if name in DRAWN:
        parts = page.locator(".drawn, .data-table").filter(visible=True)
        words = "th, td.name, td span, .label, .down b, .down small, .strips .words b"
        drawn = [one for part in parts.all() for one in part.locator(words).all_text_contents()]
        sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
        printed = squeezed("".join(sheet.extract_text() for sheet in sheets))
        seen["drawn"][name] = drawn
        seen["unprinted"][name] = [word for word in drawn if squeezed(word) not in printed]
    if name == "present":
        page.emulate_media(media="print")
        seen["in small"] = page.locator(".small").filter(visible=True).count()
        page.emulate_media(media="null")
    if name in ("overview", "gaps"):
        page.emulate_media(media="print")
        lines = page.locator(".st-key-headlines li, .st-key-paper_only_filters")
        seen["lines"][name] = [one.inner_text() for one in lines.all() if one.is_visible()]
        seen["controls"][name] = page.locator(_CONTROLS).filter(visible=True).count()
        seen["frame"][name] = [
            page.locator(".st-key-bar").is_visible(),
            page.locator("[data-testid=stPageLink]:visible").count(),
        ]
        page.emulate_media(media="null")


@pytest.fixture
def desktop(seen):
    return seen["desktop"]


@pytest.fixture
def phone(seen):
    return seen["phone"]


@pytest.fixture(params=["desktop", "phone"])
def kind(request):
    return request.param


@pytest.fixture
def screen(seen, kind):
    return seen[kind]


def test_it_begins_with_its_sentence_near_the_top(screen, kind):
    assert set(screen["begins"]) == {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert {name: y for name, y in screen["begins"].items() if y > HIGHEST[kind]} == {}


def test_its_sentence_is_large(screen):
    assert set(screen["type"].values()) == {"24px"}


def test_its_sentence_at_twice_the_size_leaves_half_a_window(desktop):
    assert set(desktop["ends"]) == set(NAMES)
    assert {name: end for name, end in desktop["ends"].items() if end > _HALF} == {}


def test_its_charts_at_twice_the_size_have_room_for_their_names(desktop):
    assert {name: narrow for name, narrow in desktop["narrow"].items() if narrow} == {}


def test_its_main_picture_is_on_its_first_screen(screen, kind):
    assert set(screen["share"]) == set(PICTURES)
    assert {name: one for name, one in screen["share"].items() if one < LEAST[kind]} == {}


def test_its_main_picture_is_whole_on_a_wall_and_on_a_small_laptop(desktop):
    assert len(desktop["share elsewhere"]) == len(OTHERS) * len(PICTURES)
    assert {key: part for key, part in desktop["share elsewhere"].items() if part < 0.999} == {}


def test_it_answers_what_leaders_ask(screen, kind):
    assert {name for name, *_ in asked(kind).values()} <= set(screen["unsaid"])
    assert {name: words for name, words in screen["unsaid"].items() if words} == {}


def test_it_loads_without_a_failure(seen):
    assert seen["troubles"] == []


def test_it_has_no_serious_or_moderate_fault(desktop):
    assert {name: faults for name, faults in desktop["faults"].items() if faults} == {}


def test_it_has_no_fault_of_colours_on_the_other_ground(desktop):
    found = desktop["faults on the other ground"]
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_nothing_moves_for_those_who_ask_for_that(desktop):
    assert set(desktop["moving"]) == set(NAMES)
    assert {name: moving for name, moving in desktop["moving"].items() if moving} == {}


def test_it_has_a_title_of_its_own(desktop):
    titles = {name: f"{phrase(f'{name}.title')} · CĐS Long An" for name in NAMES}

    assert desktop["title"] == titles
    assert len(set(titles.values())) == len(NAMES)


def test_no_english_is_left_on_it(desktop):
    assert {name: lines for name, lines in desktop["english"].items() if lines} == {}


def test_it_fits_a_phone_and_a_finger(phone):
    assert {name: small for name, small in phone["small"].items() if small} == {}
    assert {name: wide for name, wide in phone["sideways"].items() if wide > 0} == {}


def test_nothing_is_cut_broken_or_overlaid_on_a_tablet(seen):
    for what in ("cut", "overlaid"):
        assert {name: found for name, found in seen["tablet"][what].items() if found} == {}


def test_steps_of_one_day_say_it_once(seen):
    days = seen["tablet"]["dates"]

    assert len(days) == 7  # of ten steps, two and three of them alike
    assert all(days)


def test_a_slide_in_small_is_a_picture_where_a_deck_is_a_sheet(seen):
    assert set(seen["tablet"]["in small"]) == {1920}


def test_a_slide_in_small_is_not_cut_on_paper_but_left_out(seen):
    assert seen["paper"]["in small"] == 0


def test_what_its_elements_draw_prints_whole(seen):
    assert all(seen["paper"]["drawn"][name] for name in DRAWN)
    assert {name: words for name, words in seen["paper"]["unprinted"].items() if words} == {}


def test_its_controls_stay_on_the_screen_and_what_they_say_goes_on_paper(seen):
    on_paper = seen["paper"]

    assert on_paper["controls"] == {"overview": 0, "gaps": 0}
    assert on_paper["frame"]["overview"] == [False, 0]
    assert len(on_paper["lines"]["overview"]) == 9
    assert on_paper["lines"]["gaps"][-1].startswith("Cấp: Tỉnh")
