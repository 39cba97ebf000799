"""Choices among named options, as forms have them; those that stand in the address: `selection`."""

from collections.abc import Mapping
from typing import Any, TypeVar

import streamlit as st

Choice = TypeVar("Choice")


def choose(
    label: str,
    options: Mapping[Choice, str],
    key: str,
    chosen: Choice | None = None,
    **settings: Any,  # noqa: ANN401 - passed through to Streamlit
) -> Choice:
    """Ask for one of some by their names, typed with or without accents; return its key.

    One that is not offered gives way to the first, or to the `placeholder` where there is one.
    """
    names, instead = list(options), None if "placeholder" in settings else 0
    found: Choice = st.selectbox(
        label,
        names,
        index=names.index(chosen) if chosen in names else instead,
        format_func=options.__getitem__,
        filter_mode="contains",
        key=key,
        **settings,
    )
    return found


def switch(label: str, options: Mapping[Choice, str], key: str, chosen: Choice) -> Choice:
    """Ask for one of a few that stay in sight; return its key."""
    return st.segmented_control(
        label,
        list(options),
        default=chosen,
        format_func=options.__getitem__,
        required=True,
        key=key,
    )
