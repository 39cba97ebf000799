"""Text reduced to what a person types without accents, so that spellings meet."""

import unicodedata
from functools import lru_cache

_STROKES = str.maketrans({"\u0111": "d", "\u0110": "d", "\u00d0": "d", "\u00f0": "d"})


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the text in lower case, without accents, with single spaces; d with stroke is d."""
    parts = unicodedata.normalize("NFD", text.translate(_STROKES))
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(plain.lower().split())
