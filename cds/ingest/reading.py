"""Bytes to tables: what the file is, is told by its content and never by its name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from io import BytesIO

from cds.domain.issues import IssueCode
from cds.ingest.archives import closed_to_entities, opened
from cds.ingest.delimited import read_delimited
from cds.ingest.encodings import asked, decode, in_unicode, legacy_font
from cds.ingest.faults import RefusedError, fault
from cds.ingest.markup import read_markup
from cds.ingest.ods import read_flat_ods, read_ods
from cds.ingest.spreadsheet_xml import read_spreadsheet_xml
from cds.ingest.tables import MOST_BYTES, RawRow, RawTable, cleaned
from cds.ingest.xls import read_xls
from cds.ingest.xlsx import read_xlsx

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
_XML = b"<?xml"
_MAIL = re.compile(rb"\s*(?:[a-z-]+:.*\n(?:[ \t].*\n)*)*content-type:", re.IGNORECASE)
_LONGEST_MAIL_HEAD = 65_536
_HTML_PART = re.compile(rb"<table", re.IGNORECASE)
_MARKUP = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|table|meta|head|body|style|div|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_SAMPLE = 4_096


def read(content: bytes, known: frozenset[str] = frozenset()) -> tuple[RawTable, ...]:
    """Return the tables of a file: one of a text, one per visible filled sheet of a workbook.

    `known` are words that tell legacy fonts apart. Raises RefusedError with the one issue that
    stops the reading.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RefusedError(fault(IssueCode.EMPTY_FILE))
    if len(content) > MOST_BYTES:
        size, limit = f"{len(content) // 1_000_000} MB", f"{MOST_BYTES // 1_000_000} MB"
        raise RefusedError(fault(IssueCode.TOO_LARGE, found=size, limit=limit))
    return _book(content, known) if _is_book(content) else _text(content, known)


def _book(content: bytes, known: frozenset[str]) -> tuple[RawTable, ...]:
    tables = _workbook(content)
    if not tables:
        raise RefusedError(fault(IssueCode.EMPTY_FILE))
    return tuple(cleaned(table) for table in _unified(tables, known))


def _workbook(content: bytes) -> tuple[RawTable, ...]:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise RefusedError(fault(IssueCode.ENCRYPTED_FILE))
        return read_xls(content)
    with opened(content) as archive:
        names = frozenset(name.replace("\\", "/").lower() for name in archive.namelist())
        if "xl/workbook.xml" in names:
            return read_xlsx(archive)
        if "content.xml" in names:
            return read_ods(archive)
    kind = "XLSB" if "xl/workbook.bin" in names else "ZIP"
    raise RefusedError(fault(IssueCode.UNSUPPORTED_FILE, value=kind, found=kind))


def _text(content: bytes, known: frozenset[str]) -> tuple[RawTable, ...]:
    kind = next((kind for magic, kind in _FOREIGN.items() if content.startswith(magic)), None)
    if kind:
        raise RefusedError(fault(IssueCode.UNSUPPORTED_FILE, value=kind, found=kind))
    if content.lstrip(b"\xef\xbb\xbf").startswith(_XML) and (tables := _xml(content)):
        return tuple(cleaned(table) for table in _unified(tables, known))
    if _MAIL.match(content[:_LONGEST_MAIL_HEAD]):
        return _web_archive(content, known)
    return _decoded(content, known)


def _decoded(content: bytes, known: frozenset[str]) -> tuple[RawTable, ...]:
    text, encoding, questions = decode(content, known)
    if text.startswith("<?xml"):
        text = _DECLARATION.sub("", text, count=1)
    if _MARKUP.match(text[:_SAMPLE]):
        table = replace(read_markup(text, encoding), issues=questions)
        return tuple(cleaned(each) for each in _unified((table,), known))
    is_plain = bool(questions) or text.isascii()
    font = None if is_plain else legacy_font(text.splitlines(), known)
    if font:
        text = "\n".join(in_unicode(line, font) for line in text.split("\n"))
        questions, encoding = (asked(font, text.splitlines()),), font
    table = read_delimited(text, encoding)
    return (replace(table, issues=(*questions, *table.issues)),)


_DECLARATION = re.compile(r"<\?xml[^>]*\?>")


def _xml(content: bytes) -> tuple[RawTable, ...]:
    """Return the tables of a workbook in one XML file; none for a web page."""
    head = content[:_SAMPLE]
    if re.search(rb"<html", head, re.IGNORECASE):
        return ()
    with closed_to_entities(content):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            tables = read_spreadsheet_xml(content)
        elif b"opendocument" in head:
            tables = read_flat_ods(BytesIO(content))
        else:
            raise RefusedError(fault(IssueCode.UNSUPPORTED_FILE, value="XML", found="XML"))
    if not tables:
        raise RefusedError(fault(IssueCode.EMPTY_FILE))
    return tables


def _web_archive(content: bytes, known: frozenset[str]) -> tuple[RawTable, ...]:
    """Return the tables of a page saved as a single file, or of a mail and what it brings."""
    parts = (part for part in message_from_bytes(content).walk() if not part.is_multipart())
    bodies = [part.get_payload(decode=True) for part in parts]
    found = [
        body
        for body in bodies
        if isinstance(body, bytes)
        and (_is_book(body) or _HTML_PART.search(body.replace(b"\0", b"")))
    ]
    if not found:
        raise RefusedError(fault(IssueCode.UNSUPPORTED_FILE, value="MHTML", found="MHTML"))
    tables = [
        table for body in found for table in (_book if _is_book(body) else _decoded)(body, known)
    ]
    if len(tables) == 1:
        return tuple(tables)
    return tuple(
        replace(table, sheet=table.sheet or str(n)) for n, table in enumerate(tables, start=1)
    )


def _is_book(content: bytes) -> bool:
    return content.startswith((*_ZIP, _OLE))


def _unified(tables: Sequence[RawTable], known: frozenset[str]) -> tuple[RawTable, ...]:
    """Return the tables with text in legacy fonts brought to Unicode, and a question about it."""
    font = legacy_font(_texts(tables), known)
    if font is None:
        return tuple(tables)
    made = [
        replace(table, rows=tuple(_in_unicode(row, font) for row in table.rows), encoding=font)
        for table in tables
    ]
    question = asked(font, _texts(made))
    return tuple(replace(table, issues=(question, *table.issues)) for table in made)


def _texts(tables: Sequence[RawTable]) -> list[str]:
    cells = (cell for table in tables for row in table.rows for cell in row.cells)
    return list({cell: None for cell in cells if isinstance(cell, str) and not cell.isascii()})


def _in_unicode(row: RawRow, font: str) -> RawRow:
    cells = (in_unicode(cell, font) if isinstance(cell, str) else cell for cell in row.cells)
    return RawRow(row.line, tuple(cells))
