"""The fields of a form of targets; what is typed in them outlives a reload, until it is published.

It lies in the draft of who types, for a day, as files that are sent do.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from cds.domain.access import Action
from cds.domain.catalogue import Catalogue
from cds.domain.errors import StoreDamagedError
from cds.store.amendments import table_lines
from cds.store.reference.loading import PATHS, STEPS, TARGETS
from cds.store.reference.tables import ReferenceTable
from cds.store.sending import Drafts
from cds.text import numbers
from cds.text.phrases import escaped, phrase, sentence
from cds.ui import access, cache, components, selection
from cds.views import target_form

Choice = TypeVar("Choice", bound=object)
Former = TypeVar("Former")
FORM = "targets_"  # what all keys of forms begin with
LINES = f"{FORM}lines"  # what the lines of tables are that the form on screen changes
_KEPT, _SAVED = f"{FORM}kept_", f"{FORM}saved_"
_FIELDS = ("task", "target", "step")  # of the address: which form is open
_LONGEST = 20_000  # letters of a form that are kept


@dataclass(frozen=True, slots=True)
class Begun(Generic[Former]):
    """What a form was begun on; `lines` tells what stands in the tables now from what may later."""

    former: Former
    lines: str
    is_overtaken: bool


def begun_on(
    home: Path,
    target_id: str,
    key: str,
    former: Former,
    tables: Sequence[ReferenceTable[Any]] = (TARGETS, PATHS, STEPS),
) -> Begun[Former]:
    """Return what the form of a key was begun on, and whether somebody has changed it since.

    That is any line of some tables that is of the target ("": of none).

    Only what differs from it is written, so what the other changed stays. Who has left the form has
    nothing typed there any more, and begins with what is newest.
    """
    state = st.session_state
    now = [
        cells
        for table in tables
        for cells in table_lines(home, table.file_name)
        if cells.get("target_id", "") == target_id
    ]
    lines, start = state.get(f"{FORM}begun_{key}", ((), former))
    if lines == now or f"{key}_name" not in state:
        lines, start = state[f"{FORM}begun_{key}"] = now, former
    told = hashlib.sha256(json.dumps(now).encode()).hexdigest()
    return Begun(start, told, is_overtaken=lines != now)


class Fields:
    """The fields of one form as they are asked for, by name, and what is wrong in them.

    Each begins with what was typed in it before, else with what is known. `address` is what opens
    the form again, `key` what the names of its widgets begin with.
    """

    def __init__(self, key: str, begun: Begun[Any], **address: str) -> None:
        """Bring back what was typed, and say so, and where somebody has changed what it is of."""
        address = {name: address[name] for name in _FIELDS if address.get(name)}
        self.key, self._form, self._lines = key, urlencode(address), begun.lines
        st.session_state[LINES] = begun.lines
        self.wrong: list[str] = []
        self._typed: dict[str, object] = {}
        self._kept = self._brought_back()
        if begun.is_overtaken or self._kept.get(LINES, begun.lines) != begun.lines:
            st.warning(phrase("targets.overtaken"), icon=":material/sync_problem:")
        selection.leave(*(name for name in _FIELDS if name not in address))
        asked = {name: st.query_params.get(name) for name in address}
        if asked != address:
            st.query_params.update(address)

    def has_brought(self, *names: str) -> bool:
        """Whether what was typed before is of a field whose name begins so."""
        return any(name.startswith(names) for name in self._kept)

    def text(self, name: str, start: str, hint: str | None = None, instead: str = "") -> str:
        """Ask for a text by the phrase of its field; `instead` is what stands for none."""
        label, shown = phrase(f"targets.{name}"), instead or None
        return self.line(name, label, start, help=hint, placeholder=shown)

    def link(self, name: str, start: str, label: str) -> str:
        """Ask for the address of a page; what stood there before may be what it is."""
        text = self.line(name, label, start)
        if fault := target_form.link_fault(text, start):
            self.refuse(fault)
        return text

    def number(
        self, name: str, label: str, start: Decimal | None, width: int | None = None
    ) -> Decimal | None:
        """Ask for a number as an office writes it; None without one, or for what is none."""
        shown = "" if start is None else numbers.trimmed(start, 8)
        text = self.line(name, label, shown, width=width or "stretch")
        found = target_form.as_number(text)
        if text and found is None:
            self.refuse(phrase("targets.value_bad", value=text))
        return found

    def day(self, name: str, label: str, start: date | None) -> date | None:
        """Ask for a day; None where it is left empty."""
        kept = self._kept.get(name, start)
        chosen = st.date_input(
            label,
            date.fromisoformat(kept) if isinstance(kept, str) else start if kept else None,
            min_value=date(2015, 1, 1),
            max_value=date(2060, 12, 31),
            format="DD/MM/YYYY",
            key=f"{self.key}_{name}",
        )
        found = chosen if isinstance(chosen, date) else None
        if found != start:
            self._typed[name] = found and found.isoformat()
        return found

    def check(self, name: str, label: str, *, start: bool) -> bool:
        """Ask for a yes or no."""
        kept = bool(self._kept.get(name, start))
        return self._noted(name, start, st.checkbox(label, value=kept, key=f"{self.key}_{name}"))

    def choose(
        self,
        name: str,
        label: str,
        options: Mapping[Choice, str],
        start: Choice,
        **settings: Any,  # noqa: ANN401 - passed through to Streamlit
    ) -> Choice:
        """Ask for one of some by their names."""
        chosen = self._one_of(options, name, start)
        key = f"{self.key}_{name}"
        return self._noted(name, start, components.choose(label, options, key, chosen, **settings))

    def switch(self, name: str, label: str, options: Mapping[Choice, str], start: Choice) -> Choice:
        """Ask for one of a few that stay in sight."""
        chosen = self._one_of(options, name, start)
        key = f"{self.key}_{name}"
        return self._noted(name, start, components.switch(label, options, key, chosen))

    def line(
        self,
        name: str,
        label: str,
        start: str,
        **settings: Any,  # noqa: ANN401 - passed through to Streamlit
    ) -> str:
        """Ask for a text."""
        kept = str(self._kept.get(name, start))
        text = st.text_input(label, kept, key=f"{self.key}_{name}", **settings) or ""
        return self._noted(name, start, text).strip()

    def refuse(self, fault: str) -> None:
        """Say at a field what is wrong with it, and keep that nothing may be published so."""
        st.error(escaped(fault))
        self.wrong.append(fault)

    def keep(self) -> None:
        """Write down what has been typed since the last run."""
        saved = f"{_SAVED}{self.key}"
        typed = {**self._typed, LINES: self._lines} if self._typed else {}
        is_new = typed != st.session_state.get(saved, self._kept)
        if is_new and sum(len(str(one)) for one in typed.values()) <= _LONGEST:
            _write(self._form, typed)
            st.session_state[saved] = typed

    def _brought_back(self) -> Mapping[str, object]:
        """What was typed before this session began with the form; the same as long as it is open.

        Who has left it has nothing of it in the session.
        """
        pinned, state = f"{_KEPT}{self.key}", st.session_state
        if pinned not in state or f"{self.key}_name" not in state:
            state[pinned] = begun().get(self._form, {})
            state.pop(f"{_SAVED}{self.key}", None)
        found: Mapping[str, object] = state[pinned]
        if found:
            with st.container(horizontal=True, vertical_alignment="center", key=f"{FORM}draft"):
                st.info(phrase("targets.brought_back"), icon=":material/history:")
                label = phrase("targets.draft_drop")
                st.button(label, key=f"{FORM}drop", on_click=dropped, args=(self._form,))
        return found

    def _noted(self, name: str, start: Choice, found: Choice) -> Choice:
        if found != start:
            self._typed[name] = found
        return found

    def _one_of(self, options: Mapping[Choice, str], name: str, start: Choice) -> Choice:
        """What was chosen before; where it is not offered any more, what is known."""
        kept = self._kept.get(name, start)
        return next((one for one in options if one == kept), start)


def begun() -> Mapping[str, Mapping[str, object]]:
    """What is typed in each form and not published, by the form's address.

    A draft that is not as it was written is thrown away, with a word.
    """
    drafts = _drafts()
    try:
        return drafts.read().typed
    except StoreDamagedError as error:
        drafts.discard()
        st.warning(escaped(sentence(error)), icon=":material/broken_image:")
        return {}


def begun_forms(catalogue: Catalogue, turn: Callable[..., None]) -> None:
    """Lead back to the forms in which something is typed and not published."""
    if not (forms := begun()):
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"{FORM}drafts"):
        st.info(phrase("targets.drafts", count=len(forms)), icon=":material/history:")
        for place, form in enumerate(forms):
            asked = dict(parse_qsl(form))
            label = phrase(f"targets.task_{asked['task']}")
            if aim := catalogue.targets.get(asked.get("target", "")):
                label = (
                    phrase("targets.form_edit", name=aim.name)
                    if asked["task"] == "target"
                    else phrase("targets.draft_of", task=label, name=aim.name)
                )
            st.button(label, key=f"draft_{place}", on_click=turn, kwargs=asked)


def published() -> None:
    """Forget what was typed in the form that is open."""
    asked = {name: st.query_params[name] for name in _FIELDS if name in st.query_params}
    if asked:
        _write(urlencode(asked), {})


def dropped(form: str) -> None:
    """Forget what was typed in a form, and show the list again."""
    _write(form, {})
    forget()


def forget() -> None:
    """Forget what forms are filled with in this session, and where the visitor was in them."""
    for key in [one for one in st.session_state if str(one).startswith(FORM)]:
        del st.session_state[key]
    selection.leave(*_FIELDS)


def _write(form: str, typed: Mapping[str, object]) -> None:
    drafts = _drafts()
    if not typed and form not in begun():
        return
    drafts.change(
        lambda draft: replace(
            draft,
            typed={
                **{name: told for name, told in draft.typed.items() if name != form},
                **({form: typed} if typed else {}),
            },
        )
    )


def _drafts() -> Drafts:
    return Drafts(cache.home(), access.require(Action.SEND).key)
