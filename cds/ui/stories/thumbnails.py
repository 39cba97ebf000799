"""Stories as cards: what their first view looks like, and the way in."""

import streamlit as st

from cds.domain.stories import Story
from cds.export.files import asset
from cds.ui import cache
from cds.ui.scripts import loader
from cds.ui.stories import prepared

_LOOKS = """
.small { aspect-ratio: 16 / 9; overflow: hidden; position: relative; background: #fff;
  border: 1px solid #ccd5e2; border-radius: 4px; pointer-events: none; }
.small .slide { color: #16202e; position: absolute; inset: 0 auto auto 0; transform-origin: 0 0; }
@media (max-width: 640px) { .small { display: none; } }
"""
_component = st.components.v2.component(
    "slide_in_small",
    html="<div class='small' aria-hidden='true'></div>",
    css=asset("deck.css") + _LOOKS,
    js=loader("slide.js"),
)


def thumbnail(edition: cache.Edition, story: Story) -> None:
    """Show the first view of a story in small; it says nothing that its title does not."""
    _component(key=f"small_{story.story_id}", data=prepared.first(edition, story))
