"""Complete reporting: rate and timeliness by district and dataset; who has not sent what."""

import streamlit as st

from cds.domain.admin_units import AdminLevel
from cds.domain.periods import parse_period
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import data, navigation, reporting_parts, selection
from cds.views import choices, reporting_page


@st.fragment
def rates(edition: data.Edition) -> None:
    """Choose a level and a period, and show who reported; the frame does not run again."""
    levels = {
        str(one): phrase(f"reporting.{one}") for one in (AdminLevel.COMMUNE, AdminLevel.DISTRICT)
    }
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        level = AdminLevel(selection.switch("level", phrase("reporting.level"), levels))
    known = data.reporting_periods(edition, level)
    if not known:
        st.info(phrase("reporting.none"))
        return
    with middle:
        provinces = choices.provinces(data.catalogue(edition), known, st.query_params.get("period"))
        whole_id = selection.select("province", phrase("reporting.province"), provinces)
    with right:
        asked = selection.select(
            "period", phrase("reporting.period"), choices.exact(known[whole_id])
        )

    page = data.reports(edition, parse_period(asked), level, whole_id)
    if page.is_demo:
        st.warning(phrase("reporting.demo"), icon=":material/science:")
    st.markdown(f"**{escaped(' '.join(page.sentences))}**")
    st.caption(phrase("reporting.rule"))
    reporting_parts.rates(page)
    reporting_parts.missing(page, dict(reporting_page.dataset_names(data.catalogue(edition), page)))
    reporting_parts.late(page)


st.title(phrase("reporting.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
rates(edition)
