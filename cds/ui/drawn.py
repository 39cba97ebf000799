"""Charts made of the page's own elements: they need no library and follow width and theme."""

import streamlit as st

from cds.charts.drawn import message
from cds.charts.values import Drawn
from cds.ui.scripts import loader, packed

_component = st.components.v2.component(
    "drawn", html="<div class='drawn'></div>", js=loader("drawn.js")
)


def show(chart: Drawn, alt: str, key: str) -> None:
    """Show a chart; `alt` names it for those who hear the page."""
    _component(key=f"drawn_{key}", data=packed(message(chart, alt)))
