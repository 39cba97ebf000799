"""Names and texts of data on their way to a screen: as they are, found, and fit to be seen."""

import re
from collections.abc import Iterable
from html import escape

from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.folding import fold
from cds.text.phrases import phrase, word

_GAP = "\t"  # as wide as `style.css` says, so that the unaccented words after it are out of sight
_MEANT = str.maketrans({letter: f"\\{letter}" for letter in "\\*_[]$:~`<>#"})
# Bare addresses become links after all escapes are read; nothing but another letter stops them.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\S)(?=@\S)", re.IGNORECASE)
_JOINER = "\u2060"  # without width, and lines do not break at it


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _ADDRESS.sub(_JOINER, text).translate(_MEANT)


def as_text(words: str) -> str:
    """Return words as a chart shows them: tags in names, titles and files stay letters.

    Charts read a little HTML, links included, in every label and tooltip.
    """
    return escape(words, quote=False)


def findable(label: str) -> str:
    """Return the label of a choice that is also found by typing it without accents."""
    return f"{label}{_GAP}{fold(label)}"


def visible(label: str) -> str:
    """Return a label as people see it, without the words that only help to find it."""
    return label.partition(_GAP)[0]


def kind(unit: AdminUnit) -> str:
    """Return what a unit is, as it is said amid a sentence: of a ward "phường", never "xã"."""
    return unit.type_name.lower()


def kinds(level: AdminLevel, units: Iterable[AdminUnit]) -> str:
    """Return what a count of units of a level says: "xã", of several kinds "đơn vị cấp xã"."""
    found = {kind(unit) for unit in units}
    return found.pop() if len(found) == 1 else phrase("kinds_mixed", level=word(level))


def public_name(key: str) -> str:
    """Return who did something, as the public reads it: an e-mail address stays among staff."""
    return phrase("access.someone") if "@" in key else key
