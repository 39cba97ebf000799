"""Every page, on the light and on the dark ground, by the rules that axe-core knows."""

from importlib.resources import files

import pytest

from cds.ui.navigation import PAGES
from tests.browser.serving import needs_chromium, settled

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
NAMES = ("", *(name for names in PAGES.values() for name, _ in names if name != "overview"))
# What it found: rule, and place in the page.
FOUND = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter(({ impact }) => impact !== "minor")
  .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))"""
pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_no_page_has_a_serious_or_moderate_fault(browser, server, ground):
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, color_scheme=ground, reduced_motion="reduce"
    )
    page, found = context.new_page(), {}
    page.goto(server.at_machine("/"))
    for name in NAMES:
        page.goto(f"{server.url}/{name}")
        settled(page).wait_for_load_state("networkidle")
        page.evaluate(AXE)
        if faults := page.evaluate(FOUND):
            found[name or "overview"] = faults
    context.close()

    assert found == {}
