"""Choices that live in the address: any view is a link, and a bad link says what is wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from functools import partial
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cds.domain.catalogue import Catalogue
from cds.domain.periods import parse_period
from cds.site.reach import PROGRAMME_COOKIE
from cds.text import numbers
from cds.text.phrases import escaped, phrase, visible

_FRAMING = ("version", "programme", "boundaries")
SHARED = (*_FRAMING, "indicator", "unit", "period", "level", "layer", "measure")
PROGRAMME_NOW = "programme_now"  # in the session, until the browser knows it too
NOTES = "notes"  # in the session: where is said that there is no such choice, until the sentence is
_is_shut = ContextVar("is_shut", default=False)  # what choices stand in: these are not drawn
_BROUGHT = ("indicator", "unit")  # what is shown by default here is shown on the next page too


def select(
    name: str,
    label: str,
    options: Mapping[str, str],
    hint: str | None = None,
    instead: Callable[[str, Iterable[str]], str | None] | None = None,
) -> str:
    """Choose from a long list, typed with or without accents; returns the key chosen.

    Options map keys, which stand in the address, to labels. At least one option; the first is
    the default. `instead` may take another than the unknown one that the address asks for, which
    stays there for the next page.
    """
    widget = partial(st.selectbox, filter_mode="contains", help=hint)
    asked = st.query_params.get(name)
    taken = instead(asked, options) if instead and asked and asked not in options else None
    return _bound(widget, name, label, options, taken)


def switch(name: str, label: str, options: Mapping[str, str]) -> str:
    """Choose from a few options that stay in sight; returns the key, the only one unasked."""
    if len(options) == 1:
        return next(iter(options))
    return _bound(partial(st.segmented_control, required=True), name, label, options)


@contextmanager
def within(place: PopoverContainer) -> Iterator[None]:
    """Let the choices of the block stand in a place that opens; while it is shut, read them only.

    They need not be sent then: they were a fifth of what a run of such a page costs.
    """
    token = _is_shut.set(not place.open)
    try:
        with place:
            yield
    finally:
        _is_shut.reset(token)


def carry_over(page: str) -> None:
    """On arriving at another page, bring along the choices both pages share.

    Those of the address go into the address; what was on screen by default follows in `_asked`,
    where the page can show it, so that no step back is added for a default of both pages.
    """
    remembered: dict[str, str] = st.session_state.setdefault("choices", {})
    on_screen: dict[str, str] = st.session_state.setdefault("on_screen", {})
    is_arriving = st.session_state.get("page") not in (None, page)
    st.session_state["brought"] = {**on_screen} if is_arriving else {}
    if is_arriving:
        asked = st.query_params.to_dict()
        st.query_params.update({k: v for k, v in remembered.items() if k not in asked})
    st.session_state["page"] = page
    remembered.clear()
    remembered.update(_of_address(SHARED))


def address() -> dict[str, str]:
    """The view on screen as a link says it: the address, and what is chosen by default."""
    return {**st.session_state.get("on_screen", {}), **st.query_params.to_dict()}


def framing() -> dict[str, str]:
    """The data version, programme and boundaries that the address asks for, for links."""
    return _of_address(_FRAMING)


def open_address(address: str) -> None:
    """Turn to a page of ours, `page?choices`, at the version on screen; ends the run."""
    page, _, asked = address.partition("?")
    st.switch_page(f"pages/{page}.py", query_params={**framing(), **dict(parse_qsl(asked))})


def turn_to(**choices: str) -> None:
    """Leave all that the address says for other choices; the programme looked at stays."""
    kept = {"programme": asked} if (asked := st.query_params.get("programme")) else {}
    st.query_params.from_dict({**kept, **choices})


def _of_address(names: Iterable[str]) -> dict[str, str]:
    """Those choices that stand in the address, which is looked at once: each look takes a lock."""
    asked = st.query_params.to_dict()
    return {name: asked[name] for name in names if name in asked}


def leave(*names: str) -> None:
    """Take choices out of the address."""
    for name in names:
        st.query_params.pop(name, None)


def _bound(
    widget: Callable[..., object],
    name: str,
    label: str,
    options: Mapping[str, str],
    taken: str | None = None,
) -> str:
    """The address is the truth: it is read before the widget and written when that changes."""
    key = f"choice_{name}"
    chosen = taken or _brought(name, options) or _asked(name, options)
    if name in _BROUGHT:
        st.session_state.setdefault("on_screen", {})[name] = chosen
    if _is_shut.get():
        return chosen
    st.session_state[key] = chosen

    def changed() -> None:
        st.query_params[name] = found = st.session_state[key] or next(iter(options))
        if name in SHARED:  # a fragment may be all that runs before the visitor leaves the page
            st.session_state.setdefault("choices", {})[name] = found

    widget(label, list(options), format_func=options.__getitem__, key=key, on_change=changed)
    return chosen


def _brought(name: str, options: Mapping[str, str]) -> str | None:
    """What the page before showed, where the address asks for nothing and this page has it too."""
    found = st.session_state.get("brought", {}).get(name)
    if name in st.query_params or found not in options:
        return None
    if found != next(iter(options)):
        st.query_params[name] = found
    return found


def _asked(name: str, options: Mapping[str, str]) -> str:
    """The option the address asks for, by key or by official code; else the first, with a word."""
    default = next(iter(options))
    asked = st.query_params.get(name)
    if asked is None or asked in options:
        return asked or default
    by_code = [key for key in options if key.partition("@")[0] == asked]
    found = by_code[0] if by_code else default
    with st.session_state.get(NOTES) or nullcontext():
        if len(by_code) > 1:
            told = phrase("several_choice", value=asked, shown=visible(options[found]))
            st.info(escaped(told))
        elif not by_code:
            tell_unknown(name, _in_words(asked), visible(options[found]))
    return found


def tell_unknown(name: str, asked: str, shown: str) -> None:
    """Say that there is no such choice, and what the page shows instead."""
    st.warning(
        escaped(phrase("unknown_choice", what=phrase(f"what_{name}"), value=asked, shown=shown))
    )


def _in_words(asked: str) -> str:
    """A key of the address as people read it: a period in words, a unit by its official code."""
    with suppress(ValueError):
        return numbers.period(parse_period(asked))
    return asked.partition("@")[0]


def wanted_programme(in_force: Catalogue) -> str:
    """Return the id of the programme to show; "" for the one in force, which the catalogue is of.

    The address says it, else the visitor chose it here or in an earlier visit. A link that names a
    unit, a target or a time of another programme opens that one.
    """
    if len(in_force.programmes) < 2 or get_script_run_ctx(suppress_warning=True) is None:
        return ""
    named = in_force.programme_named(st.query_params.to_dict())
    chosen = st.session_state.get(PROGRAMME_NOW) or st.context.cookies.get(PROGRAMME_COOKIE, "")
    found = named.programme_id if named else str(chosen)
    known = {one.programme_id for one in in_force.programmes} - {in_force.programme.programme_id}
    return found if found in known else ""


def choose_programme(programme_id: str) -> None:
    """Turn to a programme: what the address names of another one's units and times goes."""
    st.session_state[PROGRAMME_NOW] = programme_id
    for kept in (st.session_state.get("choices"), st.session_state.get("on_screen")):
        if kept:
            kept.clear()
    st.query_params.from_dict({"programme": programme_id})
