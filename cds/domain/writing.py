"""Texts that people give, brought to what every page, office file and program can carry."""

import re
from unicodedata import normalize

# Controls, halves of letters and what is no letter: XML, so any office file, cannot hold them.
# Direction marks make a name look like another; no Vietnamese text needs one.
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def readable(text: str) -> str:
    """Return the text in NFC without signs that nobody can see; every line break is one sign."""
    if text.isascii() and text.isprintable():
        return text
    return normalize("NFC", _UNSEEN.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return a name or title likewise, trimmed, with single spaces for breaks and tabs."""
    return re.sub("[ \t\n]+", " ", readable(text)).strip()
