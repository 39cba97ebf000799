"""Texts that people give: folded so that spellings meet, cleaned so that every file can carry them.

The one home of what is known of Vietnamese letters: strokes, marks, and where tones stand.
"""

import re
from functools import lru_cache
from unicodedata import combining, normalize

# D with stroke (U+0110), and what is typed for it: Eth, African D.
# Letters of another alphabet that a keyboard left on mixes in look like ours: nobody sees them.
_LOOK_ALIKE = dict(
    zip(
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u04bb\u0501"
        "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0405",
        "aeopcyxisjhdABEKMHOPCTYXIS",
        strict=True,
    )
)
_STROKES = str.maketrans(
    {**dict.fromkeys("\u0110\u0111\u00d0\u00f0\u0189", "\u0111"), **_LOOK_ALIKE}
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook, dot below
_APART = re.compile(r"[\W_]+")
# Controls, halves of letters and what is no letter: XML, so any office file, cannot hold them.
# Direction marks make a name look like another; no Vietnamese text needs one.
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_GAPS = re.compile("[ \t\n]+")
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


_MOST_DIGITS = 18
_LONGEST_KEPT = 500  # characters of a text whose folding is kept: not whole cells


def fold(text: str) -> str:
    """Return what a person types without accents: lower case, single spaces, d with stroke as d."""
    return _fold(text) if len(text) <= _LONGEST_KEPT else _fold.__wrapped__(text)


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    letters = _parts(text)
    if not letters.isascii():
        letters = "".join(letter for letter in letters if not combining(letter))
    return " ".join(letters.replace("\u0111", "d").split())


def plain_words(text: str) -> str:
    """Return the words of a text, folded; punctuation and underscores part words."""
    return _plain_words(text) if len(text) <= _LONGEST_KEPT else _plain_words.__wrapped__(text)


@lru_cache(maxsize=65_536)
def _plain_words(text: str) -> str:
    return " ".join(_APART.sub(" ", fold(text)).split())


def accented_words(text: str) -> str:
    """Return the words in lower case with their accents; each syllable's tone stands at its end.

    Old and new tone placement, NFC and NFD, Eth for D with stroke, punctuation and spacing
    make no difference.
    """
    return _accented(text) if len(text) <= _LONGEST_KEPT else _accented.__wrapped__(text)


@lru_cache(maxsize=65_536)
def _accented(text: str) -> str:
    letters = _parts(text)
    if letters.isascii():
        return " ".join(_APART.sub(" ", letters).split())
    parts = (c if c.isalnum() or combining(c) else " " for c in letters)
    return " ".join(_tone_last(word) for word in "".join(parts).split())


def _tone_last(word: str) -> str:
    """Other marks than tones make other letters and stay, composed."""
    tones = "".join(letter for letter in word if letter in _TONES)
    letters = "".join(letter for letter in word if letter not in _TONES)
    return normalize("NFC", letters) + tones


def _parts(text: str) -> str:
    """Lower case, letters apart from their marks."""
    return normalize("NFD", text.translate(_STROKES).lower().translate(_STROKES))


def readable(text: str) -> str:
    """Return the text in NFC without signs that nobody can see; every line break is one sign."""
    if text.isascii() and text.isprintable():
        return text
    return normalize("NFC", _UNSEEN.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return a name or title likewise, trimmed, with single spaces for breaks and tabs."""
    return _GAPS.sub(" ", readable(text)).strip()


def whole_number(text: str) -> int | None:
    """Return the number that digits mean; None for anything else, and for more than any of ours.

    Of thousands of digits Python makes an error instead of a number.
    """
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
