"""Charts, maps and tables on screen, and from a figure in one to the file it came from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import NoReturn, cast
from urllib.parse import quote

import streamlit as st

from cds.blocks import Block, FigureKey, Message, Table, TableLine
from cds.charts.coverage_map import CIRCLE_COLOUR, CIRCLE_SHARE, MapPayload
from cds.charts.drawn import message
from cds.charts.map_scale import DARK_COLOURS
from cds.charts.svg import PHONE_WIDTH, line_svg
from cds.charts.values import Drawn, Lines
from cds.domain.stories import Slide
from cds.text import numbers
from cds.text.phrases import escaped, family, phrase
from cds.ui import cache, components, selection
from cds.ui.components import MOST_MESSAGES, component, packed
from cds.views import snapshots
from cds.views.reader import Reader
from cds.views.standings import succession

_PICTURES = {"wide": (2160, 950), "narrow": (PHONE_WIDTH, 570)}  # 2.5 and 1.9 units for a pixel
_table = component("data_table", "data-table", "table.js")
# A card begins with its name, the first column but these, and its main figure, the first of those.
_BEFORE_NAME = ("rank", "place", "line", "severity", "at", "day", "slide", "unit_code", "unit_id")
_MAIN = (
    *("value", "change", "effect", "after", "value_after", "missing", "rate", "days", "home"),
    *("mean", "difference", "running", "state", "status", "aim", "target"),
)
_drawn = component("drawn", "drawn", "drawn.js")
_map = component("coverage_map", "map", "map.js")


def chart(value: Lines, alt: str, key: str) -> None:
    """Show lines; `alt` names them for those who hear the page."""
    from cds.charts.plotly import CONFIG, figure  # a page without charts does not wait for it

    with st.container(key=f"chart_{key}"):
        st.html(_at_once(value))  # seen at once: the library of the other comes seconds later
        st.plotly_chart(figure(value), height="stretch", key=key, config=CONFIG, alt=alt)


@lru_cache(maxsize=MOST_MESSAGES)
def _at_once(value: Lines) -> str:
    """Return the pictures, for a window and for a phone, that stand until a chart is drawn."""
    drawn = {name: line_svg(value, width, height) for name, (width, height) in _PICTURES.items()}
    return "".join(
        f'<img class="{name}" alt="" src="data:image/svg+xml,{quote(svg)}">'
        for name, svg in drawn.items()
    )


def drawn(value: Drawn, alt: str, key: str) -> None:
    """Show a chart made of the page's own elements: it needs no library, follows width and theme.

    `alt` names it for those who hear the page.
    """
    _drawn(key=f"drawn_{key}", data=_drawing(value, alt))


@lru_cache(maxsize=MOST_MESSAGES)
def _drawing(value: Drawn, alt: str) -> bytes:
    return packed(message(value, alt))


def elsewhere(
    reader: Reader, why: str, page: str, told: Callable[[Reader, Slide], Block], declared_in: str
) -> NoReturn:
    """End a page that its programme has nothing for with what the one before came to, or its heir.

    That is said as its slide says it; where there is no other the page is blank.
    """
    if (onward := succession(reader)) is None:
        components.nothing(f"{why}.", declared_in=declared_in)
    known = {one.programme_id: one for one in reader.catalogue.programmes}
    other = reader.of(known[onward.programme_id])
    found = told(other, Slide(page))
    components.verdict(why, components.declared("", declared_in).strip(), has_demo=found.is_demo)
    st.header(f"{escaped(other.catalogue.programme.product_name)}: {escaped(found.title)}")
    st.markdown(components.small(found.sentence))
    if isinstance(found.body, Message):
        st.markdown(escaped(found.body.text))
    else:
        drawn(cast("Drawn", found.body), found.title, page)
    components.succeed(onward)
    st.stop()


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

    def moved() -> None:
        period = st.session_state[key].period
        if on_period is not None and isinstance(period, str):
            on_period(period)

    result = _map(
        key=key,
        data=_map_message(payload, key, group, tuple((timeline or {}).items()), at),
        on_opened_change=lambda: None,
        on_cleared_change=on_clear or (lambda: None),
        on_period_change=moved,
    )
    return result.opened if isinstance(result.opened, str) else None


def open_unit(unit_id: str) -> None:
    """Go to the page of an indicator with that unit."""
    st.switch_page("pages/indicator.py", query_params={**selection.address(), "unit": unit_id})


@lru_cache(maxsize=MOST_MESSAGES)
def _map_message(
    payload: MapPayload, key: str, group: str, timeline: tuple[tuple[str, str], ...], at: str
) -> bytes:
    """What travels to the browser: JSON in UTF-8, half as long as Streamlit's escaped text."""
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
        "words": payload.words,
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


def table(
    shown: Table,
    alt: str,
    key: str | None = None,
    on_press: Callable[[int], None] | None = None,
    *,
    has_heads: bool = True,
) -> None:
    """Show a table, on a phone as cards; say so when it has no line.

    Cells with a colour stand out. `on_press` is called with the place of the line that was
    chosen, before the run.
    """
    if not shown.lines:
        st.caption(phrase("no_rows"))
        return

    def pressed() -> None:
        place = st.session_state[key or ""].pressed
        if on_press and isinstance(place, int) and 0 <= place < len(shown.lines):
            on_press(place)

    told = _message(shown, alt, has_heads=has_heads, is_choosable=on_press is not None)
    _table(key=key, data=told, on_pressed_change=pressed if on_press else None)


@lru_cache(maxsize=MOST_MESSAGES)
def _message(shown: Table, alt: str, *, has_heads: bool, is_choosable: bool) -> bytes:
    after = (place for place, one in enumerate(shown.columns) if one not in _BEFORE_NAME)
    return packed(
        {
            "alt": alt,
            "heads": shown.heads if has_heads else (),
            "lines": shown.rows,
            "name": next(after, 0),
            "main": next((shown.columns.index(one) for one in _MAIN if one in shown.columns), None),
            "is_choosable": is_choosable,
            "marks": [line.colours for line in shown.lines],
            "missing": numbers.MISSING,
            "words": dict(family("table")),
        }
    )


def folded(shown: Table, alt: str, key: str) -> None:
    """Offer the table behind a chart; its lines are sent when it is opened."""
    with st.expander(alt, icon=":material/table_rows:", on_change="rerun", key=key) as opened:
        if opened.open:
            table(shown, alt)


@st.fragment
def traced(edition: cache.Edition, shown: Table, alt: str, key: str) -> None:
    """Show a table whose lines can be traced: choosing one shows where its figure came from.

    Nothing else on the page runs for that.
    """
    chosen = f"{key}_figure"

    def choose(place: int) -> None:
        st.session_state[chosen] = shown.lines[place].figure

    table(shown, alt, key, choose)
    if not shown.lines:
        return
    st.caption(phrase("trace.hint"))
    figure = st.session_state.get(chosen)
    if figure is None or all(line.figure != figure for line in shown.lines):
        return
    origin(edition, figure, key)
    asked = {"indicator": figure.indicator_id, "unit": figure.unit_id}
    told = {**st.query_params.to_dict(), **asked}
    components.lead("indicator", phrase("trace.indicator"), told)


def trace_button(edition: cache.Edition, figure: FigureKey, key: str) -> None:
    """Show a button that opens the trace of one figure; nothing is read before it is opened."""
    with st.popover(
        phrase("trace.open"), icon=":material/search:", key=f"trace_open_{key}", on_change="rerun"
    ) as opened:
        if opened.open:
            origin(edition, figure, key)


def origin(edition: cache.Edition, figure: FigureKey, key: str) -> None:
    """Show a trace: the newest place a figure stands in, or what it was added up from."""
    found = cache.reader(edition).kept(snapshots.trace, figure)
    with st.container(key=f"trace_{key}"):
        st.markdown(f"**{escaped(found.title)}**")
        st.caption(escaped(found.sentence))
        if found.is_sum:
            parts = found.table.pick("unit value counts file_name line")
            table(parts, found.title, key=f"trace_table_{key}")
        elif found.table.lines:
            facts(found.facts, found.title)
            if len(found.table.lines) > 1:
                others = found.table.pick("value counts kind file_name line published_at")
                table(others, found.title, key=f"trace_table_{key}")


def facts(pairs: Iterable[Sequence[str]], alt: str) -> None:
    """Show names and their texts below each other, none cut."""
    lines = tuple(TableLine(tuple(pair)) for pair in pairs)
    table(Table(("name", "text"), ("", ""), lines), alt, has_heads=False)
