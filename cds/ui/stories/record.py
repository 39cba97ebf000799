"""The record of a meeting: what was shown when, at which data version, which units were asked."""

import csv
import io
from collections.abc import Sequence

import streamlit as st

from cds.store.meetings import Meeting, MeetingMoment
from cds.text import numbers
from cds.text.labels import escaped
from cds.text.phrases import head, phrase
from cds.ui import components, data
from cds.ui.stories import stores
from cds.ui.stories.files import download

_COLUMNS = ("at", "what", "slide", "unit", "version")


def record(meeting_id: str, edition: data.Edition) -> None:
    """Show a meeting's record as a table and as a file."""
    meeting = stores.meeting(meeting_id)
    store = stores.meeting_store()
    moments = store.record(meeting_id)
    rows = record_rows(meeting, moments, edition)
    st.header(escaped(phrase("present.record_title", title=meeting.story.title)))
    components.documents_notice(store.damaged(meeting_id))
    st.markdown(escaped(_lead(meeting, moments)))
    units = tuple(dict.fromkeys(row[3] for row in rows if row[3] != numbers.MISSING))
    if units:
        st.markdown(escaped(phrase("present.record_units", units=units)))
    columns = [head(name, "record") for name in _COLUMNS]
    components.table(rows, columns, phrase("present.record"))
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([columns, *rows])
    content = file.getvalue().encode("utf-8-sig")
    download(content, f"{meeting.story.title}-{meeting_id}", "csv", meeting.data_version)


def record_rows(
    meeting: Meeting, moments: Sequence[MeetingMoment], edition: data.Edition
) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return time, event, slide, unit and data version of each moment, in finished text."""
    names = data.catalogue(edition).units
    found = []
    for moment in moments:
        place = moment.position
        unit_id = place.unit or place.spotlight or ""
        slide = meeting.story.slides[place.slide]
        title = slide.title or phrase(f"{slide.page}.title")
        found.append(
            (
                numbers.instant(moment.at),
                phrase(f"moment.{_what(moment)}"),
                f"{place.slide + 1}. {title}",
                names[unit_id].name if unit_id in names else numbers.MISSING,
                str(moment.data_version),
            )
        )
    return tuple(found)


def _what(moment: MeetingMoment) -> str:
    if moment.what != "shown":
        return moment.what
    if moment.position.is_blank:
        return "blank"
    if moment.position.unit:
        return "asked"
    return "lit" if moment.position.spotlight else "shown"


def _lead(meeting: Meeting, moments: Sequence[MeetingMoment]) -> str:
    shown = {moment.position.slide for moment in moments}
    units = {m.position.unit or m.position.spotlight for m in moments} - {None}
    versions = tuple(str(v) for v in dict.fromkeys(moment.data_version for moment in moments))
    return phrase(
        "present.record_lead",
        started=meeting.started_at,
        ended=meeting.ended_at,
        slides=len(shown),
        units=len(units),
        versions=versions,
    )
