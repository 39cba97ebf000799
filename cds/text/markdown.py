"""Texts of data on their way into Markdown."""

_MEANT = frozenset("\\*_[]$:~`<>#")


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in _MEANT else letter for letter in text)
