"""A file that is being checked: how far it is, with a way to stop it; then what was found."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import streamlit as st

from cds.domain.errors import UserError
from cds.ingest.context import Context
from cds.jobs import processes
from cds.jobs.processes import Job
from cds.jobs.uploads import Examination, Examined
from cds.text.labels import escaped
from cds.text.phrases import phrase, sentence
from cds.ui import data
from cds.ui.upload.intake import DroppedFile

_LOOK_SECONDS = 0.5


def job(edition: data.Edition, told: Context, sheet: DroppedFile) -> Job[Examined]:
    """The check of a file, begun once for all who ask."""
    return _examination(*_asked(edition, told, sheet))


@st.cache_resource(max_entries=256, show_spinner=False)
def _examination(
    wanted: data.Edition, told: Context, name: str, sha256: str, _content: bytes
) -> Job[Examined]:
    """The check of a file and what publishing it would change, begun in a process of its own."""
    home, day = Path(wanted.home), date.fromisoformat(wanted.today)
    reference = data.catalogue(wanted)
    return Job(Examination(home, reference, wanted.version, day, told, name, _content))


def _asked(
    edition: data.Edition, told: Context, sheet: DroppedFile
) -> tuple[data.Edition, Context, str, str, bytes]:
    """What a check depends on: by the sender's answer no remembered one is looked up."""
    if told.mapping and told.mapping.columns:
        told = replace(told, mappings={})
    return edition, told, sheet.name, sheet.sha256, sheet.content


def examined(edition: data.Edition, told: Context, sheet: DroppedFile, key: str) -> Examined | None:
    """Return what a check found; None while it runs or when it was stopped, which is shown."""
    running = job(edition, told, sheet)
    if not running.is_done(processes.PATIENCE_SECONDS):
        _progress(running, sheet.name, key)
        return None
    try:
        return running.result()
    except UserError as error:
        st.error(escaped(sentence(error)), icon=":material/block:")
        st.button(
            phrase("upload.again"),
            icon=":material/refresh:",
            key=f"again_{key}",
            on_click=_examination.clear,
            args=_asked(edition, told, sheet),
        )
        return None


@st.fragment(run_every=_LOOK_SECONDS)
def _progress(running: Job[Examined], name: str, key: str) -> None:
    if running.is_done():
        st.rerun()
    text = phrase("upload.checking", file=name, percent=round(100 * running.share))
    st.progress(running.share, text=escaped(text))
    label = phrase("upload.cancel")
    st.button(label, icon=":material/cancel:", key=f"cancel_{key}", on_click=running.cancel)
