"""One file on screen: what was understood, what is asked, where it lands, what it would change."""

from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from cds.domain.access import Action
from cds.export.file_with_issues import marked_workbook
from cds.export.files import MEDIA_TYPES
from cds.ingest.context import Context
from cds.text.labels import escaped
from cds.text.phrases import phrase
from cds.ui import access, cache, show
from cds.ui.arrivals import bring_into_view
from cds.ui.upload import mapping, publishing
from cds.ui.upload.intake import DroppedFile
from cds.views import column_questions
from cds.views.landing import Landing


def results(edition: cache.Edition, told: Context, sheets: Sequence[DroppedFile]) -> None:
    """Show the files; what has come, or takes the place of its bar, is brought into view once."""
    keys = [_key(sheet) for sheet in sheets]
    bring_into_view("results", keys)
    shown = [(key, one_file(edition, told, sheet)) for key, sheet in zip(keys, sheets, strict=True)]
    known = st.session_state.get("checked_known", ())
    bring_into_view("checked", [key for key, is_checked in shown if is_checked or key in known])


def _key(sheet: DroppedFile) -> str:
    return f"result_{sheet.sha256}"


def one_file(edition: cache.Edition, told: Context, sheet: DroppedFile) -> bool:
    """Show what a file says and would change; offer to publish it when nothing blocks.

    False while it is being checked.
    """
    reference, told = cache.catalogue(edition), mapping.answered(told, sheet)
    with st.container(border=True, key=_key(sheet)):
        st.subheader(escaped(sheet.name))
        found = publishing.examined(edition, told, sheet, sheet.sha256)
        if found is None:
            return False
        checked, seen = found.checked, found.seen
        st.markdown(escaped(seen.sentence))
        if seen.facts:
            st.caption(escaped(seen.facts))
        mapping.question(told, checked, sheet, reference)
        st.markdown(f"**{phrase('upload.issues')}**")
        if seen.issues.lines:
            st.markdown(seen.issues_sentence)
            show.wrapped(seen.issues, phrase("upload.issues"))
            stem = PurePath(sheet.name).stem
            st.download_button(
                phrase("upload.marked"),
                lambda: marked_workbook(sheet.content, checked.file.sheet, checked.issues),
                phrase("upload.marked_name", stem=stem, digest=sheet.sha256[:8]),
                MEDIA_TYPES["xlsx"],
                icon=":material/rate_review:",
                key=f"marked_{sheet.sha256}",
            )
        else:
            st.markdown(phrase("upload.issues_none"))
        if seen.rows.lines:
            with st.expander(phrase("upload.first_rows"), key=f"rows_{sheet.sha256}"):
                show.table(seen.rows, phrase("upload.first_rows"))
            _landings(found.landings, sheet)
            st.markdown(f"**{phrase('upload.changes')}**")
            st.markdown(found.would.sentence)
            for name, table in (("corrected", found.would.corrected), ("flips", found.would.flips)):
                if table.lines:
                    st.caption(phrase(f"upload.{name}"))
                    show.table(table, phrase(f"upload.{name}"))
        if seen.is_blocked:
            asked = column_questions.is_asked(checked)
            st.error(
                phrase("upload.blocked_asked" if asked else "upload.blocked"),
                icon=":material/block:",
            )
            return True
        access.require_figures(Action.SEND, checked.observations)
        publishing.offer(edition, told, sheet, found)
    return True


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
