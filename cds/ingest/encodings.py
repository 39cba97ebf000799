"""Bytes to text: Unicode first; else the one legacy encoding that yields Vietnamese."""

import codecs
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress

from cds.domain.issues import Issue, IssueCode, Severity
from cds.ingest.faults import RefusedError, fault
from cds.ingest.legacy import SURE, from_tcvn3, from_vni, score
from cds.ingest.syllables import is_syllable, marked_words

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
