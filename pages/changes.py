"""What changed between two versions or days: standings, largest moves, corrections."""

from datetime import date

import streamlit as st

from cds.blocks import Table
from cds.domain import clock
from cds.domain.admin_units import AdminLevel
from cds.domain.errors import NotFoundError, UserError
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import cache, components, navigation, selection, show
from cds.views import changes, choices, versions


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
        version = int(versions.NOTHING)
    except UserError:
        return
    st.query_params[name] = versions.nearest(options, version)


def pick_day(name: str, label: str, first: date, last: date) -> None:
    """Let a day be chosen; the end of that day becomes the version in the address."""
    key = f"day_{name}"

    def chosen() -> None:
        if st.session_state[key]:
            st.query_params[name] = st.session_state[key].isoformat()

    st.date_input(label, None, first, last, key=key, format="DD/MM/YYYY", on_change=chosen)


def listing(key: str, shown: Table) -> None:
    """Show one of the page's tables, or how much of it fits."""
    if shown.count and shown.count > len(shown.lines):
        st.caption(phrase("changes.flips_first", shown=len(shown.lines), count=shown.count))
    show.traced(later_edition, shown, phrase(f"changes.{key}"), f"changes_{key}")


def flips() -> None:
    """Show the targets whose standing differs."""
    st.header(phrase("changes.flips"))
    if page.flips.lines:
        listing("flips", page.flips)
    else:
        st.info(phrase("changes.flips_none"))


def moves() -> None:
    """Show the figures that moved most."""
    st.header(phrase("changes.moves"))
    if page.moves_sentence is None:
        st.info(phrase("changes.moves_none"))
        return
    if page.moves_figure is not None:
        show.chart(page.moves_figure, phrase("changes.moves_alt"), "moves", has_demo=False)
    st.markdown(escaped(page.moves_sentence))
    st.caption(phrase("changes.moves_note"))
    listing("moves", page.moves)


def corrections() -> None:
    """Show the figures that were replaced by others of the same unit and period."""
    st.header(phrase("changes.corrected"))
    if page.corrections.lines:
        st.caption(phrase("changes.corrected_note"))
        listing("corrected", page.corrections)
    else:
        st.info(phrase("changes.corrected_none"))


components.verdict(phrase("changes.title"))
edition = navigation.opened()
reference = cache.catalogue(edition)
if edition.version < 0:
    st.stop()

store = cache.store(edition.home)
commits = store.history()
known = cache.snapshots(edition.home, store.data_version())
options = versions.versions(commits, known)
removed = versions.removed(commits, known)
earlier, later = versions.defaults(options, edition.version, removed)
for name in ("before", "after"):
    settle(name)
left, right = st.columns(2)
with left:
    ordered = {earlier: options[earlier], **options}
    before = selection.select("before", phrase("changes.before"), ordered)
with right:
    ordered = {later: options[later], **options}
    after = selection.select("after", phrase("changes.after"), ordered)
with st.popover(phrase("changes.by_day"), icon=":material/calendar_month:"):
    days = [clock.local(end.committed_at).date() for end in (commits[0], commits[-1])]
    for name in ("before", "after"):
        pick_day(name, phrase(f"changes.{name}_day"), *days)

levels = {str(one): phrase(f"changes.{one}") for one in AdminLevel}
left, right = st.columns([3, 2], vertical_alignment="bottom")
with left:
    unit_id = selection.select(
        "unit",
        phrase("changes.unit"),
        choices.units(cache.reader(edition), st.query_params.get("unit")),
    )
with right:
    own = list(levels).index(str(reference.units[unit_id].level))
    depth = selection.switch("depth", phrase("changes.depth"), dict(list(levels.items())[own:]))
if before == after:
    st.info(phrase("changes.same"))
    st.stop()
if int(before) > int(after):
    st.caption(phrase("changes.backwards"))

later_edition = cache.edition(int(after))
page = cache.reader(later_edition).kept(changes.build, int(before), unit_id, AdminLevel(depth))
st.markdown(escaped(page.sentence))
if page.has_demo:
    components.demo_ribbon()
flips()
moves()
corrections()
