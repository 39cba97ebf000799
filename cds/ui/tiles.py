"""Sectors as tiles: a Streamlit component of ours; the one that is pressed is opened."""

from collections.abc import Callable, Sequence

import streamlit as st

from cds.text.phrases import phrase
from cds.ui import standings
from cds.ui.scripts import loader, packed
from cds.views.sectors import SectorCard
from cds.views.standing_lines import standing_lines

_component = st.components.v2.component(
    "sector_tiles", html="<div class='tiles'></div>", js=loader("tiles.js")
)


def show(cards: Sequence[SectorCard], key: str, on_open: Callable[[str], None]) -> None:
    """Show sectors; `on_open` is called with the id of the one pressed, before the run."""

    def opened() -> None:
        pressed = st.session_state[key].opened
        if isinstance(pressed, str):
            on_open(pressed)

    told = {"tiles": [_tile(card) for card in cards]}
    message = packed(told)
    _component(key=key, data=message, on_opened_change=opened)


def _tile(card: SectorCard) -> dict[str, object]:
    """What a tile shows, in finished text; each standing's word goes with its sign."""
    lines = [standings.told(line) for line in standing_lines(card.targets)]
    worst = standing_lines([card.worst]) if card.worst else ()
    return {
        "key": card.group.group_id,
        "name": card.group.name,
        "targets": lines,
        "note": "" if lines else phrase("sectors.targets_none"),
        "known": phrase("sectors.tile_known", known=card.known, expected=card.expected),
        "worst": next(map(standings.told, worst), None),
    }
