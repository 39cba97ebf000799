"""Files that a process of its own makes while somebody waits for them."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import streamlit as st

from cds.export.files import File
from cds.jobs import exports
from cds.jobs.processes import Job
from cds.ui import cache

_LOOK_SECONDS = 0.2
Made = TypeVar("Made")


def figures(wanted: cache.Edition) -> exports.FigureSource:
    """The figures of a data version, to be read in a process that makes a file of them."""
    return exports.FigureSource(
        Path(wanted.home), cache.catalogue(wanted), wanted.version, date.fromisoformat(wanted.today)
    )


@st.cache_resource(max_entries=1, show_spinner=False)
def everything(wanted: cache.Edition) -> Job[File]:
    """All of a data version as one zip, begun in a process of its own."""
    return Job("export", partial(exports.everything, figures(wanted)))


def awaited(job: Job[Made], tell: Callable[[float], object] | None = None) -> Made:
    """Return what a job makes; it ends when nobody waits for it any more.

    `tell` shows which share is done. Raises UserError with the reason why there is no file.
    """
    tell = tell or _shown_nowhere()
    try:
        while not job.is_done(_LOOK_SECONDS):
            tell(job.share)  # here Streamlit ends the run of a visitor who has left
        return job.result()
    finally:
        job.cancel()


def _shown_nowhere() -> Callable[[float], object]:
    place = st.empty()
    return lambda _: place.empty()
