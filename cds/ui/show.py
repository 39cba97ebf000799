"""Charts and tables on screen, and from a figure in one to the file it came from."""

from collections.abc import Iterable
from html import escape
from math import inf
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import streamlit as st

from cds.blocks import FigureKey, Table
from cds.charts.theme import shade_colour
from cds.charts.values import Chart, Grid
from cds.domain.assessments import Standing
from cds.text import numbers
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components
from cds.views import trace

if TYPE_CHECKING:
    from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

_GRID_KEY = "heat_grid"  # begins the keys of the drawn grids, which a phone does not show
GRID_STYLE = f""".heat-lists {{ display: none; }}
@media screen and (max-width: 640px) {{
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-{_GRID_KEY}"]) {{ display: none; }}
  .heat-lists {{ display: block; }}
  .heat-lists summary {{ padding: 10px 0; font-weight: 600; cursor: pointer; }}
  .heat-lists li {{ display: flex; align-items: center; gap: 10px; padding: 5px 0; margin: 0;
    list-style: none; }}
  .heat-lists ul {{ margin: 0; padding: 0 0 8px; }}
  .heat-lists i {{ flex: none; width: 18px; height: 18px; border-radius: 4px; }}
  .heat-lists b {{ margin-left: auto; text-align: right; }}
}}"""


def chart(value: Chart, alt: str, key: str, *, has_demo: bool) -> None:
    """Show a chart, under the ribbon when any of its figures is generated.

    A grid is drawn where there is room, and on a phone a list for each of its columns.
    """
    from cds.charts.plotly import CONFIG, figure  # a page without charts does not wait for it

    if has_demo:
        components.demo_ribbon()
    if isinstance(value, Grid):
        with st.container(key=f"{_GRID_KEY}_{key}"):
            st.plotly_chart(figure(value), key=key, config=CONFIG, alt=alt)
        st.html(grid_lists(value))
    else:
        st.plotly_chart(figure(value), key=key, config=CONFIG, alt=alt)


def grid_lists(grid: Grid) -> str:
    """Return each column as a list that opens: units with colour and words.

    The lowest of the scale, which is the worst, comes first; what is missing comes last.
    """
    lists = []
    for place, title in enumerate(grid.columns):
        cells = [(unit, row[place]) for unit, row in zip(grid.units, grid.cells, strict=True)]
        rows = "".join(
            f'<li><i style="background:{shade_colour(cell.shade)}"></i><span>{escape(unit)}</span>'
            f"<b>{escape(cell.text.replace('<br>', ' · '))}</b></li>"
            for unit, cell in sorted(cells, key=lambda pair: _rank(pair[1].shade))
        )
        name, is_open = escape(title.replace("<br>", " ")), "" if place else " open"
        lists.append(f"<details{is_open}><summary>{name}</summary><ul>{rows}</ul></details>")
    return f'<div class="heat-lists">{"".join(lists)}</div>'


def _rank(shade: Standing | float | None) -> float:
    match shade:
        case None:
            return inf
        case Standing():
            return list(Standing).index(shade)
        case _:
            return shade


def table(shown: Table, alt: str, **looks: Any) -> None:  # noqa: ANN401 - passed on to Streamlit
    """Show a table; say so when it has no line."""
    if not shown.lines:
        st.caption(phrase("no_rows"))
        return
    st.dataframe(sent(shown), hide_index=True, alt=alt, placeholder=numbers.MISSING, **looks)


def wrapped(shown: Table, alt: str | None, **looks: Any) -> None:  # noqa: ANN401 - passed on
    """Show a short table of sentences in full, none cut."""
    lines = [[escaped(text) for text in row] for row in shown.rows]
    st.table(_columns(lines, shown.heads), hide_index=True, alt=alt, **looks)


def coloured(shown: Table, alt: str) -> None:
    """Show a short table whose cells with a colour stand out; a phone shows it in full."""
    lines = [
        [f":orange-background[{escaped(text)}]" if mark else escaped(text) for text, mark in row]
        for row in (line.cells for line in shown.lines)
    ]
    st.table(_columns(lines, shown.heads), hide_index=True, alt=alt, border="horizontal")


@st.fragment
def folded(shown: Table, alt: str, key: str, **looks: object) -> None:
    """Offer the table behind a chart; its lines are sent when it is opened, and nothing else."""
    with st.expander(alt, icon=":material/table_rows:", on_change="rerun", key=key) as opened:
        if opened.open:
            table(shown, alt, **looks)


@st.fragment
def traced(
    edition: cache.Edition,
    shown: Table,
    alt: str,
    key: str,
    column_config: "ColumnConfigMappingInput | None" = None,
) -> None:
    """Show a table whose lines can be traced: selecting one shows where its figure came from.

    Nothing else on the page runs for that.
    """
    if not shown.lines:
        st.caption(phrase("no_rows"))
        return
    chosen = st.dataframe(
        sent(shown),
        hide_index=True,
        alt=alt,
        placeholder=numbers.MISSING,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        column_config=column_config,
    )
    st.caption(phrase("trace.hint"))
    for place in chosen.selection.rows:
        figure = shown.lines[place].figure if place < len(shown.lines) else None
        if figure is not None:
            origin(edition, figure, key)
            st.page_link(
                "pages/indicator.py",
                label=phrase("trace.indicator"),
                icon=":material/arrow_forward:",
                query_params={
                    **st.query_params.to_dict(),
                    "indicator": figure.indicator_id,
                    "unit": figure.unit_id,
                },
            )


@st.fragment
def trace_button(edition: cache.Edition, figure: FigureKey, key: str) -> None:
    """Show a button that opens the trace of one figure; nothing is read before it is opened."""
    with st.popover(
        phrase("trace.open"), icon=":material/search:", key=f"trace_open_{key}", on_change="rerun"
    ) as opened:
        if opened.open:
            origin(edition, figure, key)


def origin(edition: cache.Edition, figure: FigureKey, key: str) -> None:
    """Show a trace: the newest place a figure stands in, or what it was added up from."""
    found = cache.reader(edition).kept(trace.build, figure)
    with st.container(key=f"trace_{key}"):
        st.markdown(f"**{escaped(found.title)}**")
        st.caption(escaped(found.sentence))
        if found.is_sum:
            parts = found.table.pick("unit value counts file_name line")
            table(parts, found.title, key=f"trace_table_{key}")
        elif found.table.lines:
            facts(found.facts, found.title)
            if found.link:
                st.link_button(phrase("open_link"), found.link, icon=":material/open_in_new:")
            if len(found.table.lines) > 1:
                table(found.table, found.title, key=f"trace_table_{key}")


def facts(pairs: Iterable[tuple[str, str]], alt: str) -> None:
    """Show names and their texts below each other, none cut."""
    lines = [[escaped(name), escaped(text)] for name, text in pairs]
    shown = _columns(lines, ("name", "text"))
    st.table(shown, border="horizontal", hide_index=True, hide_header=True, alt=alt)


def sent(shown: Table) -> pa.Table:
    """Return a table as Streamlit sends it; a data frame would cost eight times as much."""
    return _columns(shown.rows, shown.heads)


def _columns(
    rows: "list[list[str]] | tuple[tuple[str, ...], ...]", heads: tuple[str, ...]
) -> pa.Table:
    made = [pa.array([row[place] for row in rows], pa.string()) for place in range(len(heads))]
    return pa.Table.from_arrays(made, names=list(heads))
