"""What changed since a version or a day: what got worse, what got better, which figures are new."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cds.blocks import Table
from cds.charts.values import Spans
from cds.domain import clock
from cds.domain.errors import NotFoundError, UserError
from cds.text.phrases import escaped, phrase
from cds.ui import bar, cache, components, navigation, selection, show, standings
from cds.views import changes, choices
from cds.views.changes_figures import ChangeColumn, ChangeGroup
from cds.views.standings import standing_lines

FIRST_LINES, FIRST_ALONE = 6, 15  # lines at first of a column beside others, of the only one
LONGEST = 34  # letters of a line that may stand beside another in a column
FEW_MORE = 2  # so few more are not folded
SPAN = ("since", "before", "after")  # choices that stay where another unit is looked at


def settle(name: str) -> None:
    """Turn a day or any version in the address into the version shown for it."""
    asked = st.query_params.get(name)
    if asked is None or asked in options:
        return
    try:
        version = store.version_at(asked)
    except NotFoundError:
        if asked.isdecimal():
            return  # no such version: the choice itself will say so
        version = int(choices.NOTHING)
    except UserError:
        return
    st.query_params[name] = choices.nearest(options, version)


def chosen_day(name: str) -> None:
    """Put a day into the address: its end becomes the version there."""
    if day := st.session_state[f"day_{name}"]:
        st.query_params[name] = day.isoformat()


def picked() -> tuple[str, str]:
    """Let both ends of the comparison be chosen, by version or by day."""
    days = [clock.local(end.committed_at).date() for end in (commits[0], commits[-1])]
    found = []
    for place, (name, default) in zip(
        st.columns(2), (("before", earlier), ("after", later)), strict=True
    ):
        settle(name)
        with place:
            ordered = {default: options[default], **options}
            found.append(selection.select(name, phrase(f"changes.{name}"), ordered))
    with st.popover(phrase("changes.by_day"), icon=":material/calendar_month:"):
        for name in ("before", "after"):
            st.date_input(
                phrase(f"changes.{name}_day"),
                None,
                days[0],
                days[1],
                key=f"day_{name}",
                format="DD/MM/YYYY",
                on_change=chosen_day,
                args=(name,),
            )
    return found[0], found[1]


def group(shown: ChangeGroup, across: int) -> None:
    """Show the changes of one kind, each as a link to its figures or to what changed there."""
    head = f"**{escaped(shown.head)}**" if shown.head else ""
    note = components.small(shown.note) if shown.note else ""
    components.paragraphs("  \n".join(filter(None, (head, note))))
    is_wide = any(len(line.text) > LONGEST for line in shown.lines)
    with st.grid(across, min_column_width=300 if is_wide else 160, gap="xsmall"):
        for line in shown.lines:
            detail = components.small(line.detail) if line.detail else ""
            told = "  \n".join(filter(None, (escaped(line.text), detail)))
            asked = {**selection.framing(), "unit": line.unit_id}
            if reader.catalogue.programme_named({"unit": line.unit_id}):
                asked.pop("programme", None)  # the unit's own opens
            if line.indicator_id:
                asked["indicator"] = line.indicator_id
                components.lead("indicator", told, asked, icon="")
            else:
                asked |= {key: st.query_params[key] for key in SPAN if key in st.query_params}
                components.lead("changes", told, asked)
    if shown.rest:
        st.caption(phrase("changes.more", count=shown.rest))


def first_lines(shown: ChangeColumn, key: str, most: int, across: int) -> None:
    """Show the first changes of a kind, or all where few more would be left; else fold those."""
    count = sum(len(one.lines) for one in shown.groups)
    first, later = shown.parted(most if count > most + FEW_MORE else count)
    for one in first:
        group(one, across)
    if later:
        told = phrase("changes.fold", count=sum(len(one.lines) + one.rest for one in later))
        with st.expander(told, on_change="rerun", key=f"changes_fold_{key}") as opened:
            for one in later if opened.open else ():
                group(one, across)


def columns() -> None:
    """Show what got worse, what better, and whose figures are new."""
    with st.container(key="changes_columns"):
        if len(page.columns) == 1:  # the only kind is what the sentence names: no box, no head
            first_lines(page.columns[0], "only", FIRST_ALONE, 3)
            return
        with st.grid(len(page.columns), min_column_width=300):
            for place, one in enumerate(page.columns):
                with st.container(border=True, height="stretch", gap="xsmall"):
                    st.header(escaped(one.head), anchor=False)
                    first_lines(one, str(place), FIRST_LINES, 2)


def moved(newest: Spans) -> None:
    """Show what the figures that came say: what moved most, beside the targets they are of."""
    name = reader.catalogue.units[unit_id].name
    alt = phrase("changes.newest", unit=name)
    with beside(), st.container(key="changes_columns"):
        st.header(escaped(alt), anchor=False)
        show.drawn(newest, alt, "changes_newest")


def beside() -> DeltaGenerator:
    """Show the targets that the figures are of; return the place at their left, or the whole."""
    if not page.targets:
        return st.container()
    left, right = st.columns([3, 2], gap="medium")
    with right:
        key = "changes.targets" if page.newest else "changes.targets_of_parts"
        alt = phrase(key, count=len(page.targets))
        st.header(escaped(alt), anchor=False)
        lines = standing_lines(page.targets, reader)
        standings.show(lines, "changes_targets", alt, is_folded=True)
    return left


def details() -> None:
    """Show every new figure, standing, move and correction in tables, those that there are."""
    tables = {
        "came": page.came,
        "newest_table": page.newest_table,
        "flips": page.flips,
        "moves": page.moves,
        "corrected": page.corrections,
    }
    parts: components.Parts = {
        key: partial(detail, key, shown) for key, shown in tables.items() if shown.lines
    }

    def label(key: str) -> str:
        count = tables[key].count or len(tables[key].lines)
        return phrase("changes.tab", name=phrase(f"changes.{key}"), count=count)

    if parts:
        components.tabs(parts, label, "changes_tab")


def detail(key: str, shown: Table) -> None:
    """Show one of the tables below what has to be said of it."""
    if key == "moves":
        st.markdown(escaped(page.moves_sentence or ""))
        st.caption(phrase("changes.moves_note"))
    if key == "corrected":
        st.caption(phrase("changes.corrected_note"))
    if shown.count and shown.count > len(shown.lines):
        st.caption(phrase("changes.flips_first", shown=len(shown.lines), count=shown.count))
    show.traced(later_edition, shown.filled(), phrase(f"changes.{key}"), f"changes_{key}")


edition = navigation.opened()
if edition.version < 0:
    components.nothing(phrase("changes.none"))
reader = cache.reader(edition)
store = cache.store(edition.home)
commits = store.history()
known_snapshots = cache.snapshots(edition.home, store.data_version())
options = choices.versions(commits, known_snapshots)
broken = frozenset(one.snapshot_id for one in reader.view.damaged)
earlier, later = choices.defaults(options, edition.version, commits, known_snapshots, broken)
if {"before", "after"} & set(st.query_params) and "since" not in st.query_params:
    st.query_params["since"] = "pick"
with bar.controls():
    spans = {name: phrase(f"changes.span_{name}") for name in ("last", *choices.DAYS, "pick")}
    span = selection.switch("since", phrase("changes.span"), spans)
    units = choices.units(reader, st.query_params.get("unit"))
    unit_id = selection.select("unit", phrase("changes.unit"), units)
answer = st.container()
before, after = picked() if span == "pick" else (earlier, later)
if before == after and span == "pick":
    with answer:
        components.verdict(phrase("changes.same"))
    st.stop()

began, since = choices.beginning(options, commits, span, int(before), reader.today)
later_edition = cache.edition(int(after))
page = cache.reader(later_edition).kept(changes.build, began, unit_id, since)
with answer:
    components.verdict(page.verdict, page.told, has_demo=page.has_demo)
    if began > int(after):
        st.caption(phrase("changes.backwards"))
if page.newest:
    moved(page.newest)
elif page.columns:
    columns()
elif not page.came.lines and not page.flips.lines:
    components.blank("rows", phrase("changes.blank"))
    components.lead("snapshots", phrase("snapshots.title"), selection.framing())
if page.newest and sum(len(one.lines) for one in page.columns[0].groups) > 1:
    told = phrase("changes.places", head=page.columns[0].head)
    with st.expander(told, on_change="rerun", key="changes_places") as opened:
        if opened.open:
            first_lines(page.columns[0], "places", FIRST_ALONE, 3)
with st.container() if page.newest else beside():
    details()
