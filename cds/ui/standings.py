"""Targets as lines on screen, each leading to its indicator; sectors as tiles that open."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from cds.charts.theme import BADGE_COLOURS, LOUD
from cds.scorecard import tally
from cds.text import numbers
from cds.text.figures import STANDINGS, tally_text
from cds.text.phrases import head, phrase, template
from cds.ui import selection
from cds.ui.components import MOST_MESSAGES, component, packed
from cds.views.reader import Reader
from cds.views.sectors import SectorCard, newest_figures
from cds.views.standings import StandingLine, standing_lines

_HEADS = ("status", "target", "value", "aim", "gap", "period", "office")
_AS_IS = (  # of a line
    *("word", "name", "value", "target", "gap", "is_short", "when", "due", "office"),
    *("is_demo", "note"),
)
# Lines that have it in common: offices any, else lists below each other have other columns.
_FEWEST_ALIKE = {"due": 3, "office": 1}
_component = component("standings", "standings", "standings.js")
_tiles = component("sector_tiles", "tiles", "tiles.js")


def show(
    lines: Sequence[StandingLine],
    key: str,
    alt: str,
    *,
    has_strip: bool = False,
    is_folded: bool = False,
    said: str = "",
) -> None:
    """Show standings one below the other, each a link that keeps the version on screen.

    What all lines share stands above them, but for the office that is `said` on the page already.
    A strip above them counts them by standing; pressing a part of it leaves only those. Folded,
    those beyond the first window follow when they are asked for.
    """
    version = urlencode(selection.framing())
    content = message(
        tuple(lines), alt, version, has_strip=has_strip, is_folded=is_folded, said=said
    )
    result = _component(key=key, data=content, on_opened_change=lambda: None)
    if isinstance(result.opened, str):
        selection.open_address(result.opened)


@lru_cache(maxsize=MOST_MESSAGES)
def message(
    lines: tuple[StandingLine, ...],
    alt: str,
    version: str = "",
    *,
    has_strip: bool,
    is_folded: bool = False,
    said: str = "",
) -> bytes:
    """Return what the component is told, as it reads it; what all lines share is said once."""
    alike = _alike(lines)
    return packed(
        {
            "alt": alt,
            "has_strip": has_strip,
            "more": template("standing.more") if is_folded else "",
            "heads": {name: head(name, "standing") for name in _HEADS},
            "alike": [
                phrase(f"standing.alike_{name}", text=text)
                for name, text in alike.items()
                if text not in ("", numbers.MISSING, said)
            ],
            "has_office": "office" not in alike,
            "lines": [told(line, version) | dict.fromkeys(alike, "") for line in lines],
        }
    )


def _alike(lines: Sequence[StandingLine]) -> dict[str, str]:
    """Return the due day and the office that lines have in common, each where it is so."""
    found = {
        name: {getattr(line, name) for line in lines}
        for name, fewest in _FEWEST_ALIKE.items()
        if len(lines) >= fewest
    }
    return {name: texts.pop() for name, texts in found.items() if len(texts) == 1}


def told(line: StandingLine, version: str = "") -> dict[str, object]:
    """Return a line as our components read it."""
    bar = line.bar
    return {
        "tone": BADGE_COLOURS[line.standing],
        "is_loud": line.standing in LOUD,
        "icon": STANDINGS[line.standing].icon,
        "group": STANDINGS[line.standing].word,
        **{name: getattr(line, name) for name in _AS_IS},
        "bar": bar
        and {"share": bar.share, "target": bar.target_share, "steps": bar.steps, "done": bar.done},
        "link": f"{line.link}&{version}" if version else line.link,
        "demo": phrase("standing.demo"),
    }


def tiles(
    cards: Sequence[SectorCard], reader: Reader, key: str, on_open: Callable[[str], None]
) -> None:
    """Show sectors; `on_open` is called with the id of the one pressed, before the run."""

    def opened() -> None:
        pressed = st.session_state[key].opened
        if isinstance(pressed, str):
            on_open(pressed)

    message = {"tiles": [_tile(card, reader) for card in cards]}
    _tiles(key=key, data=packed(message), on_opened_change=opened)


def _tile(card: SectorCard, reader: Reader) -> dict[str, object]:
    """What a tile shows, in finished text; each standing's word goes with its sign."""
    lines = [told(line) for line in standing_lines(card.targets, reader)]
    worst = standing_lines([card.worst], reader) if card.worst else ()
    known = phrase("sectors.tile_known", known=card.known, expected=card.expected)
    return {
        "key": card.group.group_id,
        "name": card.group.name,
        "targets": lines,
        "note": tally_text(tally(card.targets)),  # of none the page's second line says how many
        "figures": [] if card.worst else newest_figures(card),
        "known": " · ".join(filter(None, (card.group.responsible, known))),
        "worst": next(map(told, worst), None),
    }
