"""Complete reporting: rate and timeliness by district and dataset; who has not sent what."""

import streamlit as st

from cds.domain.admin_units import AdminLevel
from cds.domain.periods import parse_period
from cds.text.markdown import escaped
from cds.text.screens import say
from cds.ui import data, navigation, reporting_parts, selection
from cds.views import choices, reporting_page


@st.fragment
def rates(edition: data.Edition) -> None:
    """Choose a level and a period, and show who reported; the frame does not run again."""
    levels = {
        str(one): say(f"reporting.{one}") for one in (AdminLevel.COMMUNE, AdminLevel.DISTRICT)
    }
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        level = AdminLevel(selection.switch("level", say("reporting.level"), levels))
    known = data.reporting_periods(edition, level)
    if not known:
        st.info(say("reporting.none"))
        return
    with middle:
        provinces = choices.provinces(data.catalogue(edition), known, st.query_params.get("period"))
        whole_id = selection.select("province", say("reporting.province"), provinces)
    with right:
        asked = selection.select("period", say("reporting.period"), choices.exact(known[whole_id]))

    page = data.reports(edition, parse_period(asked), level, whole_id)
    if page.is_demo:
        st.warning(say("reporting.demo"), icon=":material/science:")
    st.markdown(f"**{escaped(' '.join(page.sentences))}**")
    st.caption(say("reporting.rule"))
    reporting_parts.rates(page)
    reporting_parts.missing(page, dict(reporting_page.dataset_names(data.catalogue(edition), page)))
    reporting_parts.late(page)


st.title(say("reporting.title"))
edition = navigation.opened()
if edition.version < 0:
    st.stop()
rates(edition)
