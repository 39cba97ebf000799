"""The coverage map on screen: a Streamlit component that draws a `MapPayload`."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import lru_cache

import streamlit as st

from cds.charts.coverage_map import CIRCLE_COLOUR, CIRCLE_SHARE, MapPayload
from cds.charts.map_scale import DARK_COLOURS
from cds.ui import selection
from cds.ui.scripts import MOST_MESSAGES, component, packed

_component = component("coverage_map", "map", "map.js")


def coverage_map(
    payload: MapPayload,
    *,
    key: str,
    on_clear: Callable[[], None] | None = None,
    on_period: Callable[[str], None] | None = None,
    timeline: Mapping[str, str] | None = None,
    at: str = "",
    group: str = "",
) -> str | None:
    """Show a map; return the unit_id opened by click or Enter in this very run, else None.

    Maps of the same `group` are zoomed and moved together. `on_clear` is called before the run when
    Escape was pressed, `on_period` with the key of a period of the `timeline`, which maps keys to
    words, oldest first; the map is of the period `at`. Zoom and keyboard position stay with `key`
    across changes of the payload.
    """

    def cleared() -> None:
        if on_clear is not None:
            on_clear()

    def moved() -> None:
        period = st.session_state[key].period
        if on_period is not None and isinstance(period, str):
            on_period(period)

    result = _component(
        key=key,
        data=_message(payload, key, group, tuple((timeline or {}).items()), at),
        on_opened_change=lambda: None,
        on_cleared_change=cleared,
        on_period_change=moved,
    )
    return result.opened if isinstance(result.opened, str) else None


def open_unit(unit_id: str) -> None:
    """Go to the page of an indicator with that unit."""
    st.switch_page("pages/indicator.py", query_params={**selection.address(), "unit": unit_id})


@lru_cache(maxsize=MOST_MESSAGES)
def _message(
    payload: MapPayload, key: str, group: str, timeline: tuple[tuple[str, str], ...], at: str
) -> bytes:
    """What travels to the browser: JSON in UTF-8, half as long as Streamlit's escaped text."""
    words = payload.words
    periods = list(dict.fromkeys(row.period for row in payload.rows))
    sources = list(dict.fromkeys(row.source for row in payload.rows))  # each travels once
    content = {
        "key": key,
        "group": group,
        "geometry": payload.links.geometry_url,
        "outline": payload.links.outline_url,
        "overlay": payload.links.overlay and asdict(payload.links.overlay),
        "colours": [_themed(colour) for colour in payload.colours],
        "legend": [[_themed(one.colour), one.text, one.marked] for one in payload.legend],
        "ranking": [
            [one.unit_id, one.name, one.value, one.place, one.left] for one in payload.ranking
        ],
        "ranking_title": payload.ranking_title,
        "timeline": timeline,
        "at": at,
        "circles": [[entry.count, entry.text] for entry in payload.circles],
        "rows": [
            [
                *(row.code, row.step, row.value, row.gap),
                *(periods.index(row.period), sources.index(row.source)),
                *((row.still_to_do, row.still_to_do_text) if row.still_to_do else ()),
            ]
            for row in payload.rows
        ],
        "periods": periods,
        "sources": sources,
        "words": {name: getattr(words, name) for name in words.__slots__},
        "selected": payload.selected,
        "mode": payload.mode.value,
        "circle_colour": _themed(CIRCLE_COLOUR),
        "circle_share": CIRCLE_SHARE,
        "largest": payload.largest,
        "marked": payload.marked,
    }
    return packed(content)


def _themed(colour: str | None) -> str | None:
    """A colour in CSS as both themes have it; None stays the hatch."""
    dark = DARK_COLOURS.get(colour or "")
    return f"light-dark({colour}, {dark})" if dark else colour
