"""Parts of the upload page: the form to take along, a file's preview, publishing, the receipt."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

import streamlit as st

from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.domain.indicators import Tier
from cds.domain.issues import Issue
from cds.domain.periods import Period, parse_period
from cds.domain.places import AdminLevel
from cds.export import template
from cds.export.marked import marked_workbook
from cds.ingest.context import Context
from cds.publish import OutcomeStatus, check_and_publish
from cds.store.snapshots import Snapshot
from cds.store.waiting import WaitingRoom
from cds.text.screens import LEVELS, say
from cds.ui import access, components, data, upload
from cds.ui.selection import findable

_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LARGEST_MB = 50
_PLACE = ("unit", "indicator", "period")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was dropped or typed."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hash of the content."""
        return hashlib.sha256(self.content).hexdigest()


def form(reference: Catalogue, today: date) -> None:
    """Offer the upload form, filled with the units' names."""
    st.markdown(say("upload.form_text"))
    left, right = st.columns([1, 2])
    levels = [AdminLevel.COMMUNE, AdminLevel.DISTRICT, AdminLevel.PROVINCE]
    with left:
        level = st.selectbox(
            say("upload.form_level"), levels, format_func=LEVELS.__getitem__, key="form_level"
        )
    with right:
        names = {
            one.indicator_id: findable(one.name)
            for one in reference.indicators.values()
            if level in one.levels and one.tier is not Tier.CONTEXT
        }
        chosen = st.multiselect(
            say("upload.form_indicators"),
            list(names),
            format_func=names.__getitem__,
            placeholder=say("upload.form_all"),
            filter_mode="contains",
            key="form_indicators",
        )
    made = template.upload_form(reference, level, today, indicator_ids=chosen)
    name = say("upload.form_name", level=level.value, layout="long")
    with st.container(horizontal=True):
        st.download_button(
            say("upload.form_xlsx"),
            lambda: template.form_xlsx(made),
            f"{name}.xlsx",
            _MIME,
            icon=":material/table_view:",
            key="form_xlsx",
        )
        st.download_button(
            say("upload.form_csv"),
            lambda: template.form_csv(made),
            f"{name}.csv",
            "text/csv",
            icon=":material/csv:",
            key="form_csv",
        )


def told(reference: Catalogue, today: date) -> Context | None:
    """What the sender says once for whole files; None while it cannot be understood."""
    left, right = st.columns([1, 2])
    with left:
        text = st.text_input(
            say("upload.period"), key="told_period", help=say("upload.period_help")
        )
    names = {one.indicator_id: findable(one.name) for one in reference.indicators.values()}
    with right:
        indicator_id = st.selectbox(
            say("upload.indicator"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=say("upload.indicator_any"),
            filter_mode="contains",
            key="told_indicator",
        )
    try:
        period = parse_period(text.strip()) if text and text.strip() else None
    except ValueError:
        st.error(say("upload.period_bad", value=text))
        return None
    return Context(today=today, period=period, indicator_id=indicator_id)


def dropped() -> Sequence[Sheet]:
    """The files in the box, each once."""
    found = st.file_uploader(
        say("upload.files"),
        accept_multiple_files=True,
        max_upload_size=_LARGEST_MB,
        help=say("upload.files_help"),
        key=f"files_{st.session_state.setdefault('upload_round', 0)}",
    )
    sheets = [Sheet(PurePath(one.name).name, one.getvalue()) for one in found or ()]
    return list({sheet.sha256: sheet for sheet in sheets}.values())


def one_file(edition: data.Edition, told: Context, sheet: Sheet) -> None:
    """Show what a file says and would change; offer to publish it when nothing blocks."""
    reference = data.catalogue(edition)
    with st.container(border=True):
        st.subheader(components.escaped(sheet.name))
        with st.spinner(say("upload.checking", file=sheet.name)):
            checked, found = data.checked_upload(
                edition, told, sheet.name, sheet.sha256, sheet.content
            )
        seen = upload.reading(checked, reference)
        st.markdown(components.escaped(seen.sentence))
        if seen.facts:
            st.caption(components.escaped(seen.facts))
        _problems(seen, sheet, checked.file.sheet, checked.issues)
        if seen.rows:
            _understood(seen, upload.consequence(found, reference), sheet)
        if seen.is_blocked:
            st.error(say("upload.blocked"), icon=":material/block:")
            return
        access.require_figures(Action.SEND, checked.observations)
        _publishing(edition, told, sheet, seen, len(checked.observations))


def receipts() -> None:
    """Say what this visitor has just published, with a way back."""
    for text in st.session_state.pop("upload_said", ()):
        st.success(components.escaped(text), icon=":material/check_circle:")
    kept: list[Snapshot] = st.session_state.setdefault("receipts", [])
    for snapshot in kept:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                components.escaped(
                    say(
                        "upload.receipt",
                        file=snapshot.file_name,
                        rows=snapshot.rows,
                        snapshot=snapshot.snapshot_id,
                        version=str(snapshot.version),
                    )
                )
            )
            st.button(
                say("upload.undo"),
                icon=":material/undo:",
                key=f"undo_{snapshot.snapshot_id}",
                on_click=_undo,
                args=(snapshot,),
            )


def _problems(
    seen: upload.Reading, sheet: Sheet, sheet_name: str | None, found: Sequence[Issue]
) -> None:
    st.markdown(f"**{say('upload.issues')}**")
    if not seen.issues:
        st.markdown(say("upload.issues_none"))
        return
    st.markdown(seen.issues_sentence)
    columns = [say(f"upload.col_{name}") for name in ("severity", "message", "places", "hint")]
    components.wrapped_table(seen.issues, columns, say("upload.issues"))
    name = say("upload.marked_name", stem=PurePath(sheet.name).stem, digest=sheet.sha256[:8])
    st.download_button(
        say("upload.marked"),
        lambda: marked_workbook(sheet.content, sheet_name, found),
        name,
        _MIME,
        icon=":material/rate_review:",
        key=f"marked_{sheet.sha256}",
    )


def _understood(seen: upload.Reading, would: upload.Consequence, sheet: Sheet) -> None:
    with st.expander(say("upload.first_rows"), key=f"rows_{sheet.sha256}"):
        columns = [say(f"upload.col_{n}") for n in ("line", *_PLACE, "counts", "value")]
        components.table(seen.rows, columns, say("upload.first_rows"))
    st.markdown(f"**{say('upload.changes')}**")
    st.markdown(would.sentence)
    if would.corrected:
        columns = [say(f"upload.col_{n}") for n in (*_PLACE, "before", "after")]
        st.caption(say("upload.corrected"))
        components.table(would.corrected, columns, say("upload.corrected"))
    if would.flips:
        columns = [say(f"upload.col_{n}") for n in ("unit", "target", "before", "after")]
        st.caption(say("upload.flips"))
        components.table(would.flips, columns, say("upload.flips"))


def _publishing(
    edition: data.Edition, told: Context, sheet: Sheet, seen: upload.Reading, figures: int
) -> None:
    confirmed = [
        code
        for code, message in seen.questions
        if st.checkbox(
            components.escaped(say("upload.confirm", message=message)),
            key=f"confirm_{sheet.sha256}_{code}",
        )
    ]
    note = st.text_input(say("upload.note"), key=f"note_{sheet.sha256}")
    may_publish = access.publishes_own()
    st.button(
        say("upload.publish" if may_publish else "upload.submit", figures=figures),
        type="primary",
        icon=":material/publish:",
        disabled=len(confirmed) < len(seen.questions),
        key=f"publish_{sheet.sha256}",
        on_click=_publish if may_publish else _submit,
        args=(edition, told, sheet, note or "", tuple(confirmed)),
    )


def _publish(
    edition: data.Edition, told: Context, sheet: Sheet, note: str, confirmed: tuple[str, ...]
) -> None:
    """Publish what was shown; what changed meanwhile is checked again and told."""
    checked, _ = data.checked_upload(edition, told, sheet.name, sheet.sha256, sheet.content)
    person = access.require_figures(Action.PUBLISH, checked.observations)
    access.require_release(person.key)
    outcome = check_and_publish(
        data.store(edition.home),
        data.catalogue(edition),
        sheet.content,
        sheet.name,
        by=person.key,
        note=note,
        context=told,
        confirmed=confirmed,
    )
    if outcome.status is OutcomeStatus.ACCEPTED and outcome.snapshot:
        st.session_state.setdefault("receipts", []).insert(0, outcome.snapshot)
        st.session_state["upload_round"] += 1
    else:
        st.session_state["upload_said"] = [say("upload.changed_meanwhile")]


def _submit(
    edition: data.Edition, told: Context, sheet: Sheet, note: str, confirmed: tuple[str, ...]
) -> None:
    checked, _ = data.checked_upload(edition, told, sheet.name, sheet.sha256, sheet.content)
    person = access.require_figures(Action.SEND, checked.observations)
    WaitingRoom(data.home()).send(
        sheet.content,
        sheet.name,
        person.key,
        note=note,
        period=_text(told.period),
        indicator_id=told.indicator_id,
        confirmed=confirmed,
    )
    st.session_state["upload_said"] = [say("upload.sent", file=sheet.name)]
    st.session_state["upload_round"] += 1


def _undo(snapshot: Snapshot) -> None:
    person = access.require(Action.WITHDRAW)
    reason = say("upload.undo_reason")
    data.store(str(data.home())).withdraw(snapshot.snapshot_id, reason, person.key)
    st.session_state["receipts"].remove(snapshot)
    st.session_state["upload_said"] = [say("upload.undone", file=snapshot.file_name)]


def _text(period: Period | None) -> str | None:
    return str(period) if period else None
