"""The dashboard's entry: page frame, navigation, and the one place that shows what went wrong."""

import logging

import streamlit as st

from cds.domain.errors import UserError
from cds.site.reach import HOME_PAGE
from cds.text.phrases import disk_error, phrase, sentence
from cds.ui import access, bar, cache, components, navigation, selection, watching

cache.look_anew()
watching.watch(None)
if "page" not in st.session_state:  # kept by the browser; first, or it fetches the page's own
    st.set_page_config(page_icon=str(navigation.ICON))
page = st.navigation(navigation.pages(), position="top")
selection.carry_over(page.url_path)  # before anything asks for the programme
product = navigation.product_name()
title = phrase("browser_title", page=page.title, product=product)
st.set_page_config(page_title=title, layout="wide")
st.logo(navigation.logo(product), size="large")
name = page.url_path or HOME_PAGE
access.controls()
components.begin()
try:
    if has_bar := bar.is_wanted(name):
        bar.draw(name)
    page.run()
    if has_bar:
        bar.taking(name)
except UserError as error:
    components.stopped(sentence(error))
except Exception as error:
    logging.getLogger("cds").exception("page %s", page.url_path)
    if refusal := disk_error(error, is_public=True):
        components.stopped(sentence(refusal))
    else:  # a bug: told in our visitors' language, in full only in the log
        components.stopped(phrase("bug"), "bug_report")
