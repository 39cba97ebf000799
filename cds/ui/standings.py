"""Targets as lines on screen, each leading to its indicator; sectors as lines that open."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from cds.charts.theme import BADGE_COLOURS, LOUD
from cds.charts.values import TargetBar
from cds.domain.assessments import Standing
from cds.text import figures, numbers
from cds.text.figures import STANDINGS
from cds.text.phrases import head, phrase, template
from cds.ui import selection
from cds.ui.components import MOST_MESSAGES, component, packed
from cds.views.sectors import SectorCard, SectorsPage
from cds.views.standings import StandingLine

_HEADS = ("status", "target", "value", "aim", "gap", "period", "office")
_AS_IS = (  # of a line
    *("word", "name", "value", "target", "gap", "is_short", "when", "due", "office"),
    *("is_demo", "note"),
)
# Lines that have it in common: offices any, else lists below each other have other columns.
_FEWEST_ALIKE = {"due": 3, "office": 1}
_FEWEST_USUAL, _MOST_OTHER = 5, 3  # lines with the same, and of how many one may have another
_component = component("standings", "standings", "standings.js")
_SECTOR_HEADS = ("name", "targets", "figures", "missing")
_FIGURE = ("name", "value", "when", "more", "is_demo")
_sectors = component("sectors", "sectors", "sectors.js")


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

    What all or nearly all lines share stands above them, but for the office that is `said` on the
    page already.
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
    """Return what the component is told, as it reads it; what lines share is said once."""
    alike, usual = _alike(lines), _usual(lines)
    usually = [phrase(f"standing.alike_{name}", text=text) for name, text in usual.items()]
    sent = [payload(line, version) | dict.fromkeys(alike, "") for line in lines]
    for line in sent:
        line |= {name: "" for name, text in usual.items() if line[name] == text}
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
            ]
            + ([phrase("standing.usual", told=" · ".join(usually))] if usually else []),
            "offices": "one" if "office" in alike else "few" if "office" in usual else "all",
            "lines": sent,
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


def _usual(lines: Sequence[StandingLine]) -> dict[str, str]:
    """Return the due day and the office that all but a few lines have in common."""
    found = {}
    for name in _FEWEST_ALIKE:
        counted = Counter(getattr(line, name) for line in lines)
        text, count = counted.most_common(1)[0] if counted else ("", 0)
        is_usual = count >= max(_FEWEST_USUAL, len(lines) - len(lines) // _MOST_OTHER)
        if is_usual and count < len(lines) and text not in ("", numbers.MISSING):
            found[name] = text
    return found


def payload(line: StandingLine, version: str = "") -> dict[str, object]:
    """Return a line as our components read it."""
    return {
        **_toned(line.standing, line.bar),
        "icon": STANDINGS[line.standing].icon,
        "group": STANDINGS[line.standing].word,
        **{name: getattr(line, name) for name in _AS_IS},
        "link": f"{line.link}&{version}" if version else line.link,
    }


def _toned(standing: Standing, bar: TargetBar | None) -> dict[str, object]:
    """The looks of a standing and its bar, as `browser/glyph.js` draws them."""
    return {
        "tone": BADGE_COLOURS[standing],
        "is_loud": standing in LOUD,
        "bar": bar
        and {"share": bar.share, "target": bar.target_share, "steps": bar.steps, "done": bar.done},
        "demo": phrase("standing.demo"),
    }


def sectors(page: SectorsPage, key: str, on_open: Callable[[str], None]) -> None:
    """Show sectors as lines; `on_open` is called with the id of the one pressed, before the run."""

    def opened() -> None:
        pressed = st.session_state[key].opened
        if isinstance(pressed, str):
            on_open(pressed)

    content = {
        "heads": {name: phrase(f"sectors.head_{name}") for name in _SECTOR_HEADS},
        "more": phrase("sectors.head_more"),
        "sectors": [_sector(card) for card in page.cards],
    }
    _sectors(key=key, data=packed(content), on_opened_change=opened)


def _sector(card: SectorCard) -> dict[str, object]:
    """What the line of a sector shows, in finished text; the word goes with each sign."""
    return {
        "key": card.group.group_id,
        "name": card.group.name,
        "office": card.group.responsible or phrase("sectors.responsible_none"),
        "signs": [
            {
                "tone": BADGE_COLOURS[judged.standing],
                "is_loud": judged.standing in LOUD,
                "icon": STANDINGS[judged.standing].icon,
                "word": figures.badge(judged).word,
            }
            for judged in (row.assessment for row in card.targets)
        ],
        "state": card.state if card.targets else "",  # the sentence says how many have none
        "figures": [
            {
                **_toned(figure.standing, figure.bar),
                **{name: getattr(figure, name) for name in _FIGURE},
            }
            for figure in card.figures
        ],
        "known": phrase("sectors.tile_known", known=card.known, expected=card.expected),
        "missing": card.missing,
    }
