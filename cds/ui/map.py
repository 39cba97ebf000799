"""The coverage map on screen: a Streamlit component that draws a `MapPayload`."""

import json
from collections.abc import Callable

import streamlit as st

from cds.charts.coverage_map import CIRCLE_COLOUR, CIRCLE_SHARE, MapPayload
from cds.ui import selection
from cds.ui.scripts import loader

_component = st.components.v2.component(
    "coverage_map", html="<div class='map'></div>", js=loader("map.js")
)


def coverage_map(
    payload: MapPayload,
    *,
    key: str,
    on_open: Callable[[str], None] | None = None,
    on_clear: Callable[[], None] | None = None,
    group: str = "",
) -> str | None:
    """Show a map; return the unit_id opened by click or Enter in this very run, else None.

    Maps of the same `group` are zoomed and moved together. `on_open` is called with that unit_id
    before the run; `on_clear` when Escape was pressed. Zoom and keyboard position stay with `key`
    across changes of the payload.
    """

    def opened() -> None:
        unit_id = st.session_state[key].opened
        if on_open is not None and isinstance(unit_id, str):
            on_open(unit_id)

    def cleared() -> None:
        if on_clear is not None:
            on_clear()

    result = _component(
        key=key,
        data=_message(payload, key, group),
        on_opened_change=opened,
        on_cleared_change=cleared,
    )
    return result.opened if isinstance(result.opened, str) else None


def open_unit(unit_id: str) -> None:
    """Go to the page of an indicator with that unit."""
    st.switch_page("pages/indicator.py", query_params={**selection.address(), "unit": unit_id})


def _message(payload: MapPayload, key: str, group: str) -> bytes:
    """What travels to the browser: JSON in UTF-8, half as long as Streamlit's escaped text."""
    words = payload.words
    content = {
        "key": key,
        "group": group,
        "geometry": payload.links.geometry_url,
        "outline": payload.links.outline_url,
        "colours": payload.colours,
        "legend": [[entry.colour, entry.text, entry.marked] for entry in payload.legend],
        "circles": [[entry.count, entry.text] for entry in payload.circles],
        "rows": [
            [
                *(row.code, row.step, row.value, row.gap, row.period, row.source),
                *((row.still_to_do, row.still_to_do_text) if row.still_to_do else ()),
            ]
            for row in payload.rows
        ],
        "periods": payload.periods,
        "sources": payload.sources,
        "words": {name: getattr(words, name) for name in words.__slots__},
        "selected": payload.selected,
        "mode": payload.mode.value,
        "circle_colour": CIRCLE_COLOUR,
        "circle_share": CIRCLE_SHARE,
        "largest": payload.largest,
        "marked": payload.marked,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
