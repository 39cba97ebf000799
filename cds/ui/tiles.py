"""Sectors as tiles: a Streamlit component of ours; the one that is pressed is opened."""

import json
from collections.abc import Callable, Sequence

import streamlit as st

from cds.charts.theme import STANDING_COLOURS
from cds.text import figures
from cds.text.phrases import phrase
from cds.ui.scripts import loader
from cds.views.columns import CELLS
from cds.views.sectors import SectorCard

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
    message = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    _component(key=key, data=message, on_opened_change=opened)


def _tile(card: SectorCard) -> dict[str, object]:
    """What a tile shows, in finished text; the sign and word of each standing beside its colour."""
    badges = [(row.assessment.standing, figures.badge(row.assessment)) for row in card.targets]
    worst = card.worst
    return {
        "key": card.group.group_id,
        "name": card.group.name,
        "blocks": [(STANDING_COLOURS[one], badge.sign, badge.word) for one, badge in badges],
        "note": "" if card.targets else phrase("sectors.targets_none"),
        "known": phrase("sectors.tile_known", known=card.known, expected=card.expected),
        "worst": worst and {"name": CELLS["target"](worst), "value": CELLS["value"](worst)},
    }
