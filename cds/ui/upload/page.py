"""One file on screen: what was understood, what is asked, where it lands, what it would change."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import streamlit as st

from cds.domain.access import Action
from cds.domain.issues import Issue
from cds.export.file_with_issues import marked_workbook
from cds.export.files import MEDIA_TYPES
from cds.ingest.context import Context
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import access, data, show
from cds.ui.arrivals import bring_into_view
from cds.ui.upload import mapping, progress, publishing
from cds.ui.upload.intake import DroppedFile
from cds.views import checked_file, column_questions
from cds.views.landing import Landing

_BLOCK = ":material/block:"


def result_key(sheet: DroppedFile) -> str:
    """Where on the page a file's result stands."""
    return f"result_{sheet.sha256}"


def arrived(checked: Mapping[DroppedFile, bool]) -> None:
    """Bring a result into view when it takes the place of the bar, the first time only."""
    known = st.session_state.get("checked_known", ())
    keys = {result_key(sheet): is_checked for sheet, is_checked in checked.items()}
    bring_into_view("checked", [key for key in keys if keys[key] or key in known])


def one_file(edition: data.Edition, told: Context, sheet: DroppedFile) -> bool:
    """Show what a file says and would change; offer to publish it when nothing blocks.

    False while it is being checked.
    """
    reference, told = data.catalogue(edition), mapping.answered(told, sheet)
    with st.container(border=True, key=result_key(sheet)):
        st.subheader(escaped(sheet.name))
        found = progress.examined(edition, told, sheet, sheet.sha256)
        if found is None:
            return False
        checked, seen = found.checked, found.seen
        st.markdown(escaped(seen.sentence))
        if seen.facts:
            st.caption(escaped(seen.facts))
        mapping.question(told, checked, sheet, reference)
        _problems(seen, sheet, checked.file.sheet, checked.issues)
        if seen.rows.lines:
            with st.expander(phrase("upload.first_rows"), key=f"rows_{sheet.sha256}"):
                show.table(seen.rows, phrase("upload.first_rows"))
            _landings(found.landings, sheet)
            _changes(found.would)
        if seen.is_blocked:
            asked = column_questions.is_asked(checked)
            st.error(phrase("upload.blocked_asked" if asked else "upload.blocked"), icon=_BLOCK)
            return True
        access.require_figures(Action.SEND, checked.observations)
        publishing.offer(edition, told, sheet, found)
    return True


def _problems(
    seen: checked_file.FileReading,
    sheet: DroppedFile,
    sheet_name: str | None,
    found: Sequence[Issue],
) -> None:
    st.markdown(f"**{phrase('upload.issues')}**")
    if not seen.issues.lines:
        st.markdown(phrase("upload.issues_none"))
        return
    st.markdown(seen.issues_sentence)
    show.wrapped(seen.issues, phrase("upload.issues"))
    name = phrase("upload.marked_name", stem=PurePath(sheet.name).stem, digest=sheet.sha256[:8])
    st.download_button(
        phrase("upload.marked"),
        lambda: marked_workbook(sheet.content, sheet_name, found),
        name,
        MEDIA_TYPES["xlsx"],
        icon=":material/rate_review:",
        key=f"marked_{sheet.sha256}",
    )


def _landings(found: Sequence[Landing], sheet: DroppedFile) -> None:
    """Show where figures would lie; nothing for figures of larger areas alone."""
    from cds.ui.map import coverage_map

    if found:
        st.markdown(f"**{phrase('upload.landing')}**")
    for one in found:
        key = f"{one.level}_{sheet.sha256}"
        st.markdown(escaped(one.sentence))
        if one.payload:
            with st.container(width=560):
                coverage_map(one.payload, key=f"landing_{key}")
        if one.note:
            st.caption(escaped(one.note))
        show.folded(one.table, phrase("upload.landing_table"), f"landing_table_{key}")


def _changes(would: checked_file.Consequence) -> None:
    st.markdown(f"**{phrase('upload.changes')}**")
    st.markdown(would.sentence)
    for name, table in (("corrected", would.corrected), ("flips", would.flips)):
        if table.lines:
            st.caption(phrase(f"upload.{name}"))
            show.table(table, phrase(f"upload.{name}"))
