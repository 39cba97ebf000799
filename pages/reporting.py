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


def rates(page: reporting.ReportingPage) -> None:
    """Offer the same count by district and by indicator, and what came late."""

    def late() -> None:
        if page.late.lines:
            table("late", page.late)
        else:
            st.info(phrase("reporting.late_unknown" if page.is_demo else "reporting.late_none"))

    parts: components.Parts = {"by_dataset": partial(table, "by_dataset", page.by_dataset)}
    if page.by_district.lines:
        parts["by_district"] = partial(table, "by_district", page.by_district)
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
    whole_id = next(iter(provinces))
    if len(provinces) > 1 or "province" in st.query_params:
        whole_id = selection.select("province", phrase("reporting.province"), provinces)
period = parse_period(bar.period(choices.exact(known[whole_id])))

page = reader.kept(reporting.build, period, level, whole_id)
with bar.controls():
    options = {_ALL: phrase("reporting.every"), **page.names}
    chosen = selection.select("dataset", phrase("reporting.dataset"), options)
if chosen != _ALL:
    page = reader.kept(reporting.build, period, level, whole_id, chosen)
sentence, *more = page.sentences
told = [
    *([] if chosen == _ALL else [f"{options[chosen]}."]),
    reader.kept(reporting.quiet, period, level, whole_id),
    *more,
]
components.verdict(sentence, " ".join(told).strip(), has_demo=page.is_demo)
left, right = st.columns([7, 3], gap="medium") if page.most else (st.container(), None)
with left:
    if page.missing.lines:
        table("missing", page.missing)
    else:
        st.success(phrase("reporting.missing_none"), icon=":material/check_circle:")
if right is not None and page.most is not None:
    with right:
        title = phrase(f"reporting.most_{'district' if page.by_district.lines else 'dataset'}")
        st.header(title, anchor=False)
        show.drawn(page.most, title, "reporting_most")
is_asked = "tab" in st.query_params
with st.expander(
    phrase("reporting.rates"), is_asked, on_change="rerun", key="reporting_rates"
) as unfolded:
    if unfolded.open:
        rates(page)
