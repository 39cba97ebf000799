"""Bytes to tables: what the file is, is told by its content and never by its name."""

import re

from cds.domain.issues import IssueCode
from cds.ingest.delimited import read_delimited
from cds.ingest.encodings import decode
from cds.ingest.faults import RefusedError, fault
from cds.ingest.tables import MOST_BYTES, Table
from cds.ingest.workbooks import read_workbook

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
    b"PAR1": "Parquet",
    b"{\\rtf": "RTF",
    b"SQLite format 3": "SQLite",
}
_MARKUP = re.compile(rb"\s*<(?:!doctype html|html|table|\?xml|meta|head)", re.IGNORECASE)


def read(content: bytes) -> tuple[Table, ...]:
    """Return the tables of a file: one of a text, one per visible filled sheet of a workbook.

    Raises RefusedError with the one issue that stops the reading.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RefusedError(fault(IssueCode.EMPTY_FILE))
    if len(content) > MOST_BYTES:
        size, limit = f"{len(content) // 1_000_000} MB", f"{MOST_BYTES // 1_000_000} MB"
        raise RefusedError(fault(IssueCode.TOO_LARGE, found=size, limit=limit))
    if content.startswith(_ZIP):
        return read_workbook(content)
    _refuse_foreign(content)
    return (read_delimited(*decode(content)),)


def _refuse_foreign(content: bytes) -> None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise RefusedError(fault(IssueCode.ENCRYPTED_FILE))
        raise RefusedError(fault(IssueCode.UNSUPPORTED_FILE, value="XLS", found="XLS"))
    kinds = (kind for magic, kind in _FOREIGN.items() if content.startswith(magic))
    kind = next(kinds, "HTML" if _MARKUP.match(content) else None)
    if kind:
        raise RefusedError(fault(IssueCode.UNSUPPORTED_FILE, value=kind, found=kind))
