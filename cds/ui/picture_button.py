"""The button that gives a chart of the view on screen as a picture; any page may place it."""

import streamlit as st

from cds.domain.errors import UserError
from cds.domain.stories import Slide, Story
from cds.site import turns
from cds.text.labels import escaped
from cds.text.phrases import phrase, sentence
from cds.ui import data, navigation
from cds.ui.stories.button import part_of


@st.fragment
def picture_button(page: str) -> None:
    """Show a button that draws the page's chart with title, unit, period and source.

    Nothing is drawn before it is opened, and then nothing else on the page runs again.
    """
    with st.popover(
        phrase("story.picture"), icon=":material/image:", key="picture_button", on_change="rerun"
    ) as opened:
        if opened.open:
            try:
                _picture(page, navigation.shown(), {**st.query_params.to_dict(), **part_of(page)})
            except UserError as error:  # a fragment's own failure is told twice
                st.error(sentence(error), icon=":material/error:")


def _picture(page: str, edition: data.Edition, asked: dict[str, str]) -> None:
    # What makes slides and files is much: no page waits for it before it is asked for.
    from cds.jobs.exports import Rendering
    from cds.jobs.processes import Job
    from cds.ui import apart
    from cds.ui.stories import prepared
    from cds.ui.stories.files import download

    story = Story("", phrase(f"{page}.title"), (Slide(page, asked),))
    with st.spinner(phrase("story.picture_drawing")), turns.dear("export"):
        deck = prepared.made(edition, story)
        content = apart.awaited(Job(Rendering(deck, "png")))
    title = deck.slides[0].title
    st.image(content, width=480)
    st.caption(escaped(title))
    download(content, title, "png", edition.version)
