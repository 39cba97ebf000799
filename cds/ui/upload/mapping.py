"""Asking what sheet and columns of a file mean, and taking the answer."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st

from cds.blocks import Table, TableLine
from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.ingest.context import CheckedUpload, FirstRows
from cds.ingest.mapping import Column, ColumnMapping, answer_of, lasting
from cds.publish import Answer, answers, forget_mapping, remember_mapping
from cds.store.sending import damaged_answers
from cds.text.issues import column_letters
from cds.text.phrases import escaped, phrase
from cds.ui import access, cache, components, show
from cds.ui.components import choose
from cds.ui.upload.desk import FileInHand
from cds.ui.upload.intake import ask_indicator, ask_period, indicator_names
from cds.views import checked_file

_IN_A_ROW = 3
_PARTS = ("field", "indicator", "period")


def question(held: FileInHand, checked: CheckedUpload) -> None:
    """Show how sheet and columns were understood, and let the sender say it better."""
    _keep(held, checked)
    is_asked = checked_file.is_asked(checked)
    told, key = held.told, f"_{held.sha256}"
    lacks_period = is_asked and checked_file.lacks_period(checked)
    if lacks_period:
        st.warning(phrase("upload.period_asked"), icon=":material/contact_support:")
        is_asked = False
    if told.today and (told.period or lacks_period):
        said = str(told.period) if told.period else None
        ask_period(told.today, said, f"told_period{key}", lambda one: _say(held, period=one))
    if told.indicator_id:
        names, indicator_id = f"told_indicator{key}", told.indicator_id
        ask_indicator(held.reference, indicator_id, names, lambda one: _say(held, indicator_id=one))
    if checked.preview is None and len(checked.sheets) < 2:
        return
    if checked.preview:
        _applied(held, checked, checked.preview)
    label = phrase("upload.columns_title")
    if is_asked:
        topic = "columns" if checked.preview else "sheet"
        st.warning(phrase(f"upload.{topic}_asked"), icon=":material/contact_support:")
        label = phrase(f"upload.{topic}_ask")
    with st.expander(label, expanded=is_asked, key=f"columns_{is_asked}_{held.sha256}"):
        if len(checked.sheets) > 1:
            choose(
                phrase("upload.sheet"),
                {name: name for name in checked.sheets},
                f"sheet_{held.sha256}",
                checked.file.sheet,
                placeholder=phrase("upload.sheet_choose"),
                help=phrase("upload.sheet_help"),
                on_change=lambda: _say_sheet(held, st.session_state[f"sheet_{held.sha256}"]),
            )
        if checked.preview:
            _columns(held, checked.preview, checked.file.sheet)


def _say(held: FileInHand, **said: Any) -> None:  # noqa: ANN401 - what a DraftFile holds
    """Keep what the sender says; the file is checked again by it in this very run."""
    held.drafts.change(lambda draft: draft.amended(held.sha256, lambda one: replace(one, **said)))


def _say_sheet(held: FileInHand, name: str | None) -> None:
    _say(held, mapping=answer_of(ColumnMapping(sheet=name)) if name else None)


def _applied(held: FileInHand, checked: CheckedUpload, preview: FirstRows) -> None:
    """Say by whose answer the columns are read, with the way back."""
    mapping = checked_file.applied(held.told, checked)
    if mapping is None or not preview.is_answered:
        return
    columns = checked_file.described(mapping, preview.head, held.reference)
    is_own = bool(held.told.mapping and held.told.mapping.columns)
    key = "upload.answered" if is_own else "upload.answered_remembered"
    st.info(escaped(phrase(key, columns=columns)))
    if is_own:
        name = checked.file.sheet if len(checked.sheets) > 1 else None
        drop = partial(_drop, held, name)
        st.button(
            phrase("upload.columns_drop"),
            icon=":material/undo:",
            key=f"drop_{held.sha256}",
            on_click=drop,
        )
        return
    for answer in answers(cache.home()):
        if answer.signature == preview.signature:
            _forget_button(answer, f"forget_here_{held.sha256}")


def _columns(held: FileInHand, preview: FirstRows, sheet_name: str | None) -> None:
    titles = [checked_file.title(preview.head, n) for n in range(len(preview.head))]
    rows = [[*row, *[""] * len(titles)][: len(titles)] for row in preview.rows]
    st.caption(phrase("upload.file_rows"))
    told = Table(tuple(titles), tuple(titles), tuple(TableLine(tuple(row)) for row in rows))
    show.table(told, phrase("upload.file_rows"))
    key = f"{held.sha256}_{preview.signature[:8]}_{_round(held)}"
    layouts = {True: phrase("upload.layout_wide"), False: phrase("upload.layout_long")}
    is_wide = st.radio(
        phrase("upload.form_layout"),
        list(layouts),
        index=0 if checked_file.is_wide(preview) else 1,
        format_func=layouts.__getitem__,
        horizontal=True,
        key=f"wide_{key}",
    )
    with st.form(f"mapping_{key}", border=False):
        for start in range(0, len(titles), _IN_A_ROW):
            places = range(start, min(start + _IN_A_ROW, len(titles)))
            for column, place in zip(st.columns(_IN_A_ROW), places, strict=False):
                with column:
                    _one_column(held, preview, place, key, is_wide=bool(is_wide))
        if any(preview.head):
            st.checkbox(phrase("upload.remember"), value=True, key=f"keep_{key}")
        st.form_submit_button(
            phrase("upload.columns_check"),
            type="primary",
            icon=":material/rule:",
            on_click=_answer,
            args=(held, key, len(titles), sheet_name),
        )


def _one_column(
    held: FileInHand, preview: FirstRows, place: int, key: str, *, is_wide: bool
) -> None:
    said = preview.meanings[place]
    field = checked_file.field_of(said)
    fields = {one: checked_file.field_name(one) for one in checked_file.FIELDS}
    choose(checked_file.title(preview.head, place), fields, f"field_{key}_{place}", field)
    if shown := checked_file.examples(preview, place):
        st.caption(escaped(phrase("upload.column_examples", examples=shown)))
    if not is_wide or not checked_file.holds_figures(preview, place):
        return
    choose(
        phrase("upload.column_indicator", place=column_letters(place + 1)),
        indicator_names(held.reference),
        f"indicator_{key}_{place}",
        said.indicator_id,
        placeholder=phrase("upload.column_indicator_any"),
    )
    st.text_input(
        phrase("upload.column_period", place=column_letters(place + 1)),
        value=said.period or "",
        help=phrase("upload.period_help"),
        key=f"period_{key}_{place}",
    )


def _answer(held: FileInHand, key: str, count: int, sheet_name: str | None) -> None:
    """Take the answers of the form; the file is checked again by them in this very run."""
    state = st.session_state

    def column(place: int) -> Column:
        field, indicator_id, period = (state.get(f"{part}_{key}_{place}") for part in _PARTS)
        return Column(field, indicator_id, (period or "").strip() or None)

    said = checked_file.answer(map(column, range(count)), sheet_name)
    _say(held, mapping=answer_of(said))
    state[f"remember_{held.sha256}"] = bool(state.get(f"keep_{key}"))


def _drop(held: FileInHand, sheet_name: str | None) -> None:
    """Read the file again as if nobody had said anything of its columns."""
    _say_sheet(held, sheet_name)
    st.session_state[f"round_{held.sha256}"] = _round(held) + 1


def _round(held: FileInHand) -> int:
    return int(st.session_state.get(f"round_{held.sha256}", 0))


def memory(reference: Catalogue) -> None:
    """List the remembered answers, each with a way to forget it; nothing when there are none."""
    components.damage_notice(damaged_answers(cache.home()))
    known = answers(cache.home())
    if not known:
        return
    with st.expander(phrase("upload.remembered", count=len(known)), key="remembered"):
        st.markdown(phrase("upload.remembered_text"))
        for answer in known:
            with st.container(border=True):
                head = " | ".join(text for text in answer.head if text) or answer.signature[:8]
                st.markdown(f"**{escaped(head)}**")
                meaning = checked_file.described(answer.mapping, answer.head, reference)
                st.markdown(escaped(meaning))
                if answer.at:
                    at = datetime.fromisoformat(answer.at)
                    st.caption(escaped(phrase("upload.remembered_by", by=answer.by, at=at)))
                _forget_button(answer, f"forget_{answer.signature}")


def _keep(held: FileInHand, checked: CheckedUpload) -> None:
    """Keep a wanted answer once the file could be read by it."""
    mapping, preview = held.told.mapping, checked.preview
    if not (checked.observations and preview and mapping and mapping.columns):
        return
    if st.session_state.pop(f"remember_{held.sha256}", False):
        person = access.require(Action.SEND, checked.observations)
        kept = lasting(mapping, preview.said)
        remember_mapping(cache.home(), preview.signature, kept, head=preview.head, by=person.key)
        st.toast(phrase("upload.remembered_now"), icon=":material/bookmark_added:")


def _forget_button(answer: Answer, key: str) -> None:
    """Offer to ask about such files again."""
    label = phrase("upload.forget")
    st.button(label, icon=":material/delete:", key=key, on_click=_forget, args=(answer,))


def _forget(answer: Answer) -> None:
    person = access.require(Action.SEND)
    forget_mapping(cache.home(), answer, person.key)
    components.tell(phrase("upload.forgotten"))
