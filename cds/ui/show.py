"""Charts and tables on screen, and from a figure in one to the file it came from."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote

import streamlit as st

from cds.blocks import FigureKey, Table, TableLine
from cds.charts.drawn import message
from cds.charts.svg import PHONE_WIDTH, line_svg
from cds.charts.values import Chart, Drawn, Lines
from cds.text import numbers
from cds.text.phrases import escaped, family, phrase
from cds.ui import cache, components
from cds.ui.scripts import MOST_MESSAGES, component, packed
from cds.views import snapshots

_PICTURES = {"wide": (2160, 2.5), "narrow": (PHONE_WIDTH, 1.9)}  # width, units for each pixel
_component = component("data_table", "data-table", "table.js")
# A card begins with its name, the first column but these, and its main figure, the first of those.
_BEFORE_NAME = ("rank", "place", "line", "severity", "at", "day", "slide", "unit_code", "unit_id")
_MAIN = (
    *("value", "change", "effect", "after", "value_after", "missing", "rate", "days", "home"),
    *("mean", "difference", "running", "state", "status", "target"),
)
_drawn = component("drawn", "drawn", "drawn.js")


def chart(value: Chart, alt: str, key: str, *, has_demo: bool) -> None:
    """Show a chart, under the ribbon when any of its figures is generated."""
    from cds.charts.plotly import CONFIG, figure  # a page without charts does not wait for it

    if has_demo:
        components.demo_ribbon()
    with st.container(key=f"chart_{key}"):
        if isinstance(value, Lines):  # seen at once: the library of the other comes seconds later
            st.html(_at_once(value))
        st.plotly_chart(figure(value), key=key, config=CONFIG, alt=alt)


@lru_cache(maxsize=MOST_MESSAGES)
def _at_once(value: Lines) -> str:
    """Return the pictures, for a window and for a phone, that stand until a chart is drawn."""
    drawn = {
        name: line_svg(value, width, round(value.height * times))
        for name, (width, times) in _PICTURES.items()
    }
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
    _component(key=key, data=told, on_pressed_change=pressed if on_press else None)


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
