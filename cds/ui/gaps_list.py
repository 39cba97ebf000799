"""The list of target gaps: filters, order, files, table; a choice reruns nothing else."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import pyarrow as pa
import streamlit as st

from cds.text import figures, numbers
from cds.text.labels import visible
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import components, data, printing, selection
from cds.views.gaps import ORDERS, GapLine, Wanted, is_demo, sentence

PAGE_LINES = 50
_TOUCH = 44  # px: what a finger hits
_FILTERS = ("unit_level", "status", "pillar", "sector", "office", "within")
_ON_PAPER = (
    "unit",
    "target",
    "status",
    "value",
    "aim",
    "gap",
    "things",
    "due",
    "period",
    "kind",
    "office",
)
_TEXTS = ("value", "aim", "gap", "things", "due", "period", "completeness", "kind")


@st.fragment
def gap_list(edition: data.Edition) -> None:
    """Show every target in every unit as the filters want it."""
    offered = data.gap_options(edition)
    with st.container(key=f"{printing.SCREEN}_filters"):
        wanted = _filters(offered)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            ordered_by = _order()
            _clearing()
            shown = data.gap_list(edition, wanted, ordered_by)
            if shown:
                _downloads(edition, wanted, ordered_by, len(shown))
    with st.container(key=f"{printing.PAPER}_filters"):
        st.caption(escaped(_told(wanted, offered, ordered_by)))
    st.markdown(escaped(sentence(shown, ordered_by)))
    if shown:
        if is_demo(shown):
            components.demo_ribbon()
        _listing(shown)


def _filters(offered: Mapping[str, Mapping[str, str]]) -> Wanted:
    """Show the filters with their options and return what is wanted."""
    with st.grid(3, min_column_width=240):
        chosen = {n: selection.select(n, say(f"gaps.{n}"), offered[n]) for n in _FILTERS}
    return Wanted(**chosen)


def _told(wanted: Wanted, offered: Mapping[str, Mapping[str, str]], order: str) -> str:
    """Say on paper what the filters say on screen."""
    chosen = {n: visible(offered[n][getattr(wanted, n)]) for n in _FILTERS}
    parts = [f"{say(f'gaps.{name}')}: {text}" for name, text in chosen.items()]
    return " · ".join([*parts, f"{say('gaps.order')}: {say(f'gaps.order_{order}')}"])


def _order() -> str:
    """Show the choice of order and return it."""
    return selection.switch(
        "order", say("gaps.order"), {name: say(f"gaps.order_{name}") for name in ORDERS}
    )


def _clearing() -> None:
    """Offer to take every filter out of the address when any is in it."""
    if any(name in st.query_params for name in _FILTERS):
        label, icon = say("gaps.clear"), ":material/filter_alt_off:"
        st.button(label, icon=icon, on_click=_clear, key="gaps_clear")


@st.fragment
def _listing(shown: Sequence[GapLine]) -> None:
    """Show the lines page by page; turning a page reruns nothing else."""
    pages = -(-len(shown) // PAGE_LINES)
    with st.container(key=f"{printing.SCREEN}_pages"):
        page = st.pagination(pages, key=f"gaps_page_{pages}") if pages > 1 else 1
    first = (page - 1) * PAGE_LINES
    part, version = shown[first : first + PAGE_LINES], selection.version()
    if pages > 1:
        told = {"first": first + 1, "last": first + len(part), "total": len(shown)}
        st.caption(say("gaps.page", **told))
    cells = [_cells(line, version) for line in part]
    with st.container(key=f"{printing.SCREEN}_lines"):
        st.dataframe(
            pa.Table.from_pylist(cells),
            hide_index=True,
            row_height=_TOUCH,
            alt=say("gaps.table"),
            placeholder=numbers.MISSING,
            column_config={
                say("gaps.col_target"): st.column_config.TextColumn(width=280),
                say("gaps.col_attainment"): st.column_config.ProgressColumn(
                    min_value=0,
                    max_value=100,
                    format="%d %%",
                    width=150,
                    help=say("gaps.attainment_help"),
                ),
                say("gaps.col_source"): st.column_config.TextColumn(width=220),
                say("gaps.col_office"): st.column_config.TextColumn(width=220),
                say("gaps.col_link"): st.column_config.LinkColumn(
                    display_text=say("gaps.open_row")
                ),
            },
        )
    with st.container(key=f"{printing.PAPER}_lines"):
        columns = [say(f"gaps.col_{name}") for name in _ON_PAPER]
        rows = [[str(line[column]) for column in columns] for line in cells]
        components.wrapped_table(rows, columns, say("gaps.table"))


def _downloads(edition: data.Edition, wanted: Wanted, ordered_by: str, count: int) -> None:
    """Offer the lines as files; they are made when the menu is opened."""
    label = say("gaps.download")
    with st.popover(label, icon=":material/download:", on_change="rerun", key="gaps_files") as menu:
        if not menu.open:
            return
        st.caption(say("gaps.download_note", lines=count))
        for kind in ("xlsx", "csv"):
            file = data.gap_file(edition, wanted, ordered_by, kind)
            st.download_button(
                say(f"gaps.download_{kind}"),
                file.content,
                file.name,
                file.mime,
                key=f"gaps_{kind}",
                on_click="ignore",
            )


def _clear() -> None:
    for name in _FILTERS:
        selection.leave(name)


def _cells(line: GapLine, version: Mapping[str, str]) -> dict[str, object]:
    """One line as finished texts; the bar and the link keep their own kinds."""
    row, judged = line.row, line.row.assessment
    latest, badge = judged.latest, figures.badge(judged)
    texts = (
        figures.value(judged, row.indicator),
        figures.target(judged, row.indicator, line.target),
        figures.missing(judged, row.indicator),
        numbers.things(judged.still_to_do, row.indicator),
        numbers.day(line.target.due_on),
        figures.when(latest),
        figures.completeness(latest),
        figures.kind(latest),
    )
    bar = None if line.attainment is None else float(line.attainment * 100)
    return {
        say("gaps.col_unit"): row.unit.name,
        say("gaps.col_target"): figures.target_name(line.target),
        say("gaps.col_status"): f"{badge.sign} {badge.word}",
        say("gaps.col_attainment"): bar,
        **{say(f"gaps.col_{name}"): text for name, text in zip(_TEXTS, texts, strict=True)},
        say("gaps.col_source"): figures.source(latest) if latest else numbers.MISSING,
        say("gaps.col_office"): "; ".join(line.offices) or numbers.MISSING,
        say("gaps.col_link"): _address(line, version),
    }


def _address(line: GapLine, version: Mapping[str, str]) -> str:
    query = {"indicator": line.row.indicator.indicator_id, "unit": line.row.unit.unit_id}
    return f"./indicator?{urlencode({**query, **version})}"
