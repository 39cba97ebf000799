"""Somebody without a mouse: wherever the keyboard is can be seen, and no deed loses it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.serving import rest

MOST_STOPS = 90
# The name of what has the keyboard, and what is wrong with it: nothing, no ring, out of sight.
_HELD = """() => {
  let held = document.activeElement
  while (held?.shadowRoot?.activeElement) held = held.shadowRoot.activeElement
  if (!held || held === document.body) return ["", "lost"]
  const { top, bottom } = held.getBoundingClientRect()
  const isRinged = node => getComputedStyle(node).outlineStyle !== "none"
  let ringed = held
  for (let up = 0; up < 5 && ringed && !isRinged(ringed); up++) ringed = ringed.parentElement
  const isSeen = bottom > 0 && top < innerHeight
  const wrong = !isSeen ? "out of sight" : ringed && isRinged(ringed) ? "" : "no ring"
  const isOne = held.matches("a, button, h1, [role=tab], [role=menuitem]")  // else it holds others
  return [held.getAttribute("aria-label") || (isOne ? held.innerText : held.value) || "", wrong]
}"""


class Keyboard:
    """Somebody without a mouse."""

    def __init__(self, page):
        self.page = page
        page.wait_for_load_state("networkidle")  # its style sheets too: what is folded away is hid

    def to(self, name, key="Tab"):
        """Go on until something of this name has the keyboard; every stop on the way is seen."""
        rest(self.page)  # a run that goes on may take away what has just been opened
        for _ in range(MOST_STOPS):
            self.page.keyboard.press(key)
            held, wrong = self.page.evaluate(_HELD)
            assert wrong in ("", "lost"), (held, wrong)  # behind the last stop is the browser's own
            if re.search(name, held):
                return self
        return pytest.fail(f"{name} is not reached")

    def press(self, *keys):
        """Press keys; after what they do the keyboard still has a place that is seen."""
        for key in keys:
            self.page.keyboard.press(key)
            rest(self.page)
        for _ in range(100):
            held, wrong = self.page.evaluate(_HELD)
            if not wrong:
                return self
            self.page.wait_for_timeout(100)
        return pytest.fail(f"{held} after {keys}: {wrong}")

    def hears(self, sentence):
        """The page's sentence has the keyboard: a screen reader says it."""
        expect(self.page.locator("h1", has_text=sentence)).to_be_focused()
        return self
