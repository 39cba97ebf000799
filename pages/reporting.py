"""Who has not sent what, with the office to ask; rates by district and by indicator."""

from functools import partial

import streamlit as st

from cds.blocks import Table
from cds.domain.admin_units import AdminLevel
from cds.domain.periods import parse_period
from cds.text.phrases import phrase
from cds.ui import bar, cache, components, navigation, selection, show
from cds.views import choices, reporting

_ALL = "all"


def details(page: reporting.ReportingPage) -> None:
    """Offer the same count by indicator, and what came late."""

    def late() -> None:
        if page.late.lines:
            table("late", page.late)
        else:
            st.info(phrase("reporting.late_unknown" if page.is_demo else "reporting.late_none"))

    parts: components.Parts = {"by_dataset": partial(table, "by_dataset", page.by_dataset)}
    parts["late"] = late
    components.tabs(parts, lambda name: phrase(f"reporting.{name}"), "reporting_tab", is_ready=True)
    st.caption(phrase("reporting.rule"))


def table(key: str, shown: Table) -> None:
    """Show one of the page's tables."""
    show.table(shown, phrase(f"reporting.{key}"), f"reporting_table_{key}")


edition = navigation.opened()
reader = cache.reader(edition)
levels = choices.levels(reader.catalogue)
with bar.controls():
    level = AdminLevel(selection.switch("level", phrase("reporting.level"), levels))
known = reader.kept(reporting.known_periods, level)
if not known:
    components.nothing(phrase("reporting.none"), awaits_figures=True)
with bar.controls():
    provinces = choices.provinces(reader.catalogue, known, st.query_params.get("period"))
    whole_id = selection.select("province", phrase("reporting.province"), provinces)
period = parse_period(bar.period(choices.exact(known[whole_id])))

page = reader.kept(reporting.build, period, level, whole_id)
with bar.controls():
    options = {_ALL: phrase("reporting.every"), **page.names}
    chosen = selection.select("dataset", phrase("reporting.dataset"), options)
sentence, *more = page.sentences
told = [
    reader.kept(reporting.quiet, period, level, whole_id),
    *([phrase("reporting.demo")] if page.is_demo else more),
]
components.verdict(sentence, " ".join(told).strip(), has_demo=page.is_demo)
is_parted = bool(page.by_district.lines)
left, right = st.columns([3, 2], gap="medium") if is_parted else (st.container(), None)
with left:
    lacking = page.missing if chosen == _ALL else page.missing_of[chosen]
    if lacking.lines:
        table("missing", lacking)
    else:
        st.success(phrase("reporting.missing_none"), icon=":material/check_circle:")
if right is not None:
    with right:
        st.header(phrase("reporting.by_district"), anchor=False)
        table("by_district", page.by_district)
details(page)
