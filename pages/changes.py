"""What changed between two versions or days: standings, largest moves, corrections."""

import streamlit as st

from cds.domain import clock
from cds.domain.admin_units import AdminLevel
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import changes_parts, components, data, navigation, selection, version_choices
from cds.views import choices

st.title(phrase("changes.title"))
edition = navigation.opened()
reference = data.catalogue(edition)
if edition.version < 0:
    st.stop()

store = data.store(edition.home)
commits = store.history()
known = data.snapshots(edition.home, store.data_version())
options = version_choices.versions(commits, known)
removed = version_choices.removed(commits, known)
earlier, later = version_choices.defaults(options, edition.version, removed)
for name in ("before", "after"):
    version_choices.settle(name, store, options)
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
        version_choices.pick_day(name, phrase(f"changes.{name}_day"), *days)

levels = {str(one): phrase(f"changes.{one}") for one in AdminLevel}
left, right = st.columns([3, 2], vertical_alignment="bottom")
with left:
    unit_id = selection.select(
        "unit",
        phrase("changes.unit"),
        choices.units(data.reader(edition), st.query_params.get("unit")),
    )
with right:
    own = list(levels).index(str(reference.units[unit_id].level))
    depth = selection.switch("depth", phrase("changes.depth"), dict(list(levels.items())[own:]))
if before == after:
    st.info(phrase("changes.same"))
    st.stop()
if int(before) > int(after):
    st.caption(phrase("changes.backwards"))

ends = data.edition(int(before)), data.edition(int(after))
page = data.changes_page(*ends, unit_id, AdminLevel(depth))
st.markdown(escaped(page.sentence))
if page.has_demo:
    components.demo_ribbon()
changes_parts.flips(ends[1], page)
changes_parts.moves(ends[1], page)
changes_parts.corrections(ends[1], page)
