"""Targets as lines on screen; choosing one leads to the page of its indicator."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from cds.charts.theme import BADGE_COLOURS, LOUD
from cds.text.phrases import head, phrase
from cds.text.standings import STANDINGS
from cds.ui import selection
from cds.ui.scripts import loader, packed
from cds.views.standing_lines import StandingLine

_HEADS = ("status", "target", "value", "aim", "gap", "period", "office")
_component = st.components.v2.component(
    "standings", html="<div class='standings'></div>", js=loader("standings.js")
)


def show(lines: Sequence[StandingLine], key: str, alt: str, *, has_strip: bool = False) -> None:
    """Show standings one below the other, each a link that keeps the version on screen.

    A strip above them counts them by standing; pressing a part of it leaves only those.
    """
    version = urlencode(selection.version())
    message = {
        "alt": alt,
        "has_strip": has_strip,
        "heads": {name: head(name, "standing") for name in _HEADS},
        "lines": [told(line, version) for line in lines],
    }
    content = packed(message)
    result = _component(key=key, data=content, on_opened_change=lambda: None)
    if isinstance(result.opened, str):
        selection.open_address(result.opened)


def told(line: StandingLine, version: str = "") -> dict[str, object]:
    """Return a line as our components read it."""
    bar = line.bar
    return {
        "tone": BADGE_COLOURS[line.standing],
        "is_loud": line.standing in LOUD,
        "icon": STANDINGS[line.standing].icon,
        "group": STANDINGS[line.standing].word,
        "word": line.word,
        "name": line.name,
        "bar": bar
        and {
            "share": bar.share,
            "target": bar.target_share,
            "steps": bar.steps,
            "done": bar.done,
        },
        "value": line.value,
        "target": line.target,
        "gap": line.gap,
        "is_short": line.is_short,
        "when": line.when,
        "due": line.due,
        "office": line.office,
        "link": f"{line.link}&{version}" if version else line.link,
        "is_demo": line.is_demo,
        "demo": phrase("standing.demo"),
    }
