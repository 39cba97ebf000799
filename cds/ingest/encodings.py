"""Bytes to text: Unicode only so far, and never a guess."""

import codecs

from cds.domain.issues import Issue, IssueCode
from cds.ingest.faults import RefusedError, fault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4_096


def decode(content: bytes) -> tuple[str, str]:
    """Return the text without byte-order mark and the encoding's name.

    Raises RefusedError with `encoding` when the bytes are not Unicode, with `truncated` when
    the last character is cut in two.
    """
    encoding = _encoding(content)
    try:
        return content.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as error:
        raise RefusedError(_undecodable(content, error)) from error


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


def _undecodable(content: bytes, error: UnicodeDecodeError) -> Issue:
    line = content.count(b"\n", 0, error.start) + 1
    code = IssueCode.ENCODING
    if "unexpected end" in error.reason or "truncated" in error.reason:
        code = IssueCode.TRUNCATED
    return fault(code, line=line, value=content[error.start : error.end].hex(" "))
