"""Does a text read as Vietnamese? Told by how its syllables are built, not by a word list."""

import re
import unicodedata
from collections.abc import Iterable

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MARKS = re.compile(f"[{_TONES}]")
# Signs that no Vietnamese word holds count as letters, so that words broken by them are seen.
_WORD = re.compile(r"(?:[^\W\d_]|[\u00a1-\u00bf\u00d7\u00f7\u0300-\u0323])+")
_ONSET = "ngh|ng|gh|gi|kh|nh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]"
_NUCLEUS = (
    "iêu|yêu|oai|oay|oao|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?P<coda>ch|ng|nh|[ckmnpt])?")
_STOPS = frozenset(("c", "ch", "k", "p", "t"))
_STOP_TONES = frozenset("\u0301\u0323")  # only these two go with a stop at the end


def is_syllable(word: str) -> bool:
    """True when the word could be one written syllable with its marks, in any case."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = _MARKS.findall(parts)
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", _MARKS.sub("", parts)))
    if match is None or len(tones) > 1:
        return False
    return match["coda"] not in _STOPS or not tones or tones[0] in _STOP_TONES


def marked_words(texts: Iterable[str]) -> list[str]:
    """Return the words that hold letters beyond ASCII; signs that stand alone are no words."""
    foreign = (text for text in texts if not text.isascii())
    words = (word for text in foreign for word in _WORD.findall(text) if not word.isascii())
    return [word for word in words if any(map(str.isalpha, word))]


def plausibility(texts: Iterable[str]) -> float:
    """Return the share, 0 to 1, of the words with marks that are syllables; 1 without any."""
    words = marked_words(texts)
    return sum(map(is_syllable, words)) / len(words) if words else 1.0
