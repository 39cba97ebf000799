"""Texts of data on their way into Markdown."""

import re

_MEANT = frozenset("\\*_[]$:~`<>#")
# Bare addresses become links after all escapes are read; nothing but another letter stops them.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\S)(?=@\S)", re.IGNORECASE)
_JOINER = "\u2060"  # without width, and lines do not break at it


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    dead = _ADDRESS.sub(_JOINER, text)
    return "".join(f"\\{letter}" if letter in _MEANT else letter for letter in dead)
