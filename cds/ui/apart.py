"""A file that a process of its own makes while somebody waits for it."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from cds.jobs.processes import Job

_LOOK_SECONDS = 0.2
Made = TypeVar("Made")


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
