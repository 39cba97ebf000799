"""Bytes to text: Unicode first; else the one legacy encoding or font that yields Vietnamese.

TCVN3 (ABC) and VNI are fonts whose letters look like Western European ones. Tables: TCVN
5712:1993, VN3; VNI-Windows as in its own fonts. Capitals with tones do not exist in TCVN3: its
capital fonts show the small letters as capitals, so they come out small.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.faults import RefusedError, fault
from cds.ingest.syllables import is_syllable, marked_words, plausibility

_TCVN3 = {
    "\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7": "ĂÂÊÔƠƯĐ",
    "\u00a8\u00a9\u00aa\u00ab\u00ac\u00ad\u00ae": "ăâêôơưđ",
    "\u00b5\u00b6\u00b7\u00b8\u00b9": "àảãáạ",
    "\u00bb\u00bc\u00bd\u00be\u00c6": "ằẳẵắặ",
    "\u00c7\u00c8\u00c9\u00ca\u00cb": "ầẩẫấậ",
    "\u00cc\u00ce\u00cf\u00d0\u00d1": "èẻẽéẹ",
    "\u00d2\u00d3\u00d4\u00d5\u00d6": "ềểễếệ",
    "\u00d7\u00d8\u00dc\u00dd\u00de": "ìỉĩíị",
    "\u00df\u00e1\u00e2\u00e3\u00e4": "òỏõóọ",
    "\u00e5\u00e6\u00e7\u00e8\u00e9": "ồổỗốộ",
    "\u00ea\u00eb\u00ec\u00ed\u00ee": "ờởỡớợ",
    "\u00ef\u00f1\u00f2\u00f3\u00f4": "ùủũúụ",
    "\u00f5\u00f6\u00f7\u00f8\u00f9": "ừửữứự",
    "\u00fa\u00fb\u00fc\u00fd\u00fe": "ỳỷỹýỵ",
}
TCVN3: Mapping[int, str] = {
    ord(old): new for olds, news in _TCVN3.items() for old, new in zip(olds, news, strict=True)
}

# A tone in VNI follows its letter; ă and â are a with a second letter that may carry the tone.
_VNI_TONES = {"ù": "á", "ø": "à", "û": "ả", "õ": "ã", "ï": "ạ"}
_VNI_BREVE = {"ê": "ă", "é": "ắ", "è": "ằ", "ú": "ẳ", "ü": "ẵ", "ë": "ặ"}
_VNI_HAT = {"â": "â", "á": "ấ", "à": "ầ", "å": "ẩ", "ã": "ẫ", "ä": "ậ"}
_VNI_ALONE = dict(zip("íìæóòîôöñ", "íìỉĩịỵơưđ", strict=True))
_BY_BASE = {
    "a": "áàảãạ",
    "e": "éèẻẽẹ",
    "o": "óòỏõọ",
    "u": "úùủũụ",
    "y": "ýỳỷỹỵ",
    "ô": "ớờởỡợ",
    "ö": "ứừửữự",
}
_HATS = {"a": "âấầẩẫậ", "e": "êếềểễệ", "o": "ôốồổỗộ"}


def _vni() -> dict[str, str]:
    small = dict(_VNI_ALONE)
    for base, toned in _BY_BASE.items():
        small |= {base + mark: new for mark, new in zip(_VNI_TONES, toned, strict=True)}
    for base, hatted in _HATS.items():
        small |= {base + mark: new for mark, new in zip(_VNI_HAT, hatted, strict=True)}
    small |= {f"a{mark}": new for mark, new in _VNI_BREVE.items()}
    title = {old[0].upper() + old[1:]: new.upper() for old, new in small.items()}
    return small | title | {old.upper(): new.upper() for old, new in small.items()}


VNI: Mapping[str, str] = _vni()
_VNI_FORMS = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
SURE = 0.8  # share of marked words that must be syllables
_WESTERN = re.compile("[\u00a1-\u00ff]")
_BEYOND = re.compile("[\u0102-\u1ef9]")  # letters that only Unicode has


def from_tcvn3(text: str) -> str:
    """Return text typed in a TCVN3 font, in Unicode."""
    return text.translate(TCVN3)


def from_vni(text: str) -> str:
    """Return text typed in a VNI font, in Unicode."""
    return _VNI_FORMS.sub(lambda match: VNI[match[0]], text)


CONVERTERS: Mapping[str, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni}


def legacy_font(texts: Iterable[str], known: frozenset[str] = frozenset()) -> str | None:
    """Return the legacy font that makes sense of texts that make none as they are; else None.

    `known` are marked words in lower case, in Unicode, that break a tie.
    """
    suspect = [text for text in texts if _WESTERN.search(text) and not _BEYOND.search(text)]
    if not suspect or plausibility(suspect) >= SURE:
        return None
    scores = {
        name: score([convert(text) for text in suspect], known)
        for name, convert in CONVERTERS.items()
    }
    best = max(scores, key=lambda name: scores[name])
    is_tie = len(set(scores.values())) == 1
    return None if is_tie or scores[best][0] < SURE else best


def score(texts: list[str], known: frozenset[str]) -> tuple[float, int]:
    """Return how Vietnamese the texts are: the share of syllables, then the known words."""
    words = marked_words(texts)
    return round(plausibility(texts), 2), sum(word.lower() in known for word in words)


def in_unicode(text: str, font: str) -> str:
    """Return a text of a file in a legacy font; one that is Unicode already stays."""
    if text.isascii() or _BEYOND.search(text):
        return text
    converted = CONVERTERS[font](text)
    return converted if plausibility([converted]) >= plausibility([text]) else text


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4_096
_EXAMPLES = 4
_GRAVE = Severity.ERROR


def decode(
    content: bytes, known: frozenset[str] = frozenset()
) -> tuple[str, str, tuple[Issue, ...]]:
    """Return the text without byte-order mark, the encoding's name and what is to be asked.

    Raises RefusedError with `encoding` when no encoding makes sense of the bytes, with
    `truncated` when the last character is cut in two. `known`: see `legacy_font`.
    """
    encoding = _encoding(content)
    try:
        return content.decode(encoding).removeprefix("\ufeff"), encoding, ()
    except UnicodeDecodeError as error:
        refusal = _undecodable(content, error)
        if encoding != "utf-8" or refusal.code is IssueCode.TRUNCATED:
            raise RefusedError(refusal) from error
        legacy = _legacy(content, known)
        if legacy is None:
            raise RefusedError(refusal) from error
        text, name = legacy
        return text, name, (asked(name, text.splitlines()),)


def asked(name: str, texts: Iterable[str]) -> Issue:
    """Return the question whether text read by a legacy encoding reads right, with examples."""
    words = dict.fromkeys(word for word in marked_words(texts) if is_syllable(word))
    examples = " \u00b7 ".join(list(words)[:_EXAMPLES])
    return fault(IssueCode.ENCODING, value=examples, found=name, examples=examples, reason="asked")


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    return _wide_encoding(content[:_SAMPLE]) or "utf-8"


def _wide_encoding(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark by where the NUL bytes of its ASCII letters stand."""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if not half or max(even, odd) < half * 0.2 or min(even, odd) > max(even, odd) * 0.1:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _legacy(content: bytes, known: frozenset[str]) -> tuple[str, str] | None:
    """Return the most Vietnamese reading of the bytes and its name; None when none is."""
    scored = {reading: score([reading[0]], known) for reading in _readings(content)}
    best = max(scored, key=lambda reading: scored[reading], default=("", ""))
    if not best[0] or scored[best][0] < SURE or not marked_words([best[0]]):
        return None
    rivals = [r for r, found in scored.items() if found == scored[best] and r[0] != best[0]]
    return None if rivals else best


def _readings(content: bytes) -> Iterator[tuple[str, str]]:
    with suppress(UnicodeDecodeError):
        yield unicodedata.normalize("NFC", content.decode("cp1258")), "windows-1258"
    with suppress(UnicodeDecodeError):
        western = content.decode("cp1252")
        yield from_tcvn3(western), "tcvn3"
        yield from_vni(western), "vni"


def _undecodable(content: bytes, error: UnicodeDecodeError) -> Issue:
    line = content.count(b"\n", 0, error.start) + 1
    code = IssueCode.ENCODING
    if "unexpected end" in error.reason or "truncated" in error.reason:
        code = IssueCode.TRUNCATED
    found = content[error.start : error.end].hex(" ")
    return fault(code, line=line, value=found, found=found, severity=_GRAVE)
